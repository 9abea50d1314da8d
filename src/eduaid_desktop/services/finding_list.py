"""The findings of a term as a list: for the list widget, and to be saved as a workbook."""

from array import array
from collections.abc import Sequence
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.domain.reconcile_rules import RULES, VIEWS
from eduaid_desktop.domain.reconciling import Finding
from eduaid_desktop.services import privacy
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.list_columns import Column, ListKind
from eduaid_desktop.services.lists import ListSource, cell
from eduaid_desktop.store.lists import Listing
from eduaid_desktop.store.store import Row

OPEN, DECIDED = "未处理", "已处理"
_COLUMNS = (
    Column("title", "问题", width=190), Column("name", "姓名", width=90), Column("village", "行政村", width=80),
    Column("school", "学校", width=130), Column("id_number", "身份证号", "id_number", 150),
    Column("decision", "结论", width=90), Column("sentence", "说明", width=420), Column("proof", "依据", width=420),
    Column("note", "核实情况", width=160), Column("rule", "规则", width=120),
)  # fmt: skip
_SEARCHED = ("title", "name", "village", "school", "sentence", "rule")
_KIND = ListKind(
    Listing("", {}, _SEARCHED, ""), _COLUMNS, "没有需要核对的：几份表说法一致，或还没有导入。", "核对情况"
)


class FindingSource(ListSource):
    """Findings already found, those of a view and of a state; the id of a row is its place among all of them."""

    def __init__(self, desk: Desk, found: Sequence[Finding], view: str = "", state: str = "") -> None:
        """view: a key of VIEWS, "" for all. state: OPEN, DECIDED, "" for both."""
        self.kind, self.columns, self.empty_hint = _KIND, _COLUMNS, _KIND.empty_hint
        if found and state == OPEN:
            self.empty_hint = "这里的都处理完了。改选“全部”可以看到结论。"
        self._desk, self._found = desk, found
        self._chosen = [
            number
            for number, each in enumerate(found)
            if view in ("", each.view) and state in ("", OPEN if each.decision is None else DECIDED)
        ]

    def finding(self, number: int) -> Finding:
        """The finding of a row."""
        return self._found[number]

    def ids(self, *, sort: str = "", descending: bool = False, filter: str = "") -> "array[int]":
        rows = {number: self._row(number) for number in self._chosen}
        words = text.tidy(filter).upper().split()
        wanted = [n for n, row in rows.items() if all(_holds(row, word) for word in words)]
        if sort:
            wanted.sort(key=lambda number: str(rows[number][sort]), reverse=descending)
        return array("q", wanted)

    def rows(self, wanted: Sequence[int], *, full: bool | None = None) -> dict[int, dict[str, str]]:
        rules = self._desk.rules()
        full = self._desk.session.unmasked if full is None else full
        return {
            row["id"]: {c.name: cell(c, row[c.name], rules, full=full) for c in _COLUMNS}
            for row in self.raw(wanted)
        }

    def raw(self, wanted: Sequence[int]) -> list[Row]:
        return [self._row(number) for number in wanted]

    def totals(self, *, filter: str = "") -> dict[str, str]:
        return {"count": str(len(self.ids(filter=filter)))}

    def _row(self, number: int) -> Row:
        each = self._found[number]
        made = each.decision
        decision = made.decision if made else "依据已变" if each.earlier else "未处理"
        return {"id": number, **as_row(each), "decision": decision, "note": made.note if made else ""}


def as_row(each: Finding) -> dict[str, Any]:
    """What a finding is about, in columns."""
    proofs = "；".join(f"{side.source}：{side.proof}" for side in each.sides if side.proof)
    who = {name: getattr(each, name) for name in ("name", "id_number", "village", "school")}
    return {
        **who,
        "rule": each.rule,
        "title": RULES[each.rule].title,
        "sentence": each.sentence,
        "proof": proofs,
    }


def shown(desk: Desk, words: str) -> str:
    """A sentence of a finding, with its numbers as they may be seen at this desk."""
    return privacy.shown(desk, "text", words)


def counts(found: Sequence[Finding]) -> dict[str, tuple[int, int]]:
    """By view: how many are open, how many there are; "" for all views."""
    result = {"": _count(found)}
    return result | {view: _count([each for each in found if each.view == view]) for view in VIEWS}


def _count(found: Sequence[Finding]) -> tuple[int, int]:
    return sum(each.decision is None for each in found), len(found)


def _holds(row: Row, word: str) -> bool:
    return any(word in str(row[name]).upper() for name in _SEARCHED)
