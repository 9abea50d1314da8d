"""The end of the set-up: the recovery sheet is printed, and eight of its characters are typed back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.domain import recovery_code
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, card, in_the_middle, label, named
from eduaid_desktop.gui.style import restyle

_TITLE = "恢复密钥单"


class SheetPage(QWidget):
    """finished: go on with the work, whether it is confirmed or not."""

    finished = Signal()

    def __init__(self, shell: Shell, *, due: bool) -> None:
        """due: the set-up waits for it; else it is printed once more."""
        super().__init__()
        named(self, "sheetPage")
        self._shell = shell
        first, second = recovery_code.ASKED
        self.first, self.second = named(QLineEdit(), "sheet_first"), named(QLineEdit(), "sheet_second")
        self.told = label(role="problem", name="sheetProblem")
        self.told.setWordWrap(True)
        restyle(self.told, state="block")
        self.print_button = button("打印恢复密钥单", self.print_, "printSheet", "next")
        self.done = button("完成", self.confirm, "sheetDone")
        words = "现在打印不了，下次登录时再办" if due else "返回"
        self.later = button(words, self.finished.emit, "sheetLater", "link")
        asked = QHBoxLayout()
        for words, line in ((f"第 {first} 组", self.first), (f"第 {second} 组", self.second)):
            line.setMaximumWidth(120)
            asked.addWidget(label(words))
            asked.addWidget(line)
        asked.addStretch(1)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self.confirm)
        self._lay_out(asked, "还差一步：打印恢复密钥单" if due else "恢复密钥单")

    def take_focus(self) -> None:
        """First print, then type."""
        self.print_button.setFocus()

    def print_(self) -> None:
        """Show the sheet with its print button; it is nowhere on the disk afterwards."""
        from eduaid_desktop.services import sheets

        target = temporary.folder_of(self) / f"{_TITLE}.pdf"
        try:
            sheets.write_recovery_sheet(self._shell.desk, target)
        except UserError as error:
            self._tell(error.sentence)
            return
        self._shell.preview(target, _TITLE)
        restyle(self.print_button, role="")
        restyle(self.done, role="next")

    def confirm(self) -> None:
        """The eight characters prove that the paper exists and can be read."""
        from eduaid_desktop.services import keys

        try:
            keys.confirm_sheet(self._shell.desk, self.first.text() + self.second.text())
        except UserError as error:
            self._tell(error.sentence)
            self.first.setFocus()
            return
        for left in temporary.folder_of(self).glob("*.pdf"):
            left.unlink(missing_ok=True)
        self.finished.emit()

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)

    def _lay_out(self, asked: QHBoxLayout, title: str) -> None:
        why = label(
            "密码忘了、钥匙文件丢了，只有这张纸能打开数据文件，谁也不能代办。"
            "打印一份，装入信封封好，骑缝签字盖章，由分管领导保管；不要拍照，不要存在电脑里。", "quiet",
        )  # fmt: skip
        why.setWordWrap(True)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(label(title, "title"))
        column.addWidget(why)
        column.addWidget(card(label("1　打印", "heading"), self.print_button))
        typed = card(label("2　看着打印好的纸，输入其中 8 个字符", "heading"), asked, self.told, self.done)
        column.addWidget(typed)
        column.addWidget(self.later)
        column.addStretch(1)
        in_the_middle(self, column, 40)
