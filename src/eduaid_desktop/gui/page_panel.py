"""A panel that takes the place of a page's content until its question is answered: no box above the window."""

import re
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.pieces import button, label, named, scrolled


class PagePanel(QWidget):
    """closed: the page is back. Esc goes back; add to body what is to be looked at."""

    closed = Signal()

    def __init__(self, page: Page, name: str, title: str) -> None:
        super().__init__()
        named(self, name)
        self.page, self.shell = page, page.shell
        self.title = label(title, "title", "panelTitle")
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.back = button("返回，不写入", self.close_panel, "panelBack")
        self.next_button = button("", lambda: self._act(), "nextStep", "next")
        self._act: Callable[[], object] = self.close_panel
        self._covered: list[QWidget] = []
        self._lay_out()

    def open_panel(self) -> None:
        """Cover the page."""
        column = self.page.layout()
        assert column is not None
        shown = (item.widget() for n in range(column.count()) if (item := column.itemAt(n)) is not None)
        self._covered = [widget for widget in shown if widget is not None and not widget.isHidden()]
        for widget in self._covered:
            widget.hide()
        column.addWidget(self)
        # Before the focus is put into it; the layout would show it a moment later.
        self.show()
        self.page.panel_open = self
        self.shell.say("")
        self._put_foot_last()
        self.start()

    def start(self) -> None:
        """Put the focus where the question is answered."""
        (self.back if self.next_button.isHidden() else self.next_button).setFocus()

    def _put_foot_last(self) -> None:
        """The buttons at the foot are made first; Tab would come to them behind all the rest of the window."""
        row = (self._actions.itemAt(place) for place in range(self._actions.count()))
        foot = [widget for item in row if item is not None and (widget := item.widget()) is not None]
        above: list[QWidget] = []
        each = self.nextInFocusChain()
        while each is not None and each is not self:
            if self.isAncestorOf(each) and each not in foot:
                above.append(each)
            each = each.nextInFocusChain()
        for before, after in pairwise([*above[-1:], *foot]):
            QWidget.setTabOrder(before, after)

    def close_panel(self) -> None:
        """Give the page back as it was."""
        self.hide()
        for widget in self._covered:
            widget.show()
        self._covered = []
        self.page.panel_open = None
        self.deleteLater()
        self.page.take_focus()
        self.closed.emit()

    def show_form(self, *inside: QWidget) -> None:
        """Pieces from top to bottom, scrolled where the window is too low for them."""
        form = named(QWidget(), "scrolled")
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in inside:
            column.addWidget(each)
        column.addStretch(1)
        self.body.addWidget(scrolled(form), 1)

    def remind(self) -> None:
        """A key of the page was pressed that the page does not hear now."""
        if self.next_button.isHidden():
            self.shell.say("先看完这一页：按 Esc 返回。")
        else:
            self.next_button.setFocus()
            words = re.sub(r"\(&\w\)", "", self.next_button.text())
            self.shell.say(f"先办完这一页：按 Enter {words}，按 Esc 返回。")

    def save(self) -> None:
        """Ctrl+S, where the panel has something of its own to save."""
        self.remind()

    def print_(self) -> None:
        """Ctrl+P, where the panel has something of its own to print."""
        self.remind()

    def offer(self, words: str, act: Callable[[], object]) -> None:
        """What the prominent button says and does; without words there is none."""
        self.next_button.setText(words)
        self.next_button.setVisible(bool(words))
        self._act = act

    def add_words(self, beside_title: QWidget, beside_actions: QWidget) -> None:
        """Put quiet words where there is room that the body need not give."""
        self._head.addWidget(beside_title, 1)
        self._actions.insertWidget(0, beside_actions)

    def add_actions(self, *widgets: QWidget) -> None:
        """Put quiet buttons before the prominent one."""
        for widget in widgets:
            self._actions.insertWidget(self._actions.indexOf(self.back), widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc reaches the panel when no line with a filter wanted it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(16)
        self._head.addWidget(self.title)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._actions.addStretch(1)
        self._actions.addWidget(self.back)
        self._actions.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 12)
        column.setSpacing(8)
        column.addLayout(self._head)
        column.addLayout(self.body, 1)
        column.addLayout(self._actions)
