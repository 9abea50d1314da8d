"""Batch workbooks and replies that another program saved."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import reader
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches, replies
from eduaid_desktop.services.term_batch.batches import Exported

from ..libreoffice import resaved

Answered = Edited = Callable[..., Path]
NINE = sum(100050 + 10000 * (serial % 5) for serial in range(1, 10))
MIXED: dict[int, dict[str, Any]] = {
    2: {},
    3: {},
    4: {"amount": 800},
    5: {"result": "不同意", "amount": None, "reason": "已享受同类资助"},
    6: {"result": "退回", "amount": None, "reason": "账号与户名不符", "document": None},
    7: {"result": "超限额待批"},
    8: {},
}


def states(desk: Desk) -> dict[int, int]:
    return {int(case["case_no"][-4:]): case["state"] for case in desk.store.select("relief_case")}


def table(path: Path, name: str) -> list[list[Any]]:
    return next(sheet.rows for sheet in reader.read(path).sheets if sheet.name == name)


@pytest.mark.libreoffice
def test_libreoffice_calculates_the_same_totals(exported: Exported, tmp_path: Path) -> None:
    before = table(exported.path, "汇总表")
    path = resaved(exported.path, tmp_path / "另存")
    after = table(path, "汇总表")
    total = next(row for row in after if row[0] == "合计")
    assert (total[16], total[17]) == (9, NINE / 100)
    assert total[18:20] == [7, sum(100050 + 10000 * (n % 5) for n in (1, 2, 3, 5, 6, 7, 9)) / 100]
    assert [row[:20] for row in after[4:8]] == [row[:20] for row in before[4:8]]
    assert batches.verify(path).findings == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_other_formats_still_carry_the_seal(
    desk: Desk, exported: Exported, tmp_path: Path, suffix: str
) -> None:
    path = resaved(exported.path, tmp_path / suffix, suffix)
    assert batches.verify(path, desk).findings == []


@pytest.mark.libreoffice
def test_formulas_are_calculated_anew(exported: Exported, edited: Edited, tmp_path: Path) -> None:
    """The totals come from formulas over the data rows, not from the values kept beside them."""
    from openpyxl import load_workbook

    book = load_workbook(exported.path)
    book["汇总表"]["C5"].value += 5
    book["汇总表"]["D5"].value += 700
    book.save(tmp_path / "改.xlsx")
    after = table(resaved(tmp_path / "改.xlsx", tmp_path / "另存"), "汇总表")
    total = next(row for row in after if row[0] == "合计")
    assert (total[16], total[17]) == (14, NINE / 100 + 700)


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods", "csv"])
def test_a_reply_saved_by_libreoffice_reads_the_same(
    desk: Desk, answered: Answered, tmp_path: Path, suffix: str
) -> None:
    path = answered(MIXED)
    if suffix == "csv":
        path = _only_machine_sheet(path)
    found = replies.apply(desk, resaved(path, tmp_path / "另存", suffix))
    assert (found.touched, found.problems) == ([], [])
    assert states(desk) == {1: 80, 2: 80, 3: 80, 4: 200, 5: 75, 6: 85, 7: 80, 8: 70, 9: 70}


def _only_machine_sheet(path: Path) -> Path:
    from openpyxl import load_workbook

    copy = path.with_name("单表.xlsx")
    shutil.copy(path, copy)
    book = load_workbook(copy)
    for name in book.sheetnames:
        if name != "导入数据":
            del book[name]
    book.save(copy)
    return copy
