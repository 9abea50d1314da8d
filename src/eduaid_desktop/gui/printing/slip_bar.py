"""单据条: what was scanned, and what can be done with it; with 连续收回 a whole stack that came back, one by one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout

from eduaid_desktop.domain.slip import BACK, OLD, OUT, VOID
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE, NOTE, PROBLEM, WARN, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.printing.scanner_keys import ScannerKeys
from eduaid_desktop.gui.style import restyle

if TYPE_CHECKING:
    from eduaid_desktop.gui.window import MainWindow
    from eduaid_desktop.services.slip_desk import Outcome, Paper

_SIGNS = {DONE: "✓", WARN: "▲", PROBLEM: "✕", NOTE: "●"}
_LINES = 3
_BESIDE, _UNDER = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class SlipBar(QFrame):
    """wrote: what is written down of a paper changed. It stands over the line at the foot, on every tab."""

    wrote = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__()
        named(self, "slipBar").setProperty("role", "sheet")
        self._window = window
        self.paper: Paper | None = None
        self.stacking, self._count = False, 0
        self.scanner = ScannerKeys(window, self._awake)
        self.scanner.scanned.connect(self.take, Qt.ConnectionType.QueuedConnection)
        self.lines = [_line(f"slipLine{number}") for number in range(_LINES)]
        self.count = label(role="strong", name="slipCount")
        self.entry = named(QLineEdit(), "slipEntry")
        self.entry.returnPressed.connect(self._entered)
        self.back_button = button("收回登记（F8）", self.mark_back, "slipBack", "next")
        self.wrong_button = button("取消收回", self.take_back, "slipNotBack")
        self.void_button = button("作废…", self._ask_reason, "slipVoid")
        self.open_button = button("打开", self.open, "slipOpen", "link")
        self.stack_button = button("连续收回（F9）", self.toggle_stack, "slipStack", "link")
        self.close_button = button("关闭", self.close_bar, "slipClose", "link")
        self._asking = False
        self._lay_out()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def take(self, typed: str) -> None:
        """A number was scanned, or typed and confirmed: show what it is, or mark it back where a stack is."""
        if not self._awake():
            return
        from eduaid_desktop.services import slip_desk

        if self.stacking:
            (outcome,) = self._mark(typed)
            self._tell_outcome(outcome)
            return
        try:
            paper = slip_desk.find(self._window.desk, typed)
        except UserError as error:
            self._show(None, error.sentence, PROBLEM)
        else:
            self._show(paper, paper.words, _kind(paper))
            self.open()

    def open(self) -> None:
        """Bring what the paper is about into sight, as the window opens it from elsewhere."""
        if self.paper:
            open_record(self._window, self.paper)

    def mark_back(self) -> None:
        """The paper in sight came back today. F8."""
        if self.paper is None or self.back_button.isHidden():
            self._window.say("没有等着登记收回的单据：先扫描一张，或按 F9 连续收回。")
            return
        (outcome,) = self._mark(self.paper.number)
        self._show(self._found(outcome), outcome.words, _came(outcome))

    def take_back(self) -> None:
        """It did not come back after all; where a stack is, the last of it."""
        from eduaid_desktop.services import slip_desk

        if self.paper is None:
            return
        try:
            paper = slip_desk.take_back(self._window.desk, self.paper.number)
        except UserError as error:
            self._window.fail(error)
            return
        words = f"已取消收回登记：{paper.title} {paper.number}（{paper.row['subject']}）又算未收回。"
        self._count -= self.stacking
        self._show(paper, words, NOTE)
        self.wrote.emit()

    def toggle_stack(self) -> None:
        """Begin or end marking back whatever is scanned. F9."""
        try:
            self._window.desk.store.require_writer()
        except UserError as error:
            self._window.fail(error)
            return
        self.stacking, self._count = not self.stacking, 0
        if not self.stacking:
            self.close_bar()
            return
        for line in self.lines[1:]:
            line.clear()
        self._window.say("")
        self._show(None, "连续收回：把收回的单据一张接一张扫过来，每扫一张就登记一张。", NOTE)
        self.entry.setFocus()

    def close_bar(self) -> None:
        """Take it away; what was written stays."""
        self.stacking, self.paper, self._asking = False, None, False
        inside = self.isAncestorOf(self._window.focusWidget() or self._window)
        self.hide()
        if inside and self._window.head:
            self._window.page.take_focus()

    def _mark(self, typed: str) -> "list[Outcome]":
        from eduaid_desktop.services import slip_desk
        from eduaid_desktop.services.slip_desk import Outcome

        try:
            told = slip_desk.mark_back(self._window.desk, [typed])
        except UserError as error:
            return [Outcome(False, error.sentence)]
        if told[0].done:
            self.wrote.emit()
        return told

    def _found(self, outcome: "Outcome") -> "Paper | None":
        from eduaid_desktop.services import slip_desk

        return slip_desk.find(self._window.desk, outcome.number) if outcome.number else None

    def _tell_outcome(self, outcome: "Outcome") -> None:
        """One line more of the stack, the newest above the others."""
        self._count += outcome.done
        for older, newer in zip(self.lines[:0:-1], self.lines[-2::-1], strict=False):
            older.setText(newer.text())
            restyle(older, state=str(newer.property("state")))
        self._show(self._found(outcome), outcome.words, _came(outcome))

    def _void(self, reason: str) -> None:
        from eduaid_desktop.services import slip_desk

        assert self.paper is not None
        try:
            paper = slip_desk.void(self._window.desk, self.paper.number, reason)
        except UserError as error:
            self._window.say(error.sentence, PROBLEM)
            return
        self._asking = False
        self._show(paper, paper.words, DONE)
        self.wrote.emit()

    def _ask_reason(self) -> None:
        self._asking = True
        self._offer()
        self.entry.setFocus()

    def _entered(self) -> None:
        """Enter in the line: why it is void, or a number that no scanner reads."""
        typed = self.entry.text().strip()
        if self._asking:
            self._void(typed)
        elif typed:
            self.entry.clear()
            self.take(typed)

    def _escape(self) -> None:
        """Out of the question first, then the bar goes."""
        if self._asking:
            self._asking = False
            self._offer()
            self.back_button.setFocus()
        else:
            self.close_bar()

    def _show(self, paper: "Paper | None", words: str, kind: str) -> None:
        self.paper, self._asking = paper, False
        self.lines[0].setText(f"{_SIGNS[kind]}　{words}")
        self.count.setText(f"这一叠已收回 {self._count} 张")
        restyle(self.lines[0], state=kind)
        self._offer()
        self.show()

    def _offer(self) -> None:
        """What can be done with the paper as it stands now."""
        state = self.paper.row["state"] if self.paper and self._writable() else ""
        asking = self._asking
        self.back_button.setVisible(state == OUT and not self.stacking and not asking)
        self.wrong_button.setVisible(state == BACK and not asking)
        self.void_button.setVisible(state not in ("", VOID) and not self.stacking and not asking)
        self.open_button.setVisible(self.paper is not None and not asking)
        self.stack_button.setVisible(self._writable() and not asking)
        self.stack_button.setText("结束连续收回（F9）" if self.stacking else "连续收回（F9）")
        for line in self.lines[1:]:
            line.setVisible(self.stacking and bool(line.text()))
        self._whole.setDirection(_UNDER if self.stacking else _BESIDE)
        self.count.setVisible(self.stacking)
        self.entry.setVisible(asking or self.stacking)
        self.entry.clear()
        words = "作废原因，按 Enter 作废" if asking else "扫描，或输入单号按 Enter"
        self.entry.setPlaceholderText(words)
        self.entry.setAccessibleName("作废原因" if asking else "单号")

    def _writable(self) -> bool:
        return not self._window.desk.store.read_only

    def _awake(self) -> bool:
        entry = self._window.entry
        return self._window.head is not None and not entry.covers and not entry.bars

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(), QHBoxLayout()
        column.setSpacing(2)
        row.setSpacing(8)
        for line in self.lines:
            column.addWidget(line)
        self._whole = QBoxLayout(_BESIDE, self)
        self._whole.setContentsMargins(16, 6, 12, 6)
        self._whole.setSpacing(8)
        self._whole.addLayout(column, 1)
        self._whole.addLayout(row)
        self.entry.setMinimumWidth(240)
        for each in (self.count, self.entry, self.back_button, self.wrong_button, self.void_button):
            row.addWidget(each)
        row.addStretch(1)
        for link in (self.open_button, self.stack_button, self.close_button):
            row.addWidget(link)


def open_record(shell: Shell, paper: "Paper") -> None:
    """Open what a paper is about, or say why that cannot be."""
    from eduaid_desktop.services import slip_records

    try:
        place = slip_records.place(shell.desk, paper.row)
    except UserError as error:
        shell.fail(error)
        return
    if place.filters:
        shell.show_only(place.tab, place.words, place.filters, place.record_id)
    else:
        shell.go(place.tab, place.record_id)


def _line(name: str) -> QLabel:
    made = label(name=name)
    made.setProperty("role", "slip")
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def _came(outcome: "Outcome") -> str:
    if not outcome.done:
        return PROBLEM
    return WARN if outcome.old else DONE


def _kind(paper: "Paper") -> str:
    return {OUT: NOTE, BACK: DONE}.get(paper.standing, WARN if paper.standing in (OLD, VOID) else NOTE)
