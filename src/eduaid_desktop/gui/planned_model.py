"""The cases of a batch as they were weighed: ticked or left out, with an amount, a step and a reason of their own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from eduaid_desktop.domain import money
from eduaid_desktop.domain.workflow import ACTIONS, state_name, ways
from eduaid_desktop.services.relief_bulk import ELSEWHERE, GO, OUT, STATES, Own, Planned

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TITLES = ("姓名", "村", "组", "申请编号", "现在", "金额（元）", "怎么办", "本份的理由", "说明")
WIDTHS = (120, 80, 56, 208, 110, 100, 130, 150, 0)
NAME, AMOUNT, STEP, REASON, WHY = 0, 5, 6, 7, 8
_WEIGHED = ("township_agree", "township_notice")
_ROLE = Qt.ItemDataRole


class PlannedModel(QAbstractTableModel):
    """altered: a case was ticked, or given something of its own, and the batch is to be weighed anew.

    own: the exceptions, by case.
    """

    altered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[int, Own] = {}
        self._all: list[Planned] = []
        self._shown: list[Planned] = []
        self._action, self._state = "", ""

    def take(self, action: str, rows: Sequence[Planned]) -> None:
        """Show what a step means for these; a table with the same cases keeps its place."""
        same = [r.case["id"] for r in rows] == [r.case["id"] for r in self._all] and not self._state
        if not same:
            self.beginResetModel()
        self._action, self._all = action, list(rows)
        self._narrow()
        if not same:
            self.endResetModel()
        elif self._shown:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self._shown) - 1, WHY))

    def forget(self) -> None:
        """Another step or village: nobody has anything of her own."""
        self.own = {}

    def only(self, state: str) -> None:
        """Show only the cases of a state, all of them for ""."""
        self.beginResetModel()
        self._state = state
        self._narrow()
        self.endResetModel()

    def toggle(self, rows: Sequence[int]) -> None:
        """Leave the cases of these rows out, or take them in again when the first is out."""
        chosen = [self._shown[row] for row in rows if self._can_tick(self._shown[row])]
        if chosen:
            out = chosen[0].state == GO
            for each in chosen:
                self._set(each, left_out=out)
            self.altered.emit()

    def instead(self, rows: Sequence[int], action: str, target: int | None) -> bool:
        """Let the cases of these rows take another step; "" the common one. Whether there was any."""
        chosen = [self._shown[row] for row in rows if self._shown[row].state != ELSEWHERE]
        for each in chosen:
            self._set(each, left_out=False, action=action, target=target)
        if chosen:
            self.altered.emit()
        return bool(chosen)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return _TITLES[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        planned = self._shown[index.row()]
        if index.column() == NAME and self._can_tick(planned):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if self._can_type(planned, index.column()) else flags

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        planned, column = self._shown[index.row()], index.column()
        if role == _ROLE.CheckStateRole and column == NAME and self._can_tick(planned):
            return Qt.CheckState.Checked if planned.state == GO else Qt.CheckState.Unchecked
        if role == _ROLE.EditRole and column == AMOUNT:
            return money.plain_yuan(planned.fen)
        if role in (_ROLE.DisplayRole, _ROLE.EditRole, _ROLE.ToolTipRole):
            return self._words(planned)[column]
        if role == _ROLE.TextAlignmentRole and column == AMOUNT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:  # noqa: N802
        planned, column = self._shown[index.row()], index.column()
        if role == _ROLE.CheckStateRole and column == NAME:
            self.toggle([index.row()])
            return True
        if role != _ROLE.EditRole or not self._typed(planned, column, str(value).strip()):
            return False
        self.altered.emit()
        return True

    def _typed(self, planned: Planned, column: int, text: str) -> bool:
        """False leaves the cell as it was: an amount that is none."""
        if column == REASON:
            self._set(planned, reason=text)
        elif column == AMOUNT:
            try:
                fen = money.parse_yuan(text) if text else None
            except ValueError:
                return False
            self._set(planned, amount=fen)
        return column in (REASON, AMOUNT)

    def _set(self, planned: Planned, **values: Any) -> None:
        case_id = planned.case["id"]
        self.own[case_id] = replace(self.own.get(case_id, Own()), **values)

    def _can_tick(self, planned: Planned) -> bool:
        return planned.state in (GO, OUT)

    def _can_type(self, planned: Planned, column: int) -> bool:
        if planned.state == ELSEWHERE:
            return False
        return column == REASON or (column == AMOUNT and self._action in _WEIGHED)

    def _words(self, planned: Planned) -> tuple[str, ...]:
        case, own = planned.case, self.own.get(planned.case["id"], Own())
        return (
            case["name"], case["village_name"] or "", case["group_name"] or "", case["case_no"] or "草稿",
            state_name(case["state"]), money.yuan(planned.fen), self._step(planned, own), own.reason,
            planned.why,
        )  # fmt: skip

    def _step(self, planned: Planned, own: Own) -> str:
        """What happens to a case, in the words of its step."""
        if planned.state in (OUT, ELSEWHERE):
            return STATES[planned.state]
        action = own.action or self._action
        found = ways(planned.case["state"], action)
        target = next((w.label for w in found if w.target == own.target), "")
        return planned.label or target or (found[0].label if found else ACTIONS[action])

    def _narrow(self) -> None:
        wanted = [r for r in self._all if self._state in ("", r.state)]
        # Those that are not at this step are there to be looked up, below the others.
        self._shown = sorted(wanted, key=lambda r: r.state == ELSEWHERE)
