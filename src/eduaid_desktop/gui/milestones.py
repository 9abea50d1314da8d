"""The road of a project: its fourteen milestones in order, the done ones ticked, the next one outlined."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.rules import Code
from eduaid_desktop.gui.pieces import empty, label, named

_COLUMNS = 2
_SIGNS = {"done": "✓", "skipped": "－", "next": "→", "open": "○"}


@dataclass(frozen=True)
class Place:
    """One milestone as it stands. state: done, skipped, next or open; words: its date, or why there is none."""

    code: Code
    state: str
    words: str


def places(codes: Iterable[Code], stored: Iterable[Mapping[str, Any]]) -> list[Place]:
    """Every milestone of the road in order; the next is the first open one after the last that is done."""
    by_stage = {m["stage"]: m for m in stored}
    last = max((int(stage) for stage, m in by_stage.items() if m["done_on"]), default=0)
    found: list[Place] = []
    waiting = True
    for code in codes:
        state, words = _standing(by_stage.get(code.code, {}))
        if state == "open" and waiting and int(code.code) > last:
            state, waiting = "next", False
        found.append(Place(code, state, words))
    return found


def _standing(milestone: Mapping[str, Any]) -> tuple[str, str]:
    if milestone.get("done_on"):
        return "done", spoken(milestone["done_on"])
    if milestone.get("skipped_reason"):
        return "skipped", f"不需要：{milestone['skipped_reason']}"
    planned = milestone.get("planned_on")
    return "open", f"计划 {spoken(planned)}" if planned else ""


class Milestones(QWidget):
    """picked(stage code): a milestone is wanted in the form."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "milestones")
        self.next_stage = ""
        self.done = 0
        self._buttons: dict[str, StepButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)

    def show_places(self, shown: list[Place]) -> None:
        """Lay out the road anew: downwards, then the second column."""
        focused = next((code for code, made in self._buttons.items() if made.hasFocus()), "")
        empty(self._grid)
        rows = -(-len(shown) // _COLUMNS)
        self._buttons = {place.code.code: self._button(place) for place in shown}
        for number, made in enumerate(self._buttons.values()):
            self._grid.addWidget(made, number % rows, number // rows)
        self.next_stage = next((p.code.code for p in shown if p.state == "next"), "")
        self.done = sum(p.state == "done" for p in shown)
        if focused:
            self._buttons[focused].setFocus()

    def mark(self, stage: str) -> None:
        """Show which one the form holds."""
        for code, made in self._buttons.items():
            made.setChecked(code == stage)

    def _button(self, place: Place) -> "StepButton":
        made = StepButton(place)
        made.clicked.connect(lambda: self.picked.emit(place.code.code))
        return made


class StepButton(QPushButton):
    """Sign, name and date in one line."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        named(self, f"stage_{place.code.code}").setProperty("role", "step")
        self.setProperty("state", place.state)
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{place.code.label} {place.words}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        sign = _word(_SIGNS[place.state], "strong" if place.state in ("done", "next") else "quiet")
        sign.setFixedWidth(20)
        row.addWidget(sign)
        row.addWidget(_word(place.code.label, "strong" if place.state == "next" else ""))
        row.addStretch(1)
        row.addWidget(_word(place.words, "quiet"))


def _word(text: str, role: str) -> QLabel:
    """Words inside a button: the mouse belongs to the button."""
    made = label(text, role)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
