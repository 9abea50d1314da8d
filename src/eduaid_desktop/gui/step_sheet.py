"""The inline panel that asks what a step needs and takes it: no box above the window."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui.draft_bar import DraftBar
from eduaid_desktop.gui.keys import focus
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.question_grid import Editor, QuestionGrid
from eduaid_desktop.gui.step_questions import Question

Act = Callable[[Mapping[str, Any]], object]


class StepSheet(QFrame):
    """closed: it is gone, by 取消, Esc or because the step is taken. target_chosen(state): ask anew.

    edited: an answer was typed or chosen. bar offers what was answered before and never taken.
    """

    closed = Signal()
    edited = Signal()
    target_chosen = Signal(int)

    def __init__(self, columns: int = 2) -> None:
        """columns: how many questions stand beside each other."""
        super().__init__()
        named(self, "stepSheet").setProperty("role", "sheet")
        self.title, self.note = label(role="strong", name="sheetTitle"), label(role="quiet", name="sheetNote")
        self.note.setWordWrap(True)
        self.problem = label(role="problem", name="sheetProblem")
        self.problem.setWordWrap(True)
        self.problem.setProperty("state", "block")
        self.bar = DraftBar(self, deciding=True)
        self.do_button = button("办理", self._take, "takeStep", "next")
        self.grid = QuestionGrid(columns)
        self.grid.edited.connect(self.edited)
        self.grid.target_chosen.connect(self.target_chosen)
        self.grid.past_end.connect(self.do_button.setFocus)
        # What reads and fills the answers is the grid's own.
        self.inputs, self.raw, self.read = self.grid.inputs, self.grid.raw, self.grid.read
        self.fill, self.typed = self.grid.fill, self.grid.typed
        self._act: Act = lambda inputs: None
        self._lay_out()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close_sheet)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    @property
    def editors(self) -> dict[str, Editor]:
        """The lines to answer in, by question."""
        return self.grid.editors

    @property
    def lines(self) -> dict[str, QLabel]:
        """Where it says what is wrong with an answer, by question."""
        return self.grid.lines

    @property
    def questions(self) -> Sequence[Question]:
        """What is asked now."""
        return self.grid.questions

    def ask(self, title: str, note: str, questions: Sequence[Question], words: str, act: Act) -> None:
        """Open with these questions. act(inputs) does it; what it refuses is said under its field."""
        self._act = act
        self.bar.hide()
        self.title.setText(title)
        self.do_button.setText(words)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.grid.ask(questions)
        self._tell("", "")
        self.show()
        self.start()

    def start(self) -> None:
        """Put the focus on the first question."""
        if not self.grid.start():
            focus(self.do_button)

    def close_sheet(self) -> None:
        """Take it away; nothing is done."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _take(self) -> None:
        self._tell("", "")
        try:
            self._act(self.grid.require_answers())
        except Refused as error:
            self._tell(error.sentence, error.field)
        except UserError as error:
            self._tell(error.sentence, "")
        else:
            self.close_sheet()

    def _tell(self, sentence: str, field: str) -> None:
        self.grid.tell(sentence, field, self.problem)
        if sentence:
            self.grid.start(field)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.problem, 1)
        foot.addStretch()
        cancel = button("取消", self.close_sheet, "cancelStep")
        foot.addWidget(cancel)
        foot.addWidget(self.do_button)
        self.grid.behind = [self.do_button, cancel]
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(16, 12, 16, 4)
        column_of.setSpacing(8)
        for widget in (self.title, self.note, self.bar, self.grid):
            column_of.addWidget(widget)
        column_of.addLayout(foot)
        column_of.addStretch()
