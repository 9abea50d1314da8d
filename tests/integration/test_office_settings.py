"""设置 of an office: every key has a title, values are dated and checked, and a change of them can be undone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eduaid_desktop.domain import roles, setting_values
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import checking, office, office_settings, rules, tables, workdays
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import undo


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    monkeypatch.delenv("EDUAID_TODAY", raising=False)
    about = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    made = office.create(tmp_path / "格桑镇.eduaid", **about)
    yield made
    made.close()
    with Desk.open(tmp_path / "格桑镇.eduaid") as again:
        assert checking.check(again)["ok"]


def last_change(desk: Desk) -> int:
    return int(desk.store.value("SELECT MAX(id) FROM change"))


def test_every_setting_that_is_shipped_has_a_title_and_a_check(desk: Desk) -> None:
    """Whoever adds a key to resources/settings.toml gives it a line in setting_titles.toml and a check in tables."""
    shipped, titled = rules.shipped_settings(), office_settings.titles(desk)
    assert set(shipped) == {key.partition(".")[0] for key in titled} - {"organisation"}
    assert [key for key, value in shipped.items() if not tables.is_sound(key, value)] == []
    assert [t.key for t in titled.values() if t.kind not in setting_values.KINDS] == []
    assert [t.key for t in titled.values() if t.group not in setting_values.GROUPS] == []
    assert [t.key for t in titled.values() if t.kind in ("choice", "code", "codes") and not t.choices] == []


def test_what_is_shown_of_a_value_reads_back_as_the_value(desk: Desk) -> None:
    for found in office_settings.listing(desk):
        assert setting_values.read(found.about, found.words) == found.value, found.about.key
    own = office_settings.typed(
        desk, "own_holidays", "2018-02-11~2018-02-17、2018-12-30~2019-01-01 2018-05-04"
    )
    assert own.words == "2018年2月11日至17日、2018年5月4日、2018年12月30日至2019年1月1日"
    assert (setting_values.read(own.about, own.words), own.since) == (own.value, "")


def test_a_value_holds_from_its_day_and_the_old_one_before(desk: Desk) -> None:
    office_settings.set_(desk, "notice_days", 5, "2018-06-01")
    found = office_settings.set_(desk, "notice_days", 10, "2018-09-01")
    assert (found.value, found.shipped, found.since) == (5, 7, "2018-06-01")
    assert found.later == (("2018-09-01", 10),)
    days = {
        day: desk.rules(date.fromisoformat(day)).settings["notice_days"]
        for day in ("2018-05-31", "2018-06-01", "2018-09-01")
    }
    assert days == {"2018-05-31": 7, "2018-06-01": 5, "2018-09-01": 10}
    past = office_settings.past(desk, "notice_days")
    assert [(each["valid_from"], each["words"], each["actor"]) for each in past] == [
        ("2018-09-01", "10 天", "拥珍"),
        ("2018-06-01", "5 天", "拥珍"),
    ]


def test_without_a_day_it_holds_from_today(desk: Desk) -> None:
    assert office_settings.typed(desk, "公示天数算法", "工作日").since == "2018-06-12"
    assert desk.rules().settings["notice_day_kind"] == "working"
    assert desk.rules(date(2018, 6, 11)).settings["notice_day_kind"] == "natural"


def test_a_term_is_closed_whatever_the_date_of_the_application(desk: Desk) -> None:
    found = office_settings.typed(desk, "closed_terms", "2017年秋季学期", "2018-09-01")
    assert (found.value, found.since, found.later) == (["2017A"], "", ())
    assert desk.rules(date(2017, 9, 1)).settings["closed_terms"] == ["2017A"]


def test_a_planned_value_is_taken_back(desk: Desk) -> None:
    office_settings.set_(desk, "notice_days", 10, "2018-09-01")
    office_settings.drop(desk, "notice_days", "2018-09-01")
    assert office_settings.get(desk, "notice_days").later == ()
    with pytest.raises(Refused, match="没有从这一天起的值"):
        office_settings.drop(desk, "notice_days", "2018-09-01")


def test_an_undone_setting_can_be_set_again(desk: Desk) -> None:
    office_settings.set_(desk, "form_copies", 4)
    undo.undo(desk.store, "拥珍", last_change(desk))
    assert not office_settings.get(desk, "form_copies").own
    assert office_settings.set_(desk, "form_copies", 5).value == 5


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("notice_days", "七天", "整数"), ("notice_days", "0", "不能是"), ("notice_days", "90", "不能是"),
        ("notice_day_kind", "农历", "可选：自然日、工作日"), ("township_notice", "也许", "是或否"),
        ("spring_deadline", "2月29日", "几月几日"), ("evidence_required", "E01、E99", "没有“E99”"),
        ("notice_columns", "就读学校", "学生姓名不能去掉"), ("temporary_prefix", "l1", "大写字母"),
        ("phones.education_bureau", "513399200812319926", "不是电话号码"), ("own_holidays", "2027-02-30", "读不懂"),
        ("organisation.education_bureau", "{county}教体局", "全称"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused_in_words(desk: Desk, key: str, typed: str, words: str) -> None:
    before = last_change(desk)
    with pytest.raises(Refused, match=words) as refused:
        office_settings.typed(desk, key, typed)
    assert refused.value.field == "value"
    assert last_change(desk) == before


def test_an_unknown_setting_and_an_unreadable_day_are_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="没有名为“colour”的设置"):
        office_settings.get(desk, "colour")
    with pytest.raises(Refused, match="读不懂") as refused:
        office_settings.set_(desk, "notice_days", 5, "六月")
    assert refused.value.field == "valid_from"


def test_only_an_administrator_changes_what_an_office_decided(desk: Desk) -> None:
    clerk = replace(desk, roles=frozenset({roles.CLERK}))
    with pytest.raises(Refused, match="由管理员"):
        office_settings.set_(clerk, "notice_days", 5)
    with pytest.raises(Refused, match="由管理员"):
        workdays.set_days(clerk, {date(2027, 1, 1): False})
    assert office_settings.get(clerk, "notice_days").value == 7


def test_the_name_of_a_body_is_dated(desk: Desk) -> None:
    office_settings.set_(desk, "organisation.education_bureau", "云岭县教育和体育局", "2018-05-01")
    office_settings.set_(desk, "organisation.education_bureau", "云岭县教育体育和科学技术局", "2018-06-01")
    names = [office.organisation(desk, "education_bureau", date(2018, month, 15)) for month in (4, 5, 6)]
    assert names == ["云岭县教育局", "云岭县教育和体育局", "云岭县教育体育和科学技术局"]
    assert office_settings.get(desk, "organisation.education_bureau").shipped == "云岭县教育局"


def test_telephones_are_set_one_by_one_and_keep_each_other(desk: Desk) -> None:
    office_settings.set_(desk, "phones.education_bureau", "0836-7000002", "2018-09-01")
    office_settings.set_(desk, "phones.township_government", "0836-7000001")
    assert desk.rules().settings["phones"] == {"township_government": "0836-7000001"}
    assert desk.rules(date(2018, 9, 1)).settings["phones"] == {
        "education_bureau": "0836-7000002",
        "township_government": "0836-7000001",
    }


def test_the_year_says_where_each_day_comes_from(desk: Desk) -> None:
    assert "已经知道" in workdays.told(desk, 2018)
    assert "2027年调休未录入" in workdays.told(desk, 2027)
    assert workdays.year(desk, 2027) == []
    days = workdays.span("20270211", "20270217", works=False) | workdays.span("2027-2-13", "", works=True)
    assert workdays.set_days(desk, days) == 7
    found = {d.day: (d.works, d.source) for d in workdays.year(desk, 2027)}
    assert len(found) == 7
    assert found[date(2027, 2, 11)] == (False, "own")
    assert found[date(2027, 2, 13)] == (True, "own")
    assert "2027年调休未录入（本单位登记了 7 天，没有元旦）" in workdays.told(desk, 2027)
    workdays.set_days(desk, {date(2027, 1, 1): False})
    assert "已经知道，其中本单位登记 8 天" in workdays.told(desk, 2027)
    with pytest.raises(Refused, match="已经这样登记过"):
        workdays.set_days(desk, days)


def test_own_days_go_before_the_state_councils_and_can_be_taken_out(desk: Desk) -> None:
    day = date(2018, 6, 18)
    assert [(d.works, d.name, d.source) for d in workdays.year(desk, 2018) if d.day == day] == [
        (False, "端午", "state_council")
    ]
    workdays.set_days(desk, {day: True})
    assert [(d.works, d.source) for d in workdays.year(desk, 2018) if d.day == day] == [(True, "own")]
    assert workdays.remove(desk, [day, date(2018, 6, 19)]) == 1
    assert [(d.works, d.source) for d in workdays.year(desk, 2018) if d.day == day] == [
        (False, "state_council")
    ]
    with pytest.raises(Refused, match="只有本单位登记的"):
        workdays.remove(desk, [day])


def test_days_are_registered_at_once_and_undone_at_once(desk: Desk) -> None:
    workdays.set_days(desk, {date(2027, 1, 1): False, date(2027, 1, 2): True})
    sentence = desk.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1")
    assert sentence == "登记工作日：2027年1月1日放假；2027年1月2日上班"
    undo.undo(desk.store, "拥珍", last_change(desk))
    assert workdays.own(desk) == {}
