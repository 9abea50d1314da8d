"""The table of a batch: Space leaves a case out, F2 types an amount or a reason, Enter goes on to the button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.planned_model import REASON, WHY, WIDTHS, PlannedModel
from eduaid_desktop.gui.record_list import ROW_HEIGHT


class PlannedTable(QTableView):
    """finished: Enter was pressed on a row."""

    finished = Signal()

    def __init__(self, model: PlannedModel) -> None:
        super().__init__()
        named(self, "bulkTable")
        self._planned = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setWordWrap(False)
        self.setShowGrid(False)
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, width)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(50)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName("要办理的申请")

    def chosen(self) -> list[int]:
        """The selected rows."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def type_reason(self, row: int) -> None:
        """Let the reason of a row be typed."""
        self.setFocus()
        self.setCurrentIndex(self._planned.index(row, REASON))
        self.edit(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() == Qt.Key.Key_Space and not editing:
            self._planned.toggle(self.chosen())
        elif event.key() in ENTER and not editing:
            self.finished.emit()
        else:
            super().keyPressEvent(event)
