"""How far a printing came: to stop it, and to continue it at a page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.domain import page_range
from eduaid_desktop.gui.keys import ENTER, focus
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.services.printing import Progress


class PrintProgress(QWidget):
    """stop_wanted, continue_wanted(page from 1), drop_wanted: what was pressed."""

    stop_wanted = Signal()
    continue_wanted = Signal(int)
    drop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "printProgress")
        self.words = label(name="printedTo")
        self.words.setWordWrap(True)
        self.page = named(QLineEdit(), "continuePage")
        self.page.setFixedWidth(64)
        self.page.setAccessibleName("接着打印的页")
        self.page.setValidator(QIntValidator(1, 99_999, self))
        self._stop = button("停止", self.stop_wanted.emit, "stopPrinting")
        self._go = button("继续打印", self._continue, "continuePrinting", role="next")
        self._drop = button("不用了", self.drop_wanted.emit, "dropPrinting")
        self._from, self._to = label("从第"), label("页")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        for widget in (self._stop, self._from, self.page, self._to, self._drop, self._go):
            row.addWidget(widget)
        self.hide()

    def running(self, now: Progress, words: str) -> None:
        """It is being printed; words: what the queue says."""
        self._offer(going=True)
        done = f"已打印 {now.done} 页，共 {len(now.sent)} 页。"
        self.words.setText(f"{done}{words}{'。' if words else ''}")

    def halted(self, left: Progress) -> None:
        """It stands still, and can be continued where the person who sees the paper says."""
        self._offer(going=False)
        done = f"已打印到第 {left.sent[left.done - 1] + 1} 页" if left.done else "还没有打印完一批"
        batch = left.sent[left.done : left.done + left.batch]
        asked = f"第 {page_range.words(batch)} 页这一批已送去，请看看印出到哪一页。" if batch else ""
        self.words.setText(f"{done}，还有 {len(left.sent) - left.done} 页。{asked}")
        self.page.setText(str(left.next_page))
        focus(self.page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.page.hasFocus():
            self._continue()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _continue(self) -> None:
        self.continue_wanted.emit(int(self.page.text() or 0))

    def _offer(self, going: bool) -> None:
        self.show()
        self._stop.setVisible(going)
        for widget in (self._from, self.page, self._to, self._drop, self._go):
            widget.setVisible(not going)
