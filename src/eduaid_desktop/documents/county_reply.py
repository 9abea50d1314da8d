"""Filling the county's decision columns of a batch workbook, as the bureau does by hand.

Used by the sample township and the demonstration, which need a county that answers.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from eduaid_desktop.domain.batch import DECISIONS

_SHEET, _CASE = "导入数据", "申请编号"


def fill(batch: Path, target: Path, decisions: Mapping[str, Mapping[str, str]]) -> None:
    """Copy a batch workbook to target with decisions: case number -> column name -> text (amounts in yuan)."""
    from openpyxl import load_workbook

    workbook = load_workbook(batch)
    sheet = workbook[_SHEET]
    columns = {str(cell.value): index for index, cell in enumerate(sheet[1], start=1)}
    money = {column.name for column in DECISIONS if column.kind == "money"}
    for row in range(2, sheet.max_row + 1):
        for name, text in decisions.get(str(sheet.cell(row, columns[_CASE]).value), {}).items():
            sheet.cell(row, columns[name]).value = Decimal(text) if name in money and text else text
    workbook.save(target)
