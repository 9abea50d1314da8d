"""A small writer of xlsb, the binary records of [MS-XLSB]: nothing here that writes workbooks can write this one."""

import io
import zipfile
from collections.abc import Sequence
from struct import pack

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ERROR = object()
FAILED_FORMULA = object()


def workbook(
    rows: Sequence[Sequence[object]],
    name: str = "名单",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = (),
) -> bytes:
    """A workbook of one sheet. Cells are None, text, float, int, bool, ERROR or FAILED_FORMULA."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        )
        for part, kind, goal in (("_rels/.rels", "officeDocument", "xl/workbook.bin"),
                                 ("xl/_rels/workbook.bin.rels", "worksheet", "worksheets/sheet1.bin")):  # fmt: skip
            archive.writestr(
                part,
                f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELATIONS}/{kind}" '
                f'Target="{goal}"/></Relationships>',
            )
        sheets = _record(0x9C, pack("<II", 0, 1) + _text("rId1") + _text(name))
        book = _record(0x83) + _record(0x8F) + sheets + _record(0x90) + _record(0x84)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", _sheet(rows, hidden_rows, hidden_columns, merged))
    return target.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 0x7F else bytes([kind])
    size = len(body)
    while size > 0x7F:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + body


def _text(written: str) -> bytes:
    units = written.encode("utf-16-le")
    return pack("<I", len(units) // 2) + units


def _sheet(
    rows: Sequence[Sequence[object]],
    hidden_rows: Sequence[int],
    hidden_columns: Sequence[int],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> bytes:
    width = max(map(len, rows))
    parts = [_record(0x81), _record(0x94, pack("<IIII", 0, len(rows) - 1, 0, width - 1)), _record(0x186)]
    parts += [_record(0x3C, pack("<IIIIH", column, column, 2560, 0, 1)) for column in hidden_columns]
    parts += [_record(0x187), _record(0x91)]
    for number, row in enumerate(rows):
        flags = 0x10 if number in hidden_rows else 0
        parts.append(_record(0, pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0)))
        parts += [_cell(column, cell) for column, cell in enumerate(row) if cell is not None]
    parts += [_record(0x92), _record(0xB1, pack("<I", len(merged)))]
    parts += [
        _record(0xB0, pack("<IIII", top, bottom, left, right)) for (top, left), (bottom, right) in merged
    ]
    return b"".join([*parts, _record(0xB2), _record(0x82)])


def _cell(column: int, cell: object) -> bytes:
    head = pack("<II", column, 0)
    if cell is ERROR:
        return _record(0x03, head + b"\x2a")
    if cell is FAILED_FORMULA:
        return _record(0x0B, head + b"\x2a" + pack("<HIBHI", 0, 3, 0x1E, 1, 0))
    if isinstance(cell, bool):
        return _record(0x04, head + bytes([cell]))
    if isinstance(cell, int):
        return _record(0x02, head + pack("<i", cell << 2 | 2))
    if isinstance(cell, float):
        return _record(0x05, head + pack("<d", cell))
    return _record(0x06, head + _text(str(cell)))
