"""Getting in with the recovery sheet: its forty characters, an administrator's name, a new password."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.password_fields import PasswordFields
from eduaid_desktop.gui.pieces import button, card, label, named
from eduaid_desktop.gui.style import restyle


class RecoverForm(QWidget):
    """recovered(desk): the file is open. left: Esc."""

    recovered = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "recoverForm")
        self._path = Path()
        self.code = named(QLineEdit(), "recovery_code")
        self.code.setPlaceholderText("密钥单上的 10 组、每组 4 个字符，空格和大小写不要紧")
        self.name = named(QLineEdit(), "recovery_name")
        self.name.setPlaceholderText("管理员的姓名")
        self.passwords = PasswordFields()
        self.told = label(role="problem", name="recoverProblem")
        self.told.setWordWrap(True)
        restyle(self.told, state="block")
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("恢复密钥", self.code)
        form.addRow("管理员", self.name)
        act = button("用恢复密钥打开", self.try_it, "recoverNext", "next")
        self.back = button("返回", self.left.emit, "recoverBack")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(label("取出封存的恢复密钥单，照着输入，并给管理员设一个新密码。", "quiet"), form,
                              self.passwords, self.told, act, self.back))  # fmt: skip
        self.code.returnPressed.connect(self.name.setFocus)
        self.name.returnPressed.connect(self.passwords.first.setFocus)
        self.passwords.finished.connect(self.try_it)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def use(self, path: Path) -> None:
        """The file it is about; nothing typed for another one stays."""
        self._path = path
        self.code.clear()
        self.passwords.clear()
        self.told.hide()

    def try_it(self) -> None:
        """Open the file; say what is wrong otherwise."""
        from eduaid_desktop.services import logins

        try:
            desk = logins.recover(
                self._path, self.code.text(), self.name.text().strip(), self.passwords.password()
            )
        except UserError as error:
            self.told.setText(error.sentence)
            self.told.show()
            return
        self.use(self._path)
        self.recovered.emit(desk)
