"""整村办理: one step for a whole village; who goes with which amount, who stays and why, exceptions in place."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from eduaid_desktop.domain import terms, workflow
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.gui import faults
from eduaid_desktop.gui.common_answers import CommonAnswers
from eduaid_desktop.gui.page import DONE, PROBLEM
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.planned_model import NAME, WHY, PlannedModel
from eduaid_desktop.gui.planned_table import PlannedTable
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import packets, relief_bulk
from eduaid_desktop.services.relief_bulk import ACTIONS, CLOSED, ELSEWHERE, GO, INSTEAD, OUT, STATES, Plan

if TYPE_CHECKING:
    from eduaid_desktop.gui.relief_page import ReliefPage
    from eduaid_desktop.gui.tasks import Job

_SHOWN = {"": "全部", **{state: STATES[state] for state in (GO, CLOSED, OUT, ELSEWHERE)}}
# Typing goes on for a moment before the batch is weighed anew.
_FOLLOW_AFTER_MS = 150


class ReliefBulkPanel(PagePanel):
    """Choose from left to right; the table follows. Space leaves a case out, F2 types an amount or a reason."""

    def __init__(self, page: "ReliefPage", selection: Mapping[str, Any]) -> None:
        """selection: what to begin with, as in services.relief_bulk; {} for what the list shows."""
        super().__init__(page, "reliefBulkPanel", "整村办理")
        self.desk, self.relief_page = page.desk, page
        self.term, self.place = _box("bulkTerm", 150), _box("bulkPlace", 240)
        self.action = _box("bulkAction", 210)
        self.answers = CommonAnswers(self.desk)
        self.told = label("", "quiet", "bulkTold")
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.segments = Segments("bulkStates", _SHOWN, self)
        self.model = PlannedModel()
        self.table = PlannedTable(self.model)
        self.why = label("", "quiet", "bulkWhy")
        self.why.setWordWrap(True)
        self.others = named(QPushButton("选中的行改为(&M)"), "bulkInstead")
        self.plan: Plan | None = None
        self._job: Job[Plan] | None = None
        # Which look is the last one; what an earlier one finds is thrown away.
        self._look = 0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_FOLLOW_AFTER_MS)
        self._wait.timeout.connect(self.weigh)
        self._lay_out_body()
        self._fill(selection)
        self._connect()
        self._places(selection)

    def start(self) -> None:
        self.action.setFocus()

    def weigh(self) -> None:
        """Look anew who goes and who stays, off the window's thread; the last look counts."""
        look = self._stop_looking()
        self.next_button.setEnabled(False)
        desk, action = self.desk, self.action.currentData()
        selection, common, own = self._selection(), self.answers.inputs(), dict(self.model.own)
        self._job = self.shell.tasks.start(
            "正在核对整村",
            lambda job: relief_bulk.plan(desk, action, selection, common, own, job),
            lambda plan: self._weighed(plan) if look == self._look else None,
            lambda error: self._refused(error) if look == self._look else None,
        )

    def close_panel(self) -> None:
        self._stop_looking()
        super().close_panel()

    def take(self) -> None:
        """Take the step with everybody who goes, in one change; stopped, or refused, it leaves nothing."""
        plan, desk = self.plan, self.desk
        if plan is None:
            return
        if plan.missing:
            self.answers.lack(plan.missing[0])
            self.shell.say("还有必填的没有填，填好再办理。", PROBLEM)
            return
        self.setEnabled(False)
        job = self.shell.tasks.start(
            f"正在办理 {len(plan.going)} 份",
            lambda job: relief_bulk.apply(desk, plan, job),
            self._taken,
            self._failed,
        )
        # A stopped job calls nobody back.
        job.ended.connect(self._over, Qt.ConnectionType.QueuedConnection)

    def _over(self) -> None:
        self.setEnabled(True)

    def _stop_looking(self) -> int:
        self._wait.stop()
        if self._job is not None:
            self._job.cancel()
        self._job, self.plan = None, None
        self._look += 1
        return self._look

    def _selection(self) -> dict[str, Any]:
        """What is chosen: a village, packet or nothing more of the term, or just the cases of the list."""
        chosen = self.place.currentData()
        return {**chosen, **({} if "cases" in chosen else {"term": self.term.currentData()})}

    def _weighed(self, plan: Plan) -> None:
        self._job, self.plan = None, plan
        self.next_button.setEnabled(True)
        self.model.take(plan.action, plan.rows)
        counts = Counter(row.state for row in plan.rows)
        self.segments.retitle({k: f"{w} {counts[k] if k else len(plan.rows):,}" for k, w in _SHOWN.items()})
        self.told.setText(_told(plan, counts))
        words = f"办理 {len(plan.going):,} 份，共 {yuan(plan.total)} 元"
        self.offer(words if plan.going and not self.desk.store.read_only else "", self.take)

    def _tell_why(self) -> None:
        """What is said of the current row, in full: its column is narrow, and out of sight on an old screen."""
        now = self.table.currentIndex()
        name, why = ((now.siblingAtColumn(c).data() or "") for c in (NAME, WHY))
        self.why.setText(f"{name}：{why}" if why else "")
        self.why.setVisible(bool(why))

    def _refused(self, error: Exception) -> None:
        self._job = None
        self.model.take(self.action.currentData(), ())
        self.told.setText(faults.sentence(error))

    def _taken(self, sentence: str) -> None:
        """What is next for this village is offered at once."""
        self._over()
        self.page.refresh()
        self._places(self.place.currentData())
        self.answers.done(f"已办理。{sentence}。记作一次操作，可以在“操作日志”里整批撤销。")
        self.shell.say(f"已办理。{sentence}。", DONE)
        self.table.setFocus()

    def _failed(self, error: Exception) -> None:
        self._over()
        field = getattr(error, "field", "")
        self.shell.fail(error)
        if field:
            self.answers.lack(field)
        self.weigh()
        self.table.setFocus()

    def _fill(self, selection: Mapping[str, Any]) -> None:
        rules = self.desk.rules()
        offered = {code.code for code in rules.codes["term"].offered(rules.today)}
        for term in terms.newest_first(offered):
            self.term.addItem(terms.label(term), term)
        wanted = self.relief_page.choices.filters()["term"] or terms.of(rules.today)
        if "packet" in selection:
            wanted = packets.packet(self.desk, selection["packet"])["term"]
        self.term.setCurrentIndex(max(self.term.findData(wanted), 0))

    def _places(self, selection: Mapping[str, Any] | None = None) -> None:
        """The villages, packets of the term, and what the list shows; the step that most wait for."""
        term, rules = self.term.currentData(), self.desk.rules()
        if not selection and (village := self.relief_page.choices.filters()["village"]):
            selection = {"village": village}
        offered: list[tuple[str, dict[str, Any]]] = [("全部村", {})]
        offered += [(c.label, {"village": c.code}) for c in rules.codes["village"].offered(rules.today)]
        for row in self.desk.store.select("packet", term=term):
            offered.append((f"村包 {row['packet_no']}", {"packet": row["id"]}))
        listed = list(self.relief_page.list.model.ids)
        offered.append((f"列表里的 {len(listed)} 份", {"cases": listed}))
        self.place.blockSignals(True)
        self.place.clear()
        for words, data in offered:
            self.place.addItem(words, data)
        found = next((n for n, (_, data) in enumerate(offered) if data == (selection or {})), 0)
        self.place.setCurrentIndex(found)
        self.place.blockSignals(False)
        self._steps()

    def _steps(self) -> None:
        counts = relief_bulk.waiting(self.desk, self._selection())
        self.action.blockSignals(True)
        self.action.clear()
        for key in ACTIONS:
            waiting = f"　{counts[key]} 份" if counts[key] else ""
            self.action.addItem(f"{workflow.ACTIONS[key]}{waiting}", key)
        self.action.setCurrentIndex(max(self.action.findData(relief_bulk.usual(self.desk, counts)), 0))
        self.action.blockSignals(False)
        self._ask()

    def _ask(self) -> None:
        """Another step: its questions, and what may be done instead of it."""
        action = self.action.currentData()
        self.model.forget()
        self.answers.ask(action)
        # New fields stand last in the order of Tab unless they are put where they are seen.
        for before, after in pairwise(
            (self.action, *self.answers.editors.values(), self.segments, self.table)
        ):
            QWidget.setTabOrder(before, after)
        menu = self.others.menu()
        menu.clear()
        menu.addAction("照常办理", lambda: self._instead("", None)).setObjectName("instead_")
        for state in workflow.sources(action):
            for each in INSTEAD:
                for way in workflow.ways(state, each):
                    act = menu.addAction(f"{way.label}…", lambda w=way: self._instead(w.action, w.target))
                    act.setObjectName(f"instead_{each}_{way.target}")
        self.others.setVisible(len(menu.actions()) > 1)
        self.weigh()

    def _instead(self, action: str, target: int | None) -> None:
        """The selected cases go another way; why is typed in the row."""
        rows = self.table.chosen()
        if not self.model.instead(rows, action, target):
            self.shell.say("先选中要改办的行。", PROBLEM)
        elif action:
            self.table.type_reason(rows[0])

    def _connect(self) -> None:
        self.term.currentIndexChanged.connect(lambda: self._places())
        self.place.currentIndexChanged.connect(lambda: self._steps())
        self.action.currentIndexChanged.connect(lambda: self._ask())
        self.answers.edited.connect(self._wait.start)
        self.answers.finished.connect(self.table.setFocus)
        self.model.altered.connect(self.weigh)
        self.table.selectionModel().currentRowChanged.connect(self._tell_why)
        for changed in (self.model.dataChanged, self.model.modelReset):
            changed.connect(self._tell_why)
        self.segments.chosen.connect(self.model.only)
        self.table.finished.connect(self.next_button.setFocus)

    def _lay_out_body(self) -> None:
        for widget in (self._choices(), self.answers, self.segments):
            self.body.addWidget(widget)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.why)
        self.add_words(self.told, label("空格勾选，F2 改金额或理由", "quiet"))
        self.others.setMenu(QMenu(self.others))
        self.add_actions(self.others)

    def _choices(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for words, box in (("学期", self.term), ("村或村包", self.place), ("步骤", self.action)):
            row.addWidget(label(words))
            row.addWidget(box)
        row.addStretch(1)
        return whole


def _told(plan: Plan, counts: Mapping[str, int]) -> str:
    """What the batch comes to, in a line."""
    if not plan.rows:
        return "这里没有救助申请。请换一个村或学期。"
    words = f"{len(plan.going):,} 份可以办理，共 {yuan(plan.total)} 元"
    stay = counts.get(CLOSED, 0)
    return f"{words}；{stay:,} 份办不了，选中一行看原因。" if stay else f"{words}。"


def _box(name: str, width: int) -> QComboBox:
    box = named(QComboBox(), name)
    box.setMinimumWidth(width)
    return box
