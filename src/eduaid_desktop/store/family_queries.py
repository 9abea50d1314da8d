"""Questions about families: whose letters a term needs, whose names must not stand in them, who belongs together."""

import json
from collections.abc import Collection

from eduaid_desktop.store.lists import UNDER
from eduaid_desktop.store.relief_counting import COMES_TO, COUNTS
from eduaid_desktop.store.store import Row, Store

_FAMILY = ("person_id", "household_id", "household_number", "head_id_number")
_NAMES = ("p.name", "c.head_name", "c.guardian_name", "c.payee_name", "c.agent_name")


def cases(store: Store, term: str, village: str | None, states: Collection[int]) -> list[int]:
    """The ids of the cases of a term in these states, of a village (its code, with those closed into it) or all."""
    found = store.rows(
        "SELECT c.id FROM relief_case c WHERE c.withdrawn = 0 AND c.term = :term"
        " AND c.state IN (SELECT value FROM json_each(:states))"
        f" AND (:village IS NULL OR c.village IN {UNDER.format(':village')}) ORDER BY c.village, c.id",
        {"term": term, "states": json.dumps([*states]), "village": village},
    )
    return [row["id"] for row in found]


def names_beside(store: Store, case: Row) -> set[str]:
    """The names of everybody in the applications of other families of the village, and of who objected to this one."""
    unions = " UNION ".join(
        f"SELECT {name} AS name FROM relief_case c JOIN person p ON p.id = c.person_id"
        " WHERE c.withdrawn = 0 AND c.village = :village AND c.person_id <> :person_id AND NOT COALESCE("
        "c.household_id = :household_id OR c.household_number = :household_number"
        " OR c.head_id_number = :head_id_number, 0)"
        for name in _NAMES
    )
    found = store.rows(
        f"{unions} UNION SELECT raised_by FROM objection WHERE case_id = :case AND withdrawn = 0",
        {"case": case["id"], **{name: case[name] for name in ("village", *_FAMILY)}},
    )
    return {row["name"] for row in found if row["name"]}


def places(store: Store) -> set[str]:
    """The names of all villages and schools."""
    sql = "SELECT name FROM region WHERE withdrawn = 0 UNION SELECT name FROM school WHERE withdrawn = 0"
    return {row["name"] for row in store.rows(sql)}


def family(store: Store, keys: Row) -> list[int]:
    """The ids of the people of a family. keys: household_id, household_number, head_id_number, person_id, each or None.

    Members of the household, and children of applications that name it or its head.
    """
    found = store.rows(
        "SELECT p.id FROM person p WHERE p.withdrawn = 0 AND (p.id = :person_id OR p.household_id IN"
        " (SELECT :household_id UNION SELECT h.id FROM household h WHERE h.withdrawn = 0"
        "  AND h.household_number = :household_number))"
        " UNION SELECT c.person_id FROM relief_case c WHERE c.withdrawn = 0 AND (c.household_id = :household_id"
        " OR c.household_number = :household_number OR c.head_id_number = :head_id_number) ORDER BY 1",
        keys,
    )
    return [row["id"] for row in found]


def relief_cases(store: Store, people: Collection[int]) -> list[Row]:
    """The relief cases of these people; counted: whether a case counts in the year's sum, as for the caps (F09);
    comes_to: with what, in fen."""
    return store.rows(
        f"SELECT c.*, ({COUNTS}) AS counted, {COMES_TO} AS comes_to FROM relief_case c WHERE c.withdrawn = 0"
        " AND c.person_id IN (SELECT value FROM json_each(?)) ORDER BY c.id",
        (json.dumps([*people]),),
    )


def by_number(store: Store, number: str) -> Row | None:
    """household_id, household_number and head_id_number of a household number, by the base or by an application."""
    return store.row(
        "SELECT h.id AS household_id, h.household_number, h.head_id_number FROM household h"
        " WHERE h.withdrawn = 0 AND h.household_number = :n UNION ALL SELECT c.household_id, c.household_number,"
        " c.head_id_number FROM relief_case c WHERE c.withdrawn = 0 AND c.household_number = :n LIMIT 1",
        {"n": number},
    )
