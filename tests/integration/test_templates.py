"""The bureau's own empty workbook: its columns are known, our rows go above its foot, nothing of it is lost."""

import json
import re
import shutil
import warnings
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from eduaid_desktop.cli import main
from eduaid_desktop.documents import reader
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.checking import check
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.templates import filling, kept, reading
from eduaid_desktop.services.term_batch import batch_files, batches, replies
from eduaid_desktop.services.term_batch.batches import Exported

from .. import bureau
from ..libreoffice import resaved

NINE = sum(100050 + 10000 * (serial % 5) for serial in range(1, 10))
SENDER = "云岭县教育局"


def filled(desk: Desk, exported: Exported, path: Path, **given: Any) -> Path:
    """The batch in a template that was put in."""
    made = reading.add(desk, "batch", path, sender=SENDER, **given)
    return batch_files.write(desk, exported.batch_no, path.parent / "出", template=made.name).path


def loaded(path: Path) -> Workbook:
    """A workbook with parts that openpyxl would drop, of which it warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(path)


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as file:
        return file.read(name)


def test_rows_push_the_foot_down_and_its_sums_take_them_in(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    empty = bureau.with_foot(tmp_path / "县局表样.xlsx")
    out = filled(desk, exported, empty)
    assert out.name == f"{exported.batch_no}_县局表样.xlsx"
    book = load_workbook(out)
    sheet = book["救助申请"]
    assert [sheet.cell(row, 1).value for row in range(5, 14)] == [*range(1, 10)]
    first = [cell.value for cell in sheet[5]]
    assert first[1:6] == ["扎西·卓玛1", "女", first[3], "低保贫困户", "云岭县第二中学"]
    assert first[6:9] == [1100.5, 1100.5, "多吉"]
    assert sum(sheet.cell(row, 8).value for row in range(5, 14)) == NINE / 100
    assert (sheet["A14"].value, sheet["A15"].value, sheet["A16"].value) == (
        "合计",
        "填表人：",
        "注：本表一式两份。",
    )
    assert [sheet[f"{c}14"].value for c in "GHJ"] == ["=SUM(G5:G13)", "=SUM(H5:H13)", "=COUNTA(B5:B13)"]
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:J1", "A14:F14", "A15:C15"}
    assert {str(v.sqref) for v in sheet.data_validations.dataValidation} == {"C5:C13", "E5:E13"}
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["A5:J13"]
    assert sheet.print_area == "'救助申请'!$A$1:$J$16"
    assert sheet["H14"].comment.text == "与汇总表一致"
    assert sheet["H14"].comment is not None
    assert {sheet.row_dimensions[row].height for row in range(5, 14)} == {22}
    assert (sheet["D13"].number_format, sheet["G13"].number_format) == ("@", "#,##0.00")
    assert sheet["G13"].border.left.style == "thin"


def test_everything_that_speaks_of_the_rows_follows(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    empty = bureau.with_foot(tmp_path / "县局表样.xlsx")
    out = filled(desk, exported, empty)
    book = load_workbook(out)
    assert [book["汇总"][f"B{n}"].value for n in (1, 2)] == ["=SUM(救助申请!H5:H13)", "=救助申请!A15"]
    assert book.defined_names["拟救助"].attr_text == "救助申请!$H$5:$H$13"
    assert book.defined_names["户类型表"].attr_text == "字典!$A$1:$A$4"
    assert book["字典"].sheet_state == "hidden"
    assert b"<xdr:row>14</xdr:row>" in part(out, "xl/drawings/drawing77.xml")
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(out) as new:
        assert old.namelist() == new.namelist()
        same = {name for name in old.namelist() if old.read(name) == new.read(name)}
        assert b">13</" in new.read("xl/drawings/commentsDrawing1.vml")
    assert {"xl/worksheets/sheet2.xml", "xl/theme/theme1.xml", "[Content_Types].xml"} <= same


def test_rows_that_have_room_change_nothing_below(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    empty = bureau.with_foot(tmp_path / "大表.xlsx", room=20)
    out = filled(desk, exported, empty)
    sheet = load_workbook(out)["救助申请"]
    assert (sheet["A25"].value, sheet["H25"].value) == ("合计", "=SUM(H5:H24)")
    assert part(out, "xl/drawings/drawing77.xml") == part(empty, "xl/drawings/drawing77.xml")
    assert load_workbook(out)["汇总"]["B1"].value == "=SUM(救助申请!H5:H24)"
    assert sheet["B14"].value is None


def test_a_column_that_the_template_works_out_is_left_to_it(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    empty = bureau.with_foot(tmp_path / "公式表.xlsx", formula_column=True)
    read = reading.look(desk, "batch", empty)
    assert "由模板的公式计算、不填的：备注。" in read.told()
    sheet = load_workbook(filled(desk, exported, empty))["救助申请"]
    assert [sheet[f"J{n}"].value for n in (5, 9, 10, 13)] == ["=H5-G5", "=H9-G9", "=H10-G10", "=H13-G13"]


def test_a_header_of_two_rows_says_codes_ten_thousands_and_days(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    path = bureau.two_levels(tmp_path / "采集表.xlsx")
    read = reading.look(desk, "batch", path, sender=SENDER)
    assert [m.field for m in read.matches] == [
        "position", "姓名", "性别", "身份证号", "出生日期", "监护人姓名", "监护人与学生关系", "乡镇建议金额",
        "公示开始", "公示结束", "",
    ]  # fmt: skip
    assert [m.heading for m in read.matches if m.required] == [
        "学生信息/姓名", "学生信息/性别代码", "学生信息/证件号码", "学生信息/出生日期",
    ]  # fmt: skip
    assert read.empty == ("救助情况/经办股室",)
    assert "第 5 行是示例，写出时换掉。" in read.told()
    sheet = load_workbook(filled(desk, exported, path, columns={"经办股室": "=资助股"}))["Sheet1"]
    row = [cell.value for cell in sheet[5]]
    assert row[:3] == [1, "扎西·卓玛1", "2"]
    assert row[4:8] == ["20060101", "多吉", "父亲", 0.11005]
    assert (row[8].date(), row[9], row[10]) == (date(2018, 5, 20), "2018-05-26", "资助股")
    assert (sheet["I13"].number_format, sheet["I13"].value.date()) == ("yyyy\\-mm\\-dd", date(2018, 5, 20))
    assert "张三（示例）" not in {cell.value for row in sheet.iter_rows() for cell in row}


def test_what_was_put_right_once_is_known_for_the_senders_next_workbook(desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "核拨数", "打卡人", "联系电话"])
    book.save(tmp_path / "甲.xlsx")
    said = {"核拨数": "乡镇建议金额", "打卡人": "收款人", "联系电话": "不读"}
    reading.add(desk, "batch", tmp_path / "甲.xlsx", "甲", said, sender=SENDER)
    moved = Workbook()
    sheet = moved.active
    assert sheet is not None
    sheet.append(["打卡人", "姓名", "学校名称", "核拨数", "联系电话", "身份证号"])
    moved.save(tmp_path / "乙.xlsx")
    again = reading.look(desk, "batch", tmp_path / "乙.xlsx", sender=SENDER)
    assert [(m.field, m.how) for m in again.matches] == [
        ("收款人", "remembered"), ("姓名", "guessed"), ("学校名称", "guessed"), ("乡镇建议金额", "remembered"),
        ("", "remembered"), ("身份证号", "guessed"),
    ]  # fmt: skip
    reading.add(desk, "batch", tmp_path / "乙.xlsx", "甲", sender=SENDER)
    reading.add(desk, "batch", bureau.with_foot(tmp_path / "丙.xlsx"), "甲", sender=SENDER)
    still = reading.look(desk, "batch", tmp_path / "甲.xlsx", sender=SENDER)
    assert [m.field for m in still.matches] == ["姓名", "身份证号", "乡镇建议金额", "收款人", ""]
    other = reading.look(desk, "batch", tmp_path / "乙.xlsx", sender="别的县教育局")
    assert [m.field for m in other.matches] == ["", "姓名", "学校名称", "", "联系电话", "身份证号"]


def test_a_word_that_the_template_does_not_allow_is_named_before_anything_is_written(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    empty = bureau.with_foot(tmp_path / "县局表样.xlsx")
    book = load_workbook(empty)
    book["字典"]["A2"] = "低保户（新）"
    book.save(tmp_path / "新表样.xlsx")
    made = reading.add(desk, "batch", tmp_path / "新表样.xlsx", sender=SENDER)
    with pytest.raises(
        Refused, match="“户类型”是“低保贫困户”，模板只允许：一般贫困户、低保户（新）、五保贫困户、一般农户"
    ):
        batch_files.write(desk, exported.batch_no, tmp_path / "出", template=made.name)
    assert not (tmp_path / "出").exists()
    assert len(desk.store.select("attachment", owner_table="batch")) == 1
    done = batch_files.write(desk, exported.batch_no, tmp_path / "出", template=made.name, anyway=True)
    assert load_workbook(done.path)["救助申请"]["E5"].value == "低保贫困户"


def test_the_same_batch_is_the_same_file_and_holds_what_was_sealed(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    empty = bureau.with_foot(tmp_path / "县局表样.xlsx")
    first = filled(desk, exported, empty)
    with desk.change("改电话和姓名") as change:
        change.update("person", 1, {"name": "改名"})
    again = batch_files.write(desk, exported.batch_no, tmp_path / "二", template="县局表样")
    assert again.again
    assert again.path.read_bytes() == first.read_bytes()
    reading.add(desk, "batch", empty, sender=SENDER, columns={"备注": "=已审"})
    anew = batch_files.write(desk, exported.batch_no, tmp_path / "二", template="县局表样")
    assert (anew.again, anew.path.name) == (False, f"{exported.batch_no}_县局表样_2.xlsx")
    sheet = load_workbook(anew.path)["救助申请"]
    assert (sheet["B5"].value, sheet["J5"].value) == ("扎西·卓玛1", "已审")
    assert batches.write_again(desk, exported.batch_no, tmp_path / "三").path.read_bytes() == (
        exported.path.read_bytes()
    )
    log = desk.store.select("disclosure")[-1]
    assert (log["purpose"], log["recipient"], log["row_count"]) == ("2018年春季学期上报", SENDER, 9)
    assert [f for f in check(desk)["findings"] if "校验值" in f or f.startswith("批次")] == []


def test_what_is_in_the_way_is_named_and_examples_may_go(desk: Desk, tmp_path: Path) -> None:
    path = bureau.two_levels(tmp_path / "采集表.xlsx")
    book = load_workbook(path)
    book["Sheet1"]["B5"], book["Sheet1"]["F5"] = "卓玛", "多吉"
    book.save(path)
    with pytest.raises(Refused, match="表头下面还有内容：B5“卓玛”"):
        reading.add(desk, "batch", path)
    made = reading.add(desk, "batch", path, drop_examples=True)
    assert made.place.cleared == {4}
    book["Sheet1"].merge_cells("B5:B7")
    book.save(path)
    with pytest.raises(Refused, match="合并的B5:B7"):
        reading.add(desk, "batch", path, drop_examples=True)


def test_a_template_is_taken_away_again(desk: Desk, tmp_path: Path) -> None:
    made = reading.add(desk, "batch", bureau.with_foot(tmp_path / "县局表样.xlsx"))
    assert [t.name for t in kept.templates(desk, "batch")] == ["县局表样"]
    kept.remove(desk, made)
    with pytest.raises(UserError, match="请先放入对方给的空表"):
        kept.find(desk, "", "batch")


def test_cells_merged_in_every_row_and_lists_of_the_newer_form(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    path = bureau.merged_rows(tmp_path / "附件.xlsx")
    read = reading.look(desk, "batch", path, {"编号": "序号"})
    assert [(m.heading, m.field) for m in read.matches] == [
        ("编号", "position"), ("姓名", "姓名"), ("学段", "学段"), ("拟救助金额", "乡镇建议金额"),
    ]  # fmt: skip
    out = filled(desk, exported, path, columns={"编号": "序号"})
    sheet = loaded(out)["附件 1"]
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert merged == {"B2:C2", *(f"B{row}:C{row}" for row in range(3, 12))}
    stages = [sheet.cell(row, 4).value for row in range(3, 12)]
    assert set(stages) == {"幼儿园", "小学", "初中", "普通高中", "中职", "大专", "本科"}
    assert (sheet["E12"].value, sheet.auto_filter.ref) == ("=SUM($E$3:$E$11)", "A2:E11")
    assert (sheet["A13"].hyperlink.ref, sheet["B11"].font.size) == ("A13", 14)
    assert b"<xm:sqref>D3:D11</xm:sqref>" in part(out, "xl/worksheets/sheet1.xml")
    assert re.search(rb'r="E12"[^>]*>.{1,60}<v>11004.5</v>', part(out, "xl/worksheets/sheet1.xml"))


def test_a_total_that_would_leave_rows_out_is_named(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    path = bureau.merged_rows(tmp_path / "附件.xlsx", room=0)
    book = loaded(path)
    book["附件 1"]["E3"] = "=SUM(E2:E2)"
    book.save(path)
    made = reading.add(desk, "batch", path, sender=SENDER)
    with pytest.raises(Refused, match=r"表尾 E12 的合计公式 SUM\(E2:E2\) 没有包括全部 9 行"):
        batch_files.write(desk, exported.batch_no, tmp_path / "出", template=made.name)


def test_the_bureaus_template_comes_back_as_a_reply(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    """With the numbers of the batch and of the cases in it, the county fills its columns beside ours."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "云岭县教育救助审批表"
    heads = (
        "批次号", "申请编号", "学生姓名", "身份证号", "学段", "学校名称", "户类型", "乡镇建议金额", "收款人", "账号",
        "申请金额", "审批结果", "审批金额", "不予原因", "审批文号", "审批日期",
    )  # fmt: skip
    for column, words in enumerate(heads, 1):
        sheet.cell(2, column, words)
    book.save(tmp_path / "审批表.xlsx")
    out = filled(desk, exported, tmp_path / "审批表.xlsx")
    answered = load_workbook(out)
    sheet = answered.active
    assert sheet is not None
    for row in range(3, 12):
        given = ("同意", sheet.cell(row, 8).value, None, "云教助〔2018〕7号", "2018-06-12")
        for column, value in enumerate(given, 12):
            sheet.cell(row, column, value)
    answered.save(tmp_path / "批复.xlsx")
    found = replies.preview(desk, tmp_path / "批复.xlsx")
    assert (found.batch_no, len(found.matched), found.missing) == (exported.batch_no, 9, [])


def test_hostile_texts_stay_what_they_are(desk: Desk, tmp_path: Path) -> None:
    words = (
        "=1+1",
        "+2",
        "-3",
        "@x",
        "_x0041_",
        "a<b>&\"'",
        " 前后 ",
        "第一行\n第二行",
        "😀䶮",
        "TRUE",
        "00123",
        "a\rb\x01c",
    )
    made = reading.add(desk, "batch", bureau.with_foot(tmp_path / "县局表样.xlsx"))
    records = [{"姓名": f"学生{n}", "备注": word, "收款人": word} for n, word in enumerate(words)]
    done = filling.build(desk, made, records)
    assert len(done.findings) == 0
    rows = next(s for s in reader.parse(done.data, "x").sheets if s.name == "救助申请").rows
    assert [row[9] for row in rows[4 : 4 + len(words)]] == list(words)


def test_the_verbs_put_in_fill_and_take_away(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    file, path = tmp_path / "格桑镇.eduaid", bureau.with_foot(tmp_path / "县局表样.xlsx")
    desk.close()
    seen = run("template", str(file), "add", str(path), "--column", "备注=不读", "--dry-run", "--json")
    assert [c["field"] for c in seen["columns"]][-2:] == ["收款人", ""]
    assert run("template", str(file), "list", "--for", "batch", "--json")["count"] == 0
    run("template", str(file), "add", str(path), "--column", "备注==已审", "--json")
    (row,) = run("template", str(file), "list", "--for", "batch", "--json")["rows"]
    assert (row["name"], row["sender"], row["columns"]["9"]) == ("县局表样", SENDER, "=已审")
    out = ("--what", exported.batch_no, "--out", str(tmp_path / "出"))
    first = run("template", str(file), "fill", "县局表样", *out, "--json")
    assert load_workbook(first["path"])["救助申请"]["J5"].value == "已审"
    sheet = Workbook()
    assert sheet.active is not None
    sheet.active.append(["姓名", "出生年月日", "家长", "学校"])
    sheet.save(tmp_path / "学生表.xlsx")
    run("template", str(file), "add", str(tmp_path / "学生表.xlsx"), "--for", "students", "--json")
    listed = ("--for", "students", "--out", str(tmp_path / "学生.xlsx"), "--purpose", "核对")
    done = run("template", str(file), "fill", "学生表", *listed, "--json")
    assert load_workbook(done["path"]).active["B2"].value == "2006-01-01"
    run("template", str(file), "remove", "县局表样", "--json")
    assert run("template", str(file), "list", "--for", "batch", "--json")["count"] == 0


def run(*words: str) -> Any:
    """A verb's answer."""
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.libreoffice
def test_a_template_that_libreoffice_saved_is_filled_and_adds_up_there(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    empty = resaved(bureau.with_foot(tmp_path / "县局表样.xlsx", formula_column=True), tmp_path / "另存")
    out = filled(desk, exported, empty)
    shutil.copy(out, tmp_path / "看.xlsx")
    sheets = {s.name: s for s in reader.read(resaved(tmp_path / "看.xlsx", tmp_path / "看", "ods")).sheets}
    rows = sheets["救助申请"].rows
    assert (rows[13][0], rows[13][6], rows[13][7], rows[13][9]) == ("合计", NINE / 100, NINE / 100, 9)
    assert [row[9] for row in rows[4:13]] == [0] * 9
    assert sheets["汇总"].rows[0][1] == NINE / 100
