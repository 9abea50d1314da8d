"""Whatever is done with the fund in whatever order, no fen is lost, invented, paid twice or overdrawn unnoticed."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from openpyxl import Workbook

from eduaid_desktop.domain import fund as ledger
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.services import (
    bank_results,
    checking,
    fund,
    packets,
    payment_lists,
    relief,
    relief_bulk,
    relief_past,
    signing,
)
from eduaid_desktop.services import office as offices
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid
from eduaid_desktop.store import fund_audit, fund_queries, history, relief_audit
from eduaid_desktop.store import relief_queries as queries

from .conftest import TERM, VILLAGES, Office

STARTS = (10, 30, 40, 50, 50, 60, 70, 80, 80, 100)
WHICH = st.integers(0, len(STARTS) - 1)
REASONS = st.sampled_from(["", "写明的理由", "写明的理由"])
YUAN = st.sampled_from(["300", "1000", "2500", "9000"])
KINDS = st.sampled_from(["财政拨入", "捐赠", "利息", "财政拨入", "其他支出", "期初结余"])
PAST_TERMS = st.sampled_from(["2017S", "2017A"])
# What a bank makes of a row.
ANSWERS = ["成功", "成功", "成功", "失败", "", "缺", "重", "错额", "元"]
NAMED = {"relief_case": "case_no", "payment_list": "list_no", "packet": "packet_no"}


@cache
def template() -> Path:
    """An office with ten cases of three families along the road, built once and copied for every run."""
    path = Path(tempfile.mkdtemp()) / "格桑镇.eduaid"
    with offices.create(path, name="格桑镇", code="513399101", villages=VILLAGES) as desk:
        office = Office(desk)
        office.set("archive_check", '"off"')
        for n, state in enumerate(STARTS):
            office.to(state, household_number=f"513399110{n % 3}", village=VILLAGES[n % 2][1])
    return path


class Money(RuleBasedStateMachine):
    """Steps, whole villages, edits, lists, banks, recoveries, entries, past cases, packets, days, undoing."""

    @initialize(opening=st.sampled_from(["3000", "8000", "12000", "20000"]), block=st.booleans())
    def open(self, opening: str, block: bool) -> None:
        self.today = date(2018, 6, 12)
        self._set_day()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "格桑镇.eduaid"
        shutil.copy(template(), path)
        self.office = Office(Desk.open(path))
        self.office.serial, self.desk = 50, self.office.desk
        if block:
            self.office.set("fund_check", '"block"')
        self.cases = [c["id"] for c in self.desk.store.select("relief_case")]
        self.created = self._last()
        self.numbers: dict[str, tuple[str, int]] = {}
        self.frozen: dict[int, tuple[Any, ...]] = {}
        self.said: list[str] = []
        self.warned, self.seen = False, self.created
        self.before: int | None = None
        self.serial = self.looks = 0
        self._enter("2018-01-01", "期初结余", opening)

    def _set_day(self) -> None:
        os.environ["EDUAID_TODAY"] = self.today.isoformat()
        os.environ["EDUAID_OPERATOR"] = "拥珍"

    def _last(self) -> int:
        return int(self.desk.store.value("SELECT MAX(id) FROM change"))

    @contextmanager
    def _perhaps(self) -> Iterator[None]:
        """What is refused is refused in a sentence; anything else is a defect."""
        try:
            yield
        except (Refused, Invalid, Conflict, UserError) as refused:
            self.said.append(str(getattr(refused, "sentence", refused)))

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        self._set_day()

    @rule(which=WHICH, pick=st.sampled_from([0, 0, 0, 1, 2, 3]), choice=st.integers(0, 3), reason=REASONS)
    def take(self, which: int, pick: int, choice: int, reason: str) -> None:
        """A step that the page offers; the first is the way on."""
        case_id = self.cases[which]
        self._prepare(case_id)
        offered = [s for s in relief.steps(self.desk, case_id) if s.open]
        if not offered:
            return
        step = offered[pick % len(offered)]
        if step.action in ("pay", "repay") and choice:
            return
        inputs = {n: self._known(n) for n in step.needs if n != "date"}
        inputs |= {"reason": reason} if reason else {}
        if step.targets:
            inputs["target"] = step.targets[choice % len(step.targets)][0]
            inputs.setdefault("reason", "写明的理由")
        with self._perhaps():
            self.office.act(case_id, step.action, **inputs)

    def _prepare(self, case_id: int) -> None:
        if self.office.state(case_id) == workflow.READY:
            self.office.seal(case_id)
        for opinion in signing.voided(self.desk, case_id):
            if opinion["needed"]:
                signing.sign_again(self.desk, case_id, opinion["box"], signer="四郎")

    def _known(self, name: str) -> Any:
        self.serial += 1
        return {
            "signer": "扎西", "reason": "写明的理由", "finding": "核查为借用", "document": "云教〔2018〕9号",
            "amount": random.choice([80_000, 100_000, 400_000]), "failure_code": "01",
            "account": f"62990000001{self.serial:04d}",
        }[name]  # fmt: skip

    @rule(village=st.integers(0, 1), action=st.sampled_from(["", *relief_bulk.ACTIONS]), reason=REASONS)
    def whole_village(self, village: int, action: str, reason: str) -> None:
        """A step for all of a village; "": the one that most of them wait for."""
        common, selection = {"signer": "扎西", "reason": reason}, {"village": VILLAGES[village][0]}
        action = action or relief_bulk.usual(self.desk, relief_bulk.waiting(self.desk, selection))
        with self._perhaps():
            weighed = relief_bulk.plan(self.desk, action, selection, common)
            going = {row.case["id"]: row.fen for row in weighed.going}
            relief_bulk.apply(self.desk, weighed)
            assert {c: self._stands_at(c) for c in going} == going

    def _stands_at(self, case_id: int) -> int | None:
        case = relief.load(self.desk, case_id)
        fen = (case[name] for name in ("approved", "proposed", "applied"))
        return next((each for each in fen if each is not None), None)

    @rule(which=WHICH, amount=YUAN, account=st.booleans())
    def edit(self, which: int, amount: str, account: bool) -> None:
        self.serial += 1
        raw = {"applied": amount, "override_reason": "特别困难"}
        raw |= {"payee_account": f"62990000002{self.serial:04d}"} if account else {}
        with self._perhaps():
            relief.save(self.desk, raw, self.cases[which])

    def _standing_at(self, *states: int) -> list[int]:
        return [c for c in self.cases if self.office.state(c) in states]

    @precondition(lambda self: self._standing_at(workflow.APPROVED, workflow.PAY_FAILED))
    @rule(kind=st.sampled_from(["regular", "resend"]), reason=REASONS)
    def pay(self, kind: str, reason: str) -> None:
        with self._perhaps():
            proposal = payment_lists.propose(self.desk, TERM, kind)
            made = payment_lists.make(self.desk, TERM, kind=kind, signer="扎西", basis=reason)
            assert (made.rows, made.sum_fen) == (len(proposal.rows), proposal.amount)
            assert reason or not proposal.short

    @precondition(lambda self: self.desk.store.select("payment_list"))
    @rule(seed=st.integers(0, 10**6), rest=st.booleans())
    def bank(self, seed: int, rest: bool) -> None:
        """The bank answers one of the lists, tidily or not; what it did not say plainly stays unanswered."""
        chance, lists = random.Random(seed), self.desk.store.select("payment_list")
        row = chance.choice([each for each in lists if each["status"] == "open"] or lists)
        sent = payment_lists.sent(self.desk, row["id"])
        said = {line.payment_id: chance.choice(ANSWERS) for line in sent}
        path = self._answer_file(sent, said)
        with self._perhaps():
            bank_results.apply(self.desk, path, row["list_no"], rest_paid=rest)
            for line in sent:
                now = self.desk.store.get("payment", line.payment_id)["result"]
                if line.result or said[line.payment_id] in ("", "错额"):
                    assert now == line.result

    def _answer_file(self, sent: list[Any], said: dict[int, str]) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["序号", "户名", "账号", "金额", "处理结果", "失败原因", "入账日期"])
        for line in sent:
            word = said[line.payment_id]
            yuan: Any = line.amount / 100 + (1 if word == "错额" else 0)
            result = word if word in ("失败", "") else "成功"
            cells = [line.position, line.payee_name, line.account, f"{yuan}元" if word == "元" else yuan]
            cells += [result, "账号不存在" if result == "失败" else "", self.today.isoformat()]
            for _ in range({"缺": 0, "重": 2}.get(word, 1)):
                sheet.append(cells)
        path = Path(self.folder.name) / "回盘.xlsx"
        book.save(path)
        return path

    @precondition(lambda self: self._standing_at(workflow.PAID, workflow.ARCHIVED, workflow.RECOVERED))
    @rule(which=WHICH, amount=st.sampled_from([None, 30_000, 30_000, 500_000]))
    def recover(self, which: int, amount: int | None) -> None:
        """What was recovered in part is archived, and then more of it can be."""
        found = self._standing_at(workflow.PAID, workflow.ARCHIVED, workflow.RECOVERED)
        case_id = found[which % len(found)]
        action = "archive" if self.office.state(case_id) == workflow.RECOVERED else "recover"
        with self._perhaps():
            self.office.act(case_id, action, amount=amount, reason="重复享受")

    @rule(kind=KINDS, amount=YUAN, back=st.integers(0, 40), which=st.integers(-6, 3))
    def enter(self, kind: str, amount: str, back: int, which: int) -> None:
        """A new entry, or one that is corrected or taken back."""
        entries = self.desk.store.select("fund_entry")
        day = (self.today - timedelta(days=back)).isoformat()
        with self._perhaps():
            if 0 <= which < len(entries) and back % 2:
                self.warned = bool(fund.withdraw(self.desk, entries[which]["id"]))
            else:
                self._enter(day, kind, amount, entries[which]["id"] if 0 <= which < len(entries) else None)

    def _enter(self, day: str, kind: str, amount: str, entry_id: int | None = None) -> None:
        more = {"document": "云财〔2018〕3号", "party": "县财政局", "remark": "说明"}
        saved = fund.save(self.desk, {"on_date": day, "kind": kind, "amount": amount, **more}, entry_id)
        self.warned = any(p.rule == "W_FUND_BEYOND" for p in saved.problems)

    @precondition(lambda self: len(self.desk.store.select("relief_case", historical=1)) < 2)
    @rule(amount=YUAN, term=PAST_TERMS)
    def past(self, amount: str, term: str) -> None:
        form = self.office.form(term=term, name=f"泽仁{self.office.serial}")
        names = ("name", "id_number", "term", "stage", "village", "head_name", "purpose", "payee_name")
        raw = {n: form[n] for n in names} | {"approved": amount, "past_source": "2017年发放表"}
        with self._perhaps():
            saved = relief_past.save(self.desk, raw | {"past_paid_on": "2018-02-01"})
            self.warned = any(p.rule == "W_FUND_BEYOND" for p in saved.problems)

    @precondition(lambda self: len(self.desk.store.select("packet")) < 1)
    @rule(village=st.integers(0, 1))
    def packet(self, village: int) -> None:
        cover = {"cover_count": "2", "received_on": self.today.isoformat()}
        with self._perhaps():
            packets.begin(self.desk, {"term": TERM, "village": VILLAGES[village][1], **cover})

    @rule(back=st.integers(0, 6))
    def undo(self, back: int) -> None:
        change = self._last() - back
        if change > self.created:
            with self._perhaps():
                history.undo(self.desk.store, "拥珍", change)

    @invariant()
    def adds_up(self) -> None:
        if not hasattr(self, "cases"):
            return
        assert [words for words in self.said if not words.endswith(("。", "处）"))] == []
        self._numbers_stay()
        self._steps_stand()
        self._fund_is_what_the_rows_say()
        for case_id in self.cases:
            self._case(case_id)
        for made in self.desk.store.select("payment_list"):
            rows = self.desk.store.select("payment", payment_list_id=made["id"])
            assert (made["row_count"], made["amount"]) == (len(rows), sum(r["amount"] for r in rows))
            assert (made["status"] == "answered") == all(r["result"] for r in rows)
        store = self.desk.store
        assert relief_audit.faults(store) + relief_audit.unvoided(store) + fund_audit.faults(store) == []
        self.looks += 1
        if self.looks % 10 == 0:
            self._check()

    def _check(self) -> None:
        """The whole check, which reads the log from its beginning, now and then; the batches here are bare ones."""
        assert [f for f in checking.check(self.desk)["findings"] if "批次" not in f] == []

    def _numbers_stay(self) -> None:
        for table, column in NAMED.items():
            sql = f"SELECT id, {column} AS number FROM {table} WHERE {column} IS NOT NULL"
            for row in self.desk.store.rows(sql):
                assert self.numbers.setdefault(row["number"], (table, row["id"])) == (table, row["id"])

    def _steps_stand(self) -> None:
        """Every change of a state has its step in the same change, and an undone one hides it."""
        sql = (
            "SELECT l.row_id, l.change_id FROM change_log l JOIN change h ON h.id = l.change_id"
            " WHERE l.table_name = 'relief_case' AND l.action = 'update' AND h.id > ?"
            " AND json_extract(l.after, '$.state') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change_log s"
            " JOIN relief_step t ON t.id = s.row_id WHERE s.change_id = l.change_id AND s.table_name = 'relief_step'"
            " AND t.case_id = l.row_id AND (h.undoes IS NOT NULL"
            " OR (s.action = 'insert' AND t.to_state = json_extract(l.after, '$.state'))))"
        )
        assert self.desk.store.rows(sql, (self.created,)) == []

    def _fund_is_what_the_rows_say(self) -> None:
        """The figures added up row by row, and no overdraft that nobody gave a reason for or was warned of."""
        now, (balance, bound) = fund.standing(self.desk), self._added_up()
        assert (fund.balance(self.desk), now.balance) == (balance, balance)
        assert (now.reserved, now.approved, now.in_transit) == bound
        # While nothing is registered nobody looks; what is begun anew is told of, or brought back as it was.
        if now.kept and self.before is not None and now.available < min(self.before, 0):
            assert self.warned or self._reasons(), (self.before, now.available)
        self.before = now.available if now.kept else None
        self.seen, self.warned = self._last(), False

    def _added_up(self) -> tuple[int, tuple[int, int, int]]:
        store = self.desk.store
        entries = store.select("fund_entry")
        opened = min((e["on_date"] for e in entries if e["kind"] == "opening"), default="")
        begun = min((e["on_date"] for e in entries), default="9999")
        balance, bound = (
            sum(e["amount"] * (-1 if e["kind"] == "other_out" else 1) for e in entries),
            [0, 0, 0],
        )
        for case in store.select("relief_case"):
            if case["historical"] and case["past_paid_on"] >= begun:
                balance -= case["approved"]
            steps = queries.step_rows(store, case["id"])
            balance += sum(s["amount"] for s in steps if s["action"] == "recover" and s["on_date"] >= opened)
            groups = (ledger.RESERVED, ledger.APPROVED, ledger.IN_TRANSIT)
            place = next((n for n, states in enumerate(groups) if case["state"] in states), None)
            set_by = [s["amount"] for s in steps if s["action"] in ledger.SETS_AMOUNT]
            village = workflow.before_objections(steps) == workflow.VILLAGE_NOTICE
            if place is not None and not (case["state"] == workflow.OBJECTION and village):
                bound[place] += set_by[-1]
        paid = (p for p in store.select("payment") if p["result"] == "paid")
        balance -= sum(p["amount"] for p in paid if p["paid_on"] >= opened)
        return balance, (bound[0], bound[1], bound[2])

    def _reasons(self) -> bool:
        """Whether a step since the last look says why it was taken beyond the fund."""
        sql = (
            "SELECT 1 FROM relief_step s JOIN change_log l ON l.table_name = 'relief_step' AND l.row_id = s.id"
            " AND l.action = 'insert' WHERE l.change_id > ? AND s.reason IS NOT NULL"
            " AND s.action IN ('township_agree', 'township_notice', 'decide')"
        )
        return bool(self.desk.store.value(sql, (self.seen,)))

    def _case(self, case_id: int) -> None:
        found = self.desk.store.row("SELECT * FROM relief_case WHERE id = ? AND withdrawn = 0", (case_id,))
        if found is None:
            return
        kept = tuple(found[name] for name in ("applied", "proposed", "person_id"))
        if "applied" in workflow.STATES[found["state"]].frozen:
            assert self.frozen.setdefault(case_id, kept) == kept
        else:
            self.frozen.pop(case_id, None)
        payments = self.desk.store.select("payment", case_id=case_id)
        standing = sum(p["amount"] for p in payments if p["result"] != "failed")
        assert standing <= (found["approved"] or 0)
        recovered = sum(
            s["amount"] for s in queries.step_rows(self.desk.store, case_id) if s["action"] == "recover"
        )
        assert recovered <= standing

    def teardown(self) -> None:
        try:
            if hasattr(self, "cases"):
                self._check()
                # The days may have gone on into a year in which nothing moved.
                begun = fund_queries.begun(self.desk.store)
                assert begun is None or fund.year(self.desk, int(begun[:4])).lines
                self.desk.close()
                self.folder.cleanup()
        finally:
            os.environ.pop("EDUAID_TODAY", None)


TestMoney = Money.TestCase
TestMoney.settings = settings(
    max_examples=int(os.environ.get("EDUAID_EXAMPLES", "12")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
