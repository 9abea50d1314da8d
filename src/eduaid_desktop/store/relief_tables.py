"""What the lists and tables of the relief fund are made of: sums, sealed lines, decisions, refusals, dates."""

import json
from collections.abc import Collection, Mapping

from eduaid_desktop.store.lists import UNDER
from eduaid_desktop.store.relief_counting import ARRIVED, COUNTS, OUTCOME
from eduaid_desktop.store.store import Row, Store

# What a case can be summed by, in fen.
AMOUNTS: Mapping[str, str] = {"applied": "c.applied", "proposed": "c.proposed", "approved": "c.approved"}
_CASE = (
    "SELECT c.*, p.name, p.id_number, p.temporary_number, p.sex, p.ethnic, v.name AS village_name"
    " FROM relief_case c JOIN person p ON p.id = c.person_id LEFT JOIN region v ON v.code = c.village"
)
_OF_TERMS = "c.withdrawn = 0 AND c.term IN (SELECT value FROM json_each(:terms))"
_OF_VILLAGE = f"(:village IS NULL OR c.village IN {UNDER.format(':village')})"
# The township reports by village.
_ORDER = "ORDER BY substr(c.term, 1, 4), substr(c.term, 5) DESC, c.village, c.case_no, c.id"


def sums(store: Store, terms: Collection[str], amount: str) -> list[Row]:
    """By term, village, stage and household_type: count and fen of the cases that count and have this amount.

    amount: a key of AMOUNTS.
    """
    fen = AMOUNTS[amount]
    return store.rows(
        f"SELECT c.term, c.village, c.stage, c.household_type, COUNT(*) AS count, SUM({fen}) AS fen FROM relief_case c"
        f" WHERE {_OF_TERMS} AND {COUNTS} AND {fen} IS NOT NULL GROUP BY c.term, c.village, c.stage, c.household_type",
        {"terms": json.dumps([*terms])},
    )


def persons(store: Store, terms: Collection[str], amount: str) -> int:
    """How many children stand behind the same cases, each counted once."""
    sql = (
        f"SELECT COUNT(DISTINCT c.person_id) FROM relief_case c WHERE {_OF_TERMS} AND {COUNTS}"
        f" AND {AMOUNTS[amount]} IS NOT NULL"
    )
    return int(store.value(sql, {"terms": json.dumps([*terms])}))


def counting(store: Store, terms: Collection[str], village: str | None = None) -> list[Row]:
    """The cases that count, of a village (its code, with those closed into it) or all, with child and village."""
    sql = f"{_CASE} WHERE {_OF_TERMS} AND {COUNTS} AND {_OF_VILLAGE} {_ORDER}"
    return store.rows(sql, {"terms": json.dumps([*terms]), "village": village})


def sealed(store: Store, batch_id: int) -> list[Row]:
    """The lines of a batch by village: cells (JSON), amount (fen); village and group_name of the case."""
    return store.rows(
        "SELECT l.case_id, l.case_no, l.cells, l.amount, c.village, c.group_name FROM batch_line l"
        " JOIN relief_case c ON c.id = l.case_id"
        " WHERE l.batch_id = ? AND l.withdrawn = 0 ORDER BY c.village, l.position",
        (batch_id,),
    )


def all_of(store: Store, case_ids: Collection[int]) -> dict[int, Row]:
    """Several cases with child and village, by id; outcome: the state that an archived one ended in."""
    sql = f"{_CASE.replace('SELECT c.*', f'SELECT c.*, {OUTCOME} AS outcome')}"
    found = store.rows(f"{sql} WHERE c.id IN (SELECT value FROM json_each(?))", (json.dumps([*case_ids]),))
    return {row["id"]: row for row in found}


def of_terms(store: Store, terms: Collection[str], village: str | None = None) -> list[int]:
    """The ids of all cases of some terms but drafts, by term, village and number."""
    sql = f"SELECT c.id FROM relief_case c WHERE {_OF_TERMS} AND c.case_no IS NOT NULL AND {_OF_VILLAGE} {_ORDER}"
    return [*store.column(sql, {"terms": json.dumps([*terms]), "village": village})]


def steps(store: Store, case_ids: Collection[int]) -> dict[int, list[Row]]:
    """The steps of several cases, oldest first, by case."""
    found: dict[int, list[Row]] = {}
    sql = (
        "SELECT case_id, action, from_state, to_state, on_date, reason, amount, document FROM relief_step"
        " WHERE withdrawn = 0 AND case_id IN (SELECT value FROM json_each(?)) ORDER BY id"
    )
    for row in store.rows(sql, (json.dumps([*case_ids]),)):
        found.setdefault(row["case_id"], []).append(row)
    return found


def money(store: Store, case_ids: Collection[int]) -> dict[int, Row]:
    """By case: sent_on and paid_on (the last), paid (fen that arrived), past cases with what was paid then."""
    found = store.rows(
        "SELECT c.id, MAX(y.sent_on) AS sent_on, COALESCE(c.past_paid_on, MAX(y.paid_on)) AS paid_on,"
        " CASE WHEN c.historical = 1 THEN c.approved"
        " ELSE SUM(CASE WHEN y.result = 'paid' THEN y.amount END) END AS paid"
        " FROM relief_case c LEFT JOIN payment y ON y.case_id = c.id AND y.withdrawn = 0"
        " WHERE c.id IN (SELECT value FROM json_each(?)) GROUP BY c.id",
        (json.dumps([*case_ids]),),
    )
    return {row["id"]: row for row in found}


def notices(store: Store, case_ids: Collection[int]) -> dict[int, Row]:
    """The latest notice of several cases, by case: from_date, to_date."""
    found = store.rows(
        "SELECT k.case_id, n.from_date, n.to_date FROM notice_case k JOIN notice n ON n.id = k.notice_id"
        " WHERE k.withdrawn = 0 AND n.withdrawn = 0 AND k.case_id IN (SELECT value FROM json_each(?)) ORDER BY k.id",
        (json.dumps([*case_ids]),),
    )
    return {row["case_id"]: row for row in found}


def told(store: Store, document: str, case_ids: Collection[int]) -> dict[int, str]:
    """The day (ISO) on which the last paper of this kind was given out, by case; void ones do not count."""
    found = store.rows(
        "SELECT case_id, MAX(issued_on) AS on_date FROM slip WHERE document = ? AND withdrawn = 0 AND state <> 'void'"
        " AND case_id IN (SELECT value FROM json_each(?)) GROUP BY case_id",
        (document, json.dumps([*case_ids])),
    )
    return {row["case_id"]: row["on_date"] for row in found}


# A case whose money is with the family: on its way or sent back is not.
_PAID = f"c.withdrawn = 0 AND {ARRIVED} > 0 AND c.term IN (SELECT value FROM json_each(:terms))"


def arrived(store: Store, terms: Collection[str]) -> list[Row]:
    """What the fund paid in some terms and did not recover, by stage: times (cases), fen."""
    return store.rows(
        f"SELECT c.stage, COUNT(*) AS times, SUM({ARRIVED}) AS fen"
        f" FROM relief_case c WHERE {_PAID} GROUP BY c.stage",
        {"terms": json.dumps([*terms])},
    )


def helped(store: Store, terms: Collection[str], without: Collection[str]) -> Row:
    """Children, each counted once: fund, those it paid; everyone, those with aid of the terms too.

    without: programmes that are no aid.
    """
    fund = f"SELECT c.person_id FROM relief_case c WHERE {_PAID}"
    aid = (
        "SELECT person_id FROM aid WHERE withdrawn = 0 AND status <> 'draft'"
        " AND term IN (SELECT value FROM json_each(:terms))"
        " AND programme NOT IN (SELECT value FROM json_each(:without))"
    )
    found = store.row(
        f"SELECT (SELECT COUNT(DISTINCT person_id) FROM ({fund})) AS fund,"
        f" (SELECT COUNT(*) FROM ({fund} UNION {aid})) AS everyone",
        {"terms": json.dumps([*terms]), "without": json.dumps([*without])},
    )
    return found or {}
