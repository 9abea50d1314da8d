"""What keeps the money of a relief case from being sent, registered or recovered, as domain.workflow_guards has it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain.money import yuan

if TYPE_CHECKING:
    from eduaid_desktop.domain.workflow_guards import Circumstances, Given

Case = Mapping[str, Any]


def _payee_known(case: Case, now: "Circumstances", given: "Given") -> str:
    if case.get("payee_name") and case.get("payee_account"):
        return ""
    return "收款人或账号还是空的，请先补全收款账户。"


def _payee_alive(case: Case, now: "Circumstances", given: "Given") -> str:
    if not now.died:
        return ""
    return f"{now.died}，不能向其发放；请先在申请表里改为新的收款人和账号。"


def _unpaid(case: Case, now: "Circumstances", given: "Given") -> str:
    if now.open_payment:
        return "这笔救助已在发放表里，等银行结果，不能再发一次。"
    if now.paid > now.recovered:
        return f"这笔救助已发放 {yuan(now.paid)} 元，不能再发一次。"
    return ""


def _amount_sent(case: Case, now: "Circumstances", given: "Given") -> str:
    if given.amount is None or given.amount == now.sent:
        return ""
    return f"银行到账金额与送发金额 {yuan(now.sent)} 元不符；金额不符的请按发放失败登记，再重发。"


def _second_person(case: Case, now: "Circumstances", given: "Given") -> str:
    """With operators it is who logged in that counts, and what she herself saved; without, who signs."""
    if now.roles is not None:
        return _other_operator(case, now, given)
    if given.signer != now.actor:
        return ""
    return f"更正账号要由另一个人复核，“{now.actor}”是录入人；请填写复核人姓名。"


def _other_operator(case: Case, now: "Circumstances", given: "Given") -> str:
    if given.account and given.account != case.get("payee_account"):
        return "账号要先在申请表里改好并保存，再由另一个审核人登录后办理重发；这一步只复核，不改账号。"
    if now.actor not in now.corrected_by:
        return ""
    return f"收款账户是“{now.actor}”更正的，要由另一个审核人登录后核对并办理重发。"


def _account_mended(case: Case, now: "Circumstances", given: "Given") -> str:
    account = given.account or case.get("payee_account")
    if account != now.failed_account or now.corrected_by or given.reason:
        return ""
    return (
        "账号没有改动，再发还会失败；请填写新账号，账号确实不用改的请写明理由（如已激活、银行系统已恢复）。"
    )


def _was_paid(case: Case, now: "Circumstances", given: "Given") -> str:
    return "" if now.paid > now.recovered else "这个申请没有发放过，或已全部追回，没有可以追回的钱。"


def _within_paid(case: Case, now: "Circumstances", given: "Given") -> str:
    left = now.paid - now.recovered
    if given.amount is None or 0 < given.amount <= left:
        return ""
    return f"追回金额应大于 0、不超过已发放的 {yuan(left)} 元，请核对。"


GUARDS: dict[str, Callable[[Case, "Circumstances", "Given"], str]] = {
    "payee_known": _payee_known,
    "payee_alive": _payee_alive,
    "unpaid": _unpaid,
    "amount_sent": _amount_sent,
    "second_person": _second_person,
    "account_mended": _account_mended,
    "was_paid": _was_paid,
    "within_paid": _within_paid,
}
