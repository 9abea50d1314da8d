"""The questions that a step asks once for a whole village, in one row, and what was done last."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.workflow_steps import Step
from eduaid_desktop.gui import step_questions
from eduaid_desktop.gui.keys import FieldKeys, focus
from eduaid_desktop.gui.pieces import empty, label, named
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services.desk import Desk

# These every case has of its own.
_EACH = ("amount", "override")
_BY_THE_OFFICE = ("township_agree", "township_notice")
_WIDTH = 110


class CommonAnswers(QWidget):
    """edited: something was typed. finished: Enter in the last line."""

    edited = Signal()
    finished = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        named(self, "commonAnswers")
        self._desk = desk
        self.editors: dict[str, QLineEdit] = {}
        self._labels: Mapping[str, str] = {}
        self._keys: QObject | None = None
        self.result = label(role="quiet", name="bulkResult")
        self.result.setWordWrap(True)
        self.problem = label(role="problem", name="bulkProblem")
        self.problem.setProperty("state", "block")
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.result)
        column.addLayout(self._row)
        column.addWidget(self.problem)
        self.result.hide()
        self.problem.hide()

    def ask(self, action: str) -> None:
        """Ask what this step asks; the day that was typed before stays, whose name it was does not."""
        day = self.editors["on_date"].text() if self.editors else self._desk.today().isoformat()
        known = {"on_date": day, **({"signer": self._desk.actor} if action in _BY_THE_OFFICE else {})}
        asked = step_questions.questions(_step(action), {}, known, (), 0)
        empty(self._row)
        self._labels = {q.name: q.label for q in asked}
        self.editors = {q.name: self._editor(q) for q in asked}
        for name, editor in self.editors.items():
            self._row.addWidget(label(self._labels[name]))
            self._row.addWidget(editor)
        self._row.addStretch(1)
        self.done("")
        self._tell("", "")
        if self._keys:
            self._keys.deleteLater()
        keys = self._keys = FieldKeys(list(self.editors.values()), self)
        keys.past_end.connect(self.finished)

    def _editor(self, question: Question) -> QLineEdit:
        editor = named(QLineEdit(question.answer), f"bulk_{question.name}")
        editor.setPlaceholderText(question.hint)
        editor.setAccessibleName(question.label)
        editor.setMaxLength(200)
        editor.setMinimumWidth(_WIDTH)
        if question.kind == "date":
            editor.setMaximumWidth(_WIDTH)
            editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        editor.textChanged.connect(self._typed)
        return editor

    def inputs(self) -> dict[str, Any]:
        """What was answered, for services.relief_bulk."""
        return {name: editor.text().strip() for name, editor in self.editors.items() if editor.text().strip()}

    def lack(self, name: str) -> None:
        """Say that an answer is missing or wrong, and go to it."""
        if name in self.editors:
            self._tell(f"{self._labels[name]}还没有填写，或填得不对。", name)
            focus(self.editors[name])

    def done(self, sentence: str) -> None:
        """Say what was done last; "" takes it away."""
        self.result.setText(sentence)
        self.result.setVisible(bool(sentence))

    def _typed(self) -> None:
        self._tell("", "")
        self.edited.emit()

    def _tell(self, sentence: str, name: str) -> None:
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        for each, editor in self.editors.items():
            restyle(editor, state="block" if sentence and each == name else "")


def _step(action: str) -> Step:
    """A step as a page offers it, of the first state in which it is taken."""
    way = workflow.ways(workflow.sources(action)[0], action)[0]
    takes = tuple(n for n in way.takes if n not in _EACH)
    return Step(action, way.label, True, True, "", ("date", *way.needs), takes)
