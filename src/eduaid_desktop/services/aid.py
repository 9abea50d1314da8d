"""资助申请: saving and reading an application for student aid."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import aid_terms
from eduaid_desktop.domain.aid import ACCEPTED, AID, DRAFT, VERIFIED
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.problems import NOTE, Problem
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import office, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved, merged, require_valid
from eduaid_desktop.store.store import Change, Row

_OWN = tuple(f.name for f in AID.fields if f not in IDENTITY)


def save(
    desk: Desk,
    raw: Mapping[str, Any],
    aid_id: int | None = None,
    revision: int | None = None,
    *,
    person_id: int | None = None,
    person_revision: int | None = None,
) -> Saved:
    """Save an application; the person is found by ID number or registered.

    A draft that was carried over from last term counts once it is saved: somebody has looked at it.
    person_id: the child the clerk picked, when she did; person_revision: hers, as the form read it. Raises
    Invalid, or Conflict when the application or the child's identity was edited elsewhere since.
    """
    # What only a save needs does not hold up the first form.
    from eduaid_desktop.services import aid_facts

    if aid_id is None:
        office.require_township(desk)
    stored: Row = load(desk, aid_id) if aid_id else {}
    whole = merged(AID, stored, people.with_document(desk, raw, stored.get("person_id") or person_id))
    rules = aid_facts.rules_for(desk, aid_facts.term_of(desk, whole))
    values, problems = AID.clean(whole, rules)
    require_valid(problems)
    problems += _not_asked(whole, rules)
    verified = _verified(stored)
    what = "核对并登记结转的" if verified else "修改" if aid_id else "录入"
    sentence = f"{what}资助申请（{values['name']}）"
    with desk.change(sentence) as change:
        person = people.find_or_create(change, values, stored.get("person_id") or person_id, person_revision)
        own = {name: values[name] for name in _OWN} | verified
        problems += _against_rules(desk, change, own, person, aid_id, rules)
        if aid_id is None:
            aid_id = change.insert("aid", {"person_id": person, "status": ACCEPTED, **own})
            return Saved(aid_id, 1, problems)
        problems += _counts_now() if verified else []
        return Saved(aid_id, change.update("aid", aid_id, own, revision=revision), problems)


def _verified(stored: Row) -> dict[str, str]:
    """What saving makes of a draft of last term; nothing of any other application."""
    if stored and stored["status"] == DRAFT and stored["renewed_from"]:
        return {"status": ACCEPTED, "renewal": VERIFIED}
    return {}


def _counts_now() -> list[Problem]:
    told = "这是从上学期结转的草稿：现已核对，登记为本学期的资助，从此计数。"
    return [Problem("programme", told, NOTE, "N_AID_VERIFIED")]


def _against_rules(
    desk: Desk, change: Change, own: Values, person_id: int, aid_id: int | None, rules: Rules
) -> list[Problem]:
    """What rates, stacking and recognition say about an application; its rate goes into own."""
    from eduaid_desktop.services import aid_facts, aid_offers

    term = own["term"]
    known = aid_facts.facts(desk, person_id, term, own)
    period = rules.policy["programme"].get(own["programme"], {}).get("period", "term")
    others = [
        other
        for other in change.select("aid", person_id=person_id)
        if other["id"] != aid_id
        and (
            other["term"] == term
            or (
                other["programme"] == own["programme"]
                and aid_terms.paid_together(period, term, other["term"])
            )
        )
    ]
    return [
        *aid_offers.complete(own, known, rules, new=aid_id is None),
        *aid_offers.recognition(desk, person_id, own, rules),
        *aid_offers.beside(own, others, rules),
    ]


def _not_asked(whole: Mapping[str, Any], rules: Rules) -> list[Problem]:
    """What was filled in for another programme is not stored, and that is said."""
    left = [
        AID[name].label for name in sorted(AID.unasked(whole, rules)) if whole.get(name) not in (None, "")
    ]
    if not left:
        return []
    return [Problem("programme", f"这个项目不问{'、'.join(left)}，所填的没有保存。", NOTE, "N_NOT_ASKED")]


def load(desk: Desk, aid_id: int) -> Row:
    """The application with the identity fields of its person, and her revision as person_revision."""
    aid = desk.store.get("aid", aid_id)
    person = desk.store.get("person", aid["person_id"])
    identity = {name: person[name] for name in ("id_type", *(f.name for f in IDENTITY))}
    return {**aid, **identity, "person_revision": person["revision"]}
