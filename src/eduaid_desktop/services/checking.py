"""Checking the office file, and undoing a change."""

from typing import Any

from eduaid_desktop.domain import roles
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history, relief_audit


def check(desk: Desk) -> dict[str, Any]:
    """ok, findings (sentences), and how many records and changes were looked at.

    Whether the cases hold together is asked only of a file whose records are what the program wrote.
    """
    findings = history.check(desk.store) or relief_audit.faults(desk.store)
    return {"ok": not findings, "findings": findings, **history.counts(desk.store)}


def undo(desk: Desk, change_id: int, *, dry_run: bool = False) -> dict[str, Any]:
    """Undo a change (see store.history.undo), in the role it was made in; rows withdrawn, restored and kept."""
    made_as = desk.store.value("SELECT role FROM change WHERE id = ?", (change_id,))
    role = desk.acting(made_as or (roles.CLERK, roles.REVIEWER, roles.ADMIN))
    result = history.undo(desk.store, desk.actor, change_id, role=role, dry_run=dry_run)
    counts = {name: len(set(getattr(result, name))) for name in ("withdrawn", "restored", "kept")}
    return {"change_id": change_id, "sentence": result.sentence, "dry_run": dry_run, **counts}
