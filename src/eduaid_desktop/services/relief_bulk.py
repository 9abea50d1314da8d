"""整村办理: one step for a whole village at once, weighed case by case, with exceptions, written as one change."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain import roles, workflow, workflow_steps
from eduaid_desktop.domain.workflow import Transition
from eduaid_desktop.domain.workflow_guards import Given, amount_of
from eduaid_desktop.errors import Conflict, Refused
from eduaid_desktop.services import relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

# Payments go by the list of the bank, reports by the sealed batch, decisions by the county's reply.
ACTIONS = (
    "accept", "send_village", "village_agree", "notice_end", "township_agree", "township_notice", "archive",
)  # fmt: skip
# What one case may be given instead of the common step.
INSTEAD = ("reject", "send_back")
GO, OUT, CLOSED, ELSEWHERE = "go", "out", "closed", "elsewhere"
STATES = {GO: "可以办理", OUT: "这次不办", CLOSED: "办不了", ELSEWHERE: "不在这一步"}
_AMOUNTS = ("township_agree", "township_notice")
# Stands for an answer that is still to be given, so that a plan can be shown before it is.
_TO_COME = "（待填）"
# Progress is told after so many cases, a few hundredths of a second.
_TOLD_EVERY = 25
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Own:
    """What one case has of its own in a batch. amount in fen; action: one of INSTEAD, "" for the common step.

    target: the state a case is sent back to, where there are several.
    """

    left_out: bool = False
    amount: int | None = None
    reason: str = ""
    action: str = ""
    target: int | None = None


@dataclass(frozen=True)
class Planned:
    """A case and what the batch means for it.

    state: one of STATES. why: the guard's own sentence where it stays, what deserves a look where it goes.
    label: the step it takes, way itself; fen: the amount it stands at afterwards.
    """

    case: Row
    state: str
    why: str = ""
    label: str = ""
    fen: int | None = None
    way: Transition | None = None


@dataclass(frozen=True)
class Plan:
    """A batch as it was weighed: apply does just this, or nothing. missing: inputs the step cannot do without."""

    action: str
    rows: list[Planned]
    common: Mapping[str, Any]
    own: Mapping[int, Own] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def going(self) -> list[Planned]:
        """Those that take a step."""
        return [row for row in self.rows if row.state == GO]

    @property
    def total(self) -> int:
        """What those that go stand at, in fen; what is rejected does not count."""
        return sum(row.fen or 0 for row in self.going if row.way and row.way.action not in INSTEAD)

    @property
    def sentence(self) -> str:
        """达瓦村：村初审同意，开始公示（7 份）."""
        villages = list(dict.fromkeys(row.case["village_name"] or "没有村" for row in self.going))
        place = villages[0] if len(villages) == 1 else f"{len(villages)} 个村"
        steps = Counter(row.label for row in self.going)
        return f"{place}：{'；'.join(f'{label}（{count} 份）' for label, count in steps.items())}"


def plan(
    desk: Desk,
    action: str,
    selection: Mapping[str, Any],
    common: Mapping[str, Any],
    own: Mapping[int, Own] | None = None,
    progress: Progress = lambda done, total: None,
) -> Plan:
    """Weigh a step for a selection of cases one after the other, so that amounts of one batch count in its caps.

    selection: filters of the relief list (village, term, packet, notice, state), or cases: their ids.
    common: inputs of services.relief.act for all, own: exceptions by case. Nothing is written: it is rehearsed
    and taken back. Raises Refused for a step that is not taken together, UserError on a read-only file.
    """
    _require_together(action)
    cases, own = queries.cases(desk.store, _ids(desk, selection)), own or {}
    rows = []
    with _rehearsal(desk) as change:
        for number, case in enumerate(cases):
            if number % _TOLD_EVERY == 0:
                progress(number, len(cases))
            rows.append(_weigh(change, desk, case, action, common, own.get(case["id"], Own())))
    needed = {n for row in rows if row.way and row.way.action == action for n in row.way.needs}
    return Plan(action, rows, common, own, tuple(sorted(n for n in needed if not common.get(n))))


def apply(desk: Desk, weighed: Plan, progress: Progress = lambda done, total: None) -> str:
    """Take the step with every case that a plan lets go, as one change; returns its sentence.

    Nothing is written, and Conflict raised with their names, when cases moved on since they were weighed, and
    Refused when one is refused now. It cannot be undone where a step of it is final.
    """
    going = weighed.going
    if not going:
        raise Refused("没有可以办理的申请。请换一个步骤或村，或先补齐说明里写的内容。")
    ways = [row.way for row in going if row.way]
    taken_by = tuple(dict.fromkeys(role for way in ways for role in workflow.TAKEN_BY[way.role]))
    final = any(way.final for way in ways)
    with desk.change(weighed.sentence, role=taken_by, final=final) as change:
        _require_unmoved(desk, going)
        for number, row in enumerate(going):
            if number % _TOLD_EVERY == 0:
                progress(number, len(going))
            _take(change, desk, row, weighed)
    return weighed.sentence


def waiting(desk: Desk, selection: Mapping[str, Any]) -> dict[str, int]:
    """How many cases of a selection stand where each step of ACTIONS begins, for the choice of a step."""
    states = queries.states(desk.store, _ids(desk, selection))
    return {action: sum(states.get(state, 0) for state in workflow.sources(action)) for action in ACTIONS}


def usual(desk: Desk, found: Mapping[str, int]) -> str:
    """The step that most cases wait for, as waiting counts them; the first of the road where none waits."""
    notice = desk.rules().settings["township_notice"]
    closed = "township_agree" if notice else "township_notice"
    return max(ACTIONS, key=lambda action: 0 if action == closed else found[action])


def _require_together(action: str) -> None:
    if action in ACTIONS:
        return
    if action not in workflow.ACTIONS:
        raise Refused(f"没有“{action}”这个步骤。可以整村办理的：{'、'.join(ACTIONS)}。")
    offered = "、".join(workflow.ACTIONS[each] for each in ACTIONS)
    raise Refused(f"“{workflow.ACTIONS[action]}”不能整村办理，可以整村办理的是：{offered}。")


@contextmanager
def _rehearsal(desk: Desk) -> Iterator[Change]:
    """Every role may look; who may take the step is said case by case."""
    with desk.change("", role=tuple(roles.NAMES), dry_run=True) as change:
        yield change


def _ids(desk: Desk, selection: Mapping[str, Any]) -> Sequence[int]:
    if "cases" in selection:
        return list(selection["cases"])
    wanted = {name: value for name, value in selection.items() if value is not None}
    if not wanted:
        raise Refused("请指明哪个村、学期、村包或公示，再整村办理。")
    return open_list(desk, "relief", **wanted).ids(sort="case_no")


def _weigh(
    change: Change, desk: Desk, case: Row, action: str, common: Mapping[str, Any], mine: Own
) -> Planned:
    wanted = mine.action or action
    fen = amount_of(case, Given()) if case["approved"] is None else case["approved"]
    if not workflow.ways(case["state"], action):
        return Planned(case, ELSEWHERE, workflow_steps.elsewhere(case["state"], action), fen=fen)
    if mine.left_out:
        return Planned(case, OUT, fen=mine.amount or fen)
    try:
        way = relief.move(change, desk, case, wanted, **_inputs(wanted, case, common, mine, rehearsed=True))
    except Refused as refused:
        return Planned(case, CLOSED, refused.sentence, fen=mine.amount or fen)
    after = change.get("relief_case", case["id"])
    fen = after["proposed"] if wanted in _AMOUNTS else fen
    return Planned(case, GO, _remark(after, wanted), way.label, fen, way)


def _remark(after: Row, action: str) -> str:
    """What the county will ask about an amount that goes on."""
    if action not in (*_AMOUNTS, "accept"):
        return ""
    flags = {
        "over_student_cap": "超每生封顶，要报县政府", "over_household_cap": "超每户封顶，要报县政府",
        "over_band": "超出学段标准",
    }  # fmt: skip
    return "；".join(words for name, words in flags.items() if after[name])


def _inputs(
    action: str, case: Row, common: Mapping[str, Any], mine: Own, *, rehearsed: bool = False
) -> dict[str, Any]:
    """What services.relief.move is given for a case: the common answers, and what it has of its own."""
    given = {name: value for name, value in common.items() if value not in (None, "")}
    if mine.action:
        # Whose name, reason and amount stand under the common step is none of the exception's business.
        given = {name: value for name, value in given.items() if name in ("on_date", "signer")}
    found = workflow.ways(case["state"], action)
    takes = {name for way in found for name in (*way.needs, *way.takes)}
    own = {"amount": mine.amount, "reason": mine.reason or None, "target": mine.target}
    given |= {name: value for name, value in own.items() if value is not None}
    given = {name: value for name, value in given.items() if name in takes | {"on_date", "target"}}
    if rehearsed and not mine.action:
        given |= {name: _TO_COME for way in found for name in way.needs if name not in given}
    return given


def _require_unmoved(desk: Desk, going: Sequence[Planned]) -> None:
    now = {case["id"]: case for case in queries.cases(desk.store, [row.case["id"] for row in going])}
    moved = []
    for row in going:
        case = now.get(row.case["id"])
        if case is None or case["revision"] != row.case["revision"]:
            where = f"（现在是“{workflow.state_name(case['state'])}”）" if case else "（已撤回）"
            moved.append(f"{row.case['name']}{where}")
    if moved:
        raise Conflict(f"{'、'.join(moved)}刚刚在别处改过，整批都没有办理。请重新看一遍，再办理。")


def _take(change: Change, desk: Desk, row: Planned, weighed: Plan) -> None:
    mine = weighed.own.get(row.case["id"], Own())
    action = mine.action or weighed.action
    try:
        relief.move(change, desk, row.case, action, **_inputs(action, row.case, weighed.common, mine))
    except Refused as refused:
        if refused.field in weighed.missing and not mine.action:
            raise
        raise Refused(f"{row.case['name']}：{refused.sentence}整批都没有办理。", refused.field) from refused
