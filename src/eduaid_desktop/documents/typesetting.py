"""Lines of Chinese text: where they may break, and at which size they fit a box."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eduaid_desktop.documents import fonts

# 标点符号 GB/T 15834-2011, 5.1: these may not open, or close, a line.
_NO_OPENING = "，。、；：？！）》」』】〕〉…—～％℃’”·,.;:?!)]}%"
_NO_CLOSING = "（《「『【〔〈“‘¥￥([{"
_UNIT = re.compile(
    rf"[{re.escape(_NO_CLOSING)}]*(?:[A-Za-z0-9/@#+*\-\u00a0]+(?:[.,:][A-Za-z0-9]+)*[年月日天元]?|_+|[^\S\u00a0]+|.)"
    rf"[{re.escape(_NO_OPENING)}]*"
)


@dataclass(frozen=True)
class Style:
    """How a text is set. Sizes in points; leading in line heights; align is left, center, right or justify.

    A text that does not fit shrinks to smallest. top sets running text from the top of its box, which
    wraps rather than shrinks; anything else stands in the middle.
    """

    role: str = "body"
    size: float = 10.5
    smallest: float = 7
    align: str = "left"
    leading: float = 1.25
    top: bool = False


@dataclass(frozen=True)
class Fitted:
    """Lines at a size in points; whole is False when they do not fit even at the smallest size."""

    lines: tuple[str, ...]
    size: float
    whole: bool


def break_lines(text: str, role: str, size: float, width: float) -> list[str]:
    """Break a text into lines at most width points wide, by the rules for Chinese punctuation."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in _units(paragraph, role, size, width):
            if line and fonts.width(role, line + unit.rstrip(), size) > width:
                lines.append(line.rstrip(" "))
                line = unit.lstrip(" ")
            else:
                line += unit
        lines.append(line.rstrip(" "))
    return lines


def _units(text: str, role: str, size: float, width: float) -> Iterator[str]:
    """What must stay together, unless it alone is wider than a line."""
    for found in _UNIT.finditer(text):
        unit = found[0]
        if fonts.width(role, unit, size) <= width:
            yield unit
        else:
            yield from unit


def _cuts_number(text: str, role: str, size: float, width: float) -> bool:
    """A number on two lines is read as two numbers."""
    return any(
        fonts.width(role, found[0], size) > width
        for paragraph in text.split("\n")
        for found in _UNIT.finditer(paragraph)
        if any(c.isdigit() for c in found[0])
    )


def height_of(lines: int, style: Style, size: float) -> float:
    """The height in points of so many lines at a size."""
    return size * (1 + (lines - 1) * style.leading)


def fit(text: str, style: Style, width: float, height: float) -> Fitted:
    """Set a text into a box of width by height points: one line if nearly full size allows, else wrapped."""
    size = 0.0 if style.top else style.size
    while size >= max(style.smallest, 0.85 * style.size):
        if "\n" not in text and size <= height and fonts.width(style.role, text, size) <= width:
            return Fitted((text,), size, True)
        size -= 0.5
    size = style.size
    while True:
        lines = break_lines(text, style.role, size, width)
        whole = height_of(len(lines), style, size) <= height and not _cuts_number(
            text, style.role, size, width
        )
        if whole or size - 0.5 < style.smallest:
            return Fitted(tuple(lines), size, whole)
        size -= 0.5
