"""The road of a relief case: complete, without dead ends, every closed step explained."""

from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.relief_bands import Band, Cap
from eduaid_desktop.domain.workflow import ACTIONS, ARCHIVED, DRAFT, STATES, TRANSITIONS, Transition, ways
from eduaid_desktop.domain.workflow_guards import GUARDS, Circumstances, Given, limits
from eduaid_desktop.domain.workflow_steps import choose, steps
from eduaid_desktop.errors import Refused

TODAY = "2018-06-12"
CAP = Cap(500_000, "calendar", "县人民政府", "实施细则")
NOW = Circumstances(
    today=TODAY,
    actor="拥珍",
    last_date="2018-05-02",
    notice=("2018-05-03", "2018-05-09"),
    band=Band("range", 50_000, 200_000),
    student_cap=CAP,
    household_cap=CAP,
    batches=("PC-1",),
    came_from=workflow.VILLAGE_NOTICE,
    sent=100_000,
)
CASE = {"state": DRAFT, "applied": 100_000, "payee_name": "拉姆", "payee_account": "6299000011112222"}
ALL = {
    "signer": "扎西", "reason": "写明的理由", "document": "PC-1", "amount": 100_000, "failure_code": "01",
    "account": "6299000011113333", "finding": "核查为借用",
}  # fmt: skip


def case(state: int, **values: object) -> dict[str, object]:
    return {**CASE, "state": state, **values}


def reach(start: int, moves: Iterable[Transition]) -> set[int]:
    """The states that lie beyond a state."""
    known = list(moves)
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for move in known:
            if move.source == here and move.target not in found:
                found.add(move.target)
                waiting.append(move.target)
    return found


def test_there_are_nineteen_states_and_nineteen_actions() -> None:
    assert (len(STATES), len(ACTIONS)) == (19, 19)
    assert {t.action for t in TRANSITIONS} == set(ACTIONS)


def test_every_state_can_be_reached_from_a_draft() -> None:
    assert reach(DRAFT, TRANSITIONS) == set(STATES)


def test_every_state_leads_to_the_archive_and_only_the_archive_ends() -> None:
    assert all(ARCHIVED in reach(state, TRANSITIONS) for state in STATES)
    assert [s.code for s in STATES.values() if not s.next_action] == [ARCHIVED]
    assert {t.action for t in TRANSITIONS if t.source == ARCHIVED} == {"recover"}


def test_the_next_action_of_every_state_is_a_way_out_of_it() -> None:
    assert [s.name for s in STATES.values() if s.next_action and not ways(s.code, s.next_action)] == []


# Section 5.5 of the domain rules, row by row.
TABLE = {
    (10, 20), (20, 30), (30, 40), (30, 200), (40, 45), (45, 40), (45, 200), (40, 50), (50, 60), (50, 30),
    (50, 10), (50, 200), (60, 70), (70, 75), (75, 50), (70, 80), (70, 85), (70, 200), (85, 80), (85, 200),
    (80, 90), (90, 100), (90, 95), (95, 90), (100, 110), (100, 220), (110, 220), (50, 55), (55, 60), (55, 45),
    (45, 55), (75, 210), (80, 210), (45, 45), (95, 210), (200, 110), (210, 110), (220, 110),
    *((state, 210) for state in (10, 20, 30, 40, 45, 50, 55, 60)),
}  # fmt: skip


def test_the_transitions_are_those_of_the_rules() -> None:
    assert {(t.source, t.target) for t in TRANSITIONS} == TABLE


def test_where_the_rules_ask_for_a_reason_it_is_required() -> None:
    asked = {(t.source, t.target) for t in TRANSITIONS if t.reason_required}
    rejected = {(s, 200) for s in (30, 45, 50, 70, 85)}
    withdrawn = {(s, 210) for s in (10, 20, 30, 40, 45, 50, 55, 60, 75, 80, 95)}
    others = {
        (40, 45),
        (55, 45),
        (45, 45),
        (45, 40),
        (45, 55),
        (50, 30),
        (50, 10),
        (70, 75),
        (100, 220),
        (110, 220),
    }
    assert asked == rejected | withdrawn | others


def test_every_condition_that_is_named_exists_and_is_used() -> None:
    named = {name for t in TRANSITIONS for name in (*t.guards, *t.checks)}
    assert named == set(GUARDS)


def test_amount_number_and_account_are_frozen_once_reported() -> None:
    """From 70 on; the county's return opens all, a failed payment opens the account."""
    frozen = {code: set(s.frozen) for code, s in STATES.items()}
    assert all(not frozen[code] for code in STATES if code < 70 or code == workflow.COUNTY_RETURNED)
    assert frozen[workflow.PAY_FAILED] == {*workflow.AMOUNTS, "id_number"}
    rest = [c for c in STATES if c >= 70 and c not in (workflow.COUNTY_RETURNED, workflow.PAY_FAILED)]
    assert all(frozen[c] == {*workflow.AMOUNTS, "id_number", *workflow.PAYEE} for c in rest)


def test_decisions_and_payments_cannot_be_undone() -> None:
    final = {(t.source, t.target) for t in TRANSITIONS if t.final}
    assert final == {
        (60, 70), (70, 75), (70, 80), (70, 85), (70, 200), (85, 80), (85, 200), (80, 90), (90, 100), (90, 95),
        (95, 90), (100, 220), (110, 220),
    }  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_action_is_listed_and_every_closed_one_says_why(state: int) -> None:
    found = steps(case(state), NOW)
    assert {s.action for s in found} == set(ACTIONS)
    assert [s for s in found if not s.open and not s.why.endswith("。")] == []
    assert [s for s in found if s.open and s.why] == []
    assert [s.action for s in found if s.main] == ([STATES[state].next_action] if state != ARCHIVED else [])


@pytest.mark.parametrize(("state", "action"), list(product(STATES, ACTIONS)))
def test_an_action_is_done_where_it_is_offered_and_refused_elsewhere(state: int, action: str) -> None:
    """Where a step is open it can be taken with everything keyed; where it is closed it is refused."""
    step = next(s for s in steps(case(state), NOW) if s.action == action)
    if step.open:
        day = "2018-05-04" if action == "objection" else "2018-05-20"
        way, _ = choose(case(state), NOW, action, Given(on_date=day, **ALL))
        assert (way.source, way.action) == (state, action)
    else:
        with pytest.raises(Refused):
            choose(case(state), NOW, action, Given(**ALL))


@given(
    st.sampled_from(list(STATES)),
    st.sampled_from(list(ACTIONS)),
    st.builds(
        Circumstances, today=st.just(TODAY), blocking=st.just(()) | st.just(("姓名还没有填写。",)),
        duplicate=st.sampled_from(["", "JYJZ-1"]), term_closed=st.booleans(), township_notice=st.booleans(),
        notice=st.none() | st.just(("2018-06-01", "2018-06-14")), open_objections=st.integers(0, 1),
        open_payment=st.booleans(), paid=st.sampled_from([0, 500]), died=st.sampled_from(["", "收款人已去世"]),
    ),
)  # fmt: skip
def test_open_and_why_never_contradict(state: int, action: str, now: Circumstances) -> None:
    step = next(s for s in steps(case(state), now) if s.action == action)
    assert step.open != bool(step.why)
    if not step.open:
        with pytest.raises(Refused):
            choose(case(state), now, action, Given(**{**ALL, "signer": ""}))


@pytest.mark.parametrize(
    ("written", "words"),
    [("2018-06-13", "在今天"), ("2018-05-01", "早于上一步"), ("昨天", "读不懂")],
)
def test_a_paper_date_lies_between_the_last_step_and_today(written: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        choose(case(workflow.ACCEPTED), NOW, "send_village", Given(on_date=written))


def test_a_paper_date_may_be_written_as_clerks_write_it() -> None:
    _, given_now = choose(case(workflow.ACCEPTED), NOW, "send_village", Given(on_date="2018年5月3日"))
    assert given_now.on_date == "2018-05-03"


def test_an_amount_over_the_cap_waits_for_the_county_government() -> None:
    def decided(**inputs: object) -> int:
        way, _ = choose(case(workflow.REPORTED), NOW, "decide", Given(document="云教〔2018〕9号", **inputs))
        return way.target

    assert decided(amount=500_000) == workflow.APPROVED
    assert decided(amount=500_001) == workflow.OVERCAP_PENDING
    assert decided(amount=500_001, override=True) == workflow.APPROVED
    assert decided(amount=500_001, target=workflow.APPROVED) == workflow.APPROVED
    assert decided(amount=500_000, target=workflow.OVERCAP_PENDING) == workflow.OVERCAP_PENDING


def test_limits_count_the_other_cases_of_the_year() -> None:
    now = Circumstances(
        today=TODAY, band=Band("range", 50_000, 200_000), student_cap=CAP, household_cap=CAP, student_others=300_000,
        household_others=400_000,
    )  # fmt: skip
    assert limits(100_000, now) == {"over_band": 0, "over_student_cap": 0, "over_household_cap": 0}
    assert limits(150_000, now) == {"over_band": 0, "over_student_cap": 0, "over_household_cap": 1}
    assert limits(210_000, now) == {"over_band": 1, "over_student_cap": 1, "over_household_cap": 1}
    assert limits(49_999, now)["over_band"] == 1


def test_a_state_that_cannot_follow_is_refused_with_the_choices() -> None:
    with pytest.raises(Refused, match="30（村级初审）、10（草稿）"):
        choose(case(workflow.TOWN_REVIEW), NOW, "send_back", Given(reason="缺户口簿", target=75))


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(Refused, match="没有“approve”这个步骤"):
        choose(case(DRAFT), NOW, "approve", Given())
