"""Rows that come into somebody else's sheet: what its formulas, areas and drawings must say afterwards."""

import re
from dataclasses import dataclass

from eduaid_desktop.documents.template_package import plain_text, written_text
from eduaid_desktop.errors import UserError

_LAST_ROW = 1_048_575
_CELL = r"(\$?[A-Z]{1,3}\$?)(\d+)"
_RANGE = re.compile(rf"{_CELL}(?::{_CELL})?")
_ROWS = re.compile(r"(\$?)(\d+):(\$?)(\d+)")
# A formula without any says the same wherever rows come in.
_SPEAKS_OF_CELLS = re.compile(r"[A-Za-z]\$?\d|\d\s*:\s*\$?\d")
_PREFIX = re.compile(r"(?:'((?:[^']|'')*)'|([^'!]+))!")


@dataclass(frozen=True)
class Stretch:
    """The rows first to last (from 0) of a sheet are filled, for which so many come in before the row foot.

    foot: the first row below the data that holds something, None where nothing does.
    """

    sheet: str
    first: int
    last: int
    foot: int | None
    by: int

    def row(self, number: int) -> int:
        """Where a row stands afterwards."""
        moved = self.foot is not None and number >= self.foot
        return min(number + self.by, _LAST_ROW) if moved else number

    def span(self, top: int, bottom: int) -> tuple[int, int]:
        """Where an area stands afterwards; one that takes in the first row of the data takes in all of them."""
        top, below = self.row(top), self.row(bottom)
        return (top, self.last) if top <= self.first <= bottom and below < self.last else (top, below)

    def area(self, written: str, *, widened: bool = True) -> str:
        """The same of A5, A5:C9 or $4:$9, as attributes and formulas write them; anything else as it is."""
        if found := _RANGE.fullmatch(written):
            if found[4] is None and not widened:
                return f"{found[1]}{self.row(int(found[2]) - 1) + 1}"
            top, bottom = self._span(int(found[2]) - 1, int(found[4] or found[2]) - 1, widened)
            end = found[3] or found[1]
            same = found[4] is None and top == bottom
            return f"{found[1]}{top + 1}" + ("" if same else f":{end}{bottom + 1}")
        if found := _ROWS.fullmatch(written):
            top, bottom = self._span(int(found[2]) - 1, int(found[4]) - 1, widened)
            return f"{found[1]}{top + 1}:{found[3]}{bottom + 1}"
        return written

    def areas(self, written: str, *, widened: bool = True) -> str:
        """The same of several, as sqref writes them."""
        return " ".join(self.area(each, widened=widened) for each in written.split())

    def formula(self, written: str, *, here: bool, widened: bool = True) -> str:
        """A formula as XML writes it. here: it stands in the sheet itself, so that J5 is a cell of it.

        widened: not for the formulas of a row of the data, which speak of their own row.
        """
        from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

        try:
            tokens = Tokenizer(f"={plain_text(written)}").items
        except (TokenizerError, IndexError) as wrong:
            if not _SPEAKS_OF_CELLS.search(written):
                return written
            raise UserError(unreadable(written)) from wrong
        words = [
            self._operand(t.value, here, widened) if t.subtype == Token.RANGE else t.value for t in tokens
        ]
        told = "".join(words)
        return written if told == plain_text(written) else written_text(told)

    def _operand(self, value: str, here: bool, widened: bool) -> str:
        found = _PREFIX.match(value)
        if found:
            named = (found[1] or found[2] or "").replace("''", "'")
            rest = value[found.end() :]
            return found[0] + self._moved(rest, widened) if named == self.sheet else value
        return self._moved(value, widened) if here else value

    def _moved(self, value: str, widened: bool) -> str:
        """A single cell moves; only what is written as an area grows."""
        return self.area(value, widened=widened and ":" in value)

    def _span(self, top: int, bottom: int, widened: bool) -> tuple[int, int]:
        return self.span(top, bottom) if widened else (self.row(top), self.row(bottom))


def filled_down(written: str, origin: str, place: str) -> str:
    """A formula of one cell (J5) as another has it when it is filled into that; both as XML writes them.

    Raises UserError for one that cannot be read.
    """
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import Translator

    try:
        told = str(Translator(f"={plain_text(written)}", origin).translate_formula(place))
    except (TokenizerError, IndexError) as wrong:
        raise UserError(unreadable(written)) from wrong
    return written_text(told[1:])


def unreadable(formula: str) -> str:
    """The sentence about a formula of the template that cannot be read."""
    return (
        f"模板里的公式“{plain_text(formula)[:40]}”看不懂，不能在它旁边填写。"
        "请在 Excel 或 WPS 里改好这个公式，或换成数值，另存后再放进来。"
    )


def in_tags(text: str, tags: str, attributes: str, change: Stretch, *, widened: bool = True) -> str:
    """The text of a part with these attributes of these tags (regular expressions) moved."""

    def areas(found: re.Match[str]) -> str:
        return f'{found[1]}="{change.areas(found[2], widened=widened)}"'

    def moved(tag: re.Match[str]) -> str:
        return re.sub(rf'(?<![\w:])({attributes})="([^"]*)"', areas, tag[0])

    return re.sub(rf"<(?:\w+:)?(?:{tags})\b[^>]*>", moved, text)


def in_formulas(text: str, tags: str, change: Stretch, *, here: bool) -> str:
    """The same with what stands between these tags, which is a formula."""

    def moved(found: re.Match[str]) -> str:
        return f"{found[1]}{change.formula(found[2], here=here)}{found[3]}"

    return re.sub(rf"(<(?:\w+:)?(?:{tags})(?:\s[^>]*)?(?<!/)>)([^<]+)(</)", moved, text)


def in_anchors(text: str, change: Stretch) -> str:
    """Drawings, text boxes and controls that stand below the data move down with what is beside them."""
    return re.sub(r"(<(?:\w+:)?row>)(\d+)(</)", lambda m: f"{m[1]}{change.row(int(m[2]))}{m[3]}", text)


def in_notes(text: str, change: Stretch) -> str:
    """The same of the frames of comments in the old drawing format."""

    def anchor(found: re.Match[str]) -> str:
        places = found[2].split(",")
        for at in (2, 6) if len(places) == 8 else ():
            places[at] = f" {change.row(int(places[at]))}"
        return f"{found[1]}{','.join(places)}{found[3]}"

    text = re.sub(r"(<(?:\w+:)?Row>)\s*(\d+)\s*(</)", lambda m: f"{m[1]}{change.row(int(m[2]))}{m[3]}", text)
    return re.sub(r"(<(?:\w+:)?Anchor>)([^<]*)(</)", anchor, text)


def without_results(text: str) -> str:
    """The cells of a sheet whose formulas have to be calculated again, without what they gave."""
    cells = re.compile(r"<((?:\w+:)?)c\b[^>]*?(?:/>|>.*?</\1c>)", re.DOTALL)
    return cells.sub(lambda m: without_result(m[0]) if re.search(r"<(?:\w+:)?f[ >/]", m[0]) else m[0], text)


def without_result(cell: str) -> str:
    """A cell with a formula without what it gave."""
    bare = re.sub(r"<((?:\w+:)?)v\s*/>|<((?:\w+:)?)v>.*?</\2v>", "", cell, flags=re.DOTALL)
    return re.sub(r'^(<[^>]*?)\s+t="(?:str|b|e|s|n)"', r"\1", bare)
