"""Importing a workbook: a preview in which every row has its place, then one change for all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from eduaid_desktop.domain import table as tables
from eduaid_desktop.domain import terms
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.household import HOUSEHOLD_BASE
from eduaid_desktop.domain.importing import ImportKind
from eduaid_desktop.domain.problems import NOTE, Problem, blocking
from eduaid_desktop.domain.roll import ROLL
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.import_household import HouseholdWriter
from eduaid_desktop.services.import_roll import RollWriter
from eduaid_desktop.store.store import Change

if TYPE_CHECKING:
    from eduaid_desktop.documents.reader import Sheet

Found = tuple["Sheet", tables.Table]
KINDS = {kind.name: kind for kind in (ROLL, HOUSEHOLD_BASE)}
ACCEPTED, PARKED, REFUSED, SKIPPED, UNCHANGED = "accepted", "parked", "refused", "skipped", "unchanged"
_HIDDEN = Problem("", "这一行在表中是隐藏的，也一并读了；不要这一行的请先在表中删除它。", NOTE)
OUTCOMES = (ACCEPTED, PARKED, REFUSED, SKIPPED, UNCHANGED)
_WORDS = {ACCEPTED: "接收", PARKED: "待定", REFUSED: "拒收", SKIPPED: "跳过", UNCHANGED: "未变"}


class Writer(Protocol):
    """Writes the accepted rows of one kind inside a change."""

    def write(self, values: Values) -> tuple[int, list[Problem]]:
        """Store one row; return the person's id and what differs from what the office knew."""


@dataclass
class Line:
    """One data row: where it stands, what it says, what is to be said about it, what became of it."""

    sheet: str
    row: int
    values: Values
    problems: list[Problem]
    outcome: str = ACCEPTED
    person_id: int | None = None


@dataclass(frozen=True)
class Placed:
    """A problem with its place in the workbook."""

    sheet: str
    row: int
    column: str
    problem: Problem
    person_id: int | None

    def place(self) -> str:
        """学籍名册 第 238 行 J 身份证件号."""
        return " ".join(p for p in (self.sheet, f"第 {self.row} 行", self.column) if p)


@dataclass
class ImportResult:
    """What a workbook holds and what becomes of each row; read = the sum of the five outcomes."""

    path: Path
    sha256: str
    kind: ImportKind
    term: str
    sheets: list[str]
    columns: dict[tuple[str, str], str]
    lines: list[Line]
    ignored: list[dict[str, Any]]
    change_id: int | None = None

    def count(self, outcome: str) -> int:
        """How many rows had this outcome."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def problems(self) -> list[Placed]:
        """Every problem with its place, in the order of the rows."""
        return [
            Placed(x.sheet, x.row, self.columns.get((x.sheet, p.field), ""), p, x.person_id)
            for x in self.lines
            for p in x.problems
        ]

    def equation(self) -> str:
        """读入 1286 = 接收 1285 + 待定 0 + 拒收 1 + 跳过 0 + 未变 0."""
        parts = " + ".join(f"{_WORDS[o]} {self.count(o)}" for o in OUTCOMES)
        return f"{self.kind.title}：读入 {len(self.lines)} = {parts}"

    def remarks(self) -> list[str]:
        """For which term it was read, and which sheets were not: a second table waits for a second import."""
        found = [f"学期：{terms.label(self.term)}"] if self.kind is ROLL else []
        for sheet in (line for line in self.ignored if line["kind"] == "sheet"):
            if other := KINDS.get(sheet["holds"]):
                advice = f"是{other.title}，要再导入一次（--kind {other.name}）"
            else:
                advice = "不是这一种表格"
            found.append(f"工作表“{sheet['sheet']}”没有读：{advice}。")
        return found

    def as_json(self) -> dict[str, Any]:
        """The object that `eduaid import --json` prints."""
        counts = {outcome: self.count(outcome) for outcome in OUTCOMES}
        head = {"kind": self.kind.name, "sheets": self.sheets, "term": self.term, "change": self.change_id}
        problems = [
            {"sheet": p.sheet, "row": p.row, "column": p.column, "rule": p.problem.rule}
            | {"clause": p.problem.clause, "severity": p.problem.severity, "message": p.problem.message}
            for p in self.problems
        ]
        return {**head, "read": len(self.lines), **counts, "ignored": self.ignored, "problems": problems}


def preview(desk: Desk, path: Path, *, kind: str | None = None, term: str | None = None) -> ImportResult:
    """Read a workbook and say what importing it would do; nothing is written.

    kind: a key of KINDS, guessed when None. term: 2018S or 2018春; taken from the title, then from today.
    Raises UserError for a file that is no workbook, holds no known table, or a term that is none.
    """
    office.require_township(desk)
    result = _read(desk, Path(path), kind, term)
    with desk.change(f"预览导入《{result.path.name}》", dry_run=True) as change:
        _write_lines(change, desk, result)
    return result


def apply(desk: Desk, previewed: ImportResult) -> ImportResult:
    """Write what was previewed, in one change that can be undone; nothing when no row is new.

    A backup is made before, unless there is a fresh one (desk.store.backup_failed says when it could not be).
    """
    from eduaid_desktop.services import backups

    result = previewed
    if result.count(ACCEPTED):
        backups.automatic(desk, backups.IMPORT)
    with desk.change(f"导入{result.kind.title}《{result.path.name}》") as change:
        _write_lines(change, desk, result)
        if result.count(ACCEPTED):
            _write_run(change, desk, result)
    result.change_id = change.id
    return result


def _read(desk: Desk, path: Path, kind: str | None, term: str | None) -> ImportResult:
    from eduaid_desktop.documents import reader

    workbook = reader.read(path)
    found = _tables(workbook.sheets, KINDS[kind] if kind else None)
    chosen = KINDS[kind] if kind else next((table.kind for _, table in found), None)
    same = [(sheet, table) for sheet, table in found if table.kind is chosen]
    if chosen is None or not same:
        raise UserError(_unknown(path.name, chosen, found))
    result = ImportResult(
        path, workbook.sha256, chosen, _term(desk, term, same), [sheet.name for sheet, _ in same], {}, [], []
    )
    holds = {sheet.name: table.kind.name for sheet, table in found}
    others = {sheet.name for sheet in workbook.sheets} - set(result.sheets)
    result.ignored += [
        {"sheet": name, "row": 0, "kind": "sheet", "holds": holds.get(name, "")} for name in sorted(others)
    ]
    for sheet, table in same:
        _add_table(result, sheet, table, desk)
    for index, problem in chosen.check_table([line.values for line in result.lines], desk.rules()):
        result.lines[index].problems.append(problem)
    return result


def _tables(sheets: Sequence["Sheet"], wanted: ImportKind | None) -> list[Found]:
    """Every sheet that holds a known table; what is wanted is looked for first."""
    every = list(KINDS.values())
    found = []
    for sheet in sheets:
        for kinds in ([wanted], every) if wanted else (every,):
            if table := tables.recognise(sheet.rows, sheet.merged, kinds, sheet.unread):
                found.append((sheet, table))
                break
    return found


def _unknown(name: str, wanted: ImportKind | None, found: list[Found]) -> str:
    if wanted and found:
        other = found[0][1].kind.title
        return f"“{name}”是{other}，不是{wanted.title}。请改选表格种类，或换一个文件。"
    names = "、".join(k.title for k in ([wanted] if wanted else KINDS.values()))
    return f"在“{name}”里没有认出{names}的表头。请检查表头行的列名，或换一个文件。"


def _add_table(result: ImportResult, sheet: "Sheet", table: tables.Table, desk: Desk) -> None:
    rules = desk.rules()
    for name, column in table.columns.items():
        result.columns[sheet.name, name] = f"{_letters(column)} {table.headings.get(column, '')}".strip()
    result.ignored += [{"sheet": sheet.name, "row": row, "kind": what} for row, what in table.ignored]
    for row, raw in table.rows:
        values, problems = table.kind.clean(raw, rules)
        problems += [_HIDDEN] if row - 1 in sheet.hidden_rows else []
        outcome = REFUSED if blocking(problems) else ACCEPTED
        result.lines.append(Line(sheet.name, row, values, problems, outcome))


def _letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        letters = chr(65 + column % 26) + letters
        column = column // 26 - 1
    return letters


def _term(desk: Desk, given: str | None, found: list[Found]) -> str:
    if given:
        return _offered(desk, terms.require(given))
    for _, table in found:
        if named := terms.named_in(table.title):
            return _offered(desk, named)
    return terms.of(desk.today())


def _offered(desk: Desk, term: str) -> str:
    """A roll of a term that no form offers would never be seen again."""
    if desk.rules().codes["term"].find(term) is None:
        raise UserError(
            f"{terms.label(term)}不在可登记的学期之内，请核对表题，或用 --term 指明学期，如 2018S。"
        )
    return term


def _write_lines(change: Change, desk: Desk, result: ImportResult) -> None:
    """A second row about a person whom this import stores is stored with the first."""
    writer = _writer(change, desk, result)
    stored: set[int] = set()
    for line in result.lines:
        if line.outcome == REFUSED:
            continue
        before = len(change.lines)
        line.person_id, differences = writer.write(line.values)
        if len(change.lines) > before:
            stored.add(line.person_id)
        line.outcome = ACCEPTED if line.person_id in stored else UNCHANGED
        line.problems += [p for p in differences if p not in line.problems]


def _writer(change: Change, desk: Desk, result: ImportResult) -> Writer:
    if result.kind is ROLL:
        return RollWriter(change, result.term)
    return HouseholdWriter(change, desk.today().isoformat())


def _write_run(change: Change, desk: Desk, result: ImportResult) -> None:
    counts = {outcome: result.count(outcome) for outcome in OUTCOMES}
    head = {"kind": result.kind.name, "file_name": result.path.name, "sha256": result.sha256}
    run = change.insert(
        "import_run",
        {
            **head,
            "term": result.term,
            "imported_on": desk.today().isoformat(),
            "read": len(result.lines),
            **counts,
        },
    )
    for row in _problem_rows(result):
        change.insert("import_problem", {"import_run_id": run, **row})


def _problem_rows(result: ImportResult) -> Iterator[dict[str, Any]]:
    for p in result.problems:
        place = {"sheet": p.sheet, "row": p.row, "column_name": p.column, "person_id": p.person_id}
        what = {"rule": p.problem.rule, "severity": p.problem.severity, "message": p.problem.message}
        yield {**place, **what}
