"""Whether the relief cases hold together: states and steps, payments and amounts, what was frozen."""

import json

from eduaid_desktop.domain import signatures
from eduaid_desktop.domain.workflow import (
    APPROVED,
    COUNTY_RETURNED,
    IN_PAYMENT,
    OVERCAP_PENDING,
    PAID,
    PAY_FAILED,
    READY,
    REPORTED,
    TOWN_NOTICE,
    state_name,
)
from eduaid_desktop.store import past_cases
from eduaid_desktop.store.store import Row, Store

# The tables that faults and unvoided look at.
PARTS = ("relief_case", "relief_step", "payment", "opinion")
# The states in which what the township proposed stands fast.
_PROPOSED = (TOWN_NOTICE, READY, REPORTED, OVERCAP_PENDING, APPROVED, IN_PAYMENT, PAY_FAILED, PAID)


def faults(store: Store, case_id: int | None = None) -> list[str]:
    """What does not fit together, one sentence each; of one case or of all. Empty when all is well.

    Every step starts where the one before it ended, on no earlier paper date; the case stands where its
    last step led, since that day; a number exists once accepted; amounts are those of the steps; a case was
    paid at most once, and what was approved.
    """
    where, parameters = ("", ()) if case_id is None else (" AND id = ?", (case_id,))
    found = []
    for case in store.rows(f"SELECT * FROM relief_case WHERE withdrawn = 0{where}", parameters):
        name = case["case_no"] or f"草稿第 {case['id']} 号"
        steps = store.select("relief_step", case_id=case["id"])
        if case["historical"]:
            payments = store.select("payment", case_id=case["id"])
            told = [*past_cases.faults(case, steps, payments)]
        else:
            told = [*_chain(case, steps), *_amounts(case, steps), *_money(store, case, steps)]
        found += [f"救助申请 {name}：{fault}" for fault in told]
    return found


def unvoided(store: Store, case_id: int | None = None) -> list[str]:
    """Opinions that stand though what they were signed on was changed, and boxes in which two stand."""
    where, parameters = ("", ()) if case_id is None else (" AND c.id = ?", (case_id,))
    rows = store.each(
        "SELECT c.*, p.name, p.id_number, p.sex, p.birth_date, o.box, o.signed_on, o.signed_values"
        " FROM opinion o JOIN relief_case c ON c.id = o.case_id JOIN person p ON p.id = c.person_id"
        f" WHERE o.withdrawn = 0 AND c.withdrawn = 0{where} ORDER BY c.id, o.id",
        parameters,
    )
    found, seen = [], set()
    for row in rows:
        name = f"救助申请 {row['case_no'] or '草稿'}的{signatures.called(row)}"
        signed = _read(row["signed_values"])
        if signed is None:
            found.append(f"{name}签字时的内容读不出来。")
        elif signatures.voids(row["state"]) and signatures.differing(row["box"], signed, row):
            found.append(f"{name}签字的内容后来改过，却没有作废。")
        if (row["id"], row["box"]) in seen:
            found.append(f"{name}有两份同时有效。")
        seen.add((row["id"], row["box"]))
    return found


def _read(written: str | None) -> Row | None:
    """What was signed; None where it is no longer what was written."""
    try:
        signed = json.loads(written or "{}")
    except ValueError:
        return None
    return signed if isinstance(signed, dict) else None


def _chain(case: Row, steps: list[Row]) -> list[str]:
    found, state, day = [], 10, ""
    for step in steps:
        if step["from_state"] != state:
            found.append(f"从“{state_name(state)}”到“{state_name(step['from_state'])}”之间缺了一步。")
        if step["on_date"] < day:
            found.append(f"{step['on_date']} 的步骤早于前一步。")
        state, day = step["to_state"], step["on_date"]
    if state != case["state"]:
        found.append(f"状态是“{state_name(case['state'])}”，经过的步骤却停在“{state_name(state)}”。")
    if any(s["action"] == "accept" for s in steps) != bool(case["case_no"]):
        found.append("编号与受理步骤不一致。")
    if steps and case["since"] != day:
        found.append(f"“本状态起”是 {case['since']}，最后一步却在 {day}。")
    if case["version"] != 1 + sum(
        s["from_state"] == COUNTY_RETURNED for s in steps if s["action"] == "accept"
    ):
        found.append("“版次”与更正的次数不一致。")
    return found


def _amounts(case: Row, steps: list[Row]) -> list[str]:
    """What the township proposed and the county approved, against the steps in which they did."""
    found = []
    proposed = [s["amount"] for s in steps if s["action"] in ("township_agree", "township_notice")]
    if case["state"] in _PROPOSED and case["proposed"] is None:
        found.append(f"状态是“{state_name(case['state'])}”，却没有乡镇建议的金额。")
    elif case["state"] in _PROPOSED and proposed and case["proposed"] != proposed[-1]:
        found.append("乡镇建议金额与审核同意时的金额不等。")
    decided = [s for s in steps if (s["action"], s["to_state"]) == ("decide", APPROVED)]
    last = decided[-1] if decided else {"amount": None, "document": None, "on_date": None}
    if steps and case["approved"] != last["amount"]:
        found.append("批准金额与批复时的金额不等。")
    if decided and (case["approval_document"], case["approved_on"]) != (last["document"], last["on_date"]):
        found.append("批准文号或批准日期与批复时的不一致。")
    return found


def _money(store: Store, case: Row, steps: list[Row]) -> list[str]:
    payments = store.select("payment", case_id=case["id"])
    standing = [p for p in payments if p["result"] != "failed"]
    if len(standing) > 1:
        return ["有一笔以上未失败的发放。"]
    expected = {90: (None,), 100: ("paid",), 95: (), 80: (), 75: (), 70: ()}.get(case["state"])
    if expected is not None and tuple(p["result"] for p in standing) != expected:
        return [f"状态是“{state_name(case['state'])}”，与发放记录不一致。"]
    paid = sum(p["amount"] for p in payments if p["result"] == "paid")
    recovered = sum(s["amount"] or 0 for s in steps if s["action"] == "recover")
    found = ["追回的金额超过了已发放的金额。"] if recovered > paid else []
    return found + (
        ["发放金额与批准金额不等。"] if any(p["amount"] != case["approved"] for p in payments) else []
    )
