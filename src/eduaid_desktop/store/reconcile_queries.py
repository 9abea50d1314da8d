"""What the roll, the household base and the applications say of the same people, side by side.

Every query looks at a whole term at once. A row that tells where something stands carries run, sheet and
row (of an import), or at_table and at_id (of a record, whose change tells).
"""

import json
from collections.abc import Collection, Sequence

from eduaid_desktop.store.store import Row, Store

BASE = "household_base"
_COLUMNS = ("name", "village", "household_number", "grade", "class_name")
_PARKED = ", ".join(
    "(SELECT code FROM region WHERE level = 'village' AND name = json_extract(k.content, '$.village'))"
    if name == "village"
    else f"json_extract(k.content, '$.{name}')"
    for name in _COLUMNS
)
_RUNS = (
    "runs AS MATERIALIZED (SELECT id, kind FROM import_run WHERE withdrawn = 0"
    f" AND (kind = '{BASE}' OR term = :term))"
)
# What imported rows said of some people: kept with the import, or with the question that a parked row waited for.
_SAID = f"""
{_RUNS},
said AS MATERIALIZED (
    SELECT s.import_run_id AS run, i.kind, s.sheet, s.row, COALESCE(w.merged_into, w.id) AS pid,
        {", ".join(f"s.{name}" for name in _COLUMNS)}
    FROM json_each(:people) j JOIN person w ON w.id = j.value JOIN source_row s ON s.person_id = w.id
    JOIN runs i ON i.id = s.import_run_id
    UNION ALL
    SELECT k.import_run_id, k.kind, k.sheet, k.row, COALESCE(w.merged_into, w.id), {_PARKED}
    FROM parked_row k JOIN runs i ON i.id = k.import_run_id JOIN person w ON w.id = k.person_id
    WHERE k.withdrawn = 0 AND k.decision IS NOT NULL
),
latest AS MATERIALIZED (
    SELECT * FROM (SELECT said.*, ROW_NUMBER() OVER (PARTITION BY pid, kind ORDER BY run DESC, sheet, row) AS n
        FROM said) WHERE n <= 2
)"""
_ROLL = "enrolment e ON e.person_id = p.id AND e.term = :term AND e.withdrawn = 0 AND e.current = 1"
# Whether a household is registered as poor today: a status of one of these types that is in force.
_POOR = (
    "EXISTS (SELECT 1 FROM household_status t WHERE t.household_id = p.household_id AND t.withdrawn = 0"
    " AND (t.valid_to = '' OR t.valid_to > :today)"
    " AND t.household_type IN (SELECT value FROM json_each(:poor)))"
)
_ON_NO_ROLL = (
    "NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id AND e.term = :term AND e.withdrawn = 0)"
)


def runs(store: Store) -> dict[int, Row]:
    """The imports that still stand, by id."""
    return {row["id"]: row for row in store.select("import_run")}


def has_roll(store: Store, term: str) -> bool:
    """Whether there is anybody on a roll of the term."""
    return bool(store.value("SELECT 1 FROM enrolment WHERE term = ? AND withdrawn = 0 LIMIT 1", (term,)))


def differing(store: Store, term: str) -> list[int]:
    """Everybody of whom two imported rows of the term say different things, or whose rows came together later."""
    same = " AND ".join(f"a.{name} IS b.{name}" for name in ("name", "village"))
    own = " AND ".join(f"a.{name} IS b.{name}" for name in ("household_number", "grade", "class_name"))
    return [
        *store.column(
            f"WITH {_RUNS} SELECT a.person_id FROM source_row a JOIN runs i ON i.id = a.import_run_id"
            " JOIN source_row b ON b.person_id = a.person_id JOIN runs o ON o.id = b.import_run_id"
            f" WHERE NOT ({same}) OR (i.kind = o.kind AND NOT ({own}))"
            " UNION SELECT id FROM person WHERE merged_into IS NOT NULL"
            " UNION SELECT merged_into FROM person WHERE merged_into IS NOT NULL"
            " UNION SELECT person_id FROM parked_row WHERE person_id IS NOT NULL AND withdrawn = 0",
            {"term": term},
        )
    ]


def differing_words(store: Store, term: str, people: Sequence[int]) -> list[Row]:
    """The newest statements, of the roll the last two, about people whose names or villages differ in them."""
    return store.rows(
        f"WITH {_SAID} SELECT l.*, v.name AS village_name FROM latest l LEFT JOIN region v ON v.code = l.village"
        " JOIN person p ON p.id = l.pid AND p.withdrawn = 0"
        " WHERE pid IN (SELECT pid FROM latest GROUP BY pid HAVING COUNT(DISTINCT REPLACE(name, ' ', '')) > 1"
        " OR COUNT(DISTINCT village) > 1) ORDER BY pid, n, run",
        {"term": term, "people": json.dumps(people)},
    )


def refused_numbers(store: Store, term: str) -> list[Row]:
    """Rows refused for their ID number, each with somebody of that name whom no row of such a file speaks of."""
    return store.rows(
        f"WITH {_RUNS}, lost AS (SELECT s.import_run_id AS run, i.kind, s.sheet, s.row, s.name, s.id_number FROM runs i"
        " JOIN source_row s ON s.import_run_id = i.id WHERE s.person_id IS NULL AND s.id_number IS NOT NULL)"
        " SELECT lost.*, p.id AS pid, p.id_number AS known FROM lost JOIN person p ON p.name = lost.name"
        " AND p.withdrawn = 0 AND p.id_number IS NOT NULL"
        " WHERE NOT EXISTS (SELECT 1 FROM source_row x JOIN runs i ON i.id = x.import_run_id"
        " WHERE x.person_id = p.id AND i.kind = lost.kind AND x.import_run_id >= lost.run)"
        " ORDER BY p.id, lost.run",
        {"term": term},
    )


def two_numbers(store: Store, term: str) -> list[Row]:
    """Pairs of one name and birth date: one on the roll alone, the other in the household base alone."""
    columns = "p.id, p.name, p.birth_date, p.id_number"
    return store.rows(
        f"WITH rolled AS MATERIALIZED (SELECT {columns}, p.guardian_name, MIN(e.id) AS enrolment_id"
        f" FROM person p JOIN {_ROLL} WHERE p.withdrawn = 0 AND p.household_id IS NULL"
        " AND p.id_number IS NOT NULL GROUP BY p.id),"
        f" listed AS MATERIALIZED (SELECT {columns}, p.household_id FROM person p WHERE p.withdrawn = 0"
        f" AND p.household_id IS NOT NULL AND p.id_number IS NOT NULL AND {_ON_NO_ROLL})"
        " SELECT r.id AS pid, b.id AS other, r.id_number, b.id_number AS other_number, r.guardian_name,"
        " r.enrolment_id, EXISTS (SELECT 1 FROM person m WHERE m.household_id = b.household_id"
        " AND m.name = r.guardian_name AND m.withdrawn = 0) AS same_guardian"
        " FROM rolled r JOIN listed b ON b.name = r.name AND b.birth_date = r.birth_date ORDER BY r.id, b.id",
        {"term": term},
    )


def parked_numbers(store: Store, term: str) -> list[Row]:
    """Parked rows about an ID number that nobody has decided: candidates and content are JSON."""
    return store.rows(
        "SELECT k.import_run_id AS run, k.kind, k.sheet, k.row, k.rule, k.content, k.candidates FROM parked_row k"
        " WHERE k.withdrawn = 0 AND k.decision IS NULL AND k.rule IN ('X_ID_DIGIT', 'X_ID_REISSUED')"
        f" AND (k.kind = '{BASE}' OR k.term = :term) ORDER BY k.id",
        {"term": term},
    )


def on_no_roll(store: Store, term: str, born: tuple[str, str], stages: Sequence[str]) -> list[Row]:
    """Living members of the base of that age, and applicants of these stages, who are on no roll of the term.

    born: first and last birth date, ISO. case_id: the application, None for none.
    """
    alive = f"p.withdrawn = 0 AND p.death_date IS NULL AND {_ON_NO_ROLL}"
    return store.rows(
        "SELECT p.id AS pid, p.birth_date, p.remark, p.student_state, p.household_id, NULL AS case_id FROM person p"
        f" WHERE {alive} AND p.household_id IS NOT NULL AND p.birth_date BETWEEN :first AND :last"
        " UNION ALL SELECT p.id, p.birth_date, p.remark, p.student_state, p.household_id, MIN(c.id)"
        " FROM relief_case c JOIN person p ON p.id = c.person_id WHERE c.withdrawn = 0 AND c.term = :term"
        f" AND c.state NOT IN (200, 210) AND c.stage IN (SELECT value FROM json_each(:stages)) AND {alive}"
        " GROUP BY p.id ORDER BY 1",
        {"term": term, "first": born[0], "last": born[1], "stages": json.dumps([*stages])},
    )


def poor_flags(store: Store, term: str, poor: Collection[str], today: str) -> list[Row]:
    """Pupils whose flag on the roll is not what the household base says; in_base: whether it knows them."""
    return store.rows(
        f"SELECT p.id AS pid, MIN(e.id) AS enrolment_id, p.household_id, h.household_number, {_POOR} AS in_base"
        f" FROM person p JOIN {_ROLL} LEFT JOIN household h ON h.id = p.household_id"
        f" WHERE p.withdrawn = 0 AND e.registered_poor IS NOT NULL AND e.registered_poor <> {_POOR} GROUP BY p.id",
        {"term": term, "poor": json.dumps([*poor]), "today": today},
    )


def two_schools(store: Store, term: str, nowhere: str) -> list[Row]:
    """The enrolments of the term of those who have several, oldest first. nowhere: stands for no school."""
    return store.rows(
        "SELECT e.person_id AS pid, e.id AS enrolment_id, e.current, s.name AS school, e.grade, e.class_name"
        " FROM enrolment e JOIN school s ON s.id = e.school_id AND s.name <> :nowhere"
        " JOIN person p ON p.id = e.person_id AND p.withdrawn = 0 WHERE e.term = :term AND e.withdrawn = 0"
        " AND e.person_id IN (SELECT x.person_id FROM enrolment x JOIN school y ON y.id = x.school_id"
        " WHERE x.term = :term AND x.withdrawn = 0 AND y.name <> :nowhere"
        " GROUP BY x.person_id HAVING COUNT(DISTINCT x.school_id) > 1) ORDER BY e.person_id, e.id",
        {"term": term, "nowhere": nowhere},
    )


def odd_ages(store: Store, term: str, windows: Sequence[tuple[str, str, str]]) -> list[Row]:
    """Pupils born outside the window of their stage. windows: (stage, first, last birth date)."""
    return store.rows(
        "SELECT p.id AS pid, e.id AS enrolment_id, p.birth_date, e.stage, e.grade"
        " FROM (SELECT json_extract(value, '$[0]') AS stage, json_extract(value, '$[1]') AS first,"
        " json_extract(value, '$[2]') AS last FROM json_each(:windows)) w"
        " JOIN enrolment e ON e.stage = w.stage AND e.term = :term AND e.withdrawn = 0 AND e.current = 1"
        " JOIN person p ON p.id = e.person_id AND p.withdrawn = 0"
        " WHERE p.birth_date NOT BETWEEN w.first AND w.last GROUP BY p.id ORDER BY p.id",
        {"term": term, "windows": json.dumps(windows)},
    )


def odd_states(
    store: Store, term: str, states: Sequence[tuple[str, str, str]], out: tuple[str, Collection[str]]
) -> list[Row]:
    """Pupils of whom the base says another 在校生状况 than the roll. states: (stage, grade, what is expected).

    out: the state of those who attend no school, and the placements under which that is right.
    """
    newest = (
        "(SELECT s.student_state FROM source_row s JOIN runs i ON i.id = s.import_run_id"
        f" WHERE s.person_id = p.id AND i.kind = '{BASE}' ORDER BY s.import_run_id DESC LIMIT 1)"
    )
    return store.rows(
        f"WITH {_RUNS}, expected AS MATERIALIZED (SELECT json_extract(value, '$[0]') AS stage,"
        " json_extract(value, '$[1]') AS grade, json_extract(value, '$[2]') AS state FROM json_each(:states)),"
        " pupils AS MATERIALIZED (SELECT p.id AS pid, e.id AS enrolment_id, e.stage, e.grade, e.placement,"
        f" COALESCE({newest}, p.student_state) AS student_state FROM person p JOIN {_ROLL}"
        " WHERE p.withdrawn = 0 AND p.household_id IS NOT NULL GROUP BY p.id)"
        " SELECT u.*, x.state AS expected FROM pupils u CROSS JOIN expected x"
        " WHERE x.stage = u.stage AND x.grade = u.grade AND u.student_state <> x.state"
        " AND NOT (u.student_state = :out AND placement IN (SELECT value FROM json_each(:placements))) ORDER BY pid",
        {"term": term, "states": json.dumps(states), "out": out[0], "placements": json.dumps([*out[1]])},
    )


def changed_classes(store: Store, term: str, people: Sequence[int]) -> list[Row]:
    """Pupils whose grade or class differs between the last two rolls of the term that name them, newer first."""
    return store.rows(
        f"WITH {_SAID} SELECT l.* FROM latest l WHERE l.kind = 'roll' AND l.pid IN (SELECT a.pid FROM latest a"
        " JOIN latest b ON b.pid = a.pid AND b.kind = 'roll' AND b.n = 2 AND b.run <> a.run"
        " JOIN person p ON p.id = a.pid AND p.withdrawn = 0"
        " WHERE a.kind = 'roll' AND a.n = 1 AND (a.grade <> b.grade OR a.class_name <> b.class_name))"
        " ORDER BY l.pid, l.n",
        {"term": term, "people": json.dumps(people)},
    )


def two_households(store: Store, term: str, people: Sequence[int]) -> list[Row]:
    """What the newest household base says of those whom it lists in several households."""
    return store.rows(
        f"WITH {_SAID}, own AS MATERIALIZED (SELECT pid, MAX(run) AS run FROM said WHERE kind = '{BASE}' GROUP BY pid)"
        " SELECT s.*, h.id AS household_id, h.head_name FROM said s JOIN own ON own.pid = s.pid AND own.run = s.run"
        " JOIN person p ON p.id = s.pid AND p.withdrawn = 0"
        " LEFT JOIN household h ON h.household_number = s.household_number AND h.withdrawn = 0"
        f" WHERE s.kind = '{BASE}' AND s.pid IN (SELECT t.pid FROM said t JOIN own ON own.pid = t.pid"
        f" AND own.run = t.run WHERE t.kind = '{BASE}' GROUP BY t.pid HAVING COUNT(DISTINCT t.household_number) > 1)"
        " ORDER BY s.pid, s.row",
        {"term": term, "people": json.dumps(people)},
    )


def small_households(store: Store) -> list[Row]:
    """Households whose population is less than the living members that are listed."""
    return store.rows(
        "SELECT h.id, h.household_number, h.head_name, h.population, v.name AS village, COUNT(*) AS members,"
        " COALESCE(MIN(CASE WHEN p.name = h.head_name THEN p.id END), MIN(p.id)) AS pid"
        " FROM household h JOIN person p ON p.household_id = h.id AND p.withdrawn = 0 AND p.death_date IS NULL"
        " LEFT JOIN region v ON v.code = h.village WHERE h.withdrawn = 0 AND h.population IS NOT NULL"
        " GROUP BY h.id HAVING COUNT(*) > h.population ORDER BY h.id"
    )


def about(store: Store, people: Collection[int], term: str) -> dict[int, Row]:
    """Name, id_number, village and school (of the term) of some people, by id."""
    found = store.rows(
        "SELECT p.id, p.name, p.id_number, v.name AS village, s.name AS school, p.village AS village_code"
        " FROM person p LEFT JOIN region v ON v.code = p.village LEFT JOIN enrolment e ON e.id = (SELECT x.id"
        " FROM enrolment x WHERE x.person_id = p.id AND x.term = :term AND x.withdrawn = 0"
        " ORDER BY x.current DESC, x.id DESC LIMIT 1) LEFT JOIN school s ON s.id = e.school_id"
        " WHERE p.id IN (SELECT value FROM json_each(:ids))",
        {"term": term, "ids": json.dumps([*people])},
    )
    return {row["id"]: row for row in found}


def rows_about(store: Store, people: Collection[int], term: str) -> list[Row]:
    """Where imports speak of some people: pid, kind, run, sheet, row, school, household_number; newest first."""
    return store.rows(
        "SELECT COALESCE(w.merged_into, w.id) AS pid, i.kind, i.id AS run, s.sheet, s.row, s.school,"
        " s.household_number FROM person w JOIN source_row s ON s.person_id = w.id"
        f" JOIN import_run i ON i.id = s.import_run_id AND i.withdrawn = 0 AND (i.kind = '{BASE}' OR i.term = :term)"
        " WHERE w.id IN (SELECT value FROM json_each(:ids))"
        " OR w.merged_into IN (SELECT value FROM json_each(:ids)) ORDER BY i.id DESC, s.sheet, s.row",
        {"term": term, "ids": json.dumps([*people])},
    )


def keyed(store: Store, records: Collection[tuple[str, int]]) -> dict[tuple[str, int], Row]:
    """By (table, id) the change that brought a record: at, actor, sentence."""
    found = store.rows(
        "SELECT l.table_name, l.row_id, c.at, c.actor, c.sentence FROM json_each(:records) r"
        " JOIN change_log l ON l.table_name = json_extract(r.value, '$[0]')"
        " AND l.row_id = json_extract(r.value, '$[1]') AND l.action = 'insert' JOIN change c ON c.id = l.change_id",
        {"records": json.dumps([*records])},
    )
    return {(row["table_name"], row["row_id"]): row for row in found}


def decisions(store: Store) -> dict[tuple[str, str], Row]:
    """The conclusions that stand, by (rule, subject)."""
    return {(row["rule"], row["subject"]): row for row in store.select("finding")}
