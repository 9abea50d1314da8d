"""SpreadsheetML of 2003, one XML file, which older systems hand out under the name .xls."""

from datetime import datetime
from typing import Any
from xml.parsers import expat

from eduaid_desktop.documents import strict_xml
from eduaid_desktop.documents.carrying import Spread
from eduaid_desktop.documents.reader_run import DAMAGED
from eduaid_desktop.errors import UserError

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet "
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14

Found = tuple[str, Spread, dict[str, Any]]


def sheets(data: bytes) -> list[Found]:
    """Every sheet: its name, its cells by row, the other fields of documents.reader.Sheet."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        raise UserError(DAMAGED) from None
    if not reader.sheets:
        raise UserError(DAMAGED)
    return reader.sheets


class _Reader:
    """Collects while expat reads. Rows, columns and cells count on where they give no index."""

    def __init__(self) -> None:
        self.sheets: list[Found] = []
        self._row = self._column = 0
        self._across = self._rows_after = self._columns_after = 0
        self._text: list[str] | None = None
        self._type = ""
        self._formula = self._in_comment = False
        self.parser = strict_xml.parser(self._start, self._end, self._characters, " ")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        attributes = {key.removeprefix(_SPACE): value for key, value in given.items()}
        name = tag.removeprefix(_SPACE)
        if name == "Worksheet":
            about: dict[str, Any] = {
                "hidden_rows": set(),
                "hidden_columns": set(),
                "merged": [],
                "unread": {},
            }
            self.sheets.append((attributes.get("Name", ""), {}, about))
            self._row = self._column = -1
            self._rows_after = self._across = self._columns_after = 0
        elif self.sheets and name in _STARTS:
            _STARTS[name](self, attributes)

    def _start_column(self, given: dict[str, str]) -> None:
        first = int(given.get("Index", self._column + self._columns_after + 2)) - 1
        self._column, self._columns_after = first, int(given.get("Span", 0))
        if given.get("Hidden") == "1":
            last = min(first + self._columns_after + 1, _LAST_COLUMN)
            self.sheets[-1][2]["hidden_columns"].update(range(first, last))

    def _start_row(self, given: dict[str, str]) -> None:
        self._row = int(given.get("Index", self._row + self._rows_after + 2)) - 1
        if not 0 <= self._row < _LAST_ROW:
            raise ValueError("a row outside the sheet")
        self._rows_after = min(int(given.get("Span", 0)), _LAST_ROW)
        self._column, self._across = -1, 0
        if given.get("Hidden") == "1":
            hidden = range(self._row, self._row + self._rows_after + 1)
            self.sheets[-1][2]["hidden_rows"].update(hidden)

    def _start_cell(self, given: dict[str, str]) -> None:
        self._column = int(given.get("Index", self._column + self._across + 2)) - 1
        if not 0 <= self._column < _LAST_COLUMN:
            raise ValueError("a column outside the sheet")
        self._across, down = int(given.get("MergeAcross", 0)), int(given.get("MergeDown", 0))
        if self._across or down:
            end = (self._row + down, self._column + self._across)
            self.sheets[-1][2]["merged"].append(((self._row, self._column), end))
        self._formula = "Formula" in given

    def _start_comment(self, _: dict[str, str]) -> None:
        self._in_comment = True

    def _start_data(self, given: dict[str, str]) -> None:
        if not self._in_comment:
            self._text, self._type = [], given.get("Type", "String")

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.removeprefix(_SPACE)
        if name == "Comment":
            self._in_comment = False
        elif name == "Data" and self._text is not None:
            self._end_data("".join(self._text))
        elif name == "Cell" and self._formula and self.sheets:
            self.sheets[-1][2]["unread"][self._row, self._column] = "formula"

    def _end_data(self, written: str) -> None:
        self._text, self._formula = None, False
        if self._type == "Error":
            self.sheets[-1][2]["unread"][self._row, self._column] = "error"
        elif written:
            value = _value(written, self._type)
            self.sheets[-1][1].setdefault(self._row, []).append((self._column, value))


_STARTS = {
    "Column": _Reader._start_column,
    "Row": _Reader._start_row,
    "Cell": _Reader._start_cell,
    "Comment": _Reader._start_comment,
    "Data": _Reader._start_data,
}


def _value(written: str, kind: str) -> Any:
    """What cannot be understood stays the text that it is."""
    if kind == "Boolean":
        return written.strip() == "1"
    try:
        if kind == "Number":
            return float(written)
        if kind == "DateTime":
            moment = datetime.fromisoformat(written.strip())
            return moment.date() if moment.time() == datetime.min.time() else moment
    except ValueError:
        pass
    return written
