"""The quiet parts below the form of a relief case: its evidence, and the steps taken so far."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.gui.pieces import empty, label, named

Row = Mapping[str, Any]
_TWO_COLUMNS_FROM = 560


class EvidenceList(QWidget):
    """佐证材料: a box per document; a tick is kept at once."""

    def __init__(self, tick: Callable[[str, bool], object]) -> None:
        """tick(code, yes) keeps one."""
        super().__init__()
        named(self, "evidence")
        self._tick = tick
        self._boxes: list[QCheckBox] = []
        self._heading = label("佐证材料", "heading")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addLayout(self._grid)

    def show_evidence(self, documents: Sequence[Row], *, open_: bool) -> None:
        """documents: what services.relief.evidence gives. open_: whether they can be ticked."""
        empty(self._grid)
        present = sum(d["present"] for d in documents)
        self._heading.setText(f"佐证材料　已收 {present} 件，共 {len(documents)} 件")
        self._boxes = []
        for document in documents:
            words = document["label"] + ("（必备）" if document["required"] else "")
            box = named(QCheckBox(words), f"evidence_{document['code']}")
            box.setChecked(document["present"])
            box.setEnabled(open_)
            box.toggled.connect(lambda yes, code=document["code"]: self._tick(code, yes))
            box.setToolTip(words)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._boxes.append(box)
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        """Two beside each other where their words have room."""
        columns = 2 if self.width() >= _TWO_COLUMNS_FROM else 1
        for number, box in enumerate(self._boxes):
            self._grid.addWidget(box, number // columns, number % columns)

    def retell(self, documents: Sequence[Row]) -> None:
        """Count anew after a tick, without moving the focus."""
        self._heading.setText(
            f"佐证材料　已收 {sum(d['present'] for d in documents)} 件，共 {len(documents)} 件"
        )


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
