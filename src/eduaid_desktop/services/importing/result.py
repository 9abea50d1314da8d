"""What an import found and what becomes of each row: the lines, the equation, the problems with their places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.importing import ImportKind
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.table import Table
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.importing.mappings import Remembered
from eduaid_desktop.services.importing.wanted import Wanted

if TYPE_CHECKING:
    from eduaid_desktop.documents.reader import Sheet, Workbook

ACCEPTED, PARKED, REFUSED, SKIPPED, UNCHANGED = "accepted", "parked", "refused", "skipped", "unchanged"
_BLIND = {
    "formula": "没有计算的公式", "error": "错误值", "hidden": "隐藏的行列", "merged": "合并的单元格",
}  # fmt: skip
OUTCOMES = (ACCEPTED, PARKED, REFUSED, SKIPPED, UNCHANGED)
WORDS = {ACCEPTED: "接收", PARKED: "待定", REFUSED: "拒收", SKIPPED: "跳过", UNCHANGED: "未变"}


@dataclass(slots=True)
class Line:
    """One data row: where it stands, what it says, what is to be said about it, what became of it.

    as_written: the name in its cell, and the ID number that could not be taken. as_read: of its problems those that
    the file alone tells, whatever the office knows. candidates: of a parked row the people it may be about; subject:
    what the decision will be remembered by; waiting: it was parked by an earlier import and is still open.
    written_number: an ID number that fails its check, as written. changes: (field, before, after) of what a row
    changes of somebody known. effect: what storing it changes, once that was rehearsed; origin: where it stood in the
    workbook that this one gives back corrected, or "".
    """

    sheet: str
    row: int
    values: Values
    problems: list[Problem]
    outcome: str = ACCEPTED
    person_id: int | None = None
    candidates: tuple[int, ...] = ()
    subject: str = ""
    as_read: tuple[Problem, ...] = ()
    waiting: bool = False
    written_number: str = ""
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    as_written: tuple[Any, str] = (None, "")
    effect: str = ""
    origin: str = ""

    def reason(self) -> str:
        """Why it has its outcome, in one line."""
        first = {SKIPPED: "您选了不读这一行。", UNCHANGED: "与已登记的相同。", ACCEPTED: self.effect}.get(
            self.outcome, ""
        )
        told = sorted((p for p in self.problems), key=lambda p: not p.blocking)
        said = [p.message for p in told if p.blocking or self.outcome != REFUSED]
        return "　".join([first, *said] if first else said)


@dataclass(frozen=True)
class Placed:
    """A problem with its place in the workbook."""

    sheet: str
    row: int
    column: str
    problem: Problem
    person_id: int | None
    origin: str = ""

    @property
    def message(self) -> str:
        """What is wrong, and where the row stood when it was given back to be corrected."""
        return f"{self.problem.message}（原表 {self.origin}）" if self.origin else self.problem.message

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
    sender: who sent the workbook, as the clerk says it or its titles do, or "". wanted: how it was to be read.
    sums: printed totals that do not add up. run_id: the record of the import, within the change that writes it.
    corrected: by sheet the columns that somebody set right now; remembered: what was set right before and holds.
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
    sums: list[Placed] = field(default_factory=list)
    change_id: int | None = None
    run_id: int | None = None
    wanted: Wanted = field(default_factory=Wanted)
    workbook: "Workbook | None" = None
    corrected: dict[str, dict[int, str | None]] = field(default_factory=dict)
    remembered: list[Remembered] = field(default_factory=list)

    def takes(self, source: Source) -> bool:
        """Whether a sheet is read: it holds a table of this kind and was not left out."""
        chosen = not self.wanted.sheets or source.sheet.name in self.wanted.sheets
        return chosen and source.table is not None and source.table.kind is self.kind

    @property
    def taken(self) -> list[Source]:
        """The sheets that are read."""
        return [s for s in self.sources if self.takes(s)]

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets that are read."""
        return [s.sheet.name for s in self.taken]

    @property
    def blind(self) -> str:
        """What could not be looked for in a file of this format, as a sentence; "" when everything could."""
        names = [_BLIND[what] for what in (self.workbook.blind if self.workbook else ()) if what in _BLIND]
        return f"这种格式的文件看不出{'、'.join(names)}，要紧的请另存为 .xlsx 后再导入。" if names else ""

    def line_at(self, place: tuple[str, int]) -> Line | None:
        """The data row at (sheet, Excel row)."""
        return self._by_place.get(place)

    @cached_property
    def _by_place(self) -> dict[tuple[str, int], Line]:
        return {(line.sheet, line.row): line for line in self.lines}

    def count(self, outcome: str) -> int:
        """How many rows had this outcome."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def news(self) -> int:
        """How many rows an import of this would store: accepted ones, and parked ones that do not wait yet."""
        return sum(x.outcome == ACCEPTED or (x.outcome == PARKED and not x.waiting) for x in self.lines)

    @property
    def problems(self) -> list[Placed]:
        """Every problem with its place, in the order of the rows; then the printed totals that do not add up."""
        return [
            Placed(x.sheet, x.row, self.columns.get((x.sheet, p.field), ""), p, x.person_id, x.origin)
            for x in self.lines
            for p in x.problems
        ] + self.sums

    def updates(self, rules: Rules) -> list[dict[str, Any]]:
        """What replaces something known, one entry each: sheet, row, name and a message; blanks that are filled not."""
        fields = {f.name: f for f in self.kind.fields}
        found = []
        for line in self.lines:
            place = {"sheet": line.sheet, "row": line.row, "name": line.values.get("name")}
            for name, before, after in line.changes:
                if before is not None and (known := fields.get(name)):
                    words = [known.shown(value, rules) for value in (before, after)]
                    told = f"{known.label}：已登记“{words[0]}”，改为“{words[1]}”"
                    found.append({**place, "message": told})
        return found

    def equation(self) -> str:
        """读入 1286 = 接收 1285 + 待定 0 + 拒收 1 + 跳过 0 + 未变 0."""
        parts = " + ".join(f"{WORDS[o]} {self.count(o)}" for o in OUTCOMES)
        return f"{self.kind.title}：读入 {len(self.lines)} = {parts}"

    def remarks(self) -> list[str]:
        """For which term it was read, and which sheets were not: a second table waits for a second import."""
        found = [f"学期：{terms.label(self.term)}"] if self.kind.by_term else []
        for source in self.sources:
            if self.takes(source):
                found += self._of_another_term(source)
                continue
            other = source.table.kind if source.table is not None else None
            if other is self.kind:
                found.append(f"工作表“{source.sheet.name}”没有读：没有选它。")
                continue
            advice = f"是{other.title}，要再导入一次（--kind {other.name}）" if other else "不是这一种表格"
            found.append(f"工作表“{source.sheet.name}”没有读：{advice}。")
        found += [f"工作表“{each.sheet}”{each.told()}" for each in self.remembered]
        return [*found, self.blind] if self.blind else found

    def _of_another_term(self, source: Source) -> list[str]:
        title = source.table.title if source.table is not None else ""
        named = terms.named_in(title) if self.kind.by_term else None
        if named in (None, self.term):
            return []
        words = f"的表题写的是{terms.label(str(named))}，也按{terms.label(self.term)}读了，请核对。"
        return [f"工作表“{source.sheet.name}”{words}"]

    def as_json(self) -> dict[str, Any]:
        """The object that `eduaid import --json` prints."""
        counts = {outcome: self.count(outcome) for outcome in OUTCOMES}
        head = {"kind": self.kind.name, "sheets": self.sheets, "term": self.term, "change": self.change_id}
        head |= {"sender": self.sender}
        problems = [
            {"sheet": p.sheet, "row": p.row, "column": p.column, "rule": p.problem.rule}
            | {"clause": p.problem.clause, "severity": p.problem.severity, "message": p.message}
            | ({"origin": p.origin} if p.origin else {})
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
            what = {"rule": p.problem.rule, "severity": p.problem.severity, "message": p.message}
            yield {**place, **what}


class Unrecognised(UserError):
    """No table of the wanted kind was found; found is the workbook as it was read, to be shown and set right."""

    def __init__(self, sentence: str, found: ImportResult) -> None:
        super().__init__(sentence)
        self.found = found
