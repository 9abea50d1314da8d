"""The record of an import as a whole, which some rows point at."""

from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.result import ImportResult
from eduaid_desktop.store.store import Change


def begin(change: Change, desk: Desk, result: ImportResult) -> int:
    """The id of the record, written with the first row that points at it; its counts are set at the end."""
    if result.run_id is None:
        row = {**result.run_row(), "imported_on": desk.today().isoformat()}
        result.run_id = change.insert("import_run", row)
    return result.run_id


def finish(change: Change, desk: Desk, result: ImportResult, said: str) -> int:
    """The id of the record with its counts as they are now. said: the digest of what its rows said."""
    run = begin(change, desk, result)
    change.update("import_run", run, {**result.run_row(), "said_sha256": said})
    return run
