"""Beside the form: the way to an application, then every programme, open with amount and clause or closed and why."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import colour
from eduaid_desktop.services.aid_lead import Line
from eduaid_desktop.services.aid_offers import Offer

HOUSEHOLD, RECOGNITION, CHOICE = "household", "recognition", "choice"
_TITLES = {HOUSEHOLD: "1 家庭", RECOGNITION: "2 困难认定", CHOICE: "3 项目"}
_KEY = Qt.ItemDataRole.UserRole
# The room beside and above the words: app.qss and the margin of the style.
_BESIDE, _ABOVE = 32, 14
# A step and a programme, on a screen that has room for no more.
_LOWEST = 96


class _Wrapped(QStyledItemDelegate):
    """As high as the wrapped words are: Qt reckons without the padding of the style sheet, and cuts the last line."""

    def __init__(self, owner: QListWidget) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = max(self._owner.viewport().width(), 2 * _BESIDE)
        words, wrap = str(index.data()), Qt.TextFlag.TextWordWrap.value
        metrics = self._owner.fontMetrics()
        needed = metrics.boundingRect(0, 0, width - _BESIDE, 10_000, wrap, words)
        return QSize(width, needed.height() + _ABOVE)


class GuideList(QListWidget):
    """taken(key): Enter or a double click on a programme, or on the step 困难认定. left: Esc was pressed."""

    taken = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "guide")
        self.setAccessibleName("申请的步骤和资助项目")
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMinimumHeight(_LOWEST)
        self.setItemDelegate(_Wrapped(self))
        self.installEventFilter(self)
        self.itemDoubleClicked.connect(self._take)
        self._shown: list[tuple[str, str, str]] = []
        self._chosen = ""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 4 * _LOWEST)

    def show_all(self, steps: Mapping[str, Line], offers: Sequence[Offer], chosen: str) -> None:
        """Show both, and bring the programme into sight that was chosen just now; else nothing scrolls."""
        found = [(key, _step(key, line), "ink" if line.done else "warning") for key, line in steps.items()]
        found += [(each.key, told(each), _colour(each)) for each in offers]
        if found != self._shown:
            self._shown = found
            self._fill(found)
        if chosen != self._chosen:
            self._chosen = chosen
            self.setCurrentRow(next((n for n, each in enumerate(found) if each[0] == chosen), -1))

    def _fill(self, found: Sequence[tuple[str, str, str]]) -> None:
        row, place = self.currentRow(), self.verticalScrollBar().value()
        with QSignalBlocker(self):
            self.clear()
            for key, words, ink in found:
                self.addItem(_item(key, words, ink))
            self.setCurrentRow(min(row, len(found) - 1))
        self.verticalScrollBar().setValue(place)

    def start(self) -> None:
        """Put the focus on the first programme, or where it was last."""
        if self.currentRow() < 0:
            self.setCurrentRow(len(_TITLES))
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in ENTER and self.currentItem():
                self._take(self.currentItem())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _take(self, item: QListWidgetItem) -> None:
        self.taken.emit(item.data(_KEY))


def _item(key: str, words: str, ink: str) -> QListWidgetItem:
    item = QListWidgetItem(words)
    item.setData(_KEY, key)
    item.setToolTip(words)
    item.setForeground(colour(ink))
    if key in _TITLES:
        item.setBackground(colour("hair"))
    return item


def _step(key: str, line: Line) -> str:
    return f"{'✓' if line.done else '▲'} {_TITLES[key]}　{masks.in_text(line.words)}"


def _colour(offer: Offer) -> str:
    if offer.closed:
        return "quiet"
    return "warning" if offer.gap else "ink"


def told(offer: Offer) -> str:
    """A programme in two lines: its sign, name and amount; and the clause, or why it is closed."""
    if offer.closed:
        return f"✕ {offer.name}\n{'；'.join(offer.closed)}"
    if offer.gap:
        return f"▲ {offer.name}\n{offer.gap}"
    amount = f"　{yuan(offer.fen)} 元" if offer.fen is not None else ""
    return f"○ {offer.name}{amount}\n{offer.why}"
