"""Workbooks as clerks make them, and what becomes of their rows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Make = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Make:
    """workbook(rows, merged=["B3:D3"], sheet="名", hidden=[5], more={sheet: rows}) -> the path of an .xlsx."""

    def make(
        rows: Sequence[Sequence[Any]],
        *,
        merged: Sequence[str] = (),
        sheet: str = "Sheet1",
        hidden: Sequence[int] = (),
        more: dict[str, Sequence[Sequence[Any]]] | None = None,
        name: str = "表.xlsx",
    ) -> Path:
        book = openpyxl.Workbook()
        first = book.worksheets[0]
        first.title = sheet
        for each, content in ((first, rows), *((book.create_sheet(n), r) for n, r in (more or {}).items())):
            for row in content:
                each.append(list(row))
        for area in merged:
            first.merge_cells(area)
        for row in hidden:
            first.row_dimensions[row].hidden = True
        path = tmp_path / name
        book.save(path)
        return path

    return make
