"""Questions about batches: what can go up, what went up, what came back."""

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


# The case stands in no batch whose answer is still out, its child exists, and nothing waits to be signed anew.
_IN_NO_OPEN_BATCH = (
    "NOT EXISTS (SELECT 1 FROM batch_line l JOIN batch b ON b.id = l.batch_id"
    " WHERE l.case_id = c.id AND l.withdrawn = 0 AND b.withdrawn = 0 AND l.decision IS NULL)"
    f" AND NOT {NOT_FOUND.format('c.person_id')} AND NOT {UNSIGNED}"
)


def ready(store: Store, term: str, state: int) -> list[Row]:
    """The cases of a term in a state that stand in no open batch, in the order of their numbers."""
    return store.rows(
        f"{_READY} WHERE c.withdrawn = 0 AND c.term = ? AND c.state = ? AND {_IN_NO_OPEN_BATCH} ORDER BY c.case_no",
        (term, state),
    )


def waiting(store: Store, state: int) -> list[Row]:
    """term, count and sum (fen) of what ready gives, for every term that has any, newest first."""
    return store.rows(
        "SELECT c.term, COUNT(*) AS count, COALESCE(SUM(c.proposed), 0) AS sum FROM relief_case c"
        f" WHERE c.withdrawn = 0 AND c.state = ? AND {_IN_NO_OPEN_BATCH} GROUP BY c.term"
        " ORDER BY substr(c.term, 1, 4) DESC, substr(c.term, 5)",
        (state,),
    )


def last_serial(store: Store, name: str) -> int:
    """The last number given out in a series, 0 when none."""
    return int(store.value("SELECT last FROM serial WHERE name = ?", (name,)) or 0)


def lines(store: Store, batch_id: int) -> list[Row]:
    """The lines of a batch in order, with state, approved amount and number (own_no) of each case as they are now."""
    return store.rows(
        "SELECT l.*, c.state, c.approved, c.case_no AS own_no FROM batch_line l JOIN relief_case c ON c.id = l.case_id"
        " WHERE l.batch_id = ? AND l.withdrawn = 0 ORDER BY l.position",
        (batch_id,),
    )


def file_of(store: Store, batch_id: int) -> Row | None:
    """The kept file of a batch: name, content, sha256."""
    return store.row(
        "SELECT name, content, sha256 FROM attachment WHERE owner_table = 'batch' AND owner_id = ?"
        " AND withdrawn = 0 ORDER BY id LIMIT 1",
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


def doubtful_accounts(store: Store) -> set[str]:
    """The accounts of several children that are not all of one payee and one household: those of whom
    relief_queries.sharing_account has to be asked where many cases are looked at."""
    return set(
        store.column(
            "SELECT payee_account FROM relief_case WHERE withdrawn = 0 AND payee_account IS NOT NULL"
            " GROUP BY payee_account HAVING COUNT(DISTINCT person_id) > 1 AND (COUNT(DISTINCT payee_name) <> 1"
            " OR COUNT(DISTINCT household_number) <> 1 OR COUNT(payee_name) < COUNT(*)"
            " OR COUNT(household_number) < COUNT(*))"
        )
    )
