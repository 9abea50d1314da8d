"""Recognising tables: header, kind, columns, and what each row is. No row is lost or counted twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.documents import reader
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.household import HOUSEHOLD_BASE
from eduaid_desktop.domain.importing import ImportKind, Unread
from eduaid_desktop.domain.roll import ROLL
from eduaid_desktop.domain.table import Table, recognise

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["files"]
KINDS = (ROLL, HOUSEHOLD_BASE)

# The columns of village lists, under the names that the expected figures give them.
APPLICATIONS = ImportKind(
    "applications",
    "救助申请汇总",
    (
        Field("head", "户主姓名", headers=("户主", "户主/姓名", "家长/姓名")),
        Field("hno", "户编号", headers=("贫困户编号", "户主/编号")),
        Field("pop", "家庭人口", headers=("人口", "人口数")),
        Field("name", "学生姓名", headers=("姓名", "学生/姓名")),
        Field("sex", "性别"),
        Field("id", "身份证号", headers=("公民身份号码", "身份证号码", "学生身份证号", "证件号码")),
        Field("school", "就读学校", headers=("所在学校", "学校", "学校名称")),
        Field("grade", "年级"),
        Field("klass", "班级"),
        Field("gk", "年级班级", headers=("年级（班级）", "年级/班级")),
        Field("grp", "组别", headers=("村民小组",)),
        Field("reason", "申请理由", headers=("困难原因", "理由", "致困原因", "事由")),
        Field("purpose", "救助用途", headers=("用途",)),
        Field(
            "recv", "本学期已享受资助", headers=("已享受资助金额", "已得资助", "已享受资助", "已享受资助情况")
        ),
        Field("amt", "申请金额", headers=("申请救助金额", "金额", "拟救助金额")),
        Field("payee", "收款人", headers=("收款人姓名", "户名", "开户名", "打卡/姓名", "收款/姓名")),
        Field("rel", "与学生关系", headers=("关系", "与申请人关系", "收款人与学生关系")),
        Field("bank", "开户银行", headers=("开户行", "银行", "开户银行名称")),
        Field("acct", "账号", headers=("卡号", "社保卡号", "银行卡号", "一卡通账号")),
        Field("phone", "联系电话", headers=("电话", "手机号码", "联系方式")),
        Field("note", "备注", headers=("说明",)),
    ),
    frozenset({"name", "id", "amt"}),
)


def tables(name: str, *kinds: ImportKind) -> dict[str, tuple[reader.Sheet, Table]]:
    found = {}
    for sheet in reader.read(SAMPLES / name).sheets:
        table = recognise(sheet.rows, sheet.merged, kinds, sheet.unread)
        assert table is not None, sheet.name
        assert_conserved(table, len(sheet.rows))
        found[sheet.name] = sheet, table
    return found


def assert_conserved(table: Table, rows: int) -> None:
    seen = [number for number, _ in table.rows] + [number for number, _ in table.ignored]
    assert sorted(seen) == list(range(1, rows + 1))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("1_学籍名册_2018年春季.xlsx", "roll"),
        ("2_户籍与建档立卡人员_2018.xlsx", "household_base"),
        ("5_学籍名册_号码损坏.xlsx", "roll"),
        ("8_学籍名册_GBK.csv", "roll"),
    ],
)
def test_one_sheet_samples(name: str, kind: str) -> None:
    ((_, table),) = tables(name, *KINDS).values()
    expected = EXPECTED[name]
    assert table.kind.name == kind
    assert list(table.header_rows) == expected["header_rows"]
    assert len(table.rows) == expected["rows"]
    assert table.rows[0][0] == expected["first_data_row"]
    unmapped = {"5_学籍名册_号码损坏.xlsx": ((9, "一卡通账号"),)}
    assert table.unmapped == unmapped.get(name, ())


def test_total_signature_and_title_of_the_roll() -> None:
    ((_, table),) = tables("1_学籍名册_2018年春季.xlsx", *KINDS).values()
    kinds = ["title", "title", "header", "total", "empty", "footer"]
    assert table.ignored == list(zip([1, 2, 3, 1290, 1291, 1292], kinds, strict=True))
    assert table.title.startswith("云岭县格桑镇2018年春季学期")


def test_the_old_roll_of_two_sheets() -> None:
    found = tables("4_学籍名册_旧格式.xls", *KINDS)
    for name, expected in EXPECTED["4_学籍名册_旧格式.xls"]["sheets"].items():
        table = found[name][1]
        assert len(table.rows) == expected["rows"]
        assert table.rows[0][0] == expected["first_data_row"]
        assert {kind for _, kind in table.ignored} == {"title", "header", "total", "empty", "footer"}


def test_eleven_villages_with_headers_of_their_own() -> None:
    name = "3_救助基金申请_各村汇总.xlsx"
    found = tables(name, APPLICATIONS)
    for expected in EXPECTED[name]["sheets"].values():
        table = found[expected["sheet"]][1]
        assert list(table.header_rows) == expected["header_rows"]
        columns = {k: place - 1 for k, (place, _) in expected["columns"].items() if k != "seq"}
        assert dict(table.columns) == columns
        assert table.unmapped == ()
        assert len(table.rows) == expected["rows"]
        sums = [row for row, kind in table.ignored if kind in ("subtotal", "total")]
        assert sums == sorted({*expected["subtotal_rows"], expected["total_row"]})


def test_merged_cells_hold_for_every_child_of_the_household() -> None:
    name = "3_救助基金申请_各村汇总.xlsx"
    found = tables(name, APPLICATIONS)
    for expected in EXPECTED[name]["applications"]:
        cells = dict(found[expected["sheet"]][1].rows)[expected["row"]]
        assert cells["name"] == expected["name_written"]
        assert cells["head"] == expected["head"]
        assert (cells["hno"] or "") == (expected["household_no"] or "")
        assert cells["payee"] is None or cells["payee"] == expected["payee"]


@pytest.mark.parametrize(
    "name", ["3_救助基金申请_各村汇总.xlsx", "6_项目台账_2018.xlsx", "7_已享受资助_2018年春季.xlsx"]
)
def test_a_table_of_another_kind_is_not_taken_for_a_roll(name: str) -> None:
    for sheet in reader.read(SAMPLES / name).sheets:
        assert recognise(sheet.rows, sheet.merged, KINDS) is None


HEADER = ["序号", "姓 名", "身份证\n号  码", "＊年级", "班级", "备注"]
CHILD = [1, "扎西·尼玛", "513399201103079922", "一年级", "1班", None]


def roll(*rows: list[Any], merged: Any = (), unread: Any = None) -> Table:
    table = recognise(rows, merged, KINDS, unread)
    assert table is not None
    assert table.kind is ROLL
    return table


@pytest.mark.parametrize("above", [0, 1, 9])
def test_the_header_may_stand_in_any_of_the_first_rows(above: int) -> None:
    table = roll(*[["格桑镇名册"]] * above, HEADER, CHILD)
    assert table.header_rows == (above + 1,)
    assert table.columns == {"name": 1, "id_number": 2, "grade": 3, "class_name": 4, "remark": 5}
    assert table.rows == [
        (
            above + 2,
            {"name": CHILD[1], "id_number": CHILD[2], "grade": "一年级", "class_name": "1班", "remark": None},
        )
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ([None] * 6, "empty"),
        (["  ", "", None], "empty"),
        ([58], "empty"),
        (HEADER, "header"),
        (["一组小计", None, None, None, 12], "subtotal"),
        (["合  计", 12, None, None, None, None], "total"),
        ([None, "总计：", "30人"], "total"),
        (["填报人：          审核人："], "footer"),
        ([None, "单位负责人（签字）：", None, None, "2018年5月"], "footer"),
        (["注：年级按秋季学期填写"], "note"),
        ([None, None, None, None, "二年级2班"], "note"),
    ],
)
def test_rows_that_are_no_data(row: list[Any], kind: str) -> None:
    table = roll(HEADER, CHILD, row, CHILD)
    assert [number for number, _ in table.rows] == [2, 4]
    assert table.ignored == [(1, "header"), (3, kind)]


@pytest.mark.parametrize(
    "row",
    [
        [2, "次仁", None, "二年级", None, None],
        [3, None, "513399201103079922"],
        [4, "合计家的", "513399201103079922", "一年级", "1班", "填报人：甲"],
        [5, None, 5.13399201309047e17, None, None, None],
        [6, None, None, "三年级", "1班", "姓名待补"],
    ],
)
def test_incomplete_rows_stay_data(row: list[Any]) -> None:
    assert [number for number, _ in roll(HEADER, row).rows] == [2]


def test_group_headings_without_merged_cells() -> None:
    group = ["户主", None, "学生", None, None, "备注"]
    below = ["姓名", "户编号", "姓名", "身份证号", "申请金额（元）", None]
    data = ["登巴", "5133991207", "仁青多吉", "513399200108252670", 3000, None]
    table = recognise([["某村申请表"], group, below, data], (), [APPLICATIONS])
    assert table is not None
    assert table.header_rows == (2, 3)
    assert table.columns == {"head": 0, "hno": 1, "name": 2, "id": 3, "amt": 4, "note": 5}
    assert table.headings[2] == "学生/姓名"


def test_unread_cells_are_handed_on() -> None:
    table = roll(HEADER, [1, "扎西", None, "一年级"], unread={(1, 2): "formula", (2, 1): "error"})
    assert table.rows[0][1]["id_number"] == Unread("formula")
    assert table.rows[1] == (3, {**dict.fromkeys(table.columns), "name": Unread("error")})


def test_a_short_line_beside_a_merged_name_is_data() -> None:
    more = [None, None, None, "二年级"]
    table = roll(HEADER, CHILD, more, [None], merged=[((1, 1), (3, 1)), ((1, 2), (3, 2))])
    assert [number for number, _ in table.rows] == [2, 3]
    assert table.rows[1][1]["name"] == "扎西·尼玛"
    assert table.ignored == [(1, "header"), (4, "empty")]


def test_a_word_about_another_person_is_no_heading_of_the_child() -> None:
    table = roll(["家长姓名", "学生姓名", "家长身份证号", "身份证号", "班级"], ["甲", "乙", "1", "2", "3"])
    assert table.columns == {
        "name": 1, "id_number": 3, "class_name": 4, "guardian_name": 0, "guardian_id_number": 2,
    }  # fmt: skip


@pytest.mark.parametrize("rows", [[], [[]], [[None]], [["姓名"]], [["你好", 1.5, True]]])
def test_nothing_to_recognise(rows: list[list[Any]]) -> None:
    assert recognise(rows, (), KINDS) is None


CELLS = st.none() | st.sampled_from([*HEADER, "合计", "户主", "学生", 1.0]) | st.text(max_size=5)
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=12)
RANGES = st.lists(st.tuples(*[st.tuples(st.integers(0, 14), st.integers(0, 8))] * 2), max_size=4)


@given(ROWS, RANGES, st.integers(0, 12))
def test_any_cells_are_conserved(rows: list[list[Any]], merged: Any, place: int) -> None:
    rows.insert(place, HEADER)
    assert_conserved(roll(*rows, merged=merged), len(rows))
