"""The one search box that all tabs share: find a child by name, pinyin initials or the tail of the ID number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.id_number import masked
from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import colour
from eduaid_desktop.paths import resources

Find = Callable[[str], Sequence[Mapping[str, Any]]]
_ID, _QUIET = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ROW_HEIGHT = 48
_ROWS_SHOWN = 8


class SearchBox(QLineEdit):
    """found(person id): Enter or a click on a line of the list. Enter alone takes the first line.

    The list is a child of the window and never takes the focus: a popup window would take the keyboard
    away from an input method in the middle of a word.
    """

    found = Signal(object)

    def __init__(self, find: Find) -> None:
        super().__init__()
        named(self, "search")
        self.setPlaceholderText("找学生：姓名、拼音首字母、身份证号或尾号（Ctrl+F）")
        self.setClearButtonEnabled(True)
        icon = QIcon(str(resources() / "icons" / "search.svg"))
        self.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        self._find = find
        self._model = QStandardItemModel(0, 1, self)
        self.people = named(QListView(self), "found")
        self.people.hide()
        self.people.setModel(self._model)
        self.people.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.people.setUniformItemSizes(True)
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setItemDelegate(_TwoLines(self.people))
        self.people.clicked.connect(self._take)
        self.textEdited.connect(self._look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if event.key() in ENTER:
            self._take_chosen()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        elif step and self._model.rowCount():
            row = min(max(self.people.currentIndex().row() + step, 0), self._model.rowCount() - 1)
            self.people.setCurrentIndex(self._model.index(row, 0))
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.people.hide()
        super().focusOutEvent(event)

    def _look(self, typed: str) -> None:
        wanted = typed.strip()
        people = self._find(wanted) if wanted else []
        self._model.clear()
        for person in people:
            self._model.appendRow(_line(person))
        if wanted and not people:
            nobody = QStandardItem(f"没有找到“{wanted}”")
            nobody.setData("换个写法再试：姓名、拼音首字母、身份证号后四位", _QUIET)
            nobody.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(nobody)
        self._show_list(min(self._model.rowCount(), _ROWS_SHOWN))

    def _show_list(self, rows: int) -> None:
        window = self.window()
        self.people.setParent(window)
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        self.people.setGeometry(below.x(), below.y(), self.width(), rows * _ROW_HEIGHT + 10)
        self.people.setVisible(rows > 0)
        self.people.raise_()

    def _take_chosen(self) -> None:
        if self.text().strip():
            chosen = self.people.currentIndex().row()
            self._look(self.text())
            self._take(self._model.index(max(chosen, 0), 0))

    def _take(self, index: QModelIndex) -> None:
        person_id = index.data(_ID)
        if person_id is not None:
            self._close()
            self.found.emit(person_id)

    def _close(self) -> None:
        self.clear()
        self._model.clear()
        self.people.hide()


def _line(person: Mapping[str, Any]) -> QStandardItem:
    """What tells nine children of one name apart: birth date, village, guardian, school."""
    item = QStandardItem(f"{person['name']}　{masked(person.get('id_number'))}")
    guardian = f"监护人 {person['guardian_name']}" if person.get("guardian_name") else ""
    places = [person.get("village"), person.get("group_name"), guardian, person.get("school")]
    item.setData("　".join(filter(None, [spoken(person.get("birth_date")), *places])), _QUIET)
    item.setData(person["id"], _ID)
    return item


class _TwoLines(QStyledItemDelegate):
    """The name in the first line, what tells her apart in a quiet second one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        style: Any = option  # its attributes are missing from the type stubs
        area = style.rect
        if style.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, colour("tint"))
        upper = area.adjusted(12, 5, -12, -area.height() // 2)
        lower = area.adjusted(12, area.height() // 2, -12, -5)
        painter.setPen(colour("ink"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(upper, left, str(index.data()))
        painter.setPen(colour("quiet"))
        metrics = style.fontMetrics
        quiet = metrics.elidedText(str(index.data(_QUIET) or ""), Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, left, quiet)
