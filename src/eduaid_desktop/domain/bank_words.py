"""What banks write beside a payment: the decision and the reason, in the words of the office.

The words of the banks are data: resources/codes/bank_result.toml and payment_failure.toml.
"""

from eduaid_desktop.domain.bank_result import FAILED, PAID
from eduaid_desktop.domain.header import plain
from eduaid_desktop.domain.rules import CodeTable, Rules

_OTHER = "09"


def outcome(rules: Rules, result: str, failure: str) -> tuple[str, str, str]:
    """(paid, failed or "", code of payment_failure, the bank's own words).

    result: what stands under 处理结果, failure: under 失败原因. A success beside a reason for failure is neither;
    a reason alone is a failure; words that the tables do not know are 其他, kept as they are.
    """
    decision = _find(rules.codes["bank_result"], result)
    reasons = rules.codes["payment_failure"]
    if decision is None and result and failure_code(reasons, result) != _OTHER:
        return FAILED, failure_code(reasons, result), _joined(result, failure)
    if decision == PAID:
        contradicted = bool(failure) and failure_code(reasons, failure) != _OTHER
        return ("", "", "") if contradicted else (PAID, "", "")
    if decision == FAILED or (not result and failure):
        return _failed(rules, failure)
    return "", "", ""


def _failed(rules: Rules, failure: str) -> tuple[str, str, str]:
    if _find(rules.codes["bank_result"], failure) == PAID:
        return PAID, "", ""
    return FAILED, failure_code(rules.codes["payment_failure"], failure) if failure else "", failure


def failure_code(table: CodeTable, words: str) -> str:
    """The code of a reason as the bank words it: the longest known wording in it decides, 其他 without one."""
    written = plain(words)
    best = ("", _OTHER)
    for code in table.codes:
        for known in (code.label, *code.aliases):
            each = plain(known)
            fits = written == each or (len(each) > 2 and each in written)
            if fits and len(each) > len(best[0]):
                best = each, code.code
    return best[1]


def _find(table: CodeTable, words: str) -> str | None:
    written = plain(words)
    found = (c.code for c in table.codes if written in {plain(w) for w in (c.label, *c.aliases)})
    return next(found, None) if written else None


def _joined(result: str, failure: str) -> str:
    return f"{result}：{failure}" if failure and failure != result else result
