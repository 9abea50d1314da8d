"""A worksheet of XlsxWriter in which every text comes back as it went in."""

import re
from typing import Any

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

# What a reader takes for the file format's own escape, a lone return, which XML turns into a line feed, and the
# mark by which XlsxWriter 3.3 knows a formatted text that it would copy into the sheet as markup.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|\r|\A<(?=r>)")


class StreamedSheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter 3.3 escapes _x0041_x0041_ once where it takes two, and looks for what SheetWriter has refused."""

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        if isinstance(data, str) and ("_x" in data or "\r" in data or data.startswith("<r>")):
            return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", data)
        return data
