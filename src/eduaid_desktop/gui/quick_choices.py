"""Quick choices above a list: a state, a village, a term; each narrows the list at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.pieces import named

Choices = Sequence[tuple[Any, str]]


class QuickChoices(QWidget):
    """One box per filter; its first line takes the filter away."""

    def __init__(
        self, boxes: Mapping[str, tuple[str, Choices]], chosen: Callable[[dict[str, Any]], object]
    ) -> None:
        """boxes: filter name to (what it is, choices). chosen(filters) is called at every change."""
        super().__init__()
        named(self, "quickChoices")
        self._chosen = chosen
        self.boxes: dict[str, QComboBox] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 8)
        row.setSpacing(8)
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
            row.addWidget(box, 1)
            self.boxes[name] = box
        FieldKeys(list(self.boxes.values()), self)

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
        return rest

    def take(self, name: str, value: Any) -> None:
        """Choose one value of a filter; an unknown one takes the filter away."""
        self.boxes[name].setCurrentIndex(max(self.boxes[name].findData(value), 0))
