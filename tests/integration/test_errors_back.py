"""The rows that failed come back as a workbook: the same headers, why, where from; put right, only they are taken."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from eduaid_desktop.errors import Refused
from eduaid_desktop.services import imports
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.importing import errors_back
from eduaid_desktop.services.imports import ImportResult

from ..libreoffice import resaved

ROLL, DAMAGED = "1_学籍名册_2018年春季.xlsx", "5_学籍名册_号码损坏.xlsx"
WHY = Reason(errors_back.PURPOSE, "格桑镇中心小学")
GOOD = "513399200903121231"
# Group headings over the headings, a serial number, a column that is not read, a guardian beside two children.
TWO_ROWS = (
    ("秋季转入学生名册", None, None, None, None, None, None),
    ("序号", "学生", None, None, "家长姓名", "就读", None),
    (None, "姓名", "身份证号", "学籍号", None, "学校名称", "寝室"),
    (1, "扎西", "513399200903121239", "G513399200903121231", "多吉", "格桑镇中心小学", "3-201"),
    (2, "卓玛", None, None, None, "格桑镇中心小学", "0012"),
    (3, "次仁", "51339920060312123X", "G51339920060312123X", "白玛", "云岭县第二中学", None),
)
MERGED = ("A1:G1", "A2:A3", "B2:D2", "E2:E3", "F2:G2", "E4:E5")


def written(
    path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "名册"
) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for each in merged:
        sheet.merge_cells(each)
    book.save(path)
    return path


def cells(path: Path) -> list[list[Any]]:
    (sheet,) = load_workbook(path).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def put_right(path: Path, changes: dict[str, str]) -> Path:
    book = load_workbook(path)
    for address, value in changes.items():
        book.worksheets[0][address] = value
    book.save(path)
    return path


def give_back(desk: Desk, found: ImportResult, path: Path, *outcomes: str) -> Path:
    return errors_back.save(desk, found, path, WHY, outcomes or ("refused",))


def test_the_same_headers_in_the_same_order_and_everything_is_text(
    clerk: Desk, samples: Path, tmp_path: Path
) -> None:
    found = imports.preview(clerk, samples / ROLL)
    path = give_back(clerk, found, tmp_path / "退回.xlsx")
    before, after = cells(samples / ROLL), cells(path)
    assert [row[:26] for row in after[:3]] == [
        [c if c is None else str(c) for c in row] for row in before[:3]
    ]
    assert after[2][26:] == ["失败原因（格桑镇人民政府）", "原行号（2018年春季学期）"]
    (failed,) = after[3:]
    as_it_stood = [None if c is None else str(c).removesuffix(".0") for c in before[237]]
    assert failed[:26] == as_it_stood
    assert "校验位不对" in failed[26]
    assert failed[27] == "学籍名册 第238行"
    sheet = load_workbook(path).worksheets[0]
    assert sheet.title == "学籍名册"
    assert {cell.number_format for row in sheet.iter_rows(min_row=3) for cell in row} == {"@"}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert {d.number_format for d in sheet.column_dimensions.values()} == {"@"}


def test_the_cells_that_failed_are_coloured(clerk: Desk, samples: Path, tmp_path: Path) -> None:
    path = give_back(clerk, imports.preview(clerk, samples / ROLL), tmp_path / "退回.xlsx")
    sheet = load_workbook(path).worksheets[0]
    filled = {
        cell.column_letter: cell.fill.fgColor.rgb for cell in sheet[4] if cell.fill.fill_type == "solid"
    }
    assert filled == {"J": "FFF8CBAD", "D": "FFFFE699"}


def test_a_number_that_lost_its_digits_stays_refused(clerk: Desk, samples: Path, tmp_path: Path) -> None:
    """As text with all its digits one in eleven would pass for an ID number."""
    found = imports.apply(clerk, imports.preview(clerk, samples / DAMAGED))
    path = give_back(clerk, found, tmp_path / "退回.xlsx")
    again = imports.preview(clerk, path)
    assert (len(again.lines), again.count("refused")) == (55, 55)
    rules = {p.problem.rule for p in again.problems if p.problem.blocking}
    assert rules == {"B_ID_PRECISION"}


def test_only_what_was_put_right_is_taken_and_the_rest_names_its_first_row(
    clerk: Desk, samples: Path, tmp_path: Path
) -> None:
    first = imports.apply(clerk, imports.preview(clerk, samples / DAMAGED))
    path = put_right(give_back(clerk, first, tmp_path / "退回.xlsx"), {"D3": GOOD})
    second = imports.apply(clerk, imports.read(clerk, path))
    assert (len(second.lines), second.count("accepted"), second.count("refused")) == (55, 1, 54)
    assert len(clerk.store.select("person")) == 6
    refused = next(p for p in second.problems if p.problem.blocking)
    assert (refused.row, refused.origin) == (4, "Sheet1 第4行")
    assert refused.message.endswith("（原表 Sheet1 第4行）")
    assert clerk.store.select("import_problem", row=4)[-1]["message"].endswith("（原表 Sheet1 第4行）")
    third = give_back(clerk, second, tmp_path / "再退.xlsx")
    head = cells(third)[1]
    assert [h for h in head if h and h.startswith(("失败原因", "原行号"))] == head[-2:]
    assert [row[-1] for row in cells(third)[2:5]] == ["Sheet1 第4行", "Sheet1 第5行", "Sheet1 第6行"]


def test_two_header_rows_and_joined_cells_come_back(clerk: Desk, tmp_path: Path) -> None:
    source = written(tmp_path / "转入.xlsx", TWO_ROWS, MERGED)
    found = imports.preview(clerk, source, term="2017A", columns={"C": "身份证件号", "D": "学籍号"})
    assert [line.outcome for line in found.lines] == ["refused", "refused", "accepted"]
    path = give_back(clerk, found, tmp_path / "退回.xlsx")
    after = cells(path)
    assert [row[:7] for row in after[:3]] == [
        [c if c is None else str(c) for c in row] for row in TWO_ROWS[:3]
    ]
    merged = {str(each) for each in load_workbook(path).worksheets[0].merged_cells.ranges}
    assert {"A1:G1", "B2:D2", "A2:A3", "F2:G2"} <= merged
    assert [row[4] for row in after[3:]] == ["多吉", "多吉"]
    assert [row[6] for row in after[3:]] == ["3-201", "0012"]
    second = imports.preview(clerk, put_right(path, {"C4": GOOD}), columns={"C": "身份证件号", "D": "学籍号"})
    assert second.term == "2017A"
    assert [(line.outcome, line.origin) for line in second.lines] == [
        ("accepted", "名册 第4行"),
        ("refused", "名册 第5行"),
    ]


def test_columns_that_were_set_right_need_not_be_set_right_again(clerk: Desk, tmp_path: Path) -> None:
    """The workbook that comes back says who sent it, and the sender's headings are remembered."""
    head = ("孩子", "证件", "念几年级", "念书的学校")
    good, bad = ("扎西", GOOD, "三年级", "中心校"), ("卓玛", "513399200903121239", "三年级", "中心校")
    fields = dict(zip(head, ("姓名", "身份证件号", "年级", "学校名称"), strict=True))
    source = written(tmp_path / "怪.xlsx", [head, good, bad])
    found = imports.apply(clerk, imports.read(clerk, source, columns=fields, sender="县二中", term="2017A"))
    assert (found.count("accepted"), found.count("refused")) == (1, 1)
    again = imports.preview(clerk, give_back(clerk, found, tmp_path / "退回.xlsx"))
    assert (again.sender, again.term, again.count("refused")) == ("县二中", "2017A", 1)
    assert again.lines[0].origin == "名册 第3行"


def test_what_could_not_be_read_is_refused_again(clerk: Desk, tmp_path: Path) -> None:
    head = ("姓名", "身份证号", "年级", "学校名称", "备注")
    rows = [head, ("扎西", "=A1&B1", "三年级", "格桑镇中心小学", "住校")]
    found = imports.preview(clerk, written(tmp_path / "公式.xlsx", rows))
    assert found.lines[0].outcome == "refused"
    again = imports.preview(clerk, give_back(clerk, found, tmp_path / "退回.xlsx"))
    assert (again.lines[0].outcome, again.lines[0].origin) == ("refused", "名册 第2行")


def test_it_leaves_the_office_for_a_purpose_and_is_logged(clerk: Desk, samples: Path, tmp_path: Path) -> None:
    found = imports.preview(clerk, samples / DAMAGED)
    with pytest.raises(Refused, match="用途"):
        errors_back.save(clerk, found, tmp_path / "退回.xlsx", Reason(""))
    assert not (tmp_path / "退回.xlsx").exists()
    path = give_back(clerk, found, tmp_path / "退回")
    assert path.name == "退回.xlsx"
    (line,) = clerk.store.select("disclosure")
    assert (line["content"], line["row_count"], line["purpose"]) == ("退回.xlsx", 55, "退回更正")
    assert line["recipient"] == "格桑镇中心小学"


def test_nothing_failed_nothing_is_written(clerk: Desk, tmp_path: Path) -> None:
    rows = [("姓名", "身份证号", "年级", "学校名称"), ("扎西", GOOD, "三年级", "格桑镇中心小学")]
    found = imports.preview(clerk, written(tmp_path / "好.xlsx", rows))
    with pytest.raises(Refused, match="没有失败的行"):
        give_back(clerk, found, tmp_path / "退回.xlsx")
    assert clerk.store.select("disclosure") == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_saved_again_by_libreoffice_it_is_read_the_same(
    clerk: Desk, samples: Path, tmp_path: Path, suffix: str
) -> None:
    first = imports.apply(clerk, imports.preview(clerk, samples / DAMAGED))
    path = put_right(give_back(clerk, first, tmp_path / "退回.xlsx"), {"D3": GOOD})
    again = imports.preview(clerk, resaved(path, tmp_path / "另存", suffix))
    assert again.term == "2018S"
    assert [line.outcome for line in again.lines] == ["accepted"] + ["refused"] * 54
    straight = imports.preview(clerk, path)
    assert [(x.values, x.origin) for x in again.lines] == [(x.values, x.origin) for x in straight.lines]
