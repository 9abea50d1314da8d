"""The quiet part below the form of a relief case: the steps taken so far."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.gui.pieces import empty, label, named

Row = Mapping[str, Any]


class Story(QWidget):
    """经过: the steps taken so far, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "story")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label("经过", "heading"))
        column.addLayout(self._grid)

    def show_story(self, steps: Sequence[Row]) -> None:
        """steps: what services.relief.story gives."""
        empty(self._grid)
        for row, step in enumerate(steps):
            told = label(_told(step), "quiet")
            told.setWordWrap(True)
            self._grid.addWidget(label(spoken(step["on_date"])), row, 0)
            self._grid.addWidget(label(step["label"]), row, 1)
            self._grid.addWidget(told, row, 2)
        self.setVisible(bool(steps))


def _told(step: Row) -> str:
    parts = [
        step["signer"] or "",
        f"{yuan(step['amount'])} 元" if step["amount"] is not None else "",
        step["document"] or "",
        step["reason"] or "",
        f"{step['actor']} 录入",
    ]
    return masks.in_text("　".join(filter(None, parts)))
