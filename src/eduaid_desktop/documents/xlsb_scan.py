"""What calamine does not tell of an xlsb: hidden rows and columns, merged ranges, error cells.

Records and their fields: [MS-XLSB] 2.4. An xlsb holds a value for every formula, so none is uncalculated.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from struct import unpack_from
from typing import Any

from eduaid_desktop.documents import sheet_scan

Seen = dict[str, Any]

_SHEET, _ROW, _COLUMNS, _MERGED = 0x9C, 0x00, 0x3C, 0xB0
_ERRORS = {0x03, 0x0B}
_LAST_COLUMN = 16384


def scan(data: bytes) -> dict[str, Seen]:
    """hidden_rows, hidden_columns, merged and unread by sheet name, as documents.reader.Sheet describes them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        known = {part.lower().replace("\\", "/"): part for part in archive.namelist()}
        targets = sheet_scan.targets(archive, known["xl/_rels/workbook.bin.rels"])
        found = {}
        for relation, name in _sheets(archive.read(known["xl/workbook.bin"])):
            part = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
            found[name] = _sheet(archive.read(known[part.lower()]))
        return found


def _sheets(book: bytes) -> Iterator[tuple[str, str]]:
    for kind, at, _ in _records(book):
        if kind == _SHEET:
            relation, after = _text(book, at + 8)
            yield relation, _text(book, after)[0]


def _text(data: bytes, at: int) -> tuple[str, int]:
    (length,) = unpack_from("<I", data, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le"), end


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size. Both kind and size are written in bytes of seven bits, the lowest first."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | data[at] << 7
            at += 1
        size = shift = 0
        while True:
            size |= (data[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not data[at - 1] & 0x80 or shift == 28:
                break
        yield kind, at, size
        at += size


def _sheet(data: bytes) -> Seen:
    rows: set[int] = set()
    columns: set[int] = set()
    merged: list[Any] = []
    unread: dict[tuple[int, int], str] = {}
    row = -1
    for kind, at, _ in _records(data):
        if kind == _ROW:
            (row,) = unpack_from("<I", data, at)
            if data[at + 11] & 0x10:
                rows.add(row)
        elif kind in _ERRORS:
            unread[row, unpack_from("<I", data, at)[0]] = "error"
        elif kind == _MERGED:
            top, bottom, left, right = unpack_from("<IIII", data, at)
            merged.append(((top, left), (bottom, right)))
        elif kind == _COLUMNS and data[at + 16] & 1:
            first, last = unpack_from("<II", data, at)
            columns.update(range(first, min(last + 1, _LAST_COLUMN)))
    return {"hidden_rows": rows, "hidden_columns": columns, "merged": merged, "unread": unread}
