"""Reading the county's decisions: every line of a batch against the rows of a reply."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.batch import DECISIONS, NAMES
from eduaid_desktop.domain.batch_check import BatchFile, FileRow
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.reply import (
    APPROVE,
    DECISION,
    OVER_CAP,
    REJECT,
    RETURN,
    Entry,
    Preview,
    RowProblem,
    Sent,
)
from eduaid_desktop.domain.reply_decision import Circumstances, ReadRow, read_row
from eduaid_desktop.domain.reply_rows import Finder
from eduaid_desktop.domain.rules import Rules

_LISTS = {REJECT: "rejected", RETURN: "returned", OVER_CAP: "pending"}
_STRANGER = "批次里没有这一行：{words}。"


def compare(around: Circumstances, file: BatchFile) -> Preview:
    """Sort every line of the batch by what the file says about it."""
    result = Preview(around.batch_no)
    rows = _by_case(around, file, result)
    _say_missing_columns(file, result)
    notes: list[RowProblem] = []
    for line in around.lines:
        read = [read_row(around, line, row, file.common) for row in rows.get(line.case_no, [])]
        reading = _Reading(line, read, around.rules)
        name, entry = reading.place()
        getattr(result, name).append(entry)
        result.touched += dict.fromkeys(each for one in read for each in one.touched)
        result.problems += reading.problems
        notes += [note for one in read for note in one.notes]
        for column in reading.gaps:
            result.gaps[column] = result.gaps.get(column, 0) + 1
    result.notes += _together(notes)
    return result


def _by_case(around: Circumstances, file: BatchFile, result: Preview) -> Mapping[str, list[FileRow]]:
    """The rows of each case; whatever belongs to no line of this batch is named."""
    finder = Finder(around.lines)
    found: dict[str, list[FileRow]] = defaultdict(list)
    for row in (*file.rows, *file.others):
        other = around.elsewhere(row)
        line = None if other else finder.of(row)
        if line:
            found[line.case_no].append(row)
            continue
        words = f"{row['申请编号'] or row['身份证号']} {row['姓名']}".strip()
        told = f"这一行属于另一个批次 {other}：{words}。" if other else _STRANGER.format(words=words)
        result.unknown.append(RowProblem(row.number, "申请编号", told, row.sheet))
    return found


def _say_missing_columns(file: BatchFile, result: Preview) -> None:
    lacking = [c.name for c in DECISIONS if c.name not in file.columns and c.name not in file.common]
    if lacking:
        result.notes.append(RowProblem(0, "", f"文件里没有“{'”“'.join(lacking)}”列。"))
    missing = [name for name in NAMES if name not in file.columns]
    if missing:
        words = "、".join(missing[:6]) + (f"等 {len(missing)} 列" if len(missing) > 6 else "")
        result.notes.append(RowProblem(0, "", f"文件里没有{words}，这些列没有核对，按上报的。"))


def _together(notes: Sequence[RowProblem]) -> list[RowProblem]:
    """The same words about many rows are said once, at the first of them."""
    found: dict[tuple[str, str], list[RowProblem]] = defaultdict(list)
    for note in notes:
        found[note.column, note.message].append(note)
    many = "（共 {} 行）"
    return [
        RowProblem(
            n[0].row, n[0].column, n[0].message + (many.format(len(n)) if len(n) > 1 else ""), n[0].sheet
        )
        for n in found.values()
    ]


class _Reading:
    """One line of the batch and the rows of the reply that name it."""

    def __init__(self, line: Sent, rows: Sequence[ReadRow], rules: Rules) -> None:
        self.line, self.rows, self.rules = line, rows, rules
        self.problems: list[RowProblem] = [each for row in rows for each in row.problems]
        self.gaps: list[str] = []

    def place(self) -> tuple[str, Entry]:
        """The name of the list this line belongs in, and its entry."""
        line = self.line
        if not self.rows:
            return self._before(None, "回执里没有这一行。")
        one = self._deciding()
        row, values = one.row, one.values
        if values is None and self.problems and one.decided:
            self.gaps = one.gaps
            return "missing", self._entry(row.number, self.problems[0].message)
        if values is None:
            return self._before(row.number, "没有填审批结果。")
        if values == line.decided:
            return self._sorted(values, row.number, new=False)
        by_hand = not line.decided["decision"] and self._entry(row.number, "", values).done_by_hand
        if not by_hand and (reason := self._contradiction(values)):
            self.problems.append(RowProblem(row.number, "审批结果", reason, row.sheet))
            return "conflicts", self._entry(row.number, reason, values)
        return self._sorted(values, row.number, new=True)

    def _before(self, row: int | None, reason: str) -> tuple[str, Entry]:
        """What an earlier reply said where this one says nothing."""
        if self.line.decided["decision"]:
            return self._sorted(self.line.decided, row, new=False)
        return "missing", self._entry(row, reason)

    def _deciding(self) -> ReadRow:
        """The row that counts; of several that do not agree none does."""
        given = [each for each in self.rows if each.decided]
        first = given[0] if given else self.rows[0]
        if len(self.rows) == 1:
            return first
        agree = all(each.values == first.values for each in given)
        one_each = len({each.row.sheet for each in self.rows}) == len(self.rows)
        if agree and one_each:
            return first
        if not given:
            words = "都没有填批复。"
        elif not agree:
            words = "批复互相矛盾，没有采用，请与县级核对。"
        else:
            words = "批复相同，只算一次。" if len(given) > 1 else "只有一行填了批复，按那一行。"
        where = "、".join(
            f"{f'“{e.row.sheet}”' if e.row.sheet else ''}第 {e.row.number} 行" for e in self.rows
        )
        last = self.rows[-1].row
        said = RowProblem(
            last.number, "申请编号", f"{self.line.case_no} 重复出现（{where}），{words}", last.sheet
        )
        if agree:
            self.problems.append(said)
            return first
        self.problems.insert(0, said)
        return ReadRow(first.row, decided=True)

    def _contradiction(self, values: Values) -> str:
        """Why a decision cannot be taken over after what happened before; "" when it can."""
        earlier, state = self.line.decided, self.line.state
        if earlier["decision"] is None or (
            earlier["decision"] == OVER_CAP and state == workflow.OVERCAP_PENDING
        ):
            expected = workflow.OVERCAP_PENDING if earlier["decision"] else workflow.REPORTED
            if state != expected:
                return f"这件申请现为“{workflow.state_name(state)}”，不能再登记批复。"
            return (
                "县政府审批中的申请不能退回。" if earlier["decision"] and values["decision"] == RETURN else ""
            )
        differing = [f for f in DECISION.fields if values[f.name] != earlier[f.name]]
        words = "；".join(
            f"{f.label}已登记为“{f.shown(earlier[f.name], self.rules) or '空'}”，"
            f"这次是“{f.shown(values[f.name], self.rules) or '空'}”"
            for f in differing
        )
        return f"与已登记的批复不一致：{words}。没有改动，请与县级核对。"

    def _sorted(self, values: Values, row: int | None, *, new: bool) -> tuple[str, Entry]:
        decision = values["decision"]
        matched = values["decided_amount"] in (None, self.line.amount)
        name = _LISTS.get(decision, "matched" if matched else "changed")
        return name, self._entry(row, values["decided_reason"] or "", values, new=new)

    def _entry(
        self, row: int | None, reason: str, values: Values | None = None, *, new: bool = False
    ) -> Entry:
        line, values = self.line, values or {}
        approved = values.get("decided_amount") if values.get("decision") in (APPROVE, OVER_CAP) else None
        return Entry(line.case_no, line.name, row, line.amount, approved, reason, line, values, new)
