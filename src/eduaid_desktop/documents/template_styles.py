"""The formats of somebody else's workbook: what a cell's format says, and one like it in which a value stands whole."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eduaid_desktop.documents.template_package import attribute, plain_text, wrong_kind
from eduaid_desktop.errors import UserError

# A text, a whole number, an amount, or a day in a cell that is formatted as one.
Value = str | int | Decimal | date
GENERAL, TWO_DECIMALS, DAY, TEXT = 0, 2, 14, 49
_RED, _LEAST_RED, _MOST_OTHER = {"2", "10"}, 0xA0, 0x60
_WHITE = 0xF8


@dataclass(frozen=True)
class Look:
    """number_format: its code, such as yyyy-mm-dd; red: of the letters; grey: of the cell."""

    number_format: str = "General"
    red: bool = False
    grey: bool = False

    @property
    def is_date(self) -> bool:
        """Whether numbers in it are shown as days."""
        from openpyxl.styles.numbers import is_date_format

        return bool(is_date_format(self.number_format)) and self.number_format != "General"


class Styles:
    """The list of formats as text; one that lacks what a value needs is copied and added."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        root = re.search(r"<((?:\w+:)?)styleSheet\b", text)
        self._prefix = root[1] if root else ""
        found = self._list("cellXfs")
        if found is None:
            raise UserError(wrong_kind(name))
        self._formats = self._each(found[1], "xf")
        self._fonts, self._fills = (self._parts(n) for n in ("font", "fill"))
        self._known: dict[tuple[int, int], int] = {}
        self._texts: dict[int, int] = {}

    def look(self, number: int) -> Look:
        """What the format of this number says."""
        if not 0 <= number < len(self._formats):
            return Look()
        head = self._formats[number]
        font, fill = (int(attribute(head, name) or 0) for name in ("fontId", "fillId"))
        letters = self._fonts[font] if font < len(self._fonts) else ""
        paint = self._fills[fill] if fill < len(self._fills) else ""
        return Look(self._code(int(attribute(head, "numFmtId") or 0)), _is_red(letters), _is_grey(paint))

    def of(self, base: int, value: Value) -> int:
        """The number of a format like base in which this value stands whole."""
        if isinstance(value, str) and base in self._texts:
            return self._texts[base]
        found = base if base >= len(self._formats) else self._fitting(base, value)
        if isinstance(value, str):
            self._texts[base] = found
        return found

    def _fitting(self, base: int, value: Value) -> int:
        now = int(attribute(self._formats[base], "numFmtId") or 0)
        wanted = self._wanted(now, value)
        if wanted == now:
            return base
        if (base, wanted) not in self._known:
            self._known[base, wanted] = self._add(self._formats[base], wanted)
        return self._known[base, wanted]

    def _wanted(self, now: int, value: Value) -> int:
        if isinstance(value, str):
            return TEXT
        if isinstance(value, date):
            return now if Look(self._code(now)).is_date else DAY
        if isinstance(value, Decimal):
            shown = _decimals(self._code(now))
            needed = max(-int(value.normalize().as_tuple().exponent), 0)
            if shown is not None and shown >= needed:
                return now
            return TWO_DECIMALS if needed <= 2 else GENERAL
        return now

    def _code(self, number: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        own = re.search(rf'<(?:\w+:)?numFmt\b[^>]*numFmtId="{number}"[^>]*>', self.text)
        return plain_text(attribute(own[0], "formatCode")) if own else BUILTIN_FORMATS.get(number, "General")

    def _list(self, name: str) -> re.Match[str] | None:
        p = self._prefix
        return re.search(rf"<{p}{name}\b[^>]*>(.*?)</{p}{name}>", self.text, re.DOTALL)

    def _each(self, inside: str, name: str) -> list[str]:
        p = self._prefix
        return re.findall(rf"<{p}{name}\b[^>]*?(?:/>|>.*?</{p}{name}>)", inside, re.DOTALL)

    def _parts(self, name: str) -> list[str]:
        found = self._list(f"{name}s")
        return self._each(found[1], name) if found else []

    def _add(self, like: str, wanted: int) -> int:
        made = re.sub(r'\s*\bapplyNumberFormat="[^"]*"', "", like)
        made = re.sub(r'\bnumFmtId="[^"]*"', f'numFmtId="{wanted}" applyNumberFormat="1"', made, count=1)
        self._formats.append(made)
        p, found = self._prefix, self._list("cellXfs")
        whole = f'<{p}cellXfs count="{len(self._formats)}">{"".join(self._formats)}</{p}cellXfs>'
        assert found is not None
        self.text = f"{self.text[: found.start()]}{whole}{self.text[found.end() :]}"
        return len(self._formats) - 1


def _decimals(code: str) -> int | None:
    """How many decimals a number format shows; None for one that is made for no amounts."""
    if code in ("General", "@") or "%" in code or not re.search(r"[0#]", code):
        return None
    found = re.search(r"\.([0#?]+)", re.sub(r'"[^"]*"|\\.', "", code).split(";")[0])
    return len(found[1]) if found else 0


def _is_red(font: str) -> bool:
    found = re.search(r"<(?:\w+:)?color\b[^>]*>", font)
    if found is None:
        return False
    shade = _shade(found[0])
    return attribute(found[0], "indexed") in _RED or bool(
        shade and shade[0] >= _LEAST_RED and max(shade[1:]) <= _MOST_OTHER
    )


def _is_grey(fill: str) -> bool:
    found = re.search(r"<(?:\w+:)?fgColor\b[^>]*>", fill)
    if found is None or 'patternType="solid"' not in fill:
        return False
    if attribute(found[0], "theme") == "0":
        return attribute(found[0], "tint").startswith("-")
    shade = _shade(found[0])
    return bool(shade and max(shade) - min(shade) < 8 and 0x60 <= shade[0] < _WHITE)


def _shade(tag: str) -> tuple[int, int, int] | None:
    written = attribute(tag, "rgb")[-6:]
    return (
        (int(written[:2], 16), int(written[2:4], 16), int(written[4:], 16))
        if re.fullmatch(r"[0-9A-Fa-f]{6}", written)
        else None
    )
