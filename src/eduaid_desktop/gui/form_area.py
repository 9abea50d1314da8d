"""The scrolled place of a form: two columns of fields where there is room, one where there is not."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayoutItem, QScrollArea, QVBoxLayout, QWidget

from eduaid_desktop.gui.pieces import named

# Two labels of 132 pixels and two fields wide enough for an ID number.
_TWO_COLUMNS_FROM = 640
# One field with its problem, on a screen that has room for no more.
LOWEST = 56


@dataclass(frozen=True)
class _Cell:
    """Where the .ui file put an item."""

    item: QLayoutItem
    row: int
    column: int
    columns: int


class FormArea(QScrollArea):
    """column: the layout that more can be added to, below the form."""

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self._form, self._narrow = form, False
        self._laid: dict[QGridLayout, tuple[list[_Cell], bool]] = {}
        inside = named(QWidget(), "scrolled")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 12, 8)
        self.column.setSpacing(12)
        self.column.addWidget(form)
        self.column.addStretch(1)
        self.setWidgetResizable(True)
        self.setMinimumHeight(LOWEST)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def add_below(self, widget: QWidget) -> None:
        """Put a widget below what is there already."""
        self.column.insertWidget(self.column.count() - 1, widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _TWO_COLUMNS_FROM
        if narrow != self._narrow:
            self._narrow = narrow
            self.lay_out()

    def lay_out(self) -> None:
        """Put the fields where they belong: those that are hidden leave no hole between the others."""
        for grid, (cells, label_width) in self._as_drawn.items():
            shown = _closed_up(cells)
            if self._laid.get(grid, (cells, False)) != (shown, self._narrow):
                self._laid[grid] = (shown, self._narrow)
                self._lay(grid, shown, label_width)

    @cached_property
    def _as_drawn(self) -> dict[QGridLayout, tuple[list[_Cell], int]]:
        """Cells and label width of every grid as the .ui file has them; asked for when first narrow."""
        grids = self._form.findChildren(QGridLayout)
        return {grid: (_cells(grid), grid.columnMinimumWidth(2)) for grid in grids}

    def _lay(self, grid: QGridLayout, cells: list[_Cell], label_width: int) -> None:
        """Row by row the right-hand field goes below the left-hand one, or back beside it."""
        while grid.count():
            grid.takeAt(0)
        for cell in cells:
            if self._narrow:
                row = 2 * cell.row - cell.row % 2 + (2 if cell.column >= 2 else 0)
                grid.addItem(cell.item, row, cell.column % 2, 1, 1)
            else:
                grid.addItem(cell.item, cell.row, cell.column, 1, cell.columns)
        grid.setColumnStretch(3, 0 if self._narrow else 1)
        grid.setColumnMinimumWidth(2, 0 if self._narrow else label_width)


def _closed_up(cells: list[_Cell]) -> list[_Cell]:
    """The cells of the fields in sight moved up, in their order; a field is its label, its editor and its line."""
    fields: dict[tuple[int, int], list[_Cell]] = {}
    for cell in cells:
        fields.setdefault((cell.row // 2, cell.column // 2), []).append(cell)
    if not any(map(_hidden, fields.values())):
        return cells
    found, place = [], 0
    for _, parts in sorted(fields.items(), key=lambda item: (_hidden(item[1]), item[0])):
        wide = any(cell.columns > 1 for cell in parts)
        place += place % 2 if wide else 0
        found += [_moved(cell, place) for cell in parts]
        place += 2 if wide else 1
    return found


def _moved(cell: _Cell, place: int) -> _Cell:
    return _Cell(cell.item, place // 2 * 2 + cell.row % 2, place % 2 * 2 + cell.column % 2, cell.columns)


def _hidden(parts: list[_Cell]) -> bool:
    """Whether a field is not asked now; its line is out of sight most of the time."""
    first = min(parts, key=lambda cell: (cell.row, cell.column)).item.widget()
    return first is not None and first.isHidden()


def _cells(grid: QGridLayout) -> list[_Cell]:
    found = []
    for number in range(grid.count()):
        item = grid.itemAt(number)
        assert item is not None
        position: Any = grid.getItemPosition(number)  # four numbers, which the type stubs do not say
        row, column, _, columns = position
        found.append(_Cell(item, row, column, columns))
    return found
