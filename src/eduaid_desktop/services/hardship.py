"""困难认定: one recognition for a child in a school year, applied for by a clerk and decided by a reviewer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eduaid_desktop.domain import roles
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.hardship import HARDSHIP, NOT, PENDING, RECOGNISED, REVIEW
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import households, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved, merged, require_valid
from eduaid_desktop.store import people
from eduaid_desktop.store.store import Row

_REGISTERED, _OTHER = "registered_poor", "other"


def save(
    desk: Desk, raw: Mapping[str, Any], hardship_id: int | None = None, revision: int | None = None
) -> Saved:
    """Save a recognition; raw holds the form's fields, and person_id for a new one.

    What is decided, and whatever is edited once it is decided, is a reviewer's. Raises Invalid, Conflict, and
    Refused for a second one in the school year or for a person without that role.
    """
    stored: Row = load(desk, hardship_id) if hardship_id else {}
    if not stored:
        office.require_township(desk)
    person = desk.store.get("person", stored["person_id"] if stored else _person_id(raw))
    asked = {"review": PENDING, **raw} if not stored else raw
    values, problems = HARDSHIP.clean(merged(HARDSHIP, stored, asked), desk.rules())
    require_valid(problems)
    _require_first(desk, person, values, hardship_id)
    problems += _against_household(desk, person["id"], values)
    decided = {stored.get("review"), values["review"]} & {RECOGNISED, NOT}
    role = roles.REVIEWER if decided else (roles.CLERK, roles.REVIEWER)
    with desk.change(_sentence(desk.rules(), person, stored, values), role=role) as change:
        if hardship_id is None:
            row = {"person_id": person["id"], **values}
            return Saved(change.insert("hardship", row), 1, problems)
        return Saved(hardship_id, change.update("hardship", hardship_id, values, revision=revision), problems)


def review(
    desk: Desk, hardship_id: int, result: str, *, level: str | None = None, opinion: str = ""
) -> Saved:
    """Decide today about a recognition in one's own name. result: recognised or not; level: when it changes."""
    given = {"review": result, "reviewer": desk.actor, "reviewed_on": desk.today().isoformat()}
    given |= {"hardship_level": level} if level else {}
    return save(desk, given | ({"review_opinion": opinion} if opinion else {}), hardship_id)


def load(desk: Desk, hardship_id: int) -> Row:
    """The recognition, with the name of its child."""
    found = desk.store.get("hardship", hardship_id)
    return {**found, "name": desk.store.get("person", found["person_id"])["name"]}


def of(desk: Desk, person_id: int | None, school_year: str) -> Row | None:
    """The recognition of a child in a school year, decided or not; None when there is none."""
    found = desk.store.select("hardship", person_id=person_id, school_year=school_year) if person_id else []
    return found[0] if found else None


def counts(desk: Desk, school_year: str) -> dict[str, int]:
    """How many children of a school year are recognised at each level, by its code; and pending and not."""
    levels = {code.code: 0 for code in desk.rules().codes["hardship_level"].codes}
    found = levels | {PENDING: 0, NOT: 0}
    for row in people.hardship_counts(desk.store, school_year):
        key = row["hardship_level"] if row["review"] == RECOGNISED else row["review"]
        found[key] = found.get(key, 0) + row["count"]
    return found


def prefill(desk: Desk, person_id: int, school_year: str) -> Values:
    """What the office knows for a new recognition: the household's size and income, and what follows from its type."""
    day, rules = desk.today(), desk.rules()
    household = households.of(desk, person_id)
    types = households.types(desk, household, day)
    category = _REGISTERED if households.registered(types, rules) else _category(types, rules)
    known = {name: household[name] for name in ("population", "annual_income")} if household else {}
    return {
        "person_id": person_id,
        "school_year": school_year,
        "applied_on": day.isoformat(),
        "review": PENDING,
        "hardship_category": category,
        **known,
    }


def closed(desk: Desk, record: Mapping[str, Any]) -> set[str]:
    """The fields that the person at the desk may not edit: the review's, and all of them once it is decided."""
    if desk.roles is None or roles.REVIEWER in desk.roles:
        return set()
    return set(REVIEW) if record.get("review", PENDING) == PENDING else set(HARDSHIP.by_name)


def _category(types: list[str], rules: Rules) -> str | None:
    found = filter(None, map(rules.codes["hardship_category"].find, types))
    return next((code.code for code in found), None)


def _person_id(raw: Mapping[str, Any]) -> int:
    try:
        return int(raw["person_id"])
    except (KeyError, TypeError, ValueError):
        raise UserError("请写明是谁的困难认定：person_id=学生编号（用 eduaid find 查）。") from None


def _require_first(desk: Desk, person: Row, values: Values, hardship_id: int | None) -> None:
    other = of(desk, person["id"], values["school_year"])
    if other and other["id"] != hardship_id:
        rules = desk.rules()
        year = rules.label("school_year", values["school_year"])
        state = rules.label("hardship_review", other["review"])
        raise Refused(
            f"{person['name']}{year}已有困难认定（第 {other['id']} 号，{state}），请打开那一份修改。"
        )


def _against_household(desk: Desk, person_id: int, values: Values) -> list[Problem]:
    """The category against what the household counted as on the day of the application."""
    day = date.fromisoformat(values["applied_on"])
    types = households.types(desk, households.of(desk, person_id), day)
    registered = households.registered(types, desk.rules(day))
    on = f"{spoken(values['applied_on'])}本户是{'、'.join(types)}"
    if registered and values["hardship_category"] == _OTHER:
        words = f"{on}，凭身份认定，困难类别请选“建档立卡”。"
    elif registered is False and values["hardship_category"] == _REGISTERED:
        words = f"{on}，不是建档立卡户，请核对困难类别。"
    else:
        return []
    return [Problem("hardship_category", words, WARN, "W_HARDSHIP_STATUS")]


def _sentence(rules: Rules, person: Row, stored: Row, values: Values) -> str:
    about = f"（{person['name']}，{rules.label('school_year', values['school_year'])}）"
    if values["review"] != stored.get("review", PENDING):
        result = rules.label("hardship_review", values["review"])
        return f"困难认定结果：{result}{about}"
    return f"{'修改' if stored else '登记'}困难认定{about}"
