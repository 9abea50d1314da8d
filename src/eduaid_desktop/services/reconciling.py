"""核对: what several files say differently about a child or household, with its proof, and what was concluded."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.reconciling import (
    REASONED,
    RULES,
    VIEWS,
    Choice,
    Decision,
    Finding,
    Side,
)
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import attachments, people, reconcile_aid, reconcile_people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.reconcile_drafts import Asked, Draft
from eduaid_desktop.services.reconcile_proofs import Proofs
from eduaid_desktop.store import reconcile_queries as queries
from eduaid_desktop.store.store import Change, Row

View = Callable[[Asked], Iterator[Draft]]
_NUMBERS = "numbers"
_VIEWS: Mapping[View, tuple[str, ...]] = {
    reconcile_people.words: ("identity", "village"),
    reconcile_people.missing: ("unenrolled",),
    reconcile_people.poor_flags: ("registered",),
    reconcile_people.two_schools: ("enrolments",),
    reconcile_people.ages: ("age",),
    reconcile_people.states: ("state",),
    reconcile_people.classes: ("grade",),
    reconcile_aid.grades: ("grade",),
    reconcile_people.two_households: ("households",),
    reconcile_people.populations: ("population",),
    reconcile_aid.unknown: ("aid",),
    reconcile_aid.boarding: ("aid",),
    reconcile_aid.not_poor: ("aid",),
    reconcile_aid.doubled: ("aid",),
    reconcile_aid.received: ("aid",),
    reconcile_aid.deceased: ("relief",),
    reconcile_aid.unregistered: ("relief",),
}
# Who has two numbers is missing on one side for that reason alone.
_EXPLAINED = frozenset(
    {"X_GHOST", "X_AWAY", "X_NO_ROLL", "X_POOR_FLAG", "X_AID_UNKNOWN", "X_AID_NOT_POOR", "X_NOT_REGISTERED"}
)


def findings(desk: Desk, term: str | None = None, view: str | None = None) -> list[Finding]:
    """Everything that does not agree in a term, in the order of the views; of one view where that is given.

    term: as terms.parse reads it, the present one when None. Raises UserError for an unknown term or view.
    """
    if view is not None and view not in VIEWS:
        raise UserError(f"没有名为“{view}”的核对视图。可用：{'、'.join(VIEWS)}。")
    asked = Asked(desk, terms.require(term) if term else terms.of(desk.today()))
    with desk.store.snapshot():
        numbered = [*reconcile_people.numbers(asked)]
        explained = {person for draft in numbered for person in draft.people}
        drafts = numbered + [draft for look in _looks(view) for draft in look(asked)]
        drafts = [d for d in drafts if not (d.rule in _EXPLAINED and explained & {*d.people})]
        drafts = [d for d in drafts if view in (None, RULES[d.rule].view)]
        found = _told(asked, drafts)
    order = {name: place for place, name in enumerate(VIEWS)}
    return sorted(found, key=lambda f: order[f.view])


def _looks(view: str | None) -> list[View]:
    return [look for look, views in _VIEWS.items() if view is None or view in views]


def _told(asked: Asked, drafts: Collection[Draft]) -> list[Finding]:
    """The drafts with their people, their proofs and what was concluded."""
    store = asked.desk.store
    about = queries.about(store, {person for d in drafts for person in d.people}, asked.term)
    proofs = Proofs(asked.desk, asked.term, (side.place for d in drafts for side in d.sides))
    decided = queries.decisions(store)
    return [_finding(draft, about, proofs, decided) for draft in drafts]


def _finding(
    draft: Draft, about: Mapping[int, Row], proofs: Proofs, decided: Mapping[tuple[str, str], Row]
) -> Finding:
    person = about.get(draft.people[0]) if draft.people else None
    who = {
        c: (person[c] if person else None) or getattr(draft, c)
        for c in ("name", "id_number", "village", "school")
    }
    subject = draft.subject or "-".join(map(str, draft.people))
    sides = tuple(Side(s.source, s.says, proofs.words(s.place)) for s in draft.sides)
    pid = draft.people[0] if draft.people else None
    found = Finding(draft.rule, subject, sides, pid, **who, remark=draft.remark, choices=draft.choices)
    row = decided.get((draft.rule, subject))
    if row is None:
        return found
    made = Decision(row["id"], row["decision"], row["note"] or "", row["decided_on"], row["facts"])
    return _with(found, made)


def _with(found: Finding, made: Decision) -> Finding:
    """A conclusion holds as long as the sides say what they said then."""
    return replace(found, decision=made) if made.facts == found.facts else replace(found, earlier=made)


def find(desk: Desk, rule: str, subject: str, term: str | None = None) -> Finding:
    """One finding; raises UserError when nothing of that kind stands open or decided."""
    if rule not in RULES:
        raise UserError(f"没有名为“{rule}”的规则。可用：{'、'.join(RULES)}。")
    for found in findings(desk, term, RULES[rule].view):
        if (found.rule, found.subject) == (rule, subject):
            return found
    raise UserError(f"没有找到“{RULES[rule].title}”的“{subject}”，请用 eduaid reconcile 查看编号。")


def conclude(
    desk: Desk,
    found: Finding,
    wanted: str,
    note: str = "",
    *,
    correct: bool = True,
    proof: Path | None = None,
) -> int:
    """Draw a conclusion, in one change; returns the id of its row.

    wanted: the label of one of found.offered. correct: also make the correction that goes with it. proof: a
    photograph or PDF to keep with it. Raises UserError for another word, where a reason is missing, and for
    a proof that cannot be kept: the conclusion stands then.
    """
    choice = next((c for c in found.offered if c.label == wanted), None)
    if choice is None:
        offered = "、".join(c.label for c in found.offered)
        raise UserError(f"这一条不能写“{wanted}”。可用：{offered}。")
    note = note.strip()
    if choice.decision in REASONED and not note:
        raise UserError(f"写“{choice.decision}”要在说明里写明依据，如何时、由谁核实。")
    row = {"facts": found.facts, "decision": choice.decision, "person_id": found.person_id}
    row |= {
        "note": "；".join(filter(None, (_own(choice), note))) or None,
        "decided_on": desk.today().isoformat(),
    }
    with desk.change(f"核对“{found.name}”的{RULES[found.rule].title}：{choice.label}") as change:
        if correct:
            _correct(change, choice)
        number = _keep(change, found, row)
    if proof is not None:
        attachments.add(desk, "finding", number, proof)
    return number


def _own(choice: Choice) -> str:
    return choice.label if choice.label != choice.decision else ""


def _keep(change: Change, found: Finding, row: dict[str, Any]) -> int:
    known = change.select("finding", rule=found.rule, subject=found.subject)
    if known:
        change.update("finding", known[0]["id"], row)
        return int(known[0]["id"])
    return change.insert("finding", {"rule": found.rule, "subject": found.subject, **row})


def _correct(change: Change, choice: Choice) -> None:
    for write in choice.writes:
        if write.table == "person":
            people.amend(change, write.row_id, dict(write.values))
        else:
            change.update(write.table, write.row_id, write.values)
