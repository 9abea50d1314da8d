"""批次封面: what is in a sealed batch, and the code to compare it by; below the cut the county signs for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eduaid_desktop.documents.form_pieces import cut_with_words, labelled
from eduaid_desktop.documents.office_sheet import LEFT, WIDE
from eduaid_desktop.documents.paper import (
    A4,
    FINE,
    LABEL,
    OUTER,
    SMALL,
    TITLE,
    VALUE,
    Board,
    Cell,
    Printed,
    label,
)
from eduaid_desktop.documents.typesetting import Style
from eduaid_desktop.domain import dates, money
from eduaid_desktop.domain.slip import Slip

_UNIT = WIDE / 12
# Above the cut and above the footer there is room for a seal of 42 mm, whatever stages there are.
_ROW, _CUT = 8.5, 212.5
# The strip with the password, and where it is cut off; what stands below it moves down and closer together.
_STRIP, _STRIP_HIGH, _STRIP_CUT = 7.0, 21.0, 32.0
_ENTRY = replace(VALUE, size=11, smallest=6)
_WORDS = replace(_ENTRY, align="left")
_FIGURE = replace(_ENTRY, size=10, align="right")
_CODE = Style(role="code", size=26, smallest=20, align="center")
_SEAL_CODE = Style(role="code", size=9, smallest=7, align="center")
_PHRASE = Style(role="code", size=26, smallest=14, align="center")
_NOTE = replace(SMALL, size=9, align="center")
_SIGN = replace(SMALL, size=11)


@dataclass(frozen=True, slots=True)
class CoverSheetData:
    """A sealed batch. first_no, last_no: the numbers of its first and last case; stages: (name, persons, fen).

    kind: 首次上报 or 补报; sender and receiver: the bodies; dates in ISO.
    """

    batch_no: str
    kind: str
    term: str
    township: str
    sender: str
    receiver: str
    count: int
    amount_fen: int
    first_no: str
    last_no: str
    check_code: str
    sha256: str
    file_name: str
    sealed_on: str
    sealed_by: str
    stages: tuple[tuple[str, int, int], ...]
    slip: Slip | None = None


@dataclass(frozen=True, slots=True)
class ProtectedCover(CoverSheetData):
    """The same of a batch whose file asks for a password. phrase: as it is read out, with the gaps between groups."""

    phrase: str = ""


@dataclass(frozen=True, slots=True)
class _Room:
    """top, code: how far head and QR code move down; row, stage: how high a row of either table is; all in mm."""

    top: float = 0
    code: float = 0
    row: float = _ROW
    stage: float = 7.0


_WITH_STRIP = _Room(12, 28.5, 7.3, 6.2)


def write(
    covers: Sequence[CoverSheetData], path: Path, *, printed_on: date, reprint: bool = False
) -> Printed:
    """Write one page for each batch. Raises UserError when the file cannot be written."""
    board = Board(A4, "教育扶贫救助基金申请批次封面", printed_on, reprint)
    for cover in covers:
        room = _WITH_STRIP if isinstance(cover, ProtectedCover) else _Room()
        board.page(cover.batch_no, 1, 1, LEFT, LEFT + WIDE, cover.slip, room.code)
        if isinstance(cover, ProtectedCover):
            _strip(board, cover)
        _head(board, room.top, cover)
        y = _content(board, 47 + room.top, room.row, cover)
        y = _code(board, y + 2.5, cover)
        y = _stages(board, y + 2.5, room.stage, cover)
        _signatures(board, y + 2, cover)
        _receipt(board, cover)
    return board.save(path)


def _strip(board: Board, cover: ProtectedCover) -> None:
    """What opens the file, for whoever receives it, on a piece of paper that does not travel with the file."""
    board.box(LEFT, _STRIP, WIDE, _STRIP_HIGH, OUTER)
    board.block(LEFT, _STRIP, 2 * _UNIT, 12, "打开密码", replace(LABEL, size=14), "打开密码")
    board.block(LEFT + 2 * _UNIT, _STRIP, 10 * _UNIT, 12, cover.phrase, _PHRASE, "打开密码")
    how = "连着输入，中间不空格；" if " " in cover.phrase else ""
    words = f"批次 {cover.batch_no} 的文件用它打开，{how}\n交{cover.receiver}。请与文件分开传递，不要和 U 盘放在一起。"
    board.block(LEFT, _STRIP + 11.5, WIDE, 9, words, _NOTE, "打开密码")
    cut_with_words(board, _STRIP_CUT, 62, "沿虚线剪下，请与文件分开传递", "剪开")


def _head(board: Board, down: float, cover: CoverSheetData) -> None:
    board.block(LEFT, 24 + down, WIDE, 10, f"{cover.township}{cover.term}", replace(TITLE, size=18), "标题")
    board.block(LEFT, 34 + down, WIDE, 12, "教育扶贫救助基金申请批次封面", TITLE, "标题")


def _content(board: Board, y: float, high: float, cover: CoverSheetData) -> float:
    amount = f"{money.amount_in_words(cover.amount_fen)}（¥{money.yuan(cover.amount_fen)}）"
    top = y
    for pairs in (
        (("批次号", cover.batch_no), ("种类", cover.kind)),
        (("报送单位", cover.sender), ("接收单位", cover.receiver)),
        (("首件编号", cover.first_no), ("末件编号", cover.last_no)),
        (("封存日期", dates.spoken(cover.sealed_on)), ("封存人", cover.sealed_by)),
    ):
        y = board.row(LEFT, y, _UNIT, high, labelled(pairs, 1.6, 4.4, _ENTRY))
    total = [label("人数", 1.6), Cell(1.6, str(cover.count), _ENTRY, "人数"), label("合计金额", 1.6)]
    y = board.row(LEFT, y, _UNIT, high, [*total, Cell(7.2, amount, _WORDS, "合计金额")])
    y = board.row(LEFT, y, _UNIT, high, [label("文件", 1.6), Cell(10.4, cover.file_name, _WORDS, "文件")])
    board.box(LEFT, top, WIDE, y - top, OUTER)
    return y


def _code(board: Board, y: float, cover: CoverSheetData) -> float:
    """Eight digits that two clerks compare by telephone, and the whole seal for whoever wants to be sure."""
    board.box(LEFT, y, WIDE, 22, OUTER)
    board.block(LEFT, y + 1, 3 * _UNIT, 12, "核对码", replace(LABEL, size=14), "核对码")
    board.block(LEFT + 3 * _UNIT, y + 1, 6 * _UNIT, 12, cover.check_code, _CODE, "核对码")
    board.block(LEFT + 9 * _UNIT, y + 1, 3 * _UNIT, 12, "打电话念这 8 位\n两边相同才收", _NOTE, "核对码")
    board.block(LEFT, y + 13, WIDE, 7, f"SHA-256　{_groups(cover.sha256)}", _SEAL_CODE, "校验值")
    return y + 22


def _groups(digest: str) -> str:
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _stages(board: Board, y: float, high: float, cover: CoverSheetData) -> float:
    """Two stages to a row, persons and amount of each; the sum stands at the end."""
    heads = [
        Cell(span, name, LABEL, name) for name, span in (("学段", 1.6), ("人数", 1.6), ("金额(元)", 2.8)) * 2
    ]
    top, y = y, board.row(LEFT, y, _UNIT, high, heads)
    lines = [*cover.stages, *[("", 0, 0)] * (len(cover.stages) % 2)]
    for left, right in zip(lines[::2], lines[1::2], strict=True):
        y = board.row(LEFT, y, _UNIT, high, [*_stage(*left), *_stage(*right)])
    amount = Cell(7.4, money.yuan(cover.amount_fen), _FIGURE, "合计")
    y = board.row(
        LEFT, y, _UNIT, high, [label("合计", 1.6), Cell(3, str(cover.count), _FIGURE, "合计"), amount]
    )
    board.box(LEFT, top, WIDE, y - top, OUTER)
    return y


def _stage(name: str, count: int, fen: int) -> list[Cell]:
    words = (str(count), money.yuan(fen)) if name else ("", "")
    return [label(name, 1.6), Cell(1.6, words[0], _FIGURE, name), Cell(2.8, words[1], _FIGURE, name)]


def _signatures(board: Board, y: float, cover: CoverSheetData) -> None:
    """Who hands it over: three names at the left, the seal at the right."""
    for place, role in enumerate(("经办人", "审核人", "负责人")):
        _line(board, LEFT, y + 4 + place * 10, 78, role)
    _seal(board, LEFT + WIDE - 52, y, cover.sender)


def _receipt(board: Board, cover: CoverSheetData) -> None:
    """签收回执: the county signs below the cut and sends it back."""
    cut_with_words(board, _CUT, 50, "沿虚线剪下，签收后退回", "剪开")
    board.block(LEFT, _CUT + 4, WIDE, 8, "签收回执", replace(TITLE, size=16), "签收回执")
    amount = f"{cover.count} 人　¥{money.yuan(cover.amount_fen)}"
    rows = (
        (("批次号", cover.batch_no), ("人数和金额", amount)),
        (("核对码", cover.check_code), ("核对结果", "□ 相符　□ 不相符")),
    )
    top = y = _CUT + 13
    for pairs in rows:
        y = board.row(LEFT, y, _UNIT, _ROW, labelled(pairs, 1.8, 4.2, _ENTRY))
    board.box(LEFT, top, WIDE, y - top, OUTER)
    slip = f"单号 {cover.slip.number}" if cover.slip else ""
    board.block(LEFT, _CUT + 7, WIDE, 5, slip, replace(_NOTE, align="right"), "单号", padding=0)
    for place, role in enumerate(("收件编号", "接收人", "负责人")):
        _line(board, LEFT, y + 5 + place * 10, 78, role)
    _seal(board, LEFT + WIDE - 52, y, cover.receiver)


def _line(board: Board, x: float, y: float, wide: float, role: str) -> None:
    board.block(x, y, 22, 7, f"{role}：", _SIGN, role, padding=0)
    board.rule(x + 18, y + 6.5, x + wide, y + 6.5, FINE)


def _seal(board: Board, x: float, y: float, body: str) -> None:
    """45 x 45 mm clear for a seal, with the body's name and the day under it."""
    centred = replace(_SIGN, align="center", smallest=7)
    board.seal(x + 26, y + 22)
    board.block(x, y + 16, 52, 7, body, centred, "单位", padding=0)
    board.block(x, y + 24, 52, 7, dates.BLANK_DATE, centred, "日期", padding=0)
