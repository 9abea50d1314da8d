"""The table of a batch: Space leaves a case out, F2 types an amount or a reason, Enter goes on to the button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from eduaid_desktop.gui import ticked_table
from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.planned_model import REASON, WHY, WIDTHS, PlannedModel


class PlannedTable(QTableView):
    """finished: Enter was pressed on a row."""

    finished = Signal()

    def __init__(self, model: PlannedModel) -> None:
        super().__init__()
        self._planned = model
        ticked_table.lay_out(self, model, WIDTHS, WHY)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(50)
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
