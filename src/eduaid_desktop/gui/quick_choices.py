"""Quick choices above a list: a state, a village, a term; each narrows the list at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.pieces import button, named

Choices = Sequence[tuple[Any, str]]


class QuickChoices(QWidget):
    """One box per filter; its first line takes the filter away."""

    def __init__(
        self,
        boxes: Mapping[str, tuple[str, Choices]],
        chosen: Callable[[dict[str, Any]], object],
        rare: Collection[str] = (),
    ) -> None:
        """boxes: filter name to (what it is, choices). chosen(filters) is called at every change.

        rare: those that stand in a second row, folded away while none of them is chosen.
        """
        super().__init__()
        named(self, "quickChoices")
        self._chosen = chosen
        self.boxes: dict[str, QComboBox] = {}
        row, self._second = QHBoxLayout(), QWidget()
        below = QHBoxLayout(self._second)
        for each in (row, below):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(8)
        for name, (everything, choices) in boxes.items():
            box = named(QComboBox(), f"only_{name}")
            box.setAccessibleName(f"只看一种{everything}")
            box.setToolTip(f"只看一种{everything}；按 Delete 看全部")
            box.addItem(everything, None)
            for value, words in choices:
                box.addItem(words, value)
            box.setMaxVisibleItems(20)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.currentIndexChanged.connect(lambda: chosen(self.filters()))
            (below if name in rare else row).addWidget(box, 1)
            self.boxes[name] = box
        self._rare = [self.boxes[name] for name in rare]
        self.more = button("更多", self._unfold, "moreChoices", "link")
        row.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._second)
        FieldKeys(list(self.boxes.values()), self)
        self._show_rare(wanted=False)

    def filters(self) -> dict[str, Any]:
        """The filters now chosen; None where everything is shown."""
        return {name: box.currentData() for name, box in self.boxes.items()}

    def take_all(self, filters: Mapping[str, Any]) -> dict[str, Any]:
        """Choose the values of these filters and everything of the others; returns those no box knows."""
        rest = {}
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setCurrentIndex(max(box.findData(filters.get(name)), 0))
        for name, value in filters.items():
            if name not in self.boxes or self.boxes[name].currentData() != value:
                rest[name] = value
        self._show_rare(wanted=not self._second.isHidden())
        return rest

    def _unfold(self) -> None:
        self._show_rare(wanted=self._second.isHidden())
        if not self._second.isHidden():
            self._rare[0].setFocus()

    def _show_rare(self, *, wanted: bool) -> None:
        """What narrows the list never does so out of sight."""
        shown = wanted or any(box.currentIndex() > 0 for box in self._rare)
        self._second.setVisible(shown)
        self.more.setVisible(bool(self._rare))
        self.more.setText("收起" if shown else "更多")

    def take(self, name: str, value: Any) -> None:
        """Choose one value of a filter; an unknown one takes the filter away."""
        self.boxes[name].setCurrentIndex(max(self.boxes[name].findData(value), 0))
