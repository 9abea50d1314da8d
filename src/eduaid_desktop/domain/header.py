"""Finding the header of a table: one row, or up to three with group headings such as 户主信息 over 姓名."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.domain.importing import ImportKind

Rows = Sequence[Sequence[Any]]
Range = tuple[tuple[int, int], tuple[int, int]]

_SEARCHED_ROWS = 40
_SEARCHED_COLUMNS = 400
_DEPTHS = (1, 2, 3)
_HINT = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_NOISE = re.compile(r"[\s*:：、，。]")
_SERIAL = {"序号", "编号", "行号", "NO", "NO.", "顺序号", "序"}


@dataclass(frozen=True)
class Header:
    """Rows first to last (from 0) are the header of a table of this kind."""

    kind: ImportKind
    first: int
    last: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]

    def unmapped(self) -> tuple[tuple[int, str], ...]:
        """The columns that no field claims, but for serial numbers."""
        claimed = set(self.columns.values())
        return tuple(
            (column, heading)
            for column, heading in self.headings.items()
            if column not in claimed and plain(heading) not in _SERIAL
        )


def find(
    rows: Rows,
    merged: Sequence[Range],
    kinds: Sequence[ImportKind],
    corrected: Mapping[int, str | None] | None = None,
) -> Header | None:
    """The header that claims the most columns; of equals the one that cuts no merged cell, has fewer rows, is upper.

    corrected: column -> the field that somebody says it holds, None for none; it goes before every guess.
    """
    best: tuple[tuple[int, bool, int, int], Header] | None = None
    for first in range(min(len(rows), _SEARCHED_ROWS)):
        for depth in _DEPTHS:
            headings = _headings(rows, merged, first, depth)
            for kind in kinds if len(headings) > 1 else ():
                header = _claim(kind, first, first + depth - 1, headings, corrected or {})
                rank = (len(header.columns), not _cut(merged, first), -depth, -first) if header else None
                if header and rank and (best is None or rank > best[0]):
                    best = rank, header
    return best[1] if best else None


def _cut(merged: Sequence[Range], first: int) -> bool:
    """Whether a header that begins here would begin in the middle of a merged cell."""
    return any(top < first <= bottom for (top, _), (bottom, _) in merged)


def candidates(rows: Rows, merged: Sequence[Range]) -> Iterator[dict[int, str]]:
    """What may be the headings of a table: column -> heading, for every row near the top, alone and with the next."""
    for first in range(min(len(rows), _SEARCHED_ROWS)):
        for depth in _DEPTHS:
            if len(headings := _headings(rows, merged, first, depth)) > 1:
                yield headings


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        letters = chr(65 + column % 26) + letters
        column = column // 26 - 1
    return letters


def meanings(kind: ImportKind) -> Callable[[str], str]:
    """What tells the field of a kind that a heading names, "" for none."""
    look_up = _words(kind).look_up
    return lambda heading: look_up(heading)[1]


def plain(heading: str) -> str:
    """A heading without white space, marks and full-width forms: 身份证\\n号  码 is 身份证号码."""
    return _NOISE.sub("", text.half_width(text.tidy(heading))).upper()


def _headings(rows: Rows, merged: Sequence[Range], first: int, depth: int) -> dict[int, str]:
    """column -> heading, with its groups before slashes when the header has more than one row."""
    lower = first + depth - 1
    if lower >= len(rows):
        return {}
    titles = _texts(rows[lower])
    if depth == 1:
        return titles
    levels = _levels(rows, merged, range(first, lower))
    own = [_texts(rows[r]) for r in range(first, lower)]
    found = {}
    for column in sorted({*titles, *(c for level in levels for c in level)}):
        if column in titles or any(column in texts for texts in own):
            words = [level.get(column, "") for level in levels] + [titles.get(column, "")]
            found[column] = "/".join(dict.fromkeys(filter(None, words)))
    return found if all(levels) else {}


def _texts(row: Sequence[Any]) -> dict[int, str]:
    return {
        column: text.tidy(cell)
        for column, cell in enumerate(row[:_SEARCHED_COLUMNS])
        if isinstance(cell, str) and text.tidy(cell)
    }


def _levels(rows: Rows, merged: Sequence[Range], upper: range) -> list[dict[int, str]]:
    """By row of the header but the last its group headings, spread over the columns they stand for."""
    found: list[dict[int, str]] = []
    ends: set[int] = set()
    for r in upper:
        own = _texts(rows[r])
        if len(own) < (2 if r == upper.start else 1):
            return [{}]
        found.append(_spread(own, _across(merged, r), len(rows[r]), ends))
        ends |= own.keys()
    return found


def _across(merged: Sequence[Range], r: int) -> list[tuple[int, int]]:
    return [(left, right) for (top, left), (_, right) in merged if top == r and right > left]


def _spread(
    own: Mapping[int, str], across: Sequence[tuple[int, int]], width: int, ends: Collection[int]
) -> dict[int, str]:
    """The columns that a group reaches over: those it is merged across, or else up to the next group.

    Text files know no merged cells. ends: columns at which a group of the row above begins.
    """
    groups = dict(own)
    for left, right in across:
        groups.update(dict.fromkeys(range(left, right + 1), own.get(left, "")))
    if not across:
        current = ""
        for column in range(min(width, _SEARCHED_COLUMNS)):
            current = own.get(column, "" if column in ends else current)
            groups[column] = current
    return {column: group for column, group in groups.items() if group}


def _claim(
    kind: ImportKind, first: int, last: int, headings: Mapping[int, str], corrected: Mapping[int, str | None]
) -> Header | None:
    """Give every field the column whose heading says it most exactly."""
    words = _words(kind)
    claims: dict[str, tuple[int, int]] = {}
    for column, heading in headings.items():
        exactness, name = words.look_up(heading)
        if name == _FOREIGN:
            return None
        if column in corrected:
            continue
        if name and exactness > claims.get(name, (0, 0))[0]:
            claims[name] = exactness, column
    columns = {name: column for name, (_, column) in claims.items()}
    columns |= {name: column for column, name in corrected.items() if name}
    if not kind.signature <= columns.keys() or (kind.one_of and not kind.one_of & columns.keys()):
        return None
    ordered = {f.name: columns[f.name] for f in kind.fields if f.name in columns}
    return Header(kind, first, last, ordered, dict(headings))


_FOREIGN = "?"


@dataclass
class _Words:
    """The words of a kind's headings: alone, and with a part of their group's heading (户主/姓名)."""

    alone: dict[str, str] = field(default_factory=dict)
    grouped: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def look_up(self, heading: str) -> tuple[int, str]:
        """(how exactly, field), (0, "") for an unknown heading."""
        full = plain(heading)
        if full in self.alone:
            return 4, self.alone[full]
        parts = full.split("/")
        ways = [("/".join(parts[:i]), "/".join(parts[i:])) for i in range(1, len(parts))]
        for group, title in ways:
            for name_of_group, name in self.grouped.get(title, []) + self.grouped.get(
                _HINT.sub("", title), []
            ):
                if name_of_group in group:
                    return 4, name
        found = (self._bare(title, 2) for _, title in ways)
        return next((each for each in found if each[1]), (0, "")) if ways else self._bare(full, 3)

    def _bare(self, title: str, exactness: int) -> tuple[int, str]:
        if title in self.alone:
            return exactness, self.alone[title]
        found = self.alone.get(_HINT.sub("", title), "")
        return (1, found) if found else (0, "")


@lru_cache(maxsize=32)
def _words(kind: ImportKind) -> _Words:
    words = _Words()
    words.alone.update({plain(word): _FOREIGN for word in kind.foreign})
    for each in kind.fields:
        for word in (each.label, *each.headers):
            group, slash, title = plain(word).partition("/")
            if slash:
                words.grouped.setdefault(title, []).append((group, each.name))
            words.alone.setdefault(plain(word), each.name)
            words.alone.setdefault(_HINT.sub("", plain(word)), each.name)
    return words
