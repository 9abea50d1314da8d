"""Questions about relief cases that look beyond one record: the child, the family, the year, the money."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from eduaid_desktop.store.relief_counting import APPROVED, COMES_TO, COUNTS, OUTCOME
from eduaid_desktop.store.store import Row, Store

_SAME_FAMILY = (
    "(c.household_id = :household_id OR c.household_number = :household_number"
    " OR c.head_id_number = :head_id_number)"
)
# The same where an older case has no number of the household: head and payee of one village.
_FAMILY = (
    f"COALESCE({_SAME_FAMILY}, 0) OR"
    " (c.head_name IS :head_name AND c.payee_name IS :payee_name AND c.village IS :village)"
)
_CASE = (
    "SELECT c.*, p.name, p.id_type, p.id_number, p.temporary_number, p.no_id_reason, p.sex, p.birth_date, p.ethnic,"
    " p.revision AS person_revision"
    " FROM relief_case c JOIN person p ON p.id = c.person_id WHERE c.withdrawn = 0"
)


# An opinion was voided by a change of what it was signed on, and nobody has signed anew.
UNSIGNED = (
    "EXISTS (SELECT 1 FROM opinion o WHERE o.case_id = c.id AND o.voided_on IS NOT NULL"
    " AND o.box IN ('village', 'township') AND NOT EXISTS (SELECT 1 FROM opinion x WHERE x.case_id = o.case_id"
    " AND x.box = o.box AND x.withdrawn = 0))"
)
_DIED = "SELECT p.name, p.death_date FROM person p WHERE p.withdrawn = 0 AND p.death_date IS NOT NULL"
# One query each, because joined by OR they would read every person of the township.
_WHO_DIED = (
    "p.id = :person_id",
    "p.id_number = :payee_id_number",
    "p.name = :payee_name AND p.household_id IN (SELECT :household_id"
    " UNION SELECT x.household_id FROM person x WHERE x.id = :person_id"
    " UNION SELECT h.id FROM household h WHERE h.household_number = :household_number"
    " OR h.head_id_number = :head_id_number)",
)


def case(store: Store, case_id: int) -> Row | None:
    """A case with the identity of its child."""
    return store.row(f"{_CASE} AND c.id = ?", (case_id,))


def by_number(store: Store, case_no: str) -> Row | None:
    """A case by its number, with the identity of its child."""
    return store.row(f"{_CASE} AND c.case_no = ?", (case_no,))


def cases(store: Store, case_ids: Sequence[int]) -> list[Row]:
    """Several cases with the identity of their children and the names of their villages, oldest first."""
    return store.rows(
        f"SELECT x.*, v.name AS village_name FROM ({_CASE} AND c.id IN (SELECT value FROM json_each(?))) x"
        " LEFT JOIN region v ON v.code = x.village ORDER BY x.id",
        (json.dumps(list(case_ids)),),
    )


def states(store: Store, case_ids: Sequence[int]) -> dict[int, int]:
    """How many of these cases are in each state."""
    found = store.rows(
        "SELECT state, COUNT(*) AS count FROM relief_case WHERE id IN (SELECT value FROM json_each(?)) GROUP BY state",
        (json.dumps(list(case_ids)),),
    )
    return {row["state"]: row["count"] for row in found}


def steps(store: Store, case_id: int) -> list[Row]:
    """The steps a case has taken, oldest first, each with the moment of keying (at) and who keyed it."""
    # CROSS keeps SQLite from reading the log of every step of the office first.
    return store.rows(
        "SELECT s.*, h.at, h.actor FROM relief_step s"
        " CROSS JOIN change_log l ON l.table_name = 'relief_step' AND l.row_id = s.id AND l.action = 'insert'"
        " CROSS JOIN change h ON h.id = l.change_id WHERE s.case_id = ? AND s.withdrawn = 0 ORDER BY s.id",
        (case_id,),
    )


def keyed(store: Store, case_id: int) -> Row:
    """Who keyed a case first, and when: actor, at."""
    found = store.row(
        "SELECT h.actor, h.at FROM change_log l JOIN change h ON h.id = l.change_id"
        " WHERE l.table_name = 'relief_case' AND l.row_id = ? AND l.action = 'insert'",
        (case_id,),
    )
    assert found is not None
    return found


def step_rows(store: Store, case_id: int) -> list[Row]:
    """The steps a case has taken, also within a change that is still being written."""
    return store.rows("SELECT * FROM relief_step WHERE case_id = ? AND withdrawn = 0 ORDER BY id", (case_id,))


def duplicates(store: Store, values: Row) -> list[Row]:
    """Other cases of the same child in the same term that count (F02). values: id, person_id, term."""
    return store.rows(
        "SELECT c.id, c.case_no, c.state, c.historical FROM relief_case c"
        " WHERE c.person_id = :person_id AND c.term = :term"
        f" AND c.id <> :id AND {COUNTS}",
        _bound(values, "person_id", "term"),
    )


def student_sum(store: Store, values: Row, year: tuple[str, str], *, approved_only: bool) -> int:
    """What the child's other cases of a year add up to, in fen (F08). year: both its terms."""
    return _year_sum(store, "c.person_id = :person_id", values, year, approved_only)


def household_sum(store: Store, values: Row, year: tuple[str, str], *, approved_only: bool) -> int:
    """What the other cases of the whole family in a year add up to, in fen (F09). year: both its terms.

    The child's own are among them.
    """
    return _year_sum(store, f"(c.person_id = :person_id OR {_SAME_FAMILY})", values, year, approved_only)


def _year_sum(store: Store, whose: str, values: Row, year: tuple[str, str], approved_only: bool) -> int:
    # The plus keeps the planner at child and family, where few cases stand, and off the thousands of a term.
    amount = APPROVED if approved_only else COMES_TO
    found = store.value(
        f"SELECT COALESCE(SUM({amount}), 0) FROM relief_case c"
        f" WHERE +c.term IN (:first_term, :second_term) AND c.id <> :id AND {whose} AND {COUNTS}",
        _bound(values, "person_id") | {"first_term": year[0], "second_term": year[1]},
    )
    return int(found)


def counting_in(store: Store, term: str) -> list[Row]:
    """The cases of a term that count, with what decides about their band: amount is what they come to, in fen."""
    return store.rows(
        "SELECT c.stage, c.purpose, c.relief_category, c.cost_insurance, c.cost_materials, c.cost_uniform,"
        " c.cost_meals, c.cost_lodging, c.cost_travel, c.cost_tuition, c.cost_other,"
        f" {COMES_TO} AS amount FROM relief_case c WHERE c.term = ? AND {COUNTS}",
        (term,),
    )


def sharing_account(store: Store, values: Row) -> Row | None:
    """Another case with the same payee account and another payee, or of another family (F12), or None.

    other_family: 1 when it is of another family.
    """
    return store.row(
        f"SELECT c.case_no, c.payee_name, p.name, NOT ({_FAMILY}) AS other_family"
        " FROM relief_case c JOIN person p ON p.id = c.person_id"
        " WHERE c.payee_account = :payee_account AND c.person_id <> :person_id AND c.id <> :id"
        f" AND c.withdrawn = 0 AND {OUTCOME} NOT IN (200, 210)"
        f" AND (c.payee_name IS NOT :payee_name OR NOT ({_FAMILY}))"
        " ORDER BY c.id LIMIT 1",
        _bound(values, "payee_account", "person_id", "head_name", "payee_name", "village"),
    )


def aid_of(store: Store, person_id: int, term: str) -> list[Row]:
    """What a child received in a term by the lists of the county, and what was registered: programme,
    programme_name (of a list), amount (fen or None), paid (1 for a list)."""
    return store.rows(
        "SELECT programme, programme_name, amount, 1 AS paid FROM received_aid"
        " WHERE person_id = :person AND term = :term AND withdrawn = 0"
        " UNION ALL SELECT programme, NULL, amount, 0 FROM aid"
        " WHERE person_id = :person AND +term = :term AND withdrawn = 0 AND status <> 'draft' ORDER BY 4 DESC, 1",
        {"person": person_id, "term": term},
    )


def namesake(store: Store, values: Row) -> Row | None:
    """Somebody of the same name and birth date with another ID number (F03), or None."""
    return store.row(
        "SELECT p.name, p.id_number FROM person p WHERE p.name = :name AND p.birth_date = :birth_date"
        " AND p.id_number <> :id_number AND p.withdrawn = 0 LIMIT 1",
        _bound(values, "name", "birth_date", "id_number"),
    )


def died(store: Store, values: Row) -> Row | None:
    """The payee or the child as somebody recorded as deceased, or None: name, death_date.

    The payee is known by ID number, else by name within the household or its village and head.
    """
    return store.row(
        " UNION ALL ".join(f"{_DIED} AND {who}" for who in _WHO_DIED) + " LIMIT 1",
        _bound(values, "person_id", "payee_id_number", "payee_name"),
    )


def members(store: Store, household_id: int) -> int:
    """How many living people of a household the office knows (F19)."""
    sql = "SELECT COUNT(*) FROM person WHERE household_id = ? AND withdrawn = 0 AND death_date IS NULL"
    return int(store.value(sql, (household_id,)))


def is_unused(store: Store, person_id: int, case_id: int) -> bool:
    """Whether nothing but this case knows a person: no number, roll, household, aid or other case."""
    return bool(
        store.value(
            "SELECT 1 FROM person p WHERE p.id = :p AND p.id_number IS NULL AND p.household_id IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id AND e.withdrawn = 0)"
            " AND NOT EXISTS (SELECT 1 FROM aid a WHERE a.person_id = p.id AND a.withdrawn = 0)"
            " AND NOT EXISTS (SELECT 1 FROM relief_case c WHERE c.person_id = p.id AND c.id <> :c"
            " AND c.withdrawn = 0)",
            {"p": person_id, "c": case_id},
        )
    )


def has_past(store: Store, case_id: int) -> bool:
    """Whether records of any age point at a case, so that it cannot be deleted."""
    tables = ("relief_step", "opinion", "evidence", "notice_case", "objection", "slip")
    return any(
        store.value(f"SELECT 1 FROM {table} WHERE case_id = ? LIMIT 1", (case_id,)) for table in tables
    )


def notice_of(store: Store, case_id: int, kind: str | None = None) -> Row | None:
    """The notice that a case hangs on, the newest when it hung on several; link_id is its notice_case."""
    return store.row(
        "SELECT n.*, k.id AS link_id FROM notice_case k JOIN notice n ON n.id = k.notice_id WHERE k.case_id = :c"
        " AND k.withdrawn = 0 AND n.withdrawn = 0 AND (:kind IS NULL OR n.kind = :kind) ORDER BY k.id DESC LIMIT 1",
        {"c": case_id, "kind": kind},
    )


def open_objections(store: Store, case_id: int) -> list[Row]:
    """The objections against a case that have no finding yet."""
    return store.rows(
        "SELECT * FROM objection WHERE case_id = ? AND withdrawn = 0 AND resolved_on IS NULL ORDER BY id",
        (case_id,),
    )


def waiting_batches(store: Store, case_id: int) -> list[str]:
    """The numbers of sealed batches that hold a case and have not taken it up yet."""
    found = store.rows(
        "SELECT b.batch_no FROM batch_line l JOIN batch b ON b.id = l.batch_id WHERE l.case_id = :c"
        " AND l.withdrawn = 0 AND b.withdrawn = 0 AND b.batch_no NOT IN (SELECT COALESCE(s.document, '')"
        " FROM relief_step s WHERE s.case_id = :c AND s.withdrawn = 0 AND s.action = 'report')"
        " ORDER BY l.id DESC",
        {"c": case_id},
    )
    return [row["batch_no"] for row in found]


def payments(store: Store, case_id: int) -> list[Row]:
    """The payments of a case, oldest first."""
    return store.rows("SELECT * FROM payment WHERE case_id = ? AND withdrawn = 0 ORDER BY id", (case_id,))


def evidence(store: Store, case_id: int) -> set[str]:
    """The codes of the documents that lie with a case."""
    sql = "SELECT code FROM evidence WHERE case_id = ? AND present = 1 AND withdrawn = 0"
    return set(store.column(sql, (case_id,)))


def opinions(store: Store, case_id: int) -> list[Row]:
    """Every opinion that was ever given on a case, oldest first, the voided ones too."""
    return store.rows("SELECT * FROM opinion WHERE case_id = ? ORDER BY id", (case_id,))


def ids_of(store: Store, table: str, case_ids: Iterable[int]) -> list[int]:
    """The ids of all rows of a table that were ever written about these cases, hidden ones too."""
    sql = f"SELECT id FROM {table} WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return [*store.column(sql, (json.dumps([*case_ids]),))]


def of_term(store: Store, term: str, village: str | None) -> list[Row]:
    """The cases of a term with the identity of their children, of one village where it is given, by number."""
    where = " AND c.term = :term AND (:village IS NULL OR c.village = :village) ORDER BY c.case_no, c.id"
    return store.rows(f"{_CASE}{where}", {"term": term, "village": village})


def notices_of(store: Store, case_id: int) -> list[Row]:
    """Every notice that a case hung on, oldest first."""
    return store.rows(
        "SELECT n.* FROM notice_case k JOIN notice n ON n.id = k.notice_id WHERE k.case_id = ?"
        " AND k.withdrawn = 0 AND n.withdrawn = 0 ORDER BY n.id",
        (case_id,),
    )


def attached(store: Store, case_id: int) -> list[str]:
    """The names of the files attached to a case."""
    sql = "SELECT name FROM attachment WHERE owner_table = 'relief_case' AND owner_id = ? AND withdrawn = 0 ORDER BY id"
    return [*store.column(sql, (case_id,))]


def aid_of_child(store: Store, person_id: int) -> list[int]:
    """The ids of all aid that was ever registered for a child, hidden too."""
    return [*store.column("SELECT id FROM aid WHERE person_id = ? ORDER BY id", (person_id,))]


def household_by_number(store: Store, number: str | None) -> Row | None:
    """The household with this number, or None."""
    return store.row("SELECT * FROM household WHERE household_number = ? AND withdrawn = 0", (number,))


def any_household(store: Store) -> bool:
    """Whether the office has a household base at all."""
    return bool(store.value("SELECT 1 FROM household WHERE withdrawn = 0 LIMIT 1"))


_ALWAYS = ("id", "household_id", "household_number", "head_id_number")


def _bound(values: Row, *names: str) -> dict[str, Any]:
    """The named values for a query; a case that is not stored yet has id 0."""
    return {name: values.get(name) for name in (*_ALWAYS, *names)} | {"id": values.get("id") or 0}
