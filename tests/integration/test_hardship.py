"""困难认定: one a school year, by identity or weighed, decided by a reviewer, and counted by level."""

from dataclasses import replace
from typing import Any

import pytest

from eduaid_desktop.domain.hardship import HARDSHIP
from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.services import aid_facts, checking, hardship, people, records
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid, Saved

CHILD = {
    "name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "village": "上格桑村",
    "guardian_name": "多吉", "guardian_relation": "父亲",
}  # fmt: skip
FORM = {
    "school_year": "2017学年", "hardship_category": "其他困难", "hardship_level": "困难", "causes": "15",
    "population": "5", "annual_income": "18000", "applied_on": "20180601",
}  # fmt: skip
DECIDED = {"review": "认定", "reviewer": "评议小组", "reviewed_on": "20180610", "review_opinion": "情况属实"}


@pytest.fixture
def child(clerk: Desk) -> int:
    return people.save(clerk, CHILD).id


def save(desk: Desk, child: int, number: int | None = None, **changed: Any) -> Saved:
    return hardship.save(desk, {**FORM, "person_id": child, **changed}, number)


def in_household(desk: Desk, child: int, kind: str) -> None:
    with desk.store.change("拥珍", "登记户") as change:
        home = change.insert(
            "household", {"household_number": "513399101", "population": 5, "annual_income": 1_800_000}
        )
        change.insert(
            "household_status",
            {"household_id": home, "household_type": kind, "valid_from": "2017-01-01", "valid_to": ""},
        )
        change.update("person", child, {"household_id": home})


def test_a_recognition_is_kept_with_its_causes_and_waits_for_review(clerk: Desk, child: int) -> None:
    saved = save(clerk, child)
    found = hardship.load(clerk, saved.id)
    assert saved.problems == []
    assert (found["school_year"], found["causes"], found["review"]) == (
        "2017-2018",
        "自然灾害、欠债",
        "pending",
    )
    assert found["name"] == "曾多吉"
    assert hardship.counts(clerk, "2017-2018") == {
        "severe": 0,
        "hard": 0,
        "general": 0,
        "pending": 1,
        "not": 0,
    }


def test_a_second_one_in_the_school_year_is_sent_to_the_first(clerk: Desk, child: int) -> None:
    first = save(clerk, child)
    with pytest.raises(
        Refused, match=rf"2017-2018学年已有困难认定（第 {first.id} 号，待评议），请打开那一份"
    ):
        save(clerk, child)
    assert save(clerk, child, school_year="2016学年").id != first.id
    assert len(clerk.store.select("hardship")) == 2


def test_what_is_decided_is_counted_by_level(clerk: Desk, child: int) -> None:
    saved = save(clerk, child)
    hardship.review(clerk, saved.id, "认定", level="特别困难", opinion="情况属实")
    found = hardship.load(clerk, saved.id)
    assert (found["review"], found["reviewer"], found["reviewed_on"]) == ("recognised", "拥珍", "2018-06-12")
    assert hardship.counts(clerk, "2017-2018")["severe"] == 1
    sentences = [each["sentence"] for each in records.history(clerk, HARDSHIP, saved.id)]
    assert sentences == [
        "登记困难认定（曾多吉，2017-2018学年）",
        "困难认定结果：认定（曾多吉，2017-2018学年）",
    ]
    assert checking.check(clerk)["findings"] == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({**DECIDED, "hardship_level": ""}, "hardship_level", "请选困难等级"),
        ({**DECIDED, "reviewer": ""}, "reviewer", "认定人"),
        ({**DECIDED, "reviewed_on": "20180613"}, "reviewed_on", "今天之后"),
        ({**DECIDED, "reviewed_on": "20180531"}, "reviewed_on", "早于申请日期"),
        ({**DECIDED, "review_opinion": ""}, "review_opinion", "请写明认定意见"),
        ({"causes": "", "reason": ""}, "causes", "致困原因或困难说明"),
        ({"causes": "17"}, "causes", "不认识“7”"),
        ({"causes": "灾荒"}, "causes", "不认识“灾荒”"),
        ({"school_year": "1999学年"}, "school_year", "不认识"),
    ],
)
def test_what_blocks_a_recognition(
    clerk: Desk, child: int, changed: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        save(clerk, child, **changed)
    assert any(p.field == field and words in p.message for p in refused.value.problems)
    assert clerk.store.select("hardship") == []


def test_a_child_of_a_special_group_needs_no_opinion(clerk: Desk, child: int) -> None:
    decided = {**DECIDED, "review_opinion": "", "hardship_category": "低保户", "causes": ""}
    saved = save(clerk, child, **decided)
    assert hardship.load(clerk, saved.id)["hardship_category"] == "low_income"


def test_the_household_says_what_the_category_is(clerk: Desk, child: int) -> None:
    in_household(clerk, child, "低保贫困户")
    known = hardship.prefill(clerk, child, "2017-2018")
    assert (known["hardship_category"], known["population"], known["annual_income"]) == (
        "registered_poor", 5, 1_800_000,
    )  # fmt: skip
    (problem,) = save(clerk, child).problems
    assert (problem.rule, problem.blocking) == ("W_HARDSHIP_STATUS", False)
    assert "2018年6月1日本户是低保贫困户" in problem.message


def test_a_registered_poor_category_without_such_a_household_is_asked_about(clerk: Desk, child: int) -> None:
    in_household(clerk, child, "低保户")
    assert hardship.prefill(clerk, child, "2017-2018")["hardship_category"] == "low_income"
    (problem,) = save(clerk, child, hardship_category="建档立卡").problems
    assert (problem.rule, problem.field) == ("W_HARDSHIP_STATUS", "hardship_category")


def test_a_clerk_enters_and_only_a_reviewer_decides(clerk: Desk, child: int) -> None:
    entering = replace(clerk, roles=frozenset({"clerk"}))
    reviewing = replace(clerk, roles=frozenset({"reviewer"}))
    number = save(entering, child).id
    assert hardship.closed(entering, hardship.load(clerk, number)) == {
        "review", "reviewer", "review_opinion", "reviewed_on",
    }  # fmt: skip
    with pytest.raises(Refused, match="由审核员办理"):
        hardship.review(entering, number, "认定", opinion="属实")
    hardship.review(reviewing, number, "认定", opinion="属实")
    with pytest.raises(Refused, match="由审核员办理"):
        hardship.save(entering, {"hardship_level": "一般困难"}, number)
    assert hardship.load(clerk, number)["hardship_level"] == "hard"
    assert hardship.closed(entering, hardship.load(clerk, number)) == set(HARDSHIP.by_name)
    assert hardship.closed(reviewing, hardship.load(clerk, number)) == set()


def test_two_windows_do_not_overwrite_each_other(clerk: Desk, child: int) -> None:
    saved = save(clerk, child)
    hardship.save(clerk, {"population": "6"}, saved.id, saved.revision)
    with pytest.raises(Conflict):
        hardship.save(clerk, {"population": "4"}, saved.id, saved.revision)


def test_nobody_is_no_child(clerk: Desk) -> None:
    with pytest.raises(UserError, match="person_id"):
        hardship.save(clerk, FORM)


def test_only_what_is_recognised_counts_for_a_programme(clerk: Desk, child: int) -> None:
    typed = {"hardship_level": "一般困难"}
    number = save(clerk, child, hardship_level="特别困难").id
    assert aid_facts.facts(clerk, child, "2018S", typed)["hardship_level"] == "general"
    hardship.review(clerk, number, "认定", opinion="属实")
    assert aid_facts.facts(clerk, child, "2018S", typed)["hardship_level"] == "severe"
    assert aid_facts.facts(clerk, child, "2018A", typed)["hardship_level"] == "general"
