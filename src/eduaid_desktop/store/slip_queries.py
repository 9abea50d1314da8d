"""The print ledger read: issues of a paper, a paper by its number, what is out."""

import json
from collections.abc import Iterable

from eduaid_desktop.domain import slip
from eduaid_desktop.domain.slip import BY_WORDS, IN_A_TERM, PERIOD
from eduaid_desktop.store.lists import Listing
from eduaid_desktop.store.store import Row, Store
from eduaid_desktop.store.tables import recorded_tables

# n is an issue of the same paper as r (domain.slip.same_paper).
SAME = (
    "n.document = r.document AND n.record = r.record AND n.record_id = r.record_id"
    f" AND (r.record NOT IN {IN_A_TERM} OR n.term IS r.term)"
    f" AND (r.record NOT IN {BY_WORDS} OR n.subject = r.subject)"
)
# How a paper r stands: one that is out is old once a newer issue of it was printed and not voided. What tells of a day
# past is given out, and ends none.
STANDING = (
    f"CASE WHEN r.state = 'out' AND EXISTS (SELECT 1 FROM slip n WHERE {SAME} AND n.issue > r.issue"
    " AND n.state NOT IN ('void', 'given') AND n.withdrawn = 0) THEN 'old' ELSE r.state END"
)
# The village that a paper is about: by its case, notice or family, or as domain.slip.of_term counted it.
_VILLAGE = (
    " LEFT JOIN relief_case c ON c.id = r.case_id"
    " LEFT JOIN notice t ON r.record = 'notice' AND t.id = r.record_id"
    " LEFT JOIN household h ON r.record = 'household' AND h.id = r.record_id"
    " LEFT JOIN person p ON r.record = 'person' AND p.id = r.record_id"
    " LEFT JOIN region v ON v.code = COALESCE(c.village, t.village, h.village, p.village,"
    " (SELECT g.code FROM region g WHERE g.id = r.record_id % 100000"
    f"  AND r.record = '{PERIOD}' AND r.record_id / 100000 % 10 < 3))"
)
_PRINTS = "(SELECT {} FROM slip_print q WHERE q.slip_id = r.id AND q.withdrawn = 0)"

SLIPS = Listing(
    source=f"FROM slip r{_VILLAGE} WHERE r.withdrawn = 0",
    columns={
        "slip_no": "r.slip_no", "document": "r.document", "subject": "r.subject", "village": "v.name",
        "term": "r.term", "standing": STANDING, "issued_on": "r.issued_on",
        "printed_on": _PRINTS.format("MAX(q.on_date)"), "times": _PRINTS.format("COUNT(*)"),
        "copies": _PRINTS.format("SUM(q.copies)"), "back_on": "r.back_on",
        "remark": "COALESCE(r.void_reason, r.back_note)",
    },
    searched=("slip_no", "subject", "village"),
    order="r.id DESC",
    filters={
        "term": "r.term = ?",
        "document": "r.document = ?",
        "village": "v.code = ?",
        "standing": f"{STANDING} = ?",
        "reprint": "EXISTS (SELECT 1 FROM slip_print q WHERE q.slip_id = r.id AND q.reprint = ?)",
        "until": "r.issued_on <= ?",
    },
)  # fmt: skip


def issues(store: Store, document: str, record_id: int) -> list[Row]:
    """Every issue of a document about whatever bears this id, the oldest first: a number does not say which table."""
    begins = slip.beginning(document, record_id)
    return store.rows(
        "SELECT * FROM slip WHERE slip_no > ? AND slip_no < ? AND withdrawn = 0 ORDER BY issue",
        (f"{begins}-", f"{begins}-99-99"),
    )


def newest(store: Store, paper: Row) -> str:
    """The number of the newest issue of a paper that is waited for, or came back."""
    return str(
        store.value(
            f"SELECT n.slip_no FROM slip r JOIN slip n ON {SAME} WHERE r.id = ? AND n.state NOT IN ('void', 'given')"
            " AND n.withdrawn = 0 ORDER BY n.issue DESC",
            (paper["id"],),
        )
    )


def by_numbers(store: Store, numbers: Iterable[str]) -> dict[str, Row]:
    """The papers with these numbers that were printed, by number, each with its standing."""
    rows = store.rows(
        f"SELECT r.*, {STANDING} AS standing FROM slip r WHERE r.withdrawn = 0"
        " AND r.slip_no IN (SELECT value FROM json_each(?))",
        (json.dumps([*numbers]),),
    )
    return {row["slip_no"]: row for row in rows}


def on_paper(store: Store, numbers: Iterable[str]) -> list[str]:
    """Those of these numbers that a printer has printed, in their order."""
    rows = store.rows(
        "SELECT r.slip_no FROM slip r WHERE r.withdrawn = 0 AND r.slip_no IN (SELECT value FROM json_each(?))"
        " AND EXISTS (SELECT 1 FROM slip_print q WHERE q.slip_id = r.id AND q.withdrawn = 0"
        " AND q.printer IS NOT NULL) ORDER BY r.slip_no",
        (json.dumps([*numbers]),),
    )
    return [row["slip_no"] for row in rows]


def subject(store: Store, record: str, record_id: int) -> Row | None:
    """The row that a paper is about, hidden or not; None where there is no such table or row."""
    if record not in recorded_tables(store):
        return None
    return store.row(f"SELECT * FROM {record} WHERE id = ?", (record_id,))


def missing(store: Store, table: str, ids: Iterable[int]) -> set[int]:
    """Those of these ids that a table has no row of, hidden or not."""
    wanted = {*ids}
    found = f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    return wanted - {row["id"] for row in store.rows(found, (json.dumps([*wanted]),))}


def prints(store: Store, slip_id: int) -> list[Row]:
    """Every time a paper was printed, the oldest first, and who did: actor."""
    return store.rows(
        "SELECT q.*, c.actor FROM slip_print q"
        " JOIN change_log l ON l.table_name = 'slip_print' AND l.row_id = q.id AND l.action = 'insert'"
        " JOIN change c ON c.id = l.change_id WHERE q.slip_id = ? AND q.withdrawn = 0 ORDER BY q.id",
        (slip_id,),
    )


def counts(store: Store, term: str | None) -> dict[str, int]:
    """How many papers stand how, of a term or of all."""
    rows = store.rows(
        f"SELECT {STANDING} AS standing, COUNT(*) AS count FROM slip r WHERE r.withdrawn = 0"
        " AND (:term IS NULL OR r.term = :term) GROUP BY 1",
        {"term": term},
    )
    return {row["standing"]: row["count"] for row in rows}


def out_since(store: Store, day: str) -> int:
    """How many papers that somebody waits for were first printed on this day (ISO) or before."""
    return int(
        store.value(
            f"SELECT COUNT(*) FROM slip r WHERE r.withdrawn = 0 AND r.state = 'out' AND r.issued_on <= ?"
            f" AND {STANDING} = 'out'",
            (day,),
        )
    )


def out(store: Store, term: str, village: str | None = None) -> list[Row]:
    """The papers of a term that are out, of one village (code) or all, by village and number; village_name."""
    return store.rows(
        f"SELECT r.*, v.name AS village_name, {_PRINTS.format('SUM(q.copies)')} AS copies FROM slip r{_VILLAGE}"
        f" WHERE r.withdrawn = 0 AND r.state = 'out' AND {STANDING} = 'out' AND r.term = :term"
        " AND (:village IS NULL OR v.code = :village) ORDER BY v.code IS NULL, v.code, r.document, r.slip_no",
        {"term": term, "village": village},
    )
