"""One finding: what each source says side by side, with its proof, and the conclusions that can be drawn."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.reconciling import REASONED, RULES, Choice, Finding, Side
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.attachment_strip import AttachmentStrip
from eduaid_desktop.gui.keys import FieldKeys, bring_into_view, focus
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, card, empty, label, named
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services import reconciling
from eduaid_desktop.services.finding_list import shown

_NOTHING = "选一条，看各方怎么说、写在哪里，再写结论。"
_LONGEST_NOTE = 200
_IN_A_ROW = 3


class FindingPanel(QWidget):
    """concluded(label): a conclusion was stored. left: Esc, back to the list. opened(person): 打开学生."""

    concluded = Signal(str)
    left = Signal()
    opened = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "findingPanel")
        self._shell = shell
        self.finding: Finding | None = None
        self.title = _wrapped("strong", "findingTitle")
        self.who = _wrapped("quiet", "findingWho")
        self.sides = QGridLayout()
        self.sides.setSpacing(8)
        self.sides.setColumnStretch(0, 1)
        self.sides.setColumnStretch(1, 1)
        self.advice = _wrapped("", "findingAdvice")
        self.made = _wrapped("quiet", "findingDecision")
        self.note = named(QLineEdit(), "findingNote")
        self.note.setAccessibleName("说明")
        self.note.setPlaceholderText("如何时、由谁核实；查无此人、情况属实必填")
        self.note.setMaxLength(_LONGEST_NOTE)
        self.problem = _wrapped("problem", "findingProblem")
        self.problem.setProperty("state", "block")
        self.correct = named(QCheckBox("同时更正登记（可撤销）"), "findingCorrect")
        self.choices = QGridLayout()
        self.choices.setSpacing(8)
        self.person = button("打开学生", self._open, "openPerson", "link")
        self.attachments = AttachmentStrip(shell)
        FieldKeys([self.note], self).past_end.connect(self._to_choices)
        self._lay_out()
        self.show_finding(None)

    def show_finding(self, found: Finding | None) -> None:
        """Show a finding; None when none is chosen."""
        self.finding = found
        self.note.setText("")
        self._tell("")
        self.retell()
        empty(self.choices)
        for part in (self.who, self.advice, self.made, self.person, self._conclude, self.attachments):
            part.setVisible(False)
        if found is None:
            self.title.setText(_NOTHING)
            return
        remark = f"（{found.remark}）" if found.remark else ""
        self.title.setText(f"{RULES[found.rule].title}{remark}")
        self.who.setText("　".join(filter(None, (found.name, found.village, found.school))))
        self.advice.setText(RULES[found.rule].advice)
        for part in (self.who, self.advice):
            part.setVisible(True)
        self.person.setVisible(found.person_id is not None)
        self._show_decision(found)
        self._offer(found)

    def retell(self) -> None:
        """Show the sides with their numbers as they may be seen now."""
        empty(self.sides)
        for number, side in enumerate(self.finding.sides if self.finding else ()):
            made = self._side(side)
            self.sides.addWidget(made, number // 2, number % 2)
            made.show()

    def first(self) -> None:
        """Put the focus where a conclusion is written."""
        focus(self.note)
        bring_into_view(self._conclude)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _to_choices(self) -> None:
        if first := self.choices.itemAt(0):
            first.widget().setFocus()

    def _side(self, side: Side) -> QFrame:
        says, proof = _wrapped("strong", "sideSays"), _wrapped("quiet", "sideProof")
        says.setText(shown(self._shell.desk, side.says))
        proof.setText(side.proof)
        if not side.proof:
            proof.hide()
        column = QVBoxLayout()
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(0)
        for part in (label(side.source, "heading"), says, proof):
            column.addWidget(part)
        column.addStretch(1)
        made = named(QFrame(), "side")
        made.setProperty("role", "sheet")
        made.setLayout(column)
        return made

    def _show_decision(self, found: Finding) -> None:
        made, before = found.decision, found.earlier
        words = f"结论：{made.decision}，{spoken(made.decided_on)}" if made else ""
        if before:
            words = f"依据已变，重新列出。{spoken(before.decided_on)}的结论是：{before.decision}"
        last = made or before
        if last and last.note:
            words += f"。{last.note}"
        self.made.setText(words)
        self.made.setVisible(bool(words))
        self.attachments.setVisible(last is not None)
        if last:
            self.attachments.show_of("finding", last.id, open_=not self._shell.desk.store.read_only)

    def _offer(self, found: Finding) -> None:
        self._conclude.setVisible(not self._shell.desk.store.read_only)
        self.correct.setVisible(any(choice.writes for choice in found.offered))
        self.correct.setChecked(True)
        # What comes with a correction says at length what it would correct.
        long = [choice for choice in found.offered if choice.writes]
        for number, choice in enumerate(found.offered):
            row, column = (number, 0) if number < len(long) else divmod(number - len(long), _IN_A_ROW)
            wide = _IN_A_ROW if number < len(long) else 1
            row += 0 if number < len(long) else len(long)
            made = self._button(number, choice)
            self.choices.addWidget(made, row, column, 1, wide)
            # A key may come before the layout shows it.
            made.show()

    def _button(self, number: int, choice: Choice) -> QPushButton:
        told = f"（{choice.told}）" if choice.told else ""
        made = button(f"{choice.label}{told}", lambda: self.conclude(choice), f"conclude{number}")
        made.setProperty("decision", choice.label)
        return made

    def conclude(self, choice: Choice) -> None:
        """Store a conclusion; what it lacks is said under the note."""
        if self.finding is None:
            return
        try:
            reconciling.conclude(
                self._shell.desk,
                self.finding,
                choice.label,
                self.note.text(),
                correct=self.correct.isChecked(),
            )
        except UserError as error:
            self._tell(error.sentence, note=choice.decision in REASONED)
            return
        self.concluded.emit(choice.label)

    def _tell(self, sentence: str, *, note: bool = False) -> None:
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        restyle(self.note, state="block" if note else "")
        if note:
            focus(self.note)

    def _open(self) -> None:
        if self.finding is not None and self.finding.person_id is not None:
            self.opened.emit(self.finding.person_id)

    def _lay_out(self) -> None:
        self._conclude = card(label("结论", "heading"), self.note, self.problem, self.correct, self.choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(card(self.title, self.who, self.sides, self.advice, self.made, self.person))
        column.addWidget(self._conclude)
        column.addWidget(self.attachments)
        column.addStretch(1)
        self.setMinimumWidth(360)


def _wrapped(role: str, name: str) -> QLabel:
    made = label(role=role, name=name)
    made.setWordWrap(True)
    return made
