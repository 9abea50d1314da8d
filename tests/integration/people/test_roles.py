"""Who may do what, for real; and who did what, in which role."""

from collections.abc import Callable

import pytest

from eduaid_desktop.domain import roles
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import (
    checking,
    dated_names,
    merging,
    office,
    operators,
    people,
    relief,
    splitting,
    villages,
)
from eduaid_desktop.services.desk import Desk

from .conftest import ADMIN, CHILD, CLERK, PASSWORDS, REVIEWER

APPLICATION = {
    **CHILD, "term": "2018S", "stage": "小学", "school": "格桑镇中心小学", "place": "县内", "grade": "三年级",
    "boarding": "是", "head_name": "拉姆措", "household_number": "5133991001", "household_type": "一般贫困户",
    "population": "4", "phone": "16400000001", "aid_received": "无", "reason": "生活用品困难", "purpose": "2",
    "applied": "1000", "application_date": "2018-05-02", "payee_name": "拉姆措", "payee_relation": "母亲",
    "payee_bank": "云岭县农村信用社", "payee_account": "629900000000001",
}  # fmt: skip
TO_TOWNSHIP = (
    ("accept", {"on_date": "2018-05-02"}),
    ("send_village", {"on_date": "2018-05-02"}),
    ("village_agree", {"on_date": "2018-05-03", "signer": "四郎"}),
    ("notice_end", {"on_date": "2018-05-10"}),
)


def keyed(desk: Desk) -> int:
    """A case that waits for the township's review."""
    case_id = relief.save(desk, APPLICATION).id
    for action, inputs in TO_TOWNSHIP:
        relief.act(desk, case_id, action, **inputs)  # type: ignore[arg-type]
    return case_id


def last(desk: Desk) -> tuple[str, str | None]:
    found = desk.store.row("SELECT actor, role FROM change ORDER BY id DESC LIMIT 1")
    assert found
    return found["actor"], found["role"]


def test_a_clerk_keys_and_does_not_review(enter: Callable[..., Desk]) -> None:
    with enter(CLERK) as desk:
        case_id = keyed(desk)
        assert last(desk) == (CLERK, "clerk")
        before = relief.load(desk, case_id)
        with pytest.raises(Refused, match="由审核员办理，“卓玛”现在是录入员"):
            relief.act(desk, case_id, "township_agree", on_date="2018-05-11")
        assert relief.load(desk, case_id) == before
        (step,) = [s for s in relief.steps(desk, case_id) if s.action == "township_agree"]
        assert (step.open, "审核员" in step.why) == (False, True)
    with enter(REVIEWER) as desk:
        relief.act(desk, case_id, "township_agree", on_date="2018-05-11")
        assert last(desk) == (REVIEWER, "reviewer")


def test_a_second_case_in_a_term_is_let_in_by_a_reviewer(enter: Callable[..., Desk]) -> None:
    """F02: the clerk's word is not enough, whatever name she writes."""
    with enter(CLERK) as desk:
        keyed(desk)
        second = relief.save(desk, APPLICATION).id
        with pytest.raises(Refused, match="特批受理由审核员办理，请由审核员登录后写明理由"):
            relief.act(desk, second, "accept", override=True, reason="两地就读", signer=REVIEWER)
    with enter(REVIEWER) as desk:
        with pytest.raises(Refused, match="特批受理须写明理由"):
            relief.act(desk, second, "accept", override=True, signer=REVIEWER)
        row = relief.act(desk, second, "accept", override=True, reason="两地就读", signer=REVIEWER)
        assert (row["state"], last(desk)) == (20, (REVIEWER, "reviewer"))
        with pytest.raises(Refused, match="由录入员办理"):
            relief.act(desk, second, "send_village")


def test_clerks_and_reviewers_merge_and_split_and_both_are_logged(enter: Callable[..., Desk]) -> None:
    with enter(CLERK) as desk:
        keep = desk.store.value("SELECT MIN(id) FROM person")
        gone = people.save(desk, {**CHILD, "name": "曲批", "id_number": "513399200911197623"}).id
        merging.merge(desk, keep, gone)
        assert last(desk) == (CLERK, "clerk")
    with enter(REVIEWER) as desk:
        splitting.split(desk, gone)
        assert last(desk) == (REVIEWER, "reviewer")
        with pytest.raises(Refused, match="由管理员或录入员办理"):
            dated_names.rename(desk, villages.VILLAGE, 1, "新村", desk.today())
    with enter(ADMIN) as desk:
        dated_names.rename(desk, villages.VILLAGE, 1, "新村", desk.today())
        assert last(desk) == (ADMIN, "admin")
        assert checking.check(desk)["findings"] == []


def test_a_reviewer_does_not_key(enter: Callable[..., Desk]) -> None:
    with enter(REVIEWER) as desk:
        count = desk.store.value("SELECT COUNT(*) FROM change")
        for key in (
            lambda: relief.save(desk, APPLICATION),
            lambda: people.save(desk, {**CHILD, "name": "别人"}),
        ):
            with pytest.raises(Refused, match="由录入员办理"):
                key()
        assert desk.store.value("SELECT COUNT(*) FROM change") == count


@pytest.mark.parametrize("name", [CLERK, REVIEWER])
def test_only_an_administrator_changes_people_and_settings(enter: Callable[..., Desk], name: str) -> None:
    with enter(name) as desk:
        before = [(each.name, each.roles) for each in operators.listing(desk)]
        for act in (
            lambda: operators.add(desk, "新人", [roles.CLERK], "一只羊两只羊三只羊"),
            lambda: operators.set_roles(desk, name, [roles.ADMIN]),
            lambda: operators.remove(desk, ADMIN),
            lambda: operators.set_password(desk, ADMIN, "一只羊两只羊三只羊"),
            lambda: office.set_setting(desk, "notice_days", 5),
            lambda: operators.confirm_sheet(desk, "00000000"),
            lambda: operators.change_keys(desk, new_code=False),
        ):
            with pytest.raises(Refused, match="管理员"):
                act()
        assert [(each.name, each.roles) for each in operators.listing(desk)] == before
        assert desk.rules().settings["notice_days"] == 7
        assert desk.keys
        assert desk.keys.code == ""


def test_one_person_in_two_roles_signs_each_act_in_its_role(desk: Desk, enter: Callable[..., Desk]) -> None:
    operators.set_roles(desk, ADMIN, roles.EVERY)
    desk.close()
    with enter() as desk:
        case_id = keyed(desk)
        relief.act(desk, case_id, "township_agree", on_date="2018-05-11")
        office.set_setting(desk, "notice_days", 5)
        signed = desk.store.rows("SELECT sentence, actor, role FROM change WHERE id > 6 ORDER BY id")
        assert {row["actor"] for row in signed} == {ADMIN}
        assert [row["role"] for row in signed] == ["clerk"] * 5 + ["reviewer", "admin"]
        assert checking.check(desk)["findings"] == []


def test_an_administrator_alone_keys_nothing(desk: Desk, enter: Callable[..., Desk]) -> None:
    after = operators.set_roles(desk, ADMIN, [roles.ADMIN])
    assert after.roles == {"admin"}
    with pytest.raises(Refused, match="由录入员办理"):
        people.save(after, {**CHILD, "name": "别人"})


def test_people_who_are_no_operators_do_not_log_in(enter: Callable[..., Desk]) -> None:
    with pytest.raises(Refused, match="可以登录的是：拥珍、卓玛、扎西"):
        enter("路人", PASSWORDS[ADMIN])
