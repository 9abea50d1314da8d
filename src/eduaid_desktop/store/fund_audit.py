"""Whether the fund's figures agree with their rows, and no row of money is missing from its ledger."""

from collections.abc import Iterator

from eduaid_desktop.domain.fund import INCOME, OPENING, SPENT
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import Refused
from eduaid_desktop.store import fund_queries
from eduaid_desktop.store.audit import Line
from eduaid_desktop.store.store import Store

# What an undo may set back of the fund's money, and of what is bound of it.
_MONEY = frozenset({"fund_entry", "relief_case", "relief_step", "payment"})


def faults(store: Store) -> list[str]:
    """What does not agree, one sentence each; empty when all is well."""
    return [*_entries(store), *_undated(store), *_closings(store), *_bound(store)]


def available(store: Store) -> int | None:
    """What can still be proposed today, in fen; None while the ledger is not kept or nobody asks what it holds."""
    if fund_queries.begun(store) is None or fund_queries.unasked(store):
        return None
    day = store.today().isoformat()
    return fund_queries.balance(store, day) - sum(fund_queries.bound_on(store, day, now=True).values())


def require_undoable(store: Store, lines: list[Line], before: int | None) -> None:
    """Called inside an undo, after its lines are written; before: what was available before it.

    Nobody gives a reason for an undo, so it may not bind more than there is. Raises Refused.
    """
    if _MONEY.isdisjoint(line.table for line in lines):
        return
    if wrong := next(_entries(store), ""):
        raise Refused(f"撤销后{wrong}请先撤回或更正之后登记的那一笔。")
    now = available(store)
    if before is not None and now is not None and now < min(before, 0):
        raise Refused(
            f"这笔钱之后已被别的申请占用，撤销后基金可用余额是 {yuan(now)} 元。请先登记拨款或其他收入，再撤销；"
            "收支录错的，请在“基金收支”里更正或撤回。"
        )


def _entries(store: Store) -> Iterator[str]:
    for entry in store.select("fund_entry"):
        if entry["amount"] <= 0 or entry["kind"] not in (*INCOME, *SPENT):
            yield f"基金收支第 {entry['id']} 号记录（{entry['on_date']}）的种类或金额不对。"
    begun, opened = fund_queries.begun(store), store.select("fund_entry", kind=OPENING)
    if len(opened) > 1:
        yield f"基金登记了 {len(opened)} 笔期初结余。"
    for entry in opened:
        if entry["on_date"] != begun:
            yield f"基金的期初结余（{entry['on_date']}）不是账上最早的一笔，以前的收支被算了两次。"


def _undated(store: Store) -> Iterator[str]:
    """Money that is gone on no day stands in no ledger."""
    for case_no in store.column(
        "SELECT c.case_no FROM payment y JOIN relief_case c ON c.id = y.case_id"
        " WHERE y.withdrawn = 0 AND y.result = 'paid' AND y.paid_on IS NULL"
    ):
        yield f"救助申请 {case_no} 已到账，却没有到账日期，基金账上没有这一笔。"


def _closings(store: Store) -> Iterator[str]:
    """The last line of every year is what the sums say on its last day."""
    for year in fund_queries.years(store):
        last = fund_queries.lines(store, year)[-1]["balance"]
        summed = fund_queries.balance(store, f"{year}-12-31")
        if last != summed:
            yield f"{year} 年基金明细账的结余是 {yuan(last)} 元，各项收支相加却是 {yuan(summed)} 元。"


def _bound(store: Store) -> Iterator[str]:
    """What cases bind by their states, against what their steps say."""
    today = store.today().isoformat()
    by_state = fund_queries.bound_on(store, today, now=True)
    by_steps = fund_queries.bound_on(store, today, now=False)
    for name, words in (("reserved", "待批复"), ("approved", "已批待发"), ("in_transit", "在途")):
        if by_state[name] != by_steps[name]:
            yield f"基金{words}按申请的状态是 {yuan(by_state[name])} 元，按办理的步骤是 {yuan(by_steps[name])} 元。"
