"""The children of a roll under a programme: each ticked or not, with an amount that may be changed for a reason."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from eduaid_desktop.domain import money
from eduaid_desktop.services.aid_bulk import ASK, CLOSED, OPEN, STATES, Candidate, Chosen

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TITLES = ("姓名", "学校", "年级", "班级", "户类型", "金额（元）", "情况", "说明", "与标准不同的理由")
WIDTHS = (110, 150, 66, 66, 96, 92, 80, 0, 180)
NAME, AMOUNT, WHY, REASON = 0, 5, 7, 8
_ROLE = Qt.ItemDataRole


class CandidatesModel(QAbstractTableModel):
    """changed: what is ticked, or an amount, is another now. shown is narrowed with only()."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Candidate] = []
        self._shown: list[int] = []
        self._ticked: set[int] = set()
        self._amounts: dict[int, int | None] = {}
        self._reasons: dict[int, str] = {}
        self._state = ""

    def take(self, found: Sequence[Candidate]) -> None:
        """Show other children; those to whom the programme is simply open are ticked."""
        self.beginResetModel()
        self._all = list(found)
        self._ticked = {n for n, c in enumerate(found) if c.state == OPEN}
        self._amounts, self._reasons = {}, {}
        self._narrow()
        self.endResetModel()
        self.changed.emit()

    def only(self, state: str) -> None:
        """Show only the children of a state, all of them for ""."""
        self.beginResetModel()
        self._state = state
        self._narrow()
        self.endResetModel()

    def chosen(self) -> list[Chosen]:
        """Who is ticked, with amount and reason."""
        ticked = ((n, self._all[n].pupil) for n in sorted(self._ticked))
        return [
            Chosen(pupil["person_id"], self._fen(n), self._reasons.get(n, ""), pupil["school_id"])
            for n, pupil in ticked
        ]

    def total(self) -> int:
        """The fen of all who are ticked."""
        return sum(self._fen(n) or 0 for n in self._ticked)

    def unexplained(self) -> int | None:
        """The first shown row that is ticked and needs a reason that is not there; None when there is none."""
        for row, n in enumerate(self._shown):
            candidate = self._all[n]
            off = self._fen(n) != candidate.fen
            odd = candidate.state not in (OPEN, ASK)
            if n in self._ticked and (odd or (off and candidate.rate)) and not self._reasons.get(n):
                return row
        return None

    def toggle(self, rows: Sequence[int]) -> None:
        """Tick the rows, or untick them when the first is ticked."""
        wanted = {self._shown[row] for row in rows if self._can_tick(self._shown[row])}
        on = bool(wanted - self._ticked)
        self._ticked = self._ticked | wanted if on else self._ticked - wanted
        if self._shown:
            last = self.index(len(self._shown) - 1, NAME)
            self.dataChanged.emit(self.index(0, NAME), last, [_ROLE.CheckStateRole])
        self.changed.emit()

    def unticked(self, rows: Sequence[int]) -> list[int]:
        """The persons of these rows who are not ticked though the programme is open to them."""
        places = (self._shown[row] for row in sorted(rows))
        return [
            self._all[n].pupil["person_id"]
            for n in places
            if n not in self._ticked and self._all[n].state in (OPEN, ASK)
        ]

    def explain(self, people: Sequence[int], reason: str) -> None:
        """Show that a reason is kept for some, without touching what is ticked or typed elsewhere."""
        for n, candidate in enumerate(self._all):
            if candidate.pupil["person_id"] in people:
                self._all[n] = replace(candidate, state=ASK, reasons=[f"已记未资助的原因：{reason}"])
        if self._shown:
            last = self.index(len(self._shown) - 1, len(_TITLES) - 1)
            self.dataChanged.emit(self.index(0, NAME), last)

    def row_of(self, person_id: int) -> int | None:
        """The shown row of a child; None when she is not shown."""
        shown = (row for row, n in enumerate(self._shown) if self._all[n].pupil["person_id"] == person_id)
        return next(shown, None)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return _TITLES[section]
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == AMOUNT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if index.column() == NAME and self._can_tick(self._shown[index.row()]):
            found |= Qt.ItemFlag.ItemIsUserCheckable
        if index.column() in (AMOUNT, REASON):
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        n, column = self._shown[index.row()], index.column()
        if role == _ROLE.CheckStateRole and column == NAME and self._can_tick(n):
            return Qt.CheckState.Checked if n in self._ticked else Qt.CheckState.Unchecked
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return self._words(n, column)
        if role == _ROLE.EditRole:
            return money.plain_yuan(self._fen(n)) if column == AMOUNT else self._words(n, column)
        if role == _ROLE.TextAlignmentRole and column == AMOUNT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:  # noqa: N802
        n, column = self._shown[index.row()], index.column()
        if role == _ROLE.CheckStateRole and column == NAME:
            self.toggle([index.row()])
            return True
        if role != _ROLE.EditRole or not self._typed(n, column, str(value).strip()):
            return False
        self.dataChanged.emit(index, index)
        self.changed.emit()
        return True

    def _typed(self, n: int, column: int, text: str) -> bool:
        """False leaves the cell as it was: an amount that is none."""
        if column == REASON:
            self._reasons[n] = text
        elif column == AMOUNT:
            try:
                fen = money.parse_yuan(text) if text else None
            except ValueError:
                return False
            if fen is not None and fen < 0:
                return False
            self._amounts[n] = fen
        return column in (REASON, AMOUNT)

    def _can_tick(self, n: int) -> bool:
        return self._all[n].aid_id is None

    def _fen(self, n: int) -> int | None:
        return self._amounts.get(n, self._all[n].fen)

    def _words(self, n: int, column: int) -> str:
        candidate = self._all[n]
        pupil, why = candidate.pupil, "；".join(candidate.reasons) or candidate.why
        words = (
            pupil["name"], pupil["school"], pupil["grade"], pupil["class_name"], pupil["household_type"],
            money.yuan(self._fen(n)) if self._pays(n) else "", STATES[candidate.state], why,
            self._reasons.get(n, ""),
        )  # fmt: skip
        return words[column] or ""

    def _pays(self, n: int) -> bool:
        return n in self._ticked or self._all[n].state != CLOSED

    def _narrow(self) -> None:
        self._shown = [n for n, c in enumerate(self._all) if self._state in ("", c.state)]
