"""The first operator of an office: her name, her password, and whether she reviews too."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.domain import roles
from eduaid_desktop.gui.password_fields import PasswordFields
from eduaid_desktop.gui.pieces import label, named

if TYPE_CHECKING:
    from eduaid_desktop.services.encryption import First


class FirstOperator(QWidget):
    """finished: Enter in the last line."""

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "firstOperator")
        self.name = named(QLineEdit(), "operator_name")
        self.name.setPlaceholderText("您的姓名，以后每次修改都记在这个名下")
        self.passwords = PasswordFields()
        self.passwords.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.reviewer = named(QCheckBox("审核也由我办理（只有一个人的乡镇办）"), "operator_reviewer")
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.addRow("您的姓名", self.name)
        words = label(
            "您是录入员和管理员；其他人以后在“操作员”里增加。两种事由一人办，记录里也分开写明。", "quiet"
        )
        words.setWordWrap(True)
        self.passwords.addRow("", self.reviewer)
        self.passwords.addRow("", words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addLayout(self.passwords)
        self.name.returnPressed.connect(self.passwords.first.setFocus)
        self.passwords.finished.connect(self.finished)

    def first(self) -> "First":
        """Who she is. Raises Refused when the two passwords differ."""
        from eduaid_desktop.services.encryption import First

        held = {roles.CLERK, roles.ADMIN} | ({roles.REVIEWER} if self.reviewer.isChecked() else set())
        return First(self.name.text(), self.passwords.password(), frozenset(held))

    def clear(self) -> None:
        """Nothing of a password stays in the window."""
        self.passwords.clear()
