"""One line of the checklist of documents: its tick, whether it must come and why, the day it came, its files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.gui.files import dropped
from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.style import restyle

_DAY_WIDTH, _COUNT_WIDTH = 112, 36


class EvidenceRow(QWidget):
    """ticked(code, yes), chosen(code): it has the focus; entered(code): Enter goes to its files.

    moved(code, step): Up or Down. brought(code, files): files were dropped on it.
    """

    ticked = Signal(str, bool)
    chosen = Signal(str)
    entered = Signal(str)
    moved = Signal(str, int)
    brought = Signal(str, object)

    def __init__(self, code: str) -> None:
        super().__init__()
        named(self, f"row_{code}").setProperty("role", "evidence")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.code, self._marked = code, False
        self.box = named(QCheckBox(), f"evidence_{code}")
        self.need, self.day, self.count = (
            label(role="quiet", name=f"{n}_{code}") for n in ("need", "day", "count")
        )
        for inner in (self.need, self.day, self.count):
            inner.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.box.toggled.connect(lambda yes: self.ticked.emit(code, yes))
        self.box.installEventFilter(self)
        self._lay_out()

    def show_document(self, document: Mapping[str, Any], *, open_: bool) -> None:
        """document: a row of services.evidence.of. open_: whether it can be ticked and files be brought."""
        words = f"{document['code']} {document['label']}"
        self.box.blockSignals(True)
        self.box.setText(words)
        self.box.setChecked(bool(document["present"]))
        self.box.setEnabled(open_)
        self.box.blockSignals(False)
        self.setAcceptDrops(open_)
        why = f"：{document['why']}" if document["why"] else ""
        need = "必备" if document["required"] else "归档要有" if document["filed"] else "视情况"
        self.need.setText(
            f"▲ {need}{why}" if document["required"] and not document["present"] else f"{need}{why}"
        )
        self.day.setText(spoken(document["received_on"]))
        self.count.setText(f"{document['count']} 件" if document["count"] else "")
        self.setToolTip(f"{words}　{need}{why}\n{document['hint']}\n最迟在{document['due']}收齐")

    def mark(self, chosen: bool) -> None:
        """Show whether its files are the ones below the list."""
        self._marked = chosen
        restyle(self, state="chosen" if chosen else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.chosen.emit(self.code)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event.key())
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the box chooses the line and ticks nothing."""
        self.box.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit(self.code)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()
            restyle(self, state="over")

    def dragLeaveEvent(self, event: QEvent) -> None:
        self.mark(self._marked)

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        files: list[Path] = dropped(event)
        self.brought.emit(self.code, files)

    def _pressed(self, key: int) -> bool:
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(self.code, 1 if key == Qt.Key.Key_Down else -1)
        elif key in ENTER:
            self.entered.emit(self.code)
        else:
            return False
        return True

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 1, 4, 1)
        row.setSpacing(8)
        for widget, stretch in ((self.box, 3), (self.need, 2)):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            row.addWidget(widget, stretch)
        self.day.setFixedWidth(_DAY_WIDTH)
        self.count.setFixedWidth(_COUNT_WIDTH)
        for end in (self.day, self.count):
            end.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(end)
