"""The one line that asks why children have not what they should have, before it is kept."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.ask_line import AskLine
from eduaid_desktop.gui.keys import FieldKeys, focus
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.style import restyle

_LONGEST = 100


class ReasonLine(AskLine):
    """Enter goes on, to the button at last."""

    def __init__(self, rules: Rules) -> None:
        super().__init__("reasonLine", "reasonProblem")
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
        self.say(sentence)
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
        self.frame(row)
