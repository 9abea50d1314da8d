"""交接清单: what is open in an office, in as many A4 pages as it takes, for three people to sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from eduaid_desktop.documents import office_sheet
from eduaid_desktop.documents.office_sheet import LEFT, UPRIGHT, WIDE, Block
from eduaid_desktop.documents.paper import A4, LABEL, OUTER, SMALL, Board, Cell, Printed
from eduaid_desktop.domain import dates
from eduaid_desktop.domain.handover import Item
from eduaid_desktop.domain.sheet import Column

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


def write(handover: HandoverData, path: Path, *, printed_on: date) -> Printed:
    """Write the list. Raises UserError when the file cannot be written."""
    board = Board(A4, "交接清单", printed_on, reprint=False)
    title = f"{handover.office}教育资助工作交接清单"
    office_sheet.draw(board, title, list(_blocks(board, title, handover)), UPRIGHT)
    return board.save(path)


def _blocks(board: Board, title: str, handover: HandoverData) -> Iterator[Block]:
    yield office_sheet.headline(title)
    yield office_sheet.paragraph(board, _OPENING.format(day=dates.spoken(handover.day)), "说明")
    rows = [
        (str(n), item.title, f"{item.count} {item.unit}", item.words)
        for n, item in enumerate(handover.items, 1)
    ]
    yield from office_sheet.table(_SUMMARY, rows)
    detailed = [item for item in handover.items if item.rows]
    for number, item in enumerate(detailed):
        yield office_sheet.section_title(f"{_NUMERALS[number]}、{item.title}（{item.count} {item.unit}）")
        yield from office_sheet.table(item.columns, item.rows)
    yield office_sheet.paragraph(board, _CLOSING, "结语", keep=True)
    yield Block(_SIGN_HIGH, partial(_signatures, handover))


def _signatures(handover: HandoverData, board: Board, y: float) -> None:
    names = (handover.leaving, handover.successor, "")
    wide = WIDE / len(_SIGNED)
    for place, (role, name) in enumerate(zip(_SIGNED, names, strict=True)):
        x = LEFT + place * wide
        board.row(x, y + 4, wide, 8, [Cell(1, f"{role}：{name}" if name else role, LABEL, role)])
        board.box(x, y + 12, wide, 28)
        board.block(x, y + 13, wide, 6, "（签字）", replace(SMALL, size=9), role)
        board.block(x, y + 33, wide, 6, dates.BLANK_DATE, replace(SMALL, size=10, align="center"), "日期")
    board.box(LEFT, y + 4, WIDE, 36, OUTER)
