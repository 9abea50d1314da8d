"""What the deadline board counts: open cases by step and day, packets that are not complete, earlier terms."""

import json
from collections.abc import Collection

from eduaid_desktop.store.store import Row, Store

# A case that arrived, ended or came in straight from the past has no deadline any more.
_OPEN = "c.withdrawn = 0 AND c.state BETWEEN 10 AND 95"
_IN_NOTICE = (40, 45, 55)
_NEWEST_NOTICE = (
    " JOIN notice_case j ON j.id = (SELECT MAX(k.id) FROM notice_case k WHERE k.case_id = c.id AND k.withdrawn = 0)"
    " JOIN notice n ON n.id = j.notice_id"
)
_OF_STATES = (
    f"SELECT {{}}, CASE WHEN c.state IN {_IN_NOTICE} THEN (SELECT n.to_date FROM notice_case k JOIN notice n"
    " ON n.id = k.notice_id WHERE k.case_id = c.id AND k.withdrawn = 0 ORDER BY k.id DESC LIMIT 1) END AS to_date"
    f" FROM relief_case c {{}} WHERE c.term = ? AND {_OPEN}"
    " AND c.state IN (SELECT value FROM json_each(?)) ORDER BY {}"
)


def by_day(store: Store, term: str) -> list[Row]:
    """state, since, to_date (of the notice, or None) and count of the open cases of a term."""
    return store.rows(
        "SELECT c.state, c.since, NULL AS to_date, COUNT(*) AS count FROM relief_case c"
        f" WHERE c.term = :term AND {_OPEN} AND c.state NOT IN {_IN_NOTICE} GROUP BY c.state, c.since"
        f" UNION ALL SELECT c.state, NULL, n.to_date, COUNT(*) FROM relief_case c {_NEWEST_NOTICE}"
        f" WHERE c.term = :term AND {_OPEN} AND c.state IN {_IN_NOTICE} GROUP BY c.state, n.to_date",
        {"term": term},
    )


def standing(store: Store, term: str, states: Collection[int]) -> list[Row]:
    """id, state, since and to_date (of the notice, or None) of the open cases of a term in these states."""
    return store.rows(_OF_STATES.format("c.id, c.state, c.since", "", "c.id"), (term, json.dumps([*states])))


def cases(store: Store, term: str, states: Collection[int]) -> list[Row]:
    """The same with number, child, village (also its code) and bank, by village."""
    columns = "c.id, c.case_no, c.state, c.since, c.village AS village_code, c.payee_bank, p.name, v.name AS village"
    joined = "JOIN person p ON p.id = c.person_id LEFT JOIN region v ON v.code = c.village"
    order = "c.village, c.state, c.since, c.id"
    return store.rows(_OF_STATES.format(columns, joined, order), (term, json.dumps([*states])))


def open_packets(store: Store, term: str) -> list[Row]:
    """The packets of a term that are not closed: packet_no, village, cover_count, keyed."""
    return store.rows(
        "SELECT k.id, k.packet_no, v.name AS village, k.cover_count, (SELECT COUNT(*) FROM relief_case c"
        " WHERE c.packet_id = k.id AND c.withdrawn = 0) AS keyed"
        " FROM packet k LEFT JOIN region v ON v.code = k.village"
        " WHERE k.withdrawn = 0 AND k.closed_on IS NULL AND k.term = ? ORDER BY k.village, k.id",
        (term,),
    )


def open_elsewhere(store: Store, term: str) -> list[Row]:
    """term and count of the open cases of the other terms."""
    return store.rows(
        f"SELECT c.term, COUNT(*) AS count FROM relief_case c WHERE {_OPEN} AND c.term <> ? GROUP BY c.term",
        (term,),
    )


def any_case(store: Store) -> bool:
    """Whether the office has a relief case at all."""
    return bool(store.value("SELECT 1 FROM relief_case WHERE withdrawn = 0 LIMIT 1"))


def last_actor(store: Store, case_id: int) -> str:
    """Who keyed the last step of a case, or the draft itself; "" when nobody knows."""
    found = store.value(
        "SELECT h.actor FROM change_log l JOIN change h ON h.id = l.change_id WHERE"
        " (l.table_name = 'relief_step' AND l.row_id = (SELECT MAX(s.id) FROM relief_step s"
        "  WHERE s.case_id = :case AND s.withdrawn = 0)) OR (l.table_name = 'relief_case' AND l.row_id = :case)"
        " ORDER BY l.table_name = 'relief_step' DESC, l.id DESC LIMIT 1",
        {"case": case_id},
    )
    return str(found or "")
