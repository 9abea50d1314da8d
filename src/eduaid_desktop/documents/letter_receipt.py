"""送达回证: the part of a letter that comes back, signed or with a fingerprint by whoever received it."""

from dataclasses import replace

from eduaid_desktop.documents.form_pieces import FINGER_HIGH, FINGER_WIDE, cut_with_words
from eduaid_desktop.documents.office_sheet import LEFT, WIDE
from eduaid_desktop.documents.paper import FINE, OUTER, SMALL, TITLE, VALUE, Board, Cell, label
from eduaid_desktop.domain.dates import BLANK_DATE
from eduaid_desktop.domain.letter import Receipt
from eduaid_desktop.domain.slip import Slip

HIGH = 71.5
_TITLE_HIGH, _ROW = 9.0, 8.0
_NOTE = replace(SMALL, size=9, align="center")
_ENTRY = replace(VALUE, size=10.5, smallest=6)
_LEFT_ENTRY = replace(_ENTRY, align="left")
_WAYS = "□ 当面交给本人　□ 交给同住的成年家属　□ 村里转交　□ 拒收，留在家中"
_TO_A_BODY = "□ 当面交给　□ 邮寄　□ 其他"


def draw(board: Board, y: float, receipt: Receipt, slip: Slip | None, *, cut: bool) -> None:
    """Draw the receipt from y down. cut: scissors part it from the letter above."""
    if cut:
        cut_with_words(board, y + 1, 50, "沿虚线剪下，签收后交回", "剪开")
    title = replace(TITLE, size=16)
    board.block(LEFT, y + 4, WIDE, _TITLE_HIGH, "送 达 回 证", title, "送达回证")
    if slip:
        board.block(
            LEFT, y + 7, WIDE, 5, f"单号 {slip.number}", replace(_NOTE, align="right"), "单号", padding=0
        )
    top = y + 5 + _TITLE_HIGH
    below = _about(board, top, receipt)
    below = _signed(board, below, receipt)
    below = board.row(
        LEFT, below, WIDE / 12, _ROW,
        [label("送达人（签字）", 2.5), Cell(4, receipt.by, _LEFT_ENTRY, "送达人"), label("备注", 1.5),
         Cell(4, "", name="备注")],
    )  # fmt: skip
    board.box(LEFT, top, WIDE, below - top, OUTER)


def _about(board: Board, y: float, receipt: Receipt) -> float:
    unit = WIDE / 12
    y = board.row(
        LEFT, y, unit, _ROW,
        [label("送达文书", 2.5), Cell(9.5, receipt.paper, _LEFT_ENTRY, "送达文书")],
    )  # fmt: skip
    y = board.row(
        LEFT, y, unit, _ROW,
        [label("收件人", 2.5), Cell(4, receipt.to, _ENTRY, "收件人"), label("送达地点", 1.5),
         Cell(4, "", name="送达地点")],
    )  # fmt: skip
    ways = Cell(9.5, _WAYS if receipt.fingerprint else _TO_A_BODY, _LEFT_ENTRY, "送达方式")
    return board.row(LEFT, y, unit, _ROW, [label("送达方式", 2.5), ways])


def _signed(board: Board, y: float, receipt: Receipt) -> float:
    """The signature and its day; beside it the box of the fingerprint, with whoever saw it put there."""
    unit, high = WIDE / 12, FINGER_HIGH + 1
    board.row(LEFT, y, unit, high, [label("收件人签收", 2.5), Cell(9.5, "", name="签收")])
    x = LEFT + 2.5 * unit
    lines = ["签名：＿＿＿＿＿＿＿＿", f"日期：{BLANK_DATE}"]
    if receipt.fingerprint:
        lines.append("代收人与收件人的关系：＿＿＿＿＿＿")
    for place, words in enumerate(lines):
        board.block(x, y + 1 + place * 8, 100, 7, words, _LEFT_ENTRY, "签收")
    if receipt.fingerprint:
        right = LEFT + WIDE - FINGER_WIDE - 1
        board.box(right, y + 0.5, FINGER_WIDE, FINGER_HIGH, FINE)
        board.block(right, y + 0.5, FINGER_WIDE, 6, "（手印）", _NOTE, "手印")
        board.block(right - 50, y + 1, 49, 7, "见证人：＿＿＿＿＿＿＿＿", _LEFT_ENTRY, "见证人")
    return y + high
