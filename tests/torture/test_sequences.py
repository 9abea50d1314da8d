"""Whatever clerks do in whatever order: nothing is lost, doubled or numbered twice, and the sums agree."""

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eduaid_desktop.domain import workflow
from eduaid_desktop.services import checking, office
from eduaid_desktop.services.imports import OUTCOMES

from .conftest import FULL, told
from .work import VILLAGES, Clerk, said

# Money that is to be recovered was paid all the same.
_PAID = (workflow.PAID, workflow.ARCHIVED, workflow.RECOVERED)
_OVER = (workflow.REJECTED, workflow.WITHDRAWN)
# The whole file, every sealed workbook of it too, is checked after so many jobs and at the end: no fault heals.
_CHECKED_EVERY = 1 if FULL else 6

counted: Counter[str] = Counter()
Chance = st.randoms(use_true_random=False)


@pytest.fixture(scope="module", autouse=True)
def figures() -> Iterator[None]:
    yield
    told.append("test_sequences: " + ", ".join(f"{n:,} {what}" for what, n in counted.items()))


class Township(RuleBasedStateMachine):
    """One office, one clerk, one job after the other."""

    @initialize()
    def open(self) -> None:
        self.place = tempfile.TemporaryDirectory()
        os.environ["EDUAID_OPERATOR"] = "拥珍"
        os.environ.pop("EDUAID_TODAY", None)
        folder = Path(self.place.name)
        villages = [(f"513399101{200 + n}", name) for n, name in enumerate(VILLAGES)]
        about = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
        self.desk = office.create(folder / "格桑镇.eduaid", villages=villages, **about)
        self.clerk = Clerk(self.desk, folder, random.Random())
        self.numbers: dict[str, int] = {}
        self.steps = 0

    @rule(chance=Chance)
    def do(self, chance: random.Random) -> None:
        """Any one thing."""
        self._act(chance, chance.choice(self.clerk.jobs))

    @rule(chance=Chance, days=st.integers(1, 6))
    def move_on(self, chance: random.Random, days: int) -> None:
        """A busy morning: cases come in and go on, so that the later states are reached."""
        self._act(chance, self.clerk.case)
        for _ in range(5 * days):
            self._act(chance, self.clerk.step)
        self._act(chance, self.clerk.export)

    @rule(chance=Chance)
    def answer(self, chance: random.Random) -> None:
        """The county decides, and the money goes out."""
        self._act(chance, self.clerk.reply)
        for _ in range(8):
            self._act(chance, self.clerk.step)

    @rule(chance=Chance)
    def undo(self, chance: random.Random) -> None:
        self._act(chance, self.clerk.undo)

    def _act(self, chance: random.Random, job: Callable[[], None]) -> None:
        """Done in whole changes, or refused without one."""
        self.clerk.dice = chance
        before = self.desk.store.value("SELECT MAX(id) FROM change")
        counted["jobs"] += 1
        if said(job):
            counted["refused"] += 1
            after = self.desk.store.value("SELECT MAX(id) FROM change")
            # Sending a reply may first write its batch again, which changes nothing.
            assert after == before

    @invariant()
    def whole(self) -> None:
        if hasattr(self, "desk"):
            self.steps += 1
            if self.steps % _CHECKED_EVERY == 0:
                assert checking.check(self.desk)["findings"] == []
            self._conserved()
            self._numbered_once()
            self._one_case_per_child_and_term()
            self._money()

    def _conserved(self) -> None:
        """Every row that a workbook held has exactly one outcome."""
        for rows, result in self.clerk.imported:
            assert sum(result.count(outcome) for outcome in OUTCOMES) == len(result.lines) == rows
        self.clerk.imported.clear()

    def _numbered_once(self) -> None:
        for table, column in (("relief_case", "case_no"), ("batch", "batch_no")):
            for row in self.desk.store.rows(f"SELECT id, {column} AS number FROM {table}"):
                if row["number"]:
                    assert self.numbers.setdefault(row["number"], row["id"]) == row["id"]

    def _one_case_per_child_and_term(self) -> None:
        """Drafts are no cases yet, rejected and withdrawn ones none any more."""
        live = [
            case
            for case in self.desk.store.select("relief_case")
            if case["state"] not in _OVER and case["case_no"] and not self._rejected(case["id"])
        ]
        pairs = [(case["person_id"], case["term"]) for case in live]
        assert len(pairs) == len(set(pairs))

    def _rejected(self, case_id: int) -> bool:
        steps = self.desk.store.select("relief_step", case_id=case_id)
        return any(step["to_state"] in _OVER for step in steps)

    def _money(self) -> None:
        """What was paid is what the paid cases were granted, and a batch is the sum of its lines."""
        store = self.desk.store
        paid = sum(p["amount"] for p in store.select("payment") if p["result"] == "paid")
        standing = [c for c in store.select("relief_case") if c["state"] in _PAID]
        assert paid == sum(c["approved"] for c in standing if not self._rejected(c["id"]))
        for batch in store.select("batch"):
            lines = store.select("batch_line", batch_id=batch["id"])
            assert (batch["row_count"], batch["amount"]) == (len(lines), sum(x["amount"] for x in lines))

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            assert checking.check(self.desk)["findings"] == []
            counted["offices"] += 1
            for case in self.desk.store.select("relief_case"):
                counted[f"ended in {workflow.state_name(case['state'])}"] += 1
            counted["payments"] += len(self.desk.store.select("payment"))
            self.desk.close()
            self.place.cleanup()


TestTownship = Township.TestCase
TestTownship.settings = settings(
    max_examples=60 if FULL else 6,
    stateful_step_count=50 if FULL else 20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
