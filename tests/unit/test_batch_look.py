"""How the batch workbook meets the county: print set-up, frozen heads, lists and hints, and nothing in its way."""

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from eduaid_desktop.documents import batch_workbook
from eduaid_desktop.domain import batch

from .. import big_batch


@pytest.fixture(scope="module")
def book() -> Any:
    return load_workbook(BytesIO(batch_workbook.build(big_batch.content(30))))


def test_every_sheet_prints_on_a4_with_its_head_on_every_page(book: Any) -> None:
    found = {
        s.title: (
            s.page_setup.paperSize, s.page_setup.orientation, s.print_title_rows, s.print_title_cols, s.freeze_panes,
            s.page_setup.fitToWidth, s.page_setup.fitToHeight, s.sheet_properties.pageSetUpPr.fitToPage,
        )
        for s in book
    }  # fmt: skip
    assert found == {
        "封面": (9, "portrait", None, None, None, None, 0, True),
        "汇总表": (9, "landscape", "$1:$4", None, "C5", None, 0, True),
        "花名册": (9, "landscape", "$1:$3", None, "D4", None, 0, True),
        "导入数据": (9, "landscape", "$1:$1", "$E:$F", "G2", 4, 0, True),
        "填表说明": (9, "portrait", None, None, None, None, 0, True),
    }


def test_the_county_sorts_and_filters_and_nothing_is_locked(book: Any) -> None:
    assert [sheet.title for sheet in book if sheet.protection.sheet] == []
    assert book["导入数据"].auto_filter.ref == "A1:AS31"


def test_decisions_are_chosen_and_checked_and_the_forty_columns_say_what_they_are(book: Any) -> None:
    rules = {str(v.sqref): v for v in book["导入数据"].data_validations.dataValidation}
    assert list(rules) == ["AO2:AO31", "AP2:AP31", "AS2:AS31", "A2:AN31"]
    assert rules["AO2:AO31"].formula1 == '"同意,不同意"'
    assert (rules["AP2:AP31"].operator, rules["AP2:AP31"].formula1) == ("greaterThanOrEqual", "0")
    assert rules["A2:AN31"].formula1 == "FALSE()"
    assert "退回" in rules["A2:AN31"].error


def test_what_a_decision_lacks_is_coloured(book: Any) -> None:
    rules = {
        str(place.sqref): [(rule.formula[0], rule.dxf.fill.bgColor.rgb) for rule in found]
        for place, found in book["导入数据"].conditional_formatting._cf_rules.items()
    }
    assert rules == {
        "AP2:AP31": [('AND(LEN(AP2)=0,OR($AO2="同意"))', "FFF4B183")],
        "AQ2:AQ31": [('AND(LEN(AQ2)=0,OR($AO2="不同意"))', "FFF4B183")],
        "AR2:AR31": [('AND(LEN(AR2)=0,OR($AO2="同意"))', "FFF4B183")],
        "AS2:AS31": [('AND(LEN(AS2)=0,OR($AO2="同意",$AO2="不同意"))', "FFF4B183")],
        "AO2:AS31": [("LEN($AO2)>0", "FFE2EFDA"), ("LEN($AO2)=0", "FFFFF2B3")],
    }


def test_numbers_that_tell_who_somebody_is_are_text_and_amounts_have_two_decimals(book: Any) -> None:
    sheet = book["导入数据"]
    formats = {cell.value: sheet.cell(2, cell.column).number_format for cell in sheet[1][:40]}
    assert {name for name, written in formats.items() if written != "@"} == {
        "人均年收入", "就学费用合计", "申请金额", "乡镇建议金额",
    }  # fmt: skip
    assert {formats[name] for name in formats} == {"@", "#,##0.00"}
    assert (sheet.column_dimensions["AP"].number_format, sheet["G2"].data_type) == ("#,##0.00", "s")


def test_a_long_name_stands_whole_on_paper() -> None:
    def line(n: int) -> batch.Line:
        values = big_batch.values(n)
        values[12] = "云岭县格桑镇扎西岗九年一贯制民族寄宿制学校（县城教学点）" if n else values[12]
        values[3] = "云岭县格桑镇扎西岗第三社区" if n else values[3]
        return big_batch.line(n, values)

    long = replace(big_batch.content(1), lines=batch.Lines(range(2), line))
    book = load_workbook(BytesIO(batch_workbook.build(long)))
    heights = [book["花名册"].row_dimensions[row].height for row in (4, 5)]
    # In whole pixels. 28 characters of two digits' width each, 17 digits' width in a line.
    assert heights == [27.75, 56.25]
    assert [book["汇总表"].row_dimensions[row].height for row in (5, 6)] == [24, 27.75]


def test_no_page_loads_what_only_a_workbook_needs() -> None:
    """A fifth of a second, before the page of the batches is there."""
    page = "eduaid_desktop.gui.term_batch.batches_page"
    asked = f"import sys, {page}; print({{'xlsxwriter', 'msoffcrypto'}} & {{*sys.modules}})"
    told = subprocess.run([sys.executable, "-c", asked], check=True, stdout=subprocess.PIPE, text=True)
    assert told.stdout.strip() == "set()"
