"""What an answer from outside says, list beside list, before it is registered: the reply, the bank's results."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments


class AnswerPanel(PagePanel):
    """The button registers everything that is new, and can be pressed again where that failed."""

    def __init__(self, page: Page, name: str, title: str, told: str) -> None:
        """name: reply or result; told: a sentence about the file."""
        super().__init__(page, f"{name}Panel", title)
        self._name = name
        self.told = label(told, name=f"{name}Told")
        self.told.setWordWrap(True)

    def show_lists(self, shown: Mapping[str, str], make: Callable[[str], RecordList]) -> None:
        """Lay the lists out. shown: the name of each to its heading; make builds one by its name."""
        self.segments = Segments(f"{self._name}Lists", shown, self)
        self.lists = {name: make(name) for name in shown}
        self.stack = QStackedWidget()
        for each in self.lists.values():
            self.stack.addWidget(each)
        self.segments.chosen.connect(lambda name: self.stack.setCurrentWidget(self.lists[name]))
        for widget in (self.told, self.segments):
            self.body.addWidget(widget)
        self.body.addWidget(self.stack, 1)

    def offer_writing(self, new: int, unit: str) -> None:
        """Offer to write so many; nothing new, or a file that is only read, can but be looked at."""
        count = 0 if self.shell.desk.store.read_only else new
        self.offer(f"确认写入 {count} {unit}" if count else "", self.write)
        self.back.setText("返回，不写入" if count else "返回")

    def write(self) -> None:
        """Register what is new and give the page back."""
        raise NotImplementedError

    def start_writing(self, words: str, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        """Do the work as a task that is not stopped halfway."""
        self.setEnabled(False)
        self.shell.tasks.start(words, work, done, self._failed, final=True)

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.shell.fail(error)
