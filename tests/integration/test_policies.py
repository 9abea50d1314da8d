"""Policy packages: a county's rates go before the shipped ones, by date, and a wrong one is named by its line."""

from datetime import date
from pathlib import Path

import pytest

from eduaid_desktop.domain import programmes
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import checking, policies
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
