"""A workbook is held against its batch cell by cell, on every sheet; and made without keeping its rows."""

import tracemalloc
from dataclasses import replace
from typing import Any

import pytest

from eduaid_desktop.documents import batch_read_back, batch_workbook
from eduaid_desktop.domain import batch
from eduaid_desktop.domain.batch import COLUMNS, Batch
from eduaid_desktop.errors import UserError

from .. import big_batch

CONTENT = big_batch.content(30)


@pytest.fixture(scope="module")
def data() -> bytes:
    return batch_workbook.build(CONTENT)


def changed(number: int, **given: Any) -> Batch:
    """The batch as it would be with one line different; the seal stays, so that the sheets alone tell."""
    lines = [replace(line, **given) if line.case_id == number else line for line in CONTENT.lines]
    other = replace(CONTENT, lines=tuple(lines))
    totals = replace(other.totals, sha256=CONTENT.sha256)
    other.__dict__["totals"] = totals
    return other


def test_what_was_built_says_what_it_was_built_from(data: bytes) -> None:
    batch_read_back.require(data, CONTENT)


@pytest.mark.parametrize("place", range(len(COLUMNS)))
def test_a_cell_that_differs_is_named(data: bytes, place: int) -> None:
    (line,) = (line for line in CONTENT.lines if line.case_id == 17)
    new = "0.01" if COLUMNS[place].kind == "money" else "别的"
    cells = (*line.cells[:place], new, *line.cells[place + 1 :])
    if place == batch.CASE_NO:
        cells = (*line.cells[:place], line.cells[place] + "1", *line.cells[place + 1 :])
    with pytest.raises(UserError, match=r"（“(花名册”第 21|导入数据”第 19|汇总表”第 \d+) 行"):
        batch_read_back.require(data, changed(17, cells=cells))


@pytest.mark.parametrize(
    ("other", "where"),
    [
        (replace(CONTENT, phone="16499999999"), "“封面”第 18 行 A 列"),
        (replace(CONTENT, outcomes={}, poor_heading="其中：脱贫户"), "“汇总表”第 3 行"),
        (changed(17, group_name="九组"), "“花名册”第 21 行 P 列"),
        (changed(17, registered_poor=False), "“汇总表”第 10 行"),
        (changed(17, amount=1), "“封面”第 7 行 B 列"),
        (replace(CONTENT, lines=tuple(CONTENT.lines)[:29]), "“封面”"),
    ],
)
def test_a_sheet_that_differs_is_named(data: bytes, other: Batch, where: str) -> None:
    with pytest.raises(UserError, match=where):
        batch_read_back.require(data, other)


def test_a_formula_whose_result_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that kept no results, as openpyxl does, would give an empty summary in a protected view."""
    from xlsxwriter.worksheet import Worksheet

    plain = Worksheet.write_formula
    monkeypatch.setattr(
        Worksheet, "write_formula", lambda self, r, c, text, style, value: plain(self, r, c, text, style)
    )
    with pytest.raises(UserError, match="“汇总表”第 5 行 Q 列"):
        batch_read_back.require(batch_workbook.build(CONTENT), CONTENT)


def test_lines_out_of_order_are_never_sealed() -> None:
    with pytest.raises(ValueError, match="order"):
        batch_workbook.build(replace(CONTENT, lines=tuple(CONTENT.lines)[::-1]))


def test_the_totals_are_those_of_all_lines() -> None:
    lines = tuple(CONTENT.lines)
    assert CONTENT.sha256 == batch.sha256(line.cells for line in lines)
    assert (CONTENT.totals.rows, CONTENT.amount) == (30, sum(line.amount for line in lines))
    assert sum(v.whole[1] for v in CONTENT.totals.villages.values()) == CONTENT.amount
    assert CONTENT.totals.villages["513399101201"].poor[0] == 3


def test_a_row_more_costs_no_memory_but_its_bytes_in_the_file() -> None:
    """The forty texts of a row would be three thousand bytes."""
    peaks = []
    for rows in (100, 400):
        tracemalloc.start()
        size = len(batch_workbook.build(big_batch.content(rows)))
        peaks.append(tracemalloc.get_traced_memory()[1] - size)
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 300 < 200
