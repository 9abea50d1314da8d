"""A new password, keyed twice, with its rule in sight."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit

from eduaid_desktop.errors import Refused
from eduaid_desktop.gui.pieces import label, named


def hidden_line(name: str, hint: str = "") -> QLineEdit:
    """A line whose characters nobody behind the clerk can read."""
    line = named(QLineEdit(), name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setPlaceholderText(hint)
    return line


class PasswordFields(QFormLayout):
    """finished: Enter in the second line."""

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(8)
        self.first = hidden_line("new_password", "至少 8 个字符，可以是一句话")
        self.again = hidden_line("new_password_again", "再输一遍")
        self.addRow("新密码", self.first)
        self.addRow("再输一遍", self.again)
        self.addRow("", label("密码谁也查不出来；忘了可用恢复密钥单重设。", "quiet"))
        self.first.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.finished)

    def password(self) -> str:
        """What was keyed. Raises Refused when the two differ."""
        if self.first.text() != self.again.text():
            self.again.setFocus()
            raise Refused("两遍密码不一样，请再输一遍。")
        return self.first.text()

    def clear(self) -> None:
        """Nothing of a password stays in the window."""
        self.first.clear()
        self.again.clear()
