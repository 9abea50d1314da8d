"""The one line that asks what something leaves the office for, before it is written."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.ask_line import AskLine
from eduaid_desktop.gui.keys import FieldKeys, focus
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.protecting import Protect
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services.exports import Reason

_LONGEST = 60


class PurposeLine(AskLine):
    """Enter goes on, to the button at last."""

    def __init__(self, in_full: bool = False, margin: int = 0, workbook: bool = False) -> None:
        """in_full: also asks whether numbers stand in it in full; they do not unless that is ticked.

        workbook: also asks whether it opens with a password alone, which other files cannot.
        margin: in pixels, where what is around it has none.
        """
        super().__init__("purposeLine", "exportProblem")
        self.purpose = _line("exportPurpose", "外发用途", "必填，如 报县教育局核对")
        self.recipient = _line("exportRecipient", "接收单位", "可不填")
        self.full = named(QCheckBox("带完整号码"), "exportInFull")
        if not in_full:
            self.full.hide()
        self.protect = Protect("exportProtect") if workbook else None
        self.do_button = button("写出…", self._go, "writeOut")
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

    def _go(self) -> None:
        try:
            phrase = self.protect.phrase() if self.protect else ""
            why = Reason(self.purpose.text(), self.recipient.text(), phrase=phrase)
            why.require()
            done = self._act(why)
        except UserError as error:
            self._tell(error.sentence)
            return
        if done is not False:
            self.purpose.clear()
            if self.protect:
                self.protect.own.clear()
            self.close_line()

    def _tell(self, sentence: str) -> None:
        self.say(sentence)
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
        self.frame(row, margin, self.protect.row() if self.protect else None)


def _line(name: str, words: str, hint: str) -> QLineEdit:
    made = named(QLineEdit(), name)
    made.setAccessibleName(words)
    made.setPlaceholderText(hint)
    made.setMaxLength(_LONGEST)
    return made
