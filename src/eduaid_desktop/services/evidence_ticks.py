"""The tick of a document of the checklist: set by hand, or by the first file that comes for it."""

from typing import Any

from eduaid_desktop.store import evidence_queries as queries
from eduaid_desktop.store.store import Change, Store


def row_of(change: Change, case_id: int, code: str) -> int:
    """The row of one document of a case, made when there is none yet."""
    known = change.select("evidence", case_id=case_id, code=code)
    return known[0]["id"] if known else change.insert("evidence", {"case_id": case_id, "code": code})


def tick(change: Change, row_id: int, yes: bool, received_on: str = "") -> None:
    """Say whether a document is there; received_on: ISO day it came, the office's today where not said."""
    row = change.get("evidence", row_id)
    columns: dict[str, Any] = {"present": int(yes), "received_on": None}
    if yes:
        columns["received_on"] = received_on or row["received_on"] or change.today.isoformat()
    change.update("evidence", row_id, columns)


def came(change: Change, row_id: int) -> None:
    """A file came for a document, so the document is there."""
    if not change.get("evidence", row_id)["present"]:
        tick(change, row_id, True)


def went(change: Change, store: Store, row_id: int) -> None:
    """A file was withdrawn; with the last one goes a tick that the files set, never one that a person set."""
    left = change.select("attachment", owner_table="evidence", owner_id=row_id)
    if not left and queries.ticked_by_file(store, row_id):
        tick(change, row_id, False)
