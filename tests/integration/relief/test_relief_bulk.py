"""A whole village taken one step further at once: who goes, who stays and why, exceptions, one change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Conflict, Refused
from eduaid_desktop.services import checking, evidence, notices, packets, relief, relief_bulk
from eduaid_desktop.services.relief_bulk import CLOSED, ELSEWHERE, GO, OUT, Own, Plan

from .conftest import TERM, VILLAGES, Office

UPPER = {"village": VILLAGES[0][0], "term": TERM}
AGREED = {"on_date": "2018-05-03", "signer": "四郎"}


def states(plan: Plan) -> dict[str, str]:
    return {row.case["name"]: row.state for row in plan.rows}


def last_change(office: Office) -> dict[str, Any]:
    return office.desk.store.rows("SELECT * FROM change ORDER BY id DESC LIMIT 1")[0]


def stored(office: Office, case_id: int, name: str) -> Any:
    return relief.load(office.desk, case_id)[name]


def weigh(office: Office, action: str, common: Mapping[str, Any], **own: Any) -> Plan:
    return relief_bulk.plan(office.desk, action, UPPER, common, own.get("own"))


def test_a_village_goes_one_step_in_one_change_and_back(office: Office) -> None:
    cases = [office.to(workflow.VILLAGE_REVIEW) for _ in range(3)]
    office.to(workflow.VILLAGE_REVIEW, village="下格桑村")
    plan = weigh(office, "village_agree", AGREED)
    assert [row.case["id"] for row in plan.going] == cases
    before = office.desk.store.value("SELECT COUNT(*) FROM change")
    assert relief_bulk.apply(office.desk, plan) == "上格桑村：村初审同意，开始公示（3 份）"
    assert office.desk.store.value("SELECT COUNT(*) FROM change") == before + 1
    assert {office.state(case) for case in cases} == {workflow.VILLAGE_NOTICE}
    assert len(office.desk.store.select("notice")) == 1
    assert len(office.desk.store.select("notice_case")) == 3
    checking.undo(office.desk, last_change(office)["id"])
    assert {office.state(case) for case in cases} == {workflow.VILLAGE_REVIEW}
    assert office.desk.store.select("notice") == []


def test_planning_writes_nothing(office: Office) -> None:
    office.to(workflow.ACCEPTED)
    before = office.desk.store.rows("SELECT * FROM change_log")
    plan = weigh(office, "send_village", {"on_date": "2018-05-02"})
    assert states(plan) == {"曲批1": GO}
    assert office.desk.store.rows("SELECT * FROM change_log") == before
    assert office.desk.store.value("SELECT COUNT(*) FROM relief_step") == 1


def test_who_stays_is_told_why_in_the_words_of_the_guard(office: Office) -> None:
    office.set("evidence_check", '"block"')
    office.set("evidence_required", '["E01"]')
    ready = office.to(workflow.ACCEPTED)
    evidence.tick(office.desk, ready, {"E01": True})
    lacking = office.to(workflow.ACCEPTED)
    draft = office.draft()
    plan = weigh(office, "send_village", {"on_date": "2018-05-02"})
    assert states(plan) == {"曲批1": GO, "曲批2": CLOSED, "曲批3": ELSEWHERE}
    why = {row.case["id"]: row.why for row in plan.rows}
    step = next(s for s in relief.steps(office.desk, lacking) if s.action == "send_village")
    assert why[lacking] == step.why
    assert "佐证材料还缺" in why[lacking]
    assert "现在是“草稿”" in why[draft]
    relief_bulk.apply(office.desk, plan)
    assert [office.state(each) for each in (ready, lacking, draft)] == [30, 20, 10]


def test_exceptions_go_their_own_way_in_the_same_act(office: Office) -> None:
    usual, less, refused, back, out = (office.to(workflow.TOWN_REVIEW) for _ in range(5))
    own = {
        less: Own(amount=60_000),
        refused: Own(action="reject", reason="家庭已不困难"),
        back: Own(action="send_back", reason="缺村章", target=workflow.VILLAGE_REVIEW),
        out: Own(left_out=True),
    }
    plan = weigh(office, "township_agree", {"on_date": "2018-05-11", "signer": "扎西"}, own=own)
    assert [row.state for row in plan.rows] == [GO, GO, GO, GO, OUT]
    assert plan.total == 160_000
    sentence = relief_bulk.apply(office.desk, plan)
    assert sentence == "上格桑村：乡镇审核同意（2 份）；乡镇不同意（1 份）；退回村里补正（1 份）"
    assert [office.state(each) for each in (usual, less, refused, back, out)] == [60, 60, 200, 30, 50]
    assert (stored(office, usual, "proposed"), stored(office, less, "proposed")) == (100_000, 60_000)
    reasons = {s["case_id"]: s["reason"] for s in office.desk.store.select("relief_step") if s["reason"]}
    assert reasons == {refused: "家庭已不困难", back: "缺村章"}
    checking.undo(office.desk, last_change(office)["id"])
    assert {office.state(each) for each in (usual, less, refused, back, out)} == {50}
    assert stored(office, less, "proposed") is None


def test_an_exception_without_its_reason_stays(office: Office) -> None:
    case = office.to(workflow.TOWN_REVIEW)
    plan = weigh(office, "township_agree", {"on_date": "2018-05-11"}, own={case: Own(action="reject")})
    assert states(plan) == {"曲批1": CLOSED}
    assert "请写明理由" in plan.rows[0].why
    with pytest.raises(Refused, match="没有可以办理的申请"):
        relief_bulk.apply(office.desk, plan)


def siblings(office: Office) -> tuple[int, int]:
    """Two of one household, each within the cap of 5000 yuan alone, above it together."""
    family = {"household_number": "5133991099", "head_name": "拉姆"}
    first = office.to(workflow.TOWN_REVIEW, **family)
    return first, office.to(workflow.TOWN_REVIEW, **family)


def test_siblings_in_one_batch_are_weighed_one_after_the_other(office: Office) -> None:
    first, second = siblings(office)
    common = {"on_date": "2018-05-11", "signer": "扎西"}
    own = {case: Own(amount=300_000, reason="重病") for case in (first, second)}
    alone = weigh(office, "township_agree", common, own={first: own[first], second: Own(left_out=True)})
    assert "封顶" not in alone.rows[0].why
    both = weigh(office, "township_agree", common, own=own)
    assert "封顶" not in both.rows[0].why
    assert "超每户封顶" in both.rows[1].why
    bare = {first: Own(amount=200_000), second: Own(amount=200_000)}
    assert {row.state for row in weigh(office, "township_agree", common, own=bare).rows} == {GO}
    relief_bulk.apply(office.desk, both)
    flags = [stored(office, case, "over_household_cap") for case in (first, second)]
    assert flags == [0, 1]


def test_nothing_is_written_when_a_case_moved_meanwhile(office: Office) -> None:
    cases = [office.to(workflow.VILLAGE_REVIEW) for _ in range(2)]
    plan = weigh(office, "village_agree", AGREED)
    office.act(cases[1], "withdraw", reason="不申请了", on_date="2018-05-03")
    with pytest.raises(Conflict, match="曲批2（现在是“申请人撤回”）刚刚在别处改过"):
        relief_bulk.apply(office.desk, plan)
    assert office.state(cases[0]) == workflow.VILLAGE_REVIEW
    assert office.desk.store.select("notice") == []


def test_a_step_lacking_its_signer_is_planned_and_not_taken(office: Office) -> None:
    case = office.to(workflow.VILLAGE_REVIEW)
    plan = weigh(office, "village_agree", {"on_date": "2018-05-03"})
    assert plan.missing == ("signer",)
    assert states(plan) == {"曲批1": GO}
    with pytest.raises(Refused, match="请填写签字人姓名") as refused:
        relief_bulk.apply(office.desk, plan)
    assert refused.value.field == "signer"
    assert office.state(case) == workflow.VILLAGE_REVIEW


def test_roles_are_enforced(office: Office) -> None:
    case = office.to(workflow.TOWN_REVIEW)
    clerk = replace(office.desk, roles=frozenset({"clerk"}))
    plan = relief_bulk.plan(clerk, "township_agree", UPPER, {"on_date": "2018-05-11"})
    assert states(plan) == {"曲批1": CLOSED}
    assert "由审核员办理" in plan.rows[0].why
    allowed = weigh(office, "township_agree", {"on_date": "2018-05-11"})
    with pytest.raises(Refused, match="由审核员办理"):
        relief_bulk.apply(clerk, allowed)
    assert office.state(case) == workflow.TOWN_REVIEW


def test_the_end_of_a_notice_waits_for_each_case(office: Office) -> None:
    early, late = office.to(workflow.VILLAGE_NOTICE), office.to(workflow.VILLAGE_REVIEW)
    office.act(late, "village_agree", on_date="2018-06-10", signer="四郎")
    plan = weigh(office, "notice_end", {"on_date": "2018-06-12"})
    assert states(plan) == {"曲批1": GO, "曲批2": CLOSED}
    assert "才结束" in plan.rows[1].why
    relief_bulk.apply(office.desk, plan)
    assert (office.state(early), office.state(late)) == (workflow.TOWN_REVIEW, workflow.VILLAGE_NOTICE)


def test_a_packet_or_a_notice_is_taken_as_a_whole(office: Office) -> None:
    packet = packets.begin(office.desk, {"village": "上格桑村", "term": TERM, "cover_count": "2",
                                         "received_on": "2018-05-02"})  # fmt: skip
    inside = [relief.save(office.desk, office.form(), packet_id=packet["id"]).id for _ in range(2)]
    outside = office.draft()
    plan = relief_bulk.plan(office.desk, "accept", {"packet": packet["id"]}, {"on_date": "2018-05-02"})
    assert [row.case["id"] for row in plan.going] == inside
    relief_bulk.apply(office.desk, plan)
    numbers = [stored(office, case, "case_no")[-4:] for case in inside]
    assert (numbers, office.state(outside)) == (["0001", "0002"], workflow.DRAFT)
    for case in inside:
        office.to(workflow.VILLAGE_NOTICE, case)
    notice = office.desk.store.select("notice", kind=notices.VILLAGE)[0]["id"]
    plan = relief_bulk.plan(office.desk, "notice_end", {"notice": notice}, {"on_date": "2018-05-10"})
    assert len(plan.going) == 2


def test_two_drafts_of_one_child_are_not_both_accepted(office: Office) -> None:
    first = office.draft()
    office.draft(name="曲批1", id_number=stored(office, first, "id_number"))
    plan = weigh(office, "accept", {"on_date": "2018-05-02"})
    assert [row.state for row in plan.rows] == [GO, CLOSED]
    assert "已有救助申请" in plan.rows[1].why


def test_what_is_not_taken_together_is_refused(office: Office) -> None:
    office.to(workflow.APPROVED)
    with pytest.raises(Refused, match="“发放”不能整村办理"):
        weigh(office, "pay", {})
    with pytest.raises(Refused, match="没有“jump”这个步骤"):
        weigh(office, "jump", {})
    with pytest.raises(Refused, match="请指明哪个村"):
        relief_bulk.plan(office.desk, "accept", {"village": None}, {})


def test_the_step_that_most_wait_for_is_offered(office: Office) -> None:
    office.draft()
    for _ in range(2):
        office.to(workflow.VILLAGE_REVIEW)
    found = relief_bulk.waiting(office.desk, UPPER)
    assert (found["accept"], found["village_agree"], found["archive"]) == (1, 2, 0)
    assert relief_bulk.usual(office.desk, found) == "village_agree"
    for _ in range(3):
        office.to(workflow.TOWN_REVIEW)
    found = relief_bulk.waiting(office.desk, UPPER)
    assert relief_bulk.usual(office.desk, found) == "township_agree"
    office.set("township_notice", "true")
    assert relief_bulk.usual(office.desk, found) == "township_notice"


def test_stopped_halfway_it_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relief_bulk, "_TOLD_EVERY", 1)
    for _ in range(2):
        office.to(workflow.ACCEPTED)
    plan = weigh(office, "send_village", {"on_date": "2018-05-02"})
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        relief_bulk.apply(office.desk, plan, stop)
    assert told == [(0, 2), (1, 2)]
    assert {office.state(row.case["id"]) for row in plan.rows} == {workflow.ACCEPTED}
