"""What one row of a reply decides about one line of a batch, and why that cannot be used where it cannot."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain import decision_cells, money, reply_rows
from eduaid_desktop.domain.batch import DECISIONS
from eduaid_desktop.domain.batch_check import FileRow
from eduaid_desktop.domain.decision_cells import Read
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.problems import blocking
from eduaid_desktop.domain.reply import APPROVE, DECISION, Assumed, RowProblem, Sent, Touched
from eduaid_desktop.domain.rules import Rules

# What may be said once for all lines, in the title or by the clerk (Assumed); a reason never.
_SAID_ONCE = ("decided_amount", "decided_document", "decided_on")
Told = tuple[str, str]


@dataclass(frozen=True)
class Circumstances:
    """What a reply is read against. sealed_on: ISO date of the batch. elsewhere: the other batch of ours that a row
    belongs to, "" for none.
    """

    batch_no: str
    sealed_on: str
    lines: Sequence[Sent]
    rules: Rules
    assumed: Assumed = field(default_factory=Assumed)
    elsewhere: Callable[[FileRow], str] = lambda row: ""


@dataclass
class ReadRow:
    """A row of the reply as it was read. decided: whether anything stands in the five columns.

    values: None where nothing is decided, or nothing that can be used. gaps: the columns whose emptiness alone keeps
    it from being used.
    """

    row: FileRow
    decided: bool = False
    values: Values | None = None
    touched: list[Touched] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def blame(self, told: Sequence[Told]) -> None:
        """Keep the row from being used."""
        self.problems += [self._at(*each) for each in told]

    def note(self, told: Sequence[Told]) -> None:
        """Say something about a row that is used."""
        self.notes += [self._at(*each) for each in told]

    def _at(self, column: str, words: str) -> RowProblem:
        return RowProblem(self.row.number, column, words, self.row.sheet)


def read_row(around: Circumstances, line: Sent, row: FileRow, common: Mapping[str, Any]) -> ReadRow:
    """Read a row. common: cells that the file says once for all rows."""
    found = ReadRow(row, touched=list(reply_rows.touched(line, row)))
    cells = _filled(around, row, common)
    found.decided = any(_is_said(cells, column.name, row, around.rules) for column in DECISIONS)
    if found.decided:
        _say_touched(found)
        _decide(found, around, line, decision_cells.read(cells, around.rules, line.amount, around.sealed_on))
    return found


def _is_said(cells: Mapping[str, Any], name: str, row: FileRow, rules: Rules) -> bool:
    return name in row.unread or not decision_cells.is_blank(cells.get(name), rules)


def _filled(around: Circumstances, row: FileRow, common: Mapping[str, Any]) -> Mapping[str, Any]:
    """The cells of a row with a result, and what was said once for all where it says nothing itself."""
    said = {**around.assumed.cells, **common}
    if not said or decision_cells.is_blank(row.cells.get("审批结果"), around.rules):
        return row.cells
    if decision_cells.result_of(row.cells["审批结果"], around.rules) != APPROVE:
        said.pop("审批金额", None)
    empty = {name: words for name, words in said.items() if not _is_said(row.cells, name, row, around.rules)}
    return {**row.cells, **empty}


def _decide(found: ReadRow, around: Circumstances, line: Sent, read: Read) -> None:
    """Make values of what was read; a blank beside the decision that is stored already says nothing new."""
    raw = read.raw
    if line.decided["decision"] and raw["decision"] == line.decided["decision"]:
        raw |= {name: value for name, value in _stored(line.decided) if raw.get(name) is None}
    values, problems = DECISION.clean(raw, around.rules)
    wrong = blocking(problems)
    told = [*_unusable(found.row), *read.faults]
    if not told and wrong:
        told = [(DECISION[p.field].label, p.message) for p in wrong]
        if all(raw.get(p.field) is None and p.field in _SAID_ONCE for p in wrong):
            found.gaps = [DECISION[p.field].label for p in wrong]
    on = values["decided_on"]
    if on and values["decision"] and on < around.sealed_on:
        told.append(("审批日期", f"审批日期 {on} 早于上报日期 {around.sealed_on}。"))
    found.blame(told)
    found.note(read.notes)
    found.values = None if found.problems or values["decision"] is None else values


def _stored(decided: Values) -> Iterator[tuple[str, Any]]:
    for name, value in decided.items():
        yield name, money.plain_yuan(value) if name == "decided_amount" and value is not None else value


def _unusable(row: FileRow) -> Iterator[Told]:
    """Cells of the five columns that hold something nobody can read."""
    for column in DECISIONS:
        if column.name in row.unread:
            yield column.name, f"{column.name}是没有算出结果的公式或错误值，请改填数值。"
    yield from row.doubts.items()


def _say_touched(found: ReadRow) -> None:
    """A frozen cell that was altered keeps the row from being used; one that a program damaged does not."""
    sure = reply_rows.certain(found.row, found.touched)
    for each in filter(reply_rows.is_frozen, found.touched):
        if each.harmless and sure:
            found.note([(each.column, f"{each.harmless}；别的号码看得出是谁，仍按上报的。")])
            continue
        words = f"“{each.column}”被改动（上报 {each.old or '空'}，回执 {each.new or '空'}），这一行的批复没有采用。"
        found.blame([(each.column, words + "请与县级核对，改回上报的内容后再读一次。")])
