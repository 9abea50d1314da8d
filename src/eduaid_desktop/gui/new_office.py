"""A new office: its name and code, where the file goes, and who may open it first."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from eduaid_desktop import paths
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.first_operator import FirstOperator
from eduaid_desktop.gui.keys import bring_into_view
from eduaid_desktop.gui.pieces import button, card, label, named

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk


class NewOffice(QWidget):
    """created(desk): the new file stands open. left: Esc was pressed."""

    left = Signal()

    def __init__(self, created: "Callable[[Desk], object]", tell: Callable[[str], None]) -> None:
        super().__init__()
        self._created, self._tell = created, tell
        self.name, self.code = named(QLineEdit(), "office_name"), named(QLineEdit(), "office_code")
        self.county, self.folder = named(QLineEdit(), "office_county"), named(QLineEdit(), "office_folder")
        self.name.setPlaceholderText("如 格桑镇")
        self.code.setPlaceholderText("乡镇 9 位数字，如 513399101；县级 6 位")
        self.county.setPlaceholderText("如 白云县")
        self.folder.setText(str(paths.documents_folder()))
        self.protect = named(QCheckBox("为文件设密码并加密（推荐）"), "office_protect")
        self.protect.setChecked(True)
        self.operator = FirstOperator()
        self.protect.toggled.connect(self._protect)
        self.create_button = button("建立并打开", self.create_office, "nextStep", "next")
        self._lay_out()
        self._connect()

    def create_office(self) -> None:
        """Make the file and hand its desk on; say what is wrong otherwise."""
        from eduaid_desktop.services import office

        name = self.name.text().strip()
        path = Path(self.folder.text().strip()) / f"{name or '乡镇'}.eduaid"
        try:
            first = self.operator.first() if self.protect.isChecked() else None
            desk = office.create(
                path,
                name=name,
                code=self.code.text().strip(),
                county=self.county.text().strip(),
                operator=first,
            )
        except UserError as error:
            self._tell(error.sentence)
        except OSError:
            self._tell(f"文件夹“{path.parent}”不能写入，请换一个文件夹。")
        else:
            self.operator.clear()
            self._created(desk)

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(button("选择…", self._choose_folder, "chooseFolder"))
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setSpacing(8)
        form.addRow("乡镇名称", self.name)
        form.addRow("单位代码", self.code)
        form.addRow("所属县", self.county)
        form.addRow("保存在", where)
        form.addRow("", self.protect)
        self.plain = label(
            "不设密码的文件，谁拿到都能打开，里面有孩子的身份证号和家长的账号。只在不得已时这样用。", "quiet"
        )
        self.plain.setWordWrap(True)
        self.plain.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(form, self.plain, self.operator, self.create_button))

    def _connect(self) -> None:
        lines = (self.name, self.code, self.county, self.folder)
        for line, after in pairwise(lines):
            line.returnPressed.connect(after.setFocus)
        self.folder.returnPressed.connect(self._after_folder)
        self.operator.finished.connect(self.create_button.setFocus)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _after_folder(self) -> None:
        (self.operator.name if self.protect.isChecked() else self.create_button).setFocus()
        bring_into_view(self.create_button)

    def _protect(self, wanted: bool) -> None:
        self.operator.setVisible(wanted)
        self.plain.setVisible(not wanted)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "数据文件保存在哪个文件夹", self.folder.text())
        if chosen:
            self.folder.setText(chosen)
