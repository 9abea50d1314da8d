"""期限板: what a term's cases have left of the time until the money must have arrived, step by step."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from eduaid_desktop.domain import deadlines, terms, workflow
from eduaid_desktop.domain.deadlines import Span, Table
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import holders, workdays
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import deadline_queries as queries
from eduaid_desktop.store import home
from eduaid_desktop.store.store import Row

_SUNDAY = 6


@dataclass(frozen=True)
class Line:
    """One step: its last day (ISO), the working days left (below 0: passed), the cases there and those at risk."""

    key: str
    name: str
    states: tuple[int, ...]
    last: str
    left: int
    left_words: str
    count: int
    at_risk: int


@dataclass(frozen=True)
class Board:
    """deadline: of the payment (ISO); left: working days until it.

    missing: names of the villages without a case beyond a draft. packets: those not closed (packet_no, village,
    cover_count, keyed). ending: notices that end this week or are over (village, to_date, count, id).
    earlier: (term, open cases) of the other terms. remark: a year without its swap days. begun: the office has
    keyed a relief case at all.
    """

    term: str
    deadline: str
    left: int
    left_words: str
    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    packets: tuple[Row, ...]
    ending: tuple[Row, ...]
    earlier: tuple[tuple[str, int], ...]
    remark: str
    begun: bool

    @property
    def open(self) -> int:
        """How many cases of the term are not at their end yet."""
        return sum(line.count for line in self.lines)

    @property
    def at_risk(self) -> int:
        """How many of them may come too late."""
        return sum(line.at_risk for line in self.lines)


@dataclass(frozen=True)
class Timetable:
    """The steps of a term that its board shows, and the last day of each."""

    today: date
    deadline: date
    table: Table
    steps: tuple[tuple[Span, date], ...]
    known: dict[tuple[int, str | None, str | None], str] = field(default_factory=dict, compare=False)

    def last_of(self, state: int) -> tuple[Span, date] | None:
        """The step a state belongs to and its last day; None for a case at its end."""
        return next((step for step in self.steps if state in step[0].states), None)

    def risk(self, case: Mapping[str, Any]) -> str:
        """Why a case may come too late, "" when it need not. case: state, since (ISO), to_date of its notice."""
        key = (case["state"], case["since"], case["to_date"])
        if key not in self.known:
            self.known[key] = self._risk(*key)
        return self.known[key]

    def _risk(self, state: int, since: str | None, to_date: str | None) -> str:
        found = self.last_of(state)
        if found is None:
            return ""
        begun = date.fromisoformat(since) if since else self.today
        over = date.fromisoformat(to_date) + timedelta(days=1) if to_date else None
        if deadlines.takes_no_more(state):
            over = self.today
        return deadlines.risk(*found, self.today, begun, over, self.table)


def timetable(desk: Desk, term: str) -> Timetable:
    """The timetable of a term by the office's settings and the county's package."""
    rules = desk.rules()
    settings = rules.settings
    end = settings["spring_deadline" if term.endswith("S") else "autumn_deadline"]
    deadline = date.fromisoformat(f"{term[:4]}-{end}")
    table = workdays.of_rules(rules)
    spans = _spans(rules, term)
    days = deadlines.last_days(spans, deadline, table)
    return Timetable(desk.today(), deadline, table, tuple(zip(spans, days, strict=True)))


def board(desk: Desk, term: str | None = None) -> Board:
    """The board of a term, the present one when None. Raises UserError for what is no term."""
    term = terms.require(term) if term else terms.of(desk.today())
    plan = timetable(desk, term)
    counted = queries.by_day(desk.store, term)
    remark = deadlines.unknown_years(min(plan.today, plan.deadline), plan.deadline, plan.table)
    left = deadlines.days_left(plan.today, plan.deadline, plan.table)
    return Board(
        term,
        plan.deadline.isoformat(),
        left,
        deadlines.left_words(left, plan.deadline, plan.today),
        tuple(_line(plan, span, last, counted) for span, last in plan.steps),
        tuple(home.villages_without_case(desk.store, term)),
        tuple(queries.open_packets(desk.store, term)),
        tuple(_ending(desk, term)),
        tuple((row["term"], row["count"]) for row in _by_term(queries.open_elsewhere(desk.store, term))),
        remark,
        queries.any_case(desk.store),
    )


def at_risk(desk: Desk, term: str, key: str | None = None) -> list[Row]:
    """The cases of a term that may come too late, by village, of one step (key) or of all.

    Each with id, case_no, name, village, state, label, since, days in it, holder, step and why.
    """
    plan = timetable(desk, term)
    states = [state for span, _ in plan.steps if key in (None, span.key) for state in span.states]
    found = []
    for case in queries.cases(desk.store, term, states):
        if why := plan.risk(case):
            found.append({**case, "why": why})
    return [_told(desk, plan, case) for case in found]


def filters(desk: Desk, term: str, key: str) -> dict[str, Any]:
    """The filters of the list of relief cases that show what stands at a step."""
    plan = timetable(desk, term)
    states = next(span.states for span, _ in plan.steps if span.key == key)
    return {"state": json.dumps(states) if len(states) > 1 else states[0], "term": term}


def risk_filters(desk: Desk, term: str, key: str | None = None) -> dict[str, Any]:
    """The filters of the list of relief cases that show what may come too late at a step, or at all."""
    plan = timetable(desk, term)
    states = [state for span, _ in plan.steps if key in (None, span.key) for state in span.states]
    rows = queries.standing(desk.store, term, states)
    return {"ids": json.dumps([row["id"] for row in rows if plan.risk(row)])}


def as_json(found: Board, risky: list[Row]) -> dict[str, Any]:
    """A board for --json; risky: its cases at risk, as at_risk gives them."""
    return asdict(found) | {"open": found.open, "at_risk_count": found.at_risk, "at_risk": risky}


def _spans(rules: Rules, term: str) -> list[Span]:
    """The steps as the policy of today has them, a notice as long as the settings say.

    Where the township posts no notice, a case that hangs on one all the same counts in the step before.
    """
    notice = (rules.settings["notice_days"], rules.settings["notice_day_kind"])
    fixed = "spring_last" if term.endswith("S") else "autumn_last"
    found: list[Span] = []
    for entry in rules.policy["relief_timetable"].values():
        span = _span(entry, notice, fixed, term)
        if found and workflow.TOWN_NOTICE in span.states and not rules.settings["township_notice"]:
            found[-1] = replace(found[-1], states=(*found[-1].states, *span.states))
        else:
            found.append(span)
    return found


def _span(entry: Mapping[str, Any], notice: tuple[int, str], fixed: str, term: str) -> Span:
    kind = entry["day_kind"]
    days, kind = notice if kind == "notice" else (entry["days"], kind)
    day = f"{term[:4]}-{entry[fixed]}" if fixed in entry else ""
    return Span(entry["key"], entry["name"], tuple(entry["states"]), days, kind, day)


def _line(plan: Timetable, span: Span, last: date, counted: list[Row]) -> Line:
    here = [row for row in counted if row["state"] in span.states]
    risky = sum(row["count"] for row in here if plan.risk(row))
    left = deadlines.days_left(plan.today, last, plan.table)
    words = deadlines.left_words(left, last, plan.today)
    count = sum(row["count"] for row in here)
    return Line(span.key, span.name, span.states, last.isoformat(), left, words, count, risky)


def _ending(desk: Desk, term: str) -> list[Row]:
    """Notices whose last day is past or comes by Sunday."""
    today = desk.today()
    sunday = (today + timedelta(days=_SUNDAY - today.weekday())).isoformat()
    return [row for row in home.running_notices(desk.store, term) if row["to_date"] <= sunday]


def _by_term(rows: list[Row]) -> list[Row]:
    order = terms.newest_first(row["term"] for row in rows)
    return sorted(rows, key=lambda row: order.index(row["term"]))


def _told(desk: Desk, plan: Timetable, case: Row) -> Row:
    step = plan.last_of(case["state"])
    row = {name: case[name] for name in ("id", "case_no", "name", "village", "state", "since", "why")}
    days = (plan.today - date.fromisoformat(case["since"])).days
    more = {"label": workflow.state_name(case["state"]), "days": days, "holder": holders.holder(desk, case)}
    return {**row, **more, "step": step[0].key if step else "", "last": step[1].isoformat() if step else ""}
