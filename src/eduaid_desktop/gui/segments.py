"""A row of a few choices, all in sight, one of them taken: the parts of a page."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QWidget

from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import restyle


class Segments(QTabBar):
    """chosen(key). Arrow keys walk along it; Alt+1, Alt+2, … take a choice while the owner is in sight."""

    chosen = Signal(str)

    def __init__(self, name: str, titles: Mapping[str, str], owner: QWidget | None = None) -> None:
        super().__init__()
        named(self, name).setProperty("role", "segments")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.keys = list(titles)
        for number, title in enumerate(titles.values()):
            self.addTab(title)
            if owner is not None:
                self.setTabToolTip(number, f"Alt+{number + 1}")
                self._bind(owner, number)
        self.currentChanged.connect(lambda number: self.chosen.emit(self.keys[number]))

    @property
    def key(self) -> str:
        """The choice that is taken."""
        return self.keys[self.currentIndex()]

    def take(self, key: str) -> None:
        """Take a choice; nothing happens when it is closed."""
        number = self.keys.index(key)
        if self.isTabEnabled(number):
            self.setCurrentIndex(number)

    def retitle(self, titles: Mapping[str, str]) -> None:
        """Let some choices say something else, a figure say."""
        for key, title in titles.items():
            self.setTabText(self.keys.index(key), title)

    def close_all_but(self, *keys: str) -> None:
        """Only these can be taken; without keys, all of them."""
        for number, key in enumerate(self.keys):
            self.setTabEnabled(number, not keys or key in keys)

    def focusInEvent(self, event: QFocusEvent) -> None:
        restyle(self, focused="yes")
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        restyle(self, focused="")
        super().focusOutEvent(event)

    def _bind(self, owner: QWidget, number: int) -> None:
        """The shortcut of a page out of sight sleeps."""
        QShortcut(QKeySequence(f"Alt+{number + 1}"), owner, lambda: self.take(self.keys[number]))
