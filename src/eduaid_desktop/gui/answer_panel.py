"""What an answer from outside says, list beside list, before it is registered: the reply, the bank's results."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from eduaid_desktop.gui import files
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label
from eduaid_desktop.gui.purpose_line import PurposeLine
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import list_export
from eduaid_desktop.services.exports import Reason


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

    def offer_saving(self, titles: Mapping[str, str]) -> None:
        """Offer to save the list in sight as a workbook. titles: the title of each by its name."""
        self._titles = titles
        self.purpose = PurposeLine(in_full=True)
        self.body.insertWidget(self.body.indexOf(self.stack), self.purpose)
        if not self.shell.desk.store.read_only:
            self.add_actions(button("存为表格…", lambda: self.purpose.ask(self._save), "saveList"))

    def _save(self, why: Reason) -> bool:
        """Ask for the place, then write what the list in sight shows; numbers masked unless that is ticked."""
        desk, name = self.shell.desk, self.segments.key
        title, full, source = self._titles[name], self.purpose.full.isChecked(), self.lists[name].model.source
        assert isinstance(source, FixedRows)
        columns, rows = source.columns, source.raw(source.ids(filter=self.lists[name].model.filter))
        target = files.choose_new(self, "存为表格", f"{title.replace('：', '_')}.xlsx", files.WORKBOOK)
        if target is None:
            return False
        self.shell.tasks.start(
            "正在写出表格",
            lambda job: list_export.save_rows(desk, title, columns, rows, target, why, full=full),
            lambda path: self.shell.say(f"已写出 {path}，记入“外发和查看记录”。", DONE),
            final=True,
        )
        return True

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
