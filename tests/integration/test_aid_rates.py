"""资助申请 by its programme: what it asks, what it pays by which clause, what is open, what stands beside it."""

from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import aid, aid_facts, aid_lead, aid_offers, hardship, people, policies
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid, Saved

# A boarder in the second form of junior school, in the county.
FORM = {
    "name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "village": "上格桑村", "term": "2018春",
    "stage": "初中", "school": "云岭县第二中学", "grade": "八年级", "boarding": "是", "place": "县内",
    "hardship_category": "建档立卡", "guardian_name": "多吉", "guardian_relation": "父亲", "programme": "P04b",
    "days": "100", "application_date": "2018.6.1",
}  # fmt: skip


def save(desk: Desk, number: int | None = None, **changed: Any) -> Saved:
    return aid.save(desk, {**FORM, **changed}, number)


def rules_of(saved: Saved) -> list[str]:
    return [p.rule for p in saved.problems]


def told(saved: Saved, rule: str) -> Problem:
    (found,) = [p for p in saved.problems if p.rule == rule]
    return found


def test_an_amount_left_blank_is_filled_by_the_rate_and_says_its_clause(clerk: Desk) -> None:
    saved = save(clerk)
    row = aid.load(clerk, saved.id)
    assert (row["amount"], row["rate"], row["days"], row["place"]) == (85_000, "包吃 2014", 100, "in_county")
    note = told(saved, "N_AID_RATE")
    assert (note.field, note.severity) == ("amount", "note")
    assert "按标准填 850.00 元" in note.message
    assert "每人每年 1,700 元" in note.message
    assert "须核实" in note.message
    assert len(saved.problems) == 1


def test_an_amount_off_its_rate_wants_a_reason_and_is_kept(clerk: Desk) -> None:
    saved = save(clerk, amount="800")
    assert {p.field for p in saved.problems if p.rule == "W_AID_AMOUNT"} == {"amount", "amount_reason"}
    assert all(p.severity == "warn" for p in saved.problems)
    again = aid.save(clerk, {"amount_reason": "三月才入学"}, saved.id)
    assert [(p.rule, p.severity) for p in again.problems] == [("W_AID_AMOUNT", "note")]
    row = aid.load(clerk, saved.id)
    assert (row["amount"], row["rate"], row["amount_reason"]) == (80_000, "包吃 2014", "三月才入学")


def test_a_countys_rate_is_taken_by_the_first_day_of_the_term(clerk: Desk, tmp_path: Path) -> None:
    package = tmp_path / "云岭县.toml"
    package.write_text(
        'name = "云岭县标准"\ndocument = "云教〔2018〕12号"\n[[rate]]\nkey = "云岭包吃"\nprogramme = "P04b"\n'
        'yuan = 905\nunit = "term"\nvalid_from = "2018-03-02"\nvalid_to = ""\nclause = "第三条"\ncertainty = "H"\n',
        encoding="utf-8",
    )
    policies.add(clerk, policies.read(clerk, package))
    assert aid.load(clerk, save(clerk).id)["rate"] == "包吃 2014"
    later = aid.load(clerk, save(clerk, term="2018秋").id)
    assert (later["rate"], later["amount"]) == ("云岭包吃", 90_500)


def test_a_programme_asks_its_own_fields_and_reminds_of_them(clerk: Desk) -> None:
    saved = save(clerk, programme="P19", amount="300", days="abc", donor="", donor_purpose="书包")
    assert [(p.field, p.rule) for p in saved.problems] == [
        ("donor", "W_AID_ASKED"),
        ("programme", "N_NOT_ASKED"),
    ]
    assert told(saved, "N_NOT_ASKED").message == "这个项目不问在校天数，所填的没有保存。"
    row = aid.load(clerk, saved.id)
    assert (row["donor_purpose"], row["days"], row["rate"]) == ("书包", None, None)


def test_a_field_that_is_asked_can_block(clerk: Desk) -> None:
    with pytest.raises(Invalid, match="在校天数填了 300，最多 184"):
        save(clerk, days="300")


def test_what_is_not_open_to_the_child_is_kept_and_said(clerk: Desk) -> None:
    saved = save(clerk, boarding="否", amount="850")
    problem = told(saved, "W_AID_CLOSED")
    assert (problem.field, problem.severity) == ("programme", "warn")
    assert "只面向寄宿生，该生不是" in problem.message
    assert aid.load(clerk, saved.id)["boarding"] == 0


def test_a_programme_of_later_years_is_not_in_force_yet(clerk: Desk) -> None:
    problem = told(save(clerk, programme="P04c", boarding="否", amount="250"), "W_AID_CLOSED")
    assert "在2018年春季学期没有实行" in problem.message


def test_what_may_not_stand_beside_other_aid_is_said_with_its_clause(clerk: Desk) -> None:
    vocational = {"stage": "中职", "grade": "一年级", "household_type": "一般贫困户", "days": ""}
    first = save(clerk, **vocational, programme="P11", amount="1000")
    second = save(clerk, **vocational, programme="P12", amount="1500", place="省内县外")
    problem = told(second, "W_EXCLUSIVE")
    assert (
        f"与本学期的“中职国家助学金”（第 {first.id} 号）不能同时享受：9+3 的生活补助就是" in problem.message
    )
    assert problem.severity == "warn"
    assert "W_EXCLUSIVE" not in rules_of(
        save(clerk, **vocational, programme="P13", amount="500", term="2017秋")
    )


def test_aid_by_hardship_wants_a_recognition_of_the_school_year(clerk: Desk) -> None:
    senior = {"stage": "普高", "grade": "高一", "programme": "P09", "hardship_tier": "二档", "amount": "1000"}
    first = save(clerk, **senior)
    words = told(first, "W_AID_CLOSED").message
    assert "只面向家庭经济困难学生，本学年的困难认定还没有登记" in words
    person = aid.load(clerk, first.id)["person_id"]
    recognised = {
        "person_id": person, "school_year": "2017学年", "hardship_category": "建档立卡", "hardship_level": "困难",
        "applied_on": "20180601", "review": "认定", "reviewer": "评议小组", "reviewed_on": "20180605",
    }  # fmt: skip
    hardship.save(clerk, recognised)
    assert "W_AID_CLOSED" not in rules_of(aid.save(clerk, {}, first.id))
    differs = told(aid.save(clerk, {"hardship_level": "特别困难"}, first.id), "W_HARDSHIP_LEVEL")
    assert "与本学年的困难认定（困难，第 1 号）不同" in differs.message


def in_household(desk: Desk, person: int, **columns: Any) -> None:
    with desk.store.change("拥珍", "登记户") as change:
        home = change.insert("household", {"household_number": "5133991", **columns})
        since = {"household_type": "一般贫困户", "valid_from": "2018-01-01", "valid_to": ""}
        change.insert("household_status", {"household_id": home, **since})
        change.update("person", person, {"household_id": home})


def test_facts_come_from_the_form_the_roll_and_the_household(clerk: Desk) -> None:
    person = people.save(clerk, {k: FORM[k] for k in ("name", "id_number", "ethnic", "guardian_name")}).id
    nothing = {
        "stage": None,
        "grade": None,
        "boarding": None,
        "place": None,
        "registered": None,
        "hardship": None,
        "hardship_level": None,
    }
    assert aid_facts.facts(clerk, person, "2018S", {}) == nothing
    with clerk.store.change("拥珍", "登记在读") as change:
        school = change.insert("school", {"name": "云岭县第二中学"})
        change.insert(
            "enrolment",
            {"person_id": person, "school_id": school, "term": "2018S", "stage": "3", "grade": "八年级", "boarding": 1,
             "place": "in_county", "current": 1},
        )  # fmt: skip
    in_household(clerk, person, population=4)
    found = aid_facts.facts(clerk, person, "2018S", {"grade": "九年级", "boarding": "0"})
    assert (found["stage"], found["grade"], found["boarding"], found["registered"]) == (
        "3",
        "九年级",
        0,
        True,
    )
    # The household counted as nothing yet in the term before; the form says what it was.
    before = aid_facts.facts(clerk, person, "2017A", {"household_type": "一般农户"})
    assert before["registered"] is False


def test_every_programme_is_open_with_its_clause_or_closed_with_a_reason(clerk: Desk) -> None:
    found = {each.key: each for each in aid_offers.offers(clerk, None, "2018S", FORM)}
    assert found["P04b"].closed == []
    assert (found["P04b"].fen, found["P04b"].rate) == (85_000, "包吃 2014")
    assert found["P13"].closed == ["面向中职，该生在初中", "只面向建档立卡等户的学生，户类型还没有登记"]
    assert "P04c" not in found
    assert all(each.closed or each.why or each.gap for each in found.values())
    keys = [bool(each.closed) for each in aid_offers.offers(clerk, None, "2018S", FORM)]
    assert keys == sorted(keys)


def test_a_missing_rate_says_what_to_mend(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAID_TODAY", "2026-05-01")
    senior = {
        "term": "2026春", "stage": "普高", "grade": "高一", "programme": "P09", "amount": "1000",
        "application_date": "2026-04-01", "household_type": "脱贫户", "id_number": "513399200911197623",
    }  # fmt: skip
    saved = save(clerk, **senior)
    assert "请补齐学段、年级、困难等级" in told(saved, "W_AID_RATE").message
    assert aid.load(clerk, saved.id)["rate"] is None


def test_the_way_says_what_is_there_and_what_to_enter(clerk: Desk) -> None:
    person = people.save(clerk, {k: FORM[k] for k in ("name", "id_number", "ethnic", "guardian_name")}).id
    line = aid_lead.household(clerk, person, "2018S", {})
    assert (line.done, line.words[:8]) == (False, "没有登记所在户。")
    assert "户籍与建档立卡人员" in line.words
    in_household(clerk, person, population=4)
    line = aid_lead.household(clerk, person, "2018S", {})
    assert line.words == "户编号 5133991，一般贫困户；还没有年收入，请在下面填写。"
    line = aid_lead.household(clerk, person, "2018S", {"annual_income": "20000"})
    assert (line.done, line.words) == (True, "户编号 5133991，2018年3月1日为一般贫困户，4 人。")
    line, found = aid_lead.recognition(clerk, person, "2018S")
    assert (line.done, line.words, found) == (False, "2017-2018学年还没有困难认定。", None)


def test_a_reader_of_another_term_is_not_misled_by_a_word_that_is_none(clerk: Desk) -> None:
    assert aid_facts.term_of(clerk, {"term": "某学期"}) == "2018S"
    with pytest.raises(UserError):
        save(clerk, term="某学期")
