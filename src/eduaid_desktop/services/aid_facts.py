"""资助申请: what the programmes want to know about a child in a term, and by which rules."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eduaid_desktop.domain import aid_terms, terms
from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.hardship import NOT, RECOGNISED
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import hardship, households
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import people

Facts = dict[str, Any]
# What the form says goes before what the roll says.
SCHOOLING = ("stage", "grade", "boarding", "place")


def term_of(desk: Desk, raw: Mapping[str, Any]) -> str:
    """The term of an application as typed or stored; today's when it is none."""
    found = _cleaned("term", raw, desk.rules())
    return found or terms.of(desk.today())


def rules_for(desk: Desk, term: str) -> Rules:
    """Programmes, rates and stacking as they stand on the first day of the term; names and today stay today's."""
    rules = desk.rules()
    return replace(rules, policy=desk.rules(aid_terms.first_day(term, rules)).policy)


def facts(desk: Desk, person_id: int | None, term: str, raw: Mapping[str, Any]) -> Facts:
    """Facts as domain.programmes takes them. raw: the fields of the application, typed or stored.

    stage, grade, boarding and place are the form's, else the roll's of that term, else of the newest term.
    registered is what the household was on the first day of the term, else what the form says of it;
    hardship whether she is that or recognised in the school year, None when nobody has looked yet;
    hardship_level what was recognised, else what the form says.
    """
    rules = rules_for(desk, term)
    enrolled = _enrolment(desk, person_id, term)
    found: Facts = {}
    for name in SCHOOLING:
        typed = _cleaned(name, raw, rules)
        found[name] = enrolled.get(name) if typed is None else typed
    day = aid_terms.first_day(term, rules)
    said = _cleaned("household_type", raw, rules)
    counted = households.types(desk, households.of(desk, person_id), day) or ([said] if said else [])
    on_roll = enrolled.get("registered_poor") if enrolled.get("term") == term else None
    registered = households.registered(counted, rules, on_roll)
    seen = hardship.of(desk, person_id, terms.school_year(term)) or {}
    return found | needy(registered, seen, _cleaned("hardship_level", raw, rules))


def of_pupil(pupil: Mapping[str, Any], rules: Rules) -> Facts:
    """The same facts from a row of the roll of a term, as store.aid_queries gives it."""
    types = [pupil[name] for name in ("household_type", "monitor_kind") if pupil[name]]
    registered = households.registered(types, rules, pupil["registered_poor"])
    return {name: pupil[name] for name in SCHOOLING} | needy(registered, pupil, None)


def needy(registered: bool | None, seen: Mapping[str, Any], said: str | None) -> Facts:
    """What is known of need. seen: the recognition (review, hardship_level); said: the level on the form."""
    review = seen.get("review")
    hardship_ = True if registered or review == RECOGNISED else False if review == NOT else None
    level = seen["hardship_level"] if review == RECOGNISED else said
    return {"registered": registered, "hardship": hardship_, "hardship_level": level}


def _cleaned(name: str, raw: Mapping[str, Any], rules: Rules) -> Any:
    return AID[name].clean(raw.get(name), rules)[0]


def _enrolment(desk: Desk, person_id: int | None, term: str) -> Mapping[str, Any]:
    known = people.enrolments(desk.store, person_id) if person_id else []
    return next((each for each in known if each["term"] == term), known[0] if known else {})
