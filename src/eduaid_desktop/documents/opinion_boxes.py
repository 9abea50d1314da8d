"""The opinion boxes of the approval form: sentence, signers, and the clear place for the seal."""

import re
from dataclasses import dataclass, replace

from reportlab.lib.units import mm

from eduaid_desktop.documents import fonts
from eduaid_desktop.documents.approval_data import ApprovalFormData, Opinion
from eduaid_desktop.documents.paper import FINE, LABEL, LONG_VALUE, SMALL, Board
from eduaid_desktop.domain import dates, money

# A seal is 42 mm across; 45 mm stay clear for it by custom.
SEAL = 45.0
_LABEL_WIDTH = 20.0
_SIGNER_HIGH = 6.2
_OPINION = replace(LONG_VALUE, smallest=6, leading=1.3, top=True)
_PRINTED = replace(_OPINION, role="song", size=10.5)
_CENTRED = replace(SMALL, align="center")


@dataclass(frozen=True)
class Box:
    """One printed box: its label, the default sentence, and who signs."""

    label: str
    sentence: str = ""
    signers: tuple[str, ...] = ()


BOXES = {
    "village": Box(
        "村级初审意见",
        "经入户核查、民主评议，并于______年____月____日至____月____日公示____天，无异议，同意上报。",
        ("村负责人", "驻村工作队(第一书记)"),
    ),
    "school": Box(
        "学校意见",
        "该生系我校________年级在读学生，本学期已享受资助如上表所列，情况属实。",
        ("班主任/资助专干", "校长"),
    ),
    "township": Box(
        "乡(镇)审核意见",
        "经审核，符合救助条件，建议救助人民币(大写)__________________(¥____________)。",
        ("经办人", "分管领导"),
    ),
    "poverty": Box(
        "县扶贫部门意见",
        "经核实，该户______年____月在册状态为________________。",
        ("经办人", "负责人"),
    ),
    "education": Box(
        "县教育局意见",
        "经审查，同意/不同意救助，金额________________。",
        ("资助中心", "分管领导"),
    ),
    "finance": Box("县财政局意见", "", ("经办人", "负责人")),
    "government": Box("县人民政府意见"),
}


def draw(
    board: Board, x: float, y: float, wide: float, high: float, step: str, data: ApprovalFormData
) -> None:
    """Draw the box of a step, filled when data holds its opinion, otherwise ready for pen and seal."""
    box = BOXES[step]
    opinion = next((o for o in data.opinions if o.step == step), None)
    board.box(x, y, _LABEL_WIDTH, high)
    board.box(x + _LABEL_WIDTH, y, wide - _LABEL_WIDTH, high)
    upright = "\n".join(re.findall(r"\([^)]*\)|.", box.label))
    board.block(x, y, _LABEL_WIDTH, high, upright, LABEL, box.label)
    left, room = x + _LABEL_WIDTH + 1.5, wide - _LABEL_WIDTH - SEAL - 3
    _say(board, left, y + 2, room, high - 3.5 - len(box.signers) * _SIGNER_HIGH, step, data, opinion)
    column = max((fonts.width("song", f"{r}：", 10.5) / mm for r in box.signers), default=0) + 3
    for place, role in enumerate(box.signers):
        line = y + high - 1.5 - (2 - place) * _SIGNER_HIGH
        _sign(board, left, line, column, role, _signer(opinion, place))
    _seal(board, x + wide - SEAL, y, high, dict(data.agencies).get(step, ""), opinion)


def _say(
    board: Board,
    x: float,
    y: float,
    wide: float,
    high: float,
    step: str,
    data: ApprovalFormData,
    opinion: Opinion | None,
) -> None:
    name = BOXES[step].label
    if opinion is None:
        sentence = dict(data.sentences).get(step, BOXES[step].sentence)
        board.block(x, y, wide, high, sentence, _PRINTED, name)
        return
    decided = _decided(opinion)
    said = "\n".join(part for part in (opinion.text, decided) if part)
    board.block(x, y, wide, high, said, _OPINION, name)


def _decided(opinion: Opinion) -> str:
    parts = [f"意见：{opinion.decision}。" if opinion.decision else ""]
    if opinion.amount_fen is not None:
        words = money.amount_in_words(opinion.amount_fen)
        parts.append(f"金额：{words}(¥{money.yuan(opinion.amount_fen)})。")
    return "".join(parts)


def _signer(opinion: Opinion | None, place: int) -> str:
    return (opinion.signer1, opinion.signer2)[place] if opinion else ""


def _sign(board: Board, x: float, y: float, column: float, role: str, signer: str) -> None:
    """A signer's line, beginning column mm from x so that a box's names stand under each other."""
    board.block(x, y, column + 5, _SIGNER_HIGH, f"{role}：", SMALL, role)
    board.rule(x + column, y + _SIGNER_HIGH - 0.8, x + column + 42, y + _SIGNER_HIGH - 0.8, FINE)
    board.block(x + column, y, 42, _SIGNER_HIGH, signer, replace(LONG_VALUE, smallest=5.5), role)


def _seal(board: Board, x: float, y: float, high: float, agency: str, opinion: Opinion | None) -> None:
    """The agency and the date that its seal will cover (骑年盖月)."""
    board.seal(x + SEAL / 2, y + high - SEAL / 2)
    board.block(x, y + high - 20, SEAL, 7, agency, _CENTRED, "单位")
    board.block(x, y + high - 13, SEAL, 6, "(公章)", _CENTRED, "公章")
    day = dates.spoken(opinion.date if opinion else "") or dates.BLANK_DATE
    board.block(x, y + high - 7.5, SEAL, 6, day, _CENTRED, "日期")
