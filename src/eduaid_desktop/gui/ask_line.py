"""A line of questions in a quiet frame, asked before something is done: no box above the window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.gui.pieces import label, named


class AskLine(QWidget):
    """closed: it is gone, by 取消, Esc or because it was done. problem: what is wrong, under the line."""

    closed = Signal()

    def __init__(self, name: str, problem: str) -> None:
        super().__init__()
        named(self, name)
        self.problem = label(role="problem", name=problem)
        self.problem.setWordWrap(True)
        self.problem.setProperty("state", "block")

    def close_line(self) -> None:
        """Take it away; nothing is done."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        else:
            super().keyPressEvent(event)

    def say(self, sentence: str) -> None:
        """Say what is wrong, or with "" that nothing is."""
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))

    def frame(self, row: QHBoxLayout, margin: int = 0, below: QWidget | None = None) -> None:
        """Lay the row out with the problem under it; margin: in pixels, where what is around it has none.

        below: what has no room in the row.
        """
        sheet = QFrame()
        sheet.setProperty("role", "sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(row)
        if below is not None:
            column.addWidget(below)
        column.addWidget(self.problem)
        around = QVBoxLayout(self)
        around.setContentsMargins(margin, 0, margin, margin // 2)
        around.addWidget(sheet)
