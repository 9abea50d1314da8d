"""Reading the county's decisions: every line of a batch against the rows of a reply."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from eduaid_desktop.domain import batch_check, workflow
from eduaid_desktop.domain.batch import BY_NAME, DECISIONS
from eduaid_desktop.domain.batch_check import BatchFile, FileRow, Finding
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.problems import blocking
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
    Touched,
)
from eduaid_desktop.domain.rules import Rules

_LISTS = {REJECT: "rejected", RETURN: "returned", OVER_CAP: "pending"}


def compare(batch_no: str, sealed_on: str, lines: Sequence[Sent], file: BatchFile, rules: Rules) -> Preview:
    """Sort every line of the batch by what the file says about it. sealed_on: ISO date of the batch."""
    result = Preview(batch_no)
    rows = _by_case(lines, file, result)
    for column in BY_NAME:
        if column not in file.columns:
            result.problems.append(RowProblem(0, column, f"文件里没有“{column}”这一列。"))
    for line in lines:
        found = rows.get(line.case_no, [])
        altered = [_touched(line, each) for row in found for each in _altered(line, row, file)]
        result.touched += altered
        reading = _Reading(line, found, altered, sealed_on, rules)
        name, entry = reading.place()
        getattr(result, name).append(entry)
        result.problems += reading.problems
    return result


def _altered(line: Sent, row: FileRow, file: BatchFile) -> list[Finding]:
    return batch_check.altered(line.cells, row, file.columns)


def _touched(line: Sent, each: Finding) -> Touched:
    return Touched(line.case_no, line.name, each.row, each.column, each.old, each.new)


def _by_case(lines: Sequence[Sent], file: BatchFile, result: Preview) -> Mapping[str, list[FileRow]]:
    """The rows of each case; a row whose number was altered is known by its ID number."""
    by_number = {line.case_no: line for line in lines}
    by_id = {line.id_number: line for line in lines if line.id_number}
    found: dict[str, list[FileRow]] = defaultdict(list)
    for row in file.rows:
        line = by_number.get(row["申请编号"]) or by_id.get(row["身份证号"])
        if line:
            found[line.case_no].append(row)
        else:
            words = f"{row['申请编号']} {row['姓名']}".strip()
            result.unknown.append(RowProblem(row.number, "申请编号", f"批次里没有这一行：{words}。"))
    return found


class _Reading:
    """One line of the batch and the rows of the reply that name it."""

    def __init__(
        self, line: Sent, rows: Sequence[FileRow], touched: Sequence[Touched], sealed_on: str, rules: Rules
    ) -> None:
        self.line, self.rows, self.touched = line, rows, touched
        self.sealed_on, self.rules = sealed_on, rules
        self.problems: list[RowProblem] = []

    def place(self) -> tuple[str, Entry]:
        """The name of the list this line belongs in, and its entry."""
        line = self.line
        if not self.rows:
            if line.decided["decision"]:
                return self._sorted(line.decided, None, new=False)
            return "missing", self._entry(None, "回执里没有这一行。")
        row, values = self._decision()
        if self.problems and values is None:
            return "missing", self._entry(row.number, self.problems[0].message)
        if values is None:
            if line.decided["decision"]:
                return self._sorted(line.decided, row.number, new=False)
            return "missing", self._entry(row.number, "没有填审批结果。")
        if values == line.decided:
            return self._sorted(values, row.number, new=False)
        by_hand = not line.decided["decision"] and self._entry(row.number, "", values).done_by_hand
        if not by_hand and (reason := self._contradiction(values)):
            self.problems.append(RowProblem(row.number, "审批结果", reason))
            return "conflicts", self._entry(row.number, reason, values)
        return self._sorted(values, row.number, new=True)

    def _decision(self) -> tuple[FileRow, Values | None]:
        """The row that decides, and its values; None when there are none, or none that can be used."""
        frozen = [t for t in self.touched if BY_NAME[t.column].frozen]
        for each in frozen:
            words = f"“{each.column}”被改动（上报 {each.old or '空'}，回执 {each.new or '空'}），这一行的批复没有采用。"
            self.problems.append(
                RowProblem(each.row, each.column, words + "请与县级核对，改回上报的内容后再读一次。")
            )
        read = [(row, self._read(row)) for row in self.rows]
        given = [(row, values) for row, values in read if values is not None]
        if len(self.rows) > 1:
            self._say_doubled(given)
        if self.problems and (frozen or not given or any(v != given[0][1] for _, v in given)):
            return self.rows[0], None
        return given[0] if given else (self.rows[0], None)

    def _say_doubled(self, given: Sequence[tuple[FileRow, Values]]) -> None:
        numbers = "、".join(str(row.number) for row in self.rows)
        same = all(values == given[0][1] for _, values in given)
        words = "批复相同，只算一次。" if same else "批复互相矛盾，没有采用，请与县级核对。"
        message = f"{self.line.case_no} 在第 {numbers} 行重复出现，{words}"
        self.problems.append(RowProblem(self.rows[-1].number, "申请编号", message))

    def _read(self, row: FileRow) -> Values | None:
        """The decision of one row; what cannot be used becomes a problem."""
        raw = {f.name: row.cells.get(f.label) for f in DECISION.fields}
        values, problems = DECISION.clean(raw, self.rules)
        unread = [column.name for column in DECISIONS if column.name in row.unread]
        found = [RowProblem(row.number, name, f"{name}是没有算出结果的公式，请改填数值。") for name in unread]
        if not found:
            found = [RowProblem(row.number, DECISION[p.field].label, p.message) for p in blocking(problems)]
        on = values["decided_on"]
        if on and values["decision"] and on < self.sealed_on:
            found.append(RowProblem(row.number, "审批日期", f"审批日期 {on} 早于上报日期 {self.sealed_on}。"))
        self.problems += found
        return None if found or values["decision"] is None else values

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
