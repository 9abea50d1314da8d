"""上报: what waits to go up, the batches that went, and what the county answered."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from eduaid_desktop.errors import PasswordNeeded
from eduaid_desktop.gui import files
from eduaid_desktop.gui.batch_card import BatchCard
from eduaid_desktop.gui.import_password import WorkbookPassword
from eduaid_desktop.gui.page import DONE, PROBLEM, Page, Shell
from eduaid_desktop.gui.pieces import named, scrolled
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.reply_panel import ReplyPanel
from eduaid_desktop.gui.tasks import unless_cancelled
from eduaid_desktop.gui.verify_panel import VerifyPanel
from eduaid_desktop.gui.waiting_card import EXPORT_FOLDER, WaitingCard
from eduaid_desktop.services import batches, lists, places, replies
from eduaid_desktop.services.batches import Exported, Verified

_REPLIES = "reply"


class BatchesPage(Page):
    """The prominent button is the export while anything waits, else reading a reply that is still out."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.waiting = WaitingCard(shell, self.export)
        self.list = RecordList("batchesList", lists.open_list(self.desk, "batches"))
        self.batch = BatchCard(shell, self.write_again, self.choose_reply, self.choose_verify)
        self.list.chosen.connect(self.open_record)
        self.list.opened.connect(lambda batch_id: self.batch.first_button().setFocus())
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.waiting)
        column.addWidget(self.list, 1)
        self.split = named(QSplitter(Qt.Orientation.Horizontal), "batchesSplit")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(scrolled(self.batch))
        self.split.setSizes([640, 720])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def refresh(self) -> None:
        self.waiting.refresh()
        self.list.refresh()
        if self.list.current() is None and self.list.model.ids:
            self.list.select(self.list.model.ids[0])
        self._show(self.list.current())

    def take_focus(self) -> bool:
        if self.waiting.has_cases or not self.list.model.ids:
            self.waiting.term.setFocus()
        else:
            self.list.view.setFocus()
        return True

    def open_record(self, record_id: int) -> None:
        self.list.select(record_id)
        self._show(record_id)

    def new(self) -> None:
        """Only points at the button: sealing is final, and Ctrl+N comes easily."""
        self.waiting.export_button.setFocus()
        self.shell.say(self.waiting.words.text())

    def print_(self) -> None:
        """Ctrl+P: the cover of the chosen batch."""
        self.batch.print_button.papers.print_()

    def export(self, term: str, folder: Path, phrase: str | None = None) -> None:
        """Seal what waits in a term and write its workbook into the folder; phrase as batches.export takes it."""
        desk = self.desk
        self.shell.tasks.start(
            "正在导出上报文件",
            lambda job: batches.export(desk, term, folder, phrase=phrase),
            self._exported,
            final=True,
        )

    def write_again(self, batch_no: str, phrase: str | None = None) -> None:
        """Write the kept file of a batch once more, into a folder the user chooses."""
        folder = files.choose_folder(self, "把上报文件再写到哪个文件夹", EXPORT_FOLDER)
        if folder is not None:
            self.write_into(batch_no, folder, phrase)

    def write_into(self, batch_no: str, folder: Path, phrase: str | None = None) -> None:
        """The same with the folder known."""
        desk = self.desk
        self.shell.tasks.start(
            "正在写出上报文件",
            lambda job: batches.write_again(desk, batch_no, folder, phrase=phrase),
            self._written,
            final=True,
        )

    def choose_reply(self) -> None:
        """Ask for the county's file and look at it."""
        path = files.choose_workbook(self, "选择县里退回的批复文件", _REPLIES)
        if path is not None:
            self.read_reply(path)

    def read_reply(self, path: Path, password: str | None = None) -> None:
        """Show what a reply says; nothing is written by that."""
        desk = self.desk
        self.shell.tasks.start(
            "正在读取批复",
            unless_cancelled(lambda: replies.preview(desk, path, password)),
            lambda found: ReplyPanel(self, path, found, password).open_panel(),
            lambda error: self._ask_password(path, error, self.read_reply),
        )

    def choose_verify(self) -> None:
        """Ask for a batch workbook and compare it with what was sealed."""
        path = files.choose_workbook(self, "选择要核对的上报文件", EXPORT_FOLDER)
        if path is not None:
            self.verify(path)

    def verify(self, path: Path, password: str | None = None) -> None:
        """Compare a batch workbook with what was sealed."""
        desk = self.desk
        self.shell.tasks.start(
            "正在核对文件",
            unless_cancelled(lambda: batches.verify(path, desk, password)),
            lambda found: self._verified(path, found),
            lambda error: self._ask_password(path, error, self.verify),
        )

    def _ask_password(self, path: Path, error: Exception, again: Callable[[Path, str], None]) -> None:
        """A file behind another password than that of its batch."""
        if isinstance(error, PasswordNeeded):
            WorkbookPassword(self, path.name, error.wrong, lambda typed: again(path, typed)).open_panel()
        else:
            self.shell.fail(error)

    def _exported(self, made: Exported) -> None:
        self.waiting.protect.own.clear()
        self.refresh()
        self.open_record(made.batch_id)
        self.list.view.setFocus()
        self._tell(
            made,
            f"已封存批次 {made.batch_no}，{made.rows} 人；核对码 {made.check_code}；已记入外发记录。",
        )

    def _written(self, made: Exported) -> None:
        if made.phrase:
            self.open_record(made.batch_id)
        self._tell(made, f"已再写出批次 {made.batch_no}{'，加了打开密码' if made.phrase else ''}。")

    def _tell(self, made: Exported, words: str) -> None:
        if made.phrase:
            self.batch.phrase.reveal()
        self.shell.say(f"{words}{places.pull_out(made.path)}文件：{made.path}", DONE)

    def _verified(self, path: Path, found: Verified) -> None:
        if found.ok:
            self.shell.say(f"“{path.name}”与封存的批次 {found.batch_no} 完全一致，{found.rows} 人。", DONE)
            return
        VerifyPanel(self, path, found).open_panel()
        self.shell.say(f"“{path.name}”与封存的内容有 {len(found.findings)} 处不同。", PROBLEM)

    def _show(self, batch_id: int | None) -> None:
        self.batch.show_batch(batch_id, prominent=not self.waiting.has_cases)
