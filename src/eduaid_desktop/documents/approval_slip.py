"""审批单: one A5 slip per approved case for the family's file; it proves no claim to cash.

With a stub two of them stand on A4 with a line to cut along: the family's, and the office's that the family signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eduaid_desktop.documents.paper import (
    A4,
    A5_LANDSCAPE,
    BESIDE_CODE,
    FINE,
    OUTER,
    SMALL,
    TITLE,
    VALUE,
    Board,
    Cell,
    Printed,
    label,
)
from eduaid_desktop.domain import dates, money
from eduaid_desktop.domain.slip import Slip

NOTE = "凭此单核对到账，不作取款凭证"
STUB_NOTE = "存根随案卷保存，领单人当面签收"
FAMILY, STUB = "家庭联", "存根联"

_LEFT, _TOP, _WIDE = 18.0, 27.0, 174.0
_UNIT = _WIDE / 12
_SEAL = 45.0
# A row, and one with Tibetan under a name: both may be long.
_ROW, _HIGHER = 8.6, 10.0
_CENTRED = replace(SMALL, align="center")
_TEXT = replace(VALUE, align="left")
_RIGHT = replace(SMALL, align="right")
_NOTE = replace(SMALL, role="heading", size=11)
# What the number below the QR code takes of the head.
_QR_WORDS = 20.0


@dataclass(frozen=True, slots=True)
class ApprovalSlipData:
    """An approved case. Amount in fen, dates in ISO; of the account only the last four digits may come here.

    county heads the title; township is the office whose seal goes on; issued_on is the date beside the
    seal and stays open for the pen when empty. name_bo, village_bo: the
    Tibetan under the names. Raises ValueError when more of the account is given.
    """

    case_no: str
    county: str
    township: str
    name: str
    school: str
    stage: str
    grade: str
    village: str
    term: str
    purpose: str
    approved_fen: int
    approved_doc_no: str = ""
    approved_on: str = ""
    payee_name: str = ""
    account_last4: str = ""
    remark: str = ""
    name_bo: str = ""
    village_bo: str = ""
    issued_on: str = ""
    slip: Slip | None = None

    def __post_init__(self) -> None:
        if len(self.account_last4) > 4:
            raise ValueError("a slip shows the last four digits of the account only")


def write(
    slips: ApprovalSlipData | Sequence[ApprovalSlipData],
    path: Path,
    *,
    reprint: bool = False,
    as_of: str = "",
    stub: bool = False,
    printed_on: date,
) -> Printed:
    """Write one slip, or one page for each of several. The same slips give the same bytes.
    as_of: the day (ISO) whose content it is, when that is not today's. stub: the office's part below the family's.

    Raises UserError when the file cannot be written.
    """
    each = [slips] if isinstance(slips, ApprovalSlipData) else list(slips)
    board = Board(A4 if stub else A5_LANDSCAPE, "教育扶贫救助基金审批单", printed_on, reprint, as_of)
    for slip in each:
        board.page(slip.case_no, 1, 1, _LEFT, _LEFT + _WIDE, slip.slip)
        _slip(board, slip, 0, FAMILY if stub else "")
        if stub:
            _second_half(board, slip)
    return board.save(path)


def _second_half(board: Board, slip: ApprovalSlipData) -> None:
    middle = A4[1] / 2
    board.cut_line(0, A4[0], middle)
    if slip.slip:
        board.mark_slip(_LEFT + _WIDE, slip.slip, middle)
    _slip(board, slip, middle, STUB)


def _slip(board: Board, slip: ApprovalSlipData, top: float, part: str) -> None:
    """One slip from top downwards; its title keeps clear of the QR code on both sides."""
    title = replace(TITLE, size=18)
    clear = _LEFT + BESIDE_CODE, _WIDE - 2 * BESIDE_CODE
    board.block(clear[0], top + 8, clear[1], 10, f"{slip.county}教育扶贫救助基金审批单", title, "标题")
    board.block(_LEFT, top + 20, _WIDE, 6, f"编号：{slip.case_no}", SMALL, "编号", padding=0)
    below = "　".join(filter(None, (slip.term, part)))
    board.block(_LEFT, top + 20, _WIDE - _QR_WORDS, 6, below, _RIGHT, "学期", padding=0)
    y = _rows(board, slip, top + _TOP)
    _sealed(board, y, slip, part)
    board.box(_LEFT, top + _TOP, _WIDE, y + _SEAL - top - _TOP, OUTER)


def _rows(board: Board, slip: ApprovalSlipData, y: float) -> float:
    amount = f"¥{money.yuan(slip.approved_fen)}"
    words = money.amount_in_words(slip.approved_fen)
    last4 = f"尾号 {slip.account_last4}" if slip.account_last4 else ""
    rows = (
        (("学生姓名", 4, slip.name), ("就读学校", 4, slip.school)),
        (("学段", 2, slip.stage), ("年级", 2, slip.grade), ("所在村", 2, slip.village)),
        (("救助用途", 10, slip.purpose),),
        (("批准金额", 2, amount), ("大写", 6, words)),
        (("批准文号", 4, slip.approved_doc_no), ("批准日期", 4, dates.spoken(slip.approved_on))),
        (("收款人", 4, slip.payee_name), ("收款账号", 4, last4)),
        (("备注", 10, slip.remark),),
    )
    tibetan = {"学生姓名": slip.name_bo, "所在村": slip.village_bo}
    for row in rows:
        cells: list[Cell] = []
        for name, span, text in row:
            style = _TEXT if span > 4 else VALUE
            cells += [label(name, 2), Cell(span, text, style, name, tibetan.get(name, ""))]
        y = board.row(_LEFT, y, _UNIT, _HIGHER if any(cell.tibetan for cell in cells) else _ROW, cells)
    return y


def _sealed(board: Board, y: float, slip: ApprovalSlipData, part: str) -> None:
    """The last box: what the slip is for on the left, the place of the township's seal on the right."""
    right = _LEFT + _WIDE - _SEAL - 12
    note = STUB_NOTE if part == STUB else NOTE
    board.block(_LEFT + 4, y + 5, 100, 8, f"{note}。", _NOTE, "说明", padding=0)
    signers = ("经办人", "分管领导", *(("领单人签字(手印)", "领单日期") if part == STUB else ()))
    for place, role in enumerate(signers):
        line = y + 15 + (7 if part == STUB else 9) * place
        board.block(_LEFT + 4, line, 34, 6, f"{role}：", SMALL, role, padding=0)
        board.rule(_LEFT + 38, line + 5.5, _LEFT + 84, line + 5.5, FINE)
    board.seal(right + (_SEAL + 8) / 2, y + _SEAL / 2)
    board.block(right, y + 17, _SEAL + 8, 7, slip.township, _CENTRED, "单位")
    board.block(right, y + 24, _SEAL + 8, 6, "(公章)", _CENTRED, "公章")
    day = dates.spoken(slip.issued_on) or dates.BLANK_DATE
    board.block(right, y + 31, _SEAL + 8, 6, day, _CENTRED, "日期")
