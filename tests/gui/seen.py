"""What a test sees of the window: the form of a tab, the question about what was never saved, its table and line."""

from typing import TypeVar

from PySide6.QtWidgets import QLabel, QWidget

from eduaid_desktop.gui.form_panel import FormPanel
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.gui.unsaved_panel import UnsavedPanel
from eduaid_desktop.gui.window import MainWindow

W = TypeVar("W", bound=QWidget)


def find(where: QWidget, kind: type[W], name: str) -> W:
    found = where.findChild(kind, name)
    assert found is not None, name
    return found


def said(window: MainWindow) -> str:
    return window.strip.message.text()


def form(window: MainWindow, tab: str, record_id: int | None = None) -> FormPanel:
    """The form of a tab, with a record in it."""
    window.go(tab, record_id)
    assert isinstance(window.page, RecordPage)
    return window.page.panel


def text(panel: FormPanel, name: str) -> str:
    return str(panel.binder.raw()[name])


def question(window: MainWindow) -> UnsavedPanel:
    """The question that covers the first page."""
    panel = window.page.panel_open
    assert isinstance(panel, UnsavedPanel)
    assert panel.isVisible()
    return panel


def table(panel: UnsavedPanel) -> list[tuple[str, ...]]:
    shown = panel.table
    return [
        tuple(shown.item(row, column).text() for column in range(shown.columnCount()))
        for row in range(shown.rowCount())
    ]


def line(window: MainWindow) -> QWidget:
    window.go("home")
    return find(window.page, QWidget, "unsavedLine")


def bar(panel: FormPanel) -> str:
    return find(panel.draft_bar, QLabel, "draftWords").text() if panel.draft_bar.isVisible() else ""
