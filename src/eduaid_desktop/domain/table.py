"""Recognising a table in raw cells: which kind it is, where its header stands, what each row is.

Takes rows as documents.reader gives them: rows[r][c] counted from 0, None for an empty cell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, overload

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


class DataRows(Sequence[tuple[int, dict[str, Any]]]):
    """The rows of data of a table, each made when it is asked for: all at once they fill the memory twice.

    numbers: their Excel rows.
    """

    def __init__(self, rows: Rows, read: "Cells", unread: Mapping[Position, str]) -> None:
        self._rows, self._unread = rows, unread
        self.read = read
        self._unread_rows = {row for row, _ in unread}
        self.numbers: list[int] = []

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> tuple[int, dict[str, Any]]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[int, dict[str, Any]]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self._row(number) for number in self.numbers[place]]
        return self._row(self.numbers[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]

    def below(self, header: Header) -> Iterator[tuple[int, Sequence[Any]]]:
        """(row from 0, its cells) of every row under the header."""
        last = max([len(self._rows) - 1, *self._unread_rows])
        for r in range(header.last + 1, last + 1):
            yield r, self._cells(r)

    def _cells(self, r: int) -> Sequence[Any]:
        row: Sequence[Any] = self._rows[r] if r < len(self._rows) else ()
        return _with_unread(r, row, self._unread) if r in self._unread_rows else row

    def _row(self, number: int) -> tuple[int, dict[str, Any]]:
        return number, self.read(number - 1, self._cells(number - 1))


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
    rows: "DataRows"
    ignored: list[tuple[int, str]] = field(default_factory=list)
    sums: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    carried: set[int] = field(default_factory=set)
    foot: str = ""

    def told(self, sheet: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows, where a cell is empty with what the name of the sheet and the words around the table say."""
        told = self.kind.around(sheet, f"{self.title}\n{self.foot}")
        for row, raw in self.rows:
            raw.update({name: said for name, said in told.items() if raw.get(name) in (None, "")})
            yield row, raw

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
    spread = _spread(rows, merged, header)
    table = _above(rows, header, spread, unread or {})
    carry = None if merged else _Carried(header, spread, table.carried)
    foot = _fill(table, rows, header, carry)
    return replace(table, foot="\n".join(foot))


def _above(rows: Rows, header: Header, spread: dict[Position, Any], unread: Mapping[Position, str]) -> Table:
    """The table as far as its header tells it."""
    title = _words(rows[r] for r in range(header.first))
    return Table(
        header.kind,
        tuple(r + 1 for r in range(header.first, header.last + 1)),
        header.columns,
        header.headings,
        header.unmapped(),
        title,
        DataRows(rows, Cells(header, title, spread), unread),
        [
            *((r + 1, EMPTY if all(map(is_blank, rows[r])) else "title") for r in range(header.first)),
            *((r + 1, "header") for r in range(header.first, header.last + 1)),
        ],
    )


def _words(rows: Iterable[Sequence[Any]]) -> str:
    return "\n".join(str(cell).strip() for row in rows for cell in row if not is_blank(cell))


def _fill(table: Table, rows: Rows, header: Header, carry: "_Carried | None") -> list[str]:
    """Give every row below the header its place; returns the words of the signatures."""
    judge, foot, read = Judge(header, rows), [], table.rows.read
    for r, row in table.rows.below(header):
        verdict = judge(row)
        if verdict == DATA or (verdict == NOTE and _continues(r, row, header, read.spread)):
            if carry:
                carry(r, row)
            table.rows.numbers.append(r + 1)
            continue
        table.ignored.append((r + 1, verdict))
        if verdict in (SUBTOTAL, TOTAL):
            table.sums.append((r + 1, read(r, row)))
        elif verdict == FOOTER:
            foot.append(_words([row]))
    return foot


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
        self._width = max(header.columns.values()) + 1
        self._cells = itemgetter(*header.columns.values())
        self.spread = spread
        found = {
            f.name: scale_of(f, header.headings.get(header.columns[f.name], ""), title)
            for f in header.kind.fields
            if f.name in header.columns
        }
        self._scales = {name: scale for name, scale in found.items() if scale}

    def __call__(self, r: int, row: Sequence[Any]) -> dict[str, Any]:
        """field -> cell of row r (from 0)."""
        if self.spread or len(row) < self._width:
            found = {name: self._cell(r, row, column) for name, column in self._columns.items()}
        else:
            found = dict(zip(self._columns, self._cells(row), strict=True))
        for name, scale in self._scales.items():
            found[name] = scale(found[name])
        return found

    def _cell(self, r: int, row: Sequence[Any], column: int) -> Any:
        cell = row[column] if column < len(row) else None
        return self.spread.get((r, column), cell) if is_blank(cell) else cell


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
