"""教育扶贫救助基金申请审批表: the request on the first page, the opinions on the second."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents import approval_rows, fonts, opinion_boxes
from eduaid_desktop.documents.approval_data import ApprovalFormData, Item, Opinion
from eduaid_desktop.documents.paper import A4, BESIDE_CODE, OUTER, SMALL, TITLE, Board, Printed
from eduaid_desktop.domain import dates

__all__ = ["ApprovalFormData", "Item", "Opinion", "write"]

_WIDE = 166.0
_BINDING, _OUTSIDE = 28.0, 16.0
_TABLE_TOP = 34.0
# The last line of a table that also carries an opinion; the footer begins 2 mm below.
_TABLE_END = 284.0
# Six boxes of 45 mm fill a page; a seventh, the school's, goes to the foot of the first page.
_BOXES_A_PAGE = 6
_HEAD = replace(SMALL, size=12)
_CENTRED = replace(_HEAD, align="center")
_APART = 3.5


def write(
    forms: ApprovalFormData | Sequence[ApprovalFormData],
    path: Path,
    *,
    reprint: bool = False,
    as_of: str = "",
    printed_on: date,
) -> Printed:
    """Write one form, or several one after another, two A4 pages each. The same forms give the same bytes.
    as_of: the day (ISO) whose content it is, when that is not today's.

    Raises UserError when the file cannot be written.
    """
    each = [forms] if isinstance(forms, ApprovalFormData) else list(forms)
    board = Board(A4, "教育扶贫救助基金申请审批表", printed_on, reprint, as_of)
    for form in each:
        lay(board, form)
    return board.save(path)


def lay(board: Board, form: ApprovalFormData) -> None:
    """Put the two pages of a form on a board of A4 that other papers stand on too."""
    _first(board, form)
    _second(board, form)


def _first(board: Board, form: ApprovalFormData) -> None:
    board.page(form.case_no, 1, 2, _BINDING, _BINDING + _WIDE, form.slip)
    title = f"{form.county}教育扶贫救助基金申请审批表"
    board.block(_BINDING + BESIDE_CODE, 14, _WIDE - 2 * BESIDE_CODE, 12, title, TITLE, "标题", padding=0)
    _line(board, form)
    here = _on_first(form)
    rows = _TABLE_END - _TABLE_TOP - len(here) * opinion_boxes.SEAL - approval_rows.commitment_high(form)
    sheet = approval_rows.Sheet(board, _BINDING, _WIDE / 12, min(1.0, rows / approval_rows.HIGH))
    y = approval_rows.draw(sheet, _TABLE_TOP, form)
    for step in here:
        opinion_boxes.draw(board, _BINDING, y, _WIDE, opinion_boxes.SEAL, step, form)
        y += opinion_boxes.SEAL
    board.box(_BINDING, _TABLE_TOP, _WIDE, y - _TABLE_TOP, OUTER)


def _line(board: Board, form: ApprovalFormData) -> None:
    """编号, 学期 and 填表日期; the term stands in what the others leave free."""
    number = f"编号：{form.case_no}"
    filled = f"填表日期：{dates.spoken(form.filled_on) or dates.BLANK_DATE}"
    board.block(_BINDING, 27, _WIDE, 6, number, _HEAD, "编号", padding=0)
    board.block(_BINDING, 27, _WIDE, 6, filled, replace(_HEAD, align="right"), "填表日期", padding=0)
    left, right = (fonts.width(_HEAD.role, text, _HEAD.size) / mm + _APART for text in (number, filled))
    board.block(_BINDING + left, 27, _WIDE - left - right, 6, form.term, _CENTRED, "学期", padding=0)


def _second(board: Board, form: ApprovalFormData) -> None:
    left = _OUTSIDE if form.two_sided else _BINDING
    board.page(form.case_no, 2, 2, left, left + _WIDE, form.slip)
    if form.name:
        _whose(board, left, form)
    steps = [step for step in form.steps if step not in _on_first(form)]
    full = len(steps) == _BOXES_A_PAGE
    high = 270 / len(steps) if full else 50.0
    top = y = 11.0 if full else 16.0
    for step in steps:
        opinion_boxes.draw(board, left, y, _WIDE, high, step, form)
        y += high
    board.box(left, top, _WIDE, y - top, OUTER)
    copies = "___" if form.copies is None else f"{form.copies}"
    foot = f"本表一式{copies}份，{form.keepers}各存一份。"
    # On a full page it stands at the right, clear of the two numbers in the footer.
    set_in = replace(SMALL, size=9, align="right" if full else "left")
    board.block(left, y + 0.5, _WIDE, 4.5, foot, set_in, "份数", padding=0)


def _whose(board: Board, left: float, form: ApprovalFormData) -> None:
    """The head of the second page, for when it is on a sheet of its own; 补打 stands at the right of the line."""
    small, number = replace(SMALL, size=9, smallest=5), f"单号 {form.slip.number}" if form.slip else ""
    board.block(left, 5, 10, 5, "学生：", small, "背面", padding=0)
    board.block(left + 10, 5, 62, 5, form.name, small, "姓名", padding=0)
    board.block(left + 74, 5, 46, 5, number, small, "单号", padding=0)


def _on_first(form: ApprovalFormData) -> list[str]:
    return ["school"] if len(form.steps) > _BOXES_A_PAGE else []
