"""学生: finding a child, the person record, the whole-child card, and what a form can be filled with."""

from collections.abc import Iterable, Mapping
from typing import Any

from eduaid_desktop.domain import search, text, workflow
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.person import IDENTITY, PERSON
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.services import doubles, opinions, privacy, temporary_numbers, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid, Saved, merged, require_valid
from eduaid_desktop.store import merges, people
from eduaid_desktop.store.store import Change, Row

_IDENTITY = tuple(f.name for f in IDENTITY)
_FOUND_BY = ("name", "id_number", "student_number", "temporary_number")
_HOUSEHOLD = ("household_number", "head_name", "head_id_number", "population", "annual_income", "cause")


def find(desk: Desk, typed: str, limit: int = 50) -> list[Row]:
    """Children whose name, pinyin, initials, ID number or its tail match what was typed so far.

    former: of one who is found by a number or name that she no longer bears, that number or name, else "".
    """
    prefixes = search.queries(typed)
    found = people.by_keys(desk.store, prefixes, limit) if prefixes else []
    former = people.former_numbers(desk.store, [row["id"] for row in found])
    return [{**row, "former": _found_by(row, former.get(row["id"], ()), prefixes)} for row in found]


def _found_by(person: Row, former: Iterable[Row], prefixes: list[str]) -> str:
    if any(person[kind] and search.finds(prefixes, kind, person[kind]) for kind in _FOUND_BY):
        return ""
    return next((r["value"] for r in former if search.finds(prefixes, r["kind"], r["value"])), "")


def find_shown(desk: Desk, typed: str) -> list[Row]:
    """The same, with their numbers as they may be seen at this desk."""
    return [privacy.person(desk, found) for found in find(desk, typed)]


def save(
    desk: Desk, raw: Mapping[str, Any], person_id: int | None = None, revision: int | None = None
) -> Saved:
    """Save a person from the form. Raises Invalid, or Conflict when the revision has moved on."""
    stored = desk.store.get("person", person_id) if person_id else {}
    values, problems = PERSON.clean(merged(PERSON, stored, raw), desk.rules())
    require_valid(problems)
    with desk.change(f"{'修改' if person_id else '登记'}学生{values['name']}") as change:
        if person_id is None:
            return Saved(create(change, values), 1, problems)
        return Saved(person_id, amend(change, person_id, values, revision), problems)


def with_document(desk: Desk, raw: Mapping[str, Any], person_id: int | None) -> Values:
    """What was typed into a form that does not ask for the kind of document, with the kind that the child is known by.

    person_id: the child that the form is about, or None: then whoever has the number that was typed.
    """
    number = text.compact(raw.get("id_number") or "")
    wanted = {"id": person_id} if person_id else {"id_number": number}
    known = desk.store.select("person", **wanted) if person_id or number else []
    return {**raw, "id_type": known[0]["id_type"]} if known else dict(raw)


def find_or_create(
    change: Change, values: Values, person_id: int | None = None, revision: int | None = None
) -> int:
    """The person a form is about: the one given, the one with this ID number, or a new one.

    A given person takes the form's identity fields; revision is her own, as the form read it. Raises
    Invalid when the ID number belongs to somebody of another name, Conflict when she was edited since.
    """
    identity = {name: values.get(name) for name in _IDENTITY}
    if person_id is None:
        person_id = _known(change, values)
    if person_id is None:
        extra = ("student_number", "village", "guardian_name", "guardian_relation", "phone")
        return create(change, identity | {n: values[n] for n in extra if values.get(n)})
    amend(change, person_id, {n: v for n, v in identity.items() if v is not None}, revision)
    return person_id


def amend(change: Change, person_id: int, values: Values, revision: int | None = None) -> int:
    """Set the columns of a known person; returns her revision now. Search keys follow what they are made of."""
    stored = change.select("person", id=person_id)[0]
    if values.get("id_number", stored["id_number"]) != stored["id_number"]:
        _require_free_number(change, values, person_id)
        _require_not_reported(change, stored)
    values = {**values, **temporary_numbers.follow(change, stored, values)}
    now = change.update("person", person_id, values, revision=revision)
    opinions.follow_person(change, person_id)
    if any(values.get(name, stored[name]) != stored[name] for name in _FOUND_BY):
        index(change, person_id, {**stored, **values})
    return now


def create(change: Change, values: Values) -> int:
    """A new person with search keys; raises Invalid when the ID number is taken."""
    _require_free_number(change, values, None)
    values = {**values, **temporary_numbers.follow(change, {}, values)}
    person_id = change.insert("person", values)
    index(change, person_id, values)
    return person_id


def index(change: Change, person_id: int, values: Values, *, new: bool = False) -> None:
    """Renew the keys under which the search box finds a person; a new one has no former numbers."""
    former = [] if new else change.select("former_number", person_id=person_id)
    change.set_search_keys(person_id, values["name"], search.numbers_of(values, former))


def _known(change: Change, values: Values) -> int | None:
    if not values.get("id_number"):
        return None
    same = change.select("person", id_number=values["id_number"])
    if same and same[0]["name"] != values.get("name"):
        text = f"这个身份证号已登记为“{same[0]['name']}”。请核对号码；确是同一人的，先在“学生”里改姓名。"
        raise Invalid([Problem("id_number", text)])
    return same[0]["id"] if same else None


def _require_free_number(change: Change, values: Values, person_id: int | None) -> None:
    same = change.select("person", id_number=values["id_number"]) if values.get("id_number") else []
    if same and same[0]["id"] != person_id:
        text = f"这个身份证号已登记为“{same[0]['name']}”，不能再登记给别人，请核对号码。"
        raise Invalid([Problem("id_number", text)])
    if bearer := _bore(change, values, person_id):
        text = (
            f"这是{bearer['name']}（第 {bearer['id']} 号）的原号码，请在学生里找到这个人，用现在的号码登记。"
        )
        raise Invalid([Problem("id_number", text)])


def _bore(change: Change, values: Values, person_id: int | None) -> Row | None:
    """Somebody of this name who once had this ID number; of another name, the number was only keyed wrongly then."""
    number, name = values.get("id_number"), values.get("name")
    former = change.select("former_number", kind="id_number", value=number) if number else []
    for each in former:
        bearer = next(iter(change.select("person", id=each["person_id"])), None)
        names = change.select("former_number", person_id=each["person_id"], kind="name")
        if (
            bearer
            and bearer["id"] != person_id
            and name in (bearer["name"], *(row["value"] for row in names))
        ):
            return bearer
    return None


def _require_not_reported(change: Change, person: Row) -> None:
    """Section 5.5: the ID number of a child is frozen while a case of hers is with the county or the bank."""
    for case in change.select("relief_case", person_id=person["id"]):
        under_way = workflow.REPORTED <= case["state"] <= workflow.PAID
        if (
            person["id_number"]
            and under_way
            and "id_number" in workflow.frozen_fields(case["state"], numbered=True)
        ):
            label = workflow.state_name(case["state"])
            text = f"救助申请 {case['case_no']} 现为“{label}”，身份证号不能改动；要等退回更正或办结后再改。"
            raise Invalid([Problem("id_number", text)])


def prefill(desk: Desk, person_id: int, day: str | None = None) -> Values:
    """What the office knows about a child, by field name, for a new application form.

    Identity, the current enrolment, the household and its status on the day (ISO; today when None).
    """
    person = desk.store.get("person", person_id)
    day = day or desk.today().isoformat()
    known: Values = {**person}
    for enrolment in people.enrolments(desk.store, person_id)[:1]:
        known |= {
            k: v for k, v in enrolment.items() if k not in ("id", "person_id", "remark") and v is not None
        }
    if person["household_id"]:
        household = desk.store.get("household", person["household_id"])
        known |= {name: household[name] for name in (*_HOUSEHOLD, "per_capita_income")}
        status = people.status_on(desk.store, person["household_id"], day) or {}
        known |= {name: status.get(name) for name in ("household_type", "monitor_kind")}
    known["village"] = villages.current(desk.store, known["village"], day)
    left_out = ("id", "revision", "withdrawn", "remark")
    return {k: v for k, v in known.items() if k not in left_out} | {"person_revision": person["revision"]}


def card(desk: Desk, person_id: int) -> dict[str, Any]:
    """The whole child: person, household, members, enrolments, recognitions of hardship, aid, relief cases.

    former: numbers and names that she bore before; merged: the records that were merged into hers; doubles: what
    she has twice and somebody has to decide about.
    """
    person = desk.store.get("person", person_id)
    household_id = person["household_id"]
    return {
        "person": person,
        "household": desk.store.get("household", household_id) if household_id else None,
        "members": people.of_household(desk.store, household_id) if household_id else [],
        "enrolments": people.enrolments(desk.store, person_id),
        "hardship": desk.store.select("hardship", person_id=person_id),
        "aid": desk.store.select("aid", person_id=person_id),
        "relief": desk.store.select("relief_case", person_id=person_id),
        "former": people.former_numbers(desk.store, [person_id]).get(person_id, []),
        "merged": merges.into(desk.store, person_id),
        "doubles": doubles.of_person(desk, person_id),
    }
