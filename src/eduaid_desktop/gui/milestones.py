"""The road of a project: its fourteen milestones in order, the done ones ticked, the next one outlined."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.project import reached
from eduaid_desktop.domain.rules import Code
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.style import restyle

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
    last = max((int(stage) for stage, m in by_stage.items() if reached(m)), default=0)
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
    if reached(milestone):
        return "done", "据台账，日期未载"
    if milestone.get("skipped_reason"):
        return "skipped", f"不需要：{milestone['skipped_reason']}"
    planned = milestone.get("planned_on")
    return "open", f"计划 {spoken(planned)}" if planned else ""


class Milestones(QWidget):
    """picked(stage code): a milestone is wanted in the form."""

    picked = Signal(str)

    def __init__(self, codes: Sequence[Code]) -> None:
        """codes: the milestones in order; they run down the first column, then down the second."""
        super().__init__()
        named(self, "milestones")
        self.next_stage = ""
        self._buttons = {code.code: StepButton(code, self.picked.emit) for code in codes}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        rows = -(-len(codes) // _COLUMNS)
        for number, made in enumerate(self._buttons.values()):
            grid.addWidget(made, number % rows, number // rows)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)

    def show_places(self, shown: list[Place]) -> None:
        """Show where each milestone stands."""
        for place in shown:
            self._buttons[place.code.code].show_place(place)
        self.next_stage = next((p.code.code for p in shown if p.state == "next"), "")

    def mark(self, stage: str) -> None:
        """Show which one the form holds."""
        for code, made in self._buttons.items():
            made.setChecked(code == stage)


class StepButton(QPushButton):
    """Sign, name and date in one line."""

    def __init__(self, code: Code, picked: Callable[[str], object]) -> None:
        super().__init__()
        named(self, f"stage_{code.code}").setProperty("role", "step")
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sign, self._name, self._words = _word(), _word(code.label), _word()
        self._sign.setFixedWidth(20)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self._sign)
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(self._words)
        self.clicked.connect(lambda: picked(code.code))

    def show_place(self, place: Place) -> None:
        """Say where the milestone stands."""
        self.setAccessibleName(f"{place.code.label} {place.words}".strip())
        self._sign.setText(_SIGNS[place.state])
        self._words.setText(place.words)
        self._words.setToolTip(place.words)
        restyle(self, state=place.state)
        restyle(self._sign, role="strong" if place.state in ("done", "next") else "quiet")
        restyle(self._name, role="strong" if place.state == "next" else "")
        restyle(self._words, role="quiet")


def _word(text: str = "") -> QLabel:
    """Words inside a button: the mouse belongs to the button."""
    made = label(text)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
