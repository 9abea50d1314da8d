"""The money of the relief fund: its ledger, what is bound of it, and what it keeps from being promised twice."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import county_reply
from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.relief_past import RELIEF_PAST
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import checking, fund, lists, relief, relief_past
from eduaid_desktop.services.records import Invalid
from eduaid_desktop.services.term_batch import batches, replies

from .conftest import TERM, Office


def enter(office: Office, on_date: str, kind: str, amount: str, **more: str) -> int:
    raw = {
        "on_date": on_date,
        "kind": kind,
        "amount": amount,
        "document": "云财〔2018〕3号",
        "party": "县财政局",
    }
    return fund.save(office.desk, {**raw, "remark": "说明", **more}).id


def numbers(office: Office, day: str | None = None) -> tuple[int, int, int, int, int]:
    """In yuan: balance, in transit, approved, reserved, available."""
    found = fund.standing(office.desk, date.fromisoformat(day) if day else None)
    fen = (found.balance, found.in_transit, found.approved, found.reserved, found.available)
    return tuple(each // 100 for each in fen)  # type: ignore[return-value]


def test_one_case_moves_from_free_to_paid_and_back(office: Office) -> None:
    enter(office, "2018-01-01", "期初结余", "5000")
    assert numbers(office) == (5000, 0, 0, 0, 5000)
    case = office.to(workflow.READY)
    assert numbers(office) == (5000, 0, 0, 1000, 4000)
    office.to(workflow.REPORTED, case)
    assert numbers(office) == (5000, 0, 0, 1000, 4000)
    office.act(case, "decide", on_date="2018-05-25", amount=60_000, document="云教〔2018〕9号")
    assert numbers(office) == (5000, 0, 600, 0, 4400)
    office.to(workflow.IN_PAYMENT, case)
    assert numbers(office) == (5000, 600, 0, 0, 4400)
    office.act(case, "pay_failed", on_date="2018-06-04", failure_code="03")
    assert numbers(office) == (5000, 0, 600, 0, 4400)
    office.act(case, "repay", on_date="2018-06-05", signer="扎西", account="6299000000099")
    office.act(case, "paid", on_date="2018-06-06")
    assert numbers(office) == (4400, 0, 0, 0, 4400)
    office.act(case, "recover", on_date="2018-06-10", amount=20_000, reason="退学")
    assert numbers(office) == (4600, 0, 0, 0, 4600)
    # As it was on those days.
    assert numbers(office, "2018-05-10") == (5000, 0, 0, 0, 5000)
    assert numbers(office, "2018-05-11") == (5000, 0, 0, 1000, 4000)
    assert numbers(office, "2018-05-31") == (5000, 0, 600, 0, 4400)
    assert numbers(office, "2018-06-03") == (5000, 600, 0, 0, 4400)
    assert numbers(office, "2018-06-09") == (4400, 0, 0, 0, 4400)


def test_the_ledger_carries_over_and_takes_payments_from_the_cases(office: Office) -> None:
    enter(office, "2017-03-01", "期初结余", "1000")
    enter(office, "2017-12-31", "捐赠", "500.50")
    enter(office, "2018-01-01", "财政拨入", "3000")
    enter(office, "2018-06-06", "其他支出", "100")
    office.to(workflow.PAID)
    before, now = fund.year(office.desk, 2017), fund.year(office.desk, 2018)
    assert (before.carried, before.closing) == (0, 150_050)
    assert now.carried == before.closing
    shown = [(line["on_date"], line["kind"], line["amount"], line["balance"]) for line in now.lines]
    assert shown == [
        ("2018-01-01", "appropriation", 300_000, 450_050),
        ("2018-06-05", "payment", -100_000, 350_050),
        ("2018-06-06", "other_out", -10_000, 340_050),
    ]
    assert (now.income, now.outgo, now.closing) == (300_000, 110_000, 340_050)
    assert fund.balance(office.desk) == now.closing
    assert fund.year(office.desk, 2019).carried == now.closing


def past_case(office: Office, term: str, paid_on: str, yuan: str) -> None:
    """A case of an earlier term, keyed as it was paid then."""
    form = {name: value for name, value in office.form().items() if name in RELIEF_PAST.by_name}
    about = {"term": term, "approved": yuan, "past_paid_on": paid_on, "past_source": "旧台账"}
    relief_past.save(office.desk, form | about)


def test_past_cases_count_from_the_first_entry_on(office: Office) -> None:
    past_case(office, "2016A", "2016-12-20", "700")
    past_case(office, "2017A", "2017-12-20", "300")
    assert fund.balance(office.desk) == 0
    enter(office, "2017-09-01", "财政拨入", "2000")
    assert fund.balance(office.desk) == 170_000
    assert "2017年9月1日" in fund.scope(office.desk)


def test_what_was_paid_before_the_opening_balance_is_in_it(office: Office) -> None:
    office.to(workflow.PAID)
    assert "还没有登记基金收入" in fund.scope(office.desk)
    enter(office, "2018-06-10", "期初结余", "800")
    assert fund.balance(office.desk) == 80_000
    assert fund.year(office.desk, 2018).closing == 80_000
    assert "1 笔 1,000.00 元已含在期初结余里" in fund.scope(office.desk)


def test_without_an_opening_balance_every_payment_counts(office: Office) -> None:
    office.to(workflow.PAID)
    enter(office, "2018-06-10", "财政拨入", "800")
    assert fund.balance(office.desk) == -20_000


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"amount": "0"}, "amount", "大于 0"),
        ({"amount": "-5"}, "amount", "金额"),
        ({"on_date": "2018-06-13"}, "on_date", "今天之后"),
        ({"kind": "捐赠", "party": ""}, "party", "捐赠人"),
        ({"kind": "财政拨入", "document": ""}, "document", "拨款文号"),
        ({"kind": "其他支出", "remark": ""}, "remark", "去向"),
        ({"kind": "发放"}, "kind", "种类"),
        ({"kind": "期初结余", "on_date": "2018-02-01"}, "kind", "自动结转"),
        ({"on_date": "2017-12-31"}, "on_date", "已包含在期初结余里"),
    ],
)
def test_a_wrong_entry_is_refused(office: Office, wrong: dict[str, str], field: str, words: str) -> None:
    enter(office, "2018-01-01", "期初结余", "10")
    with pytest.raises(Invalid) as refused:
        enter(office, **{"on_date": "2018-03-01", "kind": "财政拨入", "amount": "100", **wrong})  # type: ignore[arg-type]
    assert [(p.field, words in p.message) for p in refused.value.problems if p.blocking] == [(field, True)]
    assert len(office.desk.store.select("fund_entry")) == 1


def test_an_opening_balance_comes_first(office: Office) -> None:
    enter(office, "2018-01-10", "财政拨入", "10")
    with pytest.raises(Invalid, match="最早的一笔"):
        enter(office, "2018-02-01", "期初结余", "10")
    enter(office, "2018-01-10", "期初结余", "10")


def test_an_entry_is_corrected_withdrawn_and_each_undone(office: Office) -> None:
    store = office.desk.store
    entry = enter(office, "2018-01-01", "财政拨入", "1000")
    saved = fund.save(office.desk, {"amount": "900"}, entry, 1)
    assert (saved.revision, fund.balance(office.desk)) == (2, 90_000)
    checking.undo(office.desk, store.value("SELECT MAX(id) FROM change"))
    assert fund.balance(office.desk) == 100_000
    fund.withdraw(office.desk, entry)
    assert fund.balance(office.desk) == 0
    checking.undo(office.desk, store.value("SELECT MAX(id) FROM change"))
    assert fund.balance(office.desk) == 100_000
    assert checking.check(office.desk)["findings"] == []


def test_doubles_and_a_fund_beyond_its_means_are_said(office: Office) -> None:
    entry = enter(office, "2018-01-01", "财政拨入", "1000")
    office.to(workflow.READY)
    raw = {"on_date": "2018-01-01", "kind": "财政拨入", "amount": "1000", "document": "云财〔2018〕3号"}
    twice = fund.save(office.desk, raw)
    assert [p.rule for p in twice.problems] == ["W_FUND_TWICE"]
    fund.withdraw(office.desk, twice.id)
    short = fund.save(office.desk, {"amount": "999.50"}, entry)
    assert [p.rule for p in short.problems] == ["W_FUND_BEYOND"]
    assert "-0.50" in short.problems[0].message
    assert [p.rule for p in fund.withdraw(office.desk, entry)] == []


def step(office: Office, case: int, action: str = "township_agree") -> Any:
    return next(s for s in relief.steps(office.desk, case) if s.action == action)


def agree(office: Office, case: int, **given: Any) -> Any:
    return office.act(case, "township_agree", **{"on_date": "2018-05-11", "signer": "扎西", **given})


def test_a_proposal_beyond_the_fund_says_so_first_and_wants_a_reason(office: Office) -> None:
    enter(office, "2018-01-01", "财政拨入", "1500")
    office.to(workflow.READY)
    case = office.to(workflow.TOWN_REVIEW)
    assert "基金可用余额 500.00 元，这一笔 1,000.00 元，还差 500.00 元" in step(office, case).note
    assert step(office, case).open
    with pytest.raises(Refused, match=r"还差 500\.00 元") as refused:
        agree(office, case)
    assert refused.value.field == "reason"
    assert numbers(office) == (1500, 0, 0, 1000, 500)
    agree(office, case, reason="县财政已承诺追加")
    assert relief.story(office.desk, case)[-1]["reason"] == "县财政已承诺追加"
    assert numbers(office) == (1500, 0, 0, 2000, -500)
    assert relief.load(office.desk, case)["override_reason"] is None


def test_exactly_what_is_left_passes_without_a_word(office: Office) -> None:
    enter(office, "2018-01-01", "财政拨入", "1000")
    case = office.to(workflow.TOWN_REVIEW)
    assert step(office, case).note == ""
    with pytest.raises(Refused, match=r"还差 1\.00 元"):
        agree(office, case, amount=100_100)
    agree(office, case)


def test_block_closes_until_money_is_registered(office: Office) -> None:
    office.set("fund_check", json.dumps("block"))
    enter(office, "2018-01-01", "财政拨入", "1300")
    office.to(workflow.READY)
    case = office.to(workflow.TOWN_REVIEW)
    assert step(office, case).open
    with pytest.raises(Refused, match=r"登记拨款或其他收入，或把金额改到 300\.00 元以内") as refused:
        agree(office, case, reason="有理由也不行")
    assert refused.value.field == "amount"
    second = office.to(workflow.TOWN_REVIEW)
    agree(office, case, amount=30_000, reason="标准以下")
    closed = step(office, second)
    assert not closed.open
    assert "登记拨款" in closed.why
    enter(office, "2018-05-01", "捐赠", "1000")
    assert step(office, second).open
    agree(office, second)


def test_off_and_an_unkept_fund_are_not_checked(office: Office) -> None:
    first = office.to(workflow.TOWN_REVIEW)
    assert "基金还没有登记收入" in step(office, first).note
    agree(office, first)
    enter(office, "2018-01-01", "财政拨入", "1")
    office.set("fund_check", json.dumps("off"))
    second = office.to(workflow.TOWN_REVIEW)
    assert step(office, second).note == ""
    agree(office, second)


def test_the_county_may_decide_more_with_a_reason_even_where_proposals_are_blocked(office: Office) -> None:
    office.set("fund_check", json.dumps("block"))
    enter(office, "2018-01-01", "财政拨入", "1200")
    case = office.to(workflow.REPORTED)
    decided = {"on_date": "2018-05-25", "document": "云教〔2018〕9号"}
    with pytest.raises(Refused, match=r"基金可用余额 1,200\.00 元，这一笔 1,300\.00 元，还差 100\.00 元"):
        office.act(case, "decide", amount=130_000, **decided)
    office.act(case, "decide", amount=130_000, reason="按县级批复增加", **decided)
    assert numbers(office) == (1200, 0, 1300, 0, -100)
    assert relief.story(office.desk, case)[-1]["reason"] == "按县级批复增加"
    closed = step(office, case, "pay")
    assert not closed.open
    assert "基金账上可发 1,200.00 元，这一笔 1,300.00 元，还差 100.00 元" in closed.why
    enter(office, "2018-05-26", "利息", "100")
    office.act(case, "pay", on_date="2018-06-01")


def test_a_reply_that_raises_an_amount_beyond_the_fund_is_registered_with_the_countys_reason(
    office: Office, tmp_path: Path
) -> None:
    enter(office, "2018-01-01", "财政拨入", "2100")
    raised, same = office.to(workflow.READY), office.to(workflow.READY)
    batch = batches.export(office.desk, TERM, tmp_path)
    decided = {"审批结果": "同意", "审批文号": "云教〔2018〕9号", "审批日期": "2018-06-12"}
    amounts = {raised: "1300", same: "1000"}
    answers = {
        relief.load(office.desk, case)["case_no"]: {**decided, "审批金额": amount}
        for case, amount in amounts.items()
    }
    county_reply.fill(batch.path, tmp_path / "批复.xlsx", answers)
    found = replies.apply(office.desk, tmp_path / "批复.xlsx")
    assert (len(found.changed), len(found.matched), found.problems) == (1, 1, [])
    assert [relief.story(office.desk, case)[-1]["reason"] for case in amounts] == ["按县级批复增加金额", None]
    assert numbers(office) == (2100, 0, 2300, 0, -200)


def test_what_the_county_decides_as_proposed_is_never_asked_about(office: Office) -> None:
    enter(office, "2018-01-01", "财政拨入", "1000")
    case = office.to(workflow.REPORTED)
    enter(office, "2018-05-20", "其他支出", "900")
    office.act(case, "decide", on_date="2018-05-25", amount=100_000, document="云教〔2018〕9号")
    with pytest.raises(Refused, match=r"基金账上可发 100\.00 元"):
        office.act(case, "pay", on_date="2018-06-01")
    office.act(case, "pay", on_date="2018-06-01", reason="财政当日补足")


def test_others_proposals_do_not_keep_an_approved_family_from_its_money(office: Office) -> None:
    enter(office, "2018-01-01", "财政拨入", "1000")
    approved = office.to(workflow.APPROVED)
    case = office.to(workflow.TOWN_REVIEW)
    agree(office, case, reason="等拨款")
    office.act(approved, "pay", on_date="2018-06-01")


def test_an_objection_to_the_townships_notice_keeps_its_money_bound(office: Office) -> None:
    office.set("township_notice", "true")
    enter(office, "2018-01-01", "财政拨入", "5000")
    case = office.to(workflow.TOWN_REVIEW)
    office.act(case, "township_notice", on_date="2018-05-11", signer="扎西")
    office.act(case, "objection", on_date="2018-05-12", reason="反映家里有车")
    other = office.to(workflow.VILLAGE_NOTICE)
    office.act(other, "objection", on_date="2018-05-04", reason="反映不在校")
    assert numbers(office) == (5000, 0, 0, 1000, 4000)
    assert numbers(office, "2018-06-11") == (5000, 0, 0, 1000, 4000)
    office.act(case, "objection_done", on_date="2018-05-14", reason="属实", target=workflow.REJECTED)
    assert numbers(office) == (5000, 0, 0, 0, 5000)


def test_a_batch_is_checked_one_after_the_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(office, "2018-01-01", "财政拨入", "3500")
    cases = [office.to(workflow.TOWN_REVIEW) for _ in range(5)]
    refused, asked = [], []
    standing = fund.standing
    with monkeypatch.context() as patch, office.desk.change("批量审核") as change:
        patch.setattr(fund, "standing", lambda desk: asked.append(desk) or standing(desk))
        for case in cases:
            row = relief.load(office.desk, case)
            try:
                relief.move(change, office.desk, row, "township_agree", on_date="2018-05-11", signer="扎西")
            except Refused as wrong:
                refused.append(wrong.sentence)
        row = relief.load(office.desk, cases[4])
        given = {"on_date": "2018-05-11", "signer": "扎西", "amount": 50_000}
        relief.move(change, office.desk, row, "township_agree", **given)  # type: ignore[arg-type]
    assert len(asked) == 1
    assert len(refused) == 2
    assert all("基金可用余额 500.00 元" in sentence for sentence in refused)
    assert numbers(office) == (3500, 0, 0, 3500, 0)


def test_the_list_says_what_the_ledger_says(office: Office) -> None:
    enter(office, "2017-05-01", "期初结余", "700")
    enter(office, "2018-01-01", "财政拨入", "3000")
    case = office.to(workflow.PAID)
    source = lists.open_list(office.desk, "fund", year="2018")
    rows = list(source.rows(source.ids()).values())
    assert [(r["kind"], r["income"], r["outgo"], r["balance"]) for r in rows] == [
        ("财政拨入", "3,000.00", "", "3,700.00"),
        ("发放", "", "1,000.00", "2,700.00"),
    ]
    assert rows[1]["document"] == relief.load(office.desk, case)["case_no"]
    assert source.totals() == {"count": "2", "income": "3,000.00", "outgo": "1,000.00"}
