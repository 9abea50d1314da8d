"""Writing the dated statuses of a household."""

from collections.abc import Sequence
from typing import Any

from eduaid_desktop.domain.fields import Values
from eduaid_desktop.store.store import Change, Row

_SOURCE = "防止返贫监测表"


def write(change: Change, household_id: int, statuses: Sequence[Values]) -> None:
    """Write statuses, oldest first; one that is known already is only ended, and one that was open ends before."""
    known = change.select("household_status", household_id=household_id)
    for status in statuses:
        if same := _same(known, status):
            _end(change, same, status["valid_to"])
            continue
        for row in known:
            if not row["valid_to"] and row["valid_from"] < status["valid_from"]:
                _end(change, row, status["valid_from"])
        row = {"household_id": household_id, **status, "source": _SOURCE}
        known.append({**row, "id": change.insert("household_status", row)})


def _same(known: Sequence[Row], status: Values) -> Row | None:
    """A status is known when its kind began on that day, or, without a beginning in the table, at any time."""
    kinds: tuple[Any, ...] = (status["household_type"], status["monitor_kind"])
    for row in known:
        begun = row["valid_from"] == status["valid_from"] or not status["valid_from"]
        if (row["household_type"], row["monitor_kind"]) == kinds and (begun or not status["monitor_kind"]):
            return row
    return None


def _end(change: Change, row: Row, day: str) -> None:
    if day and not row["valid_to"]:
        change.update("household_status", row["id"], {"valid_to": day})
        row["valid_to"] = day
