"""What forms share: labels beside their values, digits in groups, where scissors go, the fingerprint."""

from collections.abc import Iterable
from dataclasses import replace

from eduaid_desktop.documents.paper import A4, FINE, SMALL, Board, Cell, label
from eduaid_desktop.documents.typesetting import Style

# Domain 12.4: the fingerprint box in mm.
FINGER_WIDE, FINGER_HIGH = 20.0, 25.0
# Five groups of four digits, as they are embossed on a card.
_GROUPS, _DIGITS, _DIGIT_WIDE, _BETWEEN = 5, 4, 5.6, 3.0
# A line to cut along ends so many mm from the edges of the paper.
_EDGE = 8.0
_ON_CUT = replace(SMALL, size=9, align="center")
_HINT = Style(role="song", size=8, smallest=6, align="center")


def labelled(pairs: Iterable[tuple[str, str]], label_span: float, span: float, style: Style) -> list[Cell]:
    """The cells of a row of labels and their values, each as wide as the others, in columns."""
    return [cell for name, text in pairs for cell in (label(name, label_span), Cell(span, text, style, name))]


def digit_groups(board: Board, x: float, y: float, high: float, name: str) -> None:
    """Room to write an account number in groups of four, from the left edge x of its box."""
    for group in range(_GROUPS):
        left = x + _BETWEEN + group * (_DIGITS * _DIGIT_WIDE + _BETWEEN)
        board.comb(left, y + 1, _DIGITS * _DIGIT_WIDE, high - 2, "", _DIGITS, name)


def cut_with_words(board: Board, y: float, wide: float, words: str, name: str) -> None:
    """Where scissors go across an upright A4, with words in the middle of the line, wide mm for them."""
    left = (A4[0] - wide) / 2
    board.cut_line(_EDGE, left, y)
    board.cut_line(left + wide, A4[0] - _EDGE, y)
    board.block(left, y - 2.5, wide, 5, words, _ON_CUT, name)


def fingerprint(board: Board, x: float, y: float) -> None:
    """The box for a fingerprint, its word at the foot."""
    board.box(x, y, FINGER_WIDE, FINGER_HIGH, FINE)
    board.block(x, y + FINGER_HIGH - 5, FINGER_WIDE, 4.5, "(手印)", _HINT, "手印", padding=0)
