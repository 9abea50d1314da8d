"""The one search box that all tabs share: find a child by name, pinyin initials or the tail of the ID number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
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


class SearchBox(QLineEdit):
    """found(person id): Enter or a click on a line of the list. Enter alone takes the first line."""

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
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        self._popup = named(QListView(), "found")
        self._popup.setUniformItemSizes(True)
        self._popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(_TwoLines(self._popup))
        self._completer.setWidget(self)
        self._popup.clicked.connect(self._take)
        self.textEdited.connect(self._look)
        self._popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the chosen line, or else the first: the completer would only close its list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            chosen = self._popup.currentIndex()
            if chosen.isValid():
                self._take(chosen)
            else:
                self._take_first()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self._take_first()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif event.key() == Qt.Key.Key_Down and self._model.rowCount():
            self._completer.complete()
        else:
            super().keyPressEvent(event)

    def _look(self, typed: str) -> None:
        people = self._find(typed.strip()) if typed.strip() else []
        self._model.clear()
        for person in people:
            self._model.appendRow(_line(person))
        if typed.strip() and not people:
            nobody = QStandardItem(f"没有找到“{typed.strip()}”")
            nobody.setData("换个写法再试：姓名、拼音首字母、身份证号后四位", _QUIET)
            nobody.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(nobody)
        if self._model.rowCount():
            self._completer.complete()
        else:
            self._popup.hide()

    def _take_first(self) -> None:
        if self.text().strip():
            self._look(self.text())
            self._take(self._model.index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        person_id = index.data(_ID)
        if person_id is not None:
            self._popup.hide()
            self.clear()
            self._model.clear()
            self.found.emit(person_id)


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
