"""After the bank sent money back: corrected by one person, checked by another, sent again; and money recovered."""

from dataclasses import replace
from pathlib import Path

import pytest

from eduaid_desktop.domain import roles, workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import payment_lists, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import payment_papers
from eduaid_desktop.services.papers.kinds import Wanted
from eduaid_desktop.store import relief_queries

from .conftest import TERM, Office

NEW = "6299000000000001236"
BOTH = frozenset({roles.CLERK, roles.REVIEWER})


def at_desk(office: Office, name: str) -> Desk:
    """Somebody who logged in, and may key and review."""
    return replace(office.desk, actor=name, roles=BOTH)


def failed(office: Office) -> int:
    """A case on a list whose money came back."""
    case_id = office.to(workflow.APPROVED)
    payment_lists.make(office.desk, TERM, on_date="2018-06-01")
    office.act(case_id, "pay_failed", failure_code="账号不存在", on_date="2018-06-05")
    return case_id


def correct(desk: Desk, case_id: int, **fields: str) -> None:
    relief.save(desk, fields, case_id)


def test_who_corrected_the_account_does_not_send_it_again(office: Office) -> None:
    case_id = failed(office)
    first, second = at_desk(office, "卓玛"), at_desk(office, "扎西")
    correct(first, case_id, payee_account=NEW)
    with pytest.raises(Refused, match="收款账户是“卓玛”更正的，要由另一个审核人登录后核对并办理重发"):
        relief.act(first, case_id, "repay", signer="扎西", on_date="2018-06-08")
    proposal = payment_lists.propose(first, TERM, "resend")
    assert (proposal.rows, len(proposal.excluded)) == ((), 1)
    with pytest.raises(Refused, match="由另一个审核人登录"):
        payment_lists.make(first, TERM, kind="resend", basis="新卡复印件")
    made = payment_lists.make(second, TERM, kind="resend", basis="新卡复印件", on_date="2018-06-08")
    assert (made.kind, made.rows) == ("resend", 1)
    last = relief.story(second, case_id)[-1]
    assert (last["action"], last["signer"], last["reason"], last["actor"]) == (
        "repay",
        "扎西",
        "新卡复印件",
        "扎西",
    )


def test_an_account_is_saved_before_it_is_checked(office: Office) -> None:
    case_id = failed(office)
    with pytest.raises(Refused, match="账号要先在申请表里改好并保存"):
        relief.act(at_desk(office, "扎西"), case_id, "repay", account=NEW, on_date="2018-06-08")
    assert office.state(case_id) == workflow.PAY_FAILED


def test_any_field_of_the_payee_counts_and_only_since_the_last_failure(office: Office) -> None:
    case_id = failed(office)
    first, second = at_desk(office, "卓玛"), at_desk(office, "扎西")
    correct(first, case_id, payee_account=NEW)
    relief.act(second, case_id, "repay", on_date="2018-06-08")
    relief.act(second, case_id, "pay_failed", failure_code="02", on_date="2018-06-09")
    correct(second, case_id, payee_name="拉姆措")
    with pytest.raises(Refused, match="是“扎西”更正的"):
        relief.act(second, case_id, "repay", on_date="2018-06-10")
    assert relief.act(first, case_id, "repay", on_date="2018-06-10")["state"] == workflow.IN_PAYMENT


def test_without_operators_another_one_signs(office: Office) -> None:
    case_id = failed(office)
    correct(office.desk, case_id, payee_account=NEW)
    with pytest.raises(Refused, match="请填写复核人姓名"):
        payment_lists.make(office.desk, TERM, kind="resend", basis="新卡复印件")
    with pytest.raises(Refused, match="要由另一个人复核，“拥珍”是录入人"):
        payment_lists.make(office.desk, TERM, kind="resend", basis="新卡复印件", signer="拥珍")
    assert office.state(case_id) == workflow.PAY_FAILED
    assert payment_lists.make(office.desk, TERM, kind="resend", basis="新卡复印件", signer="扎西").rows == 1


def test_what_was_not_mended_is_not_sent_again_unseen(office: Office) -> None:
    failed(office)
    with pytest.raises(Refused, match="账号没有改动，再发还会失败"):
        payment_lists.make(office.desk, TERM, kind="resend", basis="都已激活", signer="扎西")


def test_old_and_new_account_reason_and_basis_stand_on_the_sheet(office: Office) -> None:
    case_id = failed(office)
    old = relief.load(office.desk, case_id)["payee_account"]
    correct(office.desk, case_id, payee_account=NEW)
    made = payment_lists.make(office.desk, TERM, kind="resend", basis="户主提供的新卡", signer="扎西")
    for wanted in (made.list_no, "FF-513399101-2018S-001"):
        sheet = payment_papers.sheet_of_corrections(office.desk, Wanted(what=wanted))
        (row,) = sheet.sections[0].rows
        assert (row[5], row[6], row[7], row[8], row[9]) == (
            "1,000.00",
            old,
            "账号不存在",
            NEW,
            "户主提供的新卡",
        )
    first, second = office.desk.store.select("payment", case_id=case_id)
    assert (second["resent_of"], second["payment_list_id"], second["position"]) == (
        first["id"],
        made.list_id,
        1,
    )


def test_money_comes_back_in_parts_and_never_more_than_was_paid(office: Office) -> None:
    case_id = office.to(workflow.PAID)
    office.act(case_id, "recover", amount=30_000, reason="重复享受", on_date="2018-06-08")
    remarks = relief.status(office.desk, case_id)["remarks"]
    assert any("追回 300.00 元，还有 700.00 元没有追回。再追回的先归档" in each for each in remarks)
    office.act(case_id, "archive", on_date="2018-06-09", reason="材料随后归档")
    with pytest.raises(Refused, match=r"不超过已发放的 700\.00 元"):
        office.act(case_id, "recover", amount=70_001, reason="余款", on_date="2018-06-10")
    office.act(case_id, "recover", amount=70_000, reason="余款", on_date="2018-06-10")
    assert "追回" not in "".join(relief.status(office.desk, case_id)["remarks"])
    sheet = payment_papers.sheet_of_recoveries(office.desk, Wanted(term=TERM))
    assert [(row[5], row[8], row[9]) for row in sheet.sections[0].rows] == [
        ("300.00", "1,000.00", "700.00"), ("700.00", "1,000.00", "0.00"),
    ]  # fmt: skip
    assert "人民币壹仟元整" in sheet.closing
    assert sum(
        s["amount"] for s in relief_queries.step_rows(office.desk.store, case_id) if s["action"] == "recover"
    )


def test_without_a_failure_or_a_recovery_there_is_no_paper(office: Office, tmp_path: Path) -> None:
    office.to(workflow.APPROVED)
    made = payment_lists.make(office.desk, TERM)
    with pytest.raises(Refused, match="没有银行退回的发放"):
        payment_papers.sheet_of_corrections(office.desk, Wanted(what=made.list_no))
    with pytest.raises(Refused, match="没有追回过救助款"):
        payment_papers.sheet_of_recoveries(office.desk, Wanted(term=TERM))
