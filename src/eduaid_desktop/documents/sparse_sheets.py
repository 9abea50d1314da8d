"""The second way to read an xlsx, by openpyxl: ten times slower, yet it takes what calamine 0.37 refuses or dies of.

Among them, seen in public files: macro sheets, a sheet without a relation, error values newer than Excel 2007
(#SPILL!), and one cell in the last corner of a sheet, for which calamine asks for 400 GB.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from eduaid_desktop.documents.carrying import Carrier, Row, Spread, in_rows
from eduaid_desktop.documents.reader_run import DAMAGED, Answer
from eduaid_desktop.errors import UserError


def answers(data: bytes, carrier: Carrier, look: Any) -> Iterator[Answer | bytes]:
    """The same answers as calamine_sheets. look(name): what else is known of that sheet."""
    book = _opened(data)
    for sheet in book.worksheets:
        yield "height", sheet.max_row
        height = yield from carrier.rows(_rows(sheet))
        merged = [
            ((each.min_row - 1, each.min_col - 1), (each.max_row - 1, each.max_col - 1))
            for each in sheet.merged_cells.ranges
        ]
        known = {"merged": merged, "visible": sheet.sheet_state == "visible"}
        yield carrier.end(sheet.title, height, {**known, **look(sheet.title)})


def _opened(data: bytes) -> Any:
    import openpyxl

    warnings.simplefilter("ignore")
    try:
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except MemoryError:
        raise
    except Exception:  # openpyxl raises whatever its parts raise
        raise UserError(DAMAGED) from None


def _rows(sheet: Any) -> Iterator[Row]:
    """Only cells that exist are looked at: iter_rows would make those of the whole area."""
    found: Spread = {}
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None and cell.data_type != "e":
            found.setdefault(row - 1, []).append((column - 1, cell.value))
    return in_rows(found)
