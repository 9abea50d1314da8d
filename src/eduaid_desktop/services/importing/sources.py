"""What every row of an imported file said, kept beside the one answer that the person record holds."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.services import villages
from eduaid_desktop.services.importing.result import ACCEPTED, REFUSED, UNCHANGED, ImportResult, Line
from eduaid_desktop.store.change import SOURCE_ROW
from eduaid_desktop.store.store import Change

# Their own records keep the row they came from.
_KEPT_ELSEWHERE = frozenset({"received_aid"})


def said(change: Change, result: ImportResult) -> list[tuple[Any, ...]]:
    """The rows of SOURCE_ROW to keep: of what was stored, and of what was refused for its ID number alone.

    A parked row is kept whole with the question it waits for.
    """
    if result.kind.name in _KEPT_ELSEWHERE:
        return []

    @cache
    def village(name: str) -> str:
        return villages.resolve(change, name, change.today.isoformat())[0]

    return [_row(line, village) for line in result.lines if _told(line)]


def is_new(change: Change, result: ImportResult, rows: Iterable[tuple[Any, ...]]) -> bool:
    """Whether a file, none of whose rows changed a record, says something else than the files of its kind before."""
    term = result.term if result.kind.by_term else None
    newest: dict[Any, tuple[int, set[Any]]] = {}
    for run, *row in change.source_rows(result.kind.name, term):
        key, words = _key(row), tuple(row[3:])
        if key in newest and newest[key][0] == run:
            newest[key][1].add(words)
        else:
            newest[key] = (run, {words})
    return any(row[3:] not in newest.get(_key(row), (0, ()))[1] for row in rows)


def _key(row: Sequence[Any]) -> tuple[Any, ...]:
    """Whom a row is about: the person, of a refused row the name."""
    _, _, person_id, name, *_ = row
    return (person_id,) if person_id else (name,)


def _told(line: Line) -> bool:
    if line.outcome == REFUSED:
        return any(p.rule == "B_ID_CHECK" for p in line.problems) and bool(line.values.get("name"))
    return line.outcome in (ACCEPTED, UNCHANGED) and line.person_id is not None


def _row(line: Line, village: Callable[[str], str]) -> tuple[Any, ...]:
    """A refused row must not bring a village, and is looked for under the name as stored."""
    values = line.values
    written_name, written_number = line.as_written
    number = values.get("id_number") or written_number or None
    if line.outcome == REFUSED:
        name, code = values["name"], None
    else:
        name = text.tidy(written_name or values.get("name") or "") or None
        code = village(values["village"]) if values.get("village") else None
    said = (values.get(column) for column in SOURCE_ROW[7:])
    # Whom a refused row may mean is an offer, no statement of hers.
    person_id = None if line.outcome == REFUSED else line.person_id
    return (line.sheet, line.row, person_id, name, number, values.get("birth_date"), code, *said)
