"""Whether the relief cases hold together: states and steps, payments and amounts, what was frozen."""

import json

from eduaid_desktop.domain.workflow import READY, REPORTED, TOWN_NOTICE, frozen_fields, state_name
from eduaid_desktop.errors import Refused
from eduaid_desktop.store.change import Line
from eduaid_desktop.store.store import Row, Store

# The tables that faults looks at.
_PARTS = ("relief_case", "relief_step", "payment")


def faults(store: Store, case_id: int | None = None) -> list[str]:
    """What does not fit together, one sentence each; of one case or of all. Empty when all is well.

    Every step starts where the one before it ended, on no earlier paper date; the case stands where its
    last step led; a number exists once accepted; a case was paid at most once, and what was approved.
    """
    where, parameters = ("", ()) if case_id is None else (" AND id = ?", (case_id,))
    found = []
    for case in store.rows(f"SELECT * FROM relief_case WHERE withdrawn = 0{where}", parameters):
        name = case["case_no"] or f"草稿第 {case['id']} 号"
        found += [f"救助申请 {name}：{fault}" for fault in (*_chain(store, case), *_money(store, case))]
    return found


def _chain(store: Store, case: Row) -> list[str]:
    sql = "SELECT * FROM relief_step WHERE case_id = ? AND withdrawn = 0 ORDER BY id"
    found, state, day = [], 10, ""
    steps = store.rows(sql, (case["id"],))
    for step in steps:
        if step["from_state"] != state:
            found.append(f"从“{state_name(state)}”到“{state_name(step['from_state'])}”之间缺了一步。")
        if step["on_date"] < day:
            found.append(f"{step['on_date']} 的步骤早于前一步。")
        state, day = step["to_state"], step["on_date"]
    imported = not steps and case["state"] == 110
    if state != case["state"] and not imported:
        found.append(f"状态是“{state_name(case['state'])}”，经过的步骤却停在“{state_name(state)}”。")
    if any(s["action"] == "accept" for s in steps) != bool(case["case_no"]) and not imported:
        found.append("编号与受理步骤不一致。")
    return found


def _money(store: Store, case: Row) -> list[str]:
    if case["state"] in (TOWN_NOTICE, READY, REPORTED) and case["proposed"] is None:
        return [f"状态是“{state_name(case['state'])}”，却没有乡镇建议的金额。"]
    payments = store.rows("SELECT * FROM payment WHERE case_id = ? AND withdrawn = 0", (case["id"],))
    standing = [p for p in payments if p["result"] != "failed"]
    if len(standing) > 1:
        return ["有一笔以上未失败的发放。"]
    expected = {90: (None,), 100: ("paid",), 95: (), 80: (), 75: (), 70: ()}.get(case["state"])
    if expected is not None and tuple(p["result"] for p in standing) != expected:
        return [f"状态是“{state_name(case['state'])}”，与发放记录不一致。"]
    return ["发放金额与批准金额不等。"] if any(p["amount"] != case["approved"] for p in payments) else []


def require_undoable(store: Store, lines: list[Line]) -> None:
    """Called inside an undo, after its lines are written; raises Refused when a case would fall apart.

    A step can be undone only while it is the last one, nothing frozen may be set back, and what a later
    step found in place stays, though that step had no need to write it.
    """
    for line in lines:
        if line.table == "relief_case" and line.action == "update":
            _require_free(store, line)
    for case_id in {_case_of(store, line) for line in lines if line.table in _PARTS}:
        if faults(store, case_id):
            raise Refused("这一步之后申请又往前走了，不能单独撤销。请先撤销后面的步骤，或用“退回”办理。")


def _case_of(store: Store, line: Line) -> int:
    column = "id" if line.table == "relief_case" else "case_id"
    return int(store.value(f"SELECT {column} FROM {line.table} WHERE id = ?", (line.row_id,)))


def _require_free(store: Store, line: Line) -> None:
    row = store.row("SELECT state, case_no FROM relief_case WHERE id = ?", (line.row_id,)) or {}
    before, after = json.loads(line.before or "{}"), json.loads(line.after or "{}")
    if "state" in after:
        return
    state, number = before.get("state", row["state"]), before.get("case_no", row["case_no"])
    if set(after) & set(frozen_fields(state, bool(number))):
        raise Refused(
            f"申请现在是“{state_name(state)}”，金额、身份和收款账户已经锁定，不能撤销对它们的修改。"
        )
