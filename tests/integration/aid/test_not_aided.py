"""应助未助: poor children of the roll with neither aid nor a payment nor a reason, until each has one of them."""

from pathlib import Path

import pytest

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_bulk, checking, imports, not_aided
from eduaid_desktop.services.aid_bulk import ASK, OPEN, Chosen
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.not_aided import ALL, Left

TERM = "2018S"


def left(desk: Desk, programme: str | None = None) -> list[Left]:
    return not_aided.left(desk, TERM, programme)


def people(found: list[Left]) -> list[int]:
    return [each.pupil["person_id"] for each in found]


def first(desk: Desk, programme: str) -> int:
    return people(left(desk, programme))[0]


def of(desk: Desk, person: int) -> list[str]:
    """The programmes under which a child is listed."""
    return [each.programme for each in left(desk) if each.pupil["person_id"] == person]


def register(desk: Desk, programme: str, *, without: int = 0) -> None:
    found = aid_bulk.candidates(desk, programme, TERM)
    wanted = [
        Chosen(c.pupil["person_id"], c.fen)
        for c in found
        if c.state == OPEN and c.pupil["person_id"] != without
    ]
    aid_bulk.register(desk, programme, TERM, wanted)


def test_the_poor_are_listed_and_nobody_else(enrolled: Desk) -> None:
    found = left(enrolled, "P05")
    poor = [
        c.pupil["person_id"]
        for c in aid_bulk.candidates(enrolled, "P05", TERM)
        if c.state in (OPEN, ASK) and c.pupil["household_type"] in ("一般贫困户", "低保贫困户", "五保贫困户")
    ]
    assert people(found) == poor
    assert 0 < len(found) < 827
    assert {(each.name, each.fen) for each in found} == {("营养改善计划", 40_000)}
    assert [each.pupil["school"] for each in found] == sorted(each.pupil["school"] for each in found)


def test_who_is_registered_or_on_the_list_or_explained_is_listed_no_more(enrolled: Desk) -> None:
    one, other, third, *rest = people(left(enrolled, "P05"))
    aid_bulk.register(enrolled, "P05", TERM, [Chosen(one, 40_000)])
    row = {"term": TERM, "programme": "P05", "programme_name": "营养改善计划", "name": "某", "amount": 40_000}
    with enrolled.store.change("经办人甲", "装入名单") as change:
        change.insert("received_aid", {**row, "person_id": other})
    not_aided.record(enrolled, TERM, [(third, "P05")], "本人或家长放弃", "6 月 2 日电话")
    assert people(left(enrolled, "P05")) == rest
    (kept,) = enrolled.store.select("not_aided")
    assert (kept["person_id"], kept["reason"], kept["note"], kept["decided_on"]) == (
        third, "given_up", "6 月 2 日电话", "2018-06-12",
    )  # fmt: skip


def test_a_recognised_child_is_listed_and_one_that_was_not_is_not(enrolled: Desk) -> None:
    plain = next(
        c.pupil["person_id"]
        for c in aid_bulk.candidates(enrolled, "P05", TERM)
        if c.state == OPEN and c.pupil["household_type"] is None
    )
    assert plain not in people(left(enrolled, "P05"))
    row = {
        "person_id": plain,
        "school_year": "2017-2018",
        "hardship_category": "other",
        "hardship_level": "hard",
    }
    with enrolled.store.change("经办人甲", "认定") as change:
        number = change.insert("hardship", {**row, "review": "recognised"})
    assert plain in people(left(enrolled, "P05"))
    with enrolled.store.change("经办人甲", "不予认定") as change:
        change.update("hardship", number, {"review": "not"})
    assert plain not in people(left(enrolled, "P05"))


def test_one_who_got_nothing_at_all_has_a_line_of_her_own(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    assert of(enrolled, child)[0] == ALL
    assert {"P03a", "P05"} < set(of(enrolled, child))
    aid_bulk.register(enrolled, "P05", TERM, [Chosen(child, 40_000)])
    assert ALL not in of(enrolled, child)
    assert "P03a" in of(enrolled, child)


def test_one_reason_for_everything_is_enough(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    not_aided.record(enrolled, TERM, [(child, ALL)], "left")
    assert of(enrolled, child) == []


def test_a_reason_for_every_programme_is_enough_too(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    each = [programme for programme in of(enrolled, child) if programme != ALL]
    not_aided.record(enrolled, TERM, [(child, programme) for programme in each[1:]], "材料不齐待补")
    assert of(enrolled, child) == [ALL, each[0]]
    not_aided.record(enrolled, TERM, [(child, each[0])], "材料不齐待补")
    assert of(enrolled, child) == []


def test_a_poor_pupil_who_left_needs_a_reason_as_well(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    with enrolled.store.change("经办人甲", "休学") as change:
        for row in change.select("enrolment", person_id=child, term=TERM):
            change.update("enrolment", row["id"], {"placement": "休学"})
    (line,) = [each for each in left(enrolled) if each.pupil["person_id"] == child]
    assert (line.programme, line.why) == (ALL, "学籍记为“休学”，不在校")


def test_a_draft_does_not_help_anybody(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    row = {"person_id": child, "term": TERM, "programme": "P05", "status": "draft", "amount": 40_000}
    with enrolled.store.change("经办人甲", "起草") as change:
        change.insert("aid", row)
    (line,) = [each for each in left(enrolled, "P05") if each.pupil["person_id"] == child]
    assert (line.why, line.open) == ("有一份草稿，还没有登记", False)


def test_a_right_that_is_taken_by_another_is_none(enrolled: Desk) -> None:
    nine = first(enrolled, "P12")
    assert "P12" in of(enrolled, nine)
    row = {"person_id": nine, "term": TERM, "programme": "P11", "status": "accepted", "amount": 100_000}
    with enrolled.store.change("经办人甲", "登记") as change:
        change.insert("aid", row)
    assert "P12" not in of(enrolled, nine)


def test_many_reasons_are_one_change_that_is_undone_whole(enrolled: Desk) -> None:
    found = people(left(enrolled, "P05"))
    assert not_aided.record(enrolled, TERM, [(p, "P05") for p in found], "solved") == len(found)
    assert left(enrolled, "P05") == []
    change = enrolled.store.value("SELECT MAX(id) FROM change")
    sentence = enrolled.store.value("SELECT sentence FROM change WHERE id = ?", (change,))
    assert sentence == f"记下未资助原因：已由其他项目解决（2018年春季学期，{len(found)} 条）"
    checking.undo(enrolled, change)
    assert people(left(enrolled, "P05")) == found
    assert checking.check(enrolled)["findings"] == []


def test_a_reason_can_be_changed(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    for reason in ("papers", "given_up"):
        not_aided.record(enrolled, TERM, [(child, "P05")], reason)
    assert [row["reason"] for row in enrolled.store.select("not_aided")] == ["given_up"]


def test_a_reason_is_no_silent_tick(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    not_aided.record(enrolled, TERM, [(child, "P05")], "given_up", "已签字")
    (candidate,) = [c for c in aid_bulk.candidates(enrolled, "P05", TERM) if c.pupil["person_id"] == child]
    assert (candidate.state, candidate.reasons) == (ASK, ["已记未资助的原因：本人或家长放弃，已签字"])


def test_what_cannot_be_recorded_is_refused_and_nothing_is_kept(enrolled: Desk) -> None:
    child = first(enrolled, "P05")
    with pytest.raises(UserError, match=r"没有原因“忘了”。可用：已由其他项目解决"):
        not_aided.record(enrolled, TERM, [(child, "P05")], "忘了")
    with pytest.raises(UserError, match="请在说明里写明"):
        not_aided.record(enrolled, TERM, [(child, "P05")], "其他", "  ")
    with pytest.raises(UserError, match="没有第 999999 号学生"):
        not_aided.record(enrolled, TERM, [(child, "P05"), (999_999, "P05")], "papers")
    aid_bulk.register(enrolled, "P05", TERM, [Chosen(child, 40_000)])
    for programme in ("P05", ALL):
        with pytest.raises(Refused, match="已经登记了"):
            not_aided.record(enrolled, TERM, [(child, programme)], "papers")
    assert enrolled.store.select("not_aided") == []


def test_a_term_without_a_roll_says_what_to_do(enrolled: Desk) -> None:
    with pytest.raises(UserError, match="还没有学籍名册"):
        not_aided.left(enrolled, "2019S")


def test_the_list_of_payments_leaves_few(enrolled: Desk, samples: Path) -> None:
    """The sample's list pays almost everybody: what is left are the children it forgot."""
    before = len(left(enrolled))
    imports.apply(enrolled, imports.read(enrolled, samples / "7_已享受资助_2018年春季.xlsx", term=TERM))
    found = left(enrolled)
    assert (before, len(found)) == (1599, 53)
    meals = [each.pupil["name"] for each in found if each.programme == "P05"]
    assert meals == ["康珠·罗布", "阿旺格乃"]
    alone = [each for each in found if each.programme == ALL and "没有一项向其开放" in each.why]
    assert alone
