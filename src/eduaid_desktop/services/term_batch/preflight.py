"""会不会被退: every case that is ready to go up, looked at as the county will look at its line, before it is sealed.

Nothing is asked here that another room asks already: the form's own checks, the other records of the office, the limits
of the year, and the days of a notice are those of the earlier steps. What is new is the line as it will be sealed
(section 11.3), the office's list of what the county asked for, and what came back before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from eduaid_desktop.domain import county_check, dates, line_check, notices, terms, text, workflow
from eduaid_desktop.domain import preflight as domain
from eduaid_desktop.domain.batch import Line
from eduaid_desktop.domain.batch_fields import COLUMN
from eduaid_desktop.domain.county_check import REMIND
from eduaid_desktop.domain.line_check import rule_of
from eduaid_desktop.domain.preflight import Finding, Found, Report
from eduaid_desktop.domain.problems import BLOCK, WARN, Problem
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow_guards import limit_sentence, limits
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import notices as notice_days
from eduaid_desktop.services import office, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import retyped
from eduaid_desktop.services.term_batch import batch_content, batch_kinds, county_checks
from eduaid_desktop.services.term_batch.refused_before import RefusedBefore
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Row

Progress = Callable[[int, int], object]
# A term that was closed takes no new applications; what was accepted before goes up all the same.
_ONLY_ON_ENTRY = ("F16",)
_LIMITS = {"over_band": "F07", "over_student_cap": "F08", "over_household_cap": "F09"}
# Progress is told after so many cases, a few hundredths of a second.
_TOLD_EVERY = 20


@dataclass(frozen=True)
class Passing:
    """How a batch is sealed in spite of a pre-flight. leave_out: what would be refused stays behind, as 待上报.

    reason: one for all that is to be looked at and goes up all the same. checked: a report made just now.
    """

    leave_out: bool = False
    reason: str = ""
    checked: Report | None = None


# As a batch is sealed where nobody says otherwise: not at all while anything would be refused.
AS_FOUND = Passing()


def preflight(
    desk: Desk, term: str, progress: Progress = lambda done, total: None, *, kind: str = ""
) -> Report:
    """What the county would find on the cases of a term that are ready; nothing is written.

    kind: of domain.batch_kinds.KINDS, "" for all that waits. progress(done, total) counts the cases; what it raises
    stops the work. Raises UserError for a term that is none, Refused in a county office.
    """
    office.require_township(desk)
    term = terms.require(term)
    cases = (
        batch_kinds.cases(desk, term, kind) if kind else batch_queries.ready(desk.store, term, workflow.READY)
    )
    return look(desk, term, cases, progress)


def look(
    desk: Desk, term: str, cases: Sequence[Row], progress: Progress = lambda done, total: None
) -> Report:
    """The same for cases that were read already (batch_queries.ready)."""
    if not cases:
        return Report(term, cases, ())
    progress(0, len(cases))
    judge, findings = _Judge(desk), []
    lines = batch_content.gather(desk, term, cases).lines
    for number, (case, line) in enumerate(zip(cases, lines, strict=True), 1):
        findings += [domain.of_case(case, found) for found in judge.findings(case, line)]
        if number % _TOLD_EVERY == 0:
            progress(number, len(cases))
    findings += [*_doubled(cases), *_reminders(judge.demands, len(cases))]
    progress(len(cases), len(cases))
    return Report(term, cases, tuple(domain.in_order(findings)))


def again(
    desk: Desk,
    term: str,
    cases: Sequence[Row],
    checked: Report | None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """The report of a pre-flight made just now where these cases stand as they stood then, else a new one."""
    known = checked is not None and checked.term == term and list(checked.cases) == list(cases)
    return checked if checked and known else look(desk, term, cases, progress)


def sound(report: Report, passing: Passing) -> list[Row]:
    """The cases that are sealed. Raises Refused where one would be refused that is not left out, or all would."""
    kept = [case for case in report.cases if case["id"] not in report.refused]
    if len(kept) == len(report.cases) or (passing.leave_out and kept):
        return kept
    first = next(f for f in report.findings if f.severity == BLOCK)
    words = f"{len(report.refused)} 人的上报内容县里会退（第一处：{first.case_no} {first.name}，{first.sentence}）"
    rest = f"，或者这次只封存其余 {len(kept)} 人" if kept else ""
    raise Refused(f"{words}请按“先检查”里说的逐件改好再封存{rest}。没有封存。")


def told(report: Report, passing: Passing) -> str:
    """What the sentence of the sealing says about the pre-flight; "" where nothing was passed over."""
    refused = len(report.refused)
    warnings = sum(f.severity == WARN and f.case_id not in report.refused for f in report.findings)
    words = [f"预检要核对 {warnings} 处，照报"] if warnings else []
    words += [f"会被退的 {refused} 人没有报"] if refused else []
    reason = f"：{text.tidy(passing.reason)}" if words and passing.reason.strip() else ""
    return f"；{'，'.join(words)}{reason}" if words else ""


class _Judge:
    """What is read once for a whole batch, and the questions that are asked of every case."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._today = desk, desk.today().isoformat()
        self._last_days: dict[str, str] = {}
        self._objected = batch_queries.objected(desk.store)
        self._before = RefusedBefore(desk, desk.rules())
        self.demands = county_checks.in_force(desk)

    def findings(self, case: Row, line: Line) -> Iterator[Found]:
        """Whatever is found about a case, each column that blocks only once."""
        rules = relief_checks.rules_for(self._desk, case)
        told = [*self._form(case, rules)]
        blocked = {found.column for found in told if found.severity == BLOCK and found.column}
        on_that_day = replace(rules, today=_day(case["application_date"], rules.today))
        told += [f for f in line_check.check(line, case, on_that_day) if f.column not in blocked]
        told += [*self._limits(case, line, rules), *self._notice(case)]
        told += [found for entry in self.demands for found in county_check.check(entry, line)]
        yield from (*told, *self._before.look(case["id"], line))

    def _form(self, case: Row, rules: Rules) -> Iterator[Found]:
        """F01 to F20 without the limits, which are weighed on what is proposed."""
        _, problems = RELIEF.clean(retyped(RELIEF, case), rules)
        problems += relief_checks.apart_from_limits(self._desk, case, rules)
        for problem in problems:
            if problem.clause not in (*_ONLY_ON_ENTRY, *_LIMITS.values()):
                yield _of_form(problem)

    def _limits(self, case: Row, line: Line, rules: Rules) -> Iterator[Found]:
        """F07 to F09: an amount that passes a limit now and goes up without the mark; with it the county knows."""
        around = relief_checks.limits_around(self._desk, case, rules)
        passed = [name for name, over in limits(line.amount, around).items() if over and not case[name]]
        if passed:
            text = f"{limit_sentence(line.amount, around)}，超限标志还是“{line['超限标志']}”。"
            advice = "在申请里写明超标准理由，保存后标志会重新判定。"
            yield Found("超限标志", text, WARN, _LIMITS[passed[0]], advice)

    def _notice(self, case: Row) -> Iterator[Found]:
        """F17, and that the list hung as long as the office has to let it hang."""
        first, last = case["notice_from"], case["notice_to"]
        if case["id"] in self._objected:
            yield Found(
                "公示结束", "公示期内的异议还没有核查完。", BLOCK, "F17", "在公示台账里登记核查结果。"
            )
        if not first or not last:
            return
        if last >= self._today:
            yield Found("公示结束", f"公示到{dates.spoken(last)}才结束，还不能上报。", BLOCK, "F17")
        if last < (asked := self._last_day(first)):
            settings = self._desk.rules(date.fromisoformat(first)).settings
            span = f"{settings['notice_days']} 个{notices.DAY_KINDS[settings['notice_day_kind']]}"
            text = (
                f"公示{dates.spoken(first)}至{dates.spoken(last)}，不满 {span}（应到{dates.spoken(asked)}）。"
            )
            advice = "要重新公示的，请撤销乡镇审核，退回村里重新公示。"
            yield Found("公示结束", text, WARN, rule_of("公示结束"), advice)

    def _last_day(self, first: str) -> str:
        """The last day of a notice of the office's length that begins on a day."""
        if first not in self._last_days:
            rules = self._desk.rules(date.fromisoformat(first))
            self._last_days[first] = notice_days.period(rules, first).to_date.isoformat()
        return self._last_days[first]


def _of_form(problem: Problem) -> Found:
    column = COLUMN.get(problem.field, "")
    rule = problem.clause or (rule_of(column) if column else "申请表")
    return Found(column, problem.message, problem.severity, rule, field=problem.field)


def _day(written: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return otherwise


def _doubled(cases: Sequence[Row]) -> Iterator[Finding]:
    """申请编号 is unique in a file."""
    counted = Counter(case["case_no"] for case in cases)
    for case in cases:
        if counted[case["case_no"]] > 1:
            text = f"申请编号 {case['case_no']} 在这一批里有 {counted[case['case_no']]} 件。"
            yield domain.of_case(case, Found("申请编号", text, rule=rule_of("申请编号")))


def _reminders(demands: Iterable[county_check.CountyCheck], count: int) -> Iterator[Finding]:
    for entry in demands:
        if entry.test == REMIND and count:
            yield Finding(**vars(county_check.reminder(entry)))
