"""Policy packages: a county's rates go before the shipped ones, by date, and a wrong one is named by its line."""

import re
from datetime import date
from pathlib import Path

import pytest

from eduaid_desktop.domain import programmes, relief_bands
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import band_table, checking, policies
from eduaid_desktop.services.desk import Desk

BOARDER = {"stage": "2", "grade": "三年级", "boarding": 1, "place": "in_county", "registered": True}
PACKAGE = """\
name = "云岭县学生资助标准"
document = "云教〔2018〕12号"

[[rate]]
key = "云岭包吃 小学"
programme = "P04b"
stages = ["2"]
yuan = 9.05
unit = "day"
per_term = 100
valid_from = "2018-03-01"
valid_to = ""
clause = "第三条：小学每天 9.05 元，每学期 100 天"
certainty = "H"
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "云岭县.toml"
    path.write_text(PACKAGE, encoding="utf-8")
    return path


def paid(desk: Desk, facts: dict[str, object], day: date) -> programmes.Priced:
    rules = desk.rules(day)
    return programmes.price(programmes.programme(rules, "P04b"), facts, rules)


def test_a_package_applies_from_its_day_and_says_its_clause(clerk: Desk, package: Path) -> None:
    found = policies.read(clerk, package)
    assert found.says == ["2018-03-01 起：寄宿生生活补助“云岭包吃 小学” 9.05 元/天"]
    assert any("学段 初中" in doubt for doubt in found.doubts)
    policies.add(clerk, found)
    assert paid(clerk, BOARDER, date(2018, 2, 28)).fen == 85_000
    priced = paid(clerk, BOARDER, date(2018, 3, 1))
    assert (priced.fen, priced.rate) == (90_500, "云岭包吃 小学")
    assert "第三条：小学每天 9.05 元" in priced.why
    with pytest.raises(programmes.NoRate, match=r"初中.*没有标准"):
        paid(clerk, {**BOARDER, "stage": "3"}, date(2018, 3, 1))


def test_a_package_is_added_once_and_can_be_taken_out(clerk: Desk, package: Path) -> None:
    number = policies.add(clerk, policies.read(clerk, package))
    with pytest.raises(Refused, match="已经加入过"):
        policies.add(clerk, policies.read(clerk, package))
    (rate,) = [r for r in policies.rates(clerk) if r["programme"] == "P04b"]
    assert (rate["package"], rate["programme_name"]) == ("云岭县学生资助标准", "寄宿生生活补助")
    policies.withdraw(clerk, number)
    assert paid(clerk, BOARDER, date(2018, 3, 1)).fen == 85_000
    assert checking.check(clerk)["findings"] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('document = "云教〔2018〕12号"\n', "", "document"),
        ("yuan = 9.05", "yuan = 9.055", "第 4 行的 \\[\\[rate\\]\\] 的 yuan"),
        ("yuan = 9.05", "yuan = ", "第 8 行"),
        ('unit = "day"', 'unit = "week"', "unit 写得不对"),
        ('programme = "P04b"', 'programme = "P99"', "P99 不在目录里"),
        ("[[rate]]", "[[rates]]", "不认识 \\[\\[rates\\]\\]"),
        ('valid_to = ""', 'valid_to = "2018-02-01"', "早于"),
        ("certainty", "sicher", "缺少 certainty"),
    ],
)
def test_a_wrong_package_is_refused_with_its_place(
    clerk: Desk, package: Path, old: str, new: str, told: str
) -> None:
    package.write_text(PACKAGE.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=told):
        policies.read(clerk, package)


def test_rates_that_overlap_are_refused(clerk: Desk, package: Path) -> None:
    second = (
        PACKAGE[PACKAGE.index("[[rate]]") :].replace("云岭包吃 小学", "云岭包吃 二年级").replace("9.05", "8")
    )
    package.write_text(PACKAGE + "\n" + second, encoding="utf-8")
    with pytest.raises(UserError, match="从 2018-03-01 起重叠"):
        policies.read(clerk, package)


def test_the_shipped_rates_have_no_overlap_and_no_gap() -> None:
    from eduaid_desktop.services import rules

    assert list(programmes.faults(rules.shipped("programme"), rules.shipped("rate"))) == []


def test_a_programme_says_why_it_is_not_open(clerk: Desk) -> None:
    rules = clerk.rules()
    day_pupil = {**BOARDER, "boarding": 0, "registered": None}
    assert programmes.closed_because(programmes.programme(rules, "P04b"), BOARDER, rules) == []
    assert programmes.closed_because(programmes.programme(rules, "P04b"), day_pupil, rules) == [
        "只面向寄宿生，该生不是"
    ]
    (why,) = programmes.closed_because(programmes.programme(rules, "P13"), {**day_pupil, "stage": "5"}, rules)
    assert why == "只面向建档立卡等户的学生，户类型还没有登记"
    assert "该生在小学" in programmes.closed_because(programmes.programme(rules, "P06"), BOARDER, rules)[0]


ENDS = """\
name = "云岭县停办"
document = "云教〔2018〕20号"

[[programme]]
key = "P02"
name = "学前午餐补助"
form = "subsidy"
heading = "学前一免一补"
counts = "times"
period = "term"
rate = "fixed"
stages = ["1"]
valid_from = "2018-03-01"
valid_to = "2018-05-31"
source = "云教〔2018〕20号"
certainty = "H"

[[programme]]
key = "X01"
name = "县长奖学金"
form = "loan"
heading = "县里另设"
counts = "persons"
period = "term"
rate = "free"
stages = ["2"]
valid_from = "2018-03-01"
valid_to = ""
"""


def offered(desk: Desk, day: date) -> list[str]:
    return [code.code for code in desk.rules(day).codes["programme"].offered(day)]


def test_a_county_ends_a_programme_and_offers_none_twice(clerk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "停办.toml"
    path.write_text(ENDS, encoding="utf-8")
    found = policies.read(clerk, path)
    assert found.says[0].endswith("“学前午餐补助”，此后不再实行")
    number = policies.add(clerk, found)
    open_day, closed_day = date(2018, 5, 1), date(2018, 6, 1)
    assert offered(clerk, open_day).count("P02") == 1
    assert "P02" in clerk.rules(date(2018, 2, 1)).policy["programme"]
    assert "P02" not in clerk.rules(closed_day).policy["programme"]
    assert "P02" not in offered(clerk, closed_day)
    assert clerk.rules(closed_day).label("programme", "P02") == "学前午餐补助"
    policies.withdraw(clerk, number)
    assert "P02" in offered(clerk, closed_day)


def test_a_programme_without_a_source_still_says_how_it_pays(clerk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "停办.toml"
    path.write_text(ENDS, encoding="utf-8")
    policies.add(clerk, policies.read(clerk, path))
    rules = clerk.rules(date(2018, 4, 1))
    priced = programmes.price(programmes.programme(rules, "X01"), BOARDER, rules)
    assert priced.why == "“县长奖学金”没有统一标准，金额逐人填写。"


def test_a_rate_by_the_day_says_how_many_days(clerk: Desk, package: Path) -> None:
    package.write_text(PACKAGE.replace("per_term = 100\n", ""), encoding="utf-8")
    with pytest.raises(UserError, match=r"第 4 行.*要写 per_term"):
        policies.read(clerk, package)


def test_codes_that_no_child_has_are_refused_and_stages_are_named(clerk: Desk, package: Path) -> None:
    assert policies.read(clerk, package).doubts == [
        "“寄宿生生活补助”从 2018-03-01 起对学段 初中 没有标准，请补上一条。"
    ]
    package.write_text(PACKAGE.replace('["2"]', '["小学"]'), encoding="utf-8")
    with pytest.raises(UserError, match="的 stages 里没有“小学”，可以写的是 1（学前）"):
        policies.read(clerk, package)


def test_what_a_package_named_keeps_its_name_when_it_is_taken_out(clerk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "停办.toml"
    path.write_text(ENDS, encoding="utf-8")
    policies.withdraw(clerk, policies.add(clerk, policies.read(clerk, path)))
    assert clerk.rules().label("programme", "X01") == "县长奖学金"
    assert "X01" not in offered(clerk, date(2018, 6, 1))


FUND = """\
name = "云岭县教育扶贫救助基金标准"
document = "云教〔2018〕30号"

[[relief_band]]
key = "小学"
stages = ["2"]
kind = "range"
min_yuan = 400
max_yuan = 1200
step_yuan = 50
valid_from = "2018-03-01"
valid_to = ""
clause = "第六条：小学每人 400 至 1,200 元"
source = "云教〔2018〕30号"
certainty = "H"

[[relief_band]]
key = "高中孤儿"
stages = ["4"]
categories = ["1"]
kind = "fixed"
yuan = 5000
valid_from = "2018-03-01"
valid_to = ""
clause = "第七条：孤儿 5,000 元"
source = "云教〔2018〕30号"
certainty = "H"

[[relief_cap]]
key = "每户"
whose = "household"
yuan = 8000
year_basis = "school"
override = "county_government"
valid_from = "2018-03-01"
valid_to = ""
clause = "第八条"
source = "云教〔2018〕30号"
certainty = "H"

[[relief_eligibility]]
key = "低保户"
valid_from = "2018-03-01"
valid_to = ""
source = "云教〔2018〕30号"

[[relief_category]]
key = "1"
label = "孤儿"
valid_from = "2018-03-01"
valid_to = ""

[[relief_category]]
key = "9"
label = "重病户子女"
valid_from = "2018-03-01"
valid_to = ""
"""


@pytest.fixture
def fund(tmp_path: Path) -> Path:
    path = tmp_path / "基金.toml"
    path.write_text(FUND, encoding="utf-8")
    return path


def test_a_package_of_the_fund_is_said_before_it_is_taken(clerk: Desk, fund: Path) -> None:
    found = policies.read(clerk, fund)
    assert found.says == [
        "2018-03-01 起：救助标准“小学”（小学）400 至 1,200 元，50 元的整数倍",
        "2018-03-01 起：救助标准“高中孤儿”（普高；孤儿）固定 5,000 元",
        "2018-03-01 起：救助封顶，每户每学年合计不超过 8,000 元，超过的报县人民政府",
        "2018-03-01 起：救助对象有“低保户”",
        "2018-03-01 起：救助对象类别，按先后写，有“孤儿”",
        "2018-03-01 起：救助对象类别，按先后写，有“重病户子女”",
    ]
    assert "从 2018-03-01 起对学前没有救助标准，请补上一条。" in found.doubts
    assert "从 2018-03-01 起对普高、重病户子女没有救助标准，请补上一条。" in found.doubts
    assert not [each for each in found.doubts if "小学" in each]
    assert "没有写每生的封顶，加入后每生不封顶。" in found.doubts


def test_bands_caps_and_order_of_a_package_are_the_whole_from_their_day(clerk: Desk, fund: Path) -> None:
    number = policies.add(clerk, policies.read(clerk, fund))
    before, after = clerk.rules(date(2018, 2, 28)), clerk.rules(date(2018, 3, 1))
    assert [e["key"] for e in relief_bands.bands(before)] == [
        "A 学前",
        "A 义务教育",
        "A 高中阶段",
        "A 高等教育",
    ]
    assert [e["key"] for e in relief_bands.bands(after)] == ["小学", "高中孤儿"]
    assert relief_bands.cap(after, relief_bands.STUDENT) is None
    cap = relief_bands.cap(after, relief_bands.HOUSEHOLD)
    assert cap
    assert (cap.fen, cap.year_basis) == (800_000, "school")
    assert list(after.policy["relief_eligibility"]) == ["低保户"]
    offered_ = after.codes["relief_category"].offered(date(2018, 3, 1))
    assert [code.label for code in offered_] == ["孤儿", "重病户子女"]
    assert after.label("relief_category", "3") == "残疾学生"
    assert before.label("relief_category", "9") == "9"
    shown = [(line.who, line.amount, line.package) for line in band_table.lines(clerk, date(2018, 3, 1))]
    assert shown[0] == ("小学", "400 至 1,200 元，50 元的整数倍", "云岭县教育扶贫救助基金标准")
    assert band_table.lines(clerk, date(2018, 2, 28))[0].package == "随程序，预设 A"
    policies.withdraw(clerk, number)
    assert len(relief_bands.bands(clerk.rules(date(2018, 3, 1)))) == 4
    assert checking.check(clerk)["findings"] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('stages = ["4"]\ncategories = ["1"]', 'stages = ["2"]', "“小学”和“高中孤儿”从 2018-03-01 起重叠"),
        ('categories = ["1"]', 'categories = ["3"]', None),
        (
            'categories = ["1"]',
            'categories = ["77"]',
            "categories 里没有“77”，可以写的是 1（孤儿）、9（重病户子女）",
        ),
        ('key = "高中孤儿"', 'key = "小学"', "有两条都叫“小学”"),
        ('key = "高中孤儿"', 'key = "高中孤儿"\npreset = "B"', "“高中孤儿”写了 preset"),
        ('key = "低保户"', 'key = "贫困户"', "没有“贫困户”这种户类型"),
        ("max_yuan = 1200", "max_yuan = 300", "max_yuan 小于 min_yuan"),
        ('whose = "household"', 'whose = "village"', "whose 写得不对"),
        ('year_basis = "school"', 'year_basis = "term"', "year_basis 写得不对"),
        ('document = "云教〔2018〕30号"', "", "文号"),
    ],
)
def test_a_wrong_package_of_the_fund_is_refused(
    clerk: Desk, fund: Path, old: str, new: str, told: str | None
) -> None:
    fund.write_text(FUND.replace(old, new, 1), encoding="utf-8")
    if told is None:
        assert policies.read(clerk, fund).says
    else:
        with pytest.raises(UserError, match=re.escape(told)):
            policies.read(clerk, fund)


def test_bands_without_caps_keep_the_caps_that_stand_and_say_so(clerk: Desk, fund: Path) -> None:
    text = FUND[: FUND.index("[[relief_cap]]")]
    fund.write_text(text, encoding="utf-8")
    doubts = policies.read(clerk, fund).doubts
    assert any(each.startswith("没有写封顶，仍按现在的：每生每年合计不超过 5,000 元") for each in doubts)
    policies.add(clerk, policies.read(clerk, fund))
    cap = relief_bands.cap(clerk.rules(), relief_bands.STUDENT)
    assert cap
    assert cap.fen == 500_000


def test_bands_that_end_give_way_to_the_preset_again(clerk: Desk, fund: Path) -> None:
    fund.write_text(FUND.replace('valid_to = ""', 'valid_to = "2018-08-31"'), encoding="utf-8")
    found = policies.read(clerk, fund)
    assert "救助标准只写到2018年8月31日，此后又按预设 A。" in found.doubts
    assert not [each for each in found.doubts if "从 2018-09-01" in each]
    policies.add(clerk, found)
    assert [e["key"] for e in relief_bands.bands(clerk.rules(date(2018, 8, 31)))] == ["小学", "高中孤儿"]
    assert len(relief_bands.bands(clerk.rules(date(2018, 9, 1)))) == 4


def test_a_preset_is_followed_from_a_day_on(clerk: Desk) -> None:
    band_table.follow(clerk, "B", date(2018, 6, 1))
    assert [line.key for line in band_table.lines(clerk, date(2018, 6, 1))] == ["B 不分学段"]
    assert band_table.preset(clerk, date(2018, 5, 31)) == "A"
    with pytest.raises(UserError, match="没有预设“F”"):
        band_table.follow(clerk, "F", date(2018, 6, 1))


def test_the_sample_packages_say_what_they_set(clerk: Desk) -> None:
    found = policies.read(clerk, resources() / "sample" / "云岭县救助基金标准包.toml")
    whom = "小学、初中；残疾学生、父（母）残疾、重大疾病、单亲、突发灾害、其他"
    assert f"2018-09-01 起：救助标准“义务教育 一般”（{whom}）500 至 1,500 元，50 元的整数倍" in found.says
    assert found.doubts == []
