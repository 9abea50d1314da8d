"""The one line that asks what something leaves the office for, before it is written."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.keys import FieldKeys, focus
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services.exports import Reason

_LONGEST = 60


class PurposeLine(QWidget):
    """closed: it is gone, by 取消, Esc or because the file is written. Enter goes on, to the button at last."""

    closed = Signal()

    def __init__(self, in_full: bool = False, margin: int = 0) -> None:
        """in_full: also asks whether numbers stand in it in full; they do not unless that is ticked.

        margin: in pixels, where what is around it has none.
        """
        super().__init__()
        named(self, "purposeLine")
        self.purpose = _line("exportPurpose", "外发用途", "必填，如 报县教育局核对")
        self.recipient = _line("exportRecipient", "接收单位", "可不填")
        self.full = named(QCheckBox("带完整号码"), "exportInFull")
        if not in_full:
            self.full.hide()
        self.do_button = button("写出…", self._go, "writeOut")
        self.problem = label(role="problem", name="exportProblem")
        self.problem.setWordWrap(True)
        self.problem.setProperty("state", "block")
        self._act: Callable[[Reason], object] = lambda why: None
        keys = FieldKeys([self.purpose, self.recipient], self)
        keys.past_end.connect(self.do_button.setFocus)
        self._lay_out(margin)
        self.hide()

    def add_choice(self, box: QCheckBox) -> None:
        """Put another choice before the buttons."""
        self._row.insertWidget(self._row.indexOf(self.full), box)

    def ask(self, act: Callable[[Reason], object]) -> None:
        """Open; act(why) asks for the place and writes. It returns False to stay open: nothing was chosen."""
        self._act = act
        self.full.setChecked(False)
        self._tell("")
        self.show()
        focus(self.purpose)

    def close_line(self) -> None:
        """Take it away; nothing is written."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        why = Reason(self.purpose.text(), self.recipient.text())
        try:
            why.require()
            done = self._act(why)
        except UserError as error:
            self._tell(error.sentence)
            return
        if done is not False:
            self.purpose.clear()
            self.close_line()

    def _tell(self, sentence: str) -> None:
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        restyle(self.purpose, state="block" if sentence and not self.purpose.text().strip() else "")
        if sentence:
            focus(self.purpose)

    def _lay_out(self, margin: int) -> None:
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        asked: tuple[tuple[str, QWidget, int], ...] = (
            ("外发用途", self.purpose, 3), ("接收单位", self.recipient, 2),
        )  # fmt: skip
        for words, editor, stretch in asked:
            row.addWidget(label(words))
            row.addWidget(editor, stretch)
        for widget in (self.full, button("取消", self.close_line, "cancelExport"), self.do_button):
            row.addWidget(widget)
        sheet = QFrame()
        sheet.setProperty("role", "sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.problem)
        around = QVBoxLayout(self)
        around.setContentsMargins(margin, 0, margin, margin // 2)
        around.addWidget(sheet)


def _line(name: str, words: str, hint: str) -> QLineEdit:
    made = named(QLineEdit(), name)
    made.setAccessibleName(words)
    made.setPlaceholderText(hint)
    made.setMaxLength(_LONGEST)
    return made
