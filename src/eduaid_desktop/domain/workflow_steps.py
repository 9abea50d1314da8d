"""Which steps are open for a relief case, why the others are not, and the one that is to be taken."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from eduaid_desktop.domain import dates, fund_guards, roles, workflow
from eduaid_desktop.domain.workflow import ACTIONS, STATES, Transition, state_name, ways
from eduaid_desktop.domain.workflow_guards import (
    GUARDS,
    Case,
    Circumstances,
    Given,
    amount_of,
    limit_words,
    over_cap,
)
from eduaid_desktop.errors import Refused

# The steps that bring a case nearer to its money; what others did can be registered all the same.
_ONWARDS = frozenset(
    {"accept", "send_village", "village_agree", "notice_end", "township_agree", "township_notice", "report", "pay",
     "repay"}
)  # fmt: skip


# Money given back after all concerns no payment of this file: the record is corrected or withdrawn instead.
PAST = "这是历史补录，当时已经发放，只作记录，不再办理任何步骤；录错的请更正或撤回这件补录。"


@dataclass(frozen=True)
class Step:
    """One action on a case as the page offers it.

    here: the present state knows this action. open: it can be done now. why: for a closed one, what keeps
    it closed and what would open it. needs: inputs that must be given; takes: inputs that may be given.
    note: what is to be known before it is signed.
    targets: (state, label) where the person must or may choose. prints: documents that come with it.
    """

    action: str
    label: str
    here: bool
    open: bool
    why: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    targets: tuple[tuple[int, str], ...] = ()
    prints: tuple[str, ...] = ()
    main: bool = False
    note: str = ""


def steps(case: Case, now: Circumstances) -> list[Step]:
    """Every action in the order of the road: the open ones and, with their reason, the closed ones."""
    main = next_action(case, now)
    found = [_step(case, now, action, main) for action in ACTIONS]
    return sorted(found, key=lambda step: (not step.main, not step.here))


def next_action(case: Case, now: Circumstances) -> str:
    """The action that leads the case on; "" when it is at its end."""
    action = STATES[case["state"]].next_action
    return "township_notice" if action == "township_agree" and now.township_notice else action


def _step(case: Case, now: Circumstances, action: str, main: str) -> Step:
    if case.get("historical"):
        return Step(action, ACTIONS[action], False, False, PAST)
    found = ways(case["state"], action)
    if not found:
        return Step(action, ACTIONS[action], False, False, elsewhere(case["state"], action))
    looked = Given(on_date=now.today)
    why = {way: _closed(way, case, now, looked) for way in found}
    passable = [way for way in found if not why[way]]
    first = passable[0] if passable else found[0]
    targets = tuple((w.target, w.label) for w in passable) if len(passable) > 1 else ()
    label = ACTIONS[action] if targets else first.label
    needs = ("date", *first.needs, *_more_needs(first, case, now))
    takes = tuple(n for n in first.takes if n not in needs)
    note = fund_guards.note(first, case, now, Given()) if passable else ""
    return Step(
        action,
        label,
        True,
        bool(passable),
        why[first],
        needs,
        takes,
        targets,
        first.prints,
        action == main,
        note,
    )


def _more_needs(way: Transition, case: Case, now: Circumstances) -> Iterator[str]:
    amount = amount_of(case, Given())
    if (
        "limit_reason" in way.checks
        and amount
        and limit_words(amount, now)
        and not case.get("override_reason")
    ):
        yield "reason"
    if "archive_reason" in way.checks and now.missing_archive:
        yield "reason"
    mended = case.get("payee_account") != now.failed_account or now.corrected_by
    if way.action == "repay" and not mended:
        yield "account"


def _closed(way: Transition, case: Case, now: Circumstances, given: Given) -> str:
    return (
        _of_others(way, now)
        or _of_nobody(way, now)
        or next(filter(None, (GUARDS[name](case, now, given) for name in way.guards)), "")
    )


def _of_others(way: Transition, now: Circumstances) -> str:
    takers = workflow.takers(way, duplicate=bool(now.duplicate))
    if now.roles is None or now.roles.intersection(takers):
        return ""
    words = "或".join(roles.NAMES[each] for each in takers)
    return f"“{way.label}”由{words}办理，您现在是{roles.named(now.roles)}。请由{words}登录后办理。"


def _of_nobody(way: Transition, now: Circumstances) -> str:
    if not now.not_found or way.action not in _ONWARDS:
        return ""
    return f"{now.not_found}，不能往下办。请办理“不予救助”或“申请人撤回”；查到此人的，先在“核对”里改写结论。"


def elsewhere(state: int, action: str) -> str:
    """Why an action is not possible in a state, and when it will be."""
    places = "、".join(f"“{state_name(s)}”" for s in workflow.sources(action))
    following = STATES[state].next_action
    advice = f"下一步是“{ACTIONS[following]}”" if following else "这个申请已经办结"
    return f"现在是“{state_name(state)}”，“{ACTIONS[action]}”要到{places}时才能办理；{advice}。"


def choose(case: Case, now: Circumstances, action: str, given: Given) -> tuple[Transition, Given]:
    """The transition that an action takes, and the inputs with the date filled in.

    Raises Refused with the sentence that says what is missing or wrong. Nothing is skipped.
    """
    if action not in ACTIONS:
        raise Refused(f"没有“{action}”这个步骤。可用：{'、'.join(ACTIONS)}。")
    if case.get("historical"):
        raise Refused(PAST)
    found = ways(case["state"], action)
    if not found:
        raise Refused(elsewhere(case["state"], action))
    first_day = _iso(given.from_date, "from_date")
    given = replace(given, on_date=paper_date(now, given.on_date), from_date=first_day)
    way = _pick(found, case, now, given)
    if why := _of_others(way, now) or _of_nobody(way, now):
        raise Refused(why)
    _require_inputs(way, given)
    for name in (*way.guards, *way.checks):
        if why := GUARDS[name](case, now, given):
            raise Refused(why, _ABOUT.get(name, ""))
    return way, given


def paper_date(now: Circumstances, written: str) -> str:
    """The date on the paper, today when blank; not after today and not before the step before it."""
    iso = _iso(written, "on_date") or now.today
    if iso > now.today:
        raise Refused(
            f"日期{dates.spoken(iso)}在今天（{dates.spoken(now.today)}）之后，请按纸上的日期填写。", "on_date"
        )
    if now.last_date and iso < now.last_date:
        before = dates.spoken(now.last_date)
        raise Refused(f"日期{dates.spoken(iso)}早于上一步的日期{before}，请核对纸上的日期。", "on_date")
    return iso


def _iso(written: str, field: str) -> str:
    day = dates.parse(written) if written else None
    if written and day is None:
        raise Refused(f"日期“{written}”读不懂，请写成 2018-6-12 这样的形式。", field)
    return day.isoformat() if day else ""


def _pick(found: tuple[Transition, ...], case: Case, now: Circumstances, given: Given) -> Transition:
    if given.target is not None:
        wanted = [way for way in found if way.target == given.target]
        if not wanted:
            choices = "、".join(f"{way.target}（{state_name(way.target)}）" for way in found)
            raise Refused(f"“{ACTIONS[found[0].action]}”不能到这个状态；可选：{choices}。")
        return wanted[0]
    passable = [way for way in found if not _closed(way, case, now, given)]
    usual = (passable or list(found))[0]
    # Over the cap is no fault: it waits for the county government, unless the paper says otherwise.
    beyond = [way for way in found if way.target == workflow.OVERCAP_PENDING]
    if beyond and given.amount is not None and over_cap(given.amount, now) and not given.override:
        return beyond[0]
    return usual


# The input that a condition on what is keyed is about.
_ABOUT = {
    "within_notice": "on_date",
    "notice_start": "from_date",
    "positive": "amount",
    "limit_reason": "reason",
    "amount_sent": "amount",
    "second_person": "signer",
    "account_mended": "account",
    "within_paid": "amount",
    "archive_reason": "reason",
    "fund_left": "amount",
    "fund_reason": "reason",
}
_ASKED = {
    "amount": "请填写金额。",
    "reason": "请写明理由。",
    "signer": "请填写签字人姓名。",
    "document": "请填写文号。",
    "finding": "请写明核查结果。",
    "failure_code": "请选择银行退回的原因。",
}


def _require_inputs(way: Transition, given: Given) -> None:
    for name in way.needs:
        if getattr(given, name) in ("", None):
            raise Refused(f"办理“{way.label}”：{_ASKED[name]}", name)
