"""What calamine does not tell of an xlsx: hidden rows and columns, uncalculated formulas, error cells."""

import io
import posixpath
import zipfile
from typing import IO, Any
from xml.etree import ElementTree

from eduaid_desktop.documents import strict_xml

Seen = dict[str, Any]

_CHUNK = 1 << 20
LAST_COLUMN = 16384


def scan(data: bytes) -> dict[str, Seen]:
    """hidden_rows, hidden_columns and unread by sheet name, as documents.reader.Sheet describes them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: _sheet(archive, part) for name, part in _parts(archive)}


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Every sheet's name and where its XML lies."""
    known = {part.lower().replace("\\", "/"): part for part in archive.namelist()}
    book = "xl/workbook.xml"
    if book not in known or "xl/_rels/workbook.xml.rels" not in known:
        return []
    found = []
    where = targets(archive, known["xl/_rels/workbook.xml.rels"])
    for sheet in _elements(archive, known[book], "sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = posixpath.normpath(posixpath.join("/xl", where.get(relation, ""))).lstrip("/")
        if part.lower() in known:
            found.append((sheet.get("name", ""), known[part.lower()]))
    return found


def targets(archive: zipfile.ZipFile, relations: str) -> dict[str, str]:
    """Where the parts lie that a workbook names, by the id of the relation."""
    return {
        each.get("Id", ""): each.get("Target", "") for each in _elements(archive, relations, "Relationship")
    }


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(archive.read(part))
    return [each for each in root.iter() if each.tag.rpartition("}")[2] == tag]


def _sheet(archive: zipfile.ZipFile, part: str) -> Seen:
    from eduaid_desktop.documents import sheet_glance

    try:
        with archive.open(part) as source:
            return sheet_glance.glance(source)
    except sheet_glance.Unclear:
        with archive.open(part) as source:
            return parsed(source)


def parsed(source: IO[bytes]) -> Seen:
    """hidden_rows, hidden_columns and unread of the XML of one sheet."""
    scanner = _Scanner()
    while chunk := source.read(_CHUNK):
        scanner.parser.Parse(chunk, False)
    scanner.parser.Parse(b"", True)
    return {
        "hidden_rows": scanner.hidden_rows,
        "hidden_columns": scanner.hidden_columns,
        "unread": scanner.unread,
    }


class _Scanner:
    """Collects while expat reads. Cells and rows may leave out their address: then they are counted.

    A formula whose result is an empty text (type str) was calculated; one without any result was not.
    """

    def __init__(self) -> None:
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unread: dict[tuple[int, int], str] = {}
        self._row = -1
        self._column = -1
        self._type = ""
        self._formula = self._value = self._in_value = self._lost = False
        self.parser = strict_xml.parser(self._start, self._end, self._characters)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._start_cell(given)
        elif name == "v":
            self._in_value = True
            self._value = self._value or self._type == "str"
        elif name == "is":
            self._value, self._lost = True, False
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(given)
        elif name == "col" and _true(given.get("hidden")):
            last = min(int(given.get("max", "0")), LAST_COLUMN)
            self.hidden_columns.update(range(int(given.get("min", "1")) - 1, last))

    def _start_row(self, given: dict[str, str]) -> None:
        self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
        self._column = -1
        if _true(given.get("hidden")):
            self.hidden_rows.add(self._row)

    def _start_cell(self, given: dict[str, str]) -> None:
        self._column = column(given["r"]) if "r" in given else self._column + 1
        self._type = given.get("t", "")
        self._formula = self._value = self._lost = False

    def _characters(self, text: str) -> None:
        if self._in_value and text:
            self._value = True
            # Of a cell whose text is said to stand in an is, calamine reads no v, not even for want of another.
            self._lost = self._type == "inlineStr"

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self._in_value = False
        elif name == "c" and self._type == "e":
            self.unread[self._row, self._column] = "error"
        elif name == "c" and (self._lost or (self._formula and not self._value)):
            self.unread[self._row, self._column] = "formula"


def _true(written: str | None) -> bool:
    return written in ("1", "true")


def column(address: str) -> int:
    """AB12 is column 27, counted from 0."""
    number = 0
    for letter in address:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1
