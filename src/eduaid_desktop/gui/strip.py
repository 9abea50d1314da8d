"""The line at the foot of the window: the last message, and how running work goes."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.gui.page import NOTE
from eduaid_desktop.gui.pieces import Elided, button, label, named
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.gui.tasks import Tasks

# State by sign first, by colour only then.
_SIGNS = {"done": "✓ ", "warn": "▲ ", "problem": "✕ "}
_SHOW_WORK_AFTER_MS = 500
_HEIGHT = 41


class Strip(QWidget):
    """say puts a sentence there; it stays until the next one."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.message = label(name="message")
        self.message.setWordWrap(True)
        self.message.setProperty("state", NOTE)
        self._title, self._bar = Elided(Qt.TextElideMode.ElideMiddle, "workTitle"), QProgressBar()
        self._bar.setFixedWidth(160)
        self._bar.setTextVisible(False)
        self._cancel = button("取消", self._cancel_work, "cancelWork")
        self._tasks: Tasks | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        # As high as with its button, so that nothing above moves when work begins.
        self.setMinimumHeight(_HEIGHT)
        row.setSpacing(12)
        row.addWidget(self.message, 1)
        for widget in (self._title, self._bar, self._cancel):
            row.addWidget(widget)
        self._show_work(False)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SHOW_WORK_AFTER_MS)
        self._patience.timeout.connect(lambda: self._show_work(True))

    def say(self, sentence: str, kind: str = NOTE) -> None:
        """kind: note, done, warn or problem. A number that somebody typed is not repeated in full."""
        self.message.setText(_SIGNS.get(kind, "") + masks.in_text(sentence))
        restyle(self.message, state=kind)

    def watch(self, tasks: Tasks) -> None:
        """Show these tasks' work when it takes longer than half a second."""
        self._tasks = tasks
        tasks.changed.connect(self._follow)

    def _follow(self) -> None:
        running = self._tasks.running if self._tasks else []
        if not running:
            self._patience.stop()
            self._show_work(False)
            return
        job = running[0]
        done, total = job.at
        counted = f"　{done:,} / {total:,}" if total > 1 else ""
        self._title.tell(f"正在取消：{job.title}" if job.cancelled else f"{job.title}{counted}")
        self._cancel.setEnabled(not job.cancelled)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if not self._bar.isHidden():
            self._show_work(True)
        elif not self._patience.isActive():
            self._patience.start()

    def _cancel_work(self) -> None:
        if self._tasks and self._tasks.running:
            self._tasks.running[0].cancel()
            self._follow()

    def _show_work(self, shown: bool) -> None:
        running = self._tasks.running if self._tasks else []
        for widget in (self._title, self._bar):
            widget.setVisible(shown and bool(running))
        self._cancel.setVisible(shown and bool(running) and not running[0].final)
