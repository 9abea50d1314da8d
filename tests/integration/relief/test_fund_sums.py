"""Whatever is registered and becomes of the cases: the fund's figures are the sums of their rows, at any date."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.workflow import (
    APPROVED,
    IN_PAYMENT,
    PAID,
    PAY_FAILED,
    READY,
    REPORTED,
    TOWN_REVIEW,
)
from eduaid_desktop.services import fund, fund_checks, relief
from eduaid_desktop.services import office as offices
from eduaid_desktop.store import fund_audit, fund_queries, relief_audit, relief_queries
from eduaid_desktop.store.store import Change

from .conftest import VILLAGES, Office

FIRST = date(2018, 5, 12)
TODAY = date(2018, 6, 12)
# The steps from each state on, by turns.
ACTIONS: dict[int, tuple[str, ...]] = {
    TOWN_REVIEW: ("township_agree", "township_agree", "reject"),
    READY: ("withdraw", "report", "report"),
    REPORTED: ("decide", "decide", "decide", "reject", "send_back"),
    workflow.COUNTY_RETURNED: ("accept", "withdraw"),
    workflow.OVERCAP_PENDING: ("decide", "reject"),
    APPROVED: ("pay", "pay", "withdraw"),
    IN_PAYMENT: ("paid", "paid", "pay_failed"),
    PAY_FAILED: ("repay", "withdraw"),
    PAID: ("recover", "archive"),
    workflow.ARCHIVED: ("recover",),
}
GIVEN: dict[str, dict[str, Any]] = {
    "township_agree": {"signer": "扎西"}, "decide": {"document": "云教〔2018〕9号"},
    "pay_failed": {"failure_code": "03"},
    "repay": {"signer": "扎西", "account": "6299000000999"},
}  # fmt: skip


@dataclass
class Model:
    """What a careful person would note down: each yuan in, out, and promised. Amounts in fen, signed."""

    moves: list[tuple[str, int]] = field(default_factory=list)
    promised: dict[int, int] = field(default_factory=dict)
    states: dict[int, int] = field(default_factory=dict)
    sent: dict[int, int] = field(default_factory=dict)

    def balance(self, day: str) -> int:
        return sum(fen for on, fen in self.moves if on <= day)

    def bound(self, *states: int) -> int:
        return sum(fen for case, fen in self.promised.items() if self.states[case] in states)

    @property
    def available(self) -> int:
        return self.balance(TODAY.isoformat()) - sum(self.promised.values())

    def note(self, case: int, action: str, day: str, amount: int, state: int) -> None:
        if action in ("township_agree", "decide"):
            self.promised[case] = amount
        elif action == "paid":
            self.sent[case] = self.promised.pop(case)
            self.moves.append((day, -self.sent[case]))
        elif action == "recover":
            self.moves.append((day, amount))
        elif action in ("reject", "withdraw", "accept"):
            self.promised.pop(case, None)
        self.states[case] = state


def act(office: Office, change: Change, model: Model, number: int, turn: int, amount: int, day: str) -> None:
    """One case a step further, within a change."""
    case = sorted(model.states)[number % len(model.states)]
    choices = ACTIONS.get(model.states[case], ())
    action = choices[turn % len(choices)] if choices else ""
    if action in ("", "report"):
        return
    inputs: dict[str, Any] = {"on_date": day, "reason": "说明", **GIVEN.get(action, {})}
    if action in ("township_agree", "decide", "recover"):
        amount = min(amount, model.sent[case]) if action == "recover" else amount
        inputs["amount"] = amount
    row = relief.load(office.desk, case)
    model.note(case, action, day, amount, relief.move(change, office.desk, row, action, **inputs).target)


def looked_at(office: Office, model: Model) -> None:
    """Every figure against the model, and against its own rows."""
    now = fund.standing(office.desk)
    assert now.available == model.available
    assert now.reserved == model.bound(READY, REPORTED, workflow.COUNTY_RETURNED, workflow.OVERCAP_PENDING)
    assert now.approved == model.bound(APPROVED, PAY_FAILED)
    assert now.in_transit == model.bound(IN_PAYMENT)
    before = 0
    for year in (2016, 2017, 2018):
        ledger = fund.year(office.desk, year)
        assert ledger.carried == before
        running = before
        for line in ledger.lines:
            running += line["amount"]
            assert line["balance"] == running
        before = ledger.closing
        assert before == running == fund.balance(office.desk, date(year, 12, 31))
    for day in {on for on, _ in model.moves}:
        assert fund.balance(office.desk, date.fromisoformat(day)) == model.balance(day)


steps = st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(1, 300_000))
batches = st.lists(st.lists(steps, min_size=1, max_size=6), min_size=1, max_size=8)
entries = st.tuples(
    st.sampled_from(["财政拨入", "捐赠", "利息", "其他支出"]), st.integers(1, 400_000), st.integers(0, 520)
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(entries, min_size=1, max_size=5),
    st.lists(st.lists(steps, min_size=1, max_size=6), min_size=1, max_size=8),
)
def test_figures_are_the_sums_of_their_rows_at_every_date(
    money: list[tuple[str, int, int]], batches: list[list[tuple[int, int, int]]]
) -> None:
    with TemporaryDirectory() as folder:
        about = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": TODAY.isoformat()}
        with offices.create(Path(folder) / "格桑镇.eduaid", villages=VILLAGES, **about) as desk:  # type: ignore[arg-type]
            office, model = Office(desk), Model()
            for kind, fen, days in money:
                day = (date(2017, 1, 1) + timedelta(days)).isoformat()
                raw = {"on_date": day, "kind": kind, "amount": f"{fen / 100:.2f}", "remark": "说明"}
                fund.save(desk, {**raw, "party": "县财政局", "document": "云财〔2018〕3号"})
                model.moves.append((day, -fen if kind == "其他支出" else fen))
            model.states = {office.to(TOWN_REVIEW): TOWN_REVIEW for _ in range(4)}
            waiting = office.to(TOWN_REVIEW)
            for number, batch in enumerate(batches):
                day = (FIRST + timedelta(2 * number)).isoformat()
                with desk.change("一批") as change:
                    for each in batch:
                        act(office, change, model, *each, day)
                        row = relief.load(desk, waiting)
                        told = fund_checks.left(
                            desk, row, relief_queries.step_rows(desk.store, waiting), change
                        )
                        assert told == model.available
                for case in [c for c, state in model.states.items() if state == READY][:2]:
                    office.seal(case)
                    model.states[case] = office.act(case, "report", on_date=day)["state"]
                looked_at(office, model)
            looked_at(office, model)
            assert _then_is_now(office)
            assert fund_audit.faults(desk.store) + relief_audit.faults(desk.store) == []


def _then_is_now(office: Office) -> bool:
    """Read from the steps of the cases, today is what their states say."""
    today = TODAY.isoformat()
    store = office.desk.store
    return fund_queries.bound_on(store, today, now=True) == fund_queries.bound_on(store, today, now=False)
