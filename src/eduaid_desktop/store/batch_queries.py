"""Questions about batches: what can go up, what went up, what came back."""

import json
from collections.abc import Iterator, Sequence

from eduaid_desktop.store.people import NOT_FOUND
from eduaid_desktop.store.relief_queries import UNSIGNED
from eduaid_desktop.store.store import Row, Store

# A case that is to go up, with its person, its village, the days of its latest notice, and what the registers know.
_READY = (
    "SELECT c.*, p.name, p.id_type, p.id_number, p.no_id_reason, p.sex, p.birth_date, p.ethnic,"
    " v.name AS village_name, n.from_date AS notice_from, n.to_date AS notice_to,"
    " p.student_number AS known_student_number, h.household_number AS known_household_number"
    " FROM relief_case c JOIN person p ON p.id = c.person_id LEFT JOIN region v ON v.code = c.village"
    " LEFT JOIN household h ON h.id = COALESCE(c.household_id, p.household_id) AND h.withdrawn = 0"
    " LEFT JOIN notice n ON n.id = (SELECT MAX(nc.notice_id) FROM notice_case nc JOIN notice x"
    " ON x.id = nc.notice_id AND x.withdrawn = 0 WHERE nc.case_id = c.id AND nc.withdrawn = 0)"
)


# What the county said of a case that it had: by its reply or by hand.
SAID = "{0}.withdrawn = 0 AND {0}.from_state IN (70, 85)"
# The answer to a line l of a batch b is still out: no reply decided it, and nobody keyed what the county said.
OPEN = (
    "l.withdrawn = 0 AND b.withdrawn = 0 AND l.decision IS NULL AND NOT EXISTS (SELECT 1 FROM relief_step u"
    " JOIN relief_step t ON t.case_id = u.case_id AND t.id > u.id WHERE u.case_id = l.case_id AND u.withdrawn = 0"
    f" AND u.action = 'report' AND u.document = b.batch_no AND {SAID.format('t')})"
)
# The case stands in no batch whose answer is still out, its child exists, and nothing waits to be signed anew.
_IN_NO_OPEN_BATCH = (
    f"NOT EXISTS (SELECT 1 FROM batch_line l JOIN batch b ON b.id = l.batch_id WHERE l.case_id = c.id AND {OPEN})"
    f" AND NOT {NOT_FOUND.format('c.person_id')} AND NOT {UNSIGNED}"
)
_SENT_BEFORE = "EXISTS (SELECT 1 FROM batch_line e WHERE e.case_id = c.id AND e.withdrawn = 0)"


def ready(store: Store, term: str, state: int, *, corrected: bool | None = None) -> list[Row]:
    """The cases of a term in a state that stand in no open batch, in the order of their numbers.

    corrected: only those that stood in a batch before, or only those that never did.
    """
    return [*each_ready(store, term, state, corrected=corrected)]


def each_ready(store: Store, term: str, state: int, *, corrected: bool | None = None) -> Iterator[Row]:
    """The same one by one, where the cases of a county a second time would fill the memory."""
    return store.each(
        f"{_READY} WHERE c.withdrawn = 0 AND c.term = :term AND c.state = :state AND {_IN_NO_OPEN_BATCH}"
        f" AND (:corrected IS NULL OR {_SENT_BEFORE} = :corrected) ORDER BY c.case_no",
        {"term": term, "state": state, "corrected": corrected},
    )


def counted(store: Store, case_ids: Sequence[int]) -> list[Row]:
    """Cases counted and what they propose summed up (fen) by the database, for every village, stage and type of
    household: village, village_name, stage, household_type, count, amount; and applied, the sum that is asked for.
    """
    return store.rows(
        "SELECT COALESCE(c.village, '') AS village, v.name AS village_name, c.stage, c.household_type,"
        " COUNT(*) AS count, SUM(COALESCE(c.proposed, c.applied, 0)) AS amount, SUM(COALESCE(c.applied, 0)) AS applied"
        " FROM relief_case c LEFT JOIN region v ON v.code = c.village"
        " WHERE c.id IN (SELECT value FROM json_each(?)) GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4",
        (json.dumps(list(case_ids)),),
    )


def as_ready(store: Store, case_id: int) -> Row | None:
    """A case as ready gives it, whatever its state."""
    return store.row(f"{_READY} WHERE c.id = ?", (case_id,))


def waiting(store: Store, state: int) -> list[Row]:
    """term, corrected (0 or 1), count and sum (fen) of what ready gives, newest term first."""
    return store.rows(
        f"SELECT c.term, {_SENT_BEFORE} AS corrected, COUNT(*) AS count,"
        " COALESCE(SUM(COALESCE(c.proposed, c.applied)), 0) AS sum FROM relief_case c"
        f" WHERE c.withdrawn = 0 AND c.state = ? AND {_IN_NO_OPEN_BATCH} GROUP BY c.term, 2"
        " ORDER BY substr(c.term, 1, 4) DESC, substr(c.term, 5), 2",
        (state,),
    )


def sent_back(store: Store, case_ids: Sequence[int], batch_no: str = "") -> list[Row]:
    """case_no, name, batch_no and the county's reason of cases that stood in a batch, in the order of their numbers.

    batch_no: of what was before this batch went up; "" for the last time.
    """
    return store.rows(
        "SELECT l.case_no, l.name, b.batch_no, s.reason FROM batch_line l JOIN batch b ON b.id = l.batch_id"
        " LEFT JOIN relief_step s ON s.id = (SELECT MAX(t.id) FROM relief_step t WHERE t.case_id = l.case_id"
        f" AND {SAID.format('t')} AND t.id < COALESCE((SELECT u.id FROM relief_step u WHERE u.case_id = l.case_id"
        "  AND u.withdrawn = 0 AND u.action = 'report' AND u.document = :batch), t.id + 1))"
        " WHERE l.id = (SELECT MAX(e.id) FROM batch_line e JOIN batch f ON f.id = e.batch_id"
        "  WHERE e.case_id = l.case_id AND e.withdrawn = 0"
        "  AND f.id < COALESCE((SELECT g.id FROM batch g WHERE g.batch_no = :batch), f.id + 1))"
        " AND l.case_id IN (SELECT value FROM json_each(:cases)) ORDER BY l.case_no",
        {"batch": batch_no, "cases": json.dumps([*case_ids])},
    )


def in_two(store: Store) -> list[str]:
    """The numbers of cases whose answer is out in more than one batch."""
    found = store.rows(
        f"SELECT l.case_no FROM batch_line l JOIN batch b ON b.id = l.batch_id WHERE {OPEN}"
        " GROUP BY l.case_id HAVING COUNT(*) > 1 ORDER BY l.case_no"
    )
    return [row["case_no"] for row in found]


def last_serial(store: Store, name: str) -> int:
    """The last number given out in a series, 0 when none."""
    return int(store.value("SELECT last FROM serial WHERE name = ?", (name,)) or 0)


def lines(store: Store, batch_id: int) -> list[Row]:
    """The lines of a batch in order, with state, approved amount and number (own_no) of each case as they are now.

    sent_before: it stood in an earlier batch; sent_again: the number of a later batch that it stands in, or None.
    """
    other = (
        "FROM batch_line e JOIN batch f ON f.id = e.batch_id WHERE e.case_id = l.case_id AND e.withdrawn = 0"
    )
    return store.rows(
        "SELECT l.*, c.state, c.approved, c.case_no AS own_no,"
        f" EXISTS (SELECT 1 {other} AND f.id < l.batch_id) AS sent_before,"
        f" (SELECT MAX(f.batch_no) {other} AND f.id > l.batch_id) AS sent_again"
        " FROM batch_line l JOIN relief_case c ON c.id = l.case_id"
        " WHERE l.batch_id = ? AND l.withdrawn = 0 ORDER BY l.position",
        (batch_id,),
    )


def objections(store: Store, batch_id: int) -> int:
    """How many objections there were against cases of a batch."""
    return int(
        store.value(
            "SELECT COUNT(*) FROM objection o WHERE o.withdrawn = 0 AND o.case_id IN"
            " (SELECT case_id FROM batch_line WHERE batch_id = ? AND withdrawn = 0)",
            (batch_id,),
        )
    )


def refused(store: Store) -> list[Row]:
    """The lines that the county rejected or returned, oldest first, and among them what it decided on the same cases
    and children otherwise: decision, decided_reason, decided_on, cells, case_id, id_number, batch_no."""
    no = "(SELECT {0} FROM batch_line WHERE decision IN ('reject', 'return') AND withdrawn = 0)"
    return store.rows(
        "SELECT l.decision, l.decided_reason, l.decided_on, l.cells, l.case_id, l.id_number, b.batch_no"
        " FROM batch_line l JOIN batch b ON b.id = l.batch_id WHERE l.withdrawn = 0 AND b.withdrawn = 0"
        f" AND l.decision IS NOT NULL AND (l.case_id IN {no.format('case_id')}"
        f" OR l.id_number IN {no.format('id_number')}) ORDER BY l.id"
    )


def objected(store: Store) -> set[int]:
    """The ids of the cases against which an objection is open."""
    return set(store.column("SELECT case_id FROM objection WHERE withdrawn = 0 AND resolved_on IS NULL"))


def lines_of(store: Store, numbers: Sequence[str]) -> list[Row]:
    """batch_no, case_no, id_number, decision of every line with one of these 申请编号 or ID numbers, newest first."""
    return store.rows(
        "SELECT b.batch_no, l.case_no, l.id_number, l.decision FROM batch_line l JOIN batch b ON b.id = l.batch_id"
        " WHERE l.withdrawn = 0 AND b.withdrawn = 0 AND (l.case_no IN (SELECT value FROM json_each(:numbers))"
        " OR l.id_number IN (SELECT value FROM json_each(:numbers))) ORDER BY b.id DESC",
        {"numbers": json.dumps(list(numbers), ensure_ascii=False)},
    )


def replies_of(store: Store, sha256: str) -> list[Row]:
    """read_on and batch_no of every reply with these bytes that was registered, oldest first."""
    return store.rows(
        "SELECT r.read_on, b.batch_no FROM reply r JOIN batch b ON b.id = r.batch_id"
        " WHERE r.sha256 = ? AND r.withdrawn = 0 ORDER BY r.id",
        (sha256,),
    )
