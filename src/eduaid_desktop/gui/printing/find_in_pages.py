"""Looking for a name in all pages of a PDF: Enter goes on to the next place, Shift+Enter back."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.documents.pages import Box, Pages
from eduaid_desktop.gui.keys import ENTER, focus
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.printing.page_view import PageView
from eduaid_desktop.gui.tasks import Job

_TOLD_EVERY = 50
Place = tuple[int, list[Box]]


class FindInPages(QWidget):
    """words: what is looked for. The view jumps to where it stands and marks it."""

    def __init__(self, shell: Shell, view: PageView) -> None:
        super().__init__()
        named(self, "findInPages")
        self._shell, self._view = shell, view
        self._pages: Pages | None = None
        self._job: Job[Any] | None = None
        self._found: list[Place] = []
        self._sought, self._at = "", -1
        self.words = named(QLineEdit(), "previewFind")
        self.words.setPlaceholderText("查找姓名　Ctrl+F")
        self.words.setAccessibleName("在文件里查找")
        self.words.setFixedWidth(168)
        self.words.setMaxLength(60)
        self.words.installEventFilter(self)
        self.told = label(role="quiet", name="previewFound")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.told)
        row.addWidget(self.words)

    def begin(self, pages: Pages) -> None:
        """Another PDF is shown."""
        self.stop()
        self._pages, self._found, self._sought, self._at = pages, [], "", -1
        self.words.clear()
        self.told.setText("")

    def stop(self) -> None:
        """Look no further."""
        if self._job in self._shell.tasks.running and self._job:
            self._job.cancel()

    def take_focus(self) -> None:
        """Ask for the words."""
        focus(self.words)
        self.words.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in ENTER:
            self.look(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return False

    def look(self, step: int = 1) -> None:
        """Go to the next place (1) or the one before (-1); begins from the page in sight."""
        words = self.words.text().strip()
        if words == self._sought and self._found:
            self._go(self._at + step)
        elif words and self._pages:
            self.stop()
            self._sought, pages = words, self._pages
            self._job = self._shell.tasks.start("正在查找", lambda job: _find(job, pages, words), self._show)

    def _show(self, found: list[Place]) -> None:
        self._found = found
        if not found:
            self._sought = ""
            self.told.setText("没有找到")
            self._view.mark(0, ())
            return
        here = self._view.page
        self._go(next((n for n, (page, _) in enumerate(found) if page >= here), 0))

    def _go(self, place: int) -> None:
        self._at = place % len(self._found)
        page, boxes = self._found[self._at]
        self.told.setText(f"第 {self._at + 1} 处，共 {len(self._found)} 处")
        self._view.mark(page, boxes)


def _find(job: "Job[list[Place]]", pages: Pages, words: str) -> list[Place]:
    found: list[Place] = []
    for page in range(len(pages)):
        found += [(page, boxes) for boxes in pages.find(page, words)]
        if page % _TOLD_EVERY == 0:
            job(page, len(pages))
    return found
