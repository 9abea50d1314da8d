"""Reading the change log: what happened to a record, how it stood on a day, undoing a change, the check."""

from datetime import date

from eduaid_desktop.store.change import Row, decode
from eduaid_desktop.store.integrity import check, counts, steps
from eduaid_desktop.store.store import Store
from eduaid_desktop.store.undo import Undone, undo

__all__ = ["Undone", "as_of", "check", "counts", "of_record", "steps", "undo"]


def of_record(store: Store, table: str, row_id: int) -> list[Row]:
    """Every change of one record, oldest first.

    change_id, at, actor, role, machine, sentence, action, before, after.
    """
    found = store.rows(
        "SELECT c.id AS change_id, c.at, c.actor, c.role, c.machine, c.sentence, l.action, l.before, l.after"
        " FROM change_log l JOIN change c ON c.id = l.change_id"
        " WHERE l.table_name = ? AND l.row_id = ? ORDER BY l.id",
        (table, row_id),
    )
    return [{**r, "before": decode(r["before"]), "after": decode(r["after"])} for r in found]


def as_of(store: Store, table: str, row_id: int, day: date) -> Row | None:
    """The record as it stood at the end of a day; None when it did not exist then."""
    row = store.row(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    for line in reversed(of_record(store, table, row_id)):
        if line["at"][:10] <= day.isoformat():
            break
        if line["action"] == "insert":
            row = None
        elif line["action"] == "delete":
            row = line["before"]
        elif row:
            row = {**row, **line["before"], "revision": row["revision"] - 1}
    return row
