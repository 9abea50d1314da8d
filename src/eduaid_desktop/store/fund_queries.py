"""The ledger of the relief fund: what was registered, and the payments and recoveries of the cases."""

from collections.abc import Sequence
from typing import Any

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.fund import APPROVED, BINDING, IN_TRANSIT, OPENING, RESERVED, SETS_AMOUNT, SPENT
from eduaid_desktop.store.lists import Listing
from eduaid_desktop.store.store import Row, Store


def _among(values: Sequence[int | str]) -> str:
    return f"({', '.join(map(repr, values))})"


# What was paid before the opening balance is in it; past cases count from the first entry on, whatever it is.
_OPENED = f"(SELECT MIN(on_date) FROM fund_entry WHERE kind = '{OPENING}' AND withdrawn = 0)"
_BEGUN = "(SELECT MIN(on_date) FROM fund_entry WHERE withdrawn = 0)"
_ENTRIES = "FROM fund_entry e WHERE e.withdrawn = 0"
_PAID = (
    "FROM payment y WHERE y.withdrawn = 0 AND y.result = 'paid' AND y.paid_on IS NOT NULL"
    f" AND y.paid_on >= COALESCE({_OPENED}, '')"
)
_RECOVERED = (
    "FROM relief_step s WHERE s.withdrawn = 0 AND s.action = 'recover'"
    f" AND s.on_date >= COALESCE({_OPENED}, '')"
)
_PAST = (
    "FROM relief_case c WHERE c.withdrawn = 0 AND c.historical = 1 AND c.approved > 0"
    f" AND c.past_paid_on >= {_BEGUN}"
)
_ENTRY_AMOUNT = f"CASE WHEN e.kind IN {_among(SPENT)} THEN -e.amount ELSE e.amount END"

# One row for each movement. id tells where it comes from, see source_of; rank: the order within a day.
_MOVEMENTS = (
    f"SELECT 4 * e.id AS id, e.on_date, e.kind, {_ENTRY_AMOUNT} AS amount, NULL AS case_id, e.party, e.document,"
    f" e.remark, CASE WHEN e.kind = '{OPENING}' THEN 0 ELSE 1 END AS rank {_ENTRIES}"
    " UNION ALL SELECT 4 * y.id + 1, y.paid_on, 'payment', -y.amount, y.case_id, NULL, NULL,"
    f" '回单 ' || y.receipt_no, 3 {_PAID}"
    " UNION ALL SELECT 4 * s.id + 2, s.on_date, 'recovery', s.amount, s.case_id, NULL, s.document, s.reason, 2"
    f" {_RECOVERED}"
    " UNION ALL SELECT 4 * c.id + 3, c.past_paid_on, 'past', -c.approved, c.id, NULL, NULL, c.past_source, 3"
    f" {_PAST}"
)
# The same with what was left after each, over all years; whose case it is, is joined to what is looked at.
_LEDGER = (
    f"FROM (SELECT m.*, SUM(m.amount) OVER (ORDER BY m.on_date, m.rank, m.id) AS balance FROM ({_MOVEMENTS}) m) r"
    " LEFT JOIN relief_case c ON c.id = r.case_id LEFT JOIN person p ON p.id = c.person_id"
)
FUND = Listing(
    source=f"{_LEDGER} WHERE 1 = 1",
    columns={
        "on_date": "r.on_date",
        "kind": "r.kind",
        "party": "COALESCE(r.party, p.name)",
        "document": "COALESCE(c.case_no, r.document)",
        "income": "CASE WHEN r.amount >= 0 THEN r.amount END",
        "outgo": "CASE WHEN r.amount < 0 THEN -r.amount END",
        "balance": "r.balance",
        "remark": "r.remark",
    },
    searched=("party", "document", "remark"),
    order="r.on_date, r.rank, r.id",
    filters={"year": "substr(r.on_date, 1, 4) = ?", "kind": "r.kind = ?"},
    summed=("income", "outgo"),
)
_SOURCES = ("fund_entry", "payment", "relief_step", "relief_case")

_STATE_THEN = (
    "(SELECT t.to_state FROM relief_step t WHERE t.case_id = c.id AND t.withdrawn = 0 AND t.on_date <= :day"
    " ORDER BY t.id DESC LIMIT 1)"
)
# One objection may follow another.
_FROM_THEN = _STATE_THEN.replace("t.to_state", "t.from_state").replace(
    "t.withdrawn = 0", f"t.withdrawn = 0 AND t.from_state <> {workflow.OBJECTION}"
)
_AMOUNT_THEN = (
    "(SELECT t.amount FROM relief_step t WHERE t.case_id = b.id AND t.withdrawn = 0 AND t.on_date <= :day"
    f" AND t.action IN {_among(SETS_AMOUNT)} ORDER BY t.id DESC LIMIT 1)"
)
_NOW = f"SELECT c.id, c.state FROM relief_case c WHERE c.withdrawn = 0 AND c.state IN {_among(BINDING)}"
_THEN = f"SELECT c.id, {_STATE_THEN} AS state FROM relief_case c WHERE c.withdrawn = 0"
# An objection to the notice of a village binds nothing yet.
_NO_VILLAGE = (
    f"(b.state <> {workflow.OBJECTION} OR {workflow.TOWN_NOTICE} = {_FROM_THEN.replace('c.id', 'b.id')})"
)


def source_of(line_id: int) -> tuple[str, int]:
    """The table and the id that a line of the ledger comes from."""
    row_id, source = divmod(line_id, len(_SOURCES))
    return _SOURCES[source], row_id


def line_of(table: str, row_id: int) -> int:
    """The line of the ledger that a row makes; source_of the other way round."""
    return len(_SOURCES) * row_id + _SOURCES.index(table)


def begun(store: Store) -> str | None:
    """The day of the first entry; None while nothing is registered."""
    found: str | None = store.value(f"SELECT {_BEGUN}")
    return found


def opened(store: Store) -> str | None:
    """The day of the opening balance, None without one."""
    found: str | None = store.value(f"SELECT {_OPENED}")
    return found


def unasked(store: Store) -> bool:
    """Whether the office has switched off that amounts are held against the fund."""
    found = store.value(
        "SELECT value FROM setting WHERE key = 'fund_check' AND withdrawn = 0 AND valid_from <= ?"
        " ORDER BY valid_from DESC LIMIT 1",
        (store.today().isoformat(),),
    )
    return bool(found == '"off"')


def last_change(store: Store) -> int:
    """The number of the last change; what was read after it holds until the next."""
    return int(store.value("SELECT COALESCE(MAX(id), 0) FROM change"))


def balance(store: Store, day: str) -> int:
    """What the fund holds at the end of a day, in fen."""
    return int(
        store.value(
            f"SELECT COALESCE((SELECT SUM({_ENTRY_AMOUNT}) {_ENTRIES} AND e.on_date <= :day), 0)"
            f" - COALESCE((SELECT SUM(y.amount) {_PAID} AND y.paid_on <= :day), 0)"
            f" + COALESCE((SELECT SUM(s.amount) {_RECOVERED} AND s.on_date <= :day), 0)"
            f" - COALESCE((SELECT SUM(c.approved) {_PAST} AND c.past_paid_on <= :day), 0)",
            {"day": day},
        )
    )


def lines(store: Store, year: int) -> list[Row]:
    """The movements of a year in their order, each with what was left after it."""
    columns = ", ".join(f"{sql} AS {name}" for name, sql in FUND.columns.items())
    return store.rows(
        f"SELECT r.id, r.amount, {columns} {_LEDGER} WHERE r.on_date BETWEEN :first AND :last ORDER BY {FUND.order}",
        {"first": f"{year}-01-01", "last": f"{year}-12-31"},
    )


def bound_on(store: Store, day: str, *, now: bool) -> dict[str, int]:
    """What cases bind on a day, in fen: reserved, approved, in_transit. now: the day is the office's today."""
    cases = _NOW if now else _THEN
    found = store.rows(
        f"SELECT b.state, SUM({_AMOUNT_THEN}) AS fen FROM ({cases}) b"
        f" WHERE b.state IN {_among(BINDING)} AND {_NO_VILLAGE} GROUP BY b.state",
        {"day": day},
    )
    by_state = {row["state"]: row["fen"] or 0 for row in found}
    groups = {"reserved": RESERVED, "approved": APPROVED, "in_transit": IN_TRANSIT}
    return {name: sum(by_state.get(state, 0) for state in states) for name, states in groups.items()}


def years(store: Store) -> list[int]:
    """The years with a movement, newest first."""
    found = store.column(f"SELECT DISTINCT substr(on_date, 1, 4) FROM ({_MOVEMENTS}) ORDER BY 1 DESC")
    return [int(year) for year in found]


def paid_before(store: Store, day: str) -> Row:
    """count and sum of the payments of the office that the opening balance of a day holds."""
    return (
        store.row(
            "SELECT COUNT(*) AS count, COALESCE(SUM(amount), 0) AS fen FROM payment"
            " WHERE withdrawn = 0 AND result = 'paid' AND paid_on < ?",
            (day,),
        )
        or {}
    )


def same_entry(store: Store, values: dict[str, Any], entry_id: int | None) -> Row | None:
    """Another entry of the same day, kind and amount."""
    return store.row(
        f"SELECT e.* {_ENTRIES} AND e.on_date = ? AND e.kind = ? AND e.amount = ? AND e.id IS NOT ?",
        (values["on_date"], values["kind"], values["amount"], entry_id),
    )
