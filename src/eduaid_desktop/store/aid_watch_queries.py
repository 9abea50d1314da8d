"""Student aid as it is registered against itself, the roll and what was received, a whole term at once.

A draft is no aid yet and is held against nothing.
"""

import json
from collections.abc import Collection, Sequence

from eduaid_desktop.store.aid_queries import STATUS
from eduaid_desktop.store.store import Row, Store


def _counted(table: str) -> str:
    return f"{table}.withdrawn = 0 AND {table}.status <> 'draft'"


_OF_TERM = f"{_counted('a')} AND a.term = :term"
_WHOSE = "aid a JOIN person p ON p.id = a.person_id AND p.withdrawn = 0"
_AID = "a.id, a.person_id AS pid, a.term, a.programme, a.amount, a.school, p.name"
_ROLL = "enrolment e WHERE e.person_id = a.person_id AND e.term = a.term AND e.withdrawn = 0"


def twice(
    store: Store, term: str, yearly: Collection[str], year: Collection[str], once: Collection[str]
) -> list[Row]:
    """Aid of one programme that a child has again, together, oldest first.

    In the term; of the yearly programmes in the terms of its school year; of those paid once in any term.
    """
    again = (
        "({0}.term = :term OR ({0}.programme IN (SELECT value FROM json_each(:yearly))"
        " AND {0}.term IN (SELECT value FROM json_each(:year)))"
        " OR {0}.programme IN (SELECT value FROM json_each(:once)))"
    )
    return store.rows(
        f"WITH again AS MATERIALIZED (SELECT a.person_id, a.programme FROM aid a WHERE {_OF_TERM} GROUP BY 1, 2"
        " HAVING COUNT(*) > 1 UNION SELECT a.person_id, a.programme FROM aid a"
        f" WHERE {_OF_TERM} AND a.programme IN (SELECT value FROM json_each(:yearly) UNION ALL"
        " SELECT value FROM json_each(:once)) AND EXISTS (SELECT 1 FROM aid b WHERE b.person_id = a.person_id"
        f" AND +b.programme = a.programme AND b.id <> a.id AND {_counted('b')} AND {again.format('b')}))"
        f" SELECT {_AID} FROM again g JOIN {_WHOSE} AND a.person_id = g.person_id AND +a.programme = g.programme"
        f" WHERE {_counted('a')} AND {again.format('a')} ORDER BY a.person_id, a.programme, a.id",
        {
            "term": term,
            "yearly": json.dumps([*yearly]),
            "year": json.dumps([*year]),
            "once": json.dumps([*once]),
        },
    )


def side_by_side(store: Store, term: str, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Children with both programmes of a pair in the term: pid, first, second, and id and amount of each."""
    return store.rows(
        "SELECT a.person_id AS pid, a.programme AS first, b.programme AS second, MIN(a.id) AS first_id,"
        " a.amount AS first_amount, MIN(b.id) AS second_id, b.amount AS second_amount"
        " FROM (SELECT json_extract(value, '$[0]') AS first, json_extract(value, '$[1]') AS second"
        f" FROM json_each(:pairs)) x CROSS JOIN {_WHOSE} AND a.programme = x.first"
        f" JOIN aid b ON b.person_id = a.person_id AND b.term = a.term AND +b.programme = x.second AND {_counted('b')}"
        f" WHERE {_OF_TERM} GROUP BY a.person_id, x.first, x.second ORDER BY a.person_id",
        {"term": term, "pairs": json.dumps(pairs)},
    )


def shared_accounts(store: Store, term: str) -> list[Row]:
    """Payments of the term into accounts that several children share, aid and relief, by account and child.

    at_table and at_id: the record; what tells a family: household_id, household_number, guardian_name, village.
    """
    aid = (
        "SELECT a.person_id AS pid, REPLACE(a.{0}, ' ', '') AS account, a.payee_name, 'aid' AS at_table,"
        " a.id AS at_id, a.programme, a.amount, NULL AS household_id, NULL AS household_number"
        f" FROM aid a WHERE {_OF_TERM} AND a.{{0}} <> ''"
    )
    return store.rows(
        f"WITH paid AS MATERIALIZED ({aid.format('payee_account')} UNION ALL {aid.format('household_account')}"
        " UNION ALL SELECT c.person_id, REPLACE(c.payee_account, ' ', ''), c.payee_name, 'relief_case', c.id, NULL,"
        " COALESCE(c.approved, c.proposed, c.applied), c.household_id, c.household_number FROM relief_case c"
        " WHERE c.withdrawn = 0 AND c.term = :term AND c.state NOT IN (200, 210) AND c.payee_account <> '')"
        " SELECT d.pid, d.account, d.payee_name, d.at_table, d.at_id, d.programme, d.amount, p.name, p.village,"
        " p.guardian_name, COALESCE(p.household_id, d.household_id) AS household_id,"
        " COALESCE(h.household_number, d.household_number) AS household_number"
        " FROM paid d JOIN person p ON p.id = d.pid AND p.withdrawn = 0"
        " LEFT JOIN household h ON h.id = COALESCE(p.household_id, d.household_id)"
        " WHERE d.account IN (SELECT account FROM paid GROUP BY account HAVING COUNT(DISTINCT pid) > 1)"
        " ORDER BY d.account, d.pid, d.at_table, d.at_id",
        {"term": term},
    )


def not_at_school(
    store: Store, term: str, first_day: str, stages: Collection[str], away: Collection[str]
) -> list[Row]:
    """Aid of children who attend no school in the term: placement (NULL on no roll), or death_date before the aid.

    Who is on no roll counts only where the term has one, for stages that stand on it and schools in the county.
    """
    away_ = "(SELECT value FROM json_each(:away))"
    attends = f"EXISTS (SELECT 1 FROM {_ROLL} AND COALESCE(e.placement, '') NOT IN {away_})"
    newest = f"{_ROLL} ORDER BY e.current DESC, e.id DESC LIMIT 1"
    known = "EXISTS (SELECT 1 FROM enrolment WHERE term = :term AND withdrawn = 0)"
    here = (
        "(a.stage IS NULL OR a.stage IN (SELECT value FROM json_each(:stages)))"
        " AND COALESCE(a.place, 'in_county') = 'in_county'"
    )
    dead = "p.death_date < MAX(COALESCE(a.paid_on, ''), COALESCE(a.application_date, ''), :first_day)"
    return store.rows(
        f"SELECT {_AID}, p.death_date, {dead} AS dead, (SELECT e.placement FROM {newest}) AS placement,"
        f" (SELECT e.id FROM {newest}) AS enrolment_id"
        f" FROM {_WHOSE} WHERE {_OF_TERM} AND ({dead} OR ({known} AND NOT {attends} AND ({here}"
        f" OR EXISTS (SELECT 1 FROM {_ROLL})))) ORDER BY a.person_id, a.id",
        {"term": term, "first_day": first_day, "stages": json.dumps([*stages]), "away": json.dumps([*away])},
    )


def odd_ages(store: Store, term: str, windows: Sequence[tuple[str, str, str]]) -> list[Row]:
    """One aid of each child born outside the window of its stage. windows: (stage, first, last birth date)."""
    return store.rows(
        "SELECT a.person_id AS pid, MIN(a.id) AS id, p.birth_date, a.stage, a.grade"
        " FROM (SELECT json_extract(value, '$[0]') AS stage, json_extract(value, '$[1]') AS first,"
        f" json_extract(value, '$[2]') AS last FROM json_each(:windows)) w CROSS JOIN {_WHOSE}"
        f" WHERE {_OF_TERM} AND a.stage = w.stage AND p.birth_date NOT BETWEEN w.first AND w.last"
        " GROUP BY a.person_id, a.stage ORDER BY a.person_id",
        {"term": term, "windows": json.dumps(windows)},
    )


def households_over(store: Store, term: str, fen: int, without: Collection[str]) -> list[Row]:
    """What each child got of households that got more than a sum together. without: programmes that are no aid."""
    given = f"{_WHOSE} WHERE {_OF_TERM} AND a.programme NOT IN (SELECT value FROM json_each(:without))"
    return store.rows(
        "WITH got AS MATERIALIZED (SELECT p.household_id, p.id AS pid, p.name, SUM(a.amount) AS fen,"
        f" COUNT(*) AS count, MIN(a.id) AS first FROM {given} AND p.household_id IS NOT NULL"
        " GROUP BY p.household_id, p.id)"
        " SELECT g.*, h.household_number, h.head_name, v.name AS village FROM got g JOIN household h"
        " ON h.id = g.household_id LEFT JOIN region v ON v.code = h.village"
        " WHERE g.household_id IN (SELECT household_id FROM got GROUP BY household_id HAVING SUM(fen) > :fen)"
        " ORDER BY g.household_id, g.pid",
        {"term": term, "fen": fen, "without": json.dumps([*without])},
    )


# By what a rate is chosen, the form before the roll, and what was given.
PRICED_BY = (
    "programme", "stage", "grade", "boarding", "place", "school", "base_type", "monitor_kind", "said_type",
    "registered_poor", "review", "hardship_level", "said_level", "amount", "explained",
)  # fmt: skip


def alike(store: Store, term: str, day: str, school_year: str) -> list[Row]:
    """The aid of a term by PRICED_BY; aid: a JSON list of [id, person_id, name]. day: of the household's status.

    What is the same in all that can move a rate is priced once, however many children got it.
    """
    return store.rows(
        "SELECT a.programme, COALESCE(a.stage, e.stage) AS stage, COALESCE(a.grade, e.grade) AS grade,"
        " COALESCE(a.boarding, e.boarding) AS boarding, COALESCE(a.place, e.place) AS place,"
        f" COALESCE(NULLIF(a.school, ''), s.name) AS school, {STATUS.format('household_type')} AS base_type,"
        f" {STATUS.format('monitor_kind')} AS monitor_kind, a.household_type AS said_type, e.registered_poor,"
        " h.review, h.hardship_level, a.hardship_level AS said_level, a.amount,"
        " COALESCE(a.amount_reason, '') <> '' AS explained, json_group_array(json_array(a.id, p.id, p.name)) AS aid"
        f" FROM {_WHOSE} LEFT JOIN enrolment e ON e.person_id = a.person_id AND e.term = a.term AND e.withdrawn = 0"
        " AND e.current = 1 LEFT JOIN school s ON s.id = e.school_id LEFT JOIN hardship h ON h.person_id = p.id"
        f" AND h.school_year = :school_year AND h.withdrawn = 0 WHERE {_OF_TERM}"
        f" GROUP BY {', '.join(str(n) for n in range(1, len(PRICED_BY) + 1))} ORDER BY 1, 6, 14",
        {"term": term, "day": day, "school_year": school_year},
    )


def crossed(store: Store, term: str) -> list[Row]:
    """By child and programme what is registered (given) against what was received, where they differ.

    given and received: fen, NULL where that side has no row; given_id, received_id: the first row of each. Empty
    where one of the two has nothing of the term at all. A programme that no list of payments names is left out.
    """
    return store.rows(
        f"WITH own AS MATERIALIZED (SELECT a.person_id AS pid, a.programme, COALESCE(SUM(a.amount), 0) AS fen,"
        f" MIN(a.id) AS first, MIN(a.school) AS school FROM aid a WHERE {_OF_TERM} GROUP BY 1, 2),"
        " got AS MATERIALIZED (SELECT r.person_id AS pid, r.programme, SUM(r.amount) AS fen, MIN(r.id) AS first,"
        " MIN(r.school) AS school FROM received_aid r WHERE r.withdrawn = 0 AND r.term = :term"
        " AND r.person_id IS NOT NULL AND r.programme IS NOT NULL GROUP BY 1, 2),"
        " differing AS (SELECT o.pid, o.programme, o.fen AS given, g.fen AS received, o.first AS given_id,"
        " g.first AS received_id, COALESCE(o.school, g.school) AS school FROM own o LEFT JOIN got g"
        " ON g.pid = o.pid AND g.programme = o.programme WHERE o.programme IN (SELECT programme FROM got)"
        " AND g.fen IS NOT o.fen"
        " UNION ALL SELECT g.pid, g.programme, NULL, g.fen, NULL, g.first, g.school FROM got g LEFT JOIN own o"
        " ON o.pid = g.pid AND o.programme = g.programme WHERE o.pid IS NULL AND EXISTS (SELECT 1 FROM own))"
        " SELECT d.*, p.name FROM differing d JOIN person p ON p.id = d.pid AND p.withdrawn = 0"
        " ORDER BY d.programme, d.school, d.pid",
        {"term": term},
    )


def registered_programmes(store: Store, term: str) -> set[str]:
    """The programmes of which any aid of the term is registered."""
    return {*store.column(f"SELECT DISTINCT a.programme FROM aid a WHERE {_OF_TERM}", {"term": term})}


def received(store: Store, term: str) -> list[Row]:
    """Who stands on a list of payments of the term: person_id, programme."""
    return store.rows(
        "SELECT DISTINCT person_id, programme FROM received_aid WHERE withdrawn = 0 AND term = ?"
        " AND person_id IS NOT NULL AND programme IS NOT NULL",
        (term,),
    )
