"""What keeps a step of a relief case closed, and what is asked of the values keyed with it.

Every condition looks at the case, its circumstances and what was given, and returns "" or one plain
sentence that says why not and what would open the step. Sources: sections 5.5 and 5.10 of the domain rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import archive_guards, dates, fund_guards, payment_guards, roles
from eduaid_desktop.domain.evidence_guards import applicant_signed, documents_there
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.relief_bands import Band, Cap

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """What is keyed with a step. Dates in ISO, amount in fen; on_date is the date on the paper.

    finding: what was found out about an objection; contact: how to reach who raised it.
    target: the state wanted where a step may lead to several. override: the reviewer lets a duplicate
    pass, or the county government has already agreed to an amount over the cap.
    """

    on_date: str = ""
    amount: int | None = None
    reason: str = ""
    signer: str = ""
    document: str = ""
    account: str = ""
    failure_code: str = ""
    target: int | None = None
    override: bool = False
    from_date: str = ""
    finding: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What the office knows around a case. Dates in ISO, amounts in fen.

    actor: who is at the keyboard, in which roles; None where the office has no operators.

    last_date: the paper date of the step before. blocking: sentences of what blocks acceptance.
    missing_evidence: documents due before the next step that have not come. signature_due: that step waits for the
    applicant's signature. duplicate: the number of another case of the child in the term. student_others and
    household_others: what the other cases of the year add up to, against the caps; once reported only what was
    approved.
    band: what the amount is held against. notice: (from, to) of the notice the case hangs on. came_from: the
    state before an objection. batches: sealed batches that hold the case and have not been reported.
    open_payment: money is on its way (sent). died: who died when, if child or payee did.
    not_found: what was concluded when nobody found the child.
    failed_account: what the bank refused last. corrected_by: who changed the payee since then.
    voided: what is to be signed anew before the case goes on, in words.
    missing_archive: what an ended case lacks to be archived; archive_blocks: it is not archived without.
    fund_left: the most that the step may take of the fund, None where that is not asked; fund_blocks: no more.
    fund_kept: something is registered of the fund.
    """

    today: str
    actor: str = ""
    roles: frozenset[str] | None = None
    last_date: str = ""
    blocking: tuple[str, ...] = ()
    duplicate: str = ""
    term_closed: bool = False
    missing_evidence: tuple[str, ...] = ()
    evidence_blocks: bool = False
    signature_due: bool = False
    township_notice: bool = False
    notice: tuple[str, str] | None = None
    open_objections: int = 0
    came_from: int = 0
    band: Band | None = None
    student_cap: Cap | None = None
    household_cap: Cap | None = None
    student_others: int = 0
    household_others: int = 0
    batches: tuple[str, ...] = ()
    open_payment: bool = False
    sent: int = 0
    paid: int = 0
    recovered: int = 0
    died: str = ""
    not_found: str = ""
    failed_account: str = ""
    corrected_by: frozenset[str] = frozenset()
    voided: tuple[str, ...] = ()
    missing_archive: tuple[str, ...] = ()
    archive_blocks: bool = False
    fund_left: int | None = None
    fund_blocks: bool = False
    fund_kept: bool = True


# The one state from which a case can be sent back to the village.
_TOWN_REVIEW = 50
Guard = Callable[[Case, Circumstances, Given], str]


def limits(amount: int, now: Circumstances) -> dict[str, int]:
    """Which limits an amount passes: over_band (F07), over_student_cap (F08), over_household_cap (F09)."""
    band = now.band is not None and bool(now.band.misfit(amount))
    student = now.student_cap is not None and now.student_others + amount > now.student_cap.fen
    household = now.household_cap is not None and now.household_others + amount > now.household_cap.fen
    return {"over_band": int(band), "over_student_cap": int(student), "over_household_cap": int(household)}


def over_cap(amount: int, now: Circumstances) -> bool:
    """Whether the county government has to agree: a yearly cap of the child or the household is passed."""
    found = limits(amount, now)
    return bool(found["over_student_cap"] or found["over_household_cap"])


def limit_words(amount: int, now: Circumstances) -> str:
    """The limits that an amount passes, in words; "" when none."""
    found = limits(amount, now)
    words = [now.band.misfit(amount)] if found["over_band"] and now.band else []
    if found["over_student_cap"] and now.student_cap:
        words.append(_over("该生", "每生", now.student_others + amount, now.student_cap))
    if found["over_household_cap"] and now.household_cap:
        words.append(_over("全户", "每户", now.household_others + amount, now.household_cap))
    return "；".join(words)


def limit_sentence(amount: int, now: Circumstances) -> str:
    """The same with the amount before it; "" when it passes none."""
    comma = "" if limits(amount, now)["over_band"] else "，"
    words = limit_words(amount, now)
    return f"金额 {yuan(amount)} 元{comma}{words}" if words else ""


def _over(who: str, whose: str, total: int, cap: Cap) -> str:
    year = "本年度" if cap.year_basis == "calendar" else "本学年"
    return f"{who}{year}合计 {yuan(total)} 元，超过{whose}封顶 {yuan(cap.fen)} 元"


def amount_of(case: Case, given: Given) -> int | None:
    """The amount a step is about: the one keyed, else the township's proposal, else what was applied for."""
    known = (given.amount, case.get("proposed"), case.get("applied"))
    return next((fen for fen in known if fen is not None), None)


def _complete(case: Case, now: Circumstances, given: Given) -> str:
    if not now.blocking:
        return ""
    more = f"（另有 {len(now.blocking) - 1} 处）" if len(now.blocking) > 1 else ""
    return f"申请表还没有填好：{now.blocking[0]}{more}改好并保存后即可办理。"


def _not_duplicate(case: Case, now: Circumstances, given: Given) -> str:
    if not now.duplicate:
        return ""
    known = f"该生本学期已有救助申请 {now.duplicate}"
    if not given.override:
        return f"{known}，不能重复受理；确属例外的，由审核人写明理由后特批受理。"
    if now.roles is not None and roles.REVIEWER not in now.roles:
        reviewer = roles.NAMES[roles.REVIEWER]
        return f"{known}；特批受理由{reviewer}办理，请由{reviewer}登录后写明理由。"
    if not (given.reason and given.signer):
        return f"{known}；特批受理须写明理由和审核人姓名。"
    return ""


def _term_open(case: Case, now: Circumstances, given: Given) -> str:
    return (
        "本学期已经关闭，不再受理新的申请；请改选开放的学期，或由负责人重新开放本学期。"
        if now.term_closed
        else ""
    )


def _notice_over(case: Case, now: Circumstances, given: Given) -> str:
    if now.notice is None:
        return "没有找到这个申请的公示记录，请先登记公示。"
    last = now.notice[1]
    if given.on_date > last:
        return ""
    return f"公示到{dates.spoken(last)}才结束，从次日起才能办理公示期满。"


def _no_objection(case: Case, now: Circumstances, given: Given) -> str:
    return "还有没核查完的异议，请先登记核查结果。" if now.open_objections else ""


def _notice_reached(case: Case, now: Circumstances, given: Given) -> str:
    if now.notice is None or now.last_date <= now.notice[1]:
        return ""
    over = f"公示已于{dates.spoken(now.notice[1])}结束，上一步在{dates.spoken(now.last_date)}"
    return f"{over}，不能再登记公示期内的异议；之后的反映请在乡镇审核时处理。"


def _within_notice(case: Case, now: Circumstances, given: Given) -> str:
    if now.notice and now.notice[0] <= given.on_date <= now.notice[1]:
        return ""
    span = f"{dates.spoken(now.notice[0])}至{dates.spoken(now.notice[1])}" if now.notice else "公示期内"
    return f"异议要在公示期内提出（{span}），请核对收到日期；公示期满后的反映请在乡镇审核时处理。"


def _notice_start(case: Case, now: Circumstances, given: Given) -> str:
    if not given.from_date or given.from_date >= given.on_date:
        return ""
    return f"公示开始日期不能早于{dates.spoken(given.on_date)}（本步骤的日期），请核对。"


def _no_township_notice(case: Case, now: Circumstances, given: Given) -> str:
    return "本乡镇设有乡镇公示，请办理“乡镇审核同意并公示”。" if now.township_notice else ""


def _township_notice(case: Case, now: Circumstances, given: Given) -> str:
    return (
        ""
        if now.township_notice
        else "本乡镇没有设乡镇公示，请办理“乡镇审核同意”；需要公示的先在设置里打开。"
    )


def _came_from(state: int) -> Guard:
    def guard(case: Case, now: Circumstances, given: Given) -> str:
        return "" if now.came_from == state else "这个异议来自另一种公示，核查后回到原来的公示。"

    return guard


def _positive(case: Case, now: Circumstances, given: Given) -> str:
    amount = amount_of(case, given)
    return "" if amount is not None and amount > 0 else "请填写大于 0 的金额。"


def _limit_reason(case: Case, now: Circumstances, given: Given) -> str:
    amount = amount_of(case, given)
    words = limit_sentence(amount, now) if amount is not None else ""
    if not words or given.reason or case.get("override_reason"):
        return ""
    return f"{words}；请填写超标准理由，或把金额改到标准之内。"


def _signed(case: Case, now: Circumstances, given: Given) -> str:
    if not now.voided:
        return ""
    otherwise = "，或退回村里补正" if case["state"] == _TOWN_REVIEW else ""
    return f"{'；'.join(now.voided)}。重新签字后登记{otherwise}。"


def _in_batch(case: Case, now: Circumstances, given: Given) -> str:
    if given.document in now.batches or (now.batches and not given.document):
        return ""
    return "还没有装进封存的上报批次；请到“上报”里导出本学期批次，案件随批次一起上报。"


GUARDS: dict[str, Guard] = {
    "complete": _complete,
    "not_duplicate": _not_duplicate,
    "term_open": _term_open,
    "evidence": documents_there,
    "applicant_signed": applicant_signed,
    "notice_over": _notice_over,
    "no_objection": _no_objection,
    "notice_reached": _notice_reached,
    "within_notice": _within_notice,
    "notice_start": _notice_start,
    "no_township_notice": _no_township_notice,
    "township_notice": _township_notice,
    "from_village_notice": _came_from(40),
    "from_township_notice": _came_from(55),
    "positive": _positive,
    "limit_reason": _limit_reason,
    "signed": _signed,
    "in_batch": _in_batch,
    **payment_guards.GUARDS,
    **archive_guards.GUARDS,
    **fund_guards.GUARDS,
}
