"""Aid received and relief applications against the roll and the household base, a whole term at once."""

import json
from collections.abc import Collection

from eduaid_desktop.store.store import Row, Store

_OF_TERM = "r.withdrawn = 0 AND r.term = :term"


def _aid(more: str = "") -> str:
    """Aid received with its place; more: further columns, each after a comma."""
    return (
        "SELECT r.id, r.person_id AS pid, r.programme_name, r.amount, r.name, r.id_number, r.school,"
        f" r.import_run_id AS run, r.sheet, r.row{more} FROM received_aid r"
    )


def _case(more: str) -> str:
    """Applications of people who are known; more: as of _aid."""
    return (
        f"SELECT c.id, c.case_no, c.person_id AS pid{more} FROM relief_case c"
        " JOIN person p ON p.id = c.person_id AND p.withdrawn = 0"
    )


# Applications that are refused or taken back are not held against anything.
_OPEN = "c.withdrawn = 0 AND c.term = :term AND c.state NOT IN (200, 210)"


def unknown_receivers(store: Store, term: str) -> list[Row]:
    """Aid whose child is unknown, or on no roll of the term."""
    return store.rows(
        f"{_aid()} WHERE {_OF_TERM} AND NOT EXISTS (SELECT 1 FROM enrolment e JOIN person p ON p.id = r.person_id"
        " WHERE e.person_id = r.person_id AND e.term = r.term AND e.withdrawn = 0 AND p.withdrawn = 0)"
        " ORDER BY r.id",
        {"term": term},
    )


def boarding_aid(store: Store, term: str, programmes: Collection[str]) -> list[Row]:
    """Aid for boarders paid to pupils whom the roll calls day pupils; enrolment_id: the roll."""
    return store.rows(
        _aid(", e.id AS enrolment_id, s.name AS on_roll")
        + " JOIN person p ON p.id = r.person_id AND p.withdrawn = 0"
        " JOIN enrolment e ON e.person_id = r.person_id AND e.term = r.term AND e.withdrawn = 0 AND e.current = 1"
        f" JOIN school s ON s.id = e.school_id WHERE {_OF_TERM} AND e.boarding = 0"
        " AND r.programme IN (SELECT value FROM json_each(:programmes)) GROUP BY r.id ORDER BY r.id",
        {"term": term, "programmes": json.dumps([*programmes])},
    )


def aid_for_the_poor(
    store: Store, term: str, programmes: Collection[str], poor: Collection[str], today: str
) -> list[Row]:
    """Aid for registered-poor pupils paid to those whom the household base does not know as such."""
    return store.rows(
        f"{_aid()} JOIN person p ON p.id = r.person_id AND p.withdrawn = 0 WHERE {_OF_TERM}"
        " AND r.programme IN (SELECT value FROM json_each(:programmes))"
        " AND NOT EXISTS (SELECT 1 FROM household_status t WHERE t.household_id = p.household_id"
        " AND t.withdrawn = 0 AND (t.valid_to = '' OR t.valid_to > :today)"
        " AND t.household_type IN (SELECT value FROM json_each(:poor))) ORDER BY r.id",
        {
            "term": term,
            "programmes": json.dumps([*programmes]),
            "poor": json.dumps([*poor]),
            "today": today,
        },
    )


def doubled_aid(store: Store, term: str) -> list[Row]:
    """Payments of one programme to one child that stand there several times, together, oldest first."""
    child = "COALESCE(CAST({0}.person_id AS TEXT), {0}.id_number, {0}.student_number, {0}.name)"
    own = child.format("r")
    return store.rows(
        f"{_aid(f', {own} AS child')} JOIN (SELECT {child.format('d')} AS child,"
        " d.programme_name, d.channel FROM received_aid d WHERE d.withdrawn = 0 AND d.term = :term"
        " GROUP BY 1, 2, 3 HAVING COUNT(*) > 1) x ON x.child = "
        f"{own} AND x.programme_name = r.programme_name AND x.channel IS r.channel"
        f" WHERE {_OF_TERM} ORDER BY child, r.programme_name, r.id",
        {"term": term},
    )


def other_sums(store: Store, term: str, channels: Collection[str], stages: Collection[str]) -> list[Row]:
    """Applications whose aid received (fen) is not what the aid file adds up to over these channels.

    Only when there is aid of the term at all. told: as the application says, NULL never listed.
    """
    told = "COALESCE(c.aid_received_amount, CASE WHEN c.aid_received IN ('无', '没有') THEN 0 END)"
    return store.rows(
        f"SELECT * FROM ({_case(f', {told} AS told, COALESCE(a.total, 0) AS paid, a.first')}"
        " LEFT JOIN (SELECT person_id, SUM(amount) AS total, MIN(id) AS first FROM received_aid WHERE withdrawn = 0"
        " AND term = :term AND channel IN (SELECT value FROM json_each(:channels)) GROUP BY person_id) a"
        f" ON a.person_id = c.person_id WHERE {_OPEN} AND c.stage IN (SELECT value FROM json_each(:stages))"
        " AND EXISTS (SELECT 1 FROM received_aid r WHERE r.term = :term AND r.withdrawn = 0))"
        " WHERE told IS NOT NULL AND told <> paid ORDER BY id",
        {"term": term, "channels": json.dumps([*channels]), "stages": json.dumps([*stages])},
    )


def dead_payees(store: Store, term: str) -> list[Row]:
    """Applications whose child or payee is recorded as deceased: died_id, died, death_date.

    The payee is known by ID number, else by name within the child's household or the household named.
    """
    return store.rows(
        _case(", d.id AS died_id, d.name AS died, d.death_date, d.remark, c.payee_name") + f""
        " JOIN person d ON d.withdrawn = 0 AND d.death_date IS NOT NULL AND (d.id = c.person_id"
        " OR d.id_number = c.payee_id_number OR (d.name = c.payee_name AND d.household_id IN (p.household_id,"
        " c.household_id, (SELECT h.id FROM household h WHERE h.household_number = c.household_number"
        f" AND h.withdrawn = 0)))) WHERE {_OPEN} GROUP BY c.id ORDER BY c.id",
        {"term": term},
    )


def unregistered_applicants(store: Store, term: str) -> list[Row]:
    """Applications of children whose household the base does not know, where there is a base at all."""
    return store.rows(
        _case(", c.household_number, c.household_type") + f" WHERE {_OPEN}"
        " AND p.household_id IS NULL AND NOT EXISTS (SELECT 1 FROM household h"
        " WHERE h.household_number = c.household_number AND h.withdrawn = 0)"
        " AND EXISTS (SELECT 1 FROM household WHERE withdrawn = 0) ORDER BY c.id",
        {"term": term},
    )


def other_grades(store: Store, term: str) -> list[Row]:
    """Applications whose grade is not that of the roll in the same stage."""
    return store.rows(
        _case(", c.grade, e.grade AS on_roll, e.id AS enrolment_id") + f""
        " JOIN enrolment e ON e.person_id = c.person_id AND e.term = c.term AND e.withdrawn = 0 AND e.current = 1"
        f" WHERE {_OPEN} AND e.stage = c.stage AND e.grade <> c.grade GROUP BY c.id ORDER BY c.id",
        {"term": term},
    )
