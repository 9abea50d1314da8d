"""The lines under the state of a relief case: reasons given, what the next step waits for, what is locked."""

from collections.abc import Mapping, Sequence
from typing import Any

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.workflow import STATES
from eduaid_desktop.services import relief_writing

# States that somebody gave a reason for.
_WITH_REASON = frozenset(
    {
        workflow.OBJECTION,
        workflow.COUNTY_RETURNED,
        workflow.PAY_FAILED,
        workflow.REJECTED,
        workflow.WITHDRAWN,
        workflow.RECOVERED,
    }
)
# What would open the locked fields again, where it is not the county that sends a case back.
_OPENED_BY = {
    workflow.APPROVED: "账户有错的，等银行退回以后更正",
    workflow.OVERCAP_PENDING: "账户有错的，等银行退回以后更正",
    workflow.IN_PAYMENT: "账户有错的，等银行退回以后更正",
    workflow.PAY_FAILED: "收款账户可以更正",
    workflow.PAID: "发错了的，请办理追回",
}
_ENDED = frozenset({workflow.REJECTED, workflow.WITHDRAWN, workflow.RECOVERED})


def notes(case: Mapping[str, Any], status: Mapping[str, Any], told: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence each. status: what services.relief.status gives; told: the steps taken so far."""
    if status["past"]:
        return [f"· {status['past']}"]
    step, found = status["next"], [f"▲ {remark}" for remark in status["remarks"]]
    last = told[-1] if told else {}
    if case["state"] in _WITH_REASON and last.get("reason"):
        found.insert(0, f"▲ {last['label']}：{last['reason']}")
    if step and not step.open:
        found.insert(0, f"下一步“{step.label}”：{step.why}")
    if status["sealed"]:
        found.append(f"· {status['sealed']}")
    if frozen := frozen_words(case):
        found.append(frozen)
    return found


def frozen_words(case: Mapping[str, Any]) -> str:
    """One sentence on what cannot be edited any more, and why; "" while everything but the term can."""
    closed, state = relief_writing.frozen(case), STATES[case["state"]].label
    if case["state"] == workflow.ARCHIVED:
        return "· 已归档，只能查看；确有差错的，请办理追回。"
    if "id_number" not in closed:
        held = relief_writing.held_words(case)
        return f"· {held}" if held else ""
    if case["state"] in _ENDED:
        return "· 已经办结，金额、身份证号、收款账户不能再改。"
    payee = "、收款账户" if closed & set(workflow.PAYEE) else ""
    what = _OPENED_BY.get(case["state"], "要由县级退回更正，才能修改")
    return f"· “{state}”以后，金额、身份证号{payee}已锁定；{what}。"
