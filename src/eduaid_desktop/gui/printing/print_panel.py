"""打印: a panel above the pages that asks how, sends them, and tells how far the printer is. No box of the system."""

from collections.abc import Sequence
from threading import Event
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import faults
from eduaid_desktop.gui.ask_line import AskLine
from eduaid_desktop.gui.keys import ENTER, focus
from eduaid_desktop.gui.page import DONE, WARN, Shell
from eduaid_desktop.gui.pieces import button
from eduaid_desktop.gui.printing.page_printing import PagePrinting
from eduaid_desktop.gui.printing.print_choices import PrintChoices
from eduaid_desktop.gui.printing.print_progress import PrintProgress
from eduaid_desktop.gui.tasks import Job, unless_cancelled
from eduaid_desktop.services import printing, slips
from eduaid_desktop.services.cups import Cups
from eduaid_desktop.services.papers.catalogue import DOCUMENTS
from eduaid_desktop.services.print_order import Order, Printer
from eduaid_desktop.services.printing import Progress, Spool

_NO_PRINTER = "这台计算机没有装打印机。请先在系统设置里添加打印机；现在可以另存为 PDF。"
_BUSY = "上一份还在打印，请等它印完，或者先停止。"
_LOOKING = "正在看有哪些打印机，请稍等一下再按。"
_NOT_ENTERED = "这个窗口只读，没有记入打印登记，新印的没有单号。"


class PrintPanel(AskLine):
    """spool: the way to the printers of this computer."""

    _heard = Signal(object, str)

    def __init__(self, shell: Shell) -> None:
        super().__init__("printPanel", "printProblem")
        self._shell, self._tasks = shell, shell.tasks
        self.spool: Spool = Cups() if Cups.here() else PagePrinting(slips.page_image)
        self.choices = PrintChoices()
        self.progress = PrintProgress()
        self.do_button = button("打印", self._print, "printNow", role="next")
        self._close = button("取消", self.close_line, "cancelPrint")
        self._order: Order | None = None
        self._ready = False
        self._left: Progress | None = None
        self._job: Job[Any] | None = None
        self._halt = Event()
        self.choices.printer.currentTextChanged.connect(self._look_at)
        self.choices.instead.toggled.connect(lambda: self.say(self.choices.trouble()))
        self.progress.stop_wanted.connect(self._stop)
        self.progress.continue_wanted.connect(self._continue)
        self.progress.drop_wanted.connect(self._drop)
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._lay_out()
        self.hide()

    def begin(self, order: Order, sizes: Sequence[tuple[float, float]]) -> None:
        """Another PDF is shown: order says which; sizes: of its pages in mm. What was not finished can be continued."""
        known = DOCUMENTS.get(order.document)
        self._order, self._ready = order, False
        self.choices.begin(order, sizes, bool(known and known.two_sided))
        self.say("")
        self.hide()
        if self.busy:
            return
        self._left = None
        self.progress.hide()
        self._free()
        if left := printing.left_over(self._shell.desk, order):
            self._tasks.start(
                "正在看上次印到哪里",
                unless_cancelled(lambda: printing.settled(self._shell.desk, left, self.spool)),
                lambda found: self._offer(found, order),
            )

    @property
    def busy(self) -> bool:
        """Whether something is being printed."""
        return self._job is not None and self._job in self._tasks.running

    def ask(self) -> None:
        """Open, at the printer."""
        self.show()
        self._take_focus()
        self._tasks.start(
            "正在看有哪些打印机", unless_cancelled(self.spool.names), self._offer_printers, self._fail
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self._print()
        else:
            super().keyPressEvent(event)

    def _offer_printers(self, names: list[str]) -> None:
        self.choices.offer(names)
        if names:
            self._look_at(self.choices.printer.currentText())
        else:
            self.say(_NO_PRINTER)

    def _look_at(self, name: str) -> None:
        self._ready = False
        self._tasks.start(
            "正在看打印机", unless_cancelled(lambda: self.spool.printer(name)), self._know, self._fail
        )

    def _know(self, printer: Printer) -> None:
        if printer.name == self.choices.printer.currentText():
            self._ready = True
            self.choices.set_printer(printer)
            self.say(self.choices.trouble())

    def _print(self) -> None:
        if self._order is None or not (self._ready and self.choices.isEnabled()):
            self.say(_BUSY if self.busy else "" if self._left else _LOOKING)
            return
        try:
            order = self.choices.order(self._order)
            printing.require_marked(self._shell.desk, order)
        except UserError as error:
            self._fail(error)
            return
        self.choices.remember(order)
        self._run(printing.begin(order, self.spool))

    def _continue(self, page: int) -> None:
        if self._left is None or self.busy:
            return
        try:
            self._run(printing.continue_at(self._shell.desk, self._left, page))
        except UserError as error:
            self._fail(error)

    def _run(self, start: Progress) -> None:
        self.say("")
        halt = self._halt = Event()
        desk, spool = self._shell.desk, self.spool

        def work(job: "Job[Progress]") -> Progress:
            def report(now: Progress, words: str) -> None:
                job(now.done, len(now.sent))
                self._heard.emit(now, words)

            return printing.run(desk, start, spool, halt, report)

        self._left = start
        self.progress.running(start, "")
        self._free(False)
        self._take_focus()
        # Left to itself by a window that closes, but stopped here alone, where one sees what comes out.
        self._job = self._tasks.start(
            f"正在打印{start.order.title}", work, self._done, self._broke, final=True
        )

    def _tell(self, now: Progress, words: str) -> None:
        if self.busy:
            self._left = now
            self.progress.running(now, words)

    def _stop(self) -> None:
        self._halt.set()
        self.progress.words.setText("正在停止……")

    def _done(self, now: Progress) -> None:
        self._free()
        if not now.complete and self._shows(now.order):
            self._offer(now, now.order)
            return
        self._left = None
        self.progress.hide()
        read_only = self._shell.desk.store.read_only and _is_numbered(now.order.document)
        words = (_finished(now) if now.complete else _halted(now)) + (_NOT_ENTERED if read_only else "")
        self._shell.say(words, WARN if read_only else DONE)
        if self._shows(now.order):
            self.close_line()

    def _broke(self, error: Exception) -> None:
        self._free()
        self._fail(error)
        self._left = printing.left_over(self._shell.desk, self._order) if self._order else None
        if self._left and self._left.done:
            self.progress.halted(self._left)
            self._free(False)
        else:
            self.progress.hide()

    def _offer(self, left: Progress, order: Order) -> None:
        """Let it be continued, while its papers are those in the preview."""
        if self._shows(order) and not left.complete:
            self._left = left
            self.show()
            self.progress.halted(left)
            self._free(False)

    def _shows(self, order: Order) -> bool:
        return self._order is not None and self._order.pdf == order.pdf

    def _drop(self) -> None:
        if self._left:
            printing.forget(self._shell.desk, self._left.order.document)
        self._left = None
        self.progress.hide()
        self._free()
        self.ask()

    def _free(self, free: bool = True) -> None:
        """Another order can be given, or this one comes first."""
        self.choices.setEnabled(free)
        self.do_button.setVisible(free)
        self._close.setText("取消" if free else "收起")

    def _take_focus(self) -> None:
        """At the printer; while something is under way at 收起, where a second Enter stops nothing."""
        focus(self.choices.printer if self.choices.isEnabled() else self._close)

    def _fail(self, error: Exception) -> None:
        self.say(faults.sentence(error))

    def _lay_out(self) -> None:
        asked = QWidget()
        row = QHBoxLayout(asked)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choices, 1)
        for each in (self._close, self.do_button):
            row.addWidget(each, alignment=Qt.AlignmentFlag.AlignTop)
        whole = QHBoxLayout()
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(asked)
        column.addWidget(self.progress)
        whole.addLayout(column)
        self.frame(whole)


def _is_numbered(document: str) -> bool:
    return document in DOCUMENTS and DOCUMENTS[document].numbered


def _halted(now: Progress) -> str:
    return f"“{now.order.title}”停在第 {now.next_page} 页，再打开它时可以接着打印。"


def _finished(now: Progress) -> str:
    order = now.order
    copies = f"，各 {order.copies} 份" if order.copies > 1 else ""
    papers = sum(each.first in now.sent for each in order.placed)
    numbered = f"，其中单据 {papers} 份" if papers else ""
    return f"打印机“{order.printer}”已收下 {len(now.sent)} 页{copies}{numbered}。"
