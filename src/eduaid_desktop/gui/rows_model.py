"""A table model that knows every row's id and fetches cells page by page, as they come into sight."""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

PAGE = 128
_PAGES_KEPT = 32
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class Column(Protocol):
    """One column of a list: its field, its title, its width in pixels, and whether figures stand flush right."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def right(self) -> bool: ...


class Source(Protocol):
    """Where a list reads from; services.lists.ListSource is one."""

    empty_hint: str

    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def searched(self) -> Sequence[str]: ...
    def ids(self, *, sort: str = "", descending: bool = False, filter: str = "") -> "array[int]": ...
    def rows(self, wanted: Sequence[int]) -> dict[int, dict[str, str]]: ...
    def totals(self, *, filter: str = "") -> dict[str, str]: ...


class RowsModel(QAbstractTableModel):
    """Eight bytes a row for the ids, and the cells of the pages last seen."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.ids: array[int] = array("q")
        self.sorted_by, self.descending, self.filter = "", False, ""
        self._names = [c.name for c in source.columns]
        self._titles = [c.title for c in source.columns]
        self._aligned = [_RIGHT if c.right else _LEFT for c in source.columns]
        self._pages: OrderedDict[int, dict[int, dict[str, str]]] = OrderedDict()

    def load(self) -> None:
        """Ask for the ids anew, with the present sort and filter."""
        self.beginResetModel()
        self._pages.clear()
        self.ids = self.source.ids(sort=self.sorted_by, descending=self.descending, filter=self.filter)
        self.endResetModel()

    def point_to(self, source: Source) -> None:
        """Read from another source with the same columns."""
        self.source = source
        self.load()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Called by the header; column -1 gives the list its own order back."""
        self.sorted_by = self._names[column] if column >= 0 else ""
        self.descending = order == Qt.SortOrder.DescendingOrder
        self.load()

    def place(self, record_id: int) -> int:
        """The row of a record, -1 when the list does not hold it."""
        try:
            return self.ids.index(record_id)
        except ValueError:
            return -1

    def cell(self, row: int, column: int) -> str:
        """What a cell shows."""
        record_id = self.ids[row]
        return self._page(row // PAGE).get(record_id, {}).get(self._names[column], "")

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned[index.column()]
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned[section]
        return None

    def _page(self, number: int) -> dict[int, dict[str, str]]:
        if number not in self._pages:
            wanted = self.ids[number * PAGE : (number + 1) * PAGE]
            self._pages[number] = self.source.rows(wanted)
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return self._pages[number]
