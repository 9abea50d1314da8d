"""Importing a workbook: a preview in which every row has its place, then one change for all of it."""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import table as tables
from eduaid_desktop.domain import terms
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.domain.importing import Cleaner, ImportKind
from eduaid_desktop.domain.problems import NOTE, Problem, blocking
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.kinds import KINDS, writer
from eduaid_desktop.services.importing.pace import Progress, beyond, counted, unwatched, without_pauses
from eduaid_desktop.services.importing.result import (
    ACCEPTED,
    OUTCOMES,
    PARKED,
    REFUSED,
    SKIPPED,
    UNCHANGED,
    ImportResult,
    Line,
    Source,
)
from eduaid_desktop.store.store import Change

if TYPE_CHECKING:
    from eduaid_desktop.documents.reader import Sheet

# By sheet: column (from 0) -> the field that the clerk says it holds, None for none.
Corrections = Mapping[str, Mapping[int, str | None]]
# Rows that the clerk leaves out: (sheet, Excel row).
Left = Collection[tuple[str, int]]
_HIDDEN = Problem("", "这一行在表中是隐藏的，也一并读了；不要这一行的请先在表中删除它。", NOTE)


@without_pauses()
def preview(
    desk: Desk,
    path: Path,
    *,
    kind: str | None = None,
    term: str | None = None,
    sender: str = "",
    corrections: Corrections | None = None,
    left_out: Left = (),
    progress: Progress = unwatched,
) -> ImportResult:
    """Read a workbook and say what importing it would do; nothing is written.

    kind: a key of KINDS, guessed when None. term: 2018S or 2018春; taken from the title, then from today.
    progress counts every row twice: once read, once held against the office.
    Raises UserError for a file that is no workbook, holds no known table, or a term that is none.
    """
    result = read(
        desk,
        path,
        kind=kind,
        term=term,
        sender=sender,
        corrections=corrections,
        left_out=left_out,
        progress=lambda done, total: progress(done, 2 * total),
    )
    with desk.change(f"预览导入《{result.path.name}》", dry_run=True) as change:
        _write_lines(change, desk, result, lambda done, total: progress(total + done, 2 * total))
    return result


@without_pauses()
def read(
    desk: Desk,
    path: Path,
    *,
    kind: str | None = None,
    term: str | None = None,
    sender: str = "",
    corrections: Corrections | None = None,
    left_out: Left = (),
    progress: Progress = unwatched,
) -> ImportResult:
    """Like preview, without the rehearsal: what the rows would meet in the office is not known yet."""
    from eduaid_desktop.documents import reader

    office.require_township(desk)
    path = Path(path)
    workbook = reader.read(path)
    wanted = KINDS[kind] if kind else None
    sources = [
        Source(sheet, _table(sheet, wanted, (corrections or {}).get(sheet.name))) for sheet in workbook.sheets
    ]
    chosen = wanted or next((s.table.kind for s in sources if s.table is not None), None)
    same = [s for s in sources if s.table is not None and s.table.kind is chosen]
    if chosen is None or not same:
        raise UserError(_unknown(path.name, chosen, sources))
    result = ImportResult(path, workbook.sha256, chosen, _term(desk, term, same), sources, sender)
    total = sum(len(s.table.rows) for s in same if s.table)
    for source in sources:
        before = len(result.lines)
        _add(result, source, desk, left_out, beyond(before, total, progress))
    for index, problem in chosen.check_table([line.values for line in result.lines], desk.rules()):
        result.lines[index].problems.append(problem)
    return result


@without_pauses()
def apply(desk: Desk, previewed: ImportResult, progress: Progress = unwatched) -> ImportResult:
    """Write what was previewed or read, in one change that can be undone; nothing when no row is new.

    A backup is made before, unless there is a fresh one (desk.store.backup_failed says when it could not be).
    What progress raises stops the import, which then leaves nothing behind.
    """
    from eduaid_desktop.services import backups

    result = previewed
    if result.count(ACCEPTED) + result.count(PARKED):
        backups.automatic(desk, backups.IMPORT, lambda *_: progress(0, len(result.lines)))
    with desk.change(f"导入{result.kind.title}《{result.path.name}》") as change:
        _write_lines(change, desk, result, progress)
        if result.count(ACCEPTED) + result.count(PARKED):
            _write_run(change, desk, result)
    result.change_id = change.id
    return result


def _table(
    sheet: "Sheet", wanted: ImportKind | None, corrected: Mapping[int, str | None] | None
) -> tables.Table | None:
    """The known table in a sheet; what is wanted is looked for first."""
    every = list(KINDS.values())
    for kinds in ([wanted], every) if wanted else (every,):
        if table := tables.recognise(sheet.rows, sheet.merged, kinds, sheet.unread, corrected):
            return table
    return None


def _unknown(name: str, wanted: ImportKind | None, sources: Sequence[Source]) -> str:
    other = next((s.table.kind.title for s in sources if s.table is not None), None)
    if wanted and other:
        return f"“{name}”是{other}，不是{wanted.title}。请改选表格种类，或换一个文件。"
    names = "、".join(k.title for k in ([wanted] if wanted else KINDS.values()))
    return f"在“{name}”里没有认出{names}的表头。请检查表头行的列名，或换一个文件。"


def _add(result: ImportResult, source: Source, desk: Desk, left_out: Left, progress: Progress) -> None:
    sheet, table = source.sheet, source.table
    if table is None or table.kind is not result.kind:
        holds = table.kind.name if table else ""
        result.ignored.append({"sheet": sheet.name, "row": 0, "kind": "sheet", "holds": holds})
        return
    rules = desk.rules()
    for name, column in table.columns.items():
        heading = f"{column_letters(column)} {table.headings.get(column, '')}".strip()
        result.columns[sheet.name, name] = heading
    result.ignored += [{"sheet": sheet.name, "row": row, "kind": what} for row, what in table.ignored]
    clean = Cleaner(table.kind, rules, table.columns)
    for row, raw in counted(table.rows, progress):
        values, problems = clean(raw)
        problems += [_HIDDEN] if row - 1 in sheet.hidden_rows else []
        outcome = SKIPPED if (sheet.name, row) in left_out else REFUSED if blocking(problems) else ACCEPTED
        result.lines.append(Line(sheet.name, row, values, problems, outcome))


def _term(desk: Desk, given: str | None, found: Sequence[Source]) -> str:
    if given:
        return _offered(desk, terms.require(given))
    for source in found:
        if source.table and (named := terms.named_in(source.table.title)):
            return _offered(desk, named)
    return terms.of(desk.today())


def _offered(desk: Desk, term: str) -> str:
    """A roll of a term that no form offers would never be seen again."""
    if desk.rules().codes["term"].find(term) is None:
        raise UserError(
            f"{terms.label(term)}不在可登记的学期之内，请核对表题，或用 --term 指明学期，如 2018S。"
        )
    return term


def _write_lines(change: Change, desk: Desk, result: ImportResult, progress: Progress) -> None:
    """A second row about a person whom this import stores is stored with the first."""
    write = writer(change, desk, result).write
    stored: set[int | None] = set()
    for line in counted(result.lines, progress):
        if line.outcome in (REFUSED, SKIPPED):
            continue
        before, line.outcome = change.count, ACCEPTED
        known = list(line.problems)
        line.problems = []
        write(line)
        line.problems = known + [p for p in line.problems if p not in known]
        if change.count > before:
            stored.add(line.person_id)
        elif line.outcome == ACCEPTED and line.person_id not in stored:
            line.outcome = UNCHANGED


def _write_run(change: Change, desk: Desk, result: ImportResult) -> None:
    run = change.insert("import_run", {**result.run_row(), "imported_on": desk.today().isoformat()})
    for row in result.problem_rows():
        change.add("import_problem", {"import_run_id": run, **row})
    for line in result.lines:
        if line.outcome == PARKED:
            change.add("parked_row", {"import_run_id": run, **_parked(result, line)})


def _parked(result: ImportResult, line: Line) -> dict[str, Any]:
    """A parked row whole, so that it can be stored when somebody has decided."""
    asked = next(p for p in reversed(line.problems) if p.rule)
    place: dict[str, Any] = {"kind": result.kind.name, "term": result.term}
    place |= {"sheet": line.sheet, "row": line.row}
    content = json.dumps(line.values, ensure_ascii=False)
    why = {"rule": asked.rule, "message": asked.message, "subject": line.subject}
    return {**place, **why, "content": content, "candidates": json.dumps(line.candidates)}


__all__ = [
    "ACCEPTED",
    "KINDS",
    "OUTCOMES",
    "PARKED",
    "REFUSED",
    "SKIPPED",
    "UNCHANGED",
    "ImportResult",
    "apply",
    "preview",
    "read",
]
