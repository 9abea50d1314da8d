"""What an import found and what becomes of each row: the lines, the equation, the problems with their places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.importing import ImportKind
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.table import Table

if TYPE_CHECKING:
    from eduaid_desktop.documents.reader import Sheet

ACCEPTED, PARKED, REFUSED, SKIPPED, UNCHANGED = "accepted", "parked", "refused", "skipped", "unchanged"
OUTCOMES = (ACCEPTED, PARKED, REFUSED, SKIPPED, UNCHANGED)
_WORDS = {ACCEPTED: "接收", PARKED: "待定", REFUSED: "拒收", SKIPPED: "跳过", UNCHANGED: "未变"}


@dataclass(slots=True)
class Line:
    """One data row: where it stands, what it says, what is to be said about it, what became of it.

    candidates: of a parked row the people it may be about; subject: what the decision will be remembered by.
    """

    sheet: str
    row: int
    values: Values
    problems: list[Problem]
    outcome: str = ACCEPTED
    person_id: int | None = None
    candidates: tuple[int, ...] = ()
    subject: str = ""


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


@dataclass(frozen=True)
class Source:
    """A sheet as it was read, and the table that was recognised in it (None when it is none of the kinds)."""

    sheet: "Sheet"
    table: Table | None


@dataclass
class ImportResult:
    """What a workbook holds and what becomes of each row; read = the sum of the five outcomes.

    sources: every sheet of the workbook; sheets: the names of those that were read as tables of this kind.
    sender: who sent the workbook, as the clerk says it, or "".
    """

    path: Path
    sha256: str
    kind: ImportKind
    term: str
    sources: list[Source]
    sender: str = ""
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    ignored: list[dict[str, Any]] = field(default_factory=list)
    change_id: int | None = None

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets that hold tables of this kind."""
        return [s.sheet.name for s in self.sources if s.table is not None and s.table.kind is self.kind]

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
        found = [f"学期：{terms.label(self.term)}"] if self.kind.by_term else []
        for source in self.sources:
            if source.table is not None and source.table.kind is self.kind:
                continue
            other = source.table.kind if source.table is not None else None
            advice = f"是{other.title}，要再导入一次（--kind {other.name}）" if other else "不是这一种表格"
            found.append(f"工作表“{source.sheet.name}”没有读：{advice}。")
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

    def run_row(self) -> dict[str, Any]:
        """What the office file keeps of the import as a whole."""
        counts = {outcome: self.count(outcome) for outcome in OUTCOMES}
        head = {"kind": self.kind.name, "file_name": self.path.name, "sha256": self.sha256}
        return {**head, "term": self.term, "sender": self.sender or None, "read": len(self.lines), **counts}

    def problem_rows(self) -> Iterator[dict[str, Any]]:
        """What the office file keeps of every problem."""
        for p in self.problems:
            place = {"sheet": p.sheet, "row": p.row, "column_name": p.column, "person_id": p.person_id}
            what = {"rule": p.problem.rule, "severity": p.problem.severity, "message": p.problem.message}
            yield {**place, **what}
