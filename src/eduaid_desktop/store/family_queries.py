"""Questions about families: whose letters a term needs, whose names must not stand in them, who belongs together."""

import json
from collections.abc import Collection

from eduaid_desktop.store.lists import UNDER
from eduaid_desktop.store.store import Row, Store

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
        " WHERE c.withdrawn = 0 AND c.village = :village AND c.person_id <> :person"
        for name in _NAMES
    )
    found = store.rows(
        f"{unions} UNION SELECT raised_by FROM objection WHERE case_id = :case AND withdrawn = 0",
        {"village": case["village"], "person": case["person_id"], "case": case["id"]},
    )
    return {row["name"] for row in found if row["name"]}


def places(store: Store) -> set[str]:
    """The names of all villages and schools."""
    sql = "SELECT name FROM region WHERE withdrawn = 0 UNION SELECT name FROM school WHERE withdrawn = 0"
    return {row["name"] for row in store.rows(sql)}
