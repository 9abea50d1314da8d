"""A table of rows to tick, with cells to type in; Tab leads past it to what stands above and below."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.record_list import ROW_HEIGHT


def lay_out(table: QTableView, model: QAbstractItemModel, widths: Sequence[int], stretched: int) -> None:
    """Let a table show a model. widths: of its columns in pixels; stretched: the column that takes the rest."""
    named(table, "bulkTable")
    table.setModel(model)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(
        QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
    )
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    table.setWordWrap(False)
    table.setShowGrid(False)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, width)
    table.horizontalHeader().setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
