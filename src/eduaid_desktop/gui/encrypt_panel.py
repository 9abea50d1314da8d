"""为这个文件设置密码, and taking it away again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.first_operator import FirstOperator
from eduaid_desktop.gui.page import PROBLEM, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.password_fields import hidden_line
from eduaid_desktop.gui.pieces import card, label

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk

    GoOn = Callable[[Desk, str], object]


class EncryptPanel(PagePanel):
    """go_on(desk, sentence): the file is encrypted, and the person at the desk its first operator."""

    def __init__(self, page: Page, go_on: "GoOn") -> None:
        super().__init__(page, "encryptPanel", "为这个文件设置密码并加密")
        self._go_on = go_on
        self.operator = FirstOperator()
        words = label(
            "加密后，没有密码谁也打不开这个文件和以后的备份；电脑丢了、U 盘丢了，孩子的信息也不会泄露。"
            "接着要打印一张恢复密钥单封存。以前没有加密的备份还在，办完后请在这里删除或另行保管。", "quiet",
        )  # fmt: skip
        words.setWordWrap(True)
        self.show_form(words, card(self.operator))
        self.operator.finished.connect(self.next_button.setFocus)
        self.offer("加密", self.encrypt)

    def open_panel(self) -> None:
        super().open_panel()
        self.operator.name.setFocus()

    def encrypt(self) -> None:
        """Do it; say what is wrong otherwise. The earlier backups, which anybody can read, go with it."""
        from eduaid_desktop.services import encryption

        try:
            desk = encryption.encrypt(self.page.desk, self.operator.first())
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.close_panel()
        self._go_on(desk, _after(desk))


class DecryptPanel(PagePanel):
    """Asks for the password once more."""

    def __init__(self, page: Page, go_on: "GoOn") -> None:
        super().__init__(page, "decryptPanel", "取消密码和加密")
        self._go_on = go_on
        self.password = hidden_line("decrypt_password")
        form = QFormLayout()
        form.addRow("您的密码", self.password)
        words = label("取消后，谁拿到这个文件都能打开，操作员的名单也不再起作用。确有必要才这样做。", "quiet")
        words.setWordWrap(True)
        self.show_form(words, card(form))
        self.password.returnPressed.connect(self.decrypt)
        self.offer("取消加密", self.decrypt)

    def open_panel(self) -> None:
        super().open_panel()
        self.password.setFocus()

    def decrypt(self) -> None:
        """Do it; say what is wrong otherwise."""
        from eduaid_desktop.services import encryption

        try:
            desk = encryption.decrypt(self.page.desk, self.password.text())
        except UserError as error:
            self.password.clear()
            self.shell.say(error.sentence, PROBLEM)
            return
        self.close_panel()
        self._go_on(desk, "已取消加密，文件不再需要密码。")


def _after(desk: "Desk") -> str:
    from eduaid_desktop.services import encryption

    left = len(encryption.plain_backups(desk))
    if not left:
        return "文件已加密。"
    return f"文件已加密。旁边还有 {left} 个没有加密的旧备份，请点右上角的姓名，选“删除未加密的旧备份”。"
