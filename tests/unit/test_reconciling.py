"""What counts as the same name, a slip of one digit, and how a grade is called in the household base."""

from datetime import date

import pytest

from eduaid_desktop.domain import reconciling
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.rules import shipped_codes


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("仁青•平措", "仁青·平措", "X_NAME_DOT"),
        ("仁青洛布", "仁青·洛布", "X_NAME_DOT"),
        ("班玛.曲珍", "班玛·曲珍", "X_NAME_DOT"),
        ("泽仁多吉", "泽让多吉", "X_NAME_VARIANT"),
        ("布珠 德吉", "布珠德吉", ""),
        ("扎西", "扎西", ""),
    ],
)
def test_names_as_written_are_compared(one: str, other: str, rule: str) -> None:
    assert reconciling.name_rule([one, other]) == rule


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("51339920090412745X", "51339920090412715X", True),
        ("51339920090412751X", "51339920090412715X", True),
        ("513399200712205504", "51339920071220064X", False),
        ("51339920090412715X", "51339920090412715X", False),
        ("5133992009041271", "51339920090412715X", False),
    ],
)
def test_a_slip_is_one_digit_of_which_one_side_fails(one: str, other: str, slip: bool) -> None:
    assert reconciling.is_slip(one, other) is slip


def test_every_grade_of_a_school_has_its_state() -> None:
    states = {
        (stage, grade): state
        for stage, grade, state in reconciling.states(Rules(date(2018, 6, 12), shipped_codes()))
    }
    wanted = {
        ("1", "大班"): "学前教育", ("2", "三年级"): "小学", ("3", "九年级"): "九年级", ("4", "高二"): "高中二年级",
        ("5", "一年级"): "中职一年级", ("6", "三年级"): "高职高专三年级", ("7", "四年级"): "本科四年级",
    }  # fmt: skip
    assert {key: states[key] for key in wanted} == wanted
    assert ("3", "三年级") not in states


def test_a_side_can_only_be_right_against_another() -> None:
    roll = reconciling.Side("学籍名册", "小学五年级")
    alone = reconciling.Finding("W_AGE", "1", (roll, roll), 1)
    assert [c.label for c in alone.offered] == ["已更正", "查无此人", "情况属实"]
    both = reconciling.Finding("X_MOVED", "1", (roll, reconciling.Side("户籍", "绒巴村")), 1)
    assert [c.label for c in both.offered] == list(reconciling.DECISIONS)


def test_a_child_who_studies_away_is_no_dropout() -> None:
    assert reconciling.without_roll(applied=False, remark="随父母在外省就读") == "X_AWAY"
    assert reconciling.without_roll(applied=False, remark="单亲") == "X_NO_ROLL"
    assert reconciling.without_roll(applied=True, remark="随父母在外省就读") == "X_GHOST"
