"""The XML of a sheet searched for what sheet_scan looks for, without parsing it: five times faster.

Only for XML as spreadsheet programs write it. At anything else (comments, attributes in single quotes, another
encoding, something found in a cell without address) the glance gives up, and sheet_scan parses.
"""

import re
from functools import cache
from typing import IO

from eduaid_desktop.documents import sheet_scan

_CHUNK = 1 << 20
_LONGEST_ROW = 32 << 20
_BEGIN = re.compile(rb"<(\w+:)?sheetData[ />]")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-8)""", re.IGNORECASE)
_ADDRESS = re.compile(rb'\br="([A-Za-z]*)(\d*)"')
_SPAN = re.compile(rb'\b(min|max)="(\d+)"')

Patterns = tuple[re.Pattern[bytes], ...]


class Unclear(ValueError):
    """This has to be parsed."""


def glance(source: IO[bytes]) -> sheet_scan.Seen:
    """hidden_rows, hidden_columns and unread as documents.reader.Sheet describes them. Raises Unclear."""
    found = _Found()
    rest = b""
    prefix: bytes | None = None
    while chunk := source.read(_CHUNK):
        text = rest + chunk
        if b"<!" in text or b"='" in text or len(text) > _LONGEST_ROW:
            raise Unclear
        if prefix is None:
            if not (begin := _BEGIN.search(text)):
                rest = text
                continue
            prefix = begin[1] or b""
            _check(text)
        cut = text.rfind(b"row>") + 4
        found.look(text[:cut] if cut > 4 else b"", prefix)
        rest = text[cut:] if cut > 4 else text
    if prefix is not None:
        found.look(rest, prefix)
    return {
        "hidden_rows": found.hidden_rows,
        "hidden_columns": found.hidden_columns,
        "unread": found.unread,
    }


def _check(start: bytes) -> None:
    if b"\0" in start or _ENCODING.match(start.removeprefix(b"\xef\xbb\xbf")):
        raise Unclear


@cache
def _patterns(prefix: bytes) -> Patterns:
    """Of hidden columns, hidden rows, errors, uncalculated formulas, and texts that stand where none is read."""
    p = re.escape(prefix)
    hidden = rb'([^>]*\bhidden="(?:1|true)"[^>]*)>'
    formula = rb"<%sf\b(?:[^>]*/>|[^>]*>[^<]*</%sf\s*>)\s*" % (p, p)
    nothing = rb"(<%sv\s*/>|<%sv\b[^>]*></%sv\s*>)?\s*</%sc\s*>" % (p, p, p, p)
    value = rb"<%sv(?:\s[^>]*)?>[^<]+</%sv\s*>\s*</%sc\s*>" % (p, p, p)
    return (
        re.compile(rb"<%scol\b%s" % (p, hidden)),
        re.compile(rb"<%srow\b%s" % (p, hidden)),
        re.compile(rb'<%sc\b([^>]*\bt="e"[^>]*)>' % p),
        re.compile(rb"<%sc\b([^>]*)>\s*%s%s" % (p, formula, nothing)),
        re.compile(rb'<%sc\b([^>]*\bt="inlineStr"[^>]*)>\s*(?:%s)?%s' % (p, formula, value)),
    )


class _Found:
    def __init__(self) -> None:
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unread: dict[tuple[int, int], str] = {}

    def look(self, text: bytes, prefix: bytes) -> None:
        """text ends with a whole row. What is not in it by its letters need not be searched for by its form."""
        columns, rows, errors, formulas, misplaced = _patterns(prefix)
        if b'hidden="1"' in text or b'hidden="true"' in text:
            for found in columns.finditer(text):
                span = {key: int(value) for key, value in _SPAN.findall(found[1])}
                self.hidden_columns.update(range(span[b"min"] - 1, min(span[b"max"], sheet_scan.LAST_COLUMN)))
            self.hidden_rows.update(_place(found[1])[0] for found in rows.finditer(text))
        if b"<%sf" % prefix in text:
            for found in formulas.finditer(text):
                if not (found[2] and b't="str"' in found[1]):
                    self.unread[_cell(found[1])] = "formula"
        if b'"inlineStr"' in text and b"<%sv" % prefix in text:
            if b"</%sis><%sv" % (prefix, prefix) in text:
                raise Unclear
            for found in misplaced.finditer(text):
                self.unread[_cell(found[1])] = "formula"
        if b't="e"' in text:
            self.unread.update((_cell(found[1]), "error") for found in errors.finditer(text))


def _place(attributes: bytes) -> tuple[int, int]:
    """Row and column, counted from 0; the column of a row is -1."""
    if not (found := _ADDRESS.search(attributes)) or not found[2]:
        raise Unclear
    return int(found[2]) - 1, sheet_scan.column(found[1].decode())


def _cell(attributes: bytes) -> tuple[int, int]:
    row, column = _place(attributes)
    if column < 0:
        raise Unclear
    return row, column
