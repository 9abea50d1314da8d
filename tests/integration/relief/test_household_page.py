"""家庭一页: all children of a household, all their programmes and terms, the year against the cap, what to ask."""

from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.family import Family, Member
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import household_page, people, relief, slips

from .conftest import TERM, Office, id_number

NUMBER = "5133991099"


@pytest.fixture
def family(office: Office) -> list[int]:
    """Two children of one household with a paid and a waiting case; the ids of the cases."""
    office.household(NUMBER, relation_to_head="1")
    paid = office.to(workflow.PAID, household_number=NUMBER, head_name="洛桑", applied="2000", population="5")
    waiting = office.to(workflow.VILLAGE_REVIEW, household_number=NUMBER, head_name="洛桑", population="5")
    return [paid, waiting]


def child(found: Family, office: Office, case_id: int) -> Member:
    person = relief.load(office.desk, case_id)["person_id"]
    return next(member for member in found.members if member.id == person)


def test_siblings_come_together_by_the_household_number(office: Office, family: list[int]) -> None:
    office.to(workflow.ACCEPTED)
    found = household_page.by_number(office.desk, f" {NUMBER} ")
    assert [each.name for each in found.children] == ["曲批1", "曲批2"]
    assert [each.name for each in found.others] == ["拉姆"]
    assert found.village == "上格桑村"
    same = household_page.of_case(office.desk, family[1])
    assert {each.id for each in same.children} == {each.id for each in found.children}


def test_a_family_without_a_base_comes_together_by_its_head(office: Office) -> None:
    head = id_number(77, "19800101")
    for number in ("", ""):
        office.draft(household_number=number, head_id_number=head, head_name="洛桑")
    office.draft(household_number="")
    person = office.desk.store.select("relief_case")[0]["person_id"]
    found = household_page.of_person(office.desk, person)
    assert len(found.children) == 2
    assert "没有户编号" in found.questions[0]


def test_every_programme_of_every_term_is_listed_newest_first(office: Office, family: list[int]) -> None:
    person = relief.load(office.desk, family[0])["person_id"]
    with office.desk.change("登记资助") as change:
        aid = {"person_id": person, "programme": "P05", "status": "accepted", "amount": 40_000}
        change.insert("aid", {**aid, "term": "2017A"})
        got = {
            "person_id": person,
            "term": "2017S",
            "programme_name": "营养改善计划",
            "name": "曲批1",
            "amount": 8_000,
        }
        change.insert("received_aid", got)
        hardship = {"person_id": person, "school_year": "2017-2018", "hardship_category": "registered_poor"}
        change.insert("hardship", {**hardship, "hardship_level": "1", "review": "recognised"})
    items = child(household_page.by_number(office.desk, NUMBER), office, family[0]).items
    assert [(item.kind, item.when) for item in items] == [
        ("relief", "2018年春季学期"), ("aid", "2017年秋季学期"), ("hardship", "2017-2018学年"),
        ("received", "2017年春季学期"),
    ]  # fmt: skip
    assert (items[0].amount_fen, items[0].state) == (100_000, "已发放")


def test_the_year_is_summed_over_siblings_and_held_against_the_cap(office: Office, family: list[int]) -> None:
    (year,) = household_page.by_number(office.desk, NUMBER).years
    assert (year.year, year.relief_fen, year.cap_fen, year.over) == ("2018", 200_000, 500_000, False)
    office.to(workflow.VILLAGE_REVIEW, household_number=NUMBER, applied="4000")
    found = household_page.by_number(office.desk, NUMBER)
    assert found.years[0].over
    assert any("合计 6,000.00 元，超过每户封顶 5,000.00 元" in words for words in found.questions)
    office.act(family[1], "reject", on_date="2018-05-08", reason="不符合条件")
    assert household_page.by_number(office.desk, NUMBER).years[0].relief_fen == 500_000


def test_who_is_missing_is_asked_and_not_guessed(office: Office, family: list[int]) -> None:
    asked = " ".join(household_page.by_number(office.desk, NUMBER).questions)
    assert "家庭人口登记 5 人，这里只知道 3 人，另外 2 人是谁，请问明" in asked
    assert "曲批1（9 岁）本学期没有学籍记录" in asked
    person = relief.load(office.desk, family[0])["person_id"]
    with office.desk.change("登记学籍") as change:
        school = change.insert("school", {"name": "格桑镇中心小学"})
        roll = {"person_id": person, "term": TERM, "school_id": school, "stage": "2", "grade": "三年级"}
        change.insert("enrolment", roll)
    found = household_page.by_number(office.desk, NUMBER)
    assert "曲批1" not in " ".join(found.questions)
    assert child(found, office, family[0]).place == "格桑镇中心小学　三年级"


def test_an_account_of_another_family_is_noted_without_its_name(office: Office, family: list[int]) -> None:
    account = relief.load(office.desk, family[0])["payee_account"]
    office.to(workflow.ACCEPTED, payee_account=account, head_name="邻居户主", payee_name="邻居户主")
    asked = " ".join(household_page.by_number(office.desk, NUMBER).questions)
    assert f"（尾号 {account[-4:]}）也是另一户的收款账号" in asked
    assert "邻居" not in asked
    assert account not in asked


def test_a_number_that_nobody_has_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="找不到户编号“999”"):
        household_page.by_number(office.desk, "999")


def paper(office: Office, tmp_path: Path, **wanted: Any) -> list[str]:
    target = tmp_path / "家庭.pdf"
    slips.write(office.desk, "household_page", target, **wanted)
    return pages.text(target)


def test_the_page_for_the_visit_is_one_page_with_masked_numbers(
    office: Office, family: list[int], tmp_path: Path
) -> None:
    (text,) = paper(office, tmp_path, what=NUMBER)
    for words in (
        "洛桑家庭情况",
        "曲批1",
        "曲批2",
        "救助基金",
        "1,000.00",
        "每户封顶",
        "家访时问到的",
        "家长",
    ):
        assert words in text
    case = relief.load(office.desk, family[0])
    for hidden in (case["phone"], case["id_number"], case["payee_account"]):
        assert hidden not in text
    (by_case,) = paper(office, tmp_path, case=case["case_no"])
    assert by_case == text


def test_a_long_past_is_summed_up_so_that_it_stays_one_page(
    office: Office, family: list[int], tmp_path: Path
) -> None:
    person = relief.load(office.desk, family[0])["person_id"]
    with office.desk.change("登记以前的资助") as change:
        for number in range(30):
            row = {
                "person_id": person,
                "term": f"{2010 + number % 7}S",
                "programme": "P05",
                "status": "accepted",
            }
            change.insert("aid", {**row, "amount": 10_000})
    (text,) = paper(office, tmp_path, what=NUMBER)
    assert "更早的" in text
    assert "救助基金" in text


def test_a_child_without_any_application_has_a_family_too(office: Office) -> None:
    raw = {"name": "次仁", "id_number": id_number(9, "19980412"), "ethnic": "藏族", "village": "513399101200"}
    found = household_page.of_person(office.desk, people.save(office.desk, raw).id)
    assert [each.name for each in found.members] == ["次仁"]
    assert "家庭人口没有登记" in " ".join(found.questions)
