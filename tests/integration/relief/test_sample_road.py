"""The villages' sample workbook goes in, is reviewed, noticed, reported, decided and paid; no yuan gets lost."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from eduaid_desktop.documents import county_reply
from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.batch_kinds import CORRECTION, SUPPLEMENT
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import (
    bank_files,
    bank_results,
    checking,
    fund,
    imports,
    payment_lists,
    relief,
    relief_bulk,
)
from eduaid_desktop.services import office as offices
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.term_batch import batches, replies
from eduaid_desktop.store.store import Row

ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"
APPLICATIONS = "3_救助基金申请_各村汇总.xlsx"
TERM, DOCUMENT = "2018S", "云教发〔2018〕21号"
GHOST = "洛绒邓珠"
# What the county put into the fund, in fen.
_GIVEN = 10_000_000


class Term:
    """The office in the weeks of one term; day by day the steps with all cases that have come so far."""

    def __init__(self, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk, self.folder, self._monkeypatch = desk, folder, monkeypatch
        self.applied = 0

    def on(self, day: str) -> None:
        """A new day at the office."""
        self._monkeypatch.setenv("EDUAID_TODAY", day)

    def cases(self, *states: int, village: str = "") -> list[Row]:
        """The cases in some states, by number."""
        rules = self.desk.rules()
        found = [c for c in self.desk.store.select("relief_case") if c["state"] in states]
        named = [c for c in found if not village or rules.label("village", c["village"]) == village]
        return [relief.load(self.desk, c["id"]) for c in named]

    def each(self, state: int, action: str, **inputs: Any) -> int:
        """One step with all cases of a state; how many took it."""
        found = self.cases(state)
        for case in found:
            relief.act(self.desk, case["id"], action, **inputs)
        return len(found)

    def together(self, state: int, action: str, **inputs: Any) -> int:
        """One step with every village as a whole; how many cases took it."""
        ids = [case["id"] for case in self.cases(state)]
        plan = relief_bulk.plan(self.desk, action, {"cases": ids}, inputs)
        relief_bulk.apply(self.desk, plan)
        return len(plan.going)

    def sums(self, column: str) -> Mapping[int, tuple[int, int]]:
        """state -> count and sum of an amount, in fen."""
        found: dict[int, list[int]] = defaultdict(list)
        for case in self.desk.store.select("relief_case"):
            found[case["state"]].append(case[column] or 0)
        return {state: (len(amounts), sum(amounts)) for state, amounts in found.items()}

    def accounted(self) -> None:
        """Nobody and no yuan is missing, and the file is sound."""
        counts = self.sums("applied").values()
        assert (sum(n for n, _ in counts), sum(fen for _, fen in counts)) == (70, self.applied)
        assert checking.check(self.desk)["findings"] == []

    def bank(self, list_no: str, failed: int = 0) -> None:
        """The bank's file goes out and comes back answered, the first so many rows refused."""
        why = Reason("发放救助金", "农村信用社")
        out = bank_files.write(self.desk, list_no, self.folder, why).path
        workbook = load_workbook(out)
        sheet = workbook.active
        assert sheet is not None
        head = next(r for r in range(1, 9) if "账号" in [c.value for c in sheet[r]])
        wide = sheet.max_column
        sheet.cell(head, wide + 1).value, sheet.cell(head, wide + 2).value = "处理结果", "失败原因"
        rows = payment_lists.lines(self.desk, payment_lists.find(self.desk, list_no)["id"])
        for number in range(len(rows)):
            wrong = number < failed
            sheet.cell(head + 1 + number, wide + 1).value = "失败" if wrong else "成功"
            sheet.cell(head + 1 + number, wide + 2).value = "账号不存在" if wrong else None
        answer = self.folder / f"回盘_{list_no}.xlsx"
        workbook.save(answer)
        found = bank_results.apply(self.desk, answer)
        assert (len(found.paid), len(found.failed)) == (len(rows) - failed, failed)
        assert not bank_results.preview(self.desk, answer).new

    def reply(self, batch_no: str, decide: Callable[[Row], Mapping[str, str]]) -> Any:
        """The county answers a batch; decide gives the columns it fills for a case."""
        batch = batches.write_again(self.desk, batch_no, self.folder).path
        lines = self.desk.store.select("batch_line", batch_id=batches.find(self.desk, batch_no)["id"])
        decisions = {line["case_no"]: decide(line) for line in lines}
        answer = self.folder / f"批复_{batch_no}.xlsx"
        county_reply.fill(batch, answer, {number: row for number, row in decisions.items() if row})
        return replies.apply(self.desk, answer)


@pytest.fixture
def term(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Term]:
    monkeypatch.setenv("EDUAID_OPERATOR", "卓玛")
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-01")
    about = {"name": "格桑镇", "code": "513399101", "county": "云岭县"}
    with offices.create(tmp_path / "格桑镇.eduaid", **about) as desk:
        for name in (ROLL, BASE, APPLICATIONS):
            imports.apply(desk, imports.read(desk, samples / name, term=TERM))
        yield Term(desk, tmp_path, monkeypatch)


def test_every_yuan_of_the_villages_is_accounted_for_at_each_step(term: Term) -> None:
    _enter(term)
    _review(term)
    _notice(term)
    _propose(term)
    first = batches.export(term.desk, TERM, term.folder)
    assert (first.rows, first.sum_fen) == (63, 9_530_000)
    term.accounted()
    _decide(term, first.batch_no)
    _again(term)
    _pay(term)


def _answer_second(term: Term) -> None:
    """The county answers what it had forgotten and what came later."""
    for batch in term.desk.store.select("batch"):
        term.reply(batch["batch_no"], _agreed)
    term.accounted()


def _agreed(line: Row) -> Mapping[str, str]:
    said = {"审批结果": "同意", "审批金额": f"{line['amount'] // 100}", "审批文号": DOCUMENT}
    return {} if line["decision"] else said | {"审批日期": "2018-06-28"}


def _enter(term: Term) -> None:
    """Sixty-one are accepted at once, nine lack something; the child nobody finds goes no further."""
    term.applied = 10_980_000
    paper = {"party": "县财政局", "document": "云财教〔2018〕3号"}
    fund.save(term.desk, {"kind": "财政拨入", "on_date": "2018-01-05", "amount": "100000", **paper})
    term.accounted()
    counts = {state: n for state, (n, _) in term.sums("applied").items()}
    assert counts == {workflow.ACCEPTED: 61, workflow.DRAFT: 9}
    for draft in term.cases(workflow.DRAFT):
        if draft["name"] == GHOST:
            relief.act(term.desk, draft["id"], "withdraw", reason="学籍、户籍都查无此人")
            continue
        relief.save(term.desk, _completed(draft), draft["id"])
        relief.act(term.desk, draft["id"], "accept")
    assert len(term.cases(workflow.ACCEPTED)) == 69
    numbers = [case["case_no"] for case in term.cases(workflow.ACCEPTED)]
    assert len(set(numbers)) == 69
    term.accounted()


def _completed(draft: Row) -> Row:
    """What the village answers on the telephone."""
    asked = {"place": "县内", "boarding": "否", "household_type": "一般贫困户"}
    return {name: value for name, value in asked.items() if draft[name] is None}


def _review(term: Term) -> None:
    """The villages meet; two families are refused, the others are hung out the same day."""
    term.on("2018-06-03")
    assert term.together(workflow.ACCEPTED, "send_village") == 69
    for village in ("仁真村", "白玛塘村"):
        refused = term.cases(workflow.VILLAGE_REVIEW, village=village)[0]
        relief.act(term.desk, refused["id"], "reject", reason="民主评议未通过", signer="村主任")
    assert term.together(workflow.VILLAGE_REVIEW, "village_agree", signer="村主任") == 67
    assert len(term.desk.store.select("notice")) == 11
    term.accounted()


def _notice(term: Term) -> None:
    """Seven days; one objection is right and one is not, and nobody gets off the board before its last day."""
    term.on("2018-06-06")
    wronged, owner = term.cases(workflow.VILLAGE_NOTICE, village="亚曲村")[:2]
    for case in (wronged, owner):
        relief.act(term.desk, case["id"], "objection", reason="反映家有商铺", signer="村民")
    relief.act(term.desk, wronged["id"], "objection_done", reason="商铺已转让，反映不实")
    relief.act(
        term.desk, owner["id"], "objection_done", reason="反映属实", target=workflow.REJECTED, signer="村主任"
    )
    term.on("2018-06-09")
    with pytest.raises(Refused, match="公示到2018年6月9日才结束"):
        relief.act(term.desk, wronged["id"], "notice_end")
    term.on("2018-06-10")
    assert term.together(workflow.VILLAGE_NOTICE, "notice_end") == 66
    term.accounted()


def _propose(term: Term) -> None:
    """The township cuts what is above the band, gives its reason above the cap, sends two papers back."""
    term.on("2018-06-11")
    back, withdrawn, refused, *rest = term.cases(workflow.TOWN_REVIEW)
    relief.act(
        term.desk, back["id"], "send_back", reason="户口簿复印件看不清", target=workflow.VILLAGE_REVIEW
    )
    relief.act(term.desk, withdrawn["id"], "withdraw", reason="家长来电放弃")
    relief.act(term.desk, refused["id"], "reject", reason="与资助标准不符", signer="分管领导")
    for case in rest:
        step = next(s for s in relief.steps(term.desk, case["id"]) if s.action == "township_agree")
        asked = {"amount": 200_000} if case["over_band"] else {}
        asked |= {"reason": "两个孩子同时就读"} if "reason" in step.needs and not asked else {}
        relief.act(term.desk, case["id"], "township_agree", signer="分管领导", **asked)
    term.accounted()


def _decide(term: Term, batch_no: str) -> None:
    """The county agrees, cuts, asks its government, sends back, refuses and forgets one."""
    term.on("2018-06-14")
    lines = term.desk.store.select("batch_line", batch_id=batches.find(term.desk, batch_no)["id"])
    kinds = dict(zip((line["case_no"] for line in lines), ("改", "退", "不", "漏"), strict=False))

    def decide(line: Row) -> Mapping[str, str]:
        kind = kinds.get(line["case_no"], "")
        amount = line["amount"] - (10_000 if kind == "改" else 0)
        said = {"审批文号": DOCUMENT, "审批日期": "2018-06-13"}
        if kind == "漏":
            return {}
        if kind in ("退", "不"):
            result = "退回补正" if kind == "退" else "不予救助"
            return said | {"审批结果": result, "不予原因": "资料不全" if kind == "退" else "已享受同类资助"}
        case = relief.load(term.desk, line["case_id"])
        over = case["over_student_cap"] or case["over_household_cap"]
        return said | {"审批结果": "超限额待批" if over else "同意", "审批金额": f"{amount // 100}"}

    found = term.reply(batch_no, decide)
    counts = {n: len(getattr(found, n)) for n in ("matched", "changed", "rejected", "returned", "missing")}
    # The three above the cap are agreed to as well, and wait for the county's government.
    assert counts == {"matched": 56, "changed": 1, "rejected": 1, "returned": 1, "missing": 1}
    assert term.sums("approved")[workflow.APPROVED] == (57, 8_500_000)
    assert term.sums("approved")[workflow.OVERCAP_PENDING] == (3, 0)
    term.accounted()


def _again(term: Term) -> None:
    """The county government agrees, the returned paper is mended, the village signs again: two more batches."""
    term.on("2018-06-20")
    term.each(workflow.OVERCAP_PENDING, "decide", document="云府〔2018〕9号")
    term.each(workflow.COUNTY_RETURNED, "accept")
    term.each(workflow.TOWN_REVIEW, "township_agree", signer="分管领导")
    term.each(workflow.VILLAGE_REVIEW, "village_agree", signer="村主任")
    term.on("2018-06-27")
    term.each(workflow.VILLAGE_NOTICE, "notice_end")
    term.each(workflow.TOWN_REVIEW, "township_agree", signer="分管领导")
    made = [batches.export(term.desk, TERM, term.folder, kind=kind) for kind in (SUPPLEMENT, CORRECTION)]
    assert [each.rows for each in made] == [1, 1]
    term.accounted()


def _pay(term: Term) -> None:
    """The bank gets a list, sends three back and is told the mended accounts; one family gives half of it back."""
    term.on("2018-06-29")
    _answer_second(term)
    approved = sum(case["approved"] for case in term.cases(workflow.APPROVED))
    (dead,) = payment_lists.propose(term.desk, TERM).excluded
    assert "去世，不能向其发放" in dead.why
    own = {"payee_name": dead.name, "payee_relation": "", "payee_account": "6299999999999999"}
    relief.save(term.desk, own, dead.case_id)
    made = payment_lists.make(term.desk, TERM)
    assert (made.rows, made.sum_fen) == (63, approved)
    assert fund.standing(term.desk).in_transit == approved
    term.bank(made.list_no, failed=3)
    unpaid = sum(case["approved"] for case in term.cases(workflow.PAY_FAILED))
    assert fund.balance(term.desk) == _GIVEN - approved + unpaid
    for number, case in enumerate(term.cases(workflow.PAY_FAILED)):
        relief.save(term.desk, {"payee_account": f"62999999999900{number:02d}"}, case["id"])
    again = payment_lists.make(term.desk, TERM, kind="resend", signer="格桑", basis="户主提供的新一卡通")
    assert again.rows == 3
    term.bank(again.list_no)
    assert fund.balance(term.desk) == _GIVEN - approved
    back = term.cases(workflow.PAID)[0]
    relief.act(term.desk, back["id"], "recover", amount=back["approved"] // 2, reason="重复享受")
    assert fund.balance(term.desk) == _GIVEN - approved + back["approved"] // 2
    ended = (workflow.PAID, workflow.RECOVERED, workflow.REJECTED, workflow.WITHDRAWN)
    for case in term.cases(*ended):
        relief.act(term.desk, case["id"], "archive", reason="纸质材料随后装订")
    assert {state: n for state, (n, _) in term.sums("applied").items()} == {workflow.ARCHIVED: 70}
    assert fund.standing(term.desk).available == fund.balance(term.desk)
    term.accounted()
