"""Where two rooms touch the same money: undoing, past cases, recoveries in part, lists beyond the fund, correctors."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from eduaid_desktop.domain import roles, workflow
from eduaid_desktop.domain.relief_past import RELIEF_PAST
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import bank_results, fund, payment_lists, relief, relief_checks, relief_past
from eduaid_desktop.store import history

from .conftest import TERM, VILLAGES, Office, id_number
from .test_fund import enter, numbers


def last_change(office: Office) -> int:
    return int(office.desk.store.value("SELECT MAX(id) FROM change"))


def undo(office: Office, change: int) -> None:
    history.undo(office.desk.store, "拥珍", change)


def household_sum(office: Office, case_id: int) -> int:
    case = relief.load(office.desk, case_id)
    rules = relief_checks.rules_for(office.desk, case)
    return relief_checks.limits_around(office.desk, case, rules).household_others


def test_an_undo_does_not_promise_money_a_second_time(office: Office) -> None:
    enter(office, "2018-01-01", "期初结余", "1000")
    given_up = office.to(workflow.READY)
    office.act(given_up, "withdraw", reason="外出务工")
    change = last_change(office)
    other = office.to(workflow.READY)
    with pytest.raises(Refused, match=r"已被别的申请占用，撤销后基金可用余额是 -1,000\.00 元"):
        undo(office, change)
    assert numbers(office) == (1000, 0, 0, 1000, 0)
    office.act(other, "withdraw", reason="放弃")
    undo(office, change)
    assert numbers(office) == (1000, 0, 0, 1000, 0)


def test_the_undo_of_an_income_that_is_bound_is_refused(office: Office) -> None:
    enter(office, "2018-01-01", "期初结余", "200")
    enter(office, "2018-01-02", "财政拨入", "1000")
    change = last_change(office)
    office.to(workflow.READY)
    with pytest.raises(Refused, match=r"撤销后基金可用余额是 -800\.00 元"):
        undo(office, change)
    office.set("fund_check", '"off"')
    undo(office, change)
    assert numbers(office)[0] == 200


def test_a_child_does_not_get_two_cases_in_a_term_by_an_undo(office: Office) -> None:
    child = {"id_number": id_number(77), "name": "曲批"}
    first = office.to(workflow.READY, **child)
    office.act(first, "withdraw", reason="家长放弃")
    change = last_change(office)
    second = office.to(workflow.READY, **child)
    with pytest.raises(Refused, match="这个学期后来又有了救助申请"):
        undo(office, change)
    office.act(second, "withdraw", reason="重复")
    undo(office, change)
    assert office.state(first) == workflow.READY


@pytest.mark.parametrize(("day", "kind"), [("2018-01-20", "期初结余"), ("2018-01-02", "财政拨入")])
def test_the_opening_stays_the_one_and_first_entry_through_an_undo(
    office: Office, day: str, kind: str
) -> None:
    fund.withdraw(office.desk, enter(office, "2018-01-10", "期初结余", "1000"))
    change = last_change(office)
    enter(office, day, kind, "2000")
    with pytest.raises(Refused, match="期初结余"):
        undo(office, change)
    assert numbers(office)[0] == 2000


def test_what_a_child_kept_of_a_recovery_counts_in_the_caps_and_against_a_second_case(office: Office) -> None:
    family = {"household_number": "5133991101"}
    child = {"id_number": id_number(77), "name": "曲批", **family}
    paid, sibling = office.to(workflow.PAID, **child), office.draft(**family)
    assert household_sum(office, sibling) == 100_000
    office.act(paid, "recover", amount=40_000, reason="重复享受", on_date="2018-06-08")
    assert household_sum(office, sibling) == 60_000
    again = office.draft(**child)
    with pytest.raises(Refused, match="已有救助申请"):
        office.act(again, "accept", on_date="2018-06-08")
    office.act(paid, "archive", on_date="2018-06-09", reason="材料随后归档")
    assert household_sum(office, sibling) == 60_000
    office.act(paid, "recover", amount=60_000, reason="余款", on_date="2018-06-10")
    assert household_sum(office, sibling) == 0
    office.act(again, "accept", on_date="2018-06-10")


def test_what_waits_for_the_county_government_counts_with_its_own_amount(office: Office) -> None:
    family = {"household_number": "5133991101"}
    waiting, sibling = office.to(workflow.REPORTED, **family), office.draft(**family)
    office.act(
        waiting, "decide", on_date="2018-05-25", amount=300_000, document="云教〔2018〕9号",
        target=workflow.OVERCAP_PENDING,
    )  # fmt: skip
    assert household_sum(office, sibling) == 300_000


def test_a_past_case_that_overdraws_the_fund_says_so(office: Office) -> None:
    enter(office, "2017-01-01", "期初结余", "500")
    form = {
        "name": "泽仁", "id_number": id_number(88), "term": "2017A", "stage": "小学", "village": VILLAGES[0][1],
        "head_name": "拉姆", "approved": "800", "past_paid_on": "2017-12-01", "past_source": "2017年发放表",
        "purpose": "2", "payee_name": "拉姆",
    }  # fmt: skip
    known = {name: value for name, value in form.items() if name in RELIEF_PAST.by_name}
    saved = relief_past.save(office.desk, known)
    assert [p.message for p in saved.problems if p.rule == "W_FUND_BEYOND"] == [
        "基金已经超支占用：可用余额是 -300.00 元，请核对收支，或补登记拨款。"
    ]


def test_a_list_beyond_the_fund_is_made_with_a_reason_or_not_at_all(office: Office) -> None:
    enter(office, "2018-01-01", "期初结余", "5000")
    for _ in range(3):
        office.to(workflow.APPROVED)
    enter(office, "2018-06-01", "其他支出", "3500")
    proposal = payment_lists.propose(office.desk, TERM)
    assert proposal.remarks[0].startswith("基金账上可发 1,500.00 元，整张表 3,000.00 元，还差 1,500.00 元")
    assert (len(proposal.rows), proposal.short) == (3, proposal.remarks[0])
    with pytest.raises(Refused, match="仍要整张发放的，请写明理由") as refused:
        payment_lists.make(office.desk, TERM)
    assert refused.value.field == "basis"
    office.set("fund_check", '"block"')
    with pytest.raises(Refused, match="请先登记拨款"):
        payment_lists.make(office.desk, TERM, basis="县里当日补拨")
    undo(office, last_change(office))
    made = payment_lists.make(office.desk, TERM, basis="县里当日补拨")
    assert (made.rows, numbers(office)) == (3, (1500, 3000, 0, 0, -1500))
    reasons = {
        relief.story(office.desk, line["case_id"])[-1]["reason"]
        for line in payment_lists.lines(office.desk, made.list_id)
    }
    assert reasons == {"县里当日补拨"}


def test_nobody_checks_an_account_that_she_mended_herself(office: Office) -> None:
    """A colleague who touches another field afterwards does not make her the second person."""
    case_id = office.to(workflow.IN_PAYMENT)
    office.act(case_id, "pay_failed", on_date="2018-06-05", failure_code="01")
    both = frozenset({roles.CLERK, roles.REVIEWER})
    mine = replace(office.desk, actor="拥珍", roles=both)
    hers = replace(office.desk, actor="扎西", roles=both)
    relief.save(mine, {"payee_account": "629900000000888"}, case_id)
    relief.save(hers, {"payee_bank": "云岭县农业银行"}, case_id)
    for desk in (mine, hers):
        with pytest.raises(Refused, match="更正的，要由另一个审核人登录"):
            relief.act(desk, case_id, "repay", on_date="2018-06-06")
    third = replace(office.desk, actor="四郎", roles=both)
    assert relief.act(third, case_id, "repay", on_date="2018-06-06")["state"] == workflow.IN_PAYMENT


def test_the_rest_of_a_list_of_failures_is_not_paid_while_a_row_is_of_nobody(
    office: Office, tmp_path: Path
) -> None:
    for _ in range(3):
        office.to(workflow.APPROVED)
    made = payment_lists.make(office.desk, TERM, on_date="2018-06-01")
    first, second, _ = payment_lists.lines(office.desk, made.list_id)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["户名", "账号", "金额", "失败原因"])
    sheet.append([first["payee_name"], first["payee_account"], 1000, "账号不存在"])
    sheet.append(["拉母2", second["payee_account"], 1000, "户名不符"])
    book.save(tmp_path / "失败.xlsx")
    found = bank_results.apply(office.desk, tmp_path / "失败.xlsx", made.list_no, rest_paid=True)
    assert (len(found.paid), len(found.failed), len(found.unknown)) == (0, 1, 1)
    assert any("其余的没有按到账登记" in problem.message for problem in found.problems)
    assert office.state(second["case_id"]) == workflow.IN_PAYMENT


def test_a_bank_writes_the_time_behind_the_day_and_no_day_is_made_up(office: Office, tmp_path: Path) -> None:
    days = (
        "2018-06-05 10:11:22", "2018/6/5 9:05", "20180605101122", "2018年6月5日 10时11分", "2018-06-05-10.11.22.000",
        "五号",
    )  # fmt: skip
    for _ in days:
        office.to(workflow.APPROVED)
    made = payment_lists.make(office.desk, TERM, on_date="2018-06-01")
    lines = payment_lists.lines(office.desk, made.list_id)
    table = [["户名", "账号", "金额", "处理结果", "入账时间"]]
    table += [
        [row["payee_name"], row["payee_account"], "1000", "成功", day]
        for row, day in zip(lines, days, strict=True)
    ]
    path = tmp_path / "回盘.csv"
    path.write_text("\n".join(",".join(row) for row in table), encoding="gb18030")
    found = bank_results.apply(office.desk, path)
    assert [entry.answer.paid_on for entry in found.paid if entry.answer] == ["2018-06-05"] * 5
    assert [entry.reason for entry in found.missing] == [
        "日期看不懂，没有登记；请改成 2018-06-05 这样，再读一次。"
    ]
    assert office.state(lines[5]["case_id"]) == workflow.IN_PAYMENT
