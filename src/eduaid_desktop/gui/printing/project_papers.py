"""Printing of projects: their ledger, the month, where the money comes from, what hangs in public."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.document_preview import preview_document

_OF_YEAR = {"project_ledger": "项目台账", "project_funding": "资金来源表", "project_notice": "项目公示"}


class ProjectPapers(QPushButton):
    """A menu of papers. year: the year in sight, None for all; the month's report is of the present month."""

    def __init__(self, shell: Shell, year: Callable[[], int | None]) -> None:
        super().__init__("打印")
        named(self, "printProjects")
        self._shell, self._year = shell, year
        menu = QMenu(self)
        for document, title in (*_OF_YEAR.items(), ("project_progress", "本月进度月报")):
            action = QAction(title, menu)
            action.setObjectName(f"print_{document}")
            action.triggered.connect(lambda checked=False, document=document: self.write(document))
            menu.addAction(action)
        self.setMenu(menu)

    def write(self, document: str) -> None:
        """Write a paper and show it."""
        month = self._shell.desk.today().isoformat()[:7]
        year = self._year()
        what = (str(year) if year else None) if document in _OF_YEAR else month
        preview_document(self._shell, self, document, what or "全部年度", what=what)
