"""恢复密钥单: the recovery key on one A4 page, to be sealed in an envelope, and its stub for the archive.

Under every character stands how it is read, digits as Chinese numerals and letters as small ones, so that
nobody takes an 8 for a B, whatever the printer makes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eduaid_desktop.documents.form_pieces import cut_with_words, labelled
from eduaid_desktop.documents.paper import A4, FINE, OUTER, SMALL, TITLE, VALUE, Board, Cell, Printed, label
from eduaid_desktop.documents.typesetting import Style
from eduaid_desktop.domain import dates

# Nobody binds this sheet: it is wider than GB/T 9704-2012 has it, so that the groups stand as large as they can.
_LEFT, _WIDE = 20.0, 170.0
_GAP, _CHAR_HIGH, _READ_HIGH, _ROW_HIGH = 3.0, 12.5, 5.0, 27.0
_IN_A_ROW = 5
_CUT = 222.0
_CODE = Style(role="code", size=22.5, smallest=22.5, align="center")
_READING = Style(role="song", size=9.5, smallest=9.5, align="center")
_NUMBER = Style(role="heading", size=10.5, align="center")
_HEADING = Style(role="heading", size=12)
_TEXT = Style(role="body", size=12, smallest=10, leading=1.4, top=True)
_WARNING = Style(role="heading", size=12, smallest=10, align="center")
_NOTE = replace(SMALL, size=9, align="center")
_ENTRY = replace(VALUE, smallest=5)
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
_KEEPING = (
    "1. 沿虚线剪开，骑缝处盖章；上联装入信封，封口骑缝签字盖章，下联（存根）归档。",
    "2. 信封由分管领导保管，放在带锁的柜子里，与电脑分开存放。",
    "3. 不拍照，不复印，不存入电脑、手机和网盘；打印用的 PDF 文件印好后立即删除。",
)
_USING = (
    "1. 管理员忘了密码，或钥匙文件（在数据文件旁边，名称以“-keys”结尾）丢失、损坏时，当面拆封，"
    "在登录页用恢复密钥登录，逐组输入上面的字符，设置新密码。",
    "2. 用完装入新信封，重新封存，在存根上写明拆封的日期和原因。",
)
_ENDING = (
    "任何一位管理员离任、移除或改任后，程序会换新密钥，要打印新单。旧单从此打不开数据文件，只打得开以前的备份；"
    "新单封存并做过新的备份后，旧单当面销毁。",
)


@dataclass(frozen=True, slots=True)
class RecoverySheetData:
    """office, code: the office's name and number. mark: tells this sheet from an earlier one. made_on in ISO.

    groups: the ten groups of four characters.
    """

    office: str
    code: str
    file_name: str
    mark: str
    made_on: str
    groups: Sequence[str]


def write(sheet: RecoverySheetData, path: Path, *, printed_on: date) -> Printed:
    """Write the sheet. Raises UserError when the file cannot be written."""
    board = Board(A4, "恢复密钥单", printed_on, reprint=False)
    board.page(sheet.mark, 1, 1, _LEFT, _LEFT + _WIDE)
    board.block(_LEFT, 20, _WIDE, 11, "恢复密钥单", TITLE, "标题")
    y = _about(board, 34, sheet) + 3
    board.block(_LEFT, y, _WIDE, 7, "凭本单可以打开本单位的全部数据，请当作印章保管。", _WARNING, "提示")
    y = _groups(board, y + 9, sheet.groups)
    for heading, texts in (("怎样保管", _KEEPING), ("怎样使用", _USING), ("何时作废", _ENDING)):
        y = _section(board, y, heading, texts)
    _stub(board, sheet)
    return board.save(path)


def _about(board: Board, y: float, sheet: RecoverySheetData) -> float:
    rows = (
        (("单位", sheet.office), ("单位代码", sheet.code)),
        (("数据文件", sheet.file_name), ("本单编号", sheet.mark)),
        (("制单日期", dates.spoken(sheet.made_on)), ("有效期", "到换新密钥为止")),
    )
    top = y
    for row in rows:
        y = board.row(_LEFT, y, _WIDE / 12, 8.5, labelled(row, 2, 4, _ENTRY))
    board.box(_LEFT, top, _WIDE, y - top, OUTER)
    return y


def _groups(board: Board, y: float, groups: Sequence[str]) -> float:
    """Two rows of five, numbered; the note below says which characters cannot occur."""
    wide = (_WIDE - (_IN_A_ROW - 1) * _GAP) / _IN_A_ROW
    for place, group in enumerate(groups):
        row, column = divmod(place, _IN_A_ROW)
        _group(board, _LEFT + column * (wide + _GAP), y + row * _ROW_HIGH, wide, place + 1, group)
    y += _ROW_HIGH * -(-len(groups) // _IN_A_ROW)
    note = "只有数字 0 至 9 和字母，没有字母 I、L、O、U。每个字符下面是读法：数字写作汉字，字母写作小写。"
    board.block(_LEFT, y - 2, _WIDE, 5, note, _NOTE, "读法")
    return y + 5


def _group(board: Board, x: float, y: float, wide: float, number: int, group: str) -> None:
    board.block(x, y, wide, 5, f"第 {number} 组", _NUMBER, "组号")
    step = wide / len(group)
    for place, char in enumerate(group):
        left = x + place * step
        if place:
            board.rule(left, y + 5.5, left, y + 5.5 + _CHAR_HIGH, FINE)
        board.block(left, y + 5.5, step, _CHAR_HIGH, char, _CODE, "密钥", padding=0)
        reading = char.lower().translate(_NUMERALS)
        board.block(left, y + 5.5 + _CHAR_HIGH, step, _READ_HIGH, reading, _READING, "读法", padding=0)
    board.box(x, y + 5.5, wide, _CHAR_HIGH, OUTER)


def _section(board: Board, y: float, heading: str, texts: Sequence[str]) -> float:
    board.block(_LEFT, y, _WIDE, 6, heading, _HEADING, heading, padding=0)
    y += 6.5
    for text in texts:
        high = board.height(text, _TEXT, _WIDE)
        board.block(_LEFT, y, _WIDE, high + 1, text, _TEXT, heading, padding=0)
        y += high + 1.2
    return y + 2


def _stub(board: Board, sheet: RecoverySheetData) -> None:
    """What stays in the archive: which sheet lies where, sealed by whom; nothing of the key."""
    cut_with_words(board, _CUT, 30, "骑缝盖章处", "骑缝")
    board.block(_LEFT, _CUT + 4, _WIDE, 8, "恢复密钥单存根", replace(TITLE, size=16), "存根")
    unit, y = _WIDE / 12, _CUT + 14
    top = y
    heads = (
        ("单位", sheet.office, 3),
        ("本单编号", sheet.mark, 2),
        ("制单日期", dates.spoken(sheet.made_on), 2.5),
    )
    spans = (1.4, 1.6, 1.5)
    cells = [
        cell for (name, text, span), wide in zip(heads, spans, strict=True)
        for cell in (label(name, wide), Cell(span, text, _ENTRY, name))
    ]  # fmt: skip
    y = board.row(_LEFT, y, unit, 8, cells)
    for role in ("打印人", "封存人", "保管人"):
        y = board.row(
            _LEFT, y, unit, 9.5,
            [label(f"{role}（签字）", 2), Cell(4, "", name=role), label("日期", 1.5),
             Cell(4.5, dates.BLANK_DATE, _ENTRY, "日期")],
        )  # fmt: skip
    y = board.row(_LEFT, y, unit, 8, [label("存放处", 2), Cell(10, "", name="存放处")])
    board.box(_LEFT, top, _WIDE, y - top, OUTER)
