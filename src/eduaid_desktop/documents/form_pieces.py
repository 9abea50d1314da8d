"""What forms to be written in by hand share: digits in groups, and the fingerprint of who does not write."""

from eduaid_desktop.documents.paper import FINE, Board
from eduaid_desktop.documents.typesetting import Style

# Domain 12.4: the fingerprint box in mm.
FINGER_WIDE, FINGER_HIGH = 20.0, 25.0
# Five groups of four digits, as they are embossed on a card.
_GROUPS, _DIGITS, _DIGIT_WIDE, _BETWEEN = 5, 4, 5.6, 3.0
_HINT = Style(role="song", size=8, smallest=6, align="center")


def digit_groups(board: Board, x: float, y: float, high: float, name: str) -> None:
    """Room to write an account number in groups of four, from the left edge x of its box."""
    for group in range(_GROUPS):
        left = x + _BETWEEN + group * (_DIGITS * _DIGIT_WIDE + _BETWEEN)
        board.comb(left, y + 1, _DIGITS * _DIGIT_WIDE, high - 2, "", _DIGITS, name)


def fingerprint(board: Board, x: float, y: float) -> None:
    """The box for a fingerprint, its word at the foot."""
    board.box(x, y, FINGER_WIDE, FINGER_HIGH, FINE)
    board.block(x, y + FINGER_HIGH - 5, FINGER_WIDE, 4.5, "(手印)", _HINT, "手印", padding=0)
