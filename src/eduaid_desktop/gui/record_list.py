"""The one list widget of every tab: sort by a header, filter line, sums in sight, rows fetched as they are seen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from eduaid_desktop import settings
from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.rows_model import Column, RowsModel, Source
from eduaid_desktop.paths import resources

ROW_HEIGHT = 32
# The heading and a row, on a screen that has room for no more.
_LOWEST = 76
# A fast typist writes a word of the filter in one go; the list follows when she pauses this long.
_FOLLOW_AFTER_MS = 120


class RecordList(QWidget):
    """chosen(id): the current row changed. opened(id): Enter or a double click on a row."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str, source: Source) -> None:
        """name: under which the column widths are remembered."""
        super().__init__()
        self.setObjectName(name)
        self._silent = False
        # What is said of no rows when the source was narrowed to something; "" for the hint of its kind.
        self.nothing = ""
        self.model = RowsModel(source)
        self.filter = _filter_line(source.searched)
        self.view = _table(self.model, source.columns)
        self.totals = named(QLabel(), "totals")
        self.totals.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.totals.setWordWrap(True)
        self.empty = named(QLabel(source.empty_hint), "emptyHint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._lay_out()
        self._wait = _timer(self, _FOLLOW_AFTER_MS, self._apply_filter)
        self._widths_wait = _timer(self, 1000, self._keep_widths)
        self._connect()
        self._restore_widths()

    def refresh(self) -> None:
        """Read the list anew; the current record stays current, without being chosen again."""
        current = self.current()
        self._silently(self.model.load)
        self._count()
        if current is not None:
            self.select(current)

    def point_to(self, source: Source) -> None:
        """Show another source with the same columns (another term, another state)."""
        self.model.source = source
        self.refresh()

    def current(self) -> int | None:
        """The id of the current row, or None."""
        index = self.view.currentIndex()
        return self.model.ids[index.row()] if index.isValid() and index.row() < len(self.model.ids) else None

    def select(self, record_id: int) -> None:
        """Make a record current and bring it into sight, without opening it."""
        place = self.model.place(record_id)
        if place >= 0:
            self._silently(lambda: self.view.setCurrentIndex(self.model.index(place, 0)))
            # A list that is not laid out yet cannot scroll.
            QTimer.singleShot(0, self.view, lambda: self.view.scrollTo(self.view.currentIndex()))

    def start(self) -> None:
        """Put the focus on the rows, on the first one when none is current."""
        if self.current() is None and self.model.ids:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setFocus()

    def step(self, by: int) -> None:
        """Choose the record before (-1) or after (1) the current one."""
        place = self.view.currentIndex().row() + by
        if 0 <= place < len(self.model.ids):
            self.view.setCurrentIndex(self.model.index(place, 0))

    def add_tool(self, widget: QWidget) -> None:
        """Put a choice or a button beside the filter line."""
        self._tools.addWidget(widget)

    def add_choices(self, widget: QWidget) -> None:
        """Put a row of quick choices below the filter line."""
        self._column.insertWidget(1, widget)

    def without_filter(self) -> None:
        """For the few rows of a part of a record."""
        self.filter.hide()
        self._tools.setContentsMargins(0, 0, 0, 0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Its rows give way when room is short; a layout would not squeeze what says yes here."""
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.view and event.key() in ENTER:
                self._open()
                return True
            if watched is self.filter and event.key() in (*ENTER, Qt.Key.Key_Down):
                self._apply_filter()
                self.start()
                return True
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._tools = QHBoxLayout()
        self._tools.setContentsMargins(12, 8, 12, 8)
        self._tools.setSpacing(8)
        self._tools.addWidget(self.filter, 1)
        table = QWidget()
        self._stack = QStackedLayout(table)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._tools)
        self._column.addWidget(table, 1)
        self._column.addWidget(self.totals)

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda: self._wait.start())
        self.view.doubleClicked.connect(lambda: self._open())
        self.view.selectionModel().currentRowChanged.connect(self._moved)
        self.view.installEventFilter(self)
        self.filter.installEventFilter(self)
        header = self.view.horizontalHeader()
        header.sortIndicatorChanged.connect(lambda: QTimer.singleShot(0, self._count))
        header.sectionResized.connect(lambda: self._widths_wait.start())

    def _open(self) -> None:
        current = self.current()
        if current is not None:
            self.opened.emit(current)

    def _moved(self) -> None:
        current = self.current()
        if current is not None and not self._silent:
            self.chosen.emit(current)

    def _silently(self, act: Callable[[], None]) -> None:
        self._silent = True
        act()
        self._silent = False

    def _apply_filter(self) -> None:
        self._wait.stop()
        wanted = self.filter.text().strip()
        if wanted != self.model.filter:
            self.model.filter = wanted
            self.refresh()

    def _count(self) -> None:
        """The sums of all rows under the filter, and what to do when there is none."""
        found = self.model.source.totals(filter=self.model.filter)
        titles = {c.name: c.title for c in self.model.source.columns}
        parts = [f"共 {int(found.get('count', 0)):,} 条"]
        parts += [_sum(titles[name], total) for name, total in found.items() if name in titles]
        self.totals.setText("　".join(parts))
        self._stack.setCurrentWidget(self.view if self.model.ids else self.empty)
        filtered = f"没有符合“{self.model.filter}”的记录。按 Esc 清除筛选。"
        self.empty.setText(filtered if self.model.filter else self.nothing or self.model.source.empty_hint)

    def _keep_widths(self) -> None:
        kept = settings.load().get("columns", {})
        count = self.model.columnCount()
        kept[self.objectName()] = [self.view.columnWidth(n) for n in range(count)]
        settings.save(columns=kept)

    def _restore_widths(self) -> None:
        kept = settings.load().get("columns", {}).get(self.objectName(), [])
        if len(kept) == self.model.columnCount():
            for number, width in enumerate(kept):
                self.view.setColumnWidth(number, int(width))


def _sum(title: str, total: str) -> str:
    unit = "（元）"
    words = f"{title.removesuffix(unit)} {total} 元" if title.endswith(unit) else f"{title} {total}"
    return words


def _timer(owner: QObject, milliseconds: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(act)
    return timer


def _filter_line(searched: Sequence[str]) -> QLineEdit:
    line = named(QLineEdit(), "filter")
    line.setAccessibleName("筛选")
    line.setPlaceholderText(f"筛选：{'、'.join(searched)}")
    line.setClearButtonEnabled(True)
    icon = QIcon(str(resources() / "icons" / "search.svg"))
    line.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
    return line


def _table(model: RowsModel, columns: Sequence[Column]) -> QTableView:
    view = named(QTableView(), "rows")
    view.setModel(model)
    view.setAccessibleName("列表")
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setMinimumHeight(_LOWEST)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    header.setSortIndicatorClearable(True)
    header.setStretchLastSection(not columns[-1].right)
    for number, column in enumerate(columns):
        view.setColumnWidth(number, column.width + 16)
    view.setSortingEnabled(True)
    return view
