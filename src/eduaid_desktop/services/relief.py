"""救助基金: keying a relief case, taking it step by step, and telling where it stands."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from eduaid_desktop.domain import roles, terms, text, workflow
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.workflow import ROLE_NAMES, STATES, state_name
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.domain.workflow_steps import Step
from eduaid_desktop.domain.workflow_steps import steps as workflow_steps
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import (
    drafts,
    holders,
    office,
    packets,
    people,
    relief_checks,
    relief_past,
    relief_steps,
    relief_writing,
    signing,
)
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved, merged, retyped
from eduaid_desktop.services.relief_writing import case_of
from eduaid_desktop.services.term_batch import sealed_case
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row


class Inputs(TypedDict, total=False):
    """What may be keyed with a step, as in domain.workflow_guards.Given; None stands for not given.

    target: the code of a state, or its name or label.
    """

    on_date: str | None
    amount: int | None
    reason: str | None
    signer: str | None
    document: str | None
    account: str | None
    failure_code: str | None
    target: int | str | None
    override: bool
    from_date: str | None
    finding: str | None
    contact: str | None


def save(
    desk: Desk,
    raw: Mapping[str, Any],
    case_id: int | None = None,
    revision: int | None = None,
    *,
    person_id: int | None = None,
    person_revision: int | None = None,
    packet_id: int | None = None,
) -> Saved:
    """Save a case from the form; the child is found by ID number or registered.

    A draft is saved with its problems, and what cannot be read stays out of it. Raises Invalid when a case
    past draft would break a rule or touch a frozen field, Conflict when the record moved on.
    person_id: the child the clerk picked, when she did; person_revision: hers, as the form read it.
    packet_id: the open village packet that a new case comes from.
    """
    if case_id is None:
        office.require_township(desk)
    stored = load(desk, case_id) if case_id else {}
    form = merged(RELIEF, stored, people.with_document(desk, raw, stored.get("person_id") or person_id))
    values, problems = RELIEF.clean(form, relief_checks.rules_for(desk, form))
    relief_writing.require_savable(stored, values, problems)
    values["term"] = values["term"] or stored.get("term") or terms.of(desk.today())
    sentence = f"{'修改' if case_id else '录入'}救助申请{stored.get('case_no') or ''}（{values['name']}）"
    with desk.change(sentence) as change:
        picked = (person_id, person_revision)
        saved = relief_writing.write(change, desk, (stored, values, problems), picked, revision)
        return packets.join(change, desk, saved, None if case_id else packet_id)


def load(desk: Desk, case_id: int) -> Row:
    """A case with the identity of its child, for forms and paper; died says who of child and payee did."""
    case = case_of(desk, case_id)
    return {**case, "died": relief_checks.who_died(desk, case)}


def problems(desk: Desk, case_id: int) -> list[Problem]:
    """What is still to be put right in a stored case before it can be accepted, and what wants a look."""
    case = case_of(desk, case_id)
    rules = relief_checks.rules_for(desk, case)
    _, found = RELIEF.clean(retyped(RELIEF, case), rules)
    return found + relief_checks.problems(desk, case, rules)


def find_case(desk: Desk, ref: str) -> Row:
    """A case by its number, or by its id where it has no number yet. Raises UserError when there is none."""
    written = text.half_width(ref).strip().upper()
    case = queries.by_number(desk.store, written)
    if case is None and re.fullmatch(r"[0-9]{1,18}", written):
        case = queries.case(desk.store, int(written))
    if case is None:
        raise UserError(f"找不到救助申请“{ref}”，请核对编号（草稿用列表里的序号）。")
    return case


def steps(desk: Desk, case_id: int) -> list[Step]:
    """Every step: the open ones, and for the closed ones why and what would open them; the next one first."""
    case = case_of(desk, case_id)
    return workflow_steps(case, relief_checks.circumstances(desk, case))


def story(desk: Desk, case_id: int) -> list[Row]:
    """The steps taken so far, oldest first: action, label, from_state, to_state, state (its label), on_date,
    signer, reason, amount (fen), document, and who keyed it when (actor, at)."""
    return [
        {**step, "label": _label(step), "state": state_name(step["to_state"])}
        for step in queries.steps(desk.store, case_id)
    ]


def _label(step: Row) -> str:
    ways = workflow.ways(step["from_state"], step["action"])
    return next((w.label for w in ways if w.target == step["to_state"]), workflow.ACTIONS[step["action"]])


def status(desk: Desk, case_id: int) -> dict[str, Any]:
    """Where a case stands: state, label, since (paper date), days in it, owner, holder, doing, remarks, next (a Step).

    owner: the role that has it; holder: who that is, by name where the office knows one; doing: in words, what for.
    next is None at the end of the road. remarks: what deserves a look without closing any step.
    past: of a past case what was paid when, and on which ground. sealed: which batch holds it, and what changed since.
    """
    case = case_of(desk, case_id)
    now = relief_checks.circumstances(desk, case)
    state = STATES[case["state"]]
    return {
        "state": state.code,
        "label": workflow.standing(case),
        "since": case["since"],
        "days": (desk.today() - date.fromisoformat(case["since"])).days,
        "owner": ROLE_NAMES[state.owner],
        "holder": holders.holder(desk, case),
        "doing": holders.doing(desk, case),
        "next": next((s for s in workflow_steps(case, now) if s.main), None),
        "remarks": relief_checks.remarks(desk, case, now) + signing.remarks(desk, case_id),
        "sealed": sealed_case.words(desk, case),
        "past": relief_past.told(desk, case) if case["historical"] else "",
    }


def act(desk: Desk, case_id: int, action: str, **inputs: Unpack[Inputs]) -> Row:
    """Take one step with a case, as one change. Returns the case as it stands then.

    Raises Refused with the reason and what would open the step; nothing is written then.
    County decisions, payments and reporting cannot be undone afterwards.
    """
    # The number of a case is allotted within its change, so the sentence is completed there.
    found = workflow.ways(case_of(desk, case_id)["state"], action)
    special = bool(inputs.get("override"))
    taken_by = workflow.takers(found[0], duplicate=special) if found else tuple(roles.NAMES)
    with desk.change("", role=taken_by, final=any(way.final for way in found)) as change:
        way = move(change, desk, case_of(desk, case_id), action, **inputs)
        case = case_of(desk, case_id)
        change.sentence = f"{way.label}救助申请 {case['case_no']}（{case['name']}）"
        if action != "accept":
            change.sentence = f"救助申请 {case['case_no'] or '草稿'}（{case['name']}）：{way.label}"
    return case


def move(change: Change, desk: Desk, case: Row, action: str, **inputs: Unpack[Inputs]) -> workflow.Transition:
    """Take one step within a change that is under way (a batch, a reply). Raises Refused as act does.

    case: the row as find_case or load give it, or its id alone; it is read anew. Returns the transition taken; the
    caller says whether its change is final (Transition.final).
    """
    keyed: dict[str, Any] = {
        n: v.strip() if isinstance(v, str) else v for n, v in inputs.items() if v is not None
    }
    given = Given(**keyed | {"target": workflow.state_code(keyed.get("target"))})
    return relief_steps.take(change, desk, case_of(desk, case["id"]), action, given)


def delete_draft(desk: Desk, case_id: int) -> None:
    """Delete a case that was never more than a draft. Raises Refused for any other, and out of a closed packet.

    One that was accepted once, and that undone, is hidden instead: its steps stay in the history.
    """
    case = case_of(desk, case_id)
    if case["state"] != workflow.DRAFT or case["case_no"]:
        raise Refused("只有没受理过的草稿可以删除；已受理的请办理“申请人撤回”，记录会保留。")
    packets.require_open(desk, case)
    with desk.change(f"删除救助申请草稿（{case['name']}）") as change:
        orphan = queries.is_unused(desk.store, case["person_id"], case_id)
        if queries.has_past(desk.store, case_id):
            change.withdraw("relief_case", case_id)
        else:
            change.delete_draft("relief_case", case_id)
        if orphan:
            change.withdraw("person", case["person_id"])
    drafts.leave(desk, RELIEF.name, case_id)
