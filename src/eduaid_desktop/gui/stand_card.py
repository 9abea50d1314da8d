"""Where a relief case stands: its state in words, since when, who has it, the road, and what keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.gui.pieces import empty, label, named
from eduaid_desktop.gui.road import Road, sign

# Below this the links stand under the first line, which would lose its words to them.
_ONE_LINE_FROM = 720


class StandCard(QFrame):
    """show_status takes what services.relief.status and story give."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "standCard").setProperty("role", "card")
        self.state = label(role="state", name="caseState")
        self.since = label(role="quiet", name="caseSince")
        self.road = Road()
        self._links = QHBoxLayout()
        self._notes = QVBoxLayout()
        self._notes.setSpacing(2)
        first, self._head = QHBoxLayout(), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        first.setSpacing(12)
        first.addWidget(self.state)
        self.since.setWordWrap(True)
        first.addWidget(self.since, 1)
        self._links.addStretch(1)
        self._head.setSpacing(4)
        self._head.addLayout(first, 1)
        self._head.addLayout(self._links)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(self._head)
        column.addWidget(self.road)
        column.addLayout(self._notes)
        self._column = column
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way, wide = QBoxLayout.Direction, event.size().width() >= _ONE_LINE_FROM
        self._head.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def add_row(self, widget: QWidget) -> None:
        """Put a widget under the notes."""
        self._column.addWidget(widget)

    def add_link(self, widget: QWidget) -> None:
        """Put a quiet link at the right end of the first line, or under it."""
        self._links.insertWidget(self._links.count() - 1, widget)

    def show_status(
        self, status: Mapping[str, Any], story: Sequence[Mapping[str, Any]], notes: Sequence[str]
    ) -> None:
        """notes: sentences below the road, each with its sign before it."""
        self.state.setText(f"{sign(status['state'])} {status['label']}")
        self.since.setText(_since(status))
        self.road.show_road(status["state"], [step["from_state"] for step in story])
        empty(self._notes)
        for note in notes:
            line = label(masks.in_text(note), "quiet", "caseNote")
            line.setWordWrap(True)
            self._notes.addWidget(line)
        self.show()


def _since(status: Mapping[str, Any]) -> str:
    days = status["days"]
    lasted = f"，已 {days} 天" if days else ""
    if status["next"] is None:
        return f"{spoken(status['since'])}办结"
    return f"{spoken(status['since'])}起{lasted}　{status['doing']}"
