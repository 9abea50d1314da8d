"""The rows of an import that failed, as a workbook to be put right: the same headers, and beside each row why.

Everything is text, so that no number is damaged on the way through a spreadsheet program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eduaid_desktop.documents.sheet_writer import Book, Formula, SheetWriter, Styled, letter

Range = tuple[tuple[int, int], tuple[int, int]]
_LEAST, _MOST, _REASON_WIDTH, _ORIGIN_WIDTH = 6, 40, 60, 24
_STYLES = {"block": "wrong", "warn": "doubtful", "note": "doubtful"}


@dataclass(frozen=True)
class FailedRow:
    """cells: as text, None for one that could not be read. marked: column (from 0) -> block, warn or note."""

    cells: Sequence[str | None]
    marked: Mapping[int, str]
    reason: str
    origin: str


@dataclass(frozen=True)
class FailedSheet:
    """head: the rows down to the header, whose rows are header_rows (from 0); merged: cells joined within head.

    appended: the headings of the two columns behind the others.
    """

    name: str
    head: Sequence[Sequence[str]]
    header_rows: Sequence[int]
    merged: Sequence[Range]
    rows: Sequence[FailedRow]
    appended: tuple[str, str]


def build(sheets: Sequence[FailedSheet]) -> bytes:
    """The bytes of an .xlsx file."""
    with Book() as book:
        for sheet in sheets:
            _write(book, sheet)
        return book.bytes()


def _write(book: Book, sheet: FailedSheet) -> None:
    width = max(len(row) for row in [*sheet.head, *(row.cells for row in sheet.rows)])
    last = len(sheet.head)
    writer = SheetWriter(
        book,
        sheet.name,
        _widths(sheet, width),
        freeze=f"A{last + 1}",
        header_rows=f"{last}:{last}",
    )
    writer.keep_text()
    for number, row in enumerate(sheet.head):
        writer.row(_head(sheet, number, row, width))
    for failed in sheet.rows:
        writer.row(_cells(failed, width))
    for (top, left), (bottom, right) in sheet.merged:
        writer.merge(f"{letter(left + 1)}{top + 1}:{letter(right + 1)}{bottom + 1}")
    first = sheet.header_rows[0]
    if first < last - 1:
        writer.merge(*(f"{letter(c)}{first + 1}:{letter(c)}{last}" for c in (width + 1, width + 2)))


def _head(sheet: FailedSheet, number: int, row: Sequence[str], width: int) -> list[Styled]:
    padded = [*row, *[""] * (width - len(row))]
    if number not in sheet.header_rows:
        return [(cell or None, "title_line") for cell in [*padded, "", ""]]
    ours = sheet.appended if number == sheet.header_rows[0] else ("", "")
    return [*((cell or None, "head") for cell in padded), *((cell or None, "head_decision") for cell in ours)]


def _cells(failed: FailedRow, width: int) -> list[Styled]:
    padded = [*failed.cells, *[""] * (width - len(failed.cells))]
    cells: list[Styled] = []
    for column, cell in enumerate(padded):
        style = _STYLES.get(failed.marked.get(column, ""), "plain_text")
        # What could not be read stays an error, else the row would come back without it and be taken.
        cells.append((Formula("=NA()", "#N/A") if cell is None else cell or None, style))
    return [*cells, (failed.reason, "reason"), (failed.origin, "plain_text")]


def _widths(sheet: FailedSheet, width: int) -> list[float]:
    """As wide as the longest of the first rows; a Chinese character takes two."""
    shown = [*(sheet.head[r] for r in sheet.header_rows), *(row.cells for row in sheet.rows[:200])]
    widths: list[float] = []
    for column in range(width):
        texts = [row[column] or "" for row in shown if column < len(row)]
        longest = max((sum(2 if ord(c) > 255 else 1 for c in text) for text in texts), default=0)
        widths.append(min(max(longest + 2, _LEAST), _MOST))
    return [*widths, _REASON_WIDTH, _ORIGIN_WIDTH]
