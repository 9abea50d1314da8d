"""One quiet line on the first page: how much was typed and never saved, and the way to look at it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.pieces import button, label, named

if TYPE_CHECKING:
    from eduaid_desktop.gui.unsaved_panel import UnsavedPanel
    from eduaid_desktop.services.drafts import Content
    from eduaid_desktop.services.unsaved import Draft


class UnsavedLine(QFrame):
    """Opens the question, which covers the page. Without drafts nothing of it is loaded or shown."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        named(self, "unsavedLine")
        self._page, self._desk = page, page.desk
        self._drafts: list[Draft] = []
        self._thrown: list[tuple[str, Content]] = []
        self._panel: UnsavedPanel | None = None
        self.words = label(name="unsavedWords")
        self.look = button("看一看(&W)", self.ask, "lookAtUnsaved", "link")
        self.undo = button("找回放弃的(&Z)", self._put_back, "undoDrop", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.undo)
        row.addWidget(self.look)
        self.hide()

    def begin(self) -> None:
        """The file was opened just now: ask at once, unless another window is typing."""
        if self._drafts and not self._desk.store.read_only:
            self.ask()

    def ask(self) -> None:
        """Cover the page with the question."""
        from eduaid_desktop.gui.unsaved_panel import UnsavedPanel

        self._panel = UnsavedPanel(self._page)
        self._panel.thrown.connect(self._throw)
        self._panel.back_wanted.connect(self._put_back)
        self._panel.closed.connect(self._closed)
        self._panel.show_drafts(self._drafts, len(self._thrown))
        self._panel.open_panel()

    def refresh(self) -> None:
        """Read anew what there is."""
        self._drafts = self._read()
        self.words.setText(self._sentence())
        self.look.setVisible(bool(self._drafts))
        self.undo.setVisible(bool(self._thrown))
        if self._panel and self._drafts:
            self._panel.show_drafts(self._drafts, len(self._thrown))
        elif self._panel:
            self._panel.close_panel()
        else:
            self.setVisible(bool(self._drafts or self._thrown))

    def _read(self) -> "list[Draft]":
        if not self._desk.store.drafts.keys():
            return []
        from eduaid_desktop.services import unsaved

        return unsaved.every(self._desk)

    def _sentence(self) -> str:
        if not self._drafts:
            return f"已放弃 {len(self._thrown)} 份没保存完的内容。"
        if self._desk.store.read_only:
            return f"另一个窗口里有 {len(self._drafts)} 份没保存完的内容。"
        return f"还有 {len(self._drafts)} 份没保存完的内容。"

    def _throw(self, key: str) -> None:
        from eduaid_desktop.services import unsaved

        self._thrown.append((key, unsaved.discard(self._desk, key)))
        self.refresh()
        self._page.shell.say("已放弃一份；放弃错了，按 Alt+Z 找回。")

    def _put_back(self) -> None:
        from eduaid_desktop.services import unsaved

        for key, content in self._thrown:
            unsaved.put_back(self._desk, key, content)
        self._thrown.clear()
        self.refresh()
        self._page.shell.say("已找回放弃的内容。")

    def _closed(self) -> None:
        self._panel = None
        self.refresh()
        (self.look if self._drafts else self.undo).setFocus()
