"""What the fund still holds for a case: exact within a change that takes many, and worked out once for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.fund import bound
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.workflow import Transition
from eduaid_desktop.services import fund
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import relief_queries
from eduaid_desktop.store.store import Change, Row

_PROPOSING = (workflow.TOWN_REVIEW,)
_DECIDING = (workflow.REPORTED, workflow.OVERCAP_PENDING)
_SENDING = (workflow.APPROVED, workflow.PAY_FAILED)


@dataclass
class _Rest:
    """What is free and what lies in the account, in fen; None both while the ledger is not kept."""

    available: int | None
    unsent: int | None


# The running rest of every change that asked for it.
_RESTS: "WeakKeyDictionary[Change, _Rest]" = WeakKeyDictionary()


def checked(desk: Desk, state: int) -> bool:
    """Whether the fund is asked about in this state at all."""
    known = state in (*_PROPOSING, *_DECIDING, *_SENDING)
    return known and desk.rules().settings["fund_check"] != "off"


def unkept(desk: Desk, state: int) -> bool:
    """Whether nothing is registered of the fund when the township proposes: said once, on that step."""
    return state in _PROPOSING and checked(desk, state) and not fund.kept(desk)


def left(desk: Desk, case: Row, steps: Sequence[Row], change: Change | None) -> int | None:
    """The most that the present step of a case may take, in fen; None where the fund is not asked about.

    What a case binds already is its own. A payment may take what lies in the account, whatever others wait for.
    change: the one under way, whose steps so far count.
    """
    state = case["state"]
    if not checked(desk, state):
        return None
    rest = _rest(desk, change)
    if rest.available is None or state in _SENDING:
        return rest.unsent
    return rest.available if state in _PROPOSING else bound(state, steps) + max(rest.available, 0)


def short_of(desk: Desk, fen: int) -> str:
    """What a payment list of this sum lacks in the account, in words; "" when it suffices or is not asked."""
    now = fund.standing(desk)
    if not checked(desk, workflow.APPROVED) or not now.kept or fen <= now.unsent:
        return ""
    lacking = yuan(fen - now.unsent)
    return f"基金账上可发 {yuan(now.unsent)} 元，整张表 {yuan(fen)} 元，还差 {lacking} 元；请先登记拨款，或分批发放。"


def moved(change: Change, desk: Desk, case_id: int, way: Transition) -> None:
    """A step was taken in a change: keep its running rest, where somebody asked for it."""
    rest = _RESTS.get(change)
    if rest is None or rest.available is None or rest.unsent is None:
        return
    steps = relief_queries.step_rows(desk.store, case_id)
    amount = steps[-1]["amount"] or 0
    before, after = bound(way.source, steps[:-1]), bound(way.target, steps)
    came_in = amount if way.action == "recover" else 0
    went_out = amount if way.action == "paid" else 0
    rest.available += before - after + came_in - went_out
    sent = {"pay": amount, "repay": amount, "pay_failed": -amount, "recover": -amount}
    rest.unsent -= sent.get(way.action, 0)


def _rest(desk: Desk, change: Change | None) -> _Rest:
    if change is not None and change in _RESTS:
        return _RESTS[change]
    now = fund.standing(desk)
    rest = _Rest(now.available, now.unsent) if now.kept else _Rest(None, None)
    if change is not None:
        _RESTS[change] = rest
    return rest
