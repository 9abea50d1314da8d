"""A table of what the file holds and what was typed, side by side, every word of it in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import colour
from eduaid_desktop.services.side_by_side import Difference

_TITLES = ("字段", "文件里现在", "当时录入")
_LABEL_WIDTH = 200
# Padding of a cell, left and right of its words, above and below them.
_AROUND_WORDS = 28, 18


class DifferencesTable(QTableWidget):
    """To be read and walked through with the arrow keys; nothing can be typed into it."""

    def __init__(self) -> None:
        super().__init__(0, len(_TITLES))
        named(self, "differences").setAccessibleName("字段、文件里现在、当时录入")
        self.setHorizontalHeaderLabels(_TITLES)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        # A scroll bar that appears makes the columns narrower, and their words higher.
        header.sectionResized.connect(self._fit)

    def show_differences(self, found: Sequence[Difference], nothing: str) -> None:
        """One row each; ▲ where the file was changed since. nothing: said where the file holds nothing."""
        self.setRowCount(0)
        self.setRowCount(len(found))
        for row, each in enumerate(found):
            now = f"{'▲ ' if each.moved else ''}{each.now or nothing}"
            for column, words in enumerate((each.label, now, each.typed or "（空）")):
                self._put(row, column, words, quiet=column < 2 and not (column and each.moved))
        self._fit()
        self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnWidth(0, min(_LABEL_WIDTH, self.viewport().width() // 4))

    def _fit(self) -> None:
        """Give every row the height of its words; the table's own way forgets the padding of the style sheet."""
        for row in range(self.rowCount()):
            self.setRowHeight(row, max(self._height(row, column) for column in range(self.columnCount())))

    def _height(self, row: int, column: int) -> int:
        item, room = self.item(row, column), QRect(0, 0, self.columnWidth(column) - _AROUND_WORDS[0], 0)
        words = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, item.text() if item else "")
        return words.height() + _AROUND_WORDS[1]

    def _put(self, row: int, column: int, words: str, *, quiet: bool) -> None:
        item = QTableWidgetItem(words)
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if quiet:
            item.setForeground(colour("quiet"))
        self.setItem(row, column, item)
