"""Importing a workbook: a preview in which every row has its place, then one change for all of it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eduaid_desktop.domain.problems import Problem, blocking
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import digits, mappings, sources
from eduaid_desktop.services.importing import run as runs
from eduaid_desktop.services.importing.effects import effect
from eduaid_desktop.services.importing.kinds import KINDS, writer
from eduaid_desktop.services.importing.pace import without_pauses
from eduaid_desktop.services.importing.result import (
    ACCEPTED,
    OUTCOMES,
    PARKED,
    REFUSED,
    SKIPPED,
    UNCHANGED,
    ImportResult,
    Line,
    Unrecognised,
)
from eduaid_desktop.services.importing.understanding import understand
from eduaid_desktop.services.importing.waiting import Waiting, content_of
from eduaid_desktop.services.importing.wanted import (
    CHECKING,
    EVERY,
    READING,
    SEALING,
    WRITING,
    Corrections,
    Progress,
    Wanted,
    unwatched,
)
from eduaid_desktop.store.change import digest_of_rows
from eduaid_desktop.store.store import Change


@without_pauses()
def preview(
    desk: Desk, path: Path, *, password: str | None = None, progress: Progress = unwatched, **how: Any
) -> ImportResult:
    """Read a workbook and say what importing it would do; nothing is written.

    how: the fields of Wanted. Raises UserError for a file that is no workbook, Unrecognised for one without a known
    table, UserError for a term that is none, PasswordNeeded; what progress raises ends it.
    """
    return _rehearsed(desk, read(desk, path, password=password, progress=progress, **how), progress)


@without_pauses()
def read(
    desk: Desk, path: Path, *, password: str | None = None, progress: Progress = unwatched, **how: Any
) -> ImportResult:
    """Like preview, without the rehearsal: what the rows would meet in the office is not known yet."""
    from eduaid_desktop.documents import reader

    office.require_township(desk)
    path = Path(path)
    watch = _Watch(progress)
    workbook = reader.read(path, password, cancelled=watch.glance, progress=watch)
    return understand(desk, path, workbook, Wanted(**how), progress)


@without_pauses()
def again(desk: Desk, before: ImportResult, *, progress: Progress = unwatched, **how: Any) -> ImportResult:
    """The same workbook previewed anew, from memory, as it is wanted now; how: the fields of Wanted that differ."""
    assert before.workbook is not None
    wanted = replace(before.wanted, **how)
    return _rehearsed(desk, understand(desk, before.path, before.workbook, wanted, progress), progress)


@without_pauses()
def apply(desk: Desk, previewed: ImportResult, *, progress: Progress = unwatched) -> ImportResult:
    """Write what was previewed or read, in one change that can be undone; nothing when no row says anything new.

    A backup is made before, unless there is a fresh one (desk.store.backup_failed says when it could not be).
    What progress raises takes everything back; after SEALING nothing can be stopped any more.
    """
    from eduaid_desktop.services import backups

    result = previewed
    if result.news:
        backups.automatic(desk, backups.IMPORT, lambda done, total: progress(WRITING, 0, 0))
    with desk.change(f"导入{result.kind.title}《{result.path.name}》") as change:
        _write_lines(change, desk, result, progress, WRITING)
        said = sources.said(change, result)
        if result.news or sources.is_new(change, result, said):
            _write_run(change, desk, result, said)
            mappings.remember(change, result, desk.today().isoformat())
        progress(SEALING, len(result.lines), len(result.lines))
    result.change_id = change.id
    return result


def leave_out(result: ImportResult, places: Collection[tuple[str, int]], *, out: bool = True) -> None:
    """Leave rows (sheet, Excel row) out of an import or take them back, without looking at the others again."""
    left = result.wanted.left_out | set(places) if out else result.wanted.left_out - set(places)
    result.wanted = replace(result.wanted, left_out=frozenset(left))
    for line in result.lines:
        if (line.sheet, line.row) in places:
            line.outcome = SKIPPED if out else REFUSED if blocking(line.problems) else ACCEPTED


class _Watch:
    """Hands on how far the reader is, and asks between its reports whether to go on."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._at = progress, (0, 0)

    def __call__(self, done: int, total: int) -> None:
        self._at = (done, total)
        self.glance()

    def glance(self) -> bool:
        self._progress(READING, *self._at)
        return False


def _rehearsed(desk: Desk, result: ImportResult, progress: Progress) -> ImportResult:
    with desk.change(f"预览导入《{result.path.name}》", dry_run=True) as change:
        _write_lines(change, desk, result, progress, CHECKING)
    return result


def _write_lines(change: Change, desk: Desk, result: ImportResult, progress: Progress, stage: str) -> None:
    """A second row about a person whom this import stores is stored with the first."""
    result.run_id = None
    write = writer(change, desk, result).write
    waiting = Waiting(change, result)
    # Aid without a child and projects are about nobody.
    stored: set[int | None] = set()
    count = len(result.lines)
    done, total = (count, 2 * count) if stage == CHECKING else (0, count)
    for number, line in enumerate(result.lines):
        if number % EVERY == 0:
            progress(stage, done + number, total)
        if line.outcome in (REFUSED, SKIPPED):
            continue
        before, line.outcome, line.changes = change.count, ACCEPTED, []
        lines = len(change.lines)
        line.problems = []
        write(line)
        line.problems = _together(line.as_read, line.problems)
        if stage == CHECKING:
            line.effect = effect(change.lines[lines:])
        if line.outcome == PARKED:
            waiting.settle(line)
        elif change.count > before:
            stored.add(line.person_id)
        elif line.outcome == ACCEPTED and (line.person_id is None or line.person_id not in stored):
            line.outcome = UNCHANGED
    digits.offer(change, result.lines)


def _together(as_read: tuple[Problem, ...], new: list[Problem]) -> list[Problem]:
    """What the office says to a row is not told where the file alone says it already."""
    said = {p.rule for p in as_read if p.rule}
    return [*as_read, *(p for p in new if p.rule not in said and p not in as_read)] if as_read else new


def _write_run(change: Change, desk: Desk, result: ImportResult, said: Sequence[tuple[Any, ...]]) -> None:
    run = runs.finish(change, desk, result, digest_of_rows(said))
    change.keep_source_rows(run, said)
    for row in result.problem_rows():
        change.add("import_problem", {"import_run_id": run, **row})
    for line in result.lines:
        if line.outcome == PARKED and not line.waiting:
            change.add("parked_row", {"import_run_id": run, **_parked(result, line)})


def _parked(result: ImportResult, line: Line) -> dict[str, Any]:
    """A parked row whole, so that it can be stored when somebody has decided."""
    asked = next(p for p in reversed(line.problems) if p.rule)
    place: dict[str, Any] = {"kind": result.kind.name, "term": result.term}
    place |= {"sheet": line.sheet, "row": line.row}
    why = {"rule": asked.rule, "message": asked.message, "subject": line.subject}
    return {**place, **why, "content": content_of(line), "candidates": json.dumps(line.candidates)}


__all__ = [
    "ACCEPTED",
    "KINDS",
    "OUTCOMES",
    "PARKED",
    "REFUSED",
    "SKIPPED",
    "UNCHANGED",
    "Corrections",
    "ImportResult",
    "Progress",
    "Unrecognised",
    "again",
    "apply",
    "leave_out",
    "preview",
    "read",
]
