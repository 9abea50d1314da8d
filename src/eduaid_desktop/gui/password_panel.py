"""修改我的密码."""

from PySide6.QtWidgets import QFormLayout

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE, PROBLEM, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.password_fields import PasswordFields, hidden_line
from eduaid_desktop.gui.pieces import card


class PasswordPanel(PagePanel):
    """The old one once, the new one twice."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "passwordPanel", f"修改密码：{page.desk.actor}")
        self.old = hidden_line("old_password")
        self.passwords = PasswordFields()
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("现在的密码", self.old)
        self.show_form(card(form, self.passwords))
        self.old.returnPressed.connect(self.passwords.first.setFocus)
        self.passwords.finished.connect(self.change)
        self.offer("修改密码", self.change)

    def open_panel(self) -> None:
        super().open_panel()
        self.old.setFocus()

    def change(self) -> None:
        """Set it; say what is wrong otherwise."""
        from eduaid_desktop.services import operators

        desk = self.page.desk
        try:
            operators.set_password(desk, desk.actor, self.passwords.password(), self.old.text())
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.close_panel()
        self.shell.say("密码已修改，下次登录和解锁用新密码。以前的备份仍用当时的密码。", DONE)
