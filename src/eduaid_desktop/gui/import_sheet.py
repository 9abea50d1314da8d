"""A sheet of a workbook as the user knows it, with what becomes of every row and what every column is read as."""

import re
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.cells import as_text
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import colour
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.columns import OFF, UNKNOWN, guesses
from eduaid_desktop.services.importing.result import ImportResult, Line, Source
from eduaid_desktop.services.imports import ACCEPTED, PARKED, REFUSED, SKIPPED, UNCHANGED

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MARKS = {ACCEPTED: "", PARKED: "▲ 待定", REFUSED: "✕ 拒收", SKIPPED: "跳过", UNCHANGED: "未变"}
IGNORED = {
    "title": "标题", "header": "表头", "subtotal": "小计", "total": "合计", "footer": "落款", "empty": "空行",
    "note": "说明", "sheet": "没有读的工作表",
}  # fmt: skip
# As a spreadsheet shows it; of an ID number that leaves the region alone.
_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d{1,2}")
_UNREAD = {"formula": "#公式没有算", "error": "#错误值"}
_ROW_HEIGHT, _HEADER_HEIGHT, _ROWS_WIDTH = 26, 46, 112
_NARROWEST, _WIDEST, _LOOKED_AT = 56, 220, 60
# More joined cells than this are no table any more, and slow to lay out.
_MOST_SPANS = 5000
_LOWEST = 96


class SheetModel(QAbstractTableModel):
    """Cells are worked out as they come into sight, however long the sheet is."""

    def __init__(self, found: ImportResult, source: Source, desk: Desk) -> None:
        super().__init__()
        self._desk, self._rows, self._unread = desk, source.sheet.rows, source.sheet.unread
        self.source = source
        self.taken = found.takes(source)
        name = source.sheet.name
        self.lines: dict[int, Line] = {line.row - 1: line for line in found.lines if line.sheet == name}
        table = source.table if self.taken else None
        self.ignored = {row - 1: kind for row, kind in table.ignored} if table else {}
        self.guesses = guesses(found, source)
        self._kinds = {}
        if table:
            kinds = {field.name: field.kind for field in table.kind.fields}
            self._kinds = {column: kinds[field] for field, column in table.columns.items()}
        self._columns_of = dict(table.columns) if table else {}
        self._height = max([len(self._rows), *(r + 1 for r, _ in self._unread)])
        self._width = max([len(self.guesses), *(c + 1 for _, c in self._unread)], default=0)
        self._struck = QFont()
        self._struck.setStrikeOut(True)
        self._bold = QFont()
        self._bold.setBold(True)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else self._height

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._background(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._foreground(row, column)
        if role == Qt.ItemDataRole.FontRole:
            return self._font(row, column)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1}　{self.mark(section)}".rstrip("　")
        return (
            f"{column_letters(section)} {self.guesses[section].words if section < len(self.guesses) else ''}"
        )

    def text(self, row: int, column: int) -> str:
        """What a cell shows; long numbers are masked as everywhere."""
        cells = self._rows[row] if row < len(self._rows) else []
        if (row, column) in self._unread and (column >= len(cells) or cells[column] in (None, "")):
            return _UNREAD.get(self._unread[row, column], "#")
        words = as_text(cells[column]) if column < len(cells) else ""
        if self._desk.session.unmasked or not words:
            return words
        if _ROUNDED.fullmatch(words):
            return f"{float(words):.5E}"
        return masks.shown(self._kinds.get(column, "text") if row in self.lines else "text", words)

    def mark(self, row: int) -> str:
        """The word for a row beside its number: ✕ 拒收, 核对, 表头."""
        line = self.lines.get(row)
        hidden = "（隐藏）" if row in self.source.sheet.hidden_rows else ""
        if line is None:
            return IGNORED.get(self.ignored.get(row, ""), "") + hidden
        doubtful = line.outcome == ACCEPTED and any(p.severity == "warn" for p in line.problems)
        return ("核对" if doubtful else _MARKS[line.outcome]) + hidden

    def alone(self) -> Iterator[tuple[int, int]]:
        """(row, column) of every title or signature that stands alone in its row: it runs on over the empty cells."""
        joined = {top for (top, _), _ in self.source.sheet.merged}
        for row, kind in self.ignored.items():
            if kind in ("title", "footer", "note") and row not in joined and row < len(self._rows):
                filled = [c for c, cell in enumerate(self._rows[row]) if cell not in (None, "")]
                if len(filled) == 1 and filled[0] < self._width - 1:
                    yield row, filled[0]

    def _severity(self, row: int, column: int) -> str:
        line = self.lines.get(row)
        told = (
            {p.severity for p in line.problems if self._columns_of.get(p.field) == column} if line else set()
        )
        return next((s for s in ("block", "warn", "note") if s in told), "")

    def _tip(self, row: int, column: int) -> str | None:
        line = self.lines.get(row)
        if line is None:
            return IGNORED.get(self.ignored.get(row, ""))
        told = [p.message for p in line.problems if self._columns_of.get(p.field) == column]
        return masks.in_text("\n".join(told or [line.reason()])) or None

    def _background(self, row: int, column: int) -> Any:
        line = self.lines.get(row)
        severity = self._severity(row, column)
        if line is None:
            return colour("paper") if row in self.ignored or not self.taken else None
        if line.outcome == REFUSED:
            return colour("problem_deep" if severity == "block" else "problem_tint")
        if severity == "warn" or line.outcome == PARKED:
            return colour("warning_tint")
        return None

    def _foreground(self, row: int, column: int) -> Any:
        line = self.lines.get(row)
        if line is None:
            return colour("quiet")
        if line.outcome in (SKIPPED, UNCHANGED) or (self._state(column) in (UNKNOWN, OFF)):
            return colour("faint" if line.outcome == SKIPPED else "quiet")
        return {"block": colour("problem"), "warn": colour("warning")}.get(self._severity(row, column))

    def _state(self, column: int) -> str:
        return self.guesses[column].state if column < len(self.guesses) else UNKNOWN

    def _font(self, row: int, column: int) -> QFont | None:
        line = self.lines.get(row)
        if line is not None and line.outcome == SKIPPED:
            return self._struck
        return self._bold if self._severity(row, column) == "block" else None


class Tinted(QStyledItemDelegate):
    """Cells with the colour of their row behind them; the style sheet alone would leave it out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if tint is not None:
            painter.fillRect(option.rect, tint)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class GuessHeader(QHeaderView):
    """The letters of a column and below them what it is read as; a click asks for something else."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setSectionsClickable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("点一下，改这一列读作什么")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _HEADER_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        model = self.model()
        assert isinstance(model, SheetModel)
        painter.save()
        painter.fillRect(rect, colour("card"))
        painter.setPen(colour("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(11, 3, -6, -4)
        above, below = inside.adjusted(0, 0, 0, -22), inside.adjusted(0, 19, 0, 0)
        hidden = "（隐藏）" if section in model.source.sheet.hidden_columns else ""
        painter.setPen(colour("quiet"))
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, column_letters(section) + hidden)
        guess = model.guesses[section] if section < len(model.guesses) else None
        if guess is not None:
            painter.setPen(colour(_COLOURS[guess.state]))
            words = f"{guess.words} ▾"
            elided = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, elided)
        painter.restore()


_COLOURS = {"known": "ink", "set": "focus", "unknown": "warning", "off": "faint", "empty": "faint"}


class SheetView(QTableView):
    """asked(column): somebody wants a column read as something else. moved(row): another row (from 0) is current."""

    asked = Signal(int)
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        named(self, "importSheet")
        self.setAccessibleName("表格原样")
        self.setHorizontalHeader(GuessHeader())
        self.setItemDelegate(Tinted(self))
        self.horizontalHeader().sectionClicked.connect(self.asked.emit)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        rows.setFixedWidth(_ROWS_WIDTH)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMinimumHeight(_LOWEST)
        self.setCornerButtonEnabled(False)

    def show_sheet(self, model: SheetModel) -> None:
        """Show a sheet from its top; the model is kept alive by the view."""
        old = self.model()
        model.setParent(self)
        self.clearSpans()
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        self.selectionModel().currentRowChanged.connect(lambda now: self.moved.emit(now.row()))
        self._fit(model)
        for (top, left), (bottom, right) in model.source.sheet.merged[:_MOST_SPANS]:
            if bottom < model.rowCount() and right < model.columnCount():
                self.setSpan(top, left, bottom - top + 1, right - left + 1)
        for row, column in model.alone():
            self.setSpan(row, column, 1, model.columnCount() - column)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model() is not None and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(colour("quiet"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, "这个工作表是空的。")
            painter.end()

    def look_at(self, row: int) -> None:
        """Make a row (from 0) current and bring it into sight."""
        self.setCurrentIndex(self.model().index(row, max(self.currentIndex().column(), 0)))
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _fit(self, model: SheetModel) -> None:
        """As wide as what stands in the first rows, joined titles left out."""
        measure = self.fontMetrics().horizontalAdvance
        wide = {(top, left) for (top, left), (_, right) in model.source.sheet.merged if right > left}
        rows = [
            r
            for r in range(min(model.rowCount(), _LOOKED_AT))
            if model.ignored.get(r) not in ("title", "footer")
        ]
        for column in range(model.columnCount()):
            words = [model.text(r, column) for r in rows if (r, column) not in wide]
            guess = f"{model.guesses[column].words} ▾" if column < len(model.guesses) else ""
            needed = max((measure(each) for each in [*words, guess]), default=0) + 36
            self.setColumnWidth(column, min(max(needed, _NARROWEST), _WIDEST))
