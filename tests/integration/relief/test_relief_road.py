"""One case along the road: to the money and the archive, and every way off the road and back."""

import os
import signal
import subprocess
import sys

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import records, relief, signing
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history

from .conftest import Office


def test_one_case_from_draft_to_the_archive(office: Office) -> None:
    case_id = office.to(workflow.ARCHIVED)
    case = relief.load(office.desk, case_id)
    assert case["case_no"] == "JYJZ-513399101-2018S-0001"
    assert (case["applied"], case["proposed"], case["approved"]) == (100_000, 100_000, 100_000)
    assert (case["approval_document"], case["approved_on"]) == ("云教〔2018〕9号", "2018-05-25")
    payments = office.desk.store.select("payment", case_id=case_id)
    assert [(p["amount"], p["result"], p["paid_on"]) for p in payments] == [(100_000, "paid", "2018-06-05")]
    story = relief.story(office.desk, case_id)
    assert [s["action"] for s in story] == [
        "accept", "send_village", "village_agree", "notice_end", "township_agree", "report", "decide", "pay",
        "paid", "archive",
    ]  # fmt: skip
    assert [s["state"] for s in story][-2:] == ["已发放", "已归档"]
    assert {s["actor"] for s in story} == {"拥珍"}
    assert all(s["at"].startswith("2018-06-12T") for s in story)


def test_the_history_tells_every_step_with_actor_and_sentence(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    found = records.history(office.desk, RELIEF, case_id)
    assert [(h["actor"], h["sentence"]) for h in found] == [
        ("拥珍", "录入救助申请（曲批1）"),
        ("拥珍", "受理救助申请 JYJZ-513399101-2018S-0001（曲批1）"),
        ("拥珍", "救助申请 JYJZ-513399101-2018S-0001（曲批1）：送村初审"),
        ("拥珍", "救助申请 JYJZ-513399101-2018S-0001（曲批1）：村初审同意，开始公示"),
        ("拥珍", "救助申请 JYJZ-513399101-2018S-0001（曲批1）：村级公示期满，转乡镇审核"),
    ]


def test_status_says_where_since_when_who_and_what_next(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    status = relief.status(office.desk, case_id)
    assert (status["label"], status["since"], status["days"], status["owner"]) == (
        "村级公示中", "2018-05-03", 40, "系统"
    )  # fmt: skip
    assert (status["next"].action, status["next"].open) == ("notice_end", True)
    first, *rest = relief.steps(office.desk, case_id)
    assert first == status["next"]
    assert {s.action for s in rest if s.open} == {"objection", "withdraw"}
    assert next(s for s in rest if s.action == "pay").why == (
        "现在是“村级公示中”，“发放”要到“县级已批准”时才能办理；下一步是“公示期满”。"
    )


def test_the_opinions_are_written_where_they_are_signed(office: Office) -> None:
    case_id = office.to(workflow.APPROVED)
    boxes = {o["box"]: o for o in office.desk.store.select("opinion", case_id=case_id)}
    assert boxes["village"]["text"] == (
        "经入户核查、民主评议，并于2018年5月3日至2018年5月9日公示7天，无异议，同意上报。"
    )
    assert boxes["village"]["signer"] == "四郎"
    assert boxes["township"]["text"] == "经审核，符合救助条件，建议救助人民币壹仟元整（¥1,000.00）。"
    assert (boxes["education"]["decision"], boxes["education"]["amount"]) == ("同意", 100_000)


def test_cases_of_a_village_and_term_hang_on_one_notice(office: Office) -> None:
    for village in ("上格桑村", "上格桑村", "下格桑村"):
        office.to(workflow.VILLAGE_NOTICE, village=village)
    notices = office.desk.store.select("notice")
    assert [(n["village"][-3:], n["from_date"], n["to_date"]) for n in notices] == [
        ("200", "2018-05-03", "2018-05-09"), ("201", "2018-05-03", "2018-05-09"),
    ]  # fmt: skip
    assert [k["notice_id"] for k in office.desk.store.select("notice_case")] == [1, 1, 2]


def test_an_objection_returns_to_its_notice_with_its_finding(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    with pytest.raises(Refused, match="异议要在公示期内提出"):
        office.act(case_id, "objection", reason="家里有车", on_date="2018-05-10")
    office.act(case_id, "objection", reason="家里有车", on_date="2018-05-08", signer="邻居")
    with pytest.raises(Refused, match="来自另一种公示"):
        office.act(
            case_id, "objection_done", reason="属实", on_date="2018-05-12", target=workflow.TOWN_NOTICE
        )
    office.act(case_id, "objection_done", reason="核查为借用，不属实", on_date="2018-05-12")
    (objection,) = office.desk.store.select("objection")
    assert (objection["finding"], objection["resolved_on"]) == ("核查为借用，不属实", "2018-05-12")
    assert office.act(case_id, "notice_end", on_date="2018-05-13")["state"] == workflow.TOWN_REVIEW


def test_an_objection_that_is_right_ends_the_case(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    office.act(case_id, "objection", reason="户籍已迁出", on_date="2018-05-08")
    row = office.act(case_id, "objection_done", reason="属实", on_date="2018-05-12", target="REJECTED")
    assert row["state"] == workflow.REJECTED
    assert office.act(case_id, "archive", reason="申请表在村里")["state"] == workflow.ARCHIVED


def test_a_changed_list_hangs_anew_for_its_full_time(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    office.act(case_id, "objection", reason="金额有误", on_date="2018-05-08")
    office.act(case_id, "objection_done", reason="更正名单", on_date="2018-05-12", from_date="2018-05-14")
    with pytest.raises(Refused, match="公示到2018年5月20日才结束"):
        office.act(case_id, "notice_end", on_date="2018-05-20")
    assert office.act(case_id, "notice_end", on_date="2018-05-21")["state"] == workflow.TOWN_REVIEW


def test_the_township_may_have_its_own_notice(office: Office) -> None:
    office.set("township_notice", "true")
    case_id = office.to(workflow.TOWN_REVIEW)
    with pytest.raises(Refused, match="设有乡镇公示"):
        office.act(case_id, "township_agree", on_date="2018-05-11")
    office.act(case_id, "township_notice", on_date="2018-05-11")
    with pytest.raises(Refused, match="公示到2018年5月17日才结束"):
        office.act(case_id, "notice_end", on_date="2018-05-17")
    office.act(case_id, "objection", reason="重复享受", on_date="2018-05-17")
    office.act(case_id, "objection_done", reason="不属实", on_date="2018-05-18")
    assert office.state(case_id) == workflow.TOWN_NOTICE
    assert office.act(case_id, "notice_end", on_date="2018-05-18")["state"] == workflow.READY


def test_the_township_sends_back_to_the_village_or_to_the_form(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    with pytest.raises(Refused, match="请写明理由"):
        office.act(case_id, "send_back", target=workflow.DRAFT)
    number = relief.load(office.desk, case_id)["case_no"]
    office.act(case_id, "send_back", reason="缺户口簿", target="10", on_date="2018-05-11")
    assert office.state(case_id) == workflow.DRAFT
    assert office.desk.store.select("opinion", case_id=case_id) == []
    row = office.act(case_id, "accept", on_date="2018-05-12")
    assert (row["state"], row["case_no"]) == (workflow.ACCEPTED, number)


def test_the_county_returns_a_case_and_it_goes_up_again(office: Office) -> None:
    case_id = office.to(workflow.REPORTED)
    office.act(case_id, "send_back", reason="账号户名不符", on_date="2018-05-20")
    assert office.state(case_id) == workflow.COUNTY_RETURNED
    relief.save(office.desk, {"payee_account": "629900000000777", "applied": "1200"}, case_id)
    row = office.act(case_id, "accept", on_date="2018-05-21")
    assert (row["state"], row["version"]) == (workflow.TOWN_REVIEW, 2)
    assert office.desk.store.select("opinion", case_id=case_id) == []
    with pytest.raises(Refused, match=r"签字后，申请金额由 1,000.00 改为 1,200.00。重新签字后登记"):
        office.act(case_id, "township_agree", on_date="2018-05-22", amount=120_000)
    signing.sign_again(office.desk, case_id, "village", signer="四郎", on_date="2018-05-22")
    office.act(case_id, "township_agree", on_date="2018-05-22", amount=120_000)
    with pytest.raises(Refused, match="还没有装进封存的上报批次"):
        office.act(case_id, "report", on_date="2018-05-23")
    number = office.seal(case_id)
    office.act(case_id, "report", on_date="2018-05-23")
    assert relief.story(office.desk, case_id)[-1]["document"] == number


def test_over_the_cap_the_county_government_decides(office: Office) -> None:
    case_id = office.draft(stage="大专", purpose="4", grade="一年级", applied="5000", school="锦川学院")
    with_sibling = office.draft(
        stage="大专", purpose="4", grade="一年级", applied="1500", household_number="5133991001"
    )
    office.to(workflow.APPROVED, with_sibling)
    for _ in range(4):
        now = office.state(case_id)
        office.to(next(t.target for t in workflow.ways(now, workflow.STATES[now].next_action)), case_id)
    with pytest.raises(
        Refused, match=r"全户本年度合计 6,000\.00 元，超过每户封顶 5,000\.00 元.*请填写超标准理由"
    ):
        office.act(case_id, "township_agree", on_date="2018-05-11")
    row = office.act(case_id, "township_agree", on_date="2018-05-11", reason="两名大学生，特别困难")
    assert (row["over_household_cap"], row["override_reason"]) == (1, "两名大学生，特别困难")
    office.to(workflow.REPORTED, case_id)
    row = office.act(case_id, "decide", amount=500_000, document="云教〔2018〕9号", on_date="2018-05-25")
    assert (row["state"], row["approved"]) == (workflow.OVERCAP_PENDING, None)
    with pytest.raises(Refused, match="请填写文号"):
        office.act(case_id, "decide", on_date="2018-05-30")
    row = office.act(case_id, "decide", document="云府〔2018〕31号", on_date="2018-05-30")
    assert (row["state"], row["approved"]) == (workflow.APPROVED, 500_000)
    assert {o["box"] for o in office.desk.store.select("opinion", case_id=case_id)} == {
        "village", "township", "education", "government"
    }  # fmt: skip


def test_the_county_government_may_refuse(office: Office) -> None:
    case_id = office.to(workflow.REPORTED)
    office.act(case_id, "decide", amount=600_000, document="云教〔2018〕9号", on_date="2018-05-25")
    with pytest.raises(Refused, match="请填写文号"):
        office.act(case_id, "reject", reason="县政府未批准", on_date="2018-05-30")
    paper = {"document": "云府函〔2018〕3号", "on_date": "2018-05-30"}
    row = office.act(case_id, "reject", reason="县政府未批准", **paper)
    assert (row["state"], row["approved"]) == (workflow.REJECTED, None)


def test_a_failed_payment_is_mended_by_two_people_and_sent_again(office: Office) -> None:
    case_id = office.to(workflow.IN_PAYMENT)
    with pytest.raises(Refused, match="请选择银行退回的原因"):
        office.act(case_id, "pay_failed", on_date="2018-06-05")
    office.act(case_id, "pay_failed", reason="账户未激活", on_date="2018-06-05")
    with pytest.raises(Refused, match="请填写签字人"):
        office.act(case_id, "repay", account="6299 0000 0000 888")
    with pytest.raises(Refused, match="要由另一个人复核"):
        office.act(case_id, "repay", account="6299 0000 0000 888", signer="拥珍")
    with pytest.raises(Refused, match="账号没有改动"):
        office.act(case_id, "repay", signer="扎西")
    office.act(case_id, "repay", account="6299 0000 0000 888", signer="扎西", on_date="2018-06-06")
    with pytest.raises(Refused, match="现在是“发放中”"):
        office.act(case_id, "pay")
    with pytest.raises(Refused, match=r"与送发金额 1,000\.00 元不符"):
        office.act(case_id, "paid", amount=90_000, on_date="2018-06-08")
    office.act(case_id, "paid", on_date="2018-06-08", document="回单12")
    first, second = office.desk.store.select("payment", case_id=case_id)
    assert (first["result"], first["failure_code"], first["failure_text"]) == ("failed", "03", "账户未激活")
    assert (second["result"], second["resent_of"], second["receipt_no"]) == ("paid", first["id"], "回单12")
    assert (first["payee_account"], second["payee_account"]) == ("629900000000001", "629900000000888")
    assert relief.load(office.desk, case_id)["payee_account"] == "629900000000888"


def test_an_account_that_was_right_may_be_sent_again_with_a_reason(office: Office) -> None:
    case_id = office.to(workflow.IN_PAYMENT)
    office.act(case_id, "pay_failed", failure_code="08")
    assert (
        office.act(case_id, "repay", signer="扎西", reason="银行系统已恢复")["state"] == workflow.IN_PAYMENT
    )


def test_money_paid_in_error_is_recovered_even_from_the_archive(office: Office) -> None:
    case_id = office.to(workflow.ARCHIVED)
    with pytest.raises(Refused, match=r"不超过已发放的 1,000\.00 元"):
        office.act(case_id, "recover", reason="重复享受", amount=100_001)
    assert office.act(case_id, "recover", reason="重复享受")["state"] == workflow.RECOVERED
    assert relief.story(office.desk, case_id)[-1]["amount"] == 100_000
    office.act(case_id, "archive", reason="发放表在县里")
    with pytest.raises(Refused, match="没有发放过，或已全部追回"):
        office.act(case_id, "recover", reason="再追一次")


def test_the_bank_may_be_quoted_in_its_own_words(office: Office) -> None:
    case_id = office.to(workflow.IN_PAYMENT)
    with pytest.raises(Refused, match="没有失败原因“77”"):
        office.act(case_id, "pay_failed", failure_code="77")
    office.act(case_id, "pay_failed", reason="柜面挂账")
    (payment,) = office.desk.store.select("payment")
    assert (payment["failure_code"], payment["failure_text"]) == ("09", "柜面挂账")


def test_an_early_step_can_be_undone_while_it_is_the_last(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW)
    changes = [h["change_id"] for h in records.history(office.desk, RELIEF, case_id)]
    with pytest.raises(Refused, match="请先撤销后面的步骤"):
        history.undo(office.desk.store, "拥珍", changes[1])
    history.undo(office.desk.store, "拥珍", changes[2])
    history.undo(office.desk.store, "拥珍", changes[1])
    case = relief.load(office.desk, case_id)
    assert (case["state"], case["case_no"]) == (workflow.DRAFT, None)
    assert relief.story(office.desk, case_id) == []
    assert office.act(case_id, "accept", on_date="2018-05-02")["case_no"].endswith("-0002")


def test_undoing_the_villages_agreement_takes_down_its_notice(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    last = records.history(office.desk, RELIEF, case_id)[-1]["change_id"]
    history.undo(office.desk.store, "拥珍", last)
    store = office.desk.store
    assert [store.select(t) for t in ("notice", "notice_case", "opinion")] == [[], [], []]
    assert office.state(case_id) == workflow.VILLAGE_REVIEW


@pytest.mark.parametrize("state", [workflow.REPORTED, workflow.APPROVED, workflow.IN_PAYMENT, workflow.PAID])
def test_what_the_county_and_the_bank_did_cannot_be_undone(office: Office, state: int) -> None:
    case_id = office.to(state)
    last = records.history(office.desk, RELIEF, case_id)[-1]["change_id"]
    with pytest.raises(Refused, match="不能撤销"):
        history.undo(office.desk.store, "拥珍", last)


def test_an_edit_of_what_is_frozen_since_cannot_be_undone(office: Office) -> None:
    case_id = office.draft()
    relief.save(office.desk, {"payee_account": "629900000000999"}, case_id)
    edit = records.history(office.desk, RELIEF, case_id)[-1]["change_id"]
    office.to(workflow.REPORTED, case_id)
    with pytest.raises(Refused, match="已经锁定"):
        history.undo(office.desk.store, "拥珍", edit)
    assert relief.load(office.desk, case_id)["payee_account"] == "629900000000999"


def _proposed_twice(office: Office) -> int:
    """A case that the county sent back: the township proposed 1000 yuan before, and reviews it anew."""
    case_id = office.to(workflow.REPORTED)
    office.act(case_id, "send_back", reason="请核对金额", on_date="2018-05-16")
    office.act(case_id, "accept", on_date="2018-05-17")
    assert relief.load(office.desk, case_id)["proposed"] == 100_000
    return case_id


def test_what_a_later_step_found_in_place_is_not_undone(office: Office) -> None:
    case_id, store = _proposed_twice(office), office.desk.store
    relief.save(office.desk, {"applied": "500"}, case_id)
    history.undo(store, "拥珍", store.value("SELECT MAX(id) FROM change"))
    given_back = store.value("SELECT MAX(id) FROM change")
    office.act(case_id, "township_agree", on_date="2018-05-18")
    with pytest.raises(Refused, match="申请又往前走了，不能单独撤销"):
        history.undo(store, "拥珍", given_back)
    case = relief.load(office.desk, case_id)
    assert (case["state"], case["proposed"]) == (workflow.READY, 100_000)


def test_a_proposal_comes_back_only_with_the_amount_it_was_made_on(office: Office) -> None:
    case_id, store = _proposed_twice(office), office.desk.store
    relief.save(office.desk, {"applied": "500"}, case_id)
    edit = store.value("SELECT MAX(id) FROM change")
    relief.save(office.desk, {"applied": "800"}, case_id)
    with pytest.raises(Refused, match="请先撤销后来的修改和签字"):
        history.undo(store, "拥珍", edit)
    case = relief.load(office.desk, case_id)
    assert (case["applied"], case["proposed"]) == (80_000, None)


_KILLED = """
import os, signal, sys
from pathlib import Path
from eduaid_desktop.services import relief
from eduaid_desktop.services.desk import Desk

desk = Desk.open(Path(sys.argv[1]))
with desk.store.change("拥珍", "受理到一半断电") as change:
    relief.move(change, desk, relief.load(desk, int(sys.argv[2])), "village_agree", signer="四郎")
    print(relief.load(desk, int(sys.argv[2]))["state"], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_change_killed_midway_leaves_nothing_half_done(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW)
    path = office.desk.store.path
    office.desk.close()
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path), str(case_id)],
        capture_output=True,
        text=True,
        env=os.environ,
    )
    assert (killed.returncode, killed.stdout.strip()) == (-signal.SIGKILL, str(workflow.VILLAGE_NOTICE)), (
        killed.stderr
    )
    office.desk = Desk.open(path)
    assert office.state(case_id) == workflow.VILLAGE_REVIEW
    assert [office.desk.store.select(t) for t in ("notice", "notice_case", "opinion")] == [[], [], []]
    assert len(relief.story(office.desk, case_id)) == 2
    assert history.check(office.desk.store) == []


def test_a_refused_step_writes_nothing(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    before = office.desk.store.value("SELECT COUNT(*) FROM change")
    with office.desk.store.change("拥珍", "两步") as change:
        row = relief.load(office.desk, case_id)
        with pytest.raises(Refused):
            relief.move(change, office.desk, row, "pay")
    assert office.desk.store.value("SELECT COUNT(*) FROM change") == before
