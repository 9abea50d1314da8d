"""What the fund's money keeps closed, or asks a reason for, on the road of a case (section 5.1 of the domain rules).

A proposal and a payment can be blocked by the office's setting fund_check. What the county decides is a fact on
paper: it is registered in any case, with a reason when it goes beyond the fund.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain.money import yuan

if TYPE_CHECKING:
    from eduaid_desktop.domain.workflow import Transition
    from eduaid_desktop.domain.workflow_guards import Circumstances, Given

Case = Mapping[str, Any]
_REGISTER = "请先在“台账”的“基金收支”里登记拨款或其他收入"


def _fund_empty(case: Case, now: "Circumstances", given: "Given") -> str:
    """Nothing is left, so that no smaller amount would help."""
    if not now.fund_blocks or now.fund_left is None or now.fund_left > 0:
        return ""
    return f"基金可用余额是 {yuan(now.fund_left)} 元，不能再建议；{_REGISTER}，登记后即可办理。"


def _fund_left(case: Case, now: "Circumstances", given: "Given") -> str:
    """Too much for the fund, in an office that blocks."""
    short = _short(case, now, given)
    if not short or not now.fund_blocks:
        return ""
    return f"{short}{_REGISTER}，或把金额改到 {yuan(max(now.fund_left or 0, 0))} 元以内。"


def _fund_cash(case: Case, now: "Circumstances", given: "Given") -> str:
    """The same for a payment, whose amount stands fast."""
    short = _short(case, now, given)
    return f"{short}{_REGISTER}，登记后即可发放。" if short and now.fund_blocks else ""


def _fund_reason(case: Case, now: "Circumstances", given: "Given") -> str:
    """Too much for the fund, and nobody has said why it is done all the same."""
    short = _short(case, now, given)
    return f"{short}仍要办理的，请写明理由。" if short and not given.reason else ""


def note(way: "Transition", case: Case, now: "Circumstances", given: "Given") -> str:
    """What is to be known of the fund before a step is signed; "" when it suffices."""
    if "fund_reason" not in way.checks:
        return ""
    if not now.fund_kept:
        return "基金还没有登记收入，这一步不核对余额；请在“台账”的“基金收支”里登记。"
    short = _short(case, now, given)
    if not short:
        return ""
    more = "建议金额不能超过余额；要超过的先登记拨款。" if now.fund_blocks else "仍要办理的，请在理由里写明。"
    return f"▲ {short}{more}"


def _short(case: Case, now: "Circumstances", given: "Given") -> str:
    """基金可用余额 500.00 元，这一笔 800.00 元，还差 300.00 元; what is approved is paid from what lies there."""
    known = (given.amount, case.get("approved"), case.get("proposed"), case.get("applied"))
    amount = next((fen for fen in known if fen is not None), None)
    if now.fund_left is None or amount is None or amount <= now.fund_left:
        return ""
    held = "基金可用余额" if case.get("approved") is None else "基金账上可发"
    lacking = yuan(amount - now.fund_left)
    return f"{held} {yuan(now.fund_left)} 元，这一笔 {yuan(amount)} 元，还差 {lacking} 元。"


GUARDS = {
    "fund_empty": _fund_empty,
    "fund_left": _fund_left,
    "fund_cash": _fund_cash,
    "fund_reason": _fund_reason,
}
