"""Making sense of a workbook: which kind each sheet is, which column holds what, and every row cleaned."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.domain import subtotals, terms
from eduaid_desktop.domain import table as tables
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.domain.importing import Cleaner, ImportKind, Raw, written_id_number
from eduaid_desktop.domain.problems import NOTE, Problem, blocking
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import errors_back, mappings
from eduaid_desktop.services.importing.kinds import KINDS
from eduaid_desktop.services.importing.mappings import Remembered
from eduaid_desktop.services.importing.result import (
    ACCEPTED,
    REFUSED,
    SKIPPED,
    ImportResult,
    Line,
    Placed,
    Source,
    Unrecognised,
)  # fmt: skip
from eduaid_desktop.services.importing.wanted import CHECKING, EVERY, Progress, Wanted

if TYPE_CHECKING:
    from eduaid_desktop.documents.reader import Sheet, Workbook

_CARRIED = Problem("", "户主一格是空的，已按上一行的户读取，请核对是否同一户。", NOTE)
_HIDDEN = Problem("", "这一行在表中是隐藏的，也一并读了；不要这一行的请先在表中删除它。", NOTE)


def understand(
    desk: Desk, path: Path, workbook: "Workbook", wanted: Wanted, progress: Progress
) -> ImportResult:
    """A workbook as it is wanted, every row cleaned and checked, nothing of the office looked at but its memory.

    Raises Unrecognised when no sheet is a table of the kind, UserError for a wish that cannot be met.
    """
    kind = KINDS[wanted.kind] if wanted.kind else None
    sender = mappings.guess_sender(desk, path.name, workbook) if wanted.sender is None else wanted.sender
    asked = {sheet: dict(columns) for sheet, columns in wanted.corrections.items()}
    for sheet, columns in mappings.resolve(workbook.sheets, wanted.columns, kind, KINDS).items():
        asked[sheet] = {**columns, **asked.get(sheet, {})}
    recalled = _recalled(desk, sender, workbook, kind, wanted)
    sources = [
        Source(s, _table(s, kind, recalled.get(s.name), asked.get(s.name, {}))) for s in workbook.sheets
    ]
    chosen = _kind(path.name, sources, wanted)
    result = ImportResult(path, workbook.sha256, chosen, terms.of(desk.today()), sources, sender)
    result.wanted, result.workbook, result.corrected = wanted, workbook, asked
    result.remembered = [recalled[s.sheet.name] for s in result.taken if s.sheet.name in recalled]
    if not result.taken:
        raise Unrecognised(_unknown(path.name, kind, sources), result)
    result.term = _term(desk, wanted.term, result.taken)
    _add_rows(result, desk, progress)
    return result


def _kind(name: str, sources: Sequence[Source], wanted: Wanted) -> ImportKind:
    """The kind that is wanted, else that of the first sheet that is wanted and known; any kind when none is."""
    names = [source.sheet.name for source in sources]
    if unknown := [sheet for sheet in wanted.sheets if sheet not in names]:
        raise UserError(f"“{name}”里没有工作表“{unknown[0]}”。里面有：{'、'.join(names)}。")
    if wanted.kind:
        return KINDS[wanted.kind]
    chosen = [s for s in sources if s.table is not None and s.sheet.name in (wanted.sheets or names)]
    return next((s.table.kind for s in chosen if s.table is not None), next(iter(KINDS.values())))


def _recalled(
    desk: Desk, sender: str, workbook: "Workbook", kind: ImportKind | None, wanted: Wanted
) -> dict[str, Remembered]:
    if not wanted.recall:
        return {}
    kinds = {kind.name: kind} if kind else KINDS
    found = (mappings.recall(desk, sender, sheet, kinds) for sheet in workbook.sheets)
    return {each.sheet: each for each in found if each is not None}


def _table(
    sheet: "Sheet", wanted: ImportKind | None, recalled: Remembered | None, asked: Mapping[int, str | None]
) -> tables.Table | None:
    """The known table in a sheet; what is wanted, or was before, is looked for first."""
    every = list(KINDS.values())
    first = wanted or (KINDS[recalled.kind] if recalled else None)
    corrected = {**(recalled.corrected if recalled else {}), **asked}
    for kinds in ([first], every) if first else (every,):
        if table := tables.recognise(sheet.rows, sheet.merged, kinds, sheet.unread, corrected):
            return table
    return None


def _unknown(name: str, wanted: ImportKind | None, sources: Sequence[Source]) -> str:
    other = next((s.table.kind.title for s in sources if s.table is not None), None)
    if wanted and other:
        return f"“{name}”是{other}，不是{wanted.title}。请改选表格种类，或换一个文件。"
    names = "、".join(k.title for k in ([wanted] if wanted else KINDS.values()))
    return f"在“{name}”里没有认出{names}的表头。请检查表头行的列名，或换一个文件。"


def _add_rows(result: ImportResult, desk: Desk, progress: Progress) -> None:
    # Rows are looked at twice before they are shown: alone, then against what the office holds.
    total = 2 * sum(len(s.table.rows) for s in result.taken if s.table is not None)
    for source in result.sources:
        if result.takes(source):
            _add(result, source, desk, lambda: progress(CHECKING, len(result.lines), total))
        else:
            holds = source.table.kind.name if source.table else ""
            place = {"sheet": source.sheet.name, "row": 0}
            result.ignored.append({**place, "kind": "sheet", "holds": holds})
    # A row that is left out is no reason to refuse another one.
    read = [line for line in result.lines if line.outcome != SKIPPED]
    for index, problem in result.kind.check_table([line.values for line in read], desk.rules()):
        line = read[index]
        line.problems.append(problem)
        line.outcome = REFUSED if problem.blocking and line.outcome == ACCEPTED else line.outcome
    for line in result.lines:
        line.as_read = tuple(line.problems)


def _add(result: ImportResult, source: Source, desk: Desk, report: Callable[[], object]) -> None:
    sheet, table = source.sheet, source.table
    assert table is not None
    for name, column in table.columns.items():
        heading = f"{column_letters(column)} {table.headings.get(column, '')}".strip()
        result.columns[sheet.name, name] = heading
    result.ignored += [{"sheet": sheet.name, "row": row, "kind": what} for row, what in table.ignored]
    given_back = errors_back.origin_column(table)
    rules, before = desk.rules(), len(result.lines)
    clean = Cleaner(table.kind, rules)
    for row, raw in table.told(sheet.name):
        if len(result.lines) % EVERY == 0:
            report()
        line = _line(result, source, row, raw, clean)
        line.origin = errors_back.origin(sheet, given_back, row)
        result.lines.append(line)
    read = {line.row: line.values for line in result.lines[before:]} if table.sums else {}
    for row, problem in subtotals.check(table, read, rules):
        result.sums.append(Placed(sheet.name, row, result.columns[sheet.name, problem.field], problem, None))


def _line(result: ImportResult, source: Source, row: int, raw: Raw, clean: Cleaner) -> Line:
    sheet, table = source.sheet, source.table
    assert table is not None
    values, problems = clean(raw)
    problems += [_HIDDEN] if row - 1 in sheet.hidden_rows else []
    problems += [_CARRIED] if row in table.carried else []
    left_out = (sheet.name, row) in result.wanted.left_out
    outcome = SKIPPED if left_out else REFUSED if blocking(problems) else ACCEPTED
    line = Line(sheet.name, row, values, problems, outcome)
    line.as_written = raw.get("name"), "" if values.get("id_number") else written_id_number(raw)
    if any(p.rule == "B_ID_CHECK" and p.field == "id_number" for p in problems):
        line.written_number = line.as_written[1]
    return line


def _term(desk: Desk, given: str | None, found: Sequence[Source]) -> str:
    if given:
        return _offered(desk, terms.require(given))
    for source in found:
        if source.table and (named := terms.named_in(source.table.title)):
            return _offered(desk, named)
        if source.table and (meant := errors_back.term_of(source.table)):
            return _offered(desk, meant)
    return terms.of(desk.today())


def _offered(desk: Desk, term: str) -> str:
    """A roll of a term that no form offers would never be seen again."""
    if desk.rules().codes["term"].find(term) is None:
        raise UserError(
            f"{terms.label(term)}不在可登记的学期之内，请核对表题，或用 --term 指明学期，如 2018S。"
        )
    return term
