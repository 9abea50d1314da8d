"""A batch workbook changed as somebody with a spreadsheet program does it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

# Changes the sheet 导入数据; it gets the number of each column by its heading.
Edit = Callable[[Any, dict[str, int]], object]


def edited(source: Path, target: Path, edit: Edit) -> Path:
    """The workbook with its sheet 导入数据 edited, saved as target."""
    book = load_workbook(source)
    sheet = book["导入数据"]
    edit(sheet, {cell.value: cell.column for cell in sheet[1]})
    book.save(target)
    return target


def filled(source: Path, target: Path, rows: Mapping[int, Mapping[str, Any]]) -> Path:
    """The same with cells written: Excel row to values by heading."""

    def fill(sheet: Any, columns: dict[str, int]) -> None:
        for row, cells in rows.items():
            for heading, value in cells.items():
                sheet.cell(row, columns[heading]).value = value

    return edited(source, target, fill)
