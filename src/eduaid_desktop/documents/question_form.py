"""A blank form made of the questions of a FormSpec: the paper asks in the order in which the screen does.

What can be ticked is printed as boxes, a number gets a cell for each digit, a date its 年月日, a note several lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents import fonts, office_sheet
from eduaid_desktop.documents.form_pieces import (
    FINGER_HIGH,
    FINGER_WIDE,
    digit_groups,
    fingerprint,
)
from eduaid_desktop.documents.office_sheet import LEFT, UPRIGHT, WIDE, Block
from eduaid_desktop.documents.paper import A4, FINE, LABEL, SMALL, VALUE, Board, Cell, Printed, label
from eduaid_desktop.domain.dates import BLANK_DATE

_LABEL, _ROW, _NOTE, _PART = 25.0, 8.0, 14.0, 6.4
_VALUE = WIDE / 2 - _LABEL
_LINE = WIDE - _LABEL
_TICKS = replace(SMALL, size=10, smallest=8, leading=1.5)
_HEADING = replace(LABEL, role="heading", size=10.5, align="left")
_DATE = replace(SMALL, size=10, align="center")
_SAID = replace(SMALL, leading=1.45, top=True)
_LEFT = replace(VALUE, align="left")
_CELLS = {"id_number": 18, "student_number": 19}
_SEAL = 45.0


@dataclass(frozen=True)
class Question:
    """One box: its label, the kind of its Field, what can be ticked (none where it is written), and what is known.

    long: it takes the whole row.
    """

    label: str
    kind: str = "text"
    choices: Sequence[str] = ()
    long: bool = False
    value: str = ""


@dataclass(frozen=True)
class Opinion:
    """A box for those who decide: its label, the printed sentence, who signs, and whether it is sealed."""

    label: str
    sentence: str
    signers: Sequence[str]
    sealed: bool = True


@dataclass(frozen=True)
class QuestionForm:
    """parts: headings with their questions, in the order of the screen. above: left and right under the title.

    declared: what the applicant signs for.
    """

    title: str
    parts: Sequence[tuple[str, Sequence[Question]]]
    above: tuple[str, str] = ("", "")
    declared: str = ""
    opinions: Sequence[Opinion] = ()


def write(form: QuestionForm, path: Path, *, copies: int = 1, printed_on: date) -> Printed:
    """Write a form so many times over. Raises UserError when the file cannot be written."""
    board = Board(A4, form.title, printed_on, reprint=False)
    for _ in range(copies):
        office_sheet.draw(board, form.title, list(_blocks(board, form)), UPRIGHT)
    return board.save(path)


def _blocks(board: Board, form: QuestionForm) -> Iterator[Block]:
    yield office_sheet.headline(form.title)
    if any(form.above):
        yield office_sheet.above(form.above)
    top = Block(0.0, _nothing, keep=True, framed=True)
    yield top
    for block in _table(board, form):
        yield replace(block, head=top, framed=True)


def _nothing(board: Board, y: float) -> None:
    """Where the frame of a page begins."""


def _table(board: Board, form: QuestionForm) -> Iterator[Block]:
    for title, questions in form.parts:
        yield Block(_PART, partial(_heading, title), keep=True)
        for row in _rows(questions):
            high = max(_height(q) for q in row)
            yield Block(high, partial(_row, row, high))
    if form.declared:
        said = board.height(form.declared, _SAID, WIDE - FINGER_WIDE - 8) + 20
        high = max(said, FINGER_HIGH + 3)
        yield Block(high, partial(_declared, form.declared, high))
    for opinion in form.opinions:
        yield Block(_SEAL, partial(_opinion, opinion))


def _rows(questions: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    """Two short questions share a row; a long one has its own."""
    waiting: list[Question] = []
    for each in questions:
        if _whole_row(each):
            if waiting:
                yield tuple(waiting)
            waiting = []
            yield (each,)
            continue
        waiting.append(each)
        if len(waiting) == 2:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def _whole_row(question: Question) -> bool:
    whole = question.long or question.kind in ("account", "note", *_CELLS)
    return whole or len(_ticked(question, _VALUE)) > 1


def _ticked(question: Question, wide: float) -> list[str]:
    """What can be ticked, in lines of a measure; no choice is torn in two."""
    lines: list[str] = []
    for box in (f"□{choice}" for choice in question.choices):
        longer = f"{lines[-1]}　{box}" if lines else box
        if lines and fonts.width(_TICKS.role, longer, _TICKS.size) / mm <= wide - 3:
            lines[-1] = longer
        else:
            lines.append(box)
    return lines


def _height(question: Question) -> float:
    if question.kind == "note":
        return _NOTE
    return max(_ROW, 5.6 * len(_ticked(question, _LINE)) + 2)


def _heading(title: str, board: Board, y: float) -> None:
    board.row(LEFT, y, 1, _PART, [Cell(WIDE, title, _HEADING, title)])


def _row(row: Sequence[Question], high: float, board: Board, y: float) -> None:
    x = LEFT
    for each in row:
        wide = _VALUE if len(row) == 2 else _LINE
        board.row(x, y, 1, high, [label(each.label, _LABEL), Cell(wide, "", name=each.label)])
        _answer(board, x + _LABEL, y, wide, high, each)
        x += _LABEL + wide


def _answer(board: Board, x: float, y: float, wide: float, high: float, question: Question) -> None:
    name, value = question.label, question.value
    if question.kind in _CELLS:
        board.comb(x, y, wide, high, value, _CELLS[question.kind], name)
    elif value:
        board.block(x, y, wide, high, value, _LEFT, name)
    elif question.kind == "account":
        digit_groups(board, x, y, high, name)
    elif question.kind == "date":
        board.block(x, y, wide, high, BLANK_DATE, _DATE, name)
    else:
        board.block(x, y, wide, high, "\n".join(_ticked(question, wide)), _TICKS, name)


def _declared(words: str, high: float, board: Board, y: float) -> None:
    """What the applicant signs for, with the fingerprint of who does not write and a line for her witness."""
    board.box(LEFT, y, WIDE, high)
    wide = WIDE - FINGER_WIDE - 4
    board.block(LEFT, y + 1.5, wide, high - 18, words, _SAID, "承诺", padding=2)
    sign = f"申请人(监护人)签名：{'　' * 12}{BLANK_DATE}"
    board.block(LEFT, y + high - 16, wide, 7, sign, SMALL, "签名", padding=2)
    witness = "不会写字的按右侧手印，由见证人签名："
    board.block(LEFT, y + high - 8.5, wide, 7, witness, replace(SMALL, size=9), "见证人", padding=2)
    fingerprint(board, LEFT + wide + 2, y + (high - FINGER_HIGH) / 2)


def _opinion(opinion: Opinion, board: Board, y: float) -> None:
    board.row(LEFT, y, 1, _SEAL, [label(opinion.label, _LABEL), Cell(_LINE, "")])
    x, wide = LEFT + _LABEL + 2, _LINE - _SEAL - 4
    board.block(x, y + 2, wide, 22, opinion.sentence, replace(_SAID, leading=1.6), opinion.label, padding=0)
    for place, role in enumerate(opinion.signers):
        top = y + _SEAL - 2 - (len(opinion.signers) - place) * 8
        board.block(x, top, wide, 7, f"{role}：", SMALL, role, padding=0)
        start = fonts.width(SMALL.role, f"{role}：", SMALL.size) / mm + 2
        board.rule(x + start, top + 6, x + start + 40, top + 6, FINE)
    right = LEFT + WIDE - _SEAL
    if opinion.sealed:
        board.seal(right + _SEAL / 2, y + _SEAL / 2)
        board.block(right, y + _SEAL - 15, _SEAL, 6, "(公章)", _DATE, "公章")
    board.block(right, y + _SEAL - 8, _SEAL, 6, BLANK_DATE, _DATE, "日期")
