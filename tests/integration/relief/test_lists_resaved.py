"""Bank files and answers that another program saved."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from eduaid_desktop.documents import reader
from eduaid_desktop.domain import workflow
from eduaid_desktop.services import bank_files, bank_results, payment_lists
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.templates import kept, reading

from ...libreoffice import resaved
from .conftest import TERM, Office

WHY = Reason("救助代发", "云岭县农村信用社")
ACCOUNT = "6222801234567891234"


def listed(office: Office, template: str, folder: Path) -> Path:
    """A list of two, with a long account, in a bank's template."""
    office.to(workflow.APPROVED, payee_account=ACCOUNT)
    office.to(workflow.APPROVED)
    made = payment_lists.make(office.desk, TERM, on_date="2018-06-01")
    return bank_files.write(office.desk, made.list_no, folder, WHY, template).path


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_an_answer_that_libreoffice_saved_finds_its_rows(office: Office, tmp_path: Path, suffix: str) -> None:
    book = load_workbook(listed(office, "bank", tmp_path))
    sheet = book.active
    assert sheet is not None
    for row, cells in enumerate(
        (("处理结果", "入账日期"), ("成功", "2018-06-05"), ("已入账", "2018-06-05")), 1
    ):
        for place, value in enumerate(cells, 9):
            sheet.cell(row, place, value)
    book.save(tmp_path / "回盘.xlsx")
    (tmp_path / "另存").mkdir()
    found = bank_results.preview(office.desk, resaved(tmp_path / "回盘.xlsx", tmp_path / "另存", suffix))
    assert [e.sent.account for e in found.paid if e.sent] == [ACCOUNT, "629900000000002"]
    assert found.problems == []


@pytest.mark.libreoffice
def test_a_template_that_libreoffice_saved_is_filled_and_opens_there_again(
    office: Office, tmp_path: Path
) -> None:
    shipped = kept.content(office.desk, kept.find(office.desk, "sheet"))
    (tmp_path / "空表.xlsx").write_bytes(shipped)
    (tmp_path / "一").mkdir()
    empty = resaved(tmp_path / "空表.xlsx", tmp_path / "一", "xlsx")
    reading.add(office.desk, "payment", empty, "信用社")
    filled = listed(office, "信用社", tmp_path / "出")
    (tmp_path / "二").mkdir()
    shutil.copy(filled, tmp_path / "看.xlsx")
    (sheet,) = reader.read(resaved(tmp_path / "看.xlsx", tmp_path / "二", "ods")).sheets
    assert [row[6:8] for row in sheet.rows[1:]] == [[ACCOUNT, 1000], ["629900000000002", 1000]]
