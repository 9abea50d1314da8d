"""The sheets of a workbook side by side."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from eduaid_desktop.gui.import_sheet import SheetModel, SheetView
from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.result import ImportResult, Source
from eduaid_desktop.services.imports import REFUSED


class SheetsPart(QWidget):
    """asked(source, column): what it holds is wanted otherwise. moved: another row is current. turn: Delete.

    tabs: the names of the sheets, laid out by whoever has room for them.
    """

    asked = Signal(object, int)
    moved = Signal()
    turn = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: ImportResult | None = None
        self._tabs_wanted = True
        self.tabs = named(QTabBar(), "importSheetTabs")
        self.tabs.setProperty("role", "segments")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.view = SheetView()
        self._lay_out()
        self.tabs.currentChanged.connect(lambda number: self._turn_to(number))
        self.view.asked.connect(lambda column: self.asked.emit(self.source, column))
        self.view.moved.connect(lambda row: self.moved.emit())
        self.view.installEventFilter(self)

    @property
    def source(self) -> Source:
        """The sheet in sight."""
        assert self._found is not None
        return self._found.sources[max(self.tabs.currentIndex(), 0)]

    @property
    def model(self) -> SheetModel:
        """What the view shows."""
        model = self.view.model()
        assert isinstance(model, SheetModel)
        return model

    def show_result(self, found: ImportResult) -> None:
        """Show a workbook as it is read now; the sheet and the place in it stay."""
        same = self._found is not None and self._found.workbook is found.workbook
        number, at = self.tabs.currentIndex(), self.view.currentIndex()
        where = (at.row(), self.view.verticalScrollBar().value(), self.view.horizontalScrollBar().value())
        self._found = found
        self._name_tabs(found)
        first = next((n for n, s in enumerate(found.sources) if found.takes(s)), 0)
        self.tabs.setCurrentIndex(number if same and number >= 0 else first)
        self._turn_to(self.tabs.currentIndex())
        if same and where[0] >= 0:
            self.view.setCurrentIndex(self.model.index(where[0], max(at.column(), 0)))
            self.view.verticalScrollBar().setValue(where[1])
            self.view.horizontalScrollBar().setValue(where[2])

    def look_at(self, sheet: str, row: int) -> None:
        """Bring an Excel row of a sheet into sight."""
        assert self._found is not None
        names = [source.sheet.name for source in self._found.sources]
        self.tabs.setCurrentIndex(names.index(sheet))
        if row:
            self.view.look_at(row - 1)
        self.view.setFocus()

    def show_tabs(self, wanted: bool) -> None:
        """Show the tabs, where there is more than one sheet to choose."""
        self._tabs_wanted = wanted
        self.tabs.setVisible(wanted and self.tabs.count() > 1)

    def retell(self) -> None:
        """Rows were left out or taken back: say so."""
        model = self.model
        last = model.index(model.rowCount() - 1, model.columnCount() - 1)
        model.dataChanged.emit(model.index(0, 0), last)
        model.headerDataChanged.emit(Qt.Orientation.Vertical, 0, model.rowCount() - 1)

    def current(self) -> tuple[str, int] | None:
        """(sheet, Excel row) of the current row."""
        row = self.view.currentIndex().row()
        return (self.source.sheet.name, row + 1) if row >= 0 else None

    def chosen(self) -> list[tuple[str, int]]:
        """The data rows that are chosen."""
        rows = sorted({index.row() for index in self.view.selectedIndexes()})
        return [(self.source.sheet.name, row + 1) for row in rows if row in self.model.lines]

    def eventFilter(self, watched, event) -> bool:  # type: ignore[no-untyped-def]
        """Enter asks for the column of the current cell, Delete leaves the row out or takes it back."""
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            at = self.view.currentIndex()
            if event.key() in ENTER and at.isValid():
                self.asked.emit(self.source, at.column())
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.turn.emit()
                return True
        return super().eventFilter(watched, event)

    def _name_tabs(self, found: ImportResult) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count() < len(found.sources):
            self.tabs.addTab("")
        refused: dict[str, int] = {}
        for line in found.lines:
            refused[line.sheet] = refused.get(line.sheet, 0) + (line.outcome == REFUSED)
        for number, source in enumerate(found.sources):
            name = source.sheet.name
            count = refused.get(name, 0)
            more = f" ✕{count}" if count else "" if found.takes(source) else "（不读）"
            self.tabs.setTabText(number, f"{name or '表'}{'' if source.sheet.visible else '（隐藏）'}{more}")
        self.show_tabs(self._tabs_wanted)
        self.tabs.blockSignals(False)

    def _turn_to(self, number: int) -> None:
        if self._found is not None and number >= 0:
            self.view.show_sheet(SheetModel(self._found, self.source, self._desk))
            self.moved.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
