"""The inline panel that asks what a step needs and takes it: no box above the window."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
)

from eduaid_desktop.domain.money import parse_yuan
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui.draft_bar import DraftBar
from eduaid_desktop.gui.keys import FieldKeys, focus
from eduaid_desktop.gui.pieces import button, empty, label, named
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.style import restyle

Editor = QLineEdit | QComboBox | QCheckBox
Act = Callable[[Mapping[str, Any]], object]
_LABEL_WIDTH = 116


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
        self._columns = columns
        named(self, "stepSheet").setProperty("role", "sheet")
        self.title, self.note = label(role="strong", name="sheetTitle"), label(role="quiet", name="sheetNote")
        self.note.setWordWrap(True)
        self.problem = label(role="problem", name="sheetProblem")
        self.problem.setWordWrap(True)
        self.problem.setProperty("state", "block")
        self.bar = DraftBar(self, deciding=True)
        self.do_button = button("办理", self._take, "takeStep", "next")
        self.editors: dict[str, Editor] = {}
        self.lines: dict[str, QLabel] = {}
        self._keys: QObject | None = None
        self._act: Act = lambda inputs: None
        self.questions: Sequence[Question] = ()
        self._grid = QGridLayout()
        self._lay_out()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close_sheet)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def ask(self, title: str, note: str, questions: Sequence[Question], words: str, act: Act) -> None:
        """Open with these questions. act(inputs) does it; what it refuses is said under its field."""
        self._act, self.questions = act, questions
        self.bar.hide()
        self.title.setText(title)
        self.do_button.setText(words)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._build(questions)
        self._tell("", "")
        self.show()
        self.start()

    def start(self) -> None:
        """Put the focus on the first question."""
        first = next(iter(self.editors.values()), None)
        focus(first or self.do_button)

    def close_sheet(self) -> None:
        """Take it away; nothing is done."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def inputs(self) -> dict[str, Any]:
        """What was answered, for services.relief.act. Raises Refused for an amount that is none."""
        found: dict[str, Any] = {}
        for name, editor in self.editors.items():
            if isinstance(editor, QCheckBox):
                found[name] = editor.isChecked()
            elif isinstance(editor, QComboBox):
                found[name] = editor.currentData()
            elif name == "amount":
                found[name] = _amount(editor.text())
            else:
                found[name] = editor.text().strip() or None
        return found

    def raw(self) -> dict[str, str]:
        """What is answered, question by question, right or wrong; "" where nothing is."""
        return {name: _read(editor) for name, editor in self.editors.items()}

    def read(self) -> dict[str, tuple[str, str]]:
        """Label and answer of every question, as a person reads them."""
        return {q.name: (q.label, _words(self.editors[q.name])) for q in self.questions}

    def fill(self, raw: Mapping[str, str]) -> None:
        """Show what was once answered; questions that are not asked now are left out."""
        # The result says which questions there are, so it comes first.
        for name in ("target", *raw):
            if name in raw and name in self.editors and raw[name] != _read(self.editors[name]):
                _write(self.editors[name], raw[name])

    def typed(self) -> dict[str, str]:
        """The lines as they stand, to be kept when other questions are asked."""
        return {n: e.text() for n, e in self.editors.items() if isinstance(e, QLineEdit) and e.text()}

    def _take(self) -> None:
        self._tell("", "")
        try:
            self._require_answers()
            self._act(self.inputs())
        except Refused as error:
            self._tell(error.sentence, error.field)
        except UserError as error:
            self._tell(error.sentence, "")
        else:
            self.close_sheet()

    def _require_answers(self) -> None:
        inputs = self.inputs()
        for question in self.questions:
            if question.required and inputs[question.name] in (None, ""):
                raise Refused(f"{question.label}还没有填写。", question.name)

    def _tell(self, sentence: str, field: str) -> None:
        """One line under its field, or at the foot when it is about none."""
        place = self.lines.get(field, self.problem)
        for line in (*self.lines.values(), self.problem):
            line.setText(f"✕ {sentence}" if sentence and line is place else "")
            line.setVisible(bool(line.text()))
        for name, editor in self.editors.items():
            restyle(editor, state="block" if sentence and name == field else "")
        if sentence and self.editors:
            focus(self.editors.get(field) or next(iter(self.editors.values())))

    def _build(self, questions: Sequence[Question]) -> None:
        empty(self._grid)
        if self._keys:
            self._keys.deleteLater()
        self.editors, self.lines = {}, {}
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        place = 0
        for question in questions:
            row, column = divmod(place, self._columns)
            # What a result is called takes the whole line.
            span = 2 * self._columns - 1 if question.name == "target" else 1
            place += (span + 1) // 2
            editor = self._editor(question)
            caption = named(QLabel(question.label), f"step_{question.name}_label")
            caption.setBuddy(editor)
            editor.setAccessibleName(question.label)
            self._grid.addWidget(caption, 2 * row, 2 * column, right)
            self._grid.addWidget(editor, 2 * row, 2 * column + 1, 1, span)
            line = label(role="problem", name=f"step_{question.name}_problem")
            line.setProperty("state", "block")
            line.setWordWrap(True)
            self._grid.addWidget(line, 2 * row + 1, 2 * column + 1, 1, span)
            self.editors[question.name], self.lines[question.name] = editor, line
            _signal(editor).connect(self.edited)
        keys = FieldKeys(list(self.editors.values()), self)
        keys.past_end.connect(self.do_button.setFocus)
        self._keys = keys

    def _editor(self, question: Question) -> Editor:
        name = f"step_{question.name}"
        if question.kind == "flag":
            return named(QCheckBox("审核人同意，允许重复受理"), name)
        if question.kind == "choice":
            box = named(QComboBox(), name)
            # As wide as the other fields, however long its choices are.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            for value, words in question.choices:
                box.addItem(words, value)
            box.setCurrentIndex(box.findData(int(question.answer)) if question.name == "target" else -1)
            box.setPlaceholderText("必选")
            if question.name == "target":
                box.currentIndexChanged.connect(lambda: self.target_chosen.emit(box.currentData()))
            return box
        line = named(QLineEdit(question.answer), name)
        line.setPlaceholderText(question.hint)
        line.setMaxLength(200)
        if question.kind in ("date", "money"):
            line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
            line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        return line

    def _lay_out(self) -> None:
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for column in range(self._columns):
            self._grid.setColumnStretch(2 * column + 1, 1)
            self._grid.setColumnMinimumWidth(2 * column, _LABEL_WIDTH)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.problem, 1)
        foot.addStretch()
        foot.addWidget(button("取消", self.close_sheet, "cancelStep"))
        foot.addWidget(self.do_button)
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(16, 12, 16, 4)
        column_of.setSpacing(8)
        for widget in (self.title, self.note, self.bar):
            column_of.addWidget(widget)
        column_of.addLayout(self._grid)
        column_of.addLayout(foot)
        column_of.addStretch()


def _read(editor: Editor) -> str:
    if isinstance(editor, QCheckBox):
        return "1" if editor.isChecked() else ""
    return str(editor.currentData() or "") if isinstance(editor, QComboBox) else editor.text()


def _words(editor: Editor) -> str:
    if isinstance(editor, QCheckBox):
        return "是" if editor.isChecked() else "否"
    return editor.currentText() if isinstance(editor, QComboBox) else editor.text()


def _write(editor: Editor, answer: str) -> None:
    if isinstance(editor, QCheckBox):
        editor.setChecked(bool(answer))
    elif isinstance(editor, QComboBox):
        stored = (str(editor.itemData(n)) for n in range(editor.count()))
        editor.setCurrentIndex(next((n for n, each in enumerate(stored) if each == answer), -1))
    else:
        editor.setText(answer)


def _signal(editor: Editor) -> SignalInstance:
    if isinstance(editor, QCheckBox):
        return editor.toggled
    return editor.currentIndexChanged if isinstance(editor, QComboBox) else editor.textChanged


def _amount(typed: str) -> int | None:
    try:
        return parse_yuan(typed) if typed.strip() else None
    except ValueError:
        raise Refused(f"金额“{typed}”读不懂，请写成 1200 或 1200.50。", "amount") from None
