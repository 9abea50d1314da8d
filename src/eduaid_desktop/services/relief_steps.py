"""Taking one step with a relief case: what it writes besides the new state.

The road itself is data (domain.workflow); here stands what each action does to notices, opinions,
payments and the amounts of the case.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from eduaid_desktop.domain import serials, signatures, workflow
from eduaid_desktop.domain.workflow import Transition
from eduaid_desktop.domain.workflow_guards import Circumstances, Given, amount_of, limits
from eduaid_desktop.domain.workflow_steps import choose
from eduaid_desktop.services import fund_checks, notice_evidence, notices, opinions, payments, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

Columns = dict[str, Any]
Effect = Callable[[Change, Desk, Row, Given, Circumstances, Transition], Columns]


def take(change: Change, desk: Desk, case: Row, action: str, given: Given) -> Transition:
    """Take one step within a change. Raises Refused, with the sentence of what is missing.

    case: as queries.case gives it. Returns the step that was taken.
    """
    now = relief_checks.circumstances(desk, case, change)
    rules = relief_checks.rules_for(desk, case)
    way, given = choose(case, now, action, _completed(desk, case, given, action, now))
    columns = _EFFECTS[action](change, desk, case, given, now, way) if action in _EFFECTS else {}
    change.update("relief_case", case["id"], {**columns, "state": way.target, "since": given.on_date})
    _write_step(change, case, given, way)
    fund_checks.moved(change, desk, case["id"], way)
    for box in way.voids:
        opinions.void(change, case["id"], box, f"{way.label}：{given.reason}" if given.reason else way.label)
    if signatures.voids(way.target) and not signatures.voids(way.source):
        # What was changed while the county had the paper counts now that it is back.
        opinions.follow(change, {**case, **columns, "state": way.target}, rules)
    if way.opinion:
        notice = queries.notice_of(desk.store, case["id"])
        opinions.write(change, {**case, **columns}, way.opinion, given, rules, notice)
    return way


def _completed(desk: Desk, case: Row, given: Given, action: str, now: Circumstances) -> Given:
    """What need not be keyed because the office knows it already, and an account as it is stored."""
    if action == "pay_failed":
        code, words = payments.failure(desk.rules(), given.failure_code, given.reason)
        return replace(given, failure_code=code, reason=words, amount=now.sent)
    if action == "repay":
        account = payments.clean_account(desk.rules(), given.account)
        signer = given.signer or (now.actor if now.roles is not None else "")
        return replace(given, account=account, amount=case["approved"], signer=signer)
    if action in ("township_agree", "township_notice"):
        return replace(given, amount=amount_of(case, given), signer=given.signer or now.actor)
    if action == "report":
        document = given.document or next(iter(now.batches), "")
        return replace(given, document=document, amount=case["proposed"])
    if action == "objection_done":
        return replace(given, finding=given.finding or given.reason)
    if given.amount is None:
        known = {"paid": now.sent, "recover": now.paid - now.recovered, "pay": case["approved"]}
        return replace(given, amount=_pending(desk, case) if action == "decide" else known.get(action))
    return given


def _pending(desk: Desk, case: Row) -> int | None:
    """The amount that waits for the county government; it is not approved before that has agreed."""
    steps = queries.step_rows(desk.store, case["id"])
    waiting = case["state"] == workflow.OVERCAP_PENDING
    return steps[-1]["amount"] if waiting else None


def _write_step(change: Change, case: Row, given: Given, way: Transition) -> None:
    change.insert(
        "relief_step",
        {
            "case_id": case["id"],
            "action": way.action,
            "from_state": way.source,
            "to_state": way.target,
            "on_date": given.on_date,
            "signer": given.signer or None,
            "reason": given.reason or given.finding or None,
            "amount": given.amount,
            "document": given.document or None,
        },
    )


def _accept(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    if way.source == workflow.COUNTY_RETURNED:
        return {"version": case["version"] + 1, **limits(case["proposed"] or case["applied"], now)}
    columns: Columns = dict(limits(case["applied"], now))
    if not case["case_no"]:
        code = desk.store.get("office", 1)["code"]
        serial = change.next_serial(serials.case_series(code, case["term"]))
        columns["case_no"] = serials.case_no(code, case["term"], serial)
    return columns


def _village_agree(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    notices.post(change, desk, case, notices.VILLAGE, given.from_date or given.on_date)
    return {}


def _township_agree(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    amount = given.amount or 0
    over = limits(amount, now)
    reason = {"override_reason": given.reason} if given.reason and any(over.values()) else {}
    if way.target == workflow.TOWN_NOTICE:
        notices.post(change, desk, case, notices.TOWNSHIP, given.from_date or given.on_date)
    return {"proposed": amount, **over, **reason}


def _notice_end(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    """The village's opinion now says how long the list hung and that nobody objected."""
    notice = queries.notice_of(desk.store, case["id"])
    boxes = change.select("opinion", case_id=case["id"], box="village")
    if way.source == workflow.VILLAGE_NOTICE and boxes and notice:
        rules = relief_checks.rules_for(desk, case)
        text = opinions.noticed(change, case["id"], notice, rules)
        change.update("opinion", boxes[-1]["id"], {"text": text})
    if notice:
        notice_evidence.passed(change, desk, notice, case["id"])
    return {}


def _objection(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    notices.object_to(change, desk, case, given)
    return {}


def _objection_done(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    notices.settle(change, desk, case, given)
    if given.from_date and way.target != workflow.REJECTED:
        kind = notices.VILLAGE if way.target == workflow.VILLAGE_NOTICE else notices.TOWNSHIP
        notices.repost(change, desk, case, kind, given.from_date)
    return {}


def _decide(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    """Above the cap nothing is approved yet: the amount waits in the step for the county government."""
    over = limits(given.amount or 0, now)
    if way.target == workflow.OVERCAP_PENDING:
        return dict(over)
    approval = {"approval_document": given.document, "approved_on": given.on_date}
    return {"approved": given.amount, **approval, **over}


def _reject(
    change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
) -> Columns:
    return {"approved": None, "approval_document": given.document or None, "approved_on": None}


def _money(effect: Callable[[Change, Desk, Row, Given], Columns]) -> Effect:
    def moved(
        change: Change, desk: Desk, case: Row, given: Given, now: Circumstances, way: Transition
    ) -> Columns:
        return effect(change, desk, case, given)

    return moved


_EFFECTS: Mapping[str, Effect] = {
    "accept": _accept,
    "village_agree": _village_agree,
    "notice_end": _notice_end,
    "objection": _objection,
    "objection_done": _objection_done,
    "township_agree": _township_agree,
    "township_notice": _township_agree,
    "decide": _decide,
    "reject": _reject,
    "pay": _money(payments.send),
    "repay": _money(payments.send),
    "paid": _money(payments.arrived),
    "pay_failed": _money(payments.came_back),
}
