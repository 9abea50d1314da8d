"""交接清单: what is open in an office, in as many A4 pages as it takes, for three people to sign."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents.paper import A4, LABEL, OUTER, SMALL, TITLE, VALUE, Board, Cell, Printed
from eduaid_desktop.documents.typesetting import Style, fit, height_of
from eduaid_desktop.domain import dates
from eduaid_desktop.domain.handover import Column, Item

# Left margin and measure of GB/T 9704-2012; the footer stands below the last line.
_LEFT, _WIDE, _BOTTOM, _TOP = 28.0, 156.0, 278.0, 24.0
_FIRST_TOP, _ROW, _HEAD, _PADDING, _ANY = 56.0, 7.0, 8.0, 2.4, 1000.0
_CELL = replace(VALUE, size=9.5, smallest=8, leading=1.25)
_ALIGNED = {False: replace(_CELL, align="left"), True: replace(_CELL, align="right")}
_RUNNING = Style(role="song", size=9, smallest=6)
_SECTION = Style(role="heading", size=12)
_BODY = Style(role="body", size=12, smallest=10, leading=1.5, top=True)
_SUMMARY = (
    Column("序号", 12, right=True),
    Column("事项", 52),
    Column("数量", 20, right=True),
    Column("情况", 72),
)
_SIGNED = ("移交人", "接交人", "监交人")
_SIGN_HIGH = 50.0
_NUMERALS = "一二三四五六七八九十"
_OPENING = (
    "　　截至{day}没有办完的事项、数据文件和密钥的情况如下，明细附后。"
    "账号只列末四位，以数据文件中的记录为准。"
)
_CLOSING = (
    "　　以上事项已逐项当面核对，纸质申请表、审批单、公示照片、印章和装恢复密钥单的信封一并移交。"
    "本清单一式三份，三方各执一份。"
)


@dataclass(frozen=True, slots=True)
class HandoverData:
    """office: as the title bears it. leaving, successor: names, "" where they are not known yet. day in ISO."""

    office: str
    day: str
    items: Sequence[Item]
    leaving: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Something of a height in mm that stands on one page. head: drawn again where a page begins with this one.

    keep: the block after it stands on the same page.
    """

    high: float
    draw: Callable[[Board, float], None]
    head: "_Block | None" = None
    keep: bool = False


def write(handover: HandoverData, path: Path, *, printed_on: date) -> Printed:
    """Write the list. Raises UserError when the file cannot be written."""
    board = Board(A4, "交接清单", printed_on, reprint=False)
    laid = _pages(list(_blocks(board, handover)))
    for number, blocks in enumerate(laid, 1):
        board.page("", number, len(laid), _LEFT, _LEFT + _WIDE)
        y = _heading(board, handover) if number == 1 else _again(board, handover)
        for block in blocks:
            block.draw(board, y)
            y += block.high
    return board.save(path)


def _again(board: Board, handover: HandoverData) -> float:
    """A page that got loose says what it belongs to."""
    board.block(_LEFT, 16, _WIDE, 5, f"{_title(handover)}（续）", _RUNNING, "标题", padding=0)
    return _TOP


def _title(handover: HandoverData) -> str:
    return f"{handover.office}教育资助工作交接清单"


def _heading(board: Board, handover: HandoverData) -> float:
    board.block(_LEFT, 22, _WIDE, 12, _title(handover), replace(TITLE, size=20), "标题")
    day = dates.spoken(handover.day)
    board.block(_LEFT, 38, _WIDE, 18, _OPENING.format(day=day), _BODY, "说明", padding=0)
    return _FIRST_TOP


def _blocks(board: Board, handover: HandoverData) -> Iterator[_Block]:
    rows = [
        (str(n), item.title, f"{item.count} {item.unit}", item.words)
        for n, item in enumerate(handover.items, 1)
    ]
    yield from _table(_SUMMARY, rows)
    detailed = [item for item in handover.items if item.rows]
    for number, item in enumerate(detailed):
        title = f"{_NUMERALS[number]}、{item.title}（{item.count} {item.unit}）"
        yield _Block(12.0, partial(_section, title), keep=True)
        yield from _table(item.columns, item.rows)
    high = board.height(_CLOSING, _BODY, _WIDE) + 9
    yield _Block(high, _closing, keep=True)
    yield _Block(_SIGN_HIGH, partial(_signatures, handover))


def _table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[_Block]:
    """The rows of a list; its head stands above the first row of every page."""
    head = _Block(_HEAD, partial(_cells, columns, [c.title for c in columns], _HEAD, LABEL), keep=True)
    yield head
    for row in rows:
        high = max(_ROW, *(_high(column, text) for column, text in zip(columns, row, strict=True)))
        yield _Block(high, partial(_cells, columns, row, high, None), head)


def _high(column: Column, text: str) -> float:
    """A long text makes its row higher, so that it stands whole."""
    fitted = fit(text, _CELL, (column.wide - _PADDING) * mm, _ANY)
    return height_of(len(fitted.lines), _CELL, fitted.size) / mm + 3


def _cells(
    columns: Sequence[Column], row: Sequence[str], high: float, style: Style | None, board: Board, y: float
) -> None:
    cells = [
        Cell(column.wide, text, style or _ALIGNED[column.right], column.title)
        for column, text in zip(columns, row, strict=True)
    ]
    board.row(_LEFT, y, 1, high, cells)


def _section(title: str, board: Board, y: float) -> None:
    board.block(_LEFT, y + 4, _WIDE, 7, title, _SECTION, "事项", padding=0)


def _closing(board: Board, y: float) -> None:
    board.block(
        _LEFT, y + 5, _WIDE, board.height(_CLOSING, _BODY, _WIDE) + 2, _CLOSING, _BODY, "结语", padding=0
    )


def _signatures(handover: HandoverData, board: Board, y: float) -> None:
    names = (handover.leaving, handover.successor, "")
    wide = _WIDE / len(_SIGNED)
    for place, (role, name) in enumerate(zip(_SIGNED, names, strict=True)):
        x = _LEFT + place * wide
        board.row(x, y + 4, wide, 8, [Cell(1, f"{role}：{name}" if name else role, LABEL, role)])
        board.box(x, y + 12, wide, 28)
        board.block(x, y + 13, wide, 6, "（签字）", replace(SMALL, size=9), role)
        board.block(
            x, y + 33, wide, 6, "　　　　年　　月　　日", replace(SMALL, size=10, align="center"), "日期"
        )
    board.box(_LEFT, y + 4, _WIDE, 36, OUTER)


def _pages(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """The blocks of each page; nothing that is to be kept with the next is the last of a page."""
    pages: list[list[_Block]] = [[]]
    y, place = _FIRST_TOP, 0
    while place < len(blocks):
        group = _together(blocks, place)
        if y + sum(block.high for block in group) > _BOTTOM and pages[-1]:
            head = group[0].head
            pages.append([head] if head else [])
            y = _TOP + (head.high if head else 0)
        pages[-1] += group
        y += sum(block.high for block in group)
        place += len(group)
    return pages


def _together(blocks: Sequence[_Block], place: int) -> Sequence[_Block]:
    """A block and those that it is kept with."""
    end = place
    while blocks[end].keep and end + 1 < len(blocks):
        end += 1
    return blocks[place : end + 1]
