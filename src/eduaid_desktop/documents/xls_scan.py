"""What calamine does not tell of an xls: hidden rows and columns, error cells, and whether it has a password.

Records and their fields: [MS-XLS] 2.4. An xls holds a value for every formula, so none is uncalculated.
"""

import io
from collections.abc import Iterator
from struct import pack, unpack_from
from typing import Any

Seen = dict[str, Any]
Record = tuple[int, int, int]

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_FORMULA, _BOOLERR, _ROW, _COLINFO = 0x0006, 0x0205, 0x0208, 0x007D


def is_locked(data: bytes) -> bool:
    """Whether a compound file asks for a password."""
    ole = _compound(data)
    if ole.exists("EncryptedPackage"):
        return True
    return any(kind == _FILEPASS for kind, _, _ in _records(_stream(ole), 0))


def without_rest(data: bytes) -> bytes:
    """The same file without the one to three bytes behind its last record, with which Excel fills up a stream.

    msoffcrypto 6.1 takes them for the head of a record and fails; so the last record takes them in.
    """
    ole = _compound(data)
    if not ole.exists("Workbook"):
        return data
    stream = bytearray(_stream(ole))
    last = end = 0
    while end + 4 <= len(stream):
        last, end = end, end + 4 + unpack_from("<H", stream, end + 2)[0]
    if end >= len(stream):
        return data
    stream[last + 2 : last + 4] = pack("<H", len(stream) - last - 4)
    file = io.BytesIO(data)
    _compound_of(file, write_mode=True).write_stream("Workbook", bytes(stream))
    return file.getvalue()


def scan(data: bytes) -> dict[int, Seen]:
    """hidden_rows, hidden_columns and unread as documents.reader.Sheet describes them, by the place of the sheet."""
    stream = _stream(_compound(data))
    starts = [unpack_from("<I", stream, at)[0] for kind, at, _ in _records(stream, 0) if kind == _BOUNDSHEET]
    return {place: _sheet(stream, start) for place, start in enumerate(starts)}


def _compound(data: bytes) -> Any:
    return _compound_of(io.BytesIO(data))


def _compound_of(file: io.BytesIO, write_mode: bool = False) -> Any:
    import olefile  # type: ignore[import-untyped]

    return olefile.OleFileIO(file, write_mode=write_mode)


def _stream(ole: Any) -> bytes:
    name = "Workbook" if ole.exists("Workbook") else "Book"
    found: bytes = ole.openstream(name).read()
    return found


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Kind, place and size of every record of one substream; those of charts inside it are left out."""
    depth = 0
    end = len(stream)
    while at + 4 <= end:
        kind, size = unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at + 4, size
        at += 4 + size


def _sheet(stream: bytes, start: int) -> Seen:
    rows: set[int] = set()
    columns: set[int] = set()
    unread: dict[tuple[int, int], str] = {}
    for kind, at, _ in _records(stream, start):
        if kind == _FORMULA:
            # A value that ends in FFFF is none of a number; 2 says that it is an error.
            if stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
                unread[unpack_from("<HH", stream, at)] = "error"
        elif kind == _BOOLERR:
            if stream[at + 7] == 1:
                unread[unpack_from("<HH", stream, at)] = "error"
        elif kind == _ROW:
            if stream[at + 12] & 0x20:
                rows.add(unpack_from("<H", stream, at)[0])
        elif kind == _COLINFO and stream[at + 8] & 1:
            first, last = unpack_from("<HH", stream, at)
            columns.update(range(first, min(last, 255) + 1))
    return {"hidden_rows": rows, "hidden_columns": columns, "unread": unread}
