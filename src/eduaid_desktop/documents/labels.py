"""The Tibetan line under a printed label or title, from a dictionary; and which labels and boxes a paper has.

A label is text in a style that says what it is (Style.bilingual); documents only draw, every board asks here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from eduaid_desktop.documents.typesetting import Style, fit

# How large the Tibetan is beside the Chinese above it.
_OF_LABEL, _OF_TITLE = 0.85, 0.55
# Points: higher than any box; and what two sums of the same parts may differ by.
_ANY, _ROUNDING = 10_000.0, 0.01
# A title begins with names of places; the words of the paper that it ends with have at least so many characters.
_SHORTEST_END = 4


@dataclass(frozen=True, slots=True)
class Box:
    """The room of a text on a paper: width and height in points, and how it is set."""

    wide: float
    high: float
    style: Style


@dataclass(frozen=True, slots=True)
class Part:
    """A text that stands in a part of a box, so many points high."""

    text: str
    style: Style
    high: float


@dataclass
class Labels:
    """words: Tibetan by Chinese label. With listening, what is drawn is noted: labels, and the boxes by their name."""

    words: Mapping[str, str] = field(default_factory=dict)
    listening: bool = False
    seen: dict[str, None] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)

    def tibetan(self, text: str, style: Style) -> str:
        """What stands under a label; under a title what the words have that it ends with. "" for none."""
        plain = text.replace("\n", "")
        if style.bilingual == "label":
            return self.words.get(plain, "")
        ends = range(max(len(plain) - _SHORTEST_END + 1, 1)) if style.bilingual else ()
        return next((self.words[plain[at:]] for at in ends if plain[at:] in self.words), "")

    def parts(self, text: str, style: Style, wide: float, high: float, under: str = "") -> tuple[Part, ...]:
        """A text and the Tibetan under it, as large as a box of points takes both; the text alone without one.

        under: the Tibetan; of a label what the words have.
        """
        if self.words and style.bilingual:
            under = self.tibetan(text, style)
        if not under:
            return (Part(text, style, high),)
        upright = replace(style, bilingual="")
        written = dict.fromkeys((text, text.replace("\n", "")))
        for each in written:
            size = style.size
            while size >= style.smallest:
                found = _both(each, under, replace(upright, size=size), wide)
                if sum(part.high for part in found) <= high:
                    return found
                size -= 0.5
        label = Part(text, upright, _high(text, replace(upright, size=style.smallest), wide))
        return label, Part(under, _under(replace(upright, size=style.smallest)), max(high - label.high, 0))

    def note(self, name: str, text: str, style: Style, wide: float, high: float) -> None:
        """Remember what is drawn into a box of points."""
        if style.bilingual and text:
            self.seen[text.replace("\n", "")] = None
        elif text:
            self.boxes.setdefault(name, Box(wide, high, style))


def _both(text: str, under: str, style: Style, wide: float) -> tuple[Part, Part]:
    below = _under(style)
    return Part(text, style, _high(text, style, wide)), Part(under, below, _high(under, below, wide))


def _under(style: Style) -> Style:
    size = style.size * (_OF_TITLE if style.role == "title" else _OF_LABEL)
    return replace(style, role="song", size=size, smallest=size)


def _high(text: str, style: Style, wide: float) -> float:
    """How high a text stands at its full size; more than any box where it does not fit across."""
    fitted = fit(text, replace(style, smallest=style.size), wide, _ANY)
    return fitted.high + _ROUNDING if fitted.whole else _ANY


_NOTHING = Labels()
_in_force: ContextVar[Labels] = ContextVar("labels", default=_NOTHING)


def now() -> Labels:
    """What the boards of this task ask."""
    return _in_force.get()


def high(text: str, style: Style, wide: float) -> float:
    """How high a text stands in a measure, with the Tibetan under it where it has some, in points."""
    parts = now().parts(text, style, wide, _ANY)
    return sum(part.high for part in parts) if len(parts) > 1 else fit(text, style, wide, _ANY).high


@contextmanager
def using(labels: Labels) -> Iterator[Labels]:
    """Let every board that is begun inside ask these labels."""
    before = _in_force.set(labels)
    try:
        yield labels
    finally:
        _in_force.reset(before)
