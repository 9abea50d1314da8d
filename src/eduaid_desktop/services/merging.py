"""合并重复的人员: two records of one person side by side, made one in one change, and a wrong merge split again."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain import glossary, household, roll, workflow
from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.domain.roles import CLERK, REVIEWER
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import doubles, opinions, people, temporary_numbers
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import merges, tables
from eduaid_desktop.store.store import Change, Row

MAY_MERGE = (CLERK, REVIEWER)
# What she is called and found by: what is not kept of it becomes a former number.
NUMBERS = ("name", "id_number", "student_number", "person_number", "temporary_number")
_NO_QUESTION = ("id", "revision", "withdrawn", "merged_into", "temporary_number")
_SHOWN_AS = {f.name: f for f in (*household.FIELDS, *roll.FIELDS, *PERSON.fields)}


@dataclass(frozen=True)
class Side:
    """One field of both: name, label, and what each says as a person reads it; takes_gone: whose value stays."""

    name: str
    label: str
    keep: str
    gone: str
    takes_gone: bool

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.gone) and self.keep != self.gone


@dataclass
class Merge:
    """What a merge does: the fields, what moves, and what is double afterwards and waits for a decision.

    moved and dropped: (table, id) of the rows that went over, and of those that were there twice and are hidden.
    """

    keep: Row
    gone: Row
    fields: list[Side]
    moved: list[tuple[str, int]] = field(default_factory=list)
    dropped: list[tuple[str, int]] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    change_id: int | None = None

    def told(self) -> list[str]:
        """What moves, one line for each kind of record."""
        lines = [f"{words}移到第 {self.keep['id']} 号" for words in counted(self.moved)]
        return lines + [f"{words}两边都有，留一条，另一条撤回" for words in counted(self.dropped)]

    def as_json(self) -> dict[str, Any]:
        """The object that `eduaid merge --json` prints."""
        chosen = {s.name: s.gone if s.takes_gone else s.keep for s in self.fields}
        head = {"change": self.change_id, "keep": self.keep["id"], "gone": self.gone["id"], "fields": chosen}
        rows = {"moved": self.moved, "dropped": self.dropped}
        return head | {k: [list(r) for r in v] for k, v in rows.items()} | {"doubles": self.doubles}


def side_by_side(desk: Desk, keep_id: int, gone_id: int, taken: Collection[str] = ()) -> Merge:
    """What merge would do, tried out and rolled back. Raises as merge does."""
    return merge(desk, keep_id, gone_id, taken, dry_run=True)


def merge(
    desk: Desk, keep_id: int, gone_id: int, taken: Collection[str] = (), *, dry_run: bool = False
) -> Merge:
    """Make two records of one person one, in one change that split takes back.

    taken: the fields of which the value of the one that goes is kept; her values fill blanks in any case.
    Raises Refused while a case of hers is with the county or the bank, and for one person given twice.
    """
    if keep_id == gone_id:
        raise Refused("要合并的是同一条记录。请另选一人。")
    keep, gone = (desk.store.get("person", person_id) for person_id in (keep_id, gone_id))
    result = Merge(keep, gone, list(_sides(desk, keep, gone, taken)))
    values = {s.name: gone[s.name] for s in result.fields if s.takes_gone}
    sentence = f"合并重复的人员：{gone['name']}（第 {gone_id} 号）并入{keep['name']}（第 {keep_id} 号）"
    with desk.change(sentence, role=MAY_MERGE, dry_run=dry_run) as change:
        _require_free(change, keep, gone, values)
        change.update("person", gone_id, {"withdrawn": 1, "merged_into": keep_id})
        _take(change, keep, gone, values)
        for table, column in merges.links(desk.store):
            _move(change, desk, result, table, column)
        _move_others(change, result)
        opinions.follow_person(change, keep_id)
        people.index(change, keep_id, change.select("person", id=keep_id)[0])
        change.set_search_keys(gone_id, "")
        result.doubles = doubles.of_person(desk, keep_id)
    result.change_id = change.id
    return result


def _sides(desk: Desk, keep: Row, gone: Row, taken: Collection[str]) -> Iterator[Side]:
    unknown = [name for name in taken if name not in gone or name in _NO_QUESTION]
    if unknown:
        raise UserError(f"人员没有可选的字段 {'、'.join(unknown)}。")
    for name in gone:
        if name in _NO_QUESTION or (keep[name] is None and gone[name] is None):
            continue
        takes = gone[name] is not None and (keep[name] is None or name in taken)
        label = glossary.column("person", name)
        yield Side(name, label, _words(desk, name, keep[name]), _words(desk, name, gone[name]), takes)


def _words(desk: Desk, name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "household_id":
        found = desk.store.select("household", id=value)
        return str((found[0]["household_number"] if found else None) or f"第 {value} 户")
    rules = desk.rules()
    if name == "village":
        return rules.label("village", value)
    return _SHOWN_AS[name].shown(value, rules) if name in _SHOWN_AS else str(value)


def _require_free(change: Change, keep: Row, gone: Row, values: Row) -> None:
    """Section 5.5: whose case the county or the bank has stays who she is."""
    renamed = any(values.get(name, keep[name]) != keep[name] for name in ("id_number", "name"))
    for person in (gone, *([keep] if renamed else [])):
        for case in change.select("relief_case", person_id=person["id"]):
            if workflow.REPORTED <= case["state"] <= workflow.PAID:
                label = workflow.state_name(case["state"])
                advice = (
                    f"请反过来合并，保留第 {gone['id']} 号"
                    if person is gone
                    else "请保留这一方的姓名和证件号码"
                )
                raise Refused(
                    f"救助申请 {case['case_no']}（{person['name']}）现为“{label}”，正在县里或银行办理，"
                    f"不能换人或改号码。{advice}，或等退回更正、办结后再合并。"
                )


def _take(change: Change, keep: Row, gone: Row, values: Row) -> None:
    """The one that stays takes what was chosen; numbers and names that nobody bears any more stay findable."""
    values = dict(values)
    if not values.get("id_number", keep["id_number"]):
        values["temporary_number"] = keep["temporary_number"] or gone["temporary_number"]
    values |= temporary_numbers.follow(change, keep, values)
    change.update("person", keep["id"], values)
    for kind in NUMBERS:
        for old in (keep[kind], gone[kind]):
            if old and old != values.get(kind, keep[kind]):
                reason = f"合并第 {gone['id']} 号人员"
                temporary_numbers.retire(change, keep["id"], kind, old, reason)


def _move(change: Change, desk: Desk, result: Merge, table: str, column: str) -> None:
    """Every live row that points at the one that goes; what both have (an enrolment, say) stays once."""
    keep_id, gone_id = result.keep["id"], result.gone["id"]
    unique = [u for u in tables.unique_columns(desk.store, table) if column in u]
    # Who was merged into her before is hidden, and goes along.
    found = change.select_all if (table, column) == ("person", "merged_into") else change.select
    for row in found(table, **{column: gone_id}):
        twin = _twin(change, table, {**row, column: keep_id}, unique)
        if twin is None:
            change.update(table, row["id"], {column: keep_id})
            result.moved.append((table, row["id"]))
        else:
            change.update(
                table, twin["id"], {n: v for n, v in row.items() if twin[n] is None and v is not None}
            )
            change.withdraw(table, row["id"])
            result.dropped.append((table, row["id"]))


def _twin(change: Change, table: str, row: Row, unique: list[tuple[str, ...]]) -> Row | None:
    for columns in unique:
        same = change.select(table, **{name: row[name] for name in columns})
        if same and same[0]["id"] != row["id"]:
            return same[0]
    return None


def _move_others(change: Change, result: Merge) -> None:
    """What names a person otherwise than by a foreign key: papers, and rows that wait for a decision about her."""
    keep_id, gone_id = result.keep["id"], result.gone["id"]
    for row in change.select("attachment", owner_table="person", owner_id=gone_id):
        change.update("attachment", row["id"], {"owner_id": keep_id})
        result.moved.append(("attachment", row["id"]))
    for row in change.select("parked_row", decision=None):
        people_ids = json.loads(row["candidates"])
        if gone_id in people_ids:
            new = list(dict.fromkeys(keep_id if each == gone_id else each for each in people_ids))
            change.update("parked_row", row["id"], {"candidates": json.dumps(new)})
            result.moved.append(("parked_row", row["id"]))


def counted(places: Collection[tuple[str, int]]) -> list[str]:
    """在读 2 条, one for each table, in its order."""
    found: dict[str, set[int]] = {}
    for table, row_id in places:
        found.setdefault(table, set()).add(row_id)
    return [f"{glossary.table(table)} {len(ids)} 条" for table, ids in found.items()]
