"""Plain sheets of the office: a title, paragraphs, tables whose head stands on every page, a line to sign.

The measures are those of GB/T 9704-2012: 28 mm to bind, 156 mm to write on; across, 257 less the same edge.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents import labels
from eduaid_desktop.documents.paper import A4, LABEL, TITLE, VALUE, Board, Cell, Printed
from eduaid_desktop.documents.typesetting import Style, fit
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import Slip

LEFT, WIDE = 28.0, 156.0
_A4_ACROSS = (A4[1], A4[0])
_ROW, _HEAD, _PADDING, _ANY = 7.0, 8.0, 2.4, 1000.0
_TOP, _TITLE_TOP, _TITLE_HIGH, _GAP = 24.0, 22.0, 12.0, 2.0
_FOOTER = 19.0
_TITLE = replace(TITLE, size=20)
# A text of words wraps long before it is as small as that; a number that stands on one line may have to be.
_CELL = replace(VALUE, size=9.5, smallest=6, leading=1.25)
_ALIGNED = {False: replace(_CELL, align="left"), True: replace(_CELL, align="right")}
_TOTAL = {False: replace(LABEL, align="left"), True: replace(LABEL, size=9.5, align="right", bilingual="")}
_RUNNING = Style(role="song", size=9, smallest=6)
_SECTION = Style(role="heading", size=12)
BODY = Style(role="body", size=12, smallest=10, leading=1.5, top=True)
_ABOVE = Style(role="song", size=10.5, smallest=7)
_SIGN_HIGH = 16.0
# As on the sheets of a batch.
_INTERNAL = "内部资料　注意保密"


@dataclass(frozen=True, slots=True)
class Block:
    """Something of a height in mm that stands on one page. head: drawn again where a page begins with this one.

    keep: the block after it stands on the same page.
    """

    high: float
    draw: Callable[[Board, float], None]
    head: "Block | None" = None
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper of a sheet in mm: its size, the measure, and the last line that may be written on."""

    size: tuple[float, float]
    wide: float

    @property
    def bottom(self) -> float:
        """Where the footer begins."""
        return self.size[1] - _FOOTER


UPRIGHT = Frame(A4, WIDE)
ACROSS = Frame(_A4_ACROSS, _A4_ACROSS[0] - LEFT - 26.0)


def write(sheets: Sequence[Sheet], path: Path, *, printed_on: date, reprint: bool = False) -> Printed:
    """Write sheets of one size one after the other, each with its own count of pages.

    Raises UserError when the file cannot be written.
    """
    frame = ACROSS if sheets[0].landscape else UPRIGHT
    board = Board(frame.size, sheets[0].title, printed_on, reprint)
    for sheet in sheets:
        head = list(_heading(board, sheet, frame))
        blocks = _signed(sheet, [*head, *_blocks(board, sheet, frame)], frame)
        draw(board, sheet.title, blocks, frame, sheet.number, _INTERNAL if sheet.internal else "", sheet.slip)
    return board.save(path)


def draw(
    board: Board,
    title: str,
    blocks: Sequence[Block],
    frame: Frame,
    number: str = "",
    mark: str = "",
    slip: Slip | None = None,
) -> None:
    """Lay blocks on as many pages as they take; a page that got loose says what it belongs to.

    mark: stands at the head of every page.
    """
    laid = _pages(blocks, frame)
    for page, group in enumerate(laid, 1):
        board.page(number, page, len(laid), LEFT, LEFT + frame.wide, slip)
        y = _TITLE_TOP if page == 1 else _TOP
        board.block(LEFT, 16, frame.wide, 5, mark, replace(_RUNNING, align="right"), "密级", padding=0)
        if page > 1:
            board.block(LEFT, 16, frame.wide, 5, f"{title}（续）", _RUNNING, "标题", padding=0)
        for block in group:
            block.draw(board, y)
            y += block.high


def headline(title: str, frame: Frame = UPRIGHT) -> Block:
    """The title of a sheet; a long one, with a long name in it, takes a second line."""
    high = max(_TITLE_HIGH, labels.high(title, _TITLE, (frame.wide - _PADDING) * mm) / mm + 5)

    def draw(board: Board, y: float) -> None:
        board.block(LEFT, y, frame.wide, high, title, _TITLE, "标题")

    return Block(high + _GAP, draw, keep=True)


def paragraph(board: Board, text: str, name: str, frame: Frame = UPRIGHT, *, keep: bool = False) -> Block:
    """A running text, as high as it takes."""
    high = board.height(text, BODY, frame.wide) + 2

    def draw(board: Board, y: float) -> None:
        board.block(LEFT, y + _GAP, frame.wide, high, text, BODY, name, padding=0)

    return Block(high + 2 * _GAP, draw, keep=keep)


def section_title(title: str, frame: Frame = UPRIGHT) -> Block:
    """The heading over a table."""

    def draw(board: Board, y: float) -> None:
        board.block(LEFT, y + 4, frame.wide, 7, title, _SECTION, "事项", padding=0)

    return Block(12.0, draw, keep=True)


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    frame: Frame = UPRIGHT,
    foot: Sequence[str] = (),
    least: float = 0,
) -> Iterator[Block]:
    """The rows of a list; its head stands above the first row of every page, the total stays with the last.

    least: how high a row is at least, in mm.
    """
    scaled = _scaled(columns, frame.wide)
    head = Block(_HEAD, partial(_cells, scaled, [c.title for c in scaled], _HEAD, _titles), keep=True)
    yield head
    for place, row in enumerate(rows, 1):
        high = max(_ROW, least, *(_high(column, text) for column, text in zip(scaled, row, strict=True)))
        last = bool(foot) and place == len(rows)
        yield Block(high, partial(_cells, scaled, row, high, _aligned), head, keep=last)
    if foot:
        yield Block(_HEAD, partial(_cells, scaled, foot, _HEAD, _totals))


def _heading(board: Board, sheet: Sheet, frame: Frame) -> Iterator[Block]:
    yield headline(sheet.title, frame)
    if any(sheet.above):
        yield Block(7.0, partial(_above, sheet.above, frame), keep=True)
    if sheet.opening:
        yield paragraph(board, sheet.opening, "说明", frame)


def _above(words: tuple[str, str], frame: Frame, board: Board, y: float) -> None:
    board.block(LEFT, y, frame.wide, 6, words[0], _ABOVE, "表头", padding=0)
    board.block(LEFT, y, frame.wide, 6, words[1], replace(_ABOVE, align="right"), "表头", padding=0)


def _blocks(board: Board, sheet: Sheet, frame: Frame) -> Iterator[Block]:
    for section in sheet.sections:
        yield from _section(board, section, frame)
    if sheet.closing:
        yield paragraph(board, sheet.closing, "结语", frame)


def _signed(sheet: Sheet, blocks: list[Block], frame: Frame) -> list[Block]:
    """The line to sign stands under something that is signed, never alone on a page."""
    if not sheet.signed:
        return blocks
    line = Block(_SIGN_HIGH, partial(_signatures, sheet.signed, frame))
    return [*blocks[:-1], replace(blocks[-1], keep=True), line]


def _section(board: Board, section: Section, frame: Frame) -> Iterator[Block]:
    if section.title:
        yield section_title(section.title, frame)
    if section.words:
        yield paragraph(board, section.words, section.title or "说明", frame)
    if section.columns:
        yield from table(section.columns, section.rows, frame, section.foot, section.least)


def _scaled(columns: Sequence[Column], wide: float) -> list[Column]:
    factor = wide / sum(column.wide for column in columns)
    return [replace(column, wide=column.wide * factor) for column in columns]


def _high(column: Column, text: str) -> float:
    """A long text makes its row higher, so that it stands whole."""
    fitted = fit(text, _CELL, (column.wide - _PADDING) * mm, _ANY)
    return fitted.high / mm + 3


def _titles(column: Column) -> Style:
    return LABEL


def _aligned(column: Column) -> Style:
    return _ALIGNED[column.right]


def _totals(column: Column) -> Style:
    return _TOTAL[column.right]


def _cells(
    columns: Sequence[Column],
    row: Sequence[str],
    high: float,
    style: Callable[[Column], Style],
    board: Board,
    y: float,
) -> None:
    cells = [
        Cell(column.wide, text, style(column), column.title)
        for column, text in zip(columns, row, strict=True)
    ]
    board.row(LEFT, y, 1, high, cells)


def _signatures(signed: Sequence[str], frame: Frame, board: Board, y: float) -> None:
    """Everybody gets the same room to sign in after the word that asks for it."""
    words = [f"{role}：" for role in signed]
    wide = [len(each) * _ABOVE.size / mm for each in words]
    room, x = (frame.wide - sum(wide)) / len(signed), LEFT
    for each, long in zip(words, wide, strict=True):
        board.block(x, y + 6, long + room, 8, each, _ABOVE, each, padding=0)
        x += long + room


def _pages(blocks: Sequence[Block], frame: Frame) -> list[list[Block]]:
    """The blocks of each page; nothing that is to be kept with the next is the last of a page."""
    pages: list[list[Block]] = [[]]
    y, place = _TITLE_TOP, 0
    while place < len(blocks):
        group = _together(blocks, place)
        if y + sum(block.high for block in group) > frame.bottom and pages[-1]:
            head = group[0].head
            pages.append([head] if head else [])
            y = _TOP + (head.high if head else 0)
        pages[-1] += group
        y += sum(block.high for block in group)
        place += len(group)
    return pages


def _together(blocks: Sequence[Block], place: int) -> Sequence[Block]:
    """A block and those that it is kept with."""
    end = place
    while blocks[end].keep and end + 1 < len(blocks):
        end += 1
    return blocks[place : end + 1]
