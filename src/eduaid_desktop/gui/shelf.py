"""A column of many choices in groups, all in sight, one of them taken: the registers of a page."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from eduaid_desktop.gui.pieces import named

# All of them have to stand in an unscaled screen of 768 lines: there they stand closer, down to what can be read.
_WIDE, _LINE, _HEADING, _CLOSEST = 148, 21, 24, 18
_KEY = Qt.ItemDataRole.UserRole
_SHORTCUTS = 9


class Shelf(QListWidget):
    """chosen(key). Arrow keys walk along it; Alt+1 to Alt+9 take one of the first while the owner is in sight."""

    chosen = Signal(str)

    def __init__(self, name: str, groups: Mapping[str, Mapping[str, str]], owner: QWidget) -> None:
        """groups: the heading of each to its choices, key to title."""
        super().__init__()
        named(self, name).setProperty("role", "shelf")
        self.setFixedWidth(_WIDE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("台账目录")
        self.keys: list[str] = []
        self._items: dict[str, QListWidgetItem] = {}
        for heading, titles in groups.items():
            item = QListWidgetItem(heading, self)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setSizeHint(QSize(0, _HEADING))
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
            for key, title in titles.items():
                self._add(key, title, owner)
        self.setCurrentItem(self._items[self.keys[0]])
        self.currentItemChanged.connect(lambda now, before: self.chosen.emit(self.key))

    @property
    def key(self) -> str:
        """The choice that is taken."""
        found: str = self.currentItem().data(_KEY)
        return found

    def take(self, key: str) -> None:
        """Take a choice."""
        self.setCurrentItem(self._items[key])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is a little short, the lines stand closer together; where they scroll anyhow, they do not."""
        super().resizeEvent(event)
        headings = self.count() - len(self.keys)
        wanted = headings * _HEADING + len(self.keys) * _LINE
        short = min(self.viewport().height() / max(wanted, 1), 1.0)
        short = short if short * _LINE >= _CLOSEST else 1.0
        for place in range(self.count()):
            item = self.item(place)
            high = _LINE if item.data(_KEY) else _HEADING
            item.setSizeHint(QSize(0, max(int(high * short), _CLOSEST)))

    def _add(self, key: str, title: str, owner: QWidget) -> None:
        item = QListWidgetItem(title, self)
        item.setData(_KEY, key)
        item.setSizeHint(QSize(0, _LINE))
        self._items[key] = item
        self.keys.append(key)
        if len(self.keys) <= _SHORTCUTS:
            item.setToolTip(f"Alt+{len(self.keys)}")
            QShortcut(QKeySequence(f"Alt+{len(self.keys)}"), owner, lambda: self.take(key))
