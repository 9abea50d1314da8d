"""Plain sheets of the office: a title, paragraphs, tables whose head stands on every page, a line to sign."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents import labels
from eduaid_desktop.documents.paper import SMALL, TITLE, Board, Printed
from eduaid_desktop.documents.sheet_pages import (
    ACROSS,
    LEFT,
    UPRIGHT,
    WIDE,
    WIDEST,
    Block,
    Frame,
    draw,
    frame_of,
)
from eduaid_desktop.documents.sheet_table import PADDING, table
from eduaid_desktop.documents.typesetting import SIZES, Style
from eduaid_desktop.domain.sheet import Section, Sheet

__all__ = [
    "ACROSS", "BODY", "LEFT", "UPRIGHT", "WIDE", "WIDEST", "Block", "Frame", "above", "draw", "headline", "lay",
    "paragraph", "section_title", "table", "write",
]  # fmt: skip

_TITLE_HIGH, _GAP = 12.0, 3.0
_TITLE = replace(TITLE, size=SIZES["小二"], smallest=SIZES["四号"])
_SECTION = Style(role="heading", size=SIZES["小四"])
BODY = Style(role="body", size=SIZES["小四"], smallest=10, leading=1.5, top=True)
_SIGN_HIGH = 16.0
# Words under a table that are longer begin a page of their own.
_CLOSING_HIGH = 90.0
# As on the sheets of a batch.
_INTERNAL = "内部资料　注意保密"


def write(sheets: Sequence[Sheet], path: Path, *, printed_on: date, reprint: bool = False) -> Printed:
    """Write sheets one after the other, each on its own paper and with its own count of pages.

    Raises UserError when the file cannot be written.
    """
    board = Board(frame_of(sheets[0]).size, sheets[0].title, printed_on, reprint)
    for sheet in sheets:
        lay(board, sheet)
    return board.save(path)


def lay(board: Board, sheet: Sheet) -> None:
    """Put one sheet on a board that other papers stand on too."""
    frame = frame_of(sheet)
    head = list(_heading(board, sheet, frame))
    blocks = _signed(sheet, [*head, *_blocks(board, sheet, frame)], frame)
    draw(board, sheet.title, blocks, frame, sheet.number, _INTERNAL if sheet.internal else "", sheet.slip)


def headline(title: str, frame: Frame = UPRIGHT) -> Block:
    """The title of a sheet; a long one, with a long name in it, takes a second line."""
    high = max(_TITLE_HIGH, labels.high(title, _TITLE, (frame.wide - PADDING) * mm) / mm + 5)

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


def above(words: tuple[str, str], frame: Frame = UPRIGHT) -> Block:
    """What stands left and right under the title."""

    def draw(board: Board, y: float) -> None:
        board.block(LEFT, y, frame.wide, 6, words[0], SMALL, "表头", padding=0)
        board.block(LEFT, y, frame.wide, 6, words[1], replace(SMALL, align="right"), "表头", padding=0)

    return Block(7.0, draw, keep=True)


def _heading(board: Board, sheet: Sheet, frame: Frame) -> Iterator[Block]:
    yield headline(sheet.title, frame)
    if any(sheet.above):
        yield above(sheet.above, frame)
    if sheet.opening:
        yield paragraph(board, sheet.opening, "说明", frame)


def _blocks(board: Board, sheet: Sheet, frame: Frame) -> Iterator[Block]:
    for section in sheet.sections:
        yield from _section(board, section, frame)
    if sheet.closing:
        yield paragraph(board, sheet.closing, "结语", frame)


def _signed(sheet: Sheet, blocks: list[Block], frame: Frame) -> list[Block]:
    """The line to sign, and the words above it, stand under the last row that is signed for, never on a page alone."""
    if not sheet.signed:
        return blocks
    line = Block(_SIGN_HIGH, partial(_signatures, sheet.signed, frame))
    last = next((n for n in range(len(blocks) - 1, -1, -1) if blocks[n].framed), len(blocks) - 1)
    if sum(block.high for block in blocks[last:]) > _CLOSING_HIGH:
        last = len(blocks) - 1
    return [*blocks[:last], *(replace(block, keep=True) for block in blocks[last:]), line]


def _section(board: Board, section: Section, frame: Frame) -> Iterator[Block]:
    if section.title:
        yield section_title(section.title, frame)
    if section.words:
        yield paragraph(board, section.words, section.title or "说明", frame, keep=bool(section.columns))
    if section.columns:
        yield from table(section.columns, section.rows, frame, section.foot, section.least)


def _signatures(signed: Sequence[str], frame: Frame, board: Board, y: float) -> None:
    """Everybody gets the same room to sign in after the word that asks for it."""
    words = [f"{role}：" for role in signed]
    wide = [len(each) * SMALL.size / mm for each in words]
    room, x = (frame.wide - sum(wide)) / len(signed), LEFT
    for each, long in zip(words, wide, strict=True):
        board.block(x, y + 6, long + room, 8, each, SMALL, each, padding=0)
        x += long + room
