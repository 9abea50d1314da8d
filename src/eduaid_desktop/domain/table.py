"""Recognising a table in raw cells: which kind it is, where its header stands, what each row is.

Takes rows as documents.reader gives them: rows[r][c] counted from 0, None for an empty cell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eduaid_desktop.domain.header import Header, find
from eduaid_desktop.domain.importing import ImportKind, Unread
from eduaid_desktop.domain.table_rows import (
    DATA,
    EMPTY,
    FOOTER,
    NOTE,
    SUBTOTAL,
    TOTAL,
    Judge,
    is_blank,
)
from eduaid_desktop.domain.units import scale_of

Rows = Sequence[Sequence[Any]]
Range = tuple[tuple[int, int], tuple[int, int]]
Position = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """A table of a sheet; row numbers are Excel's, column numbers count from 0.

    columns: field -> column. headings: column -> words of its heading ("学生/姓名"). unmapped: the
    columns that no field claims, serial numbers left out. rows: (row number, field -> cell as it
    stands). ignored: (row number, "title", "header", "subtotal", "total", "footer", "empty" or "note").
    Every row of the sheet is in rows or in ignored exactly once. title: the words above the header; foot: those
    of the signatures below. sums: of the subtotals and totals what they print, as rows. carried: the rows that
    were given the household of the row above, because the file knows no merged cells.
    """

    kind: ImportKind
    header_rows: tuple[int, ...]
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    unmapped: tuple[tuple[int, str], ...]
    title: str
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    sums: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    carried: set[int] = field(default_factory=set)
    foot: str = ""

    def kind_of(self, row: int) -> str:
        """What an ignored row is."""
        return next(what for number, what in self.ignored if number == row)


def recognise(
    rows: Rows,
    merged: Sequence[Range],
    kinds: Sequence[ImportKind],
    unread: Mapping[Position, str] | None = None,
    corrected: Mapping[int, str | None] | None = None,
) -> Table | None:
    """The table of a sheet, as the kind whose columns fit best; None when it is none of the kinds.

    unread: the positions of cells that the reader could not read, with the reason; in the rows an
    importing.Unread stands in their place. corrected: column -> the field that somebody says it holds.
    """
    header = find(rows, merged, kinds, corrected)
    if header is None:
        return None
    table = _above(rows, header)
    spread = _spread(rows, merged, header)
    carry = None if merged else _Carried(header, spread, table.carried)
    foot = _fill(table, rows, header, Cells(header, table.title, spread), unread or {}, carry)
    return replace(table, foot="\n".join(foot))


def _above(rows: Rows, header: Header) -> Table:
    """The table as far as its header tells it."""
    above = [rows[r] for r in range(header.first)]
    table = Table(
        header.kind,
        tuple(r + 1 for r in range(header.first, header.last + 1)),
        header.columns,
        header.headings,
        header.unmapped(),
        _words(above),
    )
    table.ignored.extend(
        (r + 1, EMPTY if all(map(is_blank, rows[r])) else "title") for r in range(header.first)
    )
    table.ignored.extend((r, "header") for r in table.header_rows)
    return table


def _words(rows: Iterable[Sequence[Any]]) -> str:
    return "\n".join(str(cell).strip() for row in rows for cell in row if not is_blank(cell))


def _fill(
    table: Table,
    rows: Rows,
    header: Header,
    read: "Cells",
    unread: Mapping[Position, str],
    carry: "_Carried | None",
) -> list[str]:
    """Give every row below the header its place; returns the words of the signatures."""
    judge, foot = Judge(header, rows), []
    for r, row in _below(rows, header, unread):
        verdict = judge(row)
        if verdict == DATA or (verdict == NOTE and _continues(r, row, header, read.spread)):
            if carry:
                carry(r, row)
            table.rows.append((r + 1, read(r, row)))
            continue
        table.ignored.append((r + 1, verdict))
        if verdict in (SUBTOTAL, TOTAL):
            table.sums.append((r + 1, read(r, row)))
        elif verdict == FOOTER:
            foot.append(_words([row]))
    return foot


def _below(rows: Rows, header: Header, unread: Mapping[Position, str]) -> Iterator[tuple[int, Sequence[Any]]]:
    unread_rows = {row for row, _ in unread}
    last = max([len(rows) - 1, *unread_rows])
    for r in range(header.last + 1, last + 1):
        row = rows[r] if r < len(rows) else ()
        yield r, _with_unread(r, row, unread) if r in unread_rows else row


def _with_unread(r: int, row: Sequence[Any], unread: Mapping[Position, str]) -> list[Any]:
    here = {column: why for (at, column), why in unread.items() if at == r}
    width = max(len(row), max(here) + 1)
    padded = [*row, *[None] * (width - len(row))]
    return [Unread(here[c]) if c in here and is_blank(padded[c]) else padded[c] for c in range(width)]


def _continues(r: int, row: Sequence[Any], header: Header, spread: Mapping[Position, Any]) -> bool:
    """A short line beside a name that is merged over several lines belongs to that name."""
    if not any((r, header.columns[key]) in spread for key in header.kind.signature):
        return False
    return any(column < len(row) and not is_blank(row[column]) for column in header.columns.values())


class Cells:
    """Reads the cells of a row by field: what is merged over it, and amounts in the unit of the field."""

    def __init__(self, header: Header, title: str, spread: Mapping[Position, Any]) -> None:
        self._columns = header.columns
        self.spread = spread
        found = {
            f.name: scale_of(f, header.headings.get(header.columns[f.name], ""), title)
            for f in header.kind.fields
            if f.name in header.columns
        }
        self._scales = {name: scale for name, scale in found.items() if scale}

    def __call__(self, r: int, row: Sequence[Any]) -> dict[str, Any]:
        """field -> cell of row r (from 0)."""
        width, found = len(row), {}
        for name, column in self._columns.items():
            cell = row[column] if column < width else None
            if self.spread and is_blank(cell):
                cell = self.spread.get((r, column), cell)
            found[name] = cell
        for name, scale in self._scales.items():
            found[name] = scale(found[name])
        return found


class _Carried:
    """Gives the next children of a household its head and number, as merged cells would."""

    def __init__(self, header: Header, spread: dict[Position, Any], rows: set[int]) -> None:
        """rows: takes the numbers of the rows that were given something."""
        self._columns = [header.columns[name] for name in header.kind.carried if name in header.columns]
        self._spread, self._rows = spread, rows
        self._above: dict[int, Any] = {}
        self._last = -1

    def __call__(self, r: int, row: Sequence[Any]) -> None:
        """Row r (from 0), which holds data."""
        block = {c: row[c] for c in self._columns if c < len(row) and not is_blank(row[c])}
        if block or self._last != r - 1 or len(self._columns) < 2:
            self._above = block
        elif self._above:
            self._spread.update({(r, c): cell for c, cell in self._above.items()})
            self._rows.add(r + 1)
        self._last = r


def _spread(rows: Rows, merged: Sequence[Range], header: Header) -> dict[Position, Any]:
    """Cells merged over several rows (one 户主 beside three children) hold their value in each row."""
    mapped = set(header.columns.values())
    found: dict[Position, Any] = {}
    for (top, left), (bottom, right) in merged:
        if bottom == top or top <= header.last or top >= len(rows) or left >= len(rows[top]):
            continue
        for column in mapped.intersection(range(left, right + 1)):
            for r in range(top + 1, min(bottom, len(rows)) + 1):
                found[r, column] = rows[top][left]
    return found
