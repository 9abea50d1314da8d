"""Questions about student aid: who is on the roll with what a programme asks for, and what was given."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from eduaid_desktop.store.people import NOT_FOUND
from eduaid_desktop.store.store import Row, Store

# A household's status on a day: of those in force the one that began last.
STATUS = (
    "(SELECT x.{} FROM household_status x WHERE x.household_id = p.household_id AND x.withdrawn = 0"
    " AND x.valid_from <= :day AND (x.valid_to = '' OR x.valid_to >= :day)"
    " ORDER BY x.valid_from DESC, x.id DESC LIMIT 1)"
)
_PUPIL = (
    "SELECT p.id AS person_id, e.term, p.name, p.id_number, p.student_number, p.temporary_number, p.sex, p.birth_date,"
    " p.death_date, p.village, p.household_id, p.guardian_name, p.guardian_relation, p.phone,"
    " v.name AS village_name, s.id AS school_id, s.name AS school, e.stage, e.grade, e.class_name, e.boarding,"
    f" e.place, e.placement, e.registered_poor, {STATUS.format('household_type')} AS household_type,"
    f" {STATUS.format('monitor_kind')} AS monitor_kind, h.hardship_category,"
    f" h.hardship_level, h.review, {NOT_FOUND.format('p.id')} AS not_found"
)
_ROLL = (
    " FROM enrolment e JOIN person p ON p.id = e.person_id AND p.withdrawn = 0 JOIN school s ON s.id = e.school_id"
    " LEFT JOIN region v ON v.code = p.village"
    " LEFT JOIN hardship h ON h.person_id = p.id AND h.school_year = :school_year AND h.withdrawn = 0"
    " WHERE e.withdrawn = 0 AND e.current = 1 AND e.term = :term"
)


def roll(
    store: Store, term: str, day: str, school_year: str, chosen: Mapping[str, Any] | None = None
) -> list[Row]:
    """Everybody on the roll of a term, by school, grade, class and name, with what programmes ask about.

    day: ISO, on which the household's status counts. chosen: school_id, stage, grade, class_name, as wanted.
    A child on two rolls stands here once for each that is marked as current.
    """
    wanted = {name: value for name, value in (chosen or {}).items() if value is not None}
    where = "".join(f" AND e.{name} = :{name}" for name in wanted)
    sql = f"{_PUPIL}{_ROLL}{where} ORDER BY s.name, e.stage, e.grade, e.class_name, p.name, p.id"
    return store.rows(sql, {"term": term, "day": day, "school_year": school_year, **wanted})


def pupils(
    store: Store,
    people: Collection[int],
    term: str,
    day: str,
    school_year: str,
    schools: Mapping[int, int] | None = None,
) -> dict[int, Row]:
    """The same of some people, by person; who is not on the roll of the term is left out.

    schools: the id of the school that is meant, by person, for a child on two rolls.
    """
    sql = f"{_PUPIL}{_ROLL} AND p.id IN (SELECT value FROM json_each(:people)) ORDER BY e.id DESC"
    given = {"term": term, "day": day, "school_year": school_year, "people": json.dumps([*people])}
    meant = schools or {}
    rows = sorted(store.rows(sql, given), key=lambda row: row["school_id"] == meant.get(row["person_id"]))
    return {row["person_id"]: row for row in rows}


def schools(store: Store, term: str) -> list[Row]:
    """The schools on the roll of a term: school_id, school, stage, pupils."""
    return store.rows(
        "SELECT s.id AS school_id, s.name AS school, e.stage, COUNT(*) AS pupils FROM enrolment e"
        " JOIN school s ON s.id = e.school_id WHERE e.withdrawn = 0 AND e.current = 1 AND e.term = ?"
        " GROUP BY s.id, e.stage ORDER BY s.name, e.stage",
        (term,),
    )


def classes(store: Store, term: str, school_id: int) -> list[Row]:
    """The grades and classes of a school in a term: grade, class_name, pupils."""
    return store.rows(
        "SELECT grade, class_name, COUNT(*) AS pupils FROM enrolment WHERE withdrawn = 0 AND current = 1"
        " AND term = ? AND school_id = ? GROUP BY grade, class_name ORDER BY stage, grade, class_name",
        (term, school_id),
    )


def given(store: Store, terms: Iterable[str], people: Collection[int] | None = None) -> list[Row]:
    """The aid of some terms, drafts too: id, person_id, term, programme, amount, status, payee_account."""
    among = " AND person_id IN (SELECT value FROM json_each(:people))" if people is not None else ""
    return store.rows(
        "SELECT id, person_id, term, programme, amount, status, payee_account FROM aid WHERE withdrawn = 0"
        f" AND term IN (SELECT value FROM json_each(:terms)){among} ORDER BY id",
        {"terms": json.dumps([*terms]), "people": json.dumps(list(people or ()))},
    )


def roster(
    store: Store,
    term: str,
    programme: str | None = None,
) -> list[Row]:
    """The aid of a term, or of a programme of it, by school, grade, class and name, with child and village.

    Drafts are left out.
    """
    return store.rows(
        "SELECT a.*, p.name, p.sex, COALESCE(p.id_number, p.temporary_number) AS id_number, v.name AS village_name"
        " FROM aid a JOIN person p ON p.id = a.person_id LEFT JOIN region v ON v.code = a.village"
        " WHERE a.withdrawn = 0 AND a.status <> 'draft' AND a.term = :term"
        " AND (:programme IS NULL OR a.programme = :programme)"
        " ORDER BY a.school, a.stage, a.grade, a.class_name, a.programme, p.name, a.id",
        {"term": term, "programme": programme},
    )


def taken_out(store: Store) -> list[Row]:
    """The policy packages that were added once and apply no more."""
    return store.rows("SELECT content, file_name FROM policy_package WHERE withdrawn = 1 ORDER BY id")


# What a total can be split by, as a column of aid.
SPLITS = ("programme", "stage", "school", "village", "household_type", "term")


def totals(
    store: Store,
    terms: Collection[str],
    by: str,
    filters: Mapping[str, Any] | None = None,
    without: Collection[str] = (),
) -> list[Row]:
    """By the values of a column (one of SPLITS): persons, times (人次), fen, and unknown, rows without an amount.

    Drafts count nowhere. filters: column of SPLITS -> value. without: programmes that are left out.
    """
    assert by in SPLITS
    where, parameters = _counted(terms, filters or {}, without)
    return store.rows(
        f"SELECT {by} AS value, COUNT(DISTINCT person_id) AS persons, SUM(person_times) AS times,"
        f" COALESCE(SUM(amount), 0) AS fen, SUM(amount IS NULL) AS unknown FROM aid WHERE {where}"
        f" GROUP BY {by} ORDER BY {by}",
        parameters,
    )


def total(
    store: Store,
    terms: Collection[str],
    filters: Mapping[str, Any] | None = None,
    without: Collection[str] = (),
) -> Row:
    """The same over everything chosen, as one row."""
    where, parameters = _counted(terms, filters or {}, without)
    return (
        store.row(
            "SELECT COUNT(DISTINCT person_id) AS persons, COALESCE(SUM(person_times), 0) AS times,"
            " COALESCE(SUM(amount), 0) AS fen, COALESCE(SUM(amount IS NULL), 0) AS unknown"
            f" FROM aid WHERE {where}",
            parameters,
        )
        or {}
    )


def persons(store: Store, terms: Collection[str], programmes: Collection[str]) -> int:
    """How many children got any of these programmes, each counted once."""
    where, parameters = _counted(terms, {})
    marks = ", ".join("?" * len(programmes))
    sql = f"SELECT COUNT(DISTINCT person_id) FROM aid WHERE {where} AND programme IN ({marks})"
    return int(store.value(sql, [*parameters, *programmes]))


def _counted(
    terms: Collection[str], filters: Mapping[str, Any], without: Collection[str] = ()
) -> tuple[str, list[Any]]:
    assert set(filters) <= set(SPLITS)
    marks = ", ".join("?" * len(terms))
    where = f"withdrawn = 0 AND status <> 'draft' AND term IN ({marks})"
    where += "".join(f" AND {name} IS ?" for name in filters)
    where += f" AND programme NOT IN ({', '.join('?' * len(without))})" if without else ""
    return where, [*terms, *filters.values(), *without]


def noticed(store: Store, term: str, programme: str | None, without: Collection[str] = ()) -> list[Row]:
    """Who is given what in a term, by school, grade, class and name: those, programme and amount.

    Drafts, and children of whom was found that they do not exist, are left out. programme: None for all but without.
    """
    return store.rows(
        "SELECT p.name, a.school, a.grade, a.class_name, a.programme, a.amount FROM aid a"
        " JOIN person p ON p.id = a.person_id AND p.withdrawn = 0"
        f" WHERE a.withdrawn = 0 AND a.status <> 'draft' AND a.term = :term AND NOT {NOT_FOUND.format('p.id')}"
        " AND a.programme = COALESCE(:programme, a.programme)"
        " AND (:programme IS NOT NULL OR a.programme NOT IN (SELECT value FROM json_each(:without)))"
        " ORDER BY a.school, a.stage, a.grade, a.class_name, p.name, a.id",
        {"term": term, "programme": programme, "without": json.dumps([*without])},
    )
