"""Rows on their way from the reader process: packed, shared where they are equal, and bounded."""

import marshal
from collections.abc import Generator, Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any

from eduaid_desktop.documents.reader_run import TOO_LARGE, Answer
from eduaid_desktop.errors import UserError

_ROWS = 1000
_WIDE = 256
_TEXT = {str}
# Far more than any roll of a county, and what the window can hold within its own memory.
_MOST_CELLS = 12_000_000
_MOST_BYTES = 400_000_000
_MOST_UNREAD = 500_000
_UNCALCULATED = (
    "“{name}”里有 50 万个以上的公式没有算出结果或出错。请用 Excel 或 WPS 打开它，等它算完后保存，再导入。"
)

Row = list[Any]
Spread = dict[int, list[tuple[int, Any]]]
Placed = list[tuple[int, int, str]]


class Carrier:
    """Turns the sheets of one file into answers; refuses what is more than the window should hold."""

    def __init__(self) -> None:
        self._cells = self._bytes = 0

    def sheet(self, name: str, rows: Iterable[Row], **about: Any) -> Iterator[Answer | bytes]:
        """Everything of one sheet; about: the other fields of reader.Sheet that are known."""
        height = yield from self.rows(rows)
        yield self.end(name, height, about)

    def rows(self, rows: Iterable[Row], left: int = 0) -> Generator[bytes, None, int]:
        """The rows; those at the end that are empty are left out. left: so many empty columns stand before each.

        Returns how many there are.
        """
        height = 0
        for chunk, cells in _chunks(rows, left):
            height += len(chunk)
            self._cells += cells
            packed = _packed(chunk)
            self._bytes += len(packed)
            if self._cells > _MOST_CELLS or self._bytes > _MOST_BYTES:
                raise UserError(TOO_LARGE)
            yield packed
        return height

    def end(self, name: str, height: int, about: dict[str, Any]) -> Answer:
        """What is told of a sheet after its rows. Hidden rows below the last one are nobody's business."""
        unread = about.get("unread", {})
        if len(unread) > _MOST_UNREAD:
            raise UserError(_UNCALCULATED)
        last = max([height, *(row + 1 for row, _ in unread)])
        if "hidden_rows" in about:
            about["hidden_rows"] = {row for row in about["hidden_rows"] if row < last}
        return "sheet", name, about


def _chunks(rows: Iterable[Row], left: int) -> Iterator[tuple[list[Row], int]]:
    """So many rows at a time, and how many cells are in them. Equal texts become one object, which marshal carries
    once; so do empty rows."""
    pad: Row = [None] * left
    chunk: list[Row] = []
    share: Any = {"": None}.setdefault
    cells = waiting = 0
    nothing: Row = []
    for row in rows:
        # any ends at the first cell of nearly every row; 0 and False are no empty cells.
        if not any(row) and row.count("") + row.count(None) == len(row):
            waiting, nothing = waiting + 1, _cut(pad + [None] * len(row))
            continue
        chunk += [nothing] * waiting
        chunk.append(_cut(pad + _shared(row, share)))
        waiting, cells = 0, cells + len(chunk[-1])
        if len(chunk) >= _ROWS:
            yield chunk, cells
            chunk, cells, share = [], 0, {"": None}.setdefault
    if chunk:
        yield chunk, cells


def _shared(row: Row, share: Any) -> Row:
    """Numbers are not shared: 1, 1.0 and True are equal. Most rows of most rolls are text alone."""
    if set(map(type, row)) == _TEXT:
        return list(map(share, row, row))
    return [share(cell, cell) if type(cell) is str else cell for cell in row]


def in_rows(cells: Spread) -> Iterator[Row]:
    """The rows of a sheet that is known by its cells."""
    last = -1
    nothing: Row = []
    for row in sorted(cells):
        for _ in range(row - last - 1):
            yield nothing
        last = row
        values: Row = [None] * (max(column for column, _ in cells[row]) + 1)
        for column, value in cells[row]:
            values[column] = value
        yield values


def _cut(row: Row) -> Row:
    """One cell far out would make every row of its sheet as wide."""
    if len(row) > _WIDE:
        while row and row[-1] is None:
            row.pop()
    return row


def _packed(chunk: list[Row]) -> bytes:
    try:
        return marshal.dumps(("rows", chunk, []))
    except ValueError:
        return marshal.dumps(("rows", chunk, _dates(chunk)))


def _dates(chunk: list[Row]) -> Placed:
    """Where there are dates, which marshal cannot carry; their places are emptied."""
    placed: Placed = []
    carried = {str, float, int, bool, type(None)}
    for r, row in enumerate(chunk):
        for c, cell in enumerate(row):
            if type(cell) in carried:
                continue
            if isinstance(cell, date):
                placed.append((r, c, cell.isoformat()))
                row[c] = None
            else:
                row[c] = _clock(cell)
    return placed


def _clock(cell: time | timedelta) -> str:
    """A time of day as 08:30:00, a duration as 26:15:00."""
    if isinstance(cell, time):
        return cell.isoformat()
    seconds, rest = divmod(abs(cell), timedelta(seconds=1))
    sign = "-" if cell < timedelta(0) else ""
    split = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{split}.{rest.microseconds:06}" if rest else split
