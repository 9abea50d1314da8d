"""The quiet bar above a list that shows only some of its rows, and the way back to all of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from eduaid_desktop.gui.pieces import button, label, named


class OnlyBar(QFrame):
    """all_wanted: the rows left out are wanted again. Its button has a key: Alt+A."""

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "onlyBar")
        self._words = label(name="onlyWords")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(button("看全部(&A)", self.all_wanted.emit, "showAll", "link"))
        self.hide()

    def tell(self, words: str) -> None:
        """Say what the list is narrowed to; "" for nothing."""
        self._words.setText(f"只看：{words}")
        self.setVisible(bool(words))
