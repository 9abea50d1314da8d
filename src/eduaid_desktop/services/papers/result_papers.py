"""审批结果表 and 不予救助名单: what the county decided, and who was refused, by whom and why.

Source: section 5.9 of the domain rules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eduaid_desktop.domain import family_words, terms, workflow
from eduaid_desktop.domain.batch_kinds import marked
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.relief_past import MARK
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.headings import ROLES, above, batch_of, reporting
from eduaid_desktop.services.papers.kinds import BATCH, TABLES, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_batch, of_term
from eduaid_desktop.store import relief_tables
from eduaid_desktop.store.store import Row

_BY_COUNTY = (workflow.REPORTED, workflow.OVERCAP_PENDING)
_WORDS = {
    workflow.APPROVED: "同意", workflow.OVERCAP_PENDING: "超限额，待县政府批准", workflow.REJECTED: "不予救助",
    workflow.COUNTY_RETURNED: "退回补正", workflow.WITHDRAWN: "申请人撤回",
}  # fmt: skip
_OPEN = "还没有批复"
# A slip of this kind tells the family.
_TELLS = "rejection_letter"
# Room for a signature, and a day to be written in.
_SIGNED, _TO_WRITE = 12.0, "　　年　　月　　日"
_RESULTS = (
    Column("序号", 10), Column("编号", 40), Column("姓名", 22), Column("学校", 38),
    Column("申请金额（元）", 23, right=True, summed=True), Column("批准金额（元）", 23, right=True, summed=True),
    Column("结果", 24), Column("原因", 36), Column("文号", 36),
)  # fmt: skip
_REFUSALS = (
    Column("序号", 10), Column("编号", 40), Column("姓名", 22), Column("环节", 40), Column("原因", 66),
    Column("告知日期", 33), Column("签收", 36),
)  # fmt: skip


@dataclass(frozen=True)
class _Decision:
    """What the county said about a case: state it led to (None while it is silent), fen, reason, document."""

    target: int | None
    fen: int | None = None
    reason: str = ""
    document: str = ""
    words: str = ""


def _results(desk: Desk, wanted: Wanted) -> list[Page]:
    if row := batch_of(desk, wanted):
        ids = [line["case_id"] for line in relief_tables.sealed(desk.store, row["id"])]
        title = marked(f"{terms.label(row['term'])}教育扶贫救助基金审批结果表", row["kind"])
        found = _decided(desk, ids, row["batch_no"])
        note = f"上报批次 {row['batch_no']}。"
        made = replace(_result_sheet(desk, title, found, note), number=row["batch_no"])
        return [(made, of_batch(row))]
    ids, place, subject = _chosen(desk, wanted)
    found = [each for each in _decided(desk, ids) if each[1].target is not None]
    if not found:
        raise Refused(f"{terms.label(wanted.term or '')}{place}还没有县级批复，不用打印审批结果表。")
    title = f"{place}{terms.label(wanted.term or '')}教育扶贫救助基金审批结果表"
    return [(_result_sheet(desk, title, found, "只列县里已有批复的申请。"), subject)]


def _chosen(desk: Desk, wanted: Wanted) -> tuple[list[int], str, Subject]:
    """The cases of a term, or of a village in it, what the village is called, and what the paper is about."""
    if not wanted.term:
        raise UserError("请指明一个学期；审批结果表也可以指明一个批次。")
    code = villages.code_of(desk, wanted.what)
    ids = relief_tables.of_terms(desk.store, (wanted.term,), code)
    return ids, desk.rules().label("village", code), of_term(desk, wanted.term, code)


def _decided(desk: Desk, case_ids: Sequence[int], batch_no: str = "") -> list[tuple[Row, _Decision]]:
    """The cases with what the county said last, or about this batch where one is named."""
    cases, steps = relief_tables.all_of(desk.store, case_ids), relief_tables.steps(desk.store, case_ids)
    found = [(cases[case_id], steps.get(case_id, [])) for case_id in case_ids]
    return [(case, _decision(case, taken, batch_no)) for case, taken in found]


def _decision(case: Row, steps: Sequence[Row], batch_no: str) -> _Decision:
    if case["historical"]:
        return _Decision(
            workflow.APPROVED, case["approved"], case["past_source"] or "", words=f"已发放（{MARK}）"
        )
    said = _said(steps, batch_no)
    if said is None:
        return _Decision(None, words=_OPEN)
    target, reason = int(said["to_state"]), said["reason"] or ""
    fen = said["amount"] if said["amount"] is not None else case["approved"]
    if target == workflow.OVERCAP_PENDING:
        reason = "；".join(filter(None, (f"拟批准 {yuan(fen)} 元", reason)))
    if target != workflow.APPROVED:
        fen = None
    return _Decision(target, fen, reason, said["document"] or "", _WORDS.get(target, ""))


def _said(steps: Sequence[Row], batch_no: str) -> Row | None:
    """The last step of the county, or the last after this batch went up."""
    said, reported = None, ""
    for step in steps:
        if step["action"] == "report":
            reported = step["document"] or ""
        elif step["from_state"] in _BY_COUNTY and batch_no in ("", reported):
            said = step
    return said


def _result_sheet(desk: Desk, title: str, found: Sequence[tuple[Row, _Decision]], note: str) -> Sheet:
    rows = [
        (
            str(number), case["case_no"], case["name"], case["school"] or "", yuan(case["applied"]), yuan(said.fen),
            said.words, said.reason, said.document,
        )
        for number, (case, said) in enumerate(found, 1)
    ]  # fmt: skip
    applied, approved = (
        sum(case["applied"] or 0 for case, _ in found),
        sum(said.fen or 0 for _, said in found),
    )
    foot = ("", "合计", f"{len(found):,} 件", "", yuan(applied), yuan(approved), "", "", "")
    return Sheet(
        f"{reporting(desk)}{title}",
        (Section(columns=_RESULTS, rows=rows, foot=foot),),
        above(desk, unit="单位：元"),
        closing=f"{'；'.join(_counted(found))}。{note}",
        signed=ROLES,
        landscape=True,
        internal=True,
    )


def _counted(found: Sequence[tuple[Row, _Decision]]) -> Iterator[str]:
    for words in dict.fromkeys(said.words for _, said in found):
        own = [said for _, said in found if said.words == words]
        sum_ = f" {yuan(sum(said.fen or 0 for said in own))} 元" if any(said.fen for said in own) else ""
        yield f"{words} {len(own):,} 件{sum_}"


def _refusals(desk: Desk, wanted: Wanted) -> list[Page]:
    ids, place, subject = _chosen(desk, wanted)
    cases, steps = relief_tables.all_of(desk.store, ids), relief_tables.steps(desk.store, ids)
    refused = [
        (cases[i], next(s for s in reversed(steps[i]) if s["to_state"] == workflow.REJECTED))
        for i in ids
        if cases[i]["outcome"] == workflow.REJECTED
    ]
    title = f"{place}{terms.label(wanted.term or '')}"
    if not refused:
        raise Refused(f"{title}没有不予救助的申请，不用打印名单。")
    return [(_refusal_sheet(desk, title, refused), subject)]


def _refusal_sheet(desk: Desk, title: str, refused: Sequence[tuple[Row, Row]]) -> Sheet:
    told = relief_tables.told(desk.store, _TELLS, [case["id"] for case, _ in refused])
    rows = [_refusal(desk, n, case, step, told) for n, (case, step) in enumerate(refused, 1)]
    untold = len(refused) - len(told)
    note = f"，其中 {untold} 份还没有打印告知书" if untold else ""
    return Sheet(
        f"{reporting(desk)}{title}教育扶贫救助基金不予救助名单",
        (Section(columns=_REFUSALS, rows=rows, least=_SIGNED),),
        above(desk, unit=f"共 {len(rows)} 份"),
        closing=f"共 {len(rows)} 份{note}。名单只供本单位登记告知和签收，不得张贴。",
        signed=("经办人", "审核人", "负责人", "日期"),
        landscape=True,
        internal=True,
    )


def _refusal(desk: Desk, number: int, case: Row, step: Row, told: dict[int, str]) -> tuple[str, ...]:
    town = office.info(desk)["name"]
    by = family_words.refused_by(step["from_state"], town, case["village_name"] or "村级")
    on = told.get(case["id"])
    by = f"{by}\n{spoken(step['on_date'])}"
    return (str(number), case["case_no"], case["name"], by, step["reason"] or "", spoken(on) or _TO_WRITE, "")


DOCUMENTS = {
    "result_list": Document(
        "审批结果表", drawn("result_list", _results), TABLES, ("term",), (VILLAGE, BATCH)
    ),
    "rejection_list": Document(
        "不予救助名单", drawn("rejection_list", _refusals), TABLES, ("term",), (VILLAGE,), returns=True
    ),
}
