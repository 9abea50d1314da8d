"""历史补录: cases of earlier terms that come in straight as 已归档: counted like any other, never paid, never moved."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import dates, serials, terms, workflow
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.relief_past import MARK, REASON, RELIEF_PAST
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import fund, office, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid, Saved, merged, require_valid
from eduaid_desktop.services.relief_writing import case_of
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

_IDENTITY = {f.name for f in IDENTITY}
OWN = tuple(f.name for f in RELIEF_PAST.fields if f.name not in (*_IDENTITY, REASON))


def save(
    desk: Desk,
    raw: Mapping[str, Any],
    case_id: int | None = None,
    revision: int | None = None,
    *,
    person_id: int | None = None,
    person_revision: int | None = None,
) -> Saved:
    """Key a past case, or correct one with a reason. It gets a number of its term, in a series of its own.

    A fund that it overdraws comes back as a warning.

    Raises Invalid for what cannot be so (a term that is not over, a second case of the child in the term, a
    correction without its reason), Conflict when the record moved on.
    """
    if case_id is None:
        office.require_township(desk)
    stored = load(desk, case_id) if case_id else {}
    child = stored.get("person_id") or person_id
    form = merged(RELIEF_PAST, stored, people.with_document(desk, raw, child))
    values, problems = RELIEF_PAST.clean(form, desk.rules())
    require_valid(problems)
    _require_correction(stored, values)
    with desk.change("") as change:
        child = people.find_or_create(change, values, child, person_revision)
        saved = write(change, desk, stored, values, child, revision)
        change.sentence = _sentence(desk, saved.id, stored, values)
    return Saved(saved.id, saved.revision, problems + _overdrawn(desk, values))


def _overdrawn(desk: Desk, values: Values) -> list[Problem]:
    begun = fund.begun(desk)
    return fund.beyond(desk) if begun and (values["past_paid_on"] or "") >= begun else []


def write(
    change: Change, desk: Desk, stored: Row, values: Values, person_id: int, revision: int | None = None
) -> Saved:
    """Write a past case of a known child within a change that is under way; values: cleaned and sound.

    Raises Invalid for a second case of the child in the term.
    """
    household = queries.household_by_number(desk.store, values.get("household_number"))
    columns = {name: values.get(name) for name in OWN}
    columns |= {"person_id": person_id, "household_id": household["id"] if household else None}
    columns["since"] = values["past_paid_on"]
    _require_only(desk, {**columns, "id": stored.get("id")})
    if stored:
        return Saved(stored["id"], change.update("relief_case", stored["id"], columns, revision=revision))
    code = desk.store.get("office", 1)["code"]
    serial = change.next_serial(serials.past_series(code, values["term"]))
    number = serials.past_no(code, values["term"], serial)
    head = {"case_no": number, "state": workflow.ARCHIVED, "historical": 1}
    return Saved(change.insert("relief_case", columns | head), 1)


def load(desk: Desk, case_id: int) -> Row:
    """A past case with the identity of its child. Raises Refused for a case that is none."""
    case = case_of(desk, case_id)
    if not case["historical"]:
        raise Refused(f"{case['case_no'] or '这份草稿'}不是{MARK}，请在“救助基金”里打开它。")
    return case


def closed(case: Mapping[str, Any]) -> set[str]:
    """The fields of a past case that may not be edited: the number holds the term."""
    return {"term"} if case.get("id") else set()


def withdraw(desk: Desk, case_id: int, reason: str) -> None:
    """Hide a past case that should not be there; it counts nowhere from now on. Raises Refused without a reason."""
    case = load(desk, case_id)
    if not reason.strip():
        raise Refused("请写明撤回这件历史补录的原因。", "reason")
    with desk.change(f"撤回{MARK} {case['case_no']}（{case['name']}）：{reason.strip()}") as change:
        change.withdraw("relief_case", case_id)


def told(desk: Desk, case: Mapping[str, Any]) -> str:
    """What the card says of a past case: how much was paid when, on which ground, who keyed it when."""
    keyed = queries.keyed(desk.store, case["id"])
    paid = f"{dates.spoken(case['past_paid_on'])}发放 {yuan(case['approved'])} 元"
    by = f"{keyed['actor']} {dates.spoken(keyed['at'][:10])}录入"
    return f"{MARK}：{paid}；依据：{case['past_source']}；{by}。只作记录，不再办理。"


def _require_only(desk: Desk, columns: Row) -> None:
    others = queries.duplicates(desk.store, columns)
    if others:
        other = others[0]
        words = (
            f"该生{terms.label(columns['term'])}已有救助申请 {other['case_no']}（{workflow.standing(other)}），"
            "同一学期只记一次；内容不对的请更正那一件。"
        )
        raise Invalid([Problem("id_number", words, rule="B_DUP_CASE", clause="F02")])


def _require_correction(stored: Row, values: Values) -> None:
    """A corrected record says why; the number keeps its term."""
    if not stored:
        return
    touched = [n for n, value in values.items() if n != REASON and value != stored.get(n)]
    if "term" in touched:
        raise Invalid(
            [Problem("term", "编号里带着学期，不能改；学期录错的请撤回后重新补录。", rule="B_FROZEN")]
        )
    if touched and not values[REASON]:
        raise Invalid([Problem(REASON, "请写明更正的原因。")])


def _sentence(desk: Desk, case_id: int, stored: Row, values: Values) -> str:
    case = case_of(desk, case_id)
    what = f"{case['case_no']}（{case['name']}，{yuan(case['approved'])} 元）"
    return f"更正{MARK} {what}：{values[REASON]}" if stored else f"{MARK} {what}"
