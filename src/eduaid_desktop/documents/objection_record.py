"""异议核查记录: one page for each objection; what has not been found out yet is left in lines to write on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eduaid_desktop.documents.form_pieces import labelled
from eduaid_desktop.documents.office_sheet import LEFT, WIDE
from eduaid_desktop.documents.paper import A4, FINE, OUTER, SMALL, TITLE, VALUE, Board, Cell, Printed, label
from eduaid_desktop.domain import dates
from eduaid_desktop.domain.slip import Slip

_UNIT, _LABEL, _ROW, _LINE = WIDE / 12, 2.0, 9.5, 9.0
_ENTRY = replace(VALUE, size=11, smallest=6)
_TEXT = replace(VALUE, size=12, smallest=8, align="left", leading=1.5, top=True)
_PRINTED = replace(SMALL, size=11)
_ABOVE = replace(SMALL, size=10.5)
_HIGHS = {"content": 36.0, "inquiry": 40.0, "finding": 36.0, "decision": 26.0, "answered": 17.0}
_CHOICES = (
    "□ 异议不影响名单，按原公示期继续公示",
    "□ 名单有变，从　　　年　　月　　日起重新公示",
    "□ 异议属实，不予救助",
)


@dataclass(frozen=True, slots=True)
class ObjectionData:
    """One objection. notice and period: of the notice it is about; dates in ISO.

    raised_by: who objected, or that it is not told. finding, decision, resolved_on, signer: "" while it is open.
    """

    number: str
    office: str
    notice: str
    period: str
    student: str
    case_no: str
    received_on: str
    raised_by: str
    content: str
    finding: str = ""
    decision: str = ""
    resolved_on: str = ""
    signer: str = ""
    slip: Slip | None = None


def write(
    records: Sequence[ObjectionData], path: Path, *, printed_on: date, reprint: bool = False
) -> Printed:
    """Write one page for each objection. Raises UserError when the file cannot be written."""
    board = Board(A4, "公示异议核查记录", printed_on, reprint)
    for record in records:
        board.page(record.number, 1, 1, LEFT, LEFT + WIDE, record.slip)
        board.block(LEFT, 28, WIDE, 12, "公示异议核查记录", TITLE, "标题")
        board.block(LEFT, 42, WIDE, 6, f"核查单位：{record.office}", _ABOVE, "核查单位", padding=0)
        _record(board, 49, record)
    return board.save(path)


def _record(board: Board, y: float, record: ObjectionData) -> None:
    top, y = y, _about(board, y, record)
    y = _written(board, y, "异议内容", record.content, "content")
    y = _written(board, y, "核查经过\n\n走访的人、\n看过的材料", "", "inquiry")
    y = _written(board, y, "核查结果", record.finding, "finding")
    y = _decided(board, y, record)
    y = _written(board, y, "答复提出人", "", "answered")
    y = _signed(board, y, record)
    board.box(LEFT, top, WIDE, y - top, OUTER)


def _about(board: Board, y: float, record: ObjectionData) -> float:
    period = f"{record.notice}（{record.period}）"
    y = board.row(LEFT, y, _UNIT, _ROW, [label("公示", _LABEL), Cell(12 - _LABEL, period, _ENTRY, "公示")])
    for pairs in (
        (("学生", record.student), ("申请编号", record.case_no)),
        (("收到日期", dates.spoken(record.received_on)), ("提出人", record.raised_by)),
    ):
        y = board.row(LEFT, y, _UNIT, _ROW, labelled(pairs, _LABEL, 4, _ENTRY))
    return y


def _written(board: Board, y: float, name: str, text: str, box: str) -> float:
    """A box with its text, or with lines to write on."""
    high, title = _HIGHS[box], name.partition("\n")[0]
    board.row(LEFT, y, _UNIT, high, [label(name, _LABEL), Cell(12 - _LABEL, "", name=title)])
    left = LEFT + _LABEL * _UNIT
    if text:
        board.block(left + 1, y + 1, WIDE - (left - LEFT) - 2, high - 2, text, _TEXT, title)
        return y + high
    for line in range(1, int(high / _LINE) + 1):
        if line * _LINE < high - 2:
            board.rule(left + 3, y + line * _LINE, LEFT + WIDE - 3, y + line * _LINE, FINE)
    return y + high


def _decided(board: Board, y: float, record: ObjectionData) -> float:
    if record.decision:
        return _written(board, y, "处理决定", record.decision, "decision")
    high = _HIGHS["decision"]
    board.row(LEFT, y, _UNIT, high, [label("处理决定", _LABEL), Cell(12 - _LABEL, "", name="处理决定")])
    for place, choice in enumerate(_CHOICES):
        board.block(LEFT + _LABEL * _UNIT + 1, y + 1 + place * 8, 120, 8, choice, _PRINTED, "处理决定")
    return y + high


def _signed(board: Board, y: float, record: ObjectionData) -> float:
    """Two who looked into it, who answers for it, and the clear place for the seal."""
    high = 47.0
    board.row(LEFT, y, _UNIT, high, [label("签字盖章", _LABEL), Cell(12 - _LABEL, "", name="签字")])
    left = LEFT + _LABEL * _UNIT
    signers = ("核查人（一）", "核查人（二）", "村负责人", "分管领导")
    for place, role in enumerate(signers):
        line = y + 4 + place * 10
        board.block(left, line, 32, 7, f"{role}：", _PRINTED, role)
        board.rule(left + 31, line + 6.5, left + 74, line + 6.5, FINE)
        if place == 0:
            board.block(left + 31, line, 43, 6.5, record.signer, _ENTRY, role)
    right = LEFT + WIDE - 50
    board.seal(right + 24, y + high / 2)
    centred = replace(_PRINTED, align="center", smallest=7)
    board.block(right, y + 17, 48, 7, record.office, centred, "单位")
    day = dates.spoken(record.resolved_on) or dates.BLANK_DATE
    board.block(right, y + 25, 48, 7, day, centred, "日期")
    return y + high
