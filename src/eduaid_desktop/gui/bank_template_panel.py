"""放入银行空表: which column of the bank's workbook is which, as guessed and as corrected, before it is taken in."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.domain.payment_list import TEMPLATE
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.services import bank_templates
from eduaid_desktop.services.bank_templates import Read

_NOT_FILLED = "不填"
_WIDTH = 220


class TemplatePanel(PagePanel):
    """taken_in(key) is called when the workbook was taken in."""

    def __init__(self, page: Page, path: Path, found: Read, taken_in: Callable[[str], object]) -> None:
        super().__init__(page, "templatePanel", f"银行空表“{path.name}”")
        self._path, self._taken_in = path, taken_in
        self.name = named(QLineEdit(path.stem[:40]), "templateName")
        self.name.setMaxLength(40)
        self.told = label(_told(found), name="templateTold")
        self.told.setWordWrap(True)
        self.problem = label(role="problem", name="templateProblem")
        self.problem.setProperty("state", "block")
        self.problem.setWordWrap(True)
        self._tell(found.why_not)
        self.choices = {column: self._choice(column, found) for column in found.template.headings}
        self.show_form(self.told, self._grid(found), self.problem)
        self.offer("放入模板", self.take_in)
        self.back.setText("返回，不放入")

    def take_in(self) -> None:
        """Take the workbook in with the columns as they are chosen; what is wrong is said under them."""
        said = {column_letters(column): each.currentData() or "不读" for column, each in self.choices.items()}
        try:
            made = bank_templates.add(self.shell.desk, self._path, self.name.text(), said)
        except UserError as error:
            self._tell(error.sentence)
            return
        self.close_panel()
        self._taken_in(made.key)
        self.shell.say(f"已放入银行模板“{made.name}”：{made.told()}。", DONE)

    def _tell(self, sentence: str) -> None:
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))

    def _choice(self, column: int, found: Read) -> QComboBox:
        box = named(QComboBox(), f"column_{column_letters(column)}")
        box.setAccessibleName(found.template.headings[column])
        box.setMinimumWidth(_WIDTH)
        box.addItem(_NOT_FILLED, None)
        for field in TEMPLATE.fields:
            box.addItem(field.label, field.name)
        guessed = next((n for n, c in found.template.columns.items() if c == column), None)
        box.setCurrentIndex(max(box.findData(guessed), 0))
        return box

    def _grid(self, found: Read) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(label("模板名称"), 0, 0)
        grid.addWidget(self.name, 0, 1)
        for row, (column, box) in enumerate(self.choices.items(), 1):
            grid.addWidget(label(f"{column_letters(column)} 列　{found.template.headings[column]}"), row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(2, 1)
        return inside


def _told(found: Read) -> str:
    where = f"工作表“{found.template.sheet}”，从第 {found.template.first + 1} 行填起。"
    kept = "表里的其他内容（说明、批注、图形、公式）原样保留。"
    empty = f"不填的列：{'、'.join(found.empty)}。" if found.empty else ""
    return f"{where}{kept}{empty}每一列填什么，请核对："
