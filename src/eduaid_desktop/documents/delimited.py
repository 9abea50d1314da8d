"""Text files with commas or tabs between the cells. Every cell is text."""

import csv
import io
import re

from eduaid_desktop.documents import formats
from eduaid_desktop.errors import UserError

_AS_TEXT = re.compile(r'\s*="(.*)"\s*', re.DOTALL)
_LONGEST_CELL = 1_000_000


def rows(data: bytes) -> list[list[str]]:
    """The rows of a CSV file; ="0123", as programs write numbers that are text, is 0123.

    Raises UserError when the file is no text or a quotation mark never ends.
    """
    written = formats.decode(data)
    if written is None:
        raise UserError("“{name}”不是文本文件。请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后再导入。")
    csv.field_size_limit(_LONGEST_CELL)
    lines = csv.reader(io.StringIO(written, newline=""), delimiter=_delimiter(written))
    try:
        return [[_cell(cell) for cell in line] for line in lines]
    except csv.Error:
        raise UserError(
            "“{name}”的引号不成对，无法分列。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
        ) from None


def _delimiter(written: str) -> str:
    start = written[:20_000]
    return "\t" if start.count("\t") > start.count(",") else ","


def _cell(written: str) -> str:
    found = _AS_TEXT.fullmatch(written)
    return found[1].replace('""', '"') if found else written
