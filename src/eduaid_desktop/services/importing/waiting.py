"""Rows that earlier imports have parked: which of them still wait, and which were not wanted."""

import json

from eduaid_desktop.domain.matching import DISCARD
from eduaid_desktop.domain.problems import NOTE, Problem
from eduaid_desktop.services.importing.result import SKIPPED, ImportResult, Line
from eduaid_desktop.store.store import Change

_NOT_WANTED = "这一行以前已决定不要，没有再列入待定。"


def content_of(line: Line) -> str:
    """A row whole, as it is kept."""
    return json.dumps(line.values, ensure_ascii=False)


class Waiting:
    """A row is parked once, however often it is imported; in the same file too."""

    def __init__(self, change: Change, result: ImportResult) -> None:
        of_term = {"term": result.term} if result.kind.by_term else {}
        rows = change.select("parked_row", kind=result.kind.name, **of_term)
        self._open = {(r["subject"], r["content"]) for r in rows if r["decision"] is None}
        self._not_wanted = {(r["subject"], r["content"]) for r in rows if r["decision"] == DISCARD}

    def settle(self, line: Line) -> None:
        """Say of a row that was found doubtful whether it waits already, or is left out as before."""
        key = line.subject, content_of(line)
        line.waiting = key in self._open
        if key in self._not_wanted and not line.waiting:
            line.outcome = SKIPPED
            line.problems.append(Problem("", _NOT_WANTED, NOTE))
        self._open.add(key)
