"""Whatever is tried in whatever order, the cases stay whole: states and steps, money, numbers, what is frozen."""

import os
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office as offices
from eduaid_desktop.services import relief, signing
from eduaid_desktop.services.records import Invalid
from eduaid_desktop.store import history, relief_audit
from eduaid_desktop.store import relief_queries as queries

from .conftest import VILLAGES, Office

ACTIONS = st.sampled_from(list(workflow.ACTIONS))
AMOUNTS = st.sampled_from([None, 0, 50_000, 100_000, 200_000, 600_000])
STARTS = [10, 30, 40, 50, 60, 70, 80, 90, 100]
WORDS = st.sampled_from(["", "写明的理由", "01"])


class Road(RuleBasedStateMachine):
    """A few cases of two families, every action with and without its inputs, days that pass, undoing."""

    @initialize(starts=st.lists(st.sampled_from(STARTS), min_size=3, max_size=3), noticed=st.booleans())
    def open(self, starts: list[int], noticed: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.today = date(2018, 6, 12)
        os.environ["EDUAID_TODAY"] = self.today.isoformat()
        os.environ["EDUAID_OPERATOR"] = "拥珍"
        path = Path(self.folder.name) / "格桑镇.eduaid"
        self.office = Office(offices.create(path, name="格桑镇", code="513399101", villages=VILLAGES))
        self.office.set("township_notice", "true" if noticed else "false")
        self.cases = [
            self.office.to(
                min(state, workflow.TOWN_REVIEW) if noticed else state, household_number=f"513399110{n % 2}"
            )
            for n, state in enumerate(starts)
        ]
        self.created = self.office.desk.store.value("SELECT MAX(id) FROM change")
        self.said: list[str] = []
        self.numbers: dict[str, int] = {}
        self.frozen: dict[int, tuple[Any, ...]] = {}

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        os.environ["EDUAID_TODAY"] = self.today.isoformat()

    @rule(
        which=st.integers(0, 2), action=ACTIONS, amount=AMOUNTS, reason=WORDS, code=WORDS,
        signer=st.sampled_from(["", "拥珍", "扎西"]), document=st.sampled_from(["", "云教〔2018〕9号"]),
        account=st.sampled_from(["", "629900000000777"]), back=st.integers(0, 3),
        to=st.sampled_from([None, None, 10, 30, 40, 80, 85, 200]),
    )  # fmt: skip
    def attempt(self, which: int, action: str, back: int, code: str, to: int | None, **inputs: Any) -> None:
        day = (self.today - timedelta(days=back)).isoformat()
        try:
            self.office.act(self.cases[which], action, on_date=day, failure_code=code, target=to, **inputs)
        except Refused as refused:
            self.said.append(refused.sentence)

    @rule(which=st.integers(0, 2), pick=st.sampled_from([0, 0, 0, 1, 2, 3, 4]), choice=st.integers(0, 3))
    def take(self, which: int, pick: int, choice: int) -> None:
        """A step that the page offers, with everything it asks for; the first is the way on."""
        case_id = self.cases[which]
        if self.office.state(case_id) == workflow.READY:
            self.office.seal(case_id)
        for opinion in signing.voided(self.office.desk, case_id):
            if opinion["needed"]:
                signing.sign_again(self.office.desk, case_id, opinion["box"], signer="四郎")
        offered = [s for s in relief.steps(self.office.desk, case_id) if s.open]
        if not offered:
            return
        step = offered[pick % len(offered)]
        needs, target = step.needs, {}
        if step.targets:
            target = {"target": step.targets[choice % len(step.targets)][0]}
            ways = workflow.ways(self.office.state(case_id), step.action)
            needs += next(way.needs for way in ways if way.target == target["target"])
        inputs = {name: self._known(name) for name in needs if name != "date"} | target
        if step.action == "objection":
            inputs["on_date"] = self._objected_on(case_id)
        self.office.act(case_id, step.action, **inputs)

    def _objected_on(self, case_id: int) -> str:
        notice = queries.notice_of(self.office.desk.store, case_id)
        assert notice is not None
        last = relief.story(self.office.desk, case_id)[-1]["on_date"]
        return max(last, min(notice["to_date"], self.today.isoformat()))

    def _known(self, name: str) -> Any:
        self.office.serial += 1
        return {
            "signer": "扎西", "reason": "写明的理由", "finding": "核查为借用", "document": "云教〔2018〕9号",
            "amount": 100_000, "failure_code": "01", "account": f"62990000000{self.office.serial:04d}",
        }[name]  # fmt: skip

    @rule(which=st.integers(0, 2), amount=st.sampled_from(["500", "1500", "3000"]), account=st.booleans())
    def edit(self, which: int, amount: str, account: bool) -> None:
        raw = {"applied": amount, "override_reason": "特别困难"}
        raw |= {"payee_account": "629900000000444"} if account else {}
        try:
            relief.save(self.office.desk, raw, self.cases[which])
        except (Refused, Invalid) as refused:
            self.said.append(refused.sentence)

    @rule(back=st.integers(0, 6))
    def undo(self, back: int) -> None:
        store = self.office.desk.store
        change = store.value("SELECT MAX(id) FROM change") - back
        if change > self.created:
            try:
                history.undo(store, "拥珍", change)
            except Refused as refused:
                self.said.append(refused.sentence)

    @invariant()
    def holds_together(self) -> None:
        if not hasattr(self, "office"):
            return
        assert [words for words in self.said if not words.endswith(("。", "处）"))] == []
        assert relief_audit.faults(self.office.desk.store) == []
        assert relief_audit.unvoided(self.office.desk.store) == []
        for case_id in self.cases:
            self._check(case_id)

    def _check(self, case_id: int) -> None:
        case = relief.load(self.office.desk, case_id)
        if case["case_no"]:
            assert self.numbers.setdefault(case["case_no"], case_id) == case_id
        kept = tuple(case[name] for name in ("applied", "proposed", "id_number"))
        if "applied" in workflow.STATES[case["state"]].frozen:
            assert self.frozen.setdefault(case_id, kept) == kept
        else:
            self.frozen.pop(case_id, None)
        payments = self.office.desk.store.select("payment", case_id=case_id)
        assert sum(p["amount"] for p in payments if p["result"] != "failed") <= (case["approved"] or 0)

    def teardown(self) -> None:
        if hasattr(self, "office"):
            assert history.check(self.office.desk.store) == []
            self.office.desk.close()
            self.folder.cleanup()
            del os.environ["EDUAID_TODAY"]


TestRoad = Road.TestCase
TestRoad.settings = settings(
    max_examples=int(os.environ.get("EDUAID_EXAMPLES", "12")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
