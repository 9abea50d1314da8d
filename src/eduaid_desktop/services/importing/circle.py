"""Who and what stands around a child, as a row tells it and as the office knows it."""

from collections.abc import Iterable, Iterator
from typing import Any

from eduaid_desktop.domain import matching
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.matching import Circle
from eduaid_desktop.store.store import Change, Row

_OF_ROW = ("guardian_name", "guardian_id_number", "head_name", "head_id_number")


def of_row(change: Change, row: Values) -> Circle:
    """Guardian, head and, where the office knows the household, everybody in it."""
    family = [row.get(name) for name in _OF_ROW]
    if row.get("household_number"):
        for household in change.select("household", household_number=row["household_number"]):
            family += _members(change, household)
    return _circle(row, family, [row.get("school")], row.get("village"))


def of_person(change: Change, person: Row) -> Circle:
    """The same of a person: her household, and every school she was at."""
    family = [person.get("guardian_name"), person.get("guardian_id_number")]
    if person.get("household_id"):
        for household in change.select("household", id=person["household_id"]):
            family += _members(change, household)
    enrolments = change.select("enrolment", person_id=person["id"])
    schools = [s["name"] for e in enrolments for s in change.select("school", id=e["school_id"])]
    villages = change.select("region", code=person["village"]) if person.get("village") else []
    return _circle(person, family, schools, villages[0]["name"] if villages else None)


def _members(change: Change, household: Row) -> Iterator[str | None]:
    yield from (household["household_number"], household["head_name"], household["head_id_number"])
    for member in change.select("person", household_id=household["id"]):
        yield from (member["name"], member["id_number"])


def _circle(who: Values, family: Iterable[Any], schools: Iterable[Any], village: Any) -> Circle:
    """Names without separators; the child's own name says nothing."""
    own = {who.get("id_number"), matching.plain(who["name"])}
    others = _given(matching.plain(each) for each in family if each) - own
    return Circle(others, _given([who.get("phone")]), _given(schools), _given([village]))


def _given(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(each for each in values if each)
