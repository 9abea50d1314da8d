"""Questions about payment lists: what waits to be paid, what stands on a list, who changed a payee last."""

from collections.abc import Sequence

from eduaid_desktop.store.audit import decode
from eduaid_desktop.store.lists import Listing
from eduaid_desktop.store.store import Row, Store

_COUNTED = (
    "(SELECT COUNT(*) FROM payment y WHERE y.payment_list_id = r.id AND y.result = '{}' AND y.withdrawn = 0)"
)
LISTS = Listing(
    source="FROM payment_list r WHERE r.withdrawn = 0",
    columns={
        "list_no": "r.list_no", "kind": "r.kind", "term": "r.term", "made_on": "r.made_on",
        "row_count": "r.row_count", "amount": "r.amount", "template": "r.template", "status": "r.status",
        "paid": _COUNTED.format("paid"), "failed": _COUNTED.format("failed"),
    },
    searched=("list_no",),
    order="r.id DESC",
    filters={"term": "r.term = ?"},
    summed=("amount",),
)  # fmt: skip
ROWS = Listing(
    source=(
        "FROM payment r JOIN relief_case c ON c.id = r.case_id JOIN person p ON p.id = c.person_id"
        " WHERE r.withdrawn = 0"
    ),
    columns={
        "position": "r.position", "name": "p.name", "payee_name": "r.payee_name", "payee_bank": "r.payee_bank",
        "payee_account": "r.payee_account", "amount": "r.amount", "result": "r.result", "paid_on": "r.paid_on",
        "failure_text": "r.failure_text", "case_no": "c.case_no",
    },
    searched=("name", "payee_name", "case_no"),
    numbers=("payee_account",),
    order="r.position",
    filters={"payment_list": "r.payment_list_id = ?", "result": "r.result = ?",
             "missing": "(r.result IS NULL) = ?"},
    summed=("amount",),
)  # fmt: skip

# A row of a list as it was sent, with the child, and what only the case knows.
_LINE = (
    "SELECT y.id, y.case_id, y.position, y.payee_name, y.payee_relation, y.payee_bank, y.payee_account, y.amount,"
    " y.sent_on, y.result, y.paid_on, y.receipt_no, y.failure_code, y.failure_text, y.resent_of, y.payment_list_id,"
    " c.case_no, c.person_id, c.term, c.state, c.payee_id_number, c.phone, c.approved, p.name, p.id_number"
    " FROM payment y JOIN relief_case c ON c.id = y.case_id JOIN person p ON p.id = c.person_id"
    " WHERE y.withdrawn = 0"
)


def waiting(store: Store, states: Sequence[int]) -> list[Row]:
    """term, state, count and sum (approved, fen) of the cases in two states, newest term first."""
    return store.rows(
        "SELECT c.term, c.state, COUNT(*) AS count, COALESCE(SUM(c.approved), 0) AS sum FROM relief_case c"
        " WHERE c.withdrawn = 0 AND c.historical = 0 AND c.state IN (?, ?) GROUP BY c.term, c.state"
        " ORDER BY substr(c.term, 1, 4) DESC, substr(c.term, 5), c.state",
        tuple(states),
    )


def candidates(store: Store, term: str, state: int) -> list[Row]:
    """The cases of a term in a state with the identity of their child, in the order of their numbers."""
    return store.rows(
        "SELECT c.*, p.name, p.id_type, p.id_number, p.temporary_number, p.no_id_reason, p.sex, p.birth_date,"
        " p.ethnic, p.revision AS person_revision FROM relief_case c JOIN person p ON p.id = c.person_id"
        " WHERE c.withdrawn = 0 AND c.historical = 0 AND c.term = ? AND c.state = ? ORDER BY c.case_no",
        (term, state),
    )


def lines(store: Store, list_id: int) -> list[Row]:
    """The rows of a list in order."""
    return store.rows(f"{_LINE} AND y.payment_list_id = ? ORDER BY y.position", (list_id,))


def payment(store: Store, payment_id: int) -> Row | None:
    """One payment as lines gives it."""
    return store.row(f"{_LINE} AND y.id = ?", (payment_id,))


def by_number(store: Store, list_no: str) -> Row | None:
    """A list by its number."""
    return store.row("SELECT * FROM payment_list WHERE withdrawn = 0 AND list_no = ?", (list_no,))


def of_case(store: Store, case_id: int) -> str | None:
    """The number of the list that a case stood on last."""
    found = store.value(
        "SELECT l.list_no FROM payment y JOIN payment_list l ON l.id = y.payment_list_id"
        " WHERE y.case_id = ? AND y.withdrawn = 0 ORDER BY y.id DESC LIMIT 1",
        (case_id,),
    )
    return str(found) if found else None


def unanswered(store: Store, list_id: int) -> bool:
    """Whether the bank still owes an answer to a row of a list."""
    # The plus keeps the planner at the few that wait: a list is asked once for each of its rows.
    sql = "SELECT 1 FROM payment WHERE +payment_list_id = ? AND result IS NULL AND withdrawn = 0 LIMIT 1"
    return bool(store.value(sql, (list_id,)))


def last_read(store: Store, list_id: int) -> str:
    """The day (ISO) on which an answer of the bank to a list was read last, "" when none was."""
    sql = "SELECT MAX(read_on) FROM bank_result WHERE payment_list_id = ? AND withdrawn = 0"
    return str(store.value(sql, (list_id,)) or "")


def fitting_list(store: Store, named: str) -> str | None:
    """The list on which most of these accounts and cases (JSON) stand, one that waits for its answer before others."""
    found = store.value(
        "SELECT l.list_no FROM payment y JOIN payment_list l ON l.id = y.payment_list_id"
        " JOIN relief_case c ON c.id = y.case_id WHERE y.withdrawn = 0 AND l.withdrawn = 0"
        " AND (y.payee_account IN (SELECT value FROM json_each(:n)) OR c.case_no IN (SELECT value FROM json_each(:n)))"
        " GROUP BY l.id ORDER BY COUNT(*) DESC, l.status = 'open' DESC, l.id DESC LIMIT 1",
        {"n": named},
    )
    return str(found) if found else None


def receipts(store: Store, numbers: str, list_id: int) -> list[Row]:
    """The payments outside a list that have one of these receipts (JSON): receipt_no, payee_name, case_no."""
    return store.rows(
        "SELECT y.receipt_no, y.payee_name, c.case_no FROM payment y JOIN relief_case c ON c.id = y.case_id"
        " WHERE y.withdrawn = 0 AND y.payment_list_id IS NOT ? AND y.receipt_no IN (SELECT value FROM json_each(?))",
        (list_id, numbers),
    )


def corrected_by(store: Store, case_id: int, columns: Sequence[str]) -> frozenset[str]:
    """Who changed what now stands in these columns of a case since the bank sent its money back; nobody: empty."""
    found = store.rows(
        "SELECT h.actor, l.after FROM change_log l JOIN change h ON h.id = l.change_id"
        " WHERE l.table_name = 'relief_case' AND l.row_id = :c AND l.action = 'update'"
        " AND l.change_id > (SELECT f.change_id FROM change_log f JOIN relief_step s ON s.id = f.row_id"
        " WHERE f.table_name = 'relief_step' AND f.action = 'insert' AND s.case_id = :c AND s.withdrawn = 0"
        " AND s.action = 'pay_failed' ORDER BY f.id DESC LIMIT 1) ORDER BY l.id",
        {"c": case_id},
    )
    last = {name: row["actor"] for row in found for name in decode(row["after"]) if name in columns}
    return frozenset(last.values())
