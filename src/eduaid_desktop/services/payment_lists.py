"""发放表: which cases can be paid, the list they are put on in one change, and what stands on it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import payment_list, roles, serials, terms, workflow
from eduaid_desktop.domain.bank_result import Sent
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.payment_list import ACTIONS, KINDS, OPEN, REGULAR, RESEND
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.domain.workflow_steps import choose
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import fund_checks, office, relief, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import payment_queries as queries
from eduaid_desktop.store.store import Change, Row

_STATES = {REGULAR: workflow.APPROVED, RESEND: workflow.PAY_FAILED}
# Stands for the person who will sign a list that is only looked at.
_SOMEBODY = "（复核人）"


@dataclass(frozen=True)
class Waiting:
    """What waits in one term: regular and resend each as (cases, their approved sum in fen)."""

    term: str
    regular: tuple[int, int] = (0, 0)
    resend: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Excluded:
    """A case that cannot go on the list; why: one sentence that says what would let it."""

    case_id: int
    case_no: str
    name: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """A list before it is made. rows: the cases that go on it; remarks: what deserves a look before.

    short: what its sum lacks in the fund's account, in words; it is made with a reason then, or not at all.
    """

    term: str
    kind: str
    rows: tuple[Row, ...]
    excluded: tuple[Excluded, ...]
    remarks: tuple[str, ...]
    short: str = ""

    @property
    def amount(self) -> int:
        """The sum in fen."""
        return sum(row["approved"] for row in self.rows)

    @property
    def words(self) -> str:
        """The sum in words."""
        return amount_in_words(self.amount)


@dataclass(frozen=True)
class Made:
    """A list that was made. sum_fen: in fen, words: the same in words."""

    list_id: int
    list_no: str
    kind: str
    rows: int
    sum_fen: int
    words: str
    excluded: tuple[Excluded, ...] = ()
    remarks: tuple[str, ...] = ()


def waiting(desk: Desk) -> list[Waiting]:
    """The terms in which cases wait to be paid or paid again, newest first; quick, nothing is checked."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    kinds = {state: kind for kind, state in _STATES.items()}
    for row in queries.waiting(desk.store, tuple(kinds)):
        found.setdefault(row["term"], {})[kinds[row["state"]]] = (row["count"], row["sum"])
    return [Waiting(term, **counts) for term, counts in found.items()]


def propose(desk: Desk, term: str, kind: str = REGULAR, on_date: str = "") -> Proposal:
    """Which cases of a term would go on a list of this kind, which not and why; nothing is written.

    on_date: the ISO date on the list, today when "". Raises UserError for a term or kind that is none.
    """
    term = terms.require(term)
    if kind not in KINDS:
        raise UserError(f"没有“{kind}”这种发放表。可用：{'、'.join(KINDS)}。")
    fitting, excluded = [], []
    for case in queries.candidates(desk.store, term, _STATES[kind]):
        if why := _closed(desk, case, kind, on_date):
            excluded.append(Excluded(case["id"], case["case_no"], case["name"], why))
        else:
            fitting.append(case)
    short = fund_checks.short_of(desk, sum(case["approved"] for case in fitting))
    told = (*filter(None, [short]), *_remarks(fitting))
    return Proposal(term, kind, tuple(fitting), tuple(excluded), told, short)


def _closed(desk: Desk, case: Row, kind: str, on_date: str) -> str:
    """Why the road keeps a case from the list now; a payee that was not mended is not sent again unseen.

    Beyond the fund's account a whole list goes with one reason, which is asked for when it is made.
    """
    reason = _SOMEBODY if kind == REGULAR else ""
    try:
        choose(
            case,
            relief_checks.circumstances(desk, case),
            ACTIONS[kind],
            Given(on_date=on_date, amount=case["approved"], signer=_SOMEBODY, reason=reason),
        )
    except Refused as wrong:
        return wrong.sentence
    return ""


def _remarks(cases: Sequence[Row]) -> Iterator[str]:
    yield from payment_list.remarks([{**case, "amount": case["approved"]} for case in cases])
    without = [case["payee_name"] for case in cases if not case["payee_id_number"]]
    if without:
        more = "等" if len(without) > 3 else ""
        yield f"{'、'.join(without[:3])}{more} {len(without)} 人没有填收款人身份证号；银行要证件号的，请先补上。"


def make(
    desk: Desk,
    term: str,
    *,
    kind: str = REGULAR,
    case_ids: Collection[int] | None = None,
    on_date: str = "",
    signer: str = "",
    basis: str = "",
) -> Made:
    """Put cases on a new list, as one change that cannot be undone: every one takes its step with the list's number.

    case_ids: these alone, else all that can go. signer: who checked the corrected accounts of a list that is sent
    again (the operator herself where there are operators); basis: on what they were corrected, or why more is sent
    than lies in the fund's account. Raises Refused when no case can go or a step of one is closed; nothing is
    written then.
    """
    desk.store.require_writer()
    office.require_township(desk)
    proposal = propose(desk, term, kind, on_date)
    rows = [row for row in proposal.rows if case_ids is None or row["id"] in case_ids]
    if not rows:
        raise Refused(_nothing(proposal))
    _require_signed(desk, kind, signer, basis)
    _require_covered(desk, rows, basis)
    step = {"on_date": on_date or None, "reason": basis or None}
    step |= {"signer": signer or None} if kind == RESEND else {}
    with desk.change("", role=roles.REVIEWER, final=True) as change:
        made = _insert(change, desk, proposal, rows, on_date)
        for position, row in enumerate(rows, 1):
            _send(change, desk, made, row, position, step)
    return made


def _nothing(proposal: Proposal) -> str:
    label = f"{terms.label(proposal.term)}没有可以列入{KINDS[proposal.kind]}表的申请"
    if proposal.excluded:
        first = proposal.excluded[0]
        return f"{label}：{first.case_no}（{first.name}）{first.why}"
    waits = "县里批准后的申请会列在这里" if proposal.kind == REGULAR else "银行退回、改好账户的申请会列在这里"
    return f"{label}。{waits}。"


def _require_signed(desk: Desk, kind: str, signer: str, basis: str) -> None:
    if kind == RESEND and not basis.strip():
        raise Refused("请写明更正账户的依据，如“户主提供的新一卡通复印件”。", "basis")
    if kind == RESEND and desk.roles is None and not signer.strip():
        raise Refused("更正账户要由另一个人复核，请填写复核人姓名。", "signer")


def _require_covered(desk: Desk, rows: Sequence[Row], basis: str) -> None:
    short = fund_checks.short_of(desk, sum(row["approved"] for row in rows))
    if short and desk.rules().settings["fund_check"] == "block":
        raise Refused(short)
    if short and not basis.strip():
        raise Refused(f"{short}仍要整张发放的，请写明理由。", "basis")


def _insert(change: Change, desk: Desk, proposal: Proposal, rows: Sequence[Row], on_date: str) -> Made:
    series = serials.payment_series(office.info(desk)["code"], proposal.term)
    number = serials.payment_list_no(series, change.next_serial(series))
    total = sum(row["approved"] for row in rows)
    change.sentence = f"生成{KINDS[proposal.kind]}表 {number}（{len(rows)} 人，{yuan(total)} 元）"
    head = {"list_no": number, "kind": proposal.kind, "term": proposal.term, "row_count": len(rows)}
    made_on = on_date or desk.today().isoformat()
    list_id = change.insert(
        "payment_list", {**head, "made_on": made_on, "amount": total, "template": None, "status": OPEN}
    )
    return Made(
        list_id,
        number,
        proposal.kind,
        len(rows),
        total,
        amount_in_words(total),
        proposal.excluded,
        proposal.remarks,
    )


def _send(
    change: Change, desk: Desk, made: Made, case: Row, position: int, step: dict[str, str | None]
) -> None:
    """One case: its step, and its place on the list."""
    inputs: dict[str, Any] = {**step, "document": made.list_no}
    try:
        relief.move(change, desk, case, ACTIONS[made.kind], **inputs)
    except Refused as wrong:
        where = f"{case['case_no']}（{case['name']}）"
        raise Refused(f"{where}：{wrong.sentence}整张表都没有生成，请处理后再来。", wrong.field) from wrong
    (payment,) = change.select("payment", case_id=case["id"], result=None)
    change.update("payment", payment["id"], {"payment_list_id": made.list_id, "position": position})


def find(desk: Desk, list_no: str) -> Row:
    """A list by its number. Raises UserError when the office has none of that number."""
    found = queries.by_number(desk.store, list_no.strip().upper())
    if found is None:
        known = "、".join(row["list_no"] for row in desk.store.select("payment_list")[-3:]) or "还没有发放表"
        raise UserError(f"本单位没有发放表“{list_no}”（最近的：{known}）。请核对编号。")
    return found


def lines(desk: Desk, list_id: int) -> list[Row]:
    """The rows of a list in order, as they were sent, each with its child and what the bank answered."""
    return queries.lines(desk.store, list_id)


def sent(desk: Desk, list_id: int) -> list[Sent]:
    """The rows of a list as the bank's answer is held against them."""
    return [
        Sent(
            row["id"], row["case_id"], row["case_no"], row["position"], row["name"], row["payee_name"],
            row["payee_account"], row["amount"], row["result"], row["paid_on"], row["receipt_no"],
            row["failure_text"],
        )
        for row in queries.lines(desk.store, list_id)
    ]  # fmt: skip


def number_of_case(desk: Desk, case: Row) -> str:
    """The number of the list that a case stood on last. Raises Refused when it never stood on one."""
    found = queries.of_case(desk.store, case["id"])
    if found is None:
        raise Refused(f"{case['case_no'] or '这份草稿'} 没有列入过发放表。请先在“发放表”里生成。")
    return found
