"""The print ledger read: issues of a paper, a paper by its number."""

from eduaid_desktop.store.store import Row, Store


def issues(store: Store, document: str, record: str, record_id: int) -> list[Row]:
    """Every issue of a document about a record, the oldest first."""
    return store.rows(
        "SELECT * FROM slip WHERE document = ? AND record = ? AND record_id = ? AND withdrawn = 0 ORDER BY issue",
        (document, record, record_id),
    )


def by_number(store: Store, slip_no: str) -> Row | None:
    """The paper with this number, once it was printed."""
    return store.row("SELECT * FROM slip WHERE slip_no = ? AND withdrawn = 0", (slip_no,))
