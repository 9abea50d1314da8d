"""Lines of Chinese text: where they may break, and at which size they fit a box."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from eduaid_desktop.documents import fonts, shaping

# The sizes of type by their names, in points (12.3 of the domain rules).
SIZES = {
    "二号": 22.0, "小二": 18.0, "三号": 16.0, "小三": 15.0, "四号": 14.0, "小四": 12.0, "五号": 10.5, "小五": 9.0,
    "六号": 7.5, "小六": 6.5,
}  # fmt: skip
# The top of a Chinese character above its baseline, in em.
TOP = 0.88
# A justified line that is shorter by more than so many characters is not stretched.
_LOOSEST = 5
# Texts kept as they were set: a batch of forms has the same labels, schools and dates on every page.
_KEPT = 8192

# 标点符号 GB/T 15834-2011, 5.1: these may not open, or close, a line.
_NO_OPENING = "，。、；：？！）》」』】〕〉…—～％℃’”·,.;:?!)]}%"
_NO_CLOSING = "（《「『【〔〈“‘¥￥([{"
# The stops of Tibetan, after which alone a line may end: tsheg, the shads; a second shad stays with the first.
_STOPS = r"\u0f0b\u0f0d-\u0f12\u0f14"
_LETTERS = r"\u0f00-\u0f0a\u0f0c\u0f13\u0f15-\u0fff"
_SYLLABLE = rf"(?:[{_LETTERS}]+[{_STOPS}]*|[{_STOPS}]+)(?: +[\u0f0d-\u0f12]+)*"
_UNIT = re.compile(
    rf"{_SYLLABLE}|"
    rf"[{re.escape(_NO_CLOSING)}]*(?:[A-Za-z0-9/@#+*\-\u00a0]+(?:[.,:][A-Za-z0-9]+)*[年月日天元]?|_+|[^\S\u00a0]+|.)"
    rf"[{re.escape(_NO_OPENING)}]*"
)


@dataclass(frozen=True)
class Style:
    """How a text is set. Sizes in points; leading in line heights; align is left, center, right or justify.

    A text that does not fit shrinks to smallest. top sets running text from the top of its box, which
    wraps rather than shrinks; anything else stands in the middle. bilingual: "label" or "title" for a pre-printed
    text that may have a Tibetan line under it (documents.labels).
    """

    role: str = "body"
    size: float = 10.5
    smallest: float = 7
    align: str = "left"
    leading: float = 1.25
    top: bool = False
    bilingual: str = ""


@dataclass(frozen=True)
class Fitted:
    """Lines at a size in points; whole is False when they do not fit even at the smallest size.

    bases: how far under the top the baseline of each line is; starts: how far from the left it begins; high: how
    high they stand together. All in points.
    """

    lines: tuple[str, ...]
    size: float
    whole: bool
    bases: tuple[float, ...] = ()
    starts: tuple[float, ...] = ()
    high: float = 0


def break_lines(text: str, role: str, size: float, width: float) -> list[str]:
    """Break a text into lines at most width points wide, by the rules for Chinese punctuation."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for unit in _units(paragraph, role, size, width):
            if line and used + fonts.width(role, unit.rstrip(), size) > width:
                lines.append(line.rstrip(" "))
                line, used = "", 0.0
                unit = unit.lstrip(" ")
            line += unit
            used += fonts.width(role, unit, size)
        lines.append(line.rstrip(" "))
    return lines


@lru_cache(_KEPT)
def _cut(text: str) -> tuple[str, ...]:
    """The units of a line of text, between which it may break."""
    return tuple(found[0] for found in _UNIT.finditer(text))


def _units(text: str, role: str, size: float, width: float) -> Iterator[str]:
    """What must stay together, unless it alone is wider than a line."""
    for unit in _cut(text):
        if fonts.width(role, unit, size) <= width or shaping.RUN.match(unit):
            yield unit
        else:
            yield from unit


def _cuts(text: str, role: str, size: float, width: float) -> bool:
    """A number on two lines is read as two numbers; a Tibetan syllable stays whole."""
    return any(
        fonts.width(role, unit, size) > width
        for paragraph in text.split("\n")
        for unit in _cut(paragraph)
        if any(c.isdigit() for c in unit) or shaping.RUN.match(unit)
    )


def spread(line: str, role: str, size: float, width: float) -> Iterator[tuple[float, str]]:
    """The pieces of a justified line and where each begins, in points; a number or a word is not stretched.

    A line that is shorter by more than a few characters stays as it is.
    """
    pieces = _cut(line)
    spare = width - fonts.width(role, line, size)
    gap = spare / max(len(pieces) - 1, 1) if 0 < spare < _LOOSEST * size else 0
    if not gap:
        yield 0, line
        return
    x = 0.0
    for piece in pieces:
        yield x, piece
        x += fonts.width(role, piece, size) + gap


def height_of(lines: int, style: Style, size: float) -> float:
    """The height in points of so many lines at a size."""
    return size * (1 + (lines - 1) * style.leading)


def stand(lines: Sequence[str], style: Style) -> tuple[tuple[float, ...], float]:
    """Where the baselines of lines are under their top, and how high the lines are, in em.

    Tibetan lines take the room that their stacks reach, all of them that of the deepest.
    """
    if not any(shaping.RUN.search(line) for line in lines):
        plain = tuple(TOP + place * style.leading for place in range(len(lines)))
        return plain, plain[-1] + 1 - TOP
    reaches = [fonts.reach(line) for line in lines]
    top, bottom = max(r[0] for r in reaches), max(r[1] for r in reaches)
    up = [max(TOP, top) if any(r) else TOP for r in reaches]
    down = [max(1 - TOP, bottom) if any(r) else 1 - TOP for r in reaches]
    bases = [up[0]]
    for under, over in pairwise(range(len(lines))):
        bases.append(bases[-1] + max(style.leading, down[under] + up[over]))
    return tuple(bases), bases[-1] + down[-1]


@lru_cache(_KEPT)
def fit(text: str, style: Style, width: float, height: float) -> Fitted:
    """Set a text into a box of width by height points: one line if nearly full size allows, else wrapped."""
    size = 0.0 if style.top or "\n" in text else style.size
    while size >= max(style.smallest, 0.85 * style.size):
        if fonts.width(style.role, text, size) <= width:
            one = _fitted([text], style, size, width)
            if one.high <= height:
                return one
        size -= 0.5
    size = style.size
    while True:
        fitted = _fitted(break_lines(text, style.role, size, width), style, size, width)
        whole = fitted.high <= height and not _cuts(text, style.role, size, width)
        if whole or size - 0.5 < style.smallest:
            return replace(fitted, whole=whole)
        size -= 0.5


def _fitted(lines: Sequence[str], style: Style, size: float, width: float) -> Fitted:
    bases, high = stand(lines, style)
    share = {"center": 0.5, "right": 1.0}.get(style.align, 0.0)
    starts = (share * (width - fonts.width(style.role, line, size)) if share else 0.0 for line in lines)
    return Fitted(tuple(lines), size, True, tuple(base * size for base in bases), tuple(starts), high * size)
