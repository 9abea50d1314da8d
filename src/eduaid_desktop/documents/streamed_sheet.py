"""A worksheet of XlsxWriter in which every text comes back as it went in."""

import re
from typing import Any

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

# What a reader takes for the file format's own escape, a lone return, which XML turns into a line feed, and the
# mark by which XlsxWriter 3.3 knows a formatted text that it would copy into the sheet as markup.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|\r|\A<(?=r>)")


class _Parts:
    """Takes what is written of a row."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self.write = self.all.append


class StreamedSheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter 3.3 escapes _x0041_x0041_ once where it takes two, and looks for what SheetWriter has refused."""

    def write_text(self, row: int, column: int, text: str, style: Any) -> None:
        """write_string for a place given in numbers."""
        self._write_string(row, column, text, style)

    def _write_single_row(self, current_row_num: int = 0) -> None:
        """A row goes into its file at once: a file that is also read is slow to take many small pieces."""
        self.fh = parts = _Parts()
        super()._write_single_row(current_row_num)
        self.row_data_fh.write("".join(parts.all))

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        if isinstance(data, str) and ("_x" in data or "\r" in data or data.startswith("<r>")):
            return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", data)
        return data
