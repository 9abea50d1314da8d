"""The one line that asks why children have not what they should have, before it is kept."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.keys import FieldKeys, focus
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.style import restyle

_LONGEST = 100


class ReasonLine(QWidget):
    """closed: it is gone, by 取消, Esc or because the reason is kept. Enter goes on, to the button at last."""

    closed = Signal()

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        named(self, "reasonLine")
        self.reason = named(QComboBox(), "notAidedReason")
        self.reason.setAccessibleName("未资助的原因")
        self.reason.setMinimumWidth(200)
        for code in rules.codes["not_aided_reason"].offered(rules.today):
            self.reason.addItem(code.label, code.code)
        self.note = named(QLineEdit(), "notAidedNote")
        self.note.setAccessibleName("说明")
        self.note.setPlaceholderText("如何时、由谁核实；原因为“其他”时必填")
        self.note.setMaxLength(_LONGEST)
        self.do_button = button("记下", self._go, "keepReason")
        self.problem = label(role="problem", name="reasonProblem")
        self.problem.setWordWrap(True)
        self.problem.setProperty("state", "block")
        self._act: Callable[[str, str], object] = lambda reason, note: None
        FieldKeys([self.reason, self.note], self).past_end.connect(self.do_button.setFocus)
        self._lay_out()
        self.hide()

    def ask(self, count: int, act: Callable[[str, str], object]) -> None:
        """Open for so many rows; act(reason, note) keeps it and may raise what the line then says."""
        self._act = act
        self.do_button.setText(f"给这 {count:,} 行记下")
        self._tell("")
        self.show()
        focus(self.reason)

    def close_line(self) -> None:
        """Take it away; nothing is kept."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        try:
            self._act(self.reason.currentData(), self.note.text())
        except UserError as error:
            self._tell(error.sentence)
            focus(self.note)
            return
        self.note.clear()
        self.close_line()

    def _tell(self, sentence: str) -> None:
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        restyle(self.note, state="block" if sentence else "")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("未资助的原因"))
        row.addWidget(self.reason)
        row.addWidget(label("说明"))
        row.addWidget(self.note, 1)
        row.addWidget(button("取消", self.close_line, "cancelReason"))
        row.addWidget(self.do_button)
        sheet = QFrame()
        sheet.setProperty("role", "sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.problem)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(sheet)
