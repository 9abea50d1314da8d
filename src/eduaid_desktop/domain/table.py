"""Recognising a table in raw cells: which kind it is, where its header stands, what each row is.

Takes rows as documents.reader gives them: rows[r][c] counted from 0, None for an empty cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, overload

from eduaid_desktop.domain.header import Header, find
from eduaid_desktop.domain.importing import ImportKind, Unread
from eduaid_desktop.domain.table_rows import DATA, EMPTY, NOTE, Judge, is_blank

Rows = Sequence[Sequence[Any]]
Range = tuple[tuple[int, int], tuple[int, int]]
Position = tuple[int, int]


class DataRows(Sequence[tuple[int, dict[str, Any]]]):
    """The rows of data of a table, each made when it is asked for: all at once they fill the memory twice.

    numbers: their Excel rows.
    """

    def __init__(
        self,
        rows: Rows,
        columns: Mapping[str, int],
        spread: Mapping[Position, Any],
        unread: Mapping[Position, str],
    ) -> None:
        self._rows, self._columns, self._spread, self._unread = rows, columns, spread, unread
        self._unread_rows = {row for row, _ in unread}
        self._width = max(columns.values()) + 1
        self._cells = itemgetter(*columns.values())
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

    def _row(self, number: int) -> tuple[int, dict[str, Any]]:
        r = number - 1
        row: Sequence[Any] = self._rows[r] if r < len(self._rows) else ()
        if r in self._unread_rows:
            row = _with_unread(r, row, self._unread)
        if self._spread or len(row) < self._width:
            return number, dict(_values(r, row, self._columns, self._spread))
        return number, dict(zip(self._columns, self._cells(row), strict=True))


@dataclass(frozen=True)
class Table:
    """A table of a sheet; row numbers are Excel's, column numbers count from 0.

    columns: field -> column. headings: column -> words of its heading ("学生/姓名"). unmapped: the
    columns that no field claims, serial numbers left out. rows: (row number, field -> cell as it
    stands). ignored: (row number, "title", "header", "subtotal", "total", "footer", "empty" or "note").
    Every row of the sheet is in rows or in ignored exactly once. title: the words above the header.
    """

    kind: ImportKind
    header_rows: tuple[int, ...]
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    unmapped: tuple[tuple[int, str], ...]
    title: str
    rows: "DataRows"
    ignored: list[tuple[int, str]]


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
    _fill(table, rows, header, spread, unread or {})
    return table


def _above(
    rows: Rows, header: Header, spread: Mapping[Position, Any], unread: Mapping[Position, str]
) -> Table:
    """The table as far as its header tells it."""
    above = [rows[r] for r in range(header.first)]
    return Table(
        header.kind,
        tuple(r + 1 for r in range(header.first, header.last + 1)),
        header.columns,
        header.headings,
        header.unmapped(),
        "\n".join(str(cell).strip() for row in above for cell in row if not is_blank(cell)),
        DataRows(rows, header.columns, spread, unread),
        [
            *((r + 1, EMPTY if all(map(is_blank, rows[r])) else "title") for r in range(header.first)),
            *((r + 1, "header") for r in range(header.first, header.last + 1)),
        ],
    )


def _fill(
    table: Table,
    rows: Rows,
    header: Header,
    spread: Mapping[Position, Any],
    unread: Mapping[Position, str],
) -> None:
    judge = Judge(header)
    unread_rows = {row for row, _ in unread}
    last = max([len(rows) - 1, *unread_rows])
    for r in range(header.last + 1, last + 1):
        row = rows[r] if r < len(rows) else ()
        if r in unread_rows:
            row = _with_unread(r, row, unread)
        verdict = judge(row)
        if verdict == DATA or (verdict == NOTE and _continues(r, row, header, spread)):
            table.rows.numbers.append(r + 1)
        else:
            table.ignored.append((r + 1, verdict))


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


def _values(
    r: int, row: Sequence[Any], columns: Mapping[str, int], spread: Mapping[Position, Any]
) -> Iterator[tuple[str, Any]]:
    width = len(row)
    for name, column in columns.items():
        cell = row[column] if column < width else None
        if is_blank(cell) and spread:
            cell = spread.get((r, column), cell)
        yield name, cell


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
