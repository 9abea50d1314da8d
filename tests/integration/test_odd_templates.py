"""Templates with what is easily overlooked in them: hidden rows, a filter, sheets alike, pivot tables."""

import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.templates import kept, reading
from eduaid_desktop.services.term_batch import batch_files
from eduaid_desktop.services.term_batch.batches import Exported
from tests import bureau

HEAD = ("序号", "姓名", "身份证号", "申请金额", "账号")
SENDER = "云岭县教育局"


def book(path: Path, *rows: tuple[str, ...], title: str = "名单") -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def written(desk: Desk, exported: Exported, path: Path) -> Path:
    made = reading.add(desk, "batch", path, sender=SENDER)
    return batch_files.write(desk, exported.batch_no, path.parent / "出", template=made.name).path


def test_hidden_codes_stay_and_no_child_is_hidden(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    path = book(tmp_path / "采集.xlsx", HEAD, ("XH", "XM", "SFZH", "SQJE", "ZH"))
    made = load_workbook(path)
    sheet = made["名单"]
    for row in (2, 3, 5):
        sheet.cell(row, 6).number_format = "@"
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet.auto_filter.ref = "A1:E6"
    sheet.auto_filter.add_filter_column(1, ["张三"])
    made.save(path)
    told = reading.look(desk, "batch", path, sender=SENDER).told()
    assert "在模板里隐藏、照样填写的列：E（账号）。" in told
    assert any("模板里开着筛选" in sentence for sentence in told)
    out = load_workbook(written(desk, exported, path))["名单"]
    assert [cell.value for cell in out[2]][:5] == ["XH", "XM", "SFZH", "SQJE", "ZH"]
    assert [out.cell(row, 1).value for row in range(3, 12)] == [*range(1, 10)]
    assert [row for row, about in out.row_dimensions.items() if about.hidden] == [2]
    assert out.column_dimensions["E"].hidden


def test_a_sheet_like_the_one_that_is_filled_is_named(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "两张.xlsx", HEAD, title="学前")
    made = load_workbook(path)
    made.create_sheet("义务教育").append(HEAD[:-1])
    made.create_sheet("说明").append(("姓名", "按户口簿填写"))
    made["说明"]["C1"] = '=SUM(INDIRECT("学前!D2:D4"))'
    made.save(path)
    read = reading.look(desk, "batch", path, sender=SENDER)
    assert read.template.place.sheet == "学前"
    assert any("INDIRECT" in sentence for sentence in read.told())
    assert [sentence for sentence in read.told() if "相像" in sentence] == [
        "只填工作表“学前”；“义务教育”的表头也相像，不填。"
        "要填那一张的，请在 Excel 或 WPS 里把它单独另存为一个文件，再放进来。"
    ]


def test_a_pivot_table_counts_anew_and_a_broken_formula_stays(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    path = bureau.with_foot(tmp_path / "透视.xlsx")
    made = load_workbook(path)
    made["救助申请"]["I10"] = "=SUBTOTAL(109,[金额]))"
    made.save(path)
    cache = (
        '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" refreshOnLoad="0">'
        '<cacheSource type="worksheet"><worksheetSource ref="A4:J9" sheet="救助申请"/></cacheSource>'
        "</pivotCacheDefinition>"
    )
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("xl/pivotCache/pivotCacheDefinition1.xml", cache)
    out = written(desk, exported, path)
    with zipfile.ZipFile(out) as file:
        kept_cache = file.read("xl/pivotCache/pivotCacheDefinition1.xml").decode()
        assert "SUBTOTAL(109,[金额]))" in file.read("xl/worksheets/sheet1.xml").decode()
    assert 'refreshOnLoad="1"' in kept_cache
    assert 'refreshOnLoad="0"' not in kept_cache
    assert 'ref="A4:J13"' in kept_cache


def test_another_senders_template_of_the_same_name_takes_nothing_away(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "模板.xlsx", ("姓名", "身份证号", "核拨数"))
    said = {"核拨数": "乡镇建议金额"}
    first = reading.add(desk, "batch", path, columns=said, sender=SENDER)
    other = reading.add(desk, "batch", path, columns={"核拨数": "申请金额"}, sender="云岭县民政局")
    again = reading.add(desk, "batch", path, sender="云岭县民政局")
    assert (first.name, other.name, again.name) == ("模板", "模板（云岭县民政局）", "模板（云岭县民政局）")
    assert again.columns[2] == "申请金额"
    assert [t.name for t in kept.templates(desk, "batch")] == ["模板（云岭县民政局）", "模板"]
    moved = book(tmp_path / "新.xlsx", ("核拨数", "学校名称", "姓名", "身份证号"))
    found = {
        s: reading.look(desk, "batch", moved, sender=s).matches[0] for s in (SENDER, "云岭县民政局", "别处")
    }
    assert [(m.field, m.how) for m in found.values()] == [
        ("乡镇建议金额", "remembered"), ("申请金额", "remembered"), ("", ""),
    ]  # fmt: skip


def test_a_template_called_after_another_is_another(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    old = book(tmp_path / "表样.xlsx", HEAD, title="旧")
    new = book(tmp_path / "表样_2018.xlsx", HEAD, title="新")
    reading.add(desk, "batch", old, sender=SENDER)
    first = written(desk, exported, new)
    second = batch_files.write(desk, exported.batch_no, tmp_path / "出", template="表样")
    assert not second.again
    assert [load_workbook(path).sheetnames for path in (first, second.path)] == [["新"], ["旧"]]
    again = batch_files.write(desk, exported.batch_no, tmp_path / "出", template="表样")
    assert (again.path, again.again) == (second.path, True)


def test_a_column_of_a_list_is_no_serial_number(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "核对.xlsx", ("序号", "乡镇", "批次号", "行号", "姓名"))
    found = reading.look(desk, "collected_lines", path)
    assert [m.field for m in found.matches] == ["serial", "township", "batch_no", "position", "name"]
    unanswered = book(tmp_path / "没批的.xlsx", ("序号", "批次号", "姓名"))
    assert [m.field for m in reading.look(desk, "unanswered", unanswered).matches] == [
        "position",
        "batch_no",
        "name",
    ]


def test_an_amount_in_words_is_written_in_words(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    path = book(
        tmp_path / "大写.xlsx", ("姓名", "救助金额（大写）", "救助金额\n（万元）", "申请金额（大写）")
    )
    sheet = load_workbook(written(desk, exported, path))["名单"]
    words = "人民币壹仟壹佰元零伍角"
    assert [cell.value for cell in sheet[2]] == ["扎西·卓玛1", words, 0.11005, words]


def test_words_in_the_column_of_numbers_are_not_written_over(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    path = book(tmp_path / "证明.xlsx", HEAD, (), ("",), ("以上情况属实。",), ("", "", "格桑镇人民政府"))
    out = load_workbook(written(desk, exported, path))["名单"]
    assert (out["A10"].value, out["A11"].value, out["C12"].value) == (9, "以上情况属实。", "格桑镇人民政府")
    dots = book(tmp_path / "省略.xlsx", HEAD, ("1",), ("……",))
    assert reading.look(desk, "batch", dots).in_the_way == ("A3“……”",)


def test_the_countys_own_columns_are_left_to_it(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    groups = ("学生信息", "", "乡镇意见", "", "县级审批", "", "")
    heads = ("姓名", "身份证号码", "申请金额", "审核金额", "审批结果", "审批金额", "审批日期")
    path = book(tmp_path / "审批表.xlsx", groups, heads, ("",) * 7, ("合计",))
    made = load_workbook(path)
    for area in ("A1:B1", "C1:D1", "E1:G1", "A4:B4"):
        made["名单"].merge_cells(area)
    for column in "CDF":
        made["名单"][f"{column}4"] = f"=SUM({column}3:{column}3)"
    made.save(path)
    sheet = load_workbook(written(desk, exported, path))["名单"]
    assert [cell.value for cell in sheet[3]][2:] == [1100.5, 1100.5, None, None, None]
    assert [cell.value for cell in sheet[12]][2:6] == ["=SUM(C3:C11)", "=SUM(D3:D11)", None, "=SUM(F3:F11)"]
