"""上报: what waits to go up, the batches that went, and what the county answered."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from eduaid_desktop.domain.batch_kinds import marked
from eduaid_desktop.domain.preflight import Report
from eduaid_desktop.domain.problems import WARN
from eduaid_desktop.domain.reply import Preview
from eduaid_desktop.errors import PasswordNeeded
from eduaid_desktop.gui import files
from eduaid_desktop.gui.import_password import WorkbookPassword
from eduaid_desktop.gui.import_watch import watched
from eduaid_desktop.gui.page import DONE, PROBLEM, Page, Shell
from eduaid_desktop.gui.pieces import named, scrolled
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.gui.tasks import Job, unless_cancelled
from eduaid_desktop.gui.term_batch.batch_card import BatchCard
from eduaid_desktop.gui.term_batch.county_worklist import CountyWorklist
from eduaid_desktop.gui.term_batch.preflight_panel import PreflightPanel
from eduaid_desktop.gui.term_batch.reply_panel import ReplyPanel
from eduaid_desktop.gui.term_batch.verify_panel import VerifyPanel
from eduaid_desktop.gui.term_batch.waiting_card import EXPORT_FOLDER, WaitingCard
from eduaid_desktop.services import lists, places
from eduaid_desktop.services.term_batch import batch_worklist, batches, preflight, replies
from eduaid_desktop.services.term_batch.batches import Exported, Verified
from eduaid_desktop.services.term_batch.preflight import Passing
from eduaid_desktop.services.term_batch.replies import Wanted

_REPLIES = "reply"
_LEAST = 56
_WORKLIST = "worklist"
_PARTS = {"batches": "批次", _WORKLIST: "待补正"}


class BatchesPage(Page):
    """The prominent button is the export while anything waits, else reading a reply that is still out."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.waiting = WaitingCard(shell, self.export, self.look)
        self.list = RecordList("batchesList", lists.open_list(self.desk, "batches"))
        self.worklist = CountyWorklist(shell, self.waiting.start_correction)
        self.parts = Segments("batchesParts", _PARTS, self)
        # On a low screen a message of two lines needs the room more.
        self.list.view.setMinimumHeight(_LEAST)
        self.list.add_tool(self.parts)
        self.worklist.hide()
        self.parts.chosen.connect(lambda part: self._turn(part))
        acts = (self.write_again, self.choose_reply, self.choose_verify)
        self.batch = BatchCard(shell, *acts, lambda: self.show_only("", {"part": _WORKLIST}))
        self.list.chosen.connect(self.open_record)
        self.list.opened.connect(lambda batch_id: self.batch.first_button().setFocus())
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.waiting)
        column.addWidget(self.list, 1)
        column.addWidget(self.worklist, 1)
        self.split = named(QSplitter(Qt.Orientation.Horizontal), "batchesSplit")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(scrolled(self.batch))
        self.split.setSizes([640, 720])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def refresh(self) -> None:
        """A pre-flight that is in sight is made anew: what was put right meanwhile goes out of it."""
        self.look_again()
        self.waiting.refresh()
        self.list.refresh()
        self.worklist.refresh()
        found = batch_worklist.counts(self.desk).all
        self.parts.retitle({_WORKLIST: f"{_PARTS[_WORKLIST]} {found}" if found else _PARTS[_WORKLIST]})
        if self.list.current() is None and self.list.model.ids:
            self.list.select(self.list.model.ids[0])
        self._show(self.list.current())

    def take_focus(self) -> bool:
        if self.parts.key == _WORKLIST:
            self.worklist.start()
        elif self.waiting.has_cases or not self.list.model.ids:
            self.waiting.term.setFocus()
        else:
            self.list.view.setFocus()
        return True

    def open_record(self, record_id: int) -> None:
        self.list.select(record_id)
        self._show(record_id)

    def show_only(self, words: str, filters: Mapping[str, Any], record_id: int | None = None) -> None:
        """filters: part, worklist or batches."""
        self.parts.take(filters["part"])
        self.take_focus()

    def new(self) -> None:
        """Only points at the button: sealing is final, and Ctrl+N comes easily."""
        self.waiting.export_button.setFocus()
        self.shell.say(self.waiting.words.text())

    def print_(self) -> None:
        """Ctrl+P: the cover of the chosen batch."""
        self.batch.print_button.papers.print_()

    def look(self, term: str) -> None:
        """Tell what the county would refuse of what waits in a term; what there is is shown in a panel."""
        self._preflight(term, lambda report: self._looked(report))

    def look_again(self) -> None:
        """Make the pre-flight that is in sight anew."""
        panel = self.panel_open
        if isinstance(panel, PreflightPanel):
            self._preflight(panel.report.term, lambda report: self._looked_again(panel, report))

    def export(self, term: str, folder: Path, kind: str = "", phrase: str | None = None) -> None:
        """Look what the county would refuse, then seal what waits of a kind and write its workbook into the folder.

        phrase: as batches.export takes it.
        """

        def seal(passing: Passing) -> None:
            self.seal(term, folder, passing, kind, phrase)

        def looked(report: Report) -> None:
            if report.refused or report.counts[WARN]:
                self.waiting.tell(report)
                PreflightPanel(self, report, seal).open_panel()
            else:
                seal(Passing(checked=report))

        self._preflight(term, looked, kind)

    def seal(
        self, term: str, folder: Path, passing: Passing, kind: str = "", phrase: str | None = None
    ) -> None:
        """Seal without looking once more; what would be refused stays behind or stops it, as passing says.

        It can be stopped until the sealing begins.
        """
        desk = self.desk

        def work(job: Job[Exported]) -> Exported:
            follow = watched(job, "上报文件")
            return batches.export(
                desk, term, folder, kind=kind, passing=passing, phrase=phrase, progress=follow
            )

        self.shell.tasks.start(
            "正在导出上报文件",
            work,
            self._exported,
        )

    def _preflight(self, term: str, done: Callable[[Report], None], kind: str = "") -> None:
        desk = self.desk
        self.shell.tasks.start(
            "正在检查会不会被退", lambda job: preflight.preflight(desk, term, job, kind=kind), done
        )

    def _looked(self, report: Report) -> None:
        self.waiting.tell(report)
        if report.findings and self.panel_open is None:
            PreflightPanel(self, report).open_panel()
        else:
            self.shell.say(report.headline.removeprefix("✓ "), DONE)

    def _looked_again(self, panel: PreflightPanel, report: Report) -> None:
        if self.panel_open is panel:
            panel.take(report)
            self.waiting.tell(report)

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

    def read_reply(self, path: Path, password: str | None = None, wanted: Wanted | None = None) -> None:
        """Show what a reply says; nothing is written by that."""
        desk = self.desk

        def work(job: Job[Preview]) -> Preview:
            found = replies.preview(desk, path, password, wanted=wanted, progress=watched(job, path.name))
            job(1, 1)
            return found

        def again(how: Wanted) -> None:
            self.read_reply(path, password, how)

        self.shell.tasks.start(
            f"正在读取“{path.name}”",
            work,
            lambda found: ReplyPanel(self, path, found, password, wanted, again).open_panel(),
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
        left = f"会被退的 {made.left_out} 人没有报；" if made.left_out else ""
        told = f"已封存{marked(f'批次 {made.batch_no}', made.kind)}，{made.rows} 人；{left}核对码 {made.check_code}"
        self._tell(made, f"{told}；已记入外发记录。")

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
            self.shell.say(
                f"“{path.name}”与封存的批次 {found.batch_no} 完全一致，{found.rows} 人，核对码 {found.check_code}。",
                DONE,
            )
            return
        VerifyPanel(self, path, found).open_panel()
        self.shell.say(f"“{path.name}”与封存的内容有 {len(found.findings)} 处不同。", PROBLEM)

    def _turn(self, part: str) -> None:
        """On a low screen the worklist wants the room of what waits; it has a button of its own."""
        walking = self.parts.hasFocus()
        for each in (self.waiting, self.list):
            each.setVisible(part != _WORKLIST)
        self.worklist.setVisible(part == _WORKLIST)
        (self.worklist if part == _WORKLIST else self.list).add_tool(self.parts)
        if walking:
            self.parts.setFocus()

    def _show(self, batch_id: int | None) -> None:
        self.batch.show_batch(batch_id, prominent=not self.waiting.has_cases)
