"""Workbooks in every shape that villages and schools send: read whole, each row in its place."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from eduaid_desktop.domain.table import recognise
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import imports
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.imports import ImportResult

HEAD = ["序号", "姓名", "身份证号", "学校", "年级", "班级"]
ONE = [1, "扎西·尼玛", "513399201103079922", "一小", "一年级", "1班"]
TWO = [2, "次仁", "51339920080901996X", "一小", "四年级", "2班"]


def read(desk: Desk, path: Path, **how: Any) -> ImportResult:
    return imports.preview(desk, path, **how)


def what(result: ImportResult) -> dict[int, str]:
    return {i["row"]: i["kind"] for i in result.ignored}


def numbers(result: ImportResult) -> list[int]:
    return [x.row for x in result.lines]


def test_titles_notes_and_hints_above_and_in_the_header(clerk: Desk, workbook: Any) -> None:
    hinted = [
        "序号",
        "＊姓 名（必填）",
        "身份证号【18位】",
        "学校[全称]",
        "年级(如三年级)",
        "班级：",
        "家长\n电话",
    ]
    rows = [
        ["格桑镇学籍名册"],
        ["填报单位：一小", None, None, "2018年春季学期"],
        hinted,
        [*ONE, "16400000001"],
    ]
    result = read(clerk, workbook(rows, merged=["A1:G1"]))
    assert what(result) == {1: "title", 2: "title", 3: "header"}
    assert result.lines[0].values["phone"] == "16400000001"
    assert result.term == "2018S"


@pytest.mark.parametrize("word", ["姓名", "学生姓名", "受助学生", "申请人"])
def test_other_words_for_the_child(clerk: Desk, workbook: Any, word: str) -> None:
    rows = [[word, "身份证号", "申请金额", "申请理由"], ["扎西", "513399201103079922", 500, "困难"]]
    result = read(clerk, workbook(rows))
    assert (result.kind.name, result.lines[0].values["name"]) == ("relief", "扎西")


def test_columns_in_any_order_more_of_them_and_fewer(clerk: Desk, workbook: Any) -> None:
    rows = [["班级", "爱好", "身份证号", "姓名"], ["1班", "骑马", "513399201103079922", "扎西"]]
    result = read(clerk, workbook(rows))
    values = result.lines[0].values
    assert (values["name"], values["class_name"], values["school"]) == ("扎西", "1班", None)
    table = result.sources[0].table
    assert table is not None
    assert table.unmapped == ((1, "爱好"),)


def test_a_header_of_three_levels(clerk: Desk, workbook: Any) -> None:
    rows = [
        ["某村救助申请表"],
        ["序号", "基本情况", None, None, None, "救助情况", None, "账户"],
        [None, "户主", None, "学生", None, "资助", "申请", None],
        [None, "姓名", "户编号", "姓名", "身份证号", "已享受", "金额", "账号"],
        [1, "登巴", "5133991207", "扎西", "513399201103079922", "无", 500, "6299902258639703664"],
    ]
    merged = ["A1:H1", "A2:A4", "B2:E2", "B3:C3", "D3:E3", "F2:G2", "H2:H3"]
    result = read(clerk, workbook(rows, merged=merged))
    table = result.sources[0].table
    assert table is not None
    assert table.header_rows == (2, 3, 4)
    assert table.headings[4] == "基本情况/学生/身份证号"
    values = result.lines[0].values
    assert (values["head_name"], values["name"], values["applied"]) == ("登巴", "扎西", 50000)


def test_a_summary_by_stage_is_none_of_the_kinds() -> None:
    rows = [
        ["乡镇汇总表"],
        ["村", "学前", None, "小学", None, "合计", None],
        [None, "人数", "金额", "人数", "金额", "人数", "金额"],
        ["达瓦村", 1, 500, 2, 1000, 3, 1500],
    ]
    merged = [((1, 1), (1, 2)), ((1, 3), (1, 4)), ((1, 5), (1, 6))]
    assert recognise(rows, merged, list(imports.KINDS.values())) is None


def test_headings_that_come_twice(clerk: Desk, workbook: Any) -> None:
    rows = [
        ["姓名", "身份证号", "申请金额", "申请理由", "姓名"],
        ["扎西", "513399201103079922", 500, "困难", "别人"],
    ]
    assert read(clerk, workbook(rows)).lines[0].values["name"] == "扎西"


def test_totals_signatures_and_empty_rows_in_the_middle(clerk: Desk, workbook: Any) -> None:
    rows = [
        HEAD,
        ONE,
        ["一班小计", None, 1],
        [],
        [None, " "],
        TWO,
        ["合计", None, 2],
        ["填表人：甲  审核人："],
    ]
    result = read(clerk, workbook(rows))
    assert numbers(result) == [2, 6]
    assert what(result) == {
        1: "header", 3: "subtotal", 4: "empty", 5: "empty", 7: "total", 8: "footer",
    }  # fmt: skip


def test_a_header_on_every_printed_page(clerk: Desk, workbook: Any) -> None:
    rows = [["格桑镇学籍名册"], HEAD, ONE, ["格桑镇学籍名册"], HEAD, TWO]
    result = read(clerk, workbook(rows))
    assert numbers(result) == [3, 6]
    assert what(result)[4] == "title"
    assert what(result)[5] == "header"


def test_a_header_of_two_rows_on_every_printed_page(clerk: Desk, workbook: Any) -> None:
    group = ["序号", "户主", None, "学生", None, "申请", None]
    below = [None, "姓名", "户编号", "姓名", "身份证号", "金额", "理由"]
    first = [1, "登巴", "5133991207", "扎西", "513399201103079922", 500, "困难"]
    second = [2, "尼玛", "5133991208", "次仁", "51339920080901996X", 600, "困难"]
    merged = ["A1:A2", "B1:C1", "D1:E1", "F1:G1"]
    result = read(clerk, workbook([group, below, first, group, below, second], merged=merged))
    assert numbers(result) == [3, 6]


def test_a_title_in_the_column_of_names_is_no_child(clerk: Desk, workbook: Any) -> None:
    rows = [["某校名册"], HEAD[1:], ONE[1:], ["某校名册"], TWO[1:]]
    assert numbers(read(clerk, workbook(rows))) == [3, 5]


def test_hidden_rows_are_read_and_said(clerk: Desk, workbook: Any) -> None:
    result = read(clerk, workbook([HEAD, ONE, TWO], hidden=[3]))
    assert numbers(result) == [2, 3]
    assert any("隐藏" in p.message for p in result.lines[1].problems)


def test_hidden_columns_are_read(clerk: Desk, workbook: Any) -> None:
    path = workbook([HEAD, ONE])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].column_dimensions["C"].hidden = True
    book.save(path)
    assert read(clerk, path).lines[0].values["id_number"] == ONE[2]


def test_groups_that_are_not_merged_reach_to_the_next_one(clerk: Desk, workbook: Any) -> None:
    group = ["序号", "户主", None, "学生", None, "申请", None]
    below = [None, "姓名", "户编号", "姓名", "身份证号", "金额", "理由"]
    row = [1, "登巴", "5133991207", "扎西", "513399201103079922", 500, "困难"]
    values = read(clerk, workbook([group, below, row], merged=["A1:A2"])).lines[0].values
    assert (values["head_name"], values["name"]) == ("登巴", "扎西")


def test_sheets_with_headers_of_their_own(clerk: Desk, workbook: Any) -> None:
    other = [["学生姓名", "所在学校", "公民身份号码", "就读年级"], [TWO[1], TWO[3], TWO[2], TWO[4]]]
    result = read(clerk, workbook([HEAD, ONE], more={"二": other, "说明": [["填表说明"], ["一、……"]]}))
    assert [(x.sheet, x.values["name"]) for x in result.lines] == [("Sheet1", "扎西·尼玛"), ("二", "次仁")]
    assert result.sheets == ["Sheet1", "二"]
    assert any("说明" in words for words in result.remarks())


FAMILY = [
    ["户主", "户编号", "家庭人口", "学生姓名", "身份证号", "申请金额", "已享受资助"],
    ["登巴", "5133991207", 6, "扎西", "513399201103079922", 500, "无"],
    [None, None, None, "次仁", "51339920080901996X", 600, "无"],
    [None, None, None, "尼玛", "513399201409099950", 700, "无"],
    ["曲措", None, 3, "卓玛", "513399198501159931", 800, "无"],
]


def test_a_household_merged_over_its_children(clerk: Desk, workbook: Any) -> None:
    result = read(clerk, workbook(FAMILY, merged=["A2:A4", "B2:B4", "C2:C4"], sheet="达瓦村"))
    heads = [(x.values["head_name"], x.values["household_number"]) for x in result.lines]
    assert heads == [("登巴", "5133991207")] * 3 + [("曲措", None)]
    assert not any("户主一格是空的" in p.message for x in result.lines for p in x.problems)


def test_a_household_over_its_children_in_a_text_file(clerk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "达瓦村.csv"
    lines = [",".join("" if c is None else str(c) for c in row) for row in FAMILY]
    path.write_text("\n".join(lines), encoding="utf-8")
    result = read(clerk, path)
    heads = [(x.values["head_name"], x.values["household_number"]) for x in result.lines]
    assert heads == [("登巴", "5133991207")] * 3 + [("曲措", None)]
    carried = [x.row for x in result.lines if any("户主一格是空的" in p.message for p in x.problems)]
    assert carried == [3, 4]


def test_groups_in_a_text_file_reach_to_the_next_one(clerk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "某村.csv"
    rows = ["户主,,学生,,申请,", "姓名,户编号,姓名,身份证号,金额,理由"]
    path.write_text("\n".join([*rows, "登巴,5133991207,扎西,513399201103079922,500,困难"]), encoding="utf-8")
    values = read(clerk, path).lines[0].values
    assert (values["head_name"], values["name"], values["applied"]) == ("登巴", "扎西", 50000)


def test_dates_of_cells_and_of_both_systems(clerk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "日期.xlsx"
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append([*HEAD, "出生日期", "入学年月"])
    sheet.append([*ONE, datetime.date(2011, 3, 7), datetime.date(2017, 9, 1)])
    sheet.append([*TWO, 39692, "二〇一七年九月"])
    book.save(path)
    first, second = read(clerk, path).lines
    assert (first.values["birth_date"], first.values["admission_month"]) == ("2011-03-07", "2017-09")
    assert (second.values["birth_date"], second.values["admission_month"]) == ("2008-09-01", "2017-09")
    assert any("日期序号" in p.message for p in second.problems)


def test_a_birth_month_is_spared_where_the_number_tells_the_day(clerk: Desk, workbook: Any) -> None:
    rows = [[*HEAD, "出生年月"], [*ONE, "2011.03"]]
    (line,) = read(clerk, workbook(rows)).lines
    assert (line.outcome, line.values["birth_date"]) == ("accepted", "2011-03-07")
    assert any("缺少日" in p.message for p in line.problems)


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        (5.13399201103079e17, "B_ID_PRECISION"),
        ("5.13E+17", "B_ID_PRECISION"),
        ("513399201001010000", "B_ID_PRECISION"),
        ("513399201103079000", "B_ID_PRECISION"),
        ("513399201103079923", "B_ID_CHECK"),
    ],
)
def test_damaged_numbers_are_refused_with_advice(clerk: Desk, workbook: Any, number: Any, rule: str) -> None:
    (line,) = read(clerk, workbook([HEAD, [1, "扎西", number, *ONE[3:]]])).lines
    (problem,) = [p for p in line.problems if p.blocking]
    assert (line.outcome, problem.rule) == ("refused", rule)
    assert ("文本" in problem.message) is (rule == "B_ID_PRECISION")


def test_formula_text_is_data(clerk: Desk, workbook: Any) -> None:
    path = workbook([HEAD, ONE])
    book = openpyxl.load_workbook(path)
    cell = book.worksheets[0].cell(2, 4)
    cell.value, cell.data_type = '=CMD("x")', "s"
    book.save(path)
    assert read(clerk, path).lines[0].values["school"] == '=CMD("x")'


@pytest.mark.parametrize(
    ("amount", "fen"), [(52.5, 5250), (0.1 + 0.2, 30), (12.345, None), ("50%", None), ("1.2万元", 1200000)]
)
def test_amounts_are_exact_or_the_row_is_refused(
    clerk: Desk, workbook: Any, amount: Any, fen: int | None
) -> None:
    rows = [["姓名", "身份证号", "资助项目", "发放金额"], ["扎西", "513399201103079922", "营养餐", amount]]
    (line,) = read(clerk, workbook(rows)).lines
    assert line.values["amount"] == fen
    assert (line.outcome == "refused") is (fen is None)


def test_what_cannot_be_read_of_an_application_waits_in_a_draft(clerk: Desk, workbook: Any) -> None:
    head = ["姓名", "身份证号", "申请金额", "已享受资助", "年级班级", "用途", "家庭人口"]
    rows = [head, ["扎西", "513399201103079922", 500, "无", "2018级3班", "买马", "五口"]]
    (line,) = imports.apply(clerk, read(clerk, workbook(rows, sheet="达瓦村"))).lines
    assert line.outcome == "accepted"
    (case,) = clerk.store.select("relief_case")
    assert (case["state"], case["grade"], case["purpose"], case["population"]) == (10, None, None, None)
    assert any(p.message.startswith("已存为草稿") for p in line.problems)


@pytest.mark.parametrize("field", ["amount", "account"])
def test_an_application_without_readable_money_is_refused(clerk: Desk, workbook: Any, field: str) -> None:
    money: list[Any] = ["五百", "6299902258639703664"] if field == "amount" else [500, 6.2999e18]
    head = ["姓名", "身份证号", "已享受资助", "申请金额", "账号"]
    (line,) = read(clerk, workbook([head, ["扎西", "513399201103079922", "无", *money]])).lines
    assert line.outcome == "refused"


def test_an_ambiguous_school_stays_as_written(clerk: Desk, workbook: Any) -> None:
    head = ["姓名", "身份证号", "申请金额", "已享受资助", "学校"]
    schools = ["锦川市民族中学", "滨南市民族中学", "民族中学"]
    who = [("扎西", "513399201103079922"), ("次仁", "51339920080901996X"), ("尼玛", "513399201409099950")]
    rows = [[*child, 500, "无", school] for child, school in zip(who, schools, strict=True)]
    line = read(clerk, workbook([head, *rows], sheet="达瓦村")).lines[2]
    assert line.values["school"] == "民族中学"
    assert any("分不清" in p.message for p in line.problems)


def test_a_school_of_the_office_is_found_by_its_short_form(clerk: Desk, workbook: Any) -> None:
    roll = workbook(
        [HEAD, [1, "旺姆", "513399198501159931", "云岭县第二中学", "七年级", "1班"]], name="学籍.xlsx"
    )
    imports.apply(clerk, read(clerk, roll))
    head = ["姓名", "身份证号", "申请金额", "已享受资助", "学校"]
    rows = [head, ["扎西", "513399201103079922", 500, "无", "县二中"]]
    (line,) = read(clerk, workbook(rows, sheet="达瓦村")).lines
    assert line.values["school"] == "云岭县第二中学"
    assert "N_ALIAS" in {p.rule for p in line.problems}


def test_a_forced_kind_is_kept_to(clerk: Desk, workbook: Any) -> None:
    rows = [
        ["姓名", "身份证号", "资助项目", "金额", "班级"],
        ["扎西", "513399201103079922", "营养餐", 400, "1班"],
    ]
    path = workbook(rows)
    assert read(clerk, path).kind.name == "received_aid"
    assert read(clerk, path, kind="received_aid").count("accepted") == 1
    with pytest.raises(UserError, match="已享受资助"):
        read(clerk, path, kind="roll")


PAID = ["学校", "姓名", "身份证号", "资助项目", "发放金额"]


def paid(*amounts: Any, total: Any) -> list[list[Any]]:
    numbers = ("513399201103079922", "51339920080901996X")
    rows = zip(("扎西", "次仁"), numbers, amounts, strict=True)
    return [PAID, *(["一小", a, n, "营养改善计划", x] for a, n, x in rows), ["合计", None, None, None, total]]


@pytest.mark.parametrize(("amounts", "total", "why"), [((400, "300"), 400, True), ((400, "300"), 900, False)])
def test_a_number_written_as_text_is_blamed_for_a_total_only_where_it_explains_it(
    clerk: Desk, workbook: Any, amounts: tuple[Any, ...], total: int, why: bool
) -> None:
    (told,) = read(clerk, workbook(paid(*amounts, total=total))).sums
    assert "请核对" in told.message
    assert ("第 3 行的数填成了文字" in told.message) is why


def test_the_record_of_the_import_is_no_news_of_a_row(clerk: Desk, workbook: Any) -> None:
    found = read(clerk, workbook(paid(400, 300, total=700)))
    assert [line.effect for line in found.lines] == ["新登记", "新登记"]


@pytest.mark.parametrize(
    ("head", "first", "kind"),
    [
        (
            ["申请人姓名", "身份证", "申请原因", "申请金额"],
            ["扎西", "513399201103079922", "困难", 500],
            "relief",
        ),
        (
            ["姓名", "身份证", "补助类型", "金额"],
            ["扎西", "513399201103079922", "营养改善计划", 400],
            "received_aid",
        ),
        (
            ["家庭编号", "姓名", "身份证", "与户主关系"],
            ["5133991001", "扎西", "513399201103079922", "户主"],
            "household_base",
        ),
    ],
)
def test_the_short_words_of_villages_are_known(
    clerk: Desk, workbook: Any, head: list[str], first: list[Any], kind: str
) -> None:
    found = read(clerk, workbook([head, first]))
    table = found.sources[0].table
    assert table is not None
    assert (found.kind.name, table.unmapped) == (kind, ())
    assert found.lines[0].values["id_number"] == "513399201103079922"


def test_a_roll_that_tells_neither_school_nor_stage_is_told(clerk: Desk, workbook: Any) -> None:
    whole = read(clerk, workbook([[*HEAD, "学段"], [*ONE, "小学"], [*TWO, "小学"]]))
    assert [line.problems for line in whole.lines] == [[], []]
    bare = read(clerk, workbook([["姓名", "身份证号", "班级"], *([r[1], r[2], r[5]] for r in (ONE, TWO))]))
    for line in bare.lines:
        assert line.outcome == "accepted"
        assert "看不出是哪所学校" in line.reason()
        assert "看不出学段" in line.reason()


def test_a_class_list_tells_school_stage_and_class_by_its_title_and_grade(clerk: Desk, workbook: Any) -> None:
    head = ["姓名", "身份证", "学籍号", "年级", "家长联系电话"]
    rows = [
        ["格桑镇中心小学2018年春季学生花名册"],
        head,
        ["扎西", "513399201103079922", "无", "三(2)班", "16400000001"],
        ["次仁", "无", "L513399200909040029", "三年级", None],
        ["卓玛", "无", "无", "三年级", None],
    ]
    found = read(clerk, workbook(rows))
    assert [line.outcome for line in found.lines] == ["accepted", "accepted", "refused"]
    first = found.lines[0].values
    assert (
        first["school"],
        first["stage"],
        first["grade"],
        first["class_name"],
        first["student_number"],
    ) == (
        "格桑镇中心小学",
        "2",
        "三年级",
        "2班",
        None,
    )
    assert "无法识别学生" in found.lines[2].reason()


@pytest.mark.parametrize("title", ["格桑镇中小学学籍名册", "2018年春季学期小学学生名册", "全镇小学名册"])
def test_a_title_of_many_schools_names_none(clerk: Desk, workbook: Any, title: str) -> None:
    found = read(
        clerk, workbook([[title], ["姓名", "身份证号", "年级"], ["扎西", "513399201103079922", "四年级"]])
    )
    assert found.lines[0].values["school"] is None


def test_only_the_project_that_changed_is_news(clerk: Desk, workbook: Any) -> None:
    head = ["项目编号", "项目名称", "总投资(万元)"]
    rows = [[f"XM-{n}", "宿舍", 10 * n] for n in (1, 2, 3)]
    imports.apply(clerk, read(clerk, workbook([head, *rows])))
    rows[0][2] = 11
    found = read(clerk, workbook([head, *rows]))
    assert [line.outcome for line in found.lines] == ["accepted", "unchanged", "unchanged"]
