"""What every tab is: a page that can be refreshed, saved, printed, and told of a child that was found."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget

from eduaid_desktop.gui.tasks import Tasks

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed
    from eduaid_desktop.gui.page_panel import PagePanel
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.unsaved import Draft

# Kinds of message for Shell.say.
NOTE, DONE, WARN, PROBLEM = "note", "done", "warn", "problem"


class Shell(Protocol):
    """What a page may ask of the window."""

    desk: "Desk"
    tasks: Tasks

    def say(self, sentence: str, kind: str = NOTE) -> None:
        """Put one sentence on the line at the foot of the window."""

    def fail(self, error: Exception) -> None:
        """Tell of an error: a UserError's sentence, anything else as a fault of the program with its log."""

    def go(self, tab: str, record_id: int | None = None) -> None:
        """Open a tab by its key, and a record on it."""

    def show_only(
        self, tab: str, words: str, filters: Mapping[str, Any], record_id: int | None = None
    ) -> None:
        """Open a tab with only some rows in its list, which words name, and one of them, or the first."""

    def restore(self, draft: "Draft") -> None:
        """Open the form that a draft belongs to, with what was typed in its fields."""

    def apply_for(self, person_id: int) -> None:
        """Open a new aid application for a child."""

    def preview(self, pdf: Path, title: str, document: str = "", made: "Printed | None" = None) -> None:
        """Show a finished PDF inside the window.

        document: a key of DOCUMENTS, whose printer is remembered. made: what was written; its numbered papers are
        entered in the print ledger once they are printed, its seals are shown as circles on the screen.
        """


class Page(QWidget):
    """A tab. A page overrides what it can do; the window's keys call these."""

    # Whether the focus is put back where it was when the tab comes into sight again.
    remembers_focus = True

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.desk = shell.desk
        self.panel_open: PagePanel | None = None

    def refresh(self) -> None:
        """The tab came into sight, or records changed elsewhere: read again what is shown, not what is typed."""

    def begin(self) -> None:
        """The office file was opened just now, and this is its first page."""

    def open_record(self, record_id: int) -> None:
        """Show one record."""

    def restore(self, draft: "Draft") -> None:
        """Show the form that a draft belongs to, with what was typed in its fields."""

    def show_only(self, words: str, filters: Mapping[str, Any], record_id: int | None = None) -> None:
        """Show only the rows under these filters, which words name, and one of them, or the first."""

    def find_person(self, person_id: int) -> bool:
        """A child was found in the search box; False sends her to the 学生 tab."""
        return False

    def take_focus(self) -> bool:
        """Put the focus where work begins on this page; False leaves it to the search box."""
        return False

    def save(self) -> None:
        """Ctrl+S."""
        self.shell.say("这一页没有要保存的内容。")

    def new(self) -> None:
        """Ctrl+N."""
        self.shell.say("这一页不能新建；请先转到要录入的页面。")

    def print_(self) -> None:
        """Ctrl+P."""
        self.shell.say("这一页没有可打印的单据；全部单据在“台账—打印单据”里。")
