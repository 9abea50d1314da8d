"""Values as clerks and programs write them: read exactly, noted where something was put right, or refused."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from eduaid_desktop.domain import school_names, stages, text
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.problems import WARN
from eduaid_desktop.domain.project_ledger import sources
from eduaid_desktop.domain.relief_table import around, prepare
from eduaid_desktop.domain.rules import Code, CodeTable, Rules
from eduaid_desktop.domain.units import scale_of

RULES = Rules(
    date(2018, 6, 12),
    {"funding_source": CodeTable("funding_source", (Code("central", "中央"), Code("county", "县")))},
)


def clean(kind: str, raw: Any) -> Any:
    value, problems = Field("f", "栏", kind).clean(raw, RULES)
    return value if not any(p.blocking for p in problems) else problems[0].rule or "refused"


def remarks(kind: str, raw: Any) -> list[str]:
    return [p.message for p in Field("f", "栏", kind).clean(raw, RULES)[1]]


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        (20110307.0, "2011-03-07"),
        ("20110307", "2011-03-07"),
        ("2011.3.7", "2011-03-07"),
        ("２０１１年３月７日", "2011-03-07"),
        ("二〇一一年三月七日", "2011-03-07"),
        ("2011年3月7号", "2011-03-07"),
        ("2011-03-07 00:00:00.0", "2011-03-07"),
        ("2011-03-07T00:00:00", "2011-03-07"),
        ("2011-03-07 08:30", "refused"),
        (43101.0, "2018-01-01"),
        (43101, "2018-01-01"),
        ("43101", "2018-01-01"),
        (43101.5, "refused"),
        (2011.0, "refused"),
        ("2011年3月", "refused"),
        ("二〇一一年三月", "refused"),
        (99999.0, "refused"),
    ],
)
def test_a_date_in_every_way_of_writing(raw: Any, iso: str) -> None:
    assert clean("date", raw) == iso


def test_a_serial_is_noted_and_a_missing_day_is_named() -> None:
    assert remarks("date", 43101.0) == ["栏：“43101”是 Excel 的日期序号，已读作2018年1月1日，请核对。"]
    assert "只写到2011年3月，缺少日" in remarks("date", "2011.3")[0]
    assert remarks("date", "20110307") == []


@pytest.mark.parametrize(
    ("raw", "month"),
    [
        (201709.0, "2017-09"),
        ("2017.9", "2017-09"),
        ("2017-9", "2017-09"),
        ("2017年9月", "2017-09"),
        ("二〇一七年九月", "2017-09"),
        ("二〇一七年十二月", "2017-12"),
        ("20170901", "2017-09"),
        (date(2017, 9, 1), "2017-09"),
        (43101.0, "2018-01"),
        ("2017年13月", "refused"),
        ("1-2017", "refused"),
    ],
)
def test_a_month_needs_no_day(raw: Any, month: str) -> None:
    assert clean("month", raw) == month


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        (52.5, 5250),
        (0.1 + 0.2, 30),
        (1.1 * 3, 330),
        (1358722.5, 135872250),
        ("1,200.50", 120050),
        ("５００元", 50000),
        ("70万元", 70000000),
        ("0.0001万元", 100),
        (Decimal("8.8"), 880),
        (12.345, "refused"),
        ("12.345", "refused"),
        ("0.0000001万元", "refused"),
        ("50%", "refused"),
        ("约500", "refused"),
        (-1, "refused"),
        (True, "refused"),
        (float("nan"), "refused"),
        (float("inf"), "refused"),
    ],
)
def test_money_is_exact_or_refused(raw: Any, fen: Any) -> None:
    assert clean("money", raw) == fen


@pytest.mark.parametrize(
    ("raw", "number"), [(3.0, 3), ("３", 3), (3.5, "refused"), ("50%", "refused"), (0.1 + 0.2, "refused")]
)
def test_whole_numbers_are_never_cut(raw: Any, number: Any) -> None:
    assert clean("integer", raw) == number


@pytest.mark.parametrize("dot", "•‧・･\u0387。.．")
def test_the_wrong_dots_become_the_legal_one(dot: str) -> None:
    assert clean("name", f"扎西{dot}尼玛") == "扎西·尼玛"


@pytest.mark.parametrize("name", ["A.B", "扎西.D", "王2.1"])
def test_a_dot_beside_a_letter_or_digit_stays_to_be_asked(name: str) -> None:
    assert text.name(name) == name
    assert [p.severity for p in Field("f", "栏", "name").clean(name, RULES)[1]] == [WARN]


@pytest.mark.parametrize("name", ["\u200b扎西\ufeff", "\u00a0扎西\u00a0", "\u3000扎西 "])
def test_invisible_signs_go(name: str) -> None:
    assert clean("name", name) == "扎西"


@pytest.mark.parametrize("kind", ["text", "name", "note"])
def test_what_is_kept_can_stand_in_a_workbook_and_is_kept_as_it_is(kind: str) -> None:
    """Every character of the first plane, between two others: XML 1.0 has it, reading it again changes nothing."""
    field = Field("f", "栏", kind, length=200_000)
    kept = field.clean("甲".join(map(chr, (*range(0x10000), *range(0x1F300, 0x110000, 997)))), RULES)[0]
    assert re.search("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", kept) is None
    assert unicodedata.normalize("NFC", kept) == kept == kept.strip()
    assert field.clean(kept, RULES)[0] == kept
    assert len(set(kept)) > 60_000


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("５１３３９９２０１１０３０７９９２２", "513399201103079922"),
        ("51339920080901996x", "51339920080901996X"),
        ("513399 20110307 9922", "513399201103079922"),
        ("513399110307992", "513399191103079926"),
        ("513399201103079922" + "43", "513399201103079922"),
        ("513399201103079922" + "43B1", "513399201103079922"),
        ("513399201103079923", "B_ID_CHECK"),
        (5.13399201103079e17, "B_ID_PRECISION"),
        (513399201103079936, "B_ID_PRECISION"),
        ("5.13E+17", "B_ID_PRECISION"),
        ("5.13399E17", "B_ID_PRECISION"),
        ("513399201001010000", "B_ID_PRECISION"),
        ("513399201103079000.0", "B_ID_PRECISION"),
        ("513399201409099950", "513399201409099950"),
    ],
)
def test_an_id_number_is_sound_or_refused(raw: Any, read: str) -> None:
    assert clean("id_number", raw) == read


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("无", "请空着这一格"),
        ("—", "请空着这一格"),
        ("51339920110307992O", "录成了字母"),
        ("5133992011", "现为 10 位"),
    ],
)
def test_what_is_no_id_number_is_told_as_what_it_is(raw: str, told: str) -> None:
    assert told in remarks("id_number", raw)[0]


def test_fifteen_digits_are_flagged_and_a_damaged_number_comes_with_advice() -> None:
    (problem,) = Field("f", "栏", "id_number").clean("513399110307992", RULES)[1]
    assert (problem.severity, problem.rule) == (WARN, "W_ID_15")
    assert "文本" in remarks("id_number", "513399201001010000")[0]


@pytest.mark.parametrize(
    ("kind", "heading", "title", "cell", "read"),
    [
        ("money", "总投资(万元)", "", 1014.0, 1014000000),
        ("money", "总投资（万元）", "", 0.1 + 0.2, 300000),
        ("money", "总投资(万元)", "", "1,014", 1014000000),
        ("money", "总投资(万元)", "", "待定", "refused"),
        ("money", "总投资", "金额单位：万元", 70.0, 70000000),
        ("money", "总投资(元)", "金额单位：万元", 70.0, 7000),
        ("money", "总投资", "单位：元", 70.0, 7000),
        ("decimal", "面积（亩）", "", 3.0, 200000),
        ("decimal", "面积（亩）", "", 1.0, "refused"),
        ("decimal", "面积(㎡)", "金额单位：万元", 390.0, 39000),
    ],
)
def test_a_unit_in_the_heading_is_converted_exactly(
    kind: str, heading: str, title: str, cell: Any, read: Any
) -> None:
    scale = scale_of(Field("f", "栏", kind), heading, title)
    assert clean(kind, scale(cell) if scale else cell) == read


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("三年级1班", ("三年级", "1班")),
        ("一年级17级汽车维修班", ("一年级", "17级汽车维修班")),
        ("高三(1)班", ("高三", "1班")),
        ("三(2)班", ("三年级", "2班")),
        ("大班大2班", ("大班", "大2班")),
        ("大2班", ("大班", "大2班")),
        ("大一", ("大一", "")),
        ("中职二年级3班", ("中职二年级", "3班")),
        ("2018级3班", None),
    ],
)
def test_grade_and_class_in_one_cell(written: str, parts: Any) -> None:
    assert stages.split(written) == parts


@pytest.mark.parametrize(
    ("grade", "school", "stage"),
    [
        ("三年级", "格桑镇中心小学", "2"),
        ("三年级", "云岭县职业中学", "5"),
        ("三年级", "川西职业技术学院", "6"),
        ("三年级", "锦川大学", "7"),
        ("三年级", None, None),
        ("高一", "云岭县第二中学", "4"),
        (None, "格桑镇幼儿园", "1"),
        (None, "某某小学", None),
    ],
)
def test_the_stage_of_a_pupil(grade: str | None, school: str | None, stage: str | None) -> None:
    assert stages.of_pupil(grade, school) == stage


@pytest.mark.parametrize(
    ("short", "full", "same"),
    [
        ("格桑中心校", "格桑镇中心小学", True),
        ("云岭二中", "云岭县第二中学", True),
        ("县职中", "云岭县职业中学", True),
        ("镇幼儿园", "格桑镇幼儿园", True),
        ("云岭三中", "云岭县第二中学", False),
        ("云岭县中学", "云岭县第二中学", False),
        ("锦川市小学", "锦川市实验小学", False),
        ("锦川市中学", "锦川市民族中学", False),
        ("格桑小学", "格桑镇幼儿园", False),
        ("格桑镇中心小学", "格桑镇中心小学", False),
    ],
)
def test_a_short_form_leaves_out_nothing_that_matters(short: str, full: str, same: bool) -> None:
    assert school_names.abbreviates(short, full) is same


def test_an_ambiguous_short_form_names_every_school_it_may_be() -> None:
    found = school_names.meant(["民族中学"], ["锦川市民族中学", "滨南市民族中学"])
    assert found == {"民族中学": ("滨南市民族中学", "锦川市民族中学")}
    assert school_names.meant(["锦川市民族中学", "云岭二中"], ["云岭二中"]) == {}


@pytest.mark.parametrize(
    ("sheet", "words", "village"),
    [
        ("8扎西岗村", "", "扎西岗村"),
        ("达瓦村 ", "达瓦村2018年春季教育救助申请表", "达瓦村"),
        ("Sheet1", "格桑镇救助申请\n填报单位（盖章）：热柯村村民委员会", "热柯村"),
        ("Sheet1", "格桑镇仁真村救助基金申请表", "仁真村"),
        ("Sheet1", "救助基金申请表", None),
    ],
)
def test_the_village_of_a_list(sheet: str, words: str, village: str | None) -> None:
    assert around(sheet, words)["village"] == village


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (1250.0, (None, 1250.0)),
        ("1,250元", (None, "1,250元")),
        ("无", ("无", None)),
        (0.0, ("无", None)),
        ("寄宿生生活补助：850元；营养改善计划：400元", (..., "1250")),
        ("免学费", (..., None)),
    ],
)
def test_aid_received_is_a_word_an_amount_or_both(cell: Any, told: Any) -> None:
    raw = prepare({"aid_received": cell})
    words = cell if told[0] is ... else told[0]
    assert (raw["aid_received"], raw.get("aid_received_amount")) == (words, told[1])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("中央50万元、县20万元", [("central", 50000000), ("county", 20000000)]),
        ("中央：1,000元", [("central", 100000)]),
        ("广东援建", None),
        ("中央50万元、县", None),
    ],
)
def test_sources_with_amounts_become_funding(cell: str, found: Any) -> None:
    rows = sources(cell, RULES)
    assert (rows and [(r["source"], r["amount"]) for r in rows]) == found
