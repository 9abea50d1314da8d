"""公文用纸: letters of the office by GB/T 9704-2012, on lines of 28 characters, 22 to a page.

A letter between offices has the letter form (信函格式, 10.1 of the standard): its name in red, a red double line under
it and another at the foot of the first page, which bears no page number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents import letter_receipt
from eduaid_desktop.documents.paper import A4, FINE, TITLE, Board, Printed
from eduaid_desktop.documents.sheet_pages import LEFT, WIDE, Block, paged
from eduaid_desktop.documents.typesetting import Style, break_lines
from eduaid_desktop.domain.letter import Letter

# 三号 is 15.75 pt by the old measure of types: 28 of them fill the 156 mm of the standard, at 16 pt they would not.
_THIRD, _SMALL_THIRD = 15.75, 15.0
# 3.6 of the standard: a line is a character and seven eighths of one; a letter to a family stands closer.
_OFFICIAL, _CLOSE = 1.875, 1.5
_TOP, _BOTTOM, _FOOT = 37.0, 262.0, 281.0
# A letter to a family and its receipt go on one sheet where they can.
_SMALL_TOP = 28.0
_MASTHEAD_TOP, _RED_FOOT, _RED_LONG = 30.0, 277.0, 170.0
# The white between lines: 发文字号 stands so far under the red line, and below a page it may reach beyond the measure.
_WHITE = _THIRD * (_OFFICIAL - 1) / mm
_PAGE_NUMBER = Style(role="song", size=14)
_ABOVE = Style(role="body", size=12, smallest=8)
_SEAL, _SEAL_OVER, _DATE_HIGH, _HAND = 45.0, 15.0, 9.0, 10.0
# The red of the head of an official letter (GB/T 9704-2012, 7.2.4).
_RED = (0.8, 0.0, 0.0)
# 成文日期右空四字.
_DATE_RIGHT = 4


@dataclass(frozen=True)
class _Type:
    """The type of a letter's body: its size in points, and how high a line is in mm."""

    size: float
    pitch: float

    def style(self, role: str = "body", align: str = "justify") -> Style:
        return Style(role=role, size=self.size, smallest=0.6 * self.size, align=align)

    @property
    def em(self) -> float:
        """The width of a character in mm."""
        return self.size / mm


def write(letters: Sequence[Letter], path: Path, *, printed_on: date, reprint: bool = False) -> Printed:
    """Write letters of one kind one after the other, each with its own count of pages.

    Raises UserError when the file cannot be written.
    """
    board = Board(A4, letters[0].title.replace("\n", ""), printed_on, reprint)
    board.counted = not letters[0].masthead
    for letter in letters:
        _letter(board, letter)
    return board.save(path)


def _letter(board: Board, letter: Letter) -> None:
    pages = paged([*_blocks(letter)], _first_top(letter), _TOP, _BOTTOM + _WHITE)
    high = letter_receipt.HIGH if letter.receipt else 0
    loose = bool(high) and _end(pages[-1], _first_top(letter) if len(pages) == 1 else _TOP) + high > _FOOT
    count = len(pages) + loose
    y = 0.0
    for page, blocks in enumerate(pages, 1):
        y = _begin(board, letter, page, count)
        for block in blocks:
            block.draw(board, y)
            y += block.high
    if loose:
        y = _begin(board, letter, count, count)
    if letter.receipt:
        letter_receipt.draw(board, y if loose else _FOOT - high, letter.receipt, letter.slip, cut=not loose)


def _begin(board: Board, letter: Letter, page: int, pages: int) -> float:
    """A new page with its red lines or its number; where its text begins."""
    board.page(letter.number, page, pages, LEFT, LEFT + WIDE, letter.slip)
    if letter.masthead and page == 1:
        return _masthead(board, letter)
    if letter.masthead:
        align = "right" if page % 2 else "left"
        # 7 mm under the text, one character from its edge.
        style = replace(_PAGE_NUMBER, align=align)
        board.block(LEFT, _BOTTOM + 7, WIDE, 6, f"　— {page} —　", style, "页码", padding=0)
    return _TOP if page > 1 else _first_top(letter)


def _first_top(letter: Letter) -> float:
    if not letter.masthead:
        return _SMALL_TOP if letter.small else _TOP
    return _red_top() + _WHITE + _THIRD * (1 + 2 * _OFFICIAL) / mm


def _red_top() -> float:
    return _MASTHEAD_TOP + 16 + 4


def _masthead(board: Board, letter: Letter) -> float:
    x, y = (A4[0] - _RED_LONG) / 2, _red_top()
    with board.in_colour(*_RED):
        style = replace(TITLE, size=34, smallest=18)
        board.block(x, _MASTHEAD_TOP, _RED_LONG, 16, letter.masthead, style, "发文机关标志")
        for place, thick in ((y, 1.8), (y + 1.1, 0.6), (_RED_FOOT - 1.1, 0.6), (_RED_FOOT, 1.8)):
            board.rule(x, place, x + _RED_LONG, place, thick)
    style = Style(role="body", size=_THIRD, smallest=10, align="right")
    board.block(LEFT, y + _WHITE, WIDE, 7, letter.symbol, style, "发文字号", padding=0)
    return _first_top(letter)


def _blocks(letter: Letter) -> Iterator[Block]:
    size = _SMALL_THIRD if letter.small else _THIRD
    type_ = _Type(size, size * (_CLOSE if letter.small else _OFFICIAL) / mm)
    yield from _title(letter)
    body = [*_body(letter, type_)]
    # The seal stands under two lines of the text at least: no page may say 此页无正文.
    yield from body[:-2]
    for block in (*body[-2:], *_attachments(letter, type_)):
        yield replace(block, keep=True)
    yield _closing(letter, type_)
    if letter.note:
        yield from _paragraph(f"　　（{letter.note}）", type_, "附注")


def _title(letter: Letter) -> Iterator[Block]:
    wide = (WIDE - 2.4) * mm
    lines = break_lines(letter.title, TITLE.role, TITLE.size, wide)
    for line in lines:
        yield Block(11.0, partial(_line, line, TITLE, "标题"), keep=True)
    gap = 3.0 if letter.small else _THIRD * _OFFICIAL / mm
    yield Block(gap, lambda board, y: None, keep=True)
    if any(letter.above):
        yield Block(9.0, partial(_beside, letter.above), keep=True)


def _body(letter: Letter, type_: _Type) -> Iterator[Block]:
    if letter.to:
        yield from _paragraph(f"{letter.to}：", type_, "主送机关", keep=True)
    for part in letter.parts:
        if part.heading:
            yield from _paragraph(f"　　{part.heading}", type_, part.heading, role="heading", keep=True)
        for words in part.lines:
            yield from _paragraph(f"　　{words}", type_, part.heading or "正文")


def _attachments(letter: Letter, type_: _Type) -> Iterator[Block]:
    """附件说明: an empty line above, two characters in; what runs over stands under its first character."""
    if not letter.attachments:
        return
    yield Block(type_.pitch, lambda board, y: None, keep=True)
    several = len(letter.attachments) > 1
    for place, title in enumerate(letter.attachments, 1):
        lead = "　　附件：" if place == 1 else "　　　　　"
        mark = f"{place}. " if several else ""
        inset = (5 + (1 if several else 0)) * type_.em
        lines = break_lines(title, "body", type_.size, (WIDE - inset) * mm)
        for number, line in enumerate(lines):
            head = lead + mark if number == 0 else ""
            yield Block(type_.pitch, partial(_hung, head, line, inset, type_))


def _paragraph(
    text: str, type_: _Type, name: str, *, role: str = "body", keep: bool = False
) -> Iterator[Block]:
    """The lines of a paragraph; all but its last reach from edge to edge."""
    lines = break_lines(text, role, type_.size, WIDE * mm)
    for number, line in enumerate(lines, 1):
        style = type_.style(role, "left" if number == len(lines) else "justify")
        yield Block(type_.pitch, partial(_line, line, style, name), keep=keep)


def _closing(letter: Letter, type_: _Type) -> Block:
    """Who signs by hand at the left, sender and date in the clear square of the seal at the right."""
    high = _SEAL + 2

    def draw(board: Board, y: float) -> None:
        long = max(len(letter.sender), len(letter.date)) * type_.em
        wide = max(_SEAL, min(long, WIDE * 0.6))
        x = LEFT + WIDE - wide - (0 if wide > _SEAL else _DATE_RIGHT * type_.em / 2)
        style = replace(type_.style(align="center"), smallest=9)
        board.seal(x + wide / 2, y + _SEAL / 2)
        board.block(x, y + _SEAL_OVER, wide, _DATE_HIGH, letter.sender, style, "落款", padding=0)
        board.block(
            x, y + _SEAL_OVER + _DATE_HIGH, wide, _DATE_HIGH, letter.date, style, "成文日期", padding=0
        )
        for place, role in enumerate(letter.signed):
            _by_hand(board, y + 6 + place * _HAND, x - LEFT - 6, role)

    return Block(high, draw)


def _by_hand(board: Board, y: float, wide: float, role: str) -> None:
    """A role, and a line for its name."""
    long = min((len(role) + 1) * _ABOVE.size / mm, wide * 0.7)
    board.block(LEFT, y, long, 7, f"{role}：", _ABOVE, role, padding=0)
    board.rule(LEFT + long, y + 6.5, LEFT + wide, y + 6.5, FINE)


def _line(text: str, style: Style, name: str, board: Board, y: float) -> None:
    """A line at the top of its pitch, so that the first of a page stands at the edge of the measure."""
    board.block(LEFT, y, WIDE, _tall(style), text, style, name, padding=0)


def _tall(style: Style) -> float:
    return style.size / mm + 0.1


def _hung(head: str, text: str, inset: float, type_: _Type, board: Board, y: float) -> None:
    style = type_.style(align="left")
    board.block(LEFT, y, inset + 2, _tall(style), head, style, "附件", padding=0)
    board.block(LEFT + inset, y, WIDE - inset, _tall(style), text, style, "附件", padding=0)


def _beside(words: tuple[str, str], board: Board, y: float) -> None:
    board.block(LEFT, y, WIDE, 6, words[0], _ABOVE, "表头", padding=0)
    board.block(LEFT, y, WIDE, 6, words[1], replace(_ABOVE, align="right"), "表头", padding=0)


def _end(blocks: Sequence[Block], top: float) -> float:
    return top + sum(block.high for block in blocks)
