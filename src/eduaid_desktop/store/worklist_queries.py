"""What an answer from outside left to be done: lines that the county returned or refused, money that came back."""

from eduaid_desktop.store.batch_queries import OPEN, SAID
from eduaid_desktop.store.lists import Listing
from eduaid_desktop.store.store import Row, Store

# A refused case stays until its family was told: the letter was printed, or the case is archived.
_TOLD = (
    "EXISTS (SELECT 1 FROM slip t WHERE t.case_id = r.id AND t.document = 'rejection_letter' AND t.withdrawn = 0"
    " AND t.state <> 'void')"
)
# s is what the county said of a case last, l its last line and b the batch of that. One that it returned stays until
# it goes up again, or is given up.
_COUNTY = (
    "FROM relief_case r JOIN person p ON p.id = r.person_id LEFT JOIN region v ON v.code = r.village"
    " JOIN batch_line l ON l.id = (SELECT MAX(e.id) FROM batch_line e WHERE e.case_id = r.id AND e.withdrawn = 0)"
    " JOIN batch b ON b.id = l.batch_id"
    f" JOIN relief_step s ON s.id = (SELECT MAX(t.id) FROM relief_step t WHERE t.case_id = r.id AND {SAID.format('t')})"
    " WHERE r.withdrawn = 0 AND ((s.to_state = 75 AND (r.state < 70 OR r.state = 75))"
    f" OR (s.to_state = 200 AND r.state = 200 AND NOT {_TOLD}))"
)
_STANDS = "CASE r.state WHEN 200 THEN 'tell' WHEN 75 THEN 'mend' WHEN 60 THEN 'ready' ELSE 'way' END"
# What wants doing first comes first.
_PLACE = "CASE r.state WHEN 75 THEN 0 WHEN 60 THEN 2 WHEN 200 THEN 3 ELSE 1 END"

COUNTY = Listing(
    source=_COUNTY,
    columns={
        "case_no": "r.case_no", "name": "p.name", "village": "v.name", "stands": _STANDS, "reason": "s.reason",
        "meant": "s.reason", "since": "s.on_date", "batch_no": "b.batch_no", "term": "r.term", "state": "r.state",
        "said": "s.to_state", "amount": "l.amount", "payee_name": "r.payee_name",
    },
    searched=("name", "case_no", "reason", "village", "batch_no"),
    order=f"{_PLACE}, s.on_date, r.case_no",
    filters={"term": "r.term = ?", "batch": "b.batch_no = ?", "stands": f"{_STANDS} = ?"},
    summed=("amount",),
)  # fmt: skip

# The last payment of a case whose money came back.
BANK = Listing(
    source=(
        "FROM relief_case r JOIN person p ON p.id = r.person_id LEFT JOIN region v ON v.code = r.village"
        " JOIN payment y ON y.id = (SELECT MAX(z.id) FROM payment z WHERE z.case_id = r.id AND z.withdrawn = 0)"
        " LEFT JOIN payment_list b ON b.id = y.payment_list_id"
        " WHERE r.withdrawn = 0 AND r.state = 95 AND y.result = 'failed'"
    ),
    columns={
        "case_no": "r.case_no", "name": "p.name", "village": "v.name", "payee_name": "r.payee_name",
        "amount": "y.amount", "reason": "y.failure_text", "meant": "y.failure_code", "since": "r.since",
        "list_no": "b.list_no", "term": "r.term", "account": "r.payee_account", "bank": "r.payee_bank",
    },
    searched=("name", "case_no", "payee_name", "reason", "village", "list_no"),
    numbers=("account",),
    order="r.since, r.case_no",
    filters={"term": "r.term = ?", "payment_list": "b.list_no = ?"},
    summed=("amount",),
)  # fmt: skip

# The lines of sealed batches whose answer is still out.
UNANSWERED = Listing(
    source=(
        "FROM batch_line l JOIN batch b ON b.id = l.batch_id JOIN relief_case r ON r.id = l.case_id"
        f" LEFT JOIN region v ON v.code = r.village WHERE {OPEN}"
    ),
    columns={
        "batch_no": "b.batch_no", "position": "l.position", "case_no": "l.case_no", "name": "l.name",
        "village": "v.name", "amount": "l.amount", "sealed_on": "b.sealed_on", "term": "b.term",
        "read_on": "(SELECT MAX(a.read_on) FROM reply a WHERE a.batch_id = b.id AND a.withdrawn = 0)",
    },
    searched=("name", "case_no", "village", "batch_no"),
    order="b.id, l.position",
    id="l.id",
    filters={"term": "b.term = ?", "batch": "b.batch_no = ?"},
    summed=("amount",),
)  # fmt: skip


def county_counts(store: Store, batch_id: int | None = None) -> dict[str, int]:
    """How many lines of the county's worklist stand how, of one batch or of all."""
    found = store.rows(
        f"SELECT {_STANDS} AS stands, COUNT(*) AS count {_COUNTY} AND (:batch IS NULL OR b.id = :batch) GROUP BY 1",
        {"batch": batch_id},
    )
    return {row["stands"]: row["count"] for row in found}


def county_line(store: Store, case_id: int) -> Row | None:
    """What the county said of a case on its worklist: reason, stands, batch_no; None where it is not on it."""
    return store.row(
        f"SELECT s.reason, s.on_date, b.batch_no, {_STANDS} AS stands {_COUNTY} AND r.id = ?", (case_id,)
    )


def open_lines(store: Store, batch_id: int) -> list[Row]:
    """The lines of a batch whose answer is out, in order."""
    return store.rows(
        "SELECT l.position, l.case_id, l.case_no, l.name, l.amount, l.cells FROM batch_line l"
        f" JOIN batch b ON b.id = l.batch_id WHERE b.id = ? AND {OPEN} ORDER BY l.position",
        (batch_id,),
    )


def changed(store: Store, batch_id: int) -> int:
    """How many cases of a batch the county approved with another amount than was proposed."""
    return int(
        store.value(
            "SELECT COUNT(*) FROM batch_line l JOIN relief_case c ON c.id = l.case_id AND c.withdrawn = 0"
            " WHERE l.batch_id = ? AND l.withdrawn = 0 AND c.approved <> COALESCE(c.proposed, c.applied)",
            (batch_id,),
        )
    )


def last_read(store: Store, batch_id: int) -> str:
    """The day (ISO) on which a reply to a batch was read last, "" when none was."""
    return str(
        store.value("SELECT MAX(read_on) FROM reply WHERE batch_id = ? AND withdrawn = 0", (batch_id,)) or ""
    )


def sealed_in(store: Store, case_id: int) -> Row | None:
    """The batch line of a case whose answer is out, with batch_no and sealed_on; None where it is in none."""
    return store.row(
        "SELECT l.*, b.batch_no, b.sealed_on FROM batch_line l JOIN batch b ON b.id = l.batch_id"
        f" WHERE l.case_id = ? AND {OPEN} ORDER BY l.id DESC LIMIT 1",
        (case_id,),
    )
