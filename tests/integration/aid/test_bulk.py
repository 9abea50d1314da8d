"""整校登记 on the sample township: candidates with reason and amount, one change, undone whole."""

from collections import Counter

import pytest

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_bulk, aid_totals, checking
from eduaid_desktop.services.aid_bulk import ASK, CLOSED, GIVEN, OPEN, Candidate, Chosen
from eduaid_desktop.services.desk import Desk


def states(found: list[Candidate]) -> Counter[str]:
    return Counter(c.state for c in found)


def chosen(found: list[Candidate]) -> list[Chosen]:
    return [Chosen(c.pupil["person_id"], c.fen) for c in found if c.state == OPEN]


# What the county's own list of received aid (sample 7) holds for the same programmes and the same roll.
@pytest.mark.parametrize(
    ("programme", "children", "yuan"),
    [("P01", 212, 63_600), ("P02", 212, 84_800), ("P06", 82, 27_880), ("P07", 82, 41_000), ("P08", 78, 66_300),
     ("P10", 58, 58_000), ("P11", 44, 44_000), ("P13", 20, 10_000)],
)  # fmt: skip
def test_the_roll_gives_whom_the_county_paid(
    enrolled: Desk, programme: str, children: int, yuan: int
) -> None:
    found = aid_bulk.candidates(enrolled, programme, "2018S")
    assert len(found) == 1285
    assert aid_bulk.register(enrolled, programme, "2018S", chosen(found)) == children
    (figure,) = aid_totals.of_terms(enrolled, ["2018S"], "programme")
    assert (figure.persons, figure.times, figure.fen) == (children, children, yuan * 100)


def test_every_child_says_why_and_by_which_rate(enrolled: Desk) -> None:
    found = aid_bulk.candidates(enrolled, "P04b", "2018S")
    boarder = next(c for c in found if c.state == OPEN)
    assert boarder.fen == 85_000
    assert "1,700.00 元/学年，每学期一半" in boarder.why
    assert "须核实" in boarder.why
    assert all(c.reasons for c in found if c.state in (CLOSED, ASK))
    reasons = {reason for c in found for reason in c.reasons}
    assert {"只面向寄宿生，该生不是", "学籍记为“缓学”，不在校"} <= reasons


def test_a_class_can_be_chosen_and_is_given_once(enrolled: Desk) -> None:
    school = next(s for s in aid_bulk.schools(enrolled, "2018S") if s["school"] == "格桑镇幼儿园")
    first = aid_bulk.classes(enrolled, "2018S", school["school_id"])[0]
    where = {"school_id": school["school_id"], "grade": first["grade"], "class_name": first["class_name"]}
    found = aid_bulk.candidates(enrolled, "P02", "2018S", where)
    assert states(found) == {OPEN: first["pupils"]}
    wanted = chosen(found)
    assert aid_bulk.register(enrolled, "P02", "2018S", wanted) == first["pupils"]
    assert states(aid_bulk.candidates(enrolled, "P02", "2018S", where)) == {GIVEN: first["pupils"]}
    assert aid_bulk.register(enrolled, "P02", "2018S", wanted) == 0


def test_one_change_is_undone_whole(enrolled: Desk) -> None:
    aid_bulk.register(enrolled, "P05", "2018S", chosen(aid_bulk.candidates(enrolled, "P05", "2018S")))
    change = enrolled.store.value("SELECT MAX(id) FROM change")
    assert "827 人" in enrolled.store.value("SELECT sentence FROM change WHERE id = ?", (change,))
    assert checking.undo(enrolled, change)["withdrawn"] == 827
    assert aid_totals.of_terms(enrolled, ["2018S"], "programme") == []
    assert checking.check(enrolled)["findings"] == []


def test_an_amount_off_its_rate_needs_a_reason(enrolled: Desk) -> None:
    child = next(c for c in aid_bulk.candidates(enrolled, "P05", "2018S") if c.state == OPEN)
    number = child.pupil["person_id"]
    with pytest.raises(Refused, match=r"标准是 400\.00 元.*理由"):
        aid_bulk.register(enrolled, "P05", "2018S", [Chosen(number, 30_000)])
    aid_bulk.register(enrolled, "P05", "2018S", [Chosen(number, 30_000, "四月转来，只供餐 75 天")])
    (kept,) = enrolled.store.select("aid")
    assert (kept["amount"], kept["amount_reason"], kept["rate"]) == (
        30_000, "四月转来，只供餐 75 天", "营养餐 2014",
    )  # fmt: skip


def test_who_is_closed_out_needs_a_reason_too(enrolled: Desk) -> None:
    day_pupil = next(
        c for c in aid_bulk.candidates(enrolled, "P04b", "2018S") if c.reasons == ["只面向寄宿生，该生不是"]
    )
    with pytest.raises(Refused, match="只面向寄宿生"):
        aid_bulk.register(enrolled, "P04b", "2018S", [Chosen(day_pupil.pupil["person_id"], 85_000)])


def send_away(desk: Desk, person_id: int) -> None:
    """She goes to a vocational school outside the county, where 9+3 is."""
    with desk.store.change("经办人甲", "改就读地") as change:
        (row,) = change.select("enrolment", person_id=person_id, term="2018S")
        change.update("enrolment", row["id"], {"place": "in_province"})


def of(desk: Desk, programme: str, person_id: int) -> Candidate:
    found = aid_bulk.candidates(desk, programme, "2018S")
    return next(c for c in found if c.pupil["person_id"] == person_id)


def test_a_second_programme_that_excludes_the_first_is_asked_about(enrolled: Desk) -> None:
    first = next(c for c in aid_bulk.candidates(enrolled, "P11", "2018S") if c.state == OPEN)
    child = first.pupil["person_id"]
    send_away(enrolled, child)
    assert of(enrolled, "P12", child).state == OPEN
    other = {"person_id": child, "term": "2018S", "programme": "P11", "status": "accepted", "amount": 100_000}
    with enrolled.store.change("经办人甲", "登记国家助学金") as change:
        change.insert("aid", other)
    asked = of(enrolled, "P12", child)
    assert (asked.state, asked.reasons) == (
        ASK, ["本学期已有“中职国家助学金”。依据：9+3 的生活补助就是国家助学金，不重复享受；须向县里核实"],
    )  # fmt: skip


def test_what_may_stand_side_by_side_is_not_asked_about(enrolled: Desk) -> None:
    both = {c.pupil["person_id"] for c in aid_bulk.candidates(enrolled, "P11", "2018S") if c.state == OPEN}
    child = next(
        c.pupil["person_id"]
        for c in aid_bulk.candidates(enrolled, "P13", "2018S")
        if c.state == OPEN and c.pupil["person_id"] in both
    )
    aid_bulk.register(enrolled, "P11", "2018S", [Chosen(child, 100_000)])
    assert of(enrolled, "P13", child).state == OPEN


def test_a_term_without_a_roll_and_a_programme_out_of_force_are_refused(enrolled: Desk) -> None:
    with pytest.raises(UserError, match="还没有这里的学籍名册"):
        aid_bulk.candidates(enrolled, "P05", "2018A")
    with pytest.raises(UserError, match="没有实行"):
        aid_bulk.candidates(enrolled, "P01e", "2018S")


def test_waived_paid_and_in_kind_are_kept_apart(enrolled: Desk) -> None:
    for programme in ("P01", "P02", "P03a"):
        aid_bulk.register(
            enrolled, programme, "2018S", chosen(aid_bulk.candidates(enrolled, programme, "2018S"))
        )
    forms = aid_totals.by_form(enrolled, ["2018S"])
    assert forms == {"waiver": 6_360_000, "subsidy": 8_480_000, "in_kind": 5_174_250, "loan": 0}
    headings = {f.label: f for f in aid_totals.by_heading(enrolled, ["2018S"])}
    assert (headings["学前一免一补"].persons, headings["学前一免一补"].counted) == (212, "424 人次")
    assert aid_totals.whole(enrolled, ["2018S"]).fen == sum(forms.values())
    assert "草稿不计" in aid_totals.scope(enrolled, ["2018S"])


def test_who_was_not_found_is_not_offered(enrolled: Desk) -> None:
    child = next(c for c in aid_bulk.candidates(enrolled, "P05", "2018S") if c.state == OPEN)
    row = {"rule": "X_UNENROLLED", "subject": "1", "facts": "", "decided_on": "2018-06-01"}
    with enrolled.store.change("经办人甲", "核对") as change:
        person = child.pupil["person_id"]
        change.insert("finding", {**row, "decision": "查无此人", "person_id": person})
    found = of(enrolled, "P05", person)
    assert (found.state, found.reasons) == (CLOSED, ["核对的结论是“查无此人”"])


def test_a_child_on_two_rolls_is_offered_and_paid_once(enrolled: Desk) -> None:
    found = aid_bulk.candidates(enrolled, "P19", "2018S")
    (twice,) = [p for p, n in Counter(c.pupil["person_id"] for c in found).items() if n > 1]
    first, second = (c for c in found if c.pupil["person_id"] == twice)
    assert (first.state, second.state) == (OPEN, CLOSED)
    assert second.reasons == [f"同时在{first.pupil['school']}的名册上，已列在那里；请核对现在在哪一所就读"]


def test_a_child_on_two_rolls_is_registered_where_she_was_chosen(enrolled: Desk) -> None:
    found = aid_bulk.candidates(enrolled, "P19", "2018S")
    (twice,) = [p for p, n in Counter(c.pupil["person_id"] for c in found).items() if n > 1]
    for each in [c for c in found if c.pupil["person_id"] == twice]:
        wanted = [Chosen(twice, 10_000, school_id=each.pupil["school_id"], reason="核实")]
        aid_bulk.register(enrolled, "P19", "2018S", wanted)
        (aid,) = enrolled.store.select("aid", person_id=twice)
        assert aid["school"] == each.pupil["school"]
        checking.undo(enrolled, enrolled.store.value("SELECT MAX(id) FROM change"))


def test_a_class_that_is_none_is_not_a_missing_roll(enrolled: Desk) -> None:
    with pytest.raises(UserError, match="没有这样的学校、年级或班级"):
        aid_bulk.candidates(enrolled, "P05", "2018S", {"grade": "高九"})


@pytest.mark.parametrize("fen", [-5, 10**20])
def test_an_amount_that_nobody_pays_is_refused(enrolled: Desk, fen: int) -> None:
    child = next(c for c in aid_bulk.candidates(enrolled, "P05", "2018S") if c.state == OPEN)
    with pytest.raises(Refused, match="请改正金额"):
        aid_bulk.register(enrolled, "P05", "2018S", [Chosen(child.pupil["person_id"], fen, "核实")])
    assert enrolled.store.select("aid") == []


def test_what_is_paid_by_the_year_is_not_offered_again_in_spring(enrolled: Desk) -> None:
    child = next(c for c in aid_bulk.candidates(enrolled, "P05", "2018S") if c.state == OPEN)
    person = child.pupil["person_id"]
    with enrolled.store.change("经办人甲", "录入") as change:
        for term, programme in (("2017A", "P19"), ("2017A", "P05"), ("2017S", "P19")):
            change.insert(
                "aid", {"person_id": person, "term": term, "programme": programme, "status": "accepted"}
            )
    found = of(enrolled, "P19", person)
    assert (found.state, found.reasons) == (GIVEN, ["2017年秋季学期已经登记过，一学年只发一次"])
    assert of(enrolled, "P05", person).state == OPEN
