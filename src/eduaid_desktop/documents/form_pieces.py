"""What forms share: labels beside their values, digits in groups, the fingerprint of who does not write."""

from collections.abc import Iterable

from eduaid_desktop.documents.paper import FINE, Board, Cell, label
from eduaid_desktop.documents.typesetting import Style

# Domain 12.4: the fingerprint box in mm.
FINGER_WIDE, FINGER_HIGH = 20.0, 25.0
# Five groups of four digits, as they are embossed on a card.
_GROUPS, _DIGITS, _DIGIT_WIDE, _BETWEEN = 5, 4, 5.6, 3.0
_HINT = Style(role="song", size=8, smallest=6, align="center")


def labelled(pairs: Iterable[tuple[str, str]], label_span: float, span: float, style: Style) -> list[Cell]:
    """The cells of a row of labels and their values, each as wide as the others, in columns."""
    return [cell for name, text in pairs for cell in (label(name, label_span), Cell(span, text, style, name))]


def digit_groups(board: Board, x: float, y: float, high: float, name: str) -> None:
    """Room to write an account number in groups of four, from the left edge x of its box."""
    for group in range(_GROUPS):
        left = x + _BETWEEN + group * (_DIGITS * _DIGIT_WIDE + _BETWEEN)
        board.comb(left, y + 1, _DIGITS * _DIGIT_WIDE, high - 2, "", _DIGITS, name)


def fingerprint(board: Board, x: float, y: float) -> None:
    """The box for a fingerprint, its word at the foot."""
    board.box(x, y, FINGER_WIDE, FINGER_HIGH, FINE)
    board.block(x, y + FINGER_HIGH - 5, FINGER_WIDE, 4.5, "(手印)", _HINT, "手印", padding=0)
