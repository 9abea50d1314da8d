"""The line that asks for the password of a workbook; the page comes back when there is none."""

from collections.abc import Callable

from PySide6.QtWidgets import QFormLayout

from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.password_fields import hidden_line
from eduaid_desktop.gui.pieces import card, label


class WorkbookPassword(PagePanel):
    """act(password) reads the workbook again; it opens this panel anew where that was not the right one."""

    def __init__(self, page: Page, name: str, wrong: bool, act: Callable[[str], object]) -> None:
        super().__init__(page, "workbookPassword", f"打开“{name}”")
        self._read = act
        words = "密码不对，请再输入一次。注意大小写和中文输入法。" if wrong else "这个表格设了打开密码。"
        told = label(words, "problem" if wrong else "", "passwordTold")
        told.setProperty("state", "block" if wrong else "")
        self.password = hidden_line("workbookPasswordField")
        self.password.setAccessibleName("表格的打开密码")
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("打开密码", self.password)
        quiet = label("密码只用来读这个表格，不会保存。不知道密码的，请报送单位去掉密码后再交来。", "quiet")
        quiet.setWordWrap(True)
        self.show_form(card(told, form, quiet))
        self.password.returnPressed.connect(self.open_workbook)
        self.back.setText("返回")
        self.offer("打开", self.open_workbook)

    def start(self) -> None:
        self.password.setFocus()

    def open_workbook(self) -> None:
        """Try the password that was typed."""
        typed = self.password.text()
        if not typed:
            self.password.setFocus()
            return
        self.close_panel()
        self._read(typed)
