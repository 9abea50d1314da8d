"""Reading the change log: what happened to a record, how it stood on a day, undoing a change, the check."""

import json
from collections.abc import Iterable
from datetime import date

from eduaid_desktop.store.change import Row, decode
from eduaid_desktop.store.integrity import check, counts, steps
from eduaid_desktop.store.store import Store
from eduaid_desktop.store.undo import Undone, undo

__all__ = ["Undone", "as_of", "check", "counts", "of_record", "rows_as_of", "steps", "undo"]


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


def rows_as_of(store: Store, table: str, row_ids: Iterable[int], day: date) -> dict[int, Row]:
    """By id the records as they stood at the end of a day, hidden ones too; those not yet written are left out.

    Two queries, however many records.
    """
    wanted = (json.dumps([*row_ids]),)
    rows = store.rows(f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", wanted)
    found = {row["id"]: row for row in rows}
    later = store.rows(
        "SELECT l.row_id, l.action, l.before FROM change_log l JOIN change c ON c.id = l.change_id"
        " WHERE l.row_id IN (SELECT value FROM json_each(?)) AND l.table_name = ? AND substr(c.at, 1, 10) > ?"
        " ORDER BY l.id DESC",
        (*wanted, table, day.isoformat()),
    )
    for line in later:
        if line["action"] == "insert":
            found.pop(line["row_id"], None)
        elif line["action"] == "delete":
            found[line["row_id"]] = decode(line["before"])
        else:
            row = found[line["row_id"]]
            found[line["row_id"]] = {**row, **decode(line["before"]), "revision": row["revision"] - 1}
    return found
