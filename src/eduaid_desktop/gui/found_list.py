"""The list under the search box: what tells one child from another of the same name."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import colour

_ID, _QUIET, _PAPER = (Qt.ItemDataRole.UserRole + place for place in range(3))
_ROW_HEIGHT = 48
_ROWS_SHOWN = 8


class FoundList(QListView):
    """taken(person id): a line was clicked; paper_taken: the line about a paper was. It never takes the focus."""

    taken = Signal(object)
    paper_taken = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        named(self, "found").hide()
        self._owner = owner
        self._model = QStandardItemModel(0, 1, self)
        self.setModel(self._model)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_TwoLines(self))
        self.clicked.connect(self._take)

    def offer(self, wanted: str, people: Sequence[Mapping[str, Any]]) -> None:
        """Show these people below the box, as services.people.find_shown gives them; say so when there is nobody."""
        self._model.clear()
        for person in people:
            self._model.appendRow(_line(person))
        if wanted and not people:
            nobody = QStandardItem(f"没有找到“{wanted}”")
            nobody.setData("换个写法再试：姓名、拼音首字母、身份证号后四位", _QUIET)
            nobody.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(nobody)
        self._place(min(self._model.rowCount(), _ROWS_SHOWN))

    def offer_paper(self, number: str) -> None:
        """Say that this is the number of a printed paper."""
        self._model.clear()
        paper = QStandardItem(f"单据 {number}")
        paper.setData("按 Enter 看它是哪一张，收回没有", _QUIET)
        paper.setData(number, _PAPER)
        self._model.appendRow(paper)
        self._place(1)

    def move_by(self, step: int) -> None:
        """Make the line before (-1) or after (1) the current one."""
        if self._model.rowCount():
            row = min(max(self.currentIndex().row() + step, 0), self._model.rowCount() - 1)
            self.setCurrentIndex(self._model.index(row, 0))

    def chosen_row(self) -> int:
        """The current line, the first where there is none."""
        return max(self.currentIndex().row(), 0)

    def take_row(self, row: int) -> None:
        """As a click on that line."""
        self._take(self._model.index(row, 0))

    def _take(self, index: QModelIndex) -> None:
        person_id = index.data(_ID)
        if person_id is not None:
            self.taken.emit(person_id)
        elif index.data(_PAPER) is not None:
            self.paper_taken.emit()

    def _place(self, rows: int) -> None:
        window = self._owner.window()
        self.setParent(window)
        below = self._owner.mapTo(window, QPoint(0, self._owner.height() + 2))
        self.setGeometry(below.x(), below.y(), self._owner.width(), rows * _ROW_HEIGHT + 10)
        self.setVisible(rows > 0)
        self.raise_()


def _line(person: Mapping[str, Any]) -> QStandardItem:
    """What tells nine children of one name apart: birth date, village, guardian, school."""
    item = QStandardItem(f"{person['name']}　{person.get('id_number') or ''}")
    guardian = f"监护人 {person['guardian_name']}" if person.get("guardian_name") else ""
    former = f"原为 {person['former']}" if person.get("former") else ""
    places = [former, person.get("village"), person.get("group_name"), guardian, person.get("school")]
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
