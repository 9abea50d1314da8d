"""Which outside template something is written by: those there are, and 用对方的空表… to put one in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QWidget

from eduaid_desktop.errors import Refused
from eduaid_desktop.gui import files, template_panel
from eduaid_desktop.gui.page import Page, Shell
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.services.templates import kept

_FOLDER = "template"
_NEW = "?"


class TemplateChoice(QComboBox):
    """own: what the first entry says that is no template, "" where there is none."""

    def __init__(self, shell: Shell, kind: str, name: str, own: str = "", sender: str = "") -> None:
        super().__init__()
        named(self, name)
        self.setMinimumWidth(120)
        self.setToolTip("按谁的表样写出")
        self._shell, self.kind, self._own, self._sender = shell, kind, own, sender
        self.activated.connect(lambda: self.choose_new() if self.currentData() == _NEW else None)

    @property
    def key(self) -> str:
        """The template that is chosen, "" for none."""
        found = self.currentData()
        return "" if found in (None, _NEW) else str(found)

    def refresh(self, key: str = "") -> None:
        """Offer what there is; the choice stays, or becomes key."""
        wanted = key or self.key
        self.clear()
        if self._own:
            self.addItem(self._own, "")
        for each in kept.templates(self._shell.desk, self.kind):
            self.addItem(each.name, each.key)
        if not self._shell.desk.store.read_only:
            self.addItem("用对方的空表…", _NEW)
        self.setCurrentIndex(max(self.findData(wanted), 0))

    def choose_new(self) -> None:
        """Ask for an empty workbook and look at it."""
        self.setCurrentIndex(0)
        path = files.choose_workbook(self, "选择对方给的空表", _FOLDER, files.WORKBOOK)
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Show which column is which before the workbook is taken in."""
        template_panel.look(page_of(self), self.kind, path, self.refresh, self._sender)


class Forbidden(PagePanel):
    """What a template does not allow; it is written all the same only where somebody says so."""

    def __init__(self, page: Page, sentence: str, write: Callable[[], object]) -> None:
        super().__init__(page, "forbiddenPanel", "模板不允许的内容，没有写出")
        told = label(sentence, name="forbiddenTold")
        told.setWordWrap(True)
        self.show_form(told)
        self._write = write
        self.offer("仍然照写", self.write)

    def write(self) -> None:
        """Write it all the same."""
        self.close_panel()
        self._write()

    def start(self) -> None:
        """To go back is what is usual."""
        self.back.setFocus()


def write(page: Page, title: str, work: Callable[[bool], Any], done: Callable[[Any], None]) -> None:
    """Write by a template as a task; what it forbids is shown, with the choice to write all the same.

    work(anyway) raises Refused with field "anyway" where the template forbids a value.
    """

    def tried(anyway: bool) -> Any:
        try:
            return work(anyway)
        except Refused as refused:
            if refused.field != "anyway":
                raise
            return refused

    def once_more() -> None:
        page.shell.tasks.start(title, lambda job: work(True), done, final=True)

    def told(result: Any) -> None:
        if isinstance(result, Refused):
            Forbidden(page, result.sentence, once_more).open_panel()
        else:
            done(result)

    page.shell.tasks.start(title, lambda job: tried(False), told, final=True)


def page_of(widget: QWidget) -> Page:
    """The page that a widget stands on."""
    page: QWidget | None = widget
    while page is not None and not isinstance(page, Page):
        page = page.parentWidget()
    assert isinstance(page, Page)
    return page


def workbook(event: QDropEvent) -> Path | None:
    """The one workbook that is dragged, or None."""
    found = files.dropped(event)
    return found[0] if len(found) == 1 and found[0].suffix.lower() in (".xlsx", ".xlsm") else None
