"""What is known of a child is one thing, whichever door asks: the whole-school list or the form."""

import pytest

from eduaid_desktop.services import aid_bulk, aid_facts
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import aid_queries

TERM = "2018S"


def doors(desk: Desk, person_id: int) -> tuple[aid_facts.Facts, aid_facts.Facts]:
    rules = aid_bulk.of_term(desk, TERM)
    day = rules.today.isoformat()
    pupil = aid_queries.pupils(desk.store, [person_id], TERM, day, "2017-2018")[person_id]
    return aid_facts.of_pupil(pupil, rules), aid_facts.facts(desk, person_id, TERM, {})


def pupil_without_household(desk: Desk) -> int:
    return int(
        desk.store.value(
            "SELECT p.id FROM person p JOIN enrolment e ON e.person_id = p.id WHERE p.household_id IS NULL"
            " AND e.stage = '2' AND e.term = ? AND e.withdrawn = 0 LIMIT 1",
            (TERM,),
        )
    )


def say(desk: Desk, person_id: int, flag: int | None) -> None:
    with desk.store.change("经办人甲", "改学籍标记") as change:
        for row in change.select("enrolment", person_id=person_id, term=TERM):
            change.update("enrolment", row["id"], {"registered_poor": flag})


@pytest.mark.parametrize(("flag", "registered"), [(0, False), (1, None), (None, None)])
def test_the_roll_alone_is_believed_when_it_says_no(
    enrolled: Desk, flag: int | None, registered: bool | None
) -> None:
    child = pupil_without_household(enrolled)
    say(enrolled, child, flag)
    bulk, form = doors(enrolled, child)
    assert bulk == form
    assert bulk["registered"] is registered


def test_the_household_base_goes_before_the_roll(enrolled: Desk) -> None:
    child = int(
        enrolled.store.value(
            "SELECT e.person_id FROM enrolment e JOIN person p ON p.id = e.person_id JOIN household_status t"
            " ON t.household_id = p.household_id WHERE t.household_type = '一般贫困户' AND e.term = ? LIMIT 1",
            (TERM,),
        )
    )
    say(enrolled, child, 0)
    bulk, form = doors(enrolled, child)
    assert bulk == form
    assert bulk["registered"] is True


@pytest.mark.parametrize(("review", "hardship"), [("recognised", True), ("pending", None), ("not", False)])
def test_a_recognition_counts_once_it_is_decided(enrolled: Desk, review: str, hardship: bool | None) -> None:
    child = pupil_without_household(enrolled)
    say(enrolled, child, 0)
    row = {"person_id": child, "school_year": "2017-2018", "hardship_category": "other", "review": review}
    with enrolled.store.change("经办人甲", "困难认定") as change:
        change.insert("hardship", {**row, "hardship_level": "hard"})
    bulk, form = doors(enrolled, child)
    assert bulk == form
    assert bulk["hardship"] is hardship
    assert bulk["hardship_level"] == ("hard" if review == "recognised" else None)


def test_every_child_of_the_roll_is_the_same_at_both_doors(enrolled: Desk) -> None:
    children = enrolled.store.column(
        "SELECT person_id FROM enrolment WHERE term = ? AND withdrawn = 0 AND current = 1 GROUP BY person_id"
        " HAVING COUNT(*) = 1 ORDER BY person_id LIMIT 40",
        (TERM,),
    )
    assert len(list(children)) == 40
    for child in children:
        bulk, form = doors(enrolled, child)
        assert bulk == form, child
