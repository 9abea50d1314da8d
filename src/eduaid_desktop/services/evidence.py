"""佐证材料: what a case is asked for and what has come, ticked by hand or by the scan that is put to it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from eduaid_desktop.domain import agents, dates, evidence, terms, workflow
from eduaid_desktop.domain.evidence import Asked, Facts
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import attachments, evidence_ticks, relief_checks, relief_writing
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import evidence_queries as queries
from eduaid_desktop.store.store import Row

_LONGEST_NOTE = 200


def of(desk: Desk, case_id: int) -> list[Row]:
    """The documents a case is asked for, in the order of the checklist.

    code, label, hint, office, filed (no archive without it); required (it must come) and why; due (the step it is
    due before, in words); present, received_on (ISO or None), note; id (of its row, 0 while nothing is known of it)
    and count of its files.
    """
    known = queries.rows(desk.store, case_id)
    nothing = {"id": 0, "present": 0, "note": None, "received_on": None, "count": 0}
    return [
        {**nothing, **known.get(each.code, {}), **_words(each)}
        for each in _asked(desk, _about(desk, case_id))
    ]


def lacking(desk: Desk, term: str | None, village: str | None = None) -> list[Row]:
    """The cases of a term or of all (of a village, by its code) that go on and lack something, village by village.

    Each with missing (list of labels of what must come and has not) and unsigned (the applicant has yet to sign).
    """
    rows = queries.cases(desk.store, terms.require(term) if term else None, village)
    found = [{**case, **_standing(desk, case)} for case in rows]
    return [case for case in found if case["missing"] or case["unsigned"]]


def tick(desk: Desk, case_id: int, present: Mapping[str, bool], received_on: str = "") -> None:
    """Tick documents of the checklist that have come in (code to yes or no).

    received_on: ISO day they came, today where not said. Raises UserError for a code that is none, Refused for
    a case that is archived and a day that has not come yet.
    """
    case = _open_case(desk, case_id)
    _require_codes(desk, present)
    _require_day(desk, received_on)
    with desk.change(f"登记佐证材料（{case['name']}）") as change:
        for code, yes in present.items():
            evidence_ticks.tick(change, evidence_ticks.row_of(change, case_id, code), yes, received_on)


def annotate(desk: Desk, case_id: int, code: str, note: str, received_on: str) -> None:
    """Keep a note on a document, and the day it came; received_on: as typed, "" for none. Raises as tick does."""
    case = _open_case(desk, case_id)
    _require_codes(desk, {code: True})
    day = dates.parse(received_on) if received_on.strip() else None
    if received_on.strip() and day is None:
        raise Refused(f"日期“{received_on}”读不懂，请写成 2018-6-12 这样的形式。", "received_on")
    _require_day(desk, day.isoformat() if day else "")
    if len(note) > _LONGEST_NOTE:
        raise Refused(f"说明最多 {_LONGEST_NOTE} 字，请写短一些。", "note")
    with desk.change(f"登记佐证材料的说明（{case['name']}）") as change:
        row = evidence_ticks.row_of(change, case_id, code)
        columns = {"note": note.strip() or None, "received_on": day.isoformat() if day else None}
        change.update("evidence", row, columns)


def attach(desk: Desk, case_id: int, code: str, path: Path) -> Row:
    """Keep a scan or photograph with one document of a case, which is ticked by it; returns as attachments.of.

    Raises as services.attachments.add does.
    """
    desk.store.require_writer()
    case = _open_case(desk, case_id)
    _require_codes(desk, {code: True})
    known = queries.rows(desk.store, case_id).get(code, {}).get("id", 0)
    ready = attachments.ready(desk, "evidence", known, path)
    label = desk.rules().label("evidence", code)
    with desk.change(f"添加{label}“{ready['name']}”（{case['name']}）") as change:
        row_id = evidence_ticks.row_of(change, case_id, code)
        number = attachments.keep(change, desk, "evidence", row_id, ready)
    return next(each for each in attachments.of(desk, "evidence", row_id) if each["id"] == number)


def _standing(desk: Desk, case: Row) -> Row:
    present = (case["present"] or "").split(",")
    lacks = evidence.missing(_asked(desk, case), present)
    return {"missing": [each.label for each in lacks], "unsigned": agents.unsigned(case)}


def _asked(desk: Desk, case: Row) -> list[Asked]:
    earlier = frozenset((case["earlier"] or "").split(","))
    facts = Facts(bool(case["noticed"]), bool(case["posted"]), bool(case["paid"]), earlier)
    return evidence.asked(case, relief_checks.rules_for(desk, case), facts)


def _about(desk: Desk, case_id: int) -> Row:
    case = queries.case(desk.store, case_id)
    if case is None:
        raise UserError("找不到这个救助申请，可能已被撤回。请刷新列表后再选。")
    return case


def _words(each: Asked) -> Row:
    named = {
        "code": each.code,
        "label": each.label,
        "hint": each.hint,
        "office": each.office,
        "filed": each.filed,
    }
    return {**named, "required": each.required, "why": each.why, "due": evidence.STEP_WORDS[each.due]}


def _open_case(desk: Desk, case_id: int) -> Row:
    case = relief_writing.case_of(desk, case_id)
    if case["state"] == workflow.ARCHIVED:
        raise Refused("这个申请已归档，佐证材料只能查看。")
    return case


def _require_codes(desk: Desk, present: Mapping[str, bool]) -> None:
    table = desk.rules().codes["evidence"]
    if unknown := [code for code in present if table.get(code) is None]:
        known = "、".join(f"{c.code}（{c.label}）" for c in table.codes)
        raise UserError(f"没有代码为“{unknown[0]}”的材料。可用：{known}。")


def _require_day(desk: Desk, received_on: str) -> None:
    if received_on and date.fromisoformat(received_on) > desk.today():
        raise Refused("收到日期在今天之后，请核对。", "received_on")
