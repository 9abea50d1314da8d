"""What calamine does not tell of an ods: hidden rows and columns, merged ranges, uncalculated formulas, errors."""

import io
import zipfile
from itertools import islice, product
from typing import Any

from eduaid_desktop.documents import strict_xml

Seen = dict[str, Any]

_CHUNK = 1 << 20
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14
# One cell may stand for a whole sheet; the carrier refuses as many as this.
_MOST_UNREAD = 1_000_000
_HIDDEN = ("collapse", "filter")


def scan(data: bytes) -> dict[str, Seen]:
    """hidden_rows, hidden_columns, merged and unread by sheet name, as documents.reader.Sheet describes them."""
    scanner = _Scanner()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as source:
        while chunk := source.read(_CHUNK):
            scanner.parser.Parse(chunk, False)
        scanner.parser.Parse(b"", True)
    return scanner.found


class _Scanner:
    """Collects while expat reads. Rows, columns and cells may stand for many; calamine knows these prefixes only."""

    def __init__(self) -> None:
        self.found: dict[str, Seen] = {}
        self._seen: Seen = _nothing()
        self._row = self._next_row = self._next_column = 0
        self._uncalculated: list[tuple[int, int]] = []
        self.parser = strict_xml.parser(self._start, self._end)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._start_cell(given)
        elif tag == "table:table-row":
            self._start_row(given)
        elif tag == "table:table-column":
            self._start_columns(given)
        elif tag == "table:table":
            self._seen = self.found[given.get("table:name", "")] = _nothing()
            self._row = self._next_row = self._next_column = 0
        elif tag == "text:p":
            self._uncalculated.clear()

    def _start_columns(self, given: dict[str, str]) -> None:
        first = self._next_column
        self._next_column = min(first + _many(given, "columns"), _LAST_COLUMN)
        if given.get("table:visibility") in _HIDDEN:
            self._seen["hidden_columns"].update(range(first, self._next_column))

    def _start_row(self, given: dict[str, str]) -> None:
        self._row = self._next_row
        self._next_row = min(self._row + _many(given, "rows"), _LAST_ROW)
        self._next_column = 0
        if given.get("table:visibility") in _HIDDEN:
            self._seen["hidden_rows"].update(range(self._row, self._next_row))

    def _start_cell(self, given: dict[str, str]) -> None:
        first = self._next_column
        self._next_column = min(first + _many(given, "columns"), _LAST_COLUMN)
        down = int(given.get("table:number-rows-spanned", "1"))
        across = int(given.get("table:number-columns-spanned", "1"))
        if down > 1 or across > 1:
            end = (self._row + down - 1, first + across - 1)
            self._seen["merged"].append(((self._row, first), end))
        self._uncalculated.clear()
        failed = given.get("calcext:value-type") == "error"
        if failed or ("table:formula" in given and "office:value-type" not in given):
            places = product(range(self._row, self._next_row), range(first, self._next_column))
            self._uncalculated = list(islice(places, _MOST_UNREAD))
            if failed:
                self._seen["unread"].update(dict.fromkeys(self._uncalculated, "error"))
                self._uncalculated = []

    def _end(self, tag: str) -> None:
        if tag == "table:table-cell":
            self._seen["unread"].update(dict.fromkeys(self._uncalculated, "formula"))
            self._uncalculated = []


def _nothing() -> Seen:
    return {"hidden_rows": set(), "hidden_columns": set(), "merged": [], "unread": {}}


def _many(given: dict[str, str], what: str) -> int:
    return max(int(given.get(f"table:number-{what}-repeated", "1")), 1)
