"""工作交接: what is open, on the screen and on paper, and who takes over."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import PROBLEM, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.password_fields import PasswordFields, hidden_line
from eduaid_desktop.gui.pieces import button, card, label, named, scrolled
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.tasks import unless_cancelled
from eduaid_desktop.services.list_columns import Column

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.handover import Handed

_COLUMNS = (
    Column("title", "事项", width=150),
    Column("count", "数量", "integer", 60),
    Column("words", "情况", width=420),
)
_TITLE = "交接清单"


class HandoverPanel(PagePanel):
    """go_on(desk, sentence): it is done. log_in(sentence): it is done, and the successor has to log in."""

    def __init__(
        self, page: Page, go_on: "Callable[[Desk, str], object]", log_in: Callable[[str], object]
    ) -> None:
        super().__init__(page, "handoverPanel", "工作交接")
        self._go_on, self._log_in = go_on, log_in
        self.list = RecordList("handover", FixedRows(_COLUMNS, [], page.desk))
        self.list.without_filter()
        self.leaving, self.successor = named(QComboBox(), "leaving"), named(QLineEdit(), "successor")
        self.successor.setPlaceholderText("接手工作的人的姓名")
        self.own = hidden_line("successor_password", "已是操作员的，输入本人的密码")
        self.passwords = PasswordFields()
        self.print_button = button("打印交接清单", self.print_, "printHandover")
        self.offer("办理交接", self.hand_over)
        self._arrange()
        self._read()
        self.successor.textChanged.connect(self._follow)

    def open_panel(self) -> None:
        super().open_panel()
        self.successor.setFocus()

    def print_(self) -> None:
        """The list with its signature lines, in the preview."""
        from eduaid_desktop.services import sheets

        desk, target = self.page.desk, temporary.folder_of(self) / f"{_TITLE}.pdf"
        people = {"leaving": self.leaving.currentText(), "successor": self.successor.text().strip()}

        def work() -> Path:
            sheets.write_handover(desk, target, **people)
            return target

        self.shell.tasks.start(
            "正在生成交接清单", unless_cancelled(work), lambda pdf: self.shell.preview(pdf, _TITLE)
        )

    def hand_over(self) -> None:
        """Do it; say what is wrong otherwise."""
        from eduaid_desktop.services import handover

        desk, leaving, name = self.page.desk, self.leaving.currentText(), self.successor.text().strip()
        try:
            password = self.own.text() if self._known(name) else self.passwords.password()
            done = handover.hand_over(desk, leaving, name, password=password)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.close_panel()
        self._tell(done, f"{leaving}的工作已移交给{name}。{done.due}")

    def _tell(self, done: "Handed", words: str) -> None:
        if done.log_in:
            self._log_in(
                f"{words}请{self.successor.text().strip()}登录，登录后数据文件换钥匙，并打印新的恢复密钥单。"
            )
        else:
            self._go_on(done.desk, words)

    def _read(self) -> None:
        from eduaid_desktop.services import handover, operators

        desk = self.page.desk
        found = [each for each in operators.listing(desk) if not each.valid_to]
        self._way_in = {each.name for each in found if each.way_in}
        self.leaving.addItems([each.name for each in found])
        self.leaving.setCurrentText(desk.actor)
        rows = [
            {"id": n, "title": each.title, "count": each.count, "words": each.words}
            for n, each in enumerate(handover.items(desk))
        ]
        self.list.point_to(FixedRows(_COLUMNS, rows, desk))
        self._follow()

    def _known(self, name: str) -> bool:
        return name in self._way_in

    def _follow(self) -> None:
        """Somebody who has a password proves it; somebody new gets her first one."""
        known = self._known(self.successor.text().strip())
        self._form.setRowVisible(self.own, known)
        self._new.setVisible(not known)

    def _arrange(self) -> None:
        self._form = QFormLayout()
        self._form.setSpacing(8)
        self._form.addRow("移交人", self.leaving)
        self._form.addRow("接交人", self.successor)
        self._form.addRow("接交人的密码", self.own)
        self._new = QWidget()
        self._new.setLayout(self.passwords)
        words = label(
            "接交人接过移交人的全部角色；移交人不再能登录，数据文件换钥匙，恢复密钥单要重新打印。"
            "先打印清单，双方和监交人核对签字，再办理。", "quiet",
        )  # fmt: skip
        words.setWordWrap(True)
        side = named(QWidget(), "scrolled")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(words, self.print_button, self._form, self._new))
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list, 3)
        row.addWidget(scrolled(side), 2)
        self.body.addLayout(row, 1)
