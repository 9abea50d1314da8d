"""The road of a relief case as data: nineteen states, and every step from one to another.

Source: section 5.5 of the domain rules (state machine of the education poverty-relief fund). Which step is
open for a case is worked out in domain.workflow_steps, the conditions stand in domain.workflow_guards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import roles

CLERK, REVIEWER, SYSTEM, COUNTY = roles.CLERK, roles.REVIEWER, "system", "county"
# Which operators take a step that is the system's (a notice is over) or the county's (its reply is keyed).
TAKEN_BY = {CLERK: (CLERK,), REVIEWER: (REVIEWER,), SYSTEM: (CLERK, REVIEWER), COUNTY: (REVIEWER, CLERK)}
ROLE_NAMES = {CLERK: "经办人", REVIEWER: "审核人", SYSTEM: "系统", COUNTY: "县级"}

DRAFT, ACCEPTED, VILLAGE_REVIEW, VILLAGE_NOTICE, OBJECTION = 10, 20, 30, 40, 45
TOWN_REVIEW, TOWN_NOTICE, READY, REPORTED, COUNTY_RETURNED = 50, 55, 60, 70, 75
APPROVED, OVERCAP_PENDING, IN_PAYMENT, PAY_FAILED, PAID = 80, 85, 90, 95, 100
ARCHIVED, REJECTED, WITHDRAWN, RECOVERED = 110, 200, 210, 220

AMOUNTS = ("applied", "proposed", "approved")
IDENTITY = ("id_number",)
PAYEE = ("payee_name", "payee_relation", "payee_id_number", "payee_bank", "payee_account")
_FROZEN = (*AMOUNTS, *IDENTITY, *PAYEE)


@dataclass(frozen=True)
class State:
    """code and name as in the rules; label as shown; owner: the role that has the case.

    next_action: the one step that leads on. frozen: the fields that may not be edited in this state.
    """

    code: int
    name: str
    label: str
    owner: str
    next_action: str
    frozen: tuple[str, ...] = ()


STATES = {
    s.code: s
    for s in (
        State(DRAFT, "DRAFT", "草稿", CLERK, "accept"),
        State(ACCEPTED, "ACCEPTED", "已受理", CLERK, "send_village"),
        State(VILLAGE_REVIEW, "VILLAGE_REVIEW", "村级初审", CLERK, "village_agree"),
        State(VILLAGE_NOTICE, "VILLAGE_NOTICE", "村级公示中", SYSTEM, "notice_end"),
        State(OBJECTION, "OBJECTION", "异议核查", CLERK, "objection_done"),
        State(TOWN_REVIEW, "TOWN_REVIEW", "乡镇审核", REVIEWER, "township_agree"),
        State(TOWN_NOTICE, "TOWN_NOTICE", "乡镇公示中", SYSTEM, "notice_end"),
        State(READY, "READY", "待上报", REVIEWER, "report"),
        State(REPORTED, "REPORTED", "已上报", COUNTY, "decide", _FROZEN),
        State(COUNTY_RETURNED, "COUNTY_RETURNED", "县级退回", CLERK, "accept"),
        State(APPROVED, "APPROVED", "县级已批准", REVIEWER, "pay", _FROZEN),
        State(OVERCAP_PENDING, "OVERCAP_PENDING", "超限额待县政府批准", COUNTY, "decide", _FROZEN),
        State(IN_PAYMENT, "IN_PAYMENT", "发放中", REVIEWER, "paid", _FROZEN),
        State(PAY_FAILED, "PAY_FAILED", "发放失败", CLERK, "repay", (*AMOUNTS, *IDENTITY)),
        State(PAID, "PAID", "已发放", REVIEWER, "archive", _FROZEN),
        State(ARCHIVED, "ARCHIVED", "已归档", REVIEWER, "", _FROZEN),
        State(REJECTED, "REJECTED", "不予救助", REVIEWER, "archive", _FROZEN),
        State(WITHDRAWN, "WITHDRAWN", "申请人撤回", CLERK, "archive", _FROZEN),
        State(RECOVERED, "RECOVERED", "已追回", REVIEWER, "archive", _FROZEN),
    )
}


@dataclass(frozen=True)
class Transition:
    """One step on the road.

    guards: names of conditions that keep the step closed; checks: names of conditions on what is keyed
    with it (both in domain.workflow_guards). needs: inputs that must be given, takes: inputs that may be;
    the date on paper is always asked. voids: opinion boxes that must be signed anew afterwards.
    opinion: (box, decision) that the step writes. final: a county decision or a payment, never undone.
    """

    source: int
    action: str
    target: int
    label: str
    role: str = CLERK
    guards: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()
    opinion: tuple[str, str] | None = None
    voids: tuple[str, ...] = ()
    final: bool = False

    @property
    def reason_required(self) -> bool:
        """Whether the step needs a reason in words; what was found about an objection is one."""
        return bool({"reason", "finding"} & set(self.needs))

    @property
    def frozen(self) -> tuple[str, ...]:
        """The fields that may no longer be edited once the step is done."""
        return STATES[self.target].frozen


ACTIONS = {
    "accept": "受理",
    "send_village": "送村初审",
    "village_agree": "村初审同意",
    "notice_end": "公示期满",
    "objection": "收到异议",
    "objection_done": "异议核查完毕",
    "township_agree": "乡镇审核同意",
    "township_notice": "乡镇审核同意并公示",
    "report": "上报",
    "decide": "登记县级批复",
    "pay": "发放",
    "paid": "登记到账",
    "pay_failed": "登记发放失败",
    "repay": "更正账号重发",
    "recover": "追回",
    "archive": "归档",
    "send_back": "退回",
    "reject": "不予救助",
    "withdraw": "申请人撤回",
}

_GIVES_UP = (DRAFT, ACCEPTED, VILLAGE_REVIEW, VILLAGE_NOTICE, OBJECTION, TOWN_REVIEW, TOWN_NOTICE, READY)
_GIVES_UP_LATE = (COUNTY_RETURNED, APPROVED, PAY_FAILED)
_PAPERS = ("evidence", "applicant_signed")
_AGREED: dict[str, Any] = {
    "role": REVIEWER,
    "checks": ("positive", "limit_reason", "fund_left", "fund_reason"),
    "takes": ("amount", "signer", "reason"),
    "opinion": ("township", "同意"),
}
_OBJECTED: dict[str, Any] = {
    "guards": ("notice_reached",),
    "checks": ("within_notice",),
    "needs": ("reason",),
    "takes": ("signer", "contact"),
    "prints": ("objection_record",),
}
_NOTICED: dict[str, Any] = {
    "role": SYSTEM,
    "guards": ("notice_over", "no_objection", "signed", "evidence"),
    "prints": ("notice_result",),
}
_REFUSED: dict[str, Any] = {
    "needs": ("reason",),
    "takes": ("signer", "document"),
    "prints": ("rejection_letter",),
}
_FOUND: dict[str, Any] = {
    "checks": ("notice_start",),
    "needs": ("finding",),
    "takes": ("signer", "from_date"),
    "prints": ("notice_list",),
}
_SENT: dict[str, Any] = {"role": REVIEWER, "final": True, "prints": ("payment_sheet",)}

TRANSITIONS = (
    Transition(
        DRAFT, "accept", ACCEPTED, "受理", guards=("complete", "term_open", "not_duplicate"),
        takes=("override", "reason", "signer"), prints=("approval_form",),
    ),
    Transition(
        ACCEPTED, "send_village", VILLAGE_REVIEW, "送村初审", guards=("evidence", "applicant_signed"),
        prints=("evidence_list",),
    ),
    Transition(
        VILLAGE_REVIEW, "village_agree", VILLAGE_NOTICE, "村初审同意，开始公示", guards=("applicant_signed",),
        needs=("signer",), takes=("from_date",), checks=("notice_start",), prints=("notice_list",),
        opinion=("village", "同意"),
    ),
    Transition(VILLAGE_REVIEW, "reject", REJECTED, "村初审不同意", opinion=("village", "不同意"), **_REFUSED),
    Transition(VILLAGE_NOTICE, "notice_end", TOWN_REVIEW, "村级公示期满，转乡镇审核", **_NOTICED),
    Transition(VILLAGE_NOTICE, "objection", OBJECTION, "收到异议", **_OBJECTED),
    Transition(OBJECTION, "objection", OBJECTION, "又收到异议", **_OBJECTED),
    Transition(
        OBJECTION, "objection_done", VILLAGE_NOTICE, "核查完毕，继续村级公示", guards=("from_village_notice",), **_FOUND
    ),
    Transition(
        OBJECTION, "objection_done", TOWN_NOTICE, "核查完毕，继续乡镇公示", guards=("from_township_notice",), **_FOUND
    ),
    Transition(
        OBJECTION, "objection_done", REJECTED, "核查属实，不予救助", **(_REFUSED | {"needs": ("finding", "reason")})
    ),
    Transition(
        TOWN_REVIEW, "township_agree", READY, "乡镇审核同意",
        guards=("no_township_notice", "signed", "fund_empty", *_PAPERS), prints=("approval_form",), **_AGREED,
    ),
    Transition(
        TOWN_REVIEW, "township_notice", TOWN_NOTICE, "乡镇审核同意，开始公示",
        guards=("township_notice", "signed", "fund_empty", *_PAPERS), prints=("notice_list",), **_AGREED | {
            "checks": (*_AGREED["checks"], "notice_start"), "takes": (*_AGREED["takes"], "from_date"),
        },
    ),
    Transition(
        TOWN_REVIEW, "send_back", VILLAGE_REVIEW, "退回村里补正", REVIEWER, needs=("reason",),
        takes=("signer",), prints=("correction_letter",), voids=("village", "township"),
    ),
    Transition(
        TOWN_REVIEW, "send_back", DRAFT, "退回修改申请表", REVIEWER, needs=("reason",),
        takes=("signer",), prints=("correction_letter",), voids=("village", "school", "township"),
    ),
    Transition(
        TOWN_REVIEW, "reject", REJECTED, "乡镇不同意", REVIEWER, opinion=("township", "不同意"), **_REFUSED
    ),
    Transition(TOWN_NOTICE, "notice_end", READY, "乡镇公示期满，待上报", **_NOTICED),
    Transition(TOWN_NOTICE, "objection", OBJECTION, "收到异议", **_OBJECTED),
    Transition(
        READY, "report", REPORTED, "纳入批次并上报", REVIEWER, guards=("signed", "in_batch"), takes=("document",),
        prints=("cover_sheet", "report_letter", "summary_sheet", "application_roster"), final=True,
    ),
    Transition(
        REPORTED, "send_back", COUNTY_RETURNED, "县级退回", COUNTY, needs=("reason",), takes=("document",),
        final=True,
    ),
    Transition(
        COUNTY_RETURNED, "accept", TOWN_REVIEW, "更正后再审", guards=("complete",), voids=("township", "education")
    ),
    Transition(
        REPORTED, "decide", APPROVED, "县级批准", COUNTY, checks=("positive", "fund_reason"),
        needs=("amount", "document"), takes=("signer", "override", "reason"),
        prints=("approval_form", "approval_slip"), opinion=("education", "同意"), final=True,
    ),
    Transition(
        REPORTED, "decide", OVERCAP_PENDING, "县级同意，超限额报县政府", COUNTY,
        checks=("positive", "fund_reason"), needs=("amount", "document"), takes=("signer", "reason"),
        prints=("approval_form",), opinion=("education", "同意"), final=True,
    ),
    Transition(
        REPORTED, "reject", REJECTED, "县级不同意", COUNTY, opinion=("education", "不同意"), final=True,
        **_REFUSED | {"prints": ("approval_form", *_REFUSED["prints"])},
    ),
    Transition(
        OVERCAP_PENDING, "decide", APPROVED, "县政府批准", COUNTY, checks=("positive", "fund_reason"),
        needs=("document",), takes=("amount", "signer", "reason"), prints=("approval_form", "approval_slip"),
        opinion=("government", "同意"), final=True,
    ),
    Transition(
        OVERCAP_PENDING, "reject", REJECTED, "县政府不同意", COUNTY, opinion=("government", "不同意"), final=True,
        **_REFUSED | {"needs": ("reason", "document"), "takes": ("signer",)},
    ),
    Transition(
        APPROVED, "pay", IN_PAYMENT, "列入发放表",
        guards=("payee_known", "payee_alive", "unpaid", "applicant_signed", "fund_cash"),
        checks=("fund_reason",), takes=("document", "reason"), **_SENT,
    ),
    Transition(
        IN_PAYMENT, "paid", PAID, "银行已到账", REVIEWER, checks=("amount_sent",), takes=("amount", "document"),
        final=True,
    ),
    Transition(
        IN_PAYMENT, "pay_failed", PAY_FAILED, "银行退回", REVIEWER, needs=("failure_code",), takes=("reason",),
        prints=("payment_correction",), final=True,
    ),
    Transition(
        PAY_FAILED, "repay", IN_PAYMENT, "更正账号重发",
        guards=("payee_alive", "unpaid", "applicant_signed", "fund_cash"),
        checks=("second_person", "account_mended", "fund_reason"), needs=("signer",), takes=("account", "reason"),
        **_SENT | {"prints": ("payment_sheet", "payment_correction")},
    ),
    *(
        Transition(
            state, "recover", RECOVERED, "追回救助款", REVIEWER, checks=("within_paid",), needs=("reason",),
            guards=("was_paid",), takes=("amount", "document"), prints=("recovery_record",), final=True,
        )
        for state in (PAID, ARCHIVED)
    ),
    *(
        Transition(
            state, "archive", ARCHIVED, "归档", REVIEWER, guards=("archive_items", "applicant_signed"),
            checks=("archive_reason",),
            takes=("document", "reason"), prints=("archive_cover", "archive_contents"),
        )
        for state in (PAID, REJECTED, WITHDRAWN, RECOVERED)
    ),
    *(Transition(state, "withdraw", WITHDRAWN, "申请人撤回", needs=("reason",)) for state in _GIVES_UP),
    *(Transition(state, "withdraw", WITHDRAWN, "申请人放弃", needs=("reason",)) for state in _GIVES_UP_LATE),
)  # fmt: skip


def state_name(code: int) -> str:
    """The label of a state: 已受理 for 20."""
    return STATES[code].label


def standing(case: Mapping[str, Any]) -> str:
    """Where a case stands as people say it: the label of its state, of a past one that it is 历史补录."""
    return "历史补录" if case.get("historical") else state_name(case["state"])


def state_code(written: int | str | None) -> int | None:
    """The code of a state given as 30, "30", VILLAGE_REVIEW or 村级初审; -1 for one that does not exist."""
    if written in (None, ""):
        return None
    known = (s.code for s in STATES.values() if str(written) in (str(s.code), s.name, s.label))
    return next(known, -1)


def ways(state: int, action: str) -> tuple[Transition, ...]:
    """The transitions of an action from a state, the usual one first; empty when there is none."""
    return tuple(t for t in TRANSITIONS if t.source == state and t.action == action)


def takers(way: Transition, *, duplicate: bool = False) -> tuple[str, ...]:
    """The roles that take a step; a second case of a child in a term lies with the reviewer too (F02)."""
    return (REVIEWER, CLERK) if duplicate and way.action == "accept" else TAKEN_BY[way.role]


def sources(action: str) -> tuple[int, ...]:
    """The states from which an action is possible."""
    return tuple(dict.fromkeys(t.source for t in TRANSITIONS if t.action == action))


def before_objections(steps: Sequence[Mapping[str, Any]]) -> int:
    """The state that a case was in before the objections against it; 0 before its first step. steps: oldest first."""
    sources = (step["from_state"] for step in reversed(steps))
    return next((state for state in sources if state != OBJECTION), 0)


def frozen_fields(state: int, numbered: bool) -> tuple[str, ...]:
    """The fields that may not be edited now; the number of a case holds its term, so that stays too."""
    return (*STATES[state].frozen, *(("term",) if numbered else ()))
