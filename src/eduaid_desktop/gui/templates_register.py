"""外单位模板: the empty workbooks of banks and bureaus that were put in, what fills their columns, to be taken away."""

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import files, template_panel
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.template_choice import page_of, workbook
from eduaid_desktop.services import office
from eduaid_desktop.services.templates import kept
from eduaid_desktop.services.templates.kinds import BATCH, kind_of, names


class TemplatesRegister(Register):
    """Below the list what fills the columns of the chosen one; a workbook can be let fall here."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "templates")
        self.which = named(QComboBox(), "templateKind")
        self.which.setToolTip("放入的空表用于什么")
        for name in names():
            self.which.addItem(kind_of(name).title, name)
        self.remove_button = button("撤下", self.remove, "removeTemplate", "link")
        self.told = label(name="templateColumns")
        self.told.setWordWrap(True)
        self.told.setContentsMargins(12, 8, 12, 8)
        if not shell.desk.store.read_only:
            self.list.add_tool(self.which)
            self.list.add_tool(button("放入空表…", self.choose, "addTemplate"))
            self.list.add_tool(self.remove_button)
            self.setAcceptDrops(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self.told)
        layout.setStretch(0, 1)
        self.list.chosen.connect(lambda line: self._show())

    def refresh(self) -> None:
        super().refresh()
        self._show()

    def choose(self) -> None:
        """Ask for an empty workbook for what is chosen beside the button."""
        path = files.choose_workbook(self, "选择对方给的空表", "template", files.WORKBOOK)
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Show which column is which before the workbook is taken in; a batch goes to the county's bureau."""
        kind = self.which.currentData()
        sender = office.organisation(self.shell.desk, "education_bureau") if kind == BATCH else ""
        template_panel.look(page_of(self), kind, path, lambda key: self.refresh(), sender)

    def remove(self) -> None:
        """Offer the chosen one no longer."""
        found = self.list.current()
        if found is None:
            return
        template = kept.of_row(self.shell.desk.store.get("template", found))
        try:
            kept.remove(self.shell.desk, template)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.refresh()
        self.shell.say(f"已撤下模板“{template.name}”。", DONE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if workbook(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := workbook(event):
            event.acceptProposedAction()
            self.read(path)

    def _show(self) -> None:
        found = self.list.current()
        self.remove_button.setVisible(found is not None)
        row = self.shell.desk.store.get("template", found) if found is not None else None
        self.told.setText(f"每列所填：{kept.of_row(row).told()}" if row else "")
