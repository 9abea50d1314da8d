"""Who is at the keyboard: the page before an encrypted office file, and over a locked one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.gui.password_fields import hidden_line
from eduaid_desktop.gui.pieces import button, card, in_the_middle, label, named
from eduaid_desktop.gui.recover_form import RecoverForm
from eduaid_desktop.gui.style import restyle

_WIDTH = 440
_SECOND_MS = 1000


class LoginPage(QWidget):
    """tried(name, password). other_wanted: another file. recovered(desk): the recovery sheet opened it.

    sheet_wanted: it is to be asked for.
    """

    tried = Signal(str, str)
    other_wanted = Signal()
    recovered = Signal(object)
    sheet_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "loginPage")
        self._wait = 0
        self.title, self.place = (
            label(role="title", name="loginTitle"),
            label(role="quiet", name="loginPlace"),
        )
        self.names = named(QComboBox(), "login_name")
        self.password = hidden_line("login_password")
        self.told = label(role="problem", name="loginProblem")
        self.told.setWordWrap(True)
        restyle(self.told, state="block")
        self.enter = button("登录", self._try, "nextStep", "next")
        self.lost = button("忘了密码，或钥匙文件丢了", self.sheet_wanted.emit, "useSheet", "link")
        self.other = button("打开其他文件", self.other_wanted.emit, "openOther", "link")
        self.recover = RecoverForm()
        self.recover.recovered.connect(self.recovered)
        self.recover.left.connect(self._leave_recover)
        self.password.returnPressed.connect(self._try)
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND_MS)
        self._clock.timeout.connect(self._tick)
        self._lay_out()

    def ask(self, path: Path, names: Sequence[str], name: str, *, locked: bool = False) -> None:
        """Ask who it is. names: who may log in; name: who did last. locked: the window stays as it is behind."""
        self.title.setText(f"{path.stem}　已锁定" if locked else path.stem)
        self.place.setText("输入密码继续，没保存的内容都在。换人请选另一个姓名。" if locked else str(path))
        self.enter.setText("解锁" if locked else "登录")
        self.names.clear()
        self.names.addItems(list(names))
        self.names.setCurrentIndex(max(self.names.findText(name), 0))
        self.other.setVisible(not locked)
        self.recover.use(path)
        self._leave_recover()
        self.tell("")

    def ask_for_sheet(self, path: Path, sentence: str) -> None:
        """The key slots are lost: only the recovery sheet, or a backup, helps."""
        self.ask(path, [], "")
        self.show_recover()
        self.tell(sentence)

    def take_focus(self) -> None:
        """The hands go to the password."""
        (self.recover.code if self.card.isHidden() else self.password).setFocus()

    def tell(self, sentence: str, wait: float = 0) -> None:
        """What is wrong; wait: seconds until the next try."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))
        self.password.clear()
        self._wait = round(wait)
        self._clock.start() if self._wait else self._clock.stop()
        self._show_wait()
        self.take_focus()

    def busy(self) -> None:
        """The password is being looked at."""
        self.enter.setEnabled(False)
        self.told.hide()

    def show_recover(self) -> None:
        """Ask for the recovery sheet instead."""
        self.card.hide()
        self.lost.hide()
        self.recover.show()
        self.tell("")

    def _leave_recover(self) -> None:
        self.recover.hide()
        self.lost.show()
        self.card.show()
        self.tell("")

    def _try(self) -> None:
        password = self.password.text()
        if self.enter.isEnabled() and password:
            self.password.clear()
            self.tried.emit(self.names.currentText(), password)

    def _tick(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._clock.stop()
        self._show_wait()

    def _show_wait(self) -> None:
        words = self.enter.text().split("（")[0]
        self.enter.setText(f"{words}（请等 {self._wait} 秒）" if self._wait > 0 else words)
        self.enter.setEnabled(self._wait <= 0)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("操作员", self.names)
        form.addRow("密码", self.password)
        form.addRow("", self.enter)
        self.card = card(form)
        links = QHBoxLayout()
        links.addWidget(self.lost)
        links.addStretch(1)
        links.addWidget(self.other)
        column = QVBoxLayout()
        column.setSpacing(12)
        for each in (self.title, self.place, self.card, self.recover, self.told):
            column.addWidget(each)
        column.addLayout(links)
        column.addStretch(1)
        self.place.setWordWrap(True)
        in_the_middle(self, column, 64, _WIDTH)
