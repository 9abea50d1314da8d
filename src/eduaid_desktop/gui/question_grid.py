"""Questions laid out as lines to answer: what a step of a case asks, and what a paper asks before it is printed."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from eduaid_desktop.domain.money import parse_yuan
from eduaid_desktop.errors import Refused
from eduaid_desktop.gui.keys import FieldKeys, focus
from eduaid_desktop.gui.pieces import empty, label, named
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.style import restyle

Editor = QLineEdit | QComboBox | QCheckBox
_LABEL_WIDTH = 116
# Words that stand beside a box to tick; longer ones are broken under it.
_SHORT = 10


class QuestionGrid(QWidget):
    """edited: an answer was typed or chosen. past_end: Enter in the last line. target_chosen(state): ask anew."""

    edited = Signal()
    past_end = Signal()
    target_chosen = Signal(int)

    def __init__(self, columns: int = 2) -> None:
        """columns: how many questions stand beside each other."""
        super().__init__()
        self._columns = columns
        self.editors: dict[str, Editor] = {}
        self.lines: dict[str, QLabel] = {}
        self.questions: Sequence[Question] = ()
        # The buttons that Tab comes to behind the last question, however often the questions change.
        self.behind: Sequence[QWidget] = ()
        self._keys: QObject | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)
            self._grid.setColumnMinimumWidth(2 * column, _LABEL_WIDTH)

    def ask(self, questions: Sequence[Question]) -> None:
        """Put these questions in the place of those before."""
        self.questions = questions
        empty(self._grid)
        if self._keys:
            self._keys.deleteLater()
        self.editors, self.lines = {}, {}
        place = 0
        for question in questions:
            # What a result is called takes the whole line.
            span = 2 * self._columns - 1 if question.name == "target" else 1
            self._lay(question, *divmod(place, self._columns), span)
            place += (span + 1) // 2
        keys = FieldKeys(list(self.editors.values()), self)
        keys.past_end.connect(self.past_end)
        self._keys = keys
        for before, after in pairwise([*self.editors.values(), *self.behind]):
            QWidget.setTabOrder(before, after)

    def offer(self, question: Question) -> None:
        """Put other choices to a question that stands; what was answered stays where it still can be."""
        box = self.editors[question.name]
        if isinstance(box, QComboBox):
            answer = _read(box)
            box.blockSignals(True)
            box.clear()
            for value, words in question.choices:
                box.addItem(words, value)
            _write(box, answer if box.findData(answer) >= 0 else question.answer)
            box.blockSignals(False)

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

    def require_answers(self) -> dict[str, Any]:
        """The same, once everything required is answered. Raises Refused, with the name of the question, before."""
        inputs = self.inputs()
        for question in self.questions:
            if question.required and inputs[question.name] in (None, ""):
                raise Refused(f"{question.label}还没有填写。", question.name)
        return inputs

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

    def tell(self, sentence: str, field: str, foot: QLabel) -> bool:
        """Say what is wrong under its field, or at the foot when it is about none; whether there is such a field.

        "" takes everything away.
        """
        for name, line in self.lines.items():
            own = bool(sentence) and name == field
            line.setText(f"✕ {sentence}" if own else "")
            line.setVisible(own)
            restyle(self.editors[name], state="block" if own else "")
        there = field in self.lines
        foot.setText(f"✕ {sentence}" if sentence and not there else "")
        foot.setVisible(bool(foot.text()))
        return there

    def start(self, field: str = "") -> bool:
        """Put the focus on this question, or on the first; whether there is one."""
        editor = self.editors.get(field) or next(iter(self.editors.values()), None)
        if editor:
            focus(editor)
        return editor is not None

    def _lay(self, question: Question, row: int, column: int, span: int) -> None:
        editor = self._editor(question)
        caption = named(QLabel(question.label), f"step_{question.name}_label")
        caption.setBuddy(editor)
        editor.setAccessibleName(question.label)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(caption, 3 * row, 2 * column, right)
        self._grid.addWidget(editor, 3 * row, 2 * column + 1, 1, span)
        if question.kind == "flag" and len(question.hint) > _SHORT:
            hint = label(question.hint, "quiet", f"step_{question.name}_hint")
            hint.setWordWrap(True)
            self._grid.addWidget(hint, 3 * row + 1, 2 * column + 1, 1, span)
        line = label(role="problem", name=f"step_{question.name}_problem")
        line.setProperty("state", "block")
        line.setWordWrap(True)
        line.hide()
        self._grid.addWidget(line, 3 * row + 2, 2 * column + 1, 1, span)
        self.editors[question.name], self.lines[question.name] = editor, line
        _signal(editor).connect(self.edited)

    def _editor(self, question: Question) -> Editor:
        name = f"step_{question.name}"
        if question.kind == "flag":
            box = named(QCheckBox(question.hint if len(question.hint) <= _SHORT else "是"), name)
            box.setChecked(bool(question.answer))
            return box
        if question.kind == "choice":
            return self._choice(question, name)
        line = named(QLineEdit(question.answer), name)
        line.setPlaceholderText(question.hint or ("必填" if question.required else ""))
        line.setToolTip(question.hint)
        line.setMaxLength(200)
        if question.kind in ("date", "money"):
            line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
            line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        return line

    def _choice(self, question: Question, name: str) -> QComboBox:
        box = named(QComboBox(), name)
        # As wide as the other fields, however long its choices are.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        for value, words in question.choices:
            box.addItem(words, value)
        _write(box, question.answer)
        box.setPlaceholderText("必选" if question.required else "可不选")
        if question.name == "target":
            box.currentIndexChanged.connect(lambda: self.target_chosen.emit(box.currentData()))
        return box


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
