"""学期结转: from spring to autumn with and without the new roll; drafts that count nowhere."""

from datetime import date
from typing import Any

import pytest

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid, aid_bulk, aid_rollover, aid_totals, checking, dated_names, schools
from eduaid_desktop.services.aid_bulk import OPEN, Chosen
from eduaid_desktop.services.aid_rollover import GRADUATED, LEFT, UNCHANGED, VERIFY
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid


@pytest.fixture
def given(enrolled: Desk) -> Desk:
    found = aid_bulk.candidates(enrolled, "P05", "2018S")
    aid_bulk.register(
        enrolled, "P05", "2018S", [Chosen(c.pupil["person_id"], c.fen) for c in found if c.state == OPEN]
    )
    return enrolled


def move_up(desk: Desk, without: str = "") -> None:
    """The roll of the autumn: everybody a grade up in the same school, without one child."""
    up = {"一年级": "二年级", "二年级": "三年级", "三年级": "四年级", "四年级": "五年级", "五年级": "六年级",
          "七年级": "八年级", "八年级": "九年级"}  # fmt: skip
    with desk.store.change("经办人甲", "新学期学籍") as change:
        for row in change.select("enrolment", term="2018S"):
            if row["stage"] in ("2", "3") and row["grade"] in up:
                new = {k: v for k, v in row.items() if k not in ("id", "revision")}
                name = change.select("person", id=row["person_id"])[0]["name"]
                if name != without:
                    change.insert("enrolment", {**new, "term": "2018A", "grade": up[row["grade"]]})


def test_without_the_new_roll_everybody_waits_to_be_verified(given: Desk) -> None:
    plan = aid_rollover.plan(given, "2018S", "2018A")
    assert len(plan) == 827
    groups = {r.group for r in plan}
    assert groups == {GRADUATED, VERIFY}
    third = next(r for r in plan if r.aid["grade"] == "三年级")
    assert (third.draft["grade"], third.draft["status"], third.why) == (
        "四年级", "draft", "新学期的学籍名册还没有导入",
    )  # fmt: skip
    assert all("读完" in r.why for r in plan if r.aid["grade"] in ("六年级", "九年级"))


def test_with_the_new_roll_the_four_groups_are_told_apart(given: Desk) -> None:
    gone = next(a for a in given.store.select("aid") if a["grade"] == "二年级")
    name = given.store.get("person", gone["person_id"])["name"]
    move_up(given, without=name)
    plan = aid_rollover.plan(given, "2018S", "2018A")
    by_person = {r.aid["person_id"]: r for r in plan}
    assert (by_person[gone["person_id"]].group, by_person[gone["person_id"]].why) == (
        LEFT, "不在新学期的学籍名册上",
    )  # fmt: skip
    assert {r.group for r in plan} >= {UNCHANGED, GRADUATED, LEFT}
    unchanged = next(r for r in plan if r.group == UNCHANGED and r.aid["grade"] == "四年级")
    assert (unchanged.draft["grade"], unchanged.draft["amount"]) == ("五年级", 40_000)


def test_nothing_is_approved_by_copying(given: Desk) -> None:
    move_up(given)
    plan = aid_rollover.plan(given, "2018S", "2018A")
    kept = aid_rollover.write(given, plan)
    assert kept == sum(r.group in (UNCHANGED, VERIFY) for r in plan)
    assert aid_totals.whole(given, ["2018A"]).times == 0
    drafts = given.store.select("aid", term="2018A")
    ready = [a["id"] for a in drafts if a["renewal"] == UNCHANGED]
    assert aid_rollover.accept(given, ready) == len(ready)
    assert aid_totals.whole(given, ["2018A"]).times == len(ready)
    assert all(a["renewed_from"] for a in drafts)
    assert aid_rollover.plan(given, "2018S", "2018A", "P05") == [
        r for r in aid_rollover.plan(given, "2018S", "2018A") if r.group in (GRADUATED, LEFT)
    ]


def test_what_must_be_verified_is_not_accepted_unseen(given: Desk) -> None:
    aid_rollover.write(given, aid_rollover.plan(given, "2018S", "2018A"))
    draft = given.store.select("aid", term="2018A", renewal=VERIFY)[0]
    with pytest.raises(Refused, match="还要核实"):
        aid_rollover.accept(given, [draft["id"]])


def test_terms_must_follow_each_other(given: Desk) -> None:
    with pytest.raises(UserError, match="2018年秋季学期接2018年春季学期"):
        aid_rollover.plan(given, "2018S", "2019S")
    with pytest.raises(UserError, match="还没有登记资助"):
        aid_rollover.plan(given, "2017A", "2018S")


def first_draft(desk: Desk) -> dict[str, Any]:
    aid_rollover.write(desk, aid_rollover.plan(desk, "2018S", "2018A"))
    return desk.store.select("aid", term="2018A", renewal=VERIFY)[0]


def test_a_draft_that_is_looked_at_and_saved_counts_and_says_so(given: Desk) -> None:
    draft = first_draft(given)
    raw = {"hardship_category": "other", "reason": "已电话核实"}
    saved = aid.save(given, raw, draft["id"], draft["revision"])
    kept = given.store.get("aid", draft["id"])
    assert (kept["status"], kept["renewal"], kept["reason"]) == ("accepted", "verified", "已电话核实")
    assert [p.rule for p in saved.problems if "从此计数" in p.message] == ["N_AID_VERIFIED"]
    assert aid_totals.whole(given, ["2018A"]).times == 1
    assert "核对并登记结转的资助申请" in given.store.value("SELECT sentence FROM change ORDER BY id DESC")
    again = aid.save(given, {"reason": "又改"}, draft["id"])
    assert "N_AID_VERIFIED" not in {p.rule for p in again.problems}
    with pytest.raises(Refused, match="已经登记"):
        aid_rollover.accept(given, [draft["id"]])


def test_undone_it_is_a_draft_again_and_counts_nowhere(given: Desk) -> None:
    draft = first_draft(given)
    aid.save(given, {"hardship_category": "other"}, draft["id"])
    checking.undo(given, given.store.value("SELECT MAX(id) FROM change"))
    kept = given.store.get("aid", draft["id"])
    assert (kept["status"], kept["renewal"]) == ("draft", VERIFY)
    assert aid_totals.whole(given, ["2018A"]).times == 0


def test_a_draft_typed_by_hand_stays_one(given: Desk) -> None:
    draft = first_draft(given)
    with given.store.change("经办人甲", "手工起草") as change:
        change.update("aid", draft["id"], {"renewed_from": None, "renewal": None})
    aid.save(given, {"hardship_category": "other"}, draft["id"])
    assert given.store.get("aid", draft["id"])["status"] == "draft"


def one(desk: Desk, **changed: Any) -> int:
    """An aid of last term of a child who stands in a mixed kindergarten class; returns its person."""
    pupil = next(r for r in desk.store.select("enrolment", term="2018S") if r["stage"] == "1")
    aid_ = {
        "person_id": pupil["person_id"],
        "term": "2018S",
        "programme": "P02",
        "stage": "1",
        "grade": "混龄班",
    }
    school = desk.store.get("school", pupil["school_id"])["name"]
    with desk.store.change("经办人甲", "录入") as change:
        change.insert(
            "aid", {**aid_, "school": school, "place": "in_county", "status": "accepted", **changed}
        )
    return int(pupil["person_id"])


def in_autumn(desk: Desk, person: int, **changed: Any) -> None:
    with desk.store.change("经办人甲", "新学期学籍") as change:
        (row,) = change.select("enrolment", person_id=person, term="2018S")
        change.insert("enrolment", {k: v for k, v in row.items() if k != "id"} | {"term": "2018A", **changed})


def group(desk: Desk, person: int, programme: str = "P02") -> tuple[str, str]:
    (found,) = [
        r for r in aid_rollover.plan(desk, "2018S", "2018A", programme) if r.aid["person_id"] == person
    ]
    return found.group, found.why


def test_a_mixed_class_is_not_over_before_the_roll_says_so(enrolled: Desk) -> None:
    person = one(enrolled)
    assert group(enrolled, person) == (VERIFY, "新学期的学籍名册还没有导入")
    in_autumn(enrolled, person, grade="混龄班")
    assert group(enrolled, person)[0] != GRADUATED


def test_who_stays_in_the_last_grade_is_asked_about(enrolled: Desk) -> None:
    person = one(enrolled, grade="大班")
    in_autumn(enrolled, person, grade="大班")
    assert group(enrolled, person) == (VERIFY, "上学期在学前大班，新学期名册仍在大班，请核实")


def test_who_is_marked_as_gone_on_the_new_roll_has_left(enrolled: Desk) -> None:
    person = one(enrolled)
    in_autumn(enrolled, person, grade="混龄班", placement="休学")
    assert group(enrolled, person) == (LEFT, "学籍记为“休学”，不在校")


def test_who_learns_elsewhere_brings_a_proof(given: Desk) -> None:
    person = one(given, programme="P14", stage="7", grade="一年级", school="四川大学", place="in_province")
    move_up(given)
    assert group(given, person, "P14") == (VERIFY, "不在这里的学籍名册上，要交新学期的在读证明")


def test_what_is_paid_by_the_year_comes_again_from_the_autumn(enrolled: Desk) -> None:
    person = one(enrolled, term="2017A", programme="P14", stage="7", grade="一年级", school="四川大学")
    one(enrolled, grade="小班")
    (found,) = aid_rollover.plan(enrolled, "2018S", "2018A", "P14")
    assert (found.aid["person_id"], found.draft["grade"], found.group) == (person, "二年级", VERIFY)


def test_one_given_twice_is_drafted_once(enrolled: Desk) -> None:
    for _ in range(2):
        one(enrolled, grade="小班")
    assert aid_rollover.write(enrolled, aid_rollover.plan(enrolled, "2018S", "2018A")) == 1


def test_a_draft_does_not_count_beside_what_was_given_meanwhile(given: Desk) -> None:
    move_up(given)
    aid_rollover.write(given, aid_rollover.plan(given, "2018S", "2018A"))
    ready = [a["id"] for a in given.store.select("aid", term="2018A", renewal=UNCHANGED)]
    draft = given.store.get("aid", ready[0])
    with given.store.change("经办人甲", "录入") as change:
        meant = {name: draft[name] for name in ("person_id", "term", "programme", "amount")}
        change.insert("aid", {**meant, "status": "accepted"})
    assert aid_rollover.accept(given, ready) == len(ready) - 1
    left = given.store.get("aid", ready[0])
    assert (left["status"], left["renewal"]) == ("draft", VERIFY)


def test_a_typed_amount_is_not_carried_over_unseen(enrolled: Desk) -> None:
    child = next(c.pupil for c in aid_bulk.candidates(enrolled, "P19", "2018S") if c.pupil["grade"] == "小班")
    person = child["person_id"]
    aid_bulk.register(enrolled, "P19", "2018S", [Chosen(person, 50_000)])
    in_autumn(enrolled, person, grade="中班")
    found, why = group(enrolled, person, "P19")
    assert found == VERIFY
    assert "金额逐人填写" in why


def test_a_school_that_was_renamed_is_no_other_school(given: Desk) -> None:
    move_up(given)
    before = [r.group for r in aid_rollover.plan(given, "2018S", "2018A")]
    (school,) = given.store.select("school", name="格桑镇中心小学")
    dated_names.rename(given, schools.SCHOOL, school["id"], "格桑镇第一小学", date(2018, 6, 1))
    plan = aid_rollover.plan(given, "2018S", "2018A")
    assert [r.group for r in plan] == before
    assert "格桑镇第一小学" in {r.draft["school"] for r in plan if r.group == UNCHANGED}


def test_a_meal_is_verified_without_asking_how_poor_a_child_is(given: Desk) -> None:
    """What everybody gets has no category of hardship; what only the needy get asks for one."""
    aid_rollover.write(given, aid_rollover.plan(given, "2018S", "2018A"))
    draft = given.store.select("aid", term="2018A", renewal=VERIFY)[0]
    assert draft["hardship_category"] is None
    aid.save(given, {"remark": "已核实"}, draft["id"], draft["revision"])
    assert given.store.get("aid", draft["id"])["status"] == "accepted"
    with pytest.raises(Invalid, match="只面向困难学生，请选困难类别"):
        aid.save(given, {"programme": "P16", "amount": "1000", "stage": "普高", "grade": "高一"}, draft["id"])
