"""发放: the money of a relief case on its way: sent, arrived, sent back, sent again, recovered."""

from typing import Any

from eduaid_desktop.domain.payment_list import ANSWERED
from eduaid_desktop.domain.problems import blocking
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.errors import Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import payment_queries
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

_OTHER = "09"
# What a failure code of the bank is about, where it is not the account.
_ABOUT = {"02": "payee_name", "06": "payee_id_number"}


def send(change: Change, desk: Desk, case: Row, given: Given) -> dict[str, Any]:
    """Put the approved amount on its way to the payee as recorded now; returns columns of the case to set."""
    account = given.account or case["payee_account"]
    before = queries.payments(desk.store, case["id"])
    change.insert(
        "payment",
        {
            "case_id": case["id"],
            "payee_name": case["payee_name"],
            "payee_relation": case["payee_relation"],
            "payee_bank": case["payee_bank"],
            "payee_account": account,
            "amount": case["approved"],
            "sent_on": given.on_date,
            "resent_of": before[-1]["id"] if before else None,
        },
    )
    return {"payee_account": account}


def arrived(change: Change, desk: Desk, case: Row, given: Given) -> dict[str, Any]:
    """The bank has credited the money."""
    result = {"result": "paid", "paid_on": given.on_date, "receipt_no": given.document or None}
    _answer(change, desk, case, result)
    return {}


def came_back(change: Change, desk: Desk, case: Row, given: Given) -> dict[str, Any]:
    """The bank has sent the money back."""
    words = {"failure_code": given.failure_code, "failure_text": given.reason}
    _answer(change, desk, case, {"result": "failed", **words})
    return {}


def _answer(change: Change, desk: Desk, case: Row, result: dict[str, Any]) -> None:
    """What the bank says of a payment; with the last one the list that it stood on is answered."""
    payment = _waiting(desk, case)
    change.update("payment", payment["id"], result)
    on_list = payment["payment_list_id"]
    if on_list and not payment_queries.unanswered(desk.store, on_list):
        change.update("payment_list", on_list, {"status": ANSWERED})


def field_meant(code: str | None) -> str:
    """The field of the form that a failure code of the bank is about."""
    return _ABOUT.get(code or "", "payee_account")


def field_of_last(desk: Desk, case_id: int) -> str:
    """The field that is to be corrected after the last payment of a case came back; "" where it did not."""
    last = queries.payments(desk.store, case_id)[-1:]
    return field_meant(last[0]["failure_code"]) if last and last[0]["result"] == "failed" else ""


def failure(rules: Rules, code: str, reason: str) -> tuple[str, str]:
    """The failure code and its words, from a code, a label, or the bank's own words (then 其他).

    Both blank stay blank. Raises Refused for a code the table does not know.
    """
    table = rules.codes["payment_failure"]
    if code:
        known = table.find(code)
        if known is None:
            raise Refused(f"没有失败原因“{code}”，请从 {'、'.join(c.label for c in table.codes)} 中选择。")
        return known.code, reason or known.label
    if not reason:
        return "", ""
    known = table.find(reason)
    return (known.code, known.label) if known else (_OTHER, reason)


def clean_account(rules: Rules, account: str) -> str:
    """An account as it is stored, without spaces. Raises Refused when it cannot be read."""
    value, problems = RELIEF["payee_account"].clean(account or None, rules)
    wrong = [p for p in blocking(problems) if account]
    if wrong:
        raise Refused(wrong[0].message, "account")
    return value or ""


def _waiting(desk: Desk, case: Row) -> Row:
    """The payment whose result the bank still owes; a case in payment always has one."""
    return next(p for p in queries.payments(desk.store, case["id"]) if p["result"] is None)
