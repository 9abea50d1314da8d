"""The tables of a batch workbook: where their header is, in one row or two, and the rows below it.

A reply is read by what a person sees: a cell merged over thirty rows stands for all thirty, a row that is hidden still
stands there, and a line of totals is nobody's case.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from eduaid_desktop.documents.reader import Sheet
from eduaid_desktop.domain import batch, header, text
from eduaid_desktop.domain.batch import BY_NAME, COLUMNS, DECISIONS
from eduaid_desktop.domain.batch_check import FileRow
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.header import Header, column_letters, plain
from eduaid_desktop.domain.importing import ImportKind
from eduaid_desktop.domain.reading import blank
from eduaid_desktop.domain.rules import CodeTable

IDENTITY = ("申请编号", "身份证号")
DECIDED = tuple(column.name for column in DECISIONS)
# A row with any of these is about a child; a line of sums below the rows has none.
_TELLING = (*IDENTITY, "姓名", "账号", "校验码")
# A merged cell never stands for these: every child has its own.
_ITS_OWN = frozenset((*IDENTITY, "姓名", "校验码"))
_TEN_THOUSAND = re.compile("万元?")
_JOINT = "“审批金额”是合并单元格，看不出是每人的还是几个人合计的，没有采用；请县里逐行填写。"
_SEARCHED_ROWS, _LONGEST_HEADING = 40, 40
# Whose column it is, where the words of a heading fit the county's too.
_NOT_THE_COUNTY = re.compile("乡|镇|村|学校")


@dataclass
class Table:
    """A header of ours on a sheet, and its rows. aside: Excel row and words of those that are no case."""

    sheet: Sheet
    found: Header
    rows: list[FileRow] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the table has."""
        return frozenset(self.found.columns)

    @property
    def twice(self) -> tuple[str, ...]:
        """Columns of the batch whose heading stands over a further one: nobody can tell which of them is read."""
        meaning, places = header.meanings(self.found.kind), self.found.columns
        named = {place: meaning(words) for place, words in self.found.headings.items()}
        return tuple(c.name for c in COLUMNS if any(n == c.name and places[n] != p for p, n in named.items()))

    @property
    def above(self) -> list[list[Any]]:
        """The rows above the header."""
        return self.sheet.rows[: self.found.first]


@lru_cache(maxsize=4)
def _kind(words: tuple[tuple[str, tuple[str, ...]], ...]) -> ImportKind:
    known = dict(words)
    fields = tuple(Field(c.name, c.name, headers=known.get(c.name, ())) for c in (*COLUMNS, *DECISIONS))
    return ImportKind("batch", "上报批次", fields, frozenset(), one_of=frozenset(IDENTITY))


def find(sheet: Sheet, words: CodeTable | None = None) -> Header | None:
    """The header that claims most of our columns. words: other headings of a column; None for our own alone."""
    known = tuple((code.code, code.aliases) for code in words.codes) if words else ()
    kind = _kind(known)
    rows = sheet.rows[: _last_heading(sheet, kind) + 1]
    found = header.find(rows, sheet.merged, [kind])
    if found is None:
        return None
    foreign = {
        place: None
        for name, place in found.columns.items()
        if name in DECIDED and _is_foreign(found.headings[place])
    }
    return header.find(rows, sheet.merged, [kind], foreign) if foreign else found


def _last_heading(sheet: Sheet, kind: ImportKind) -> int:
    """The last row near the top in which two words are headings, -1 for none: a header ends there at the latest."""
    meaning = header.meanings(kind)

    def claims(cell: Any) -> bool:
        return isinstance(cell, str) and len(cell) < _LONGEST_HEADING and bool(meaning(cell))

    rows = enumerate(sheet.rows[:_SEARCHED_ROWS])
    return max((number for number, row in rows if sum(map(claims, row)) > 1), default=-1)


def _is_foreign(heading: str) -> bool:
    return bool(_NOT_THE_COUNTY.search(heading))


def read(sheet: Sheet, found: Header, words: CodeTable | None = None) -> Table:
    """The rows below a header. words: reply_words, to read as a person does; without, cell by cell for the seal."""
    table = Table(sheet, found)
    reading = _Reading(table, words)
    for at in range(found.last + 1, len(sheet.rows)):
        reading.add(at)
    return table


class _Reading:
    """Reads the rows of one table."""

    def __init__(self, table: Table, words: CodeTable | None) -> None:
        self._table = table
        whole = next((c for c in words.codes if c.code == "whole"), None) if words else None
        self._totals = {whole.label, *whole.aliases} if whole else set()
        self._joint = _joint(table) if words else set()
        self._spread = _spread(table, self._joint) if words else {}
        self._doubled = _doubled(table) if words else {}
        columns = table.found.columns
        self._scaled = [
            n for n, p in columns.items() if BY_NAME[n].kind == "money" and _in_wan(table.found, p)
        ]
        self._heads = {name: text.tidy(_own_words(table.found, place)) for name, place in columns.items()}
        self._at = {place: name for name, place in columns.items()}
        table.notes += [f"“{name}”列以万元为单位，已换算成元。" for name in self._scaled]

    def add(self, at: int) -> None:
        """Take a row (counted from 0) for a case, or put it aside."""
        table = self._table
        cells = table.sheet.rows[at]
        named = {n: cells[p] if p < len(cells) else None for n, p in table.found.columns.items()}
        named |= self._spread.get(at, {})
        named |= {n: _times_ten_thousand(named[n]) for n in self._scaled}
        if words := _aside(named, cells, self._totals, self._heads):
            table.aside.append((at + 1, words))
        elif self._tells(named):
            doubts = dict(_differing(self._doubled, named, cells))
            if at in self._joint:
                doubts["审批金额"] = _JOINT
            table.rows.append(FileRow(at + 1, named, self._unread(at, len(cells)), doubts=doubts))
        elif said := " ".join(text.tidy(c) for c in cells if not blank(c)):
            table.aside.append((at + 1, said))

    def _tells(self, named: Mapping[str, Any]) -> bool:
        """Whether a row is about a child; where lines of sums were not put aside, 合计 in place of a name is nobody."""
        said = [cell for name in _TELLING if not blank(cell := named.get(name))]
        return bool(said) if self._totals else any(not plain(str(cell)).endswith("计") for cell in said)

    def _unread(self, at: int, width: int) -> frozenset[str]:
        unread = self._table.sheet.unread
        if not unread:
            return frozenset()
        return frozenset(name for place, name in self._at.items() if (at, place) in unread)


def _own_words(found: Header, place: int) -> str:
    """A heading without the group above it."""
    return found.headings[place].rpartition("/")[2]


def _in_wan(found: Header, place: int) -> bool:
    return bool(_TEN_THOUSAND.search(found.headings.get(place, "")))


def _times_ten_thousand(cell: Any) -> Any:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"{cell:.15g}万"
    written = text.tidy(cell) if isinstance(cell, str) else ""
    return f"{written}万" if re.fullmatch(r"[\d,.]+", written) else cell


def _aside(named: Mapping[str, Any], cells: Sequence[Any], totals: set[str], heads: Mapping[str, str]) -> str:
    """The words of a row that is no case: totals, or the header over again; "" for any other."""
    numbered = {name: cell for name in IDENTITY if not blank(cell := named.get(name))}
    if not totals or not all(isinstance(cell, str) for cell in numbered.values()):
        return ""
    if any(text.tidy(cell) == heads[name] for name, cell in numbered.items()):
        return "又一行表头"
    if any(plain(str(cell)) not in totals for cell in numbered.values()):
        return ""
    words = [text.tidy(c) for c in cells if isinstance(c, str) and not blank(c)][:3]
    return " ".join(words) if any(_is_total(word, totals) for word in words) else ""


def _is_total(word: str, totals: set[str]) -> bool:
    bare = plain(word)
    return bare in totals or bare.rstrip("0123456789人件元.,").rstrip("()") in totals


def _spread(table: Table, joint: set[int]) -> dict[int, dict[str, Any]]:
    """Row to the cells that a merged cell from above stands for, and a note for those in which the county decides.

    joint: the rows whose merged sum is not used.
    """
    at = {place: name for name, place in table.found.columns.items() if name not in _ITS_OWN}
    found: dict[int, dict[str, Any]] = {}
    for (top, left), (bottom, right) in table.sheet.merged:
        if top <= table.found.last or bottom == top or left not in at or left != right:
            continue
        cells = table.sheet.rows[top] if top < len(table.sheet.rows) else []
        value = cells[left] if left < len(cells) else None
        if blank(value):
            continue
        for row in range(top + 1, min(bottom + 1, len(table.sheet.rows))):
            found.setdefault(row, {})[at[left]] = value
        if at[left] in DECIDED and not (at[left] == "审批金额" and top in joint):
            where = f"第 {top + 1} 至 {bottom + 1} 行"
            table.notes.append(
                f"{where}的“{at[left]}”是一个合并单元格“{text.tidy(value)}”，用于这些行的每一行。"
            )
    return found


def _joint(table: Table) -> set[int]:
    """Rows that share a merged 审批金额 which is not what was proposed in each of them: it may be the sum of all."""
    columns = table.found.columns
    place, sent = columns.get("审批金额"), columns.get("乡镇建议金额")
    found: set[int] = set()
    for (top, left), (bottom, right) in table.sheet.merged:
        if not left <= (-1 if place is None else place) <= right or top <= table.found.last or bottom == top:
            continue
        rows = table.sheet.rows[top : bottom + 1]
        said = _sum_at(rows[0], left) if rows else ""
        if said and any(sent is None or _sum_at(row, sent) != said for row in rows):
            found |= set(range(top, bottom + 1))
    return found


def _sum_at(row: Sequence[Any], place: int) -> str:
    return batch.canonical(BY_NAME["审批金额"], row[place] if place < len(row) else None)


def _doubled(table: Table) -> dict[str, list[int]]:
    """Decision columns that stand on a sheet twice: name to the further places. An empty one does not count."""
    found: dict[str, list[int]] = {}
    meaning = header.meanings(table.found.kind)
    for name in DECIDED:
        if name not in table.found.columns:
            continue
        headings = table.found.headings.items()
        places = [p for p, h in headings if meaning(h) == name and not _is_foreign(h)]
        if len(places) > 1:
            used = [p for p in places if _filled(table, p)] or places[:1]
            table.found.columns[name] = used[0]  # type: ignore[index]
            found[name] = used[1:]
            letters = "、".join(column_letters(p) for p in places)
            table.notes.append(
                f"“{name}”有 {len(places)} 列（{letters}），读的是 {column_letters(used[0])} 列。"
            )
    return found


def _filled(table: Table, place: int) -> bool:
    rows = table.sheet.rows[table.found.last + 1 :]
    return any(place < len(row) and not blank(row[place]) for row in rows)


def _differing(
    doubled: Mapping[str, list[int]], named: Mapping[str, Any], cells: Sequence[Any]
) -> Iterator[tuple[str, str]]:
    for name, places in doubled.items():
        others = [cells[p] for p in places if p < len(cells) and not blank(cells[p])]
        if others and any(text.tidy(other) != text.tidy(named.get(name) or "") for other in others):
            yield name, f"有两列“{name}”，这一行写得不一样，没有采用。"
