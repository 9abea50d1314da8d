"""待定: rows of imports that may be about somebody known, side by side with her, and the decision that sticks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eduaid_desktop.domain import matching
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.matching import DIFFERENT, DISCARD, SAME
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.kinds import KINDS, writer
from eduaid_desktop.services.importing.result import PARKED, ImportResult, Line
from eduaid_desktop.store.store import Change, Row

# Which of two ID numbers is right: that of the row, or the one that is registered.
ROW, KNOWN = "row", "known"
_WORDS = {SAME: "是同一人", DIFFERENT: "不是同一人", DISCARD: "不要这一行"}
# What tells children apart comes first.
_FIRST = ("name", "id_number", "student_number", "person_number", "birth_date", "sex", "village")


@dataclass(frozen=True)
class Compared:
    """One field: what the row says, what is known of each candidate, and of whom it is known otherwise.

    kind: that of the Field, by which numbers are masked.
    """

    name: str
    label: str
    kind: str
    row: str
    known: tuple[str, ...]
    differs: tuple[bool, ...]


@dataclass(frozen=True)
class Sides:
    """A parked row beside the people it may be about. place: where it stood, in words.

    numbers: the ID number of the row and, by candidate, the other one that is registered ("" where none is).
    """

    row_id: int
    name: str
    message: str
    place: str
    candidates: tuple[Row, ...]
    fields: tuple[Compared, ...]
    numbers: tuple[str, tuple[str, ...]]

    def as_json(self) -> dict[str, Any]:
        """The object that `eduaid parked --json` prints."""
        told = ("row_id", "name", "message", "place")
        return {name: getattr(self, name) for name in told} | {
            "candidates": list(self.candidates),
            "fields": [asdict(each) for each in self.fields],
        }


@dataclass(frozen=True)
class Decided:
    """What was decided: the sentence, the change to undo it by, and how many rows it settled."""

    sentence: str
    change_id: int | None
    rows: int


class _StillDoubtful(Exception):
    def __init__(self, row: Row, line: Line) -> None:
        super().__init__(row["id"])
        self.row, self.line = row, line


def side_by_side(desk: Desk, parked_id: int) -> Sides:
    """An open row beside its candidates, as a person reads both. Raises UserError when it is decided or gone."""
    row = _open(desk, parked_id)
    values, rules = json.loads(row["content"]), desk.rules()
    known = [people.prefill(desk, person_id) for person_id in _candidates(desk, row)]
    fields = [f for f in KINDS[row["kind"]].fields if values.get(f.name) is not None]
    rows = sorted((_compared(f, values, known, rules) for f in fields), key=_place)
    run = desk.store.get("import_run", row["import_run_id"])
    place = " ".join(p for p in (f"《{run['file_name']}》", row["sheet"], f"第 {row['row']} 行") if p)
    own = values.get("id_number") or ""
    other = tuple("" if not own or k.get("id_number") in (None, own) else k["id_number"] for k in known)
    ids = _candidates(desk, row)
    found = tuple({"id": i, "name": k["name"]} for i, k in zip(ids, known, strict=True))
    return Sides(parked_id, values["name"], row["message"], place, found, tuple(rows), (own, other))


def alike(desk: Desk, parked_id: int) -> list[int]:
    """The open rows about the same child and the same people as this one, itself among them."""
    row = _open(desk, parked_id)
    return [
        each["id"]
        for each in desk.store.select("parked_row", decision=None)
        if each["subject"] == row["subject"] or (each["candidates"] == row["candidates"] and _one(each, row))
    ]


def decide(
    desk: Desk,
    parked_id: int,
    decision: str,
    person_id: int | None = None,
    *,
    number: str = "",
    note: str = "",
    also_alike: bool = False,
) -> Decided:
    """Decide about an open row, store it unless it is discarded, and remember the decision; one change.

    decision: same (as person_id, which may be left out where there is one candidate), different (from all) or
    discard, which wants a note. number: row or known, which of two ID numbers is right; the other is kept as a
    former one. also_alike: decide all rows of alike(). Raises UserError.
    """
    rows = [_open(desk, each) for each in (alike(desk, parked_id) if also_alike else [parked_id])]
    if decision == DISCARD and not note.strip():
        raise Refused("请写明不要这一行的原因。")
    chosen = _chosen(desk, rows[0], person_id) if decision == SAME else None
    name = json.loads(rows[0]["content"])["name"]
    more = f"（{len(rows)} 行）" if len(rows) > 1 else ""
    whom = f"与已登记的{desk.store.get('person', chosen)['name']}" if chosen else ""
    sentence = f"待定的“{name}”{whom}{_WORDS[decision]}{more}"
    try:
        with desk.change(sentence) as change:
            for row in rows:
                _settle(change, desk, row, _Decision(decision, chosen, number, note.strip() or None))
    except _StillDoubtful as again:
        _renew(desk, again)
        raise Refused("又有别的人可能是同一人，已一并列出。请再看一遍，然后决定。") from again
    return Decided(sentence, change.id, len(rows))


@dataclass(frozen=True)
class _Decision:
    what: str
    person_id: int | None
    number: str
    note: str | None


def _settle(change: Change, desk: Desk, row: Row, decision: _Decision) -> None:
    values, person_id = json.loads(row["content"]), decision.person_id
    if decision.what == SAME and person_id is not None:
        _choose_number(change, desk, values, person_id, decision)
        _remember(change, desk, row, person_id, SAME)
    elif decision.what == DIFFERENT:
        for each in _candidates(desk, row):
            _require_two(change, values, each)
            _remember(change, desk, row, each, DIFFERENT)
    if decision.what != DISCARD:
        person_id = _write(change, desk, row, values)
    if decision.what == DIFFERENT and person_id is not None:
        # Without a number of her own the next import would ask about her again.
        _remember(change, desk, row, person_id, SAME)
    day = desk.today().isoformat()
    settled = {"decision": decision.what, "person_id": person_id, "note": decision.note, "decided_on": day}
    change.update("parked_row", row["id"], settled)
    place = {name: row[name] for name in ("import_run_id", "sheet", "row", "rule")}
    for problem in change.select("import_problem", **place):
        change.update("import_problem", problem["id"], {"decision": _WORDS[decision.what]})


def _write(change: Change, desk: Desk, row: Row, values: Values) -> int | None:
    run = desk.store.get("import_run", row["import_run_id"])
    result = ImportResult(Path(run["file_name"]), run["sha256"], KINDS[row["kind"]], row["term"], [])
    line = Line(row["sheet"], row["row"], values, [])
    writer(change, desk, result).write(line)
    if line.outcome == PARKED:
        raise _StillDoubtful(row, line)
    return line.person_id


def _choose_number(change: Change, desk: Desk, values: Values, person_id: int, decision: _Decision) -> None:
    """Of two ID numbers the right one stays with her, the other leads to her as a former one."""
    (person,) = change.select("person", id=person_id)
    new, old = values.get("id_number"), person["id_number"]
    if not new or not old or new == old or change.select("former_number", person_id=person_id, value=new):
        return
    if decision.number not in (ROW, KNOWN):
        raise Refused("两边的身份证号不同。请对照证件选定哪一个是对的，再决定。")
    right, former = (new, old) if decision.number == ROW else (old, new)
    reason = decision.note or "核对为同一人，号码以另一个为准"
    row = {"person_id": person_id, "kind": "id_number", "value": former, "reason": reason}
    change.insert("former_number", {**row, "valid_to": desk.today().isoformat()})
    if right != old:
        people.find_or_create(change, {"name": person["name"], "id_number": right}, person_id)
    people.index(change, person_id, {**person, "id_number": right})


def _require_two(change: Change, values: Values, person_id: int) -> None:
    (person,) = change.select("person", id=person_id)
    if values.get("id_number") and values["id_number"] == person["id_number"]:
        raise Refused(
            "两个人不能用同一个身份证号。请先在“学生”里更正登记错的号码，再来决定；"
            "是这张表填错的，选“不要这一行”，改好后再导入。"
        )


def _remember(change: Change, desk: Desk, row: Row, person_id: int, decision: str) -> None:
    key = {"subject": row["subject"], "person_id": person_id}
    what = {"decision": decision, "decided_on": desk.today().isoformat()}
    known = change.select("identity_decision", **key)
    if known:
        change.update("identity_decision", known[0]["id"], what)
    else:
        change.insert("identity_decision", {**key, **what})


def _renew(desk: Desk, again: _StillDoubtful) -> None:
    """Show a row beside those who it may be about by now."""
    asked = next(p for p in reversed(again.line.problems) if p.rule)
    told = {"candidates": json.dumps(again.line.candidates), "rule": asked.rule, "message": asked.message}
    with desk.change(f"待定的“{again.line.values['name']}”又有别的人可能是同一人") as change:
        change.update("parked_row", again.row["id"], told)


def _open(desk: Desk, parked_id: int) -> Row:
    row = desk.store.get("parked_row", parked_id)
    if row["decision"] is not None:
        raise Refused("这一行已经决定过了。要改主意，请在操作日志里撤销那次决定。")
    return row


def _candidates(desk: Desk, row: Row) -> list[int]:
    """Those who are still there; for one merged into another the other."""
    found: dict[int, None] = {}
    for person_id in json.loads(row["candidates"]):
        sql = "SELECT id, merged_into, withdrawn FROM person WHERE id = ?"
        person = desk.store.row(sql, (person_id,))
        while person and person["merged_into"]:
            person = desk.store.row(sql, (person["merged_into"],))
        if person and not person["withdrawn"]:
            found[person["id"]] = None
    return list(found)


def _chosen(desk: Desk, row: Row, person_id: int | None) -> int:
    ids = _candidates(desk, row)
    if person_id is None and len(ids) == 1:
        return ids[0]
    if person_id not in ids:
        who = "、".join(f"{desk.store.get('person', i)['name']}（编号 {i}）" for i in ids) or "没有"
        raise Refused(f"请指明与哪一位是同一人，可选：{who}。")
    return person_id


def _one(one: Row, other: Row) -> bool:
    """Whether two rows tell of one child, whatever table they come from."""
    rows = [json.loads(each["content"]) for each in (one, other)]
    keys = {(matching.plain(r["name"]), r.get("birth_date"), r.get("id_number")) for r in rows}
    return len(keys) == 1


def _compared(field: Field, values: Values, known: Sequence[Mapping[str, Any]], rules: Rules) -> Compared:
    own = field.shown(values[field.name], rules)
    others = tuple(_known_words(field, each, rules) for each in known)
    same = matching.plain if field.name.endswith("name") else str
    differs = tuple(bool(other) and same(other) != same(own) for other in others)
    return Compared(field.name, field.label, field.kind, own, others, differs)


def _place(field: Compared) -> tuple[int, bool]:
    """Who it is first, then what differs."""
    first = _FIRST.index(field.name) if field.name in _FIRST else len(_FIRST)
    return first, not any(field.differs)


def _known_words(field: Field, known: Mapping[str, Any], rules: Rules) -> str:
    value = known.get(field.name)
    if value is None:
        return ""
    return rules.label("village", value) if field.name == "village" else field.shown(value, rules)
