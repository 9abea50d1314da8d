"""学期结转: from spring to autumn with and without the new roll; drafts that count nowhere."""

from typing import Any

import pytest

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid, aid_bulk, aid_rollover, aid_totals, checking
from eduaid_desktop.services.aid_bulk import OPEN, Chosen
from eduaid_desktop.services.aid_rollover import GRADUATED, LEFT, UNCHANGED, VERIFY
from eduaid_desktop.services.desk import Desk


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
