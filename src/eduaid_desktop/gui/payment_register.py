"""发放表: what waits to be paid, the lists that went to the bank, and what it answered."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.gui import files, template_choice, template_panel
from eduaid_desktop.gui.case_field import open_case
from eduaid_desktop.gui.make_list_panel import MakeListPanel
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.payment_waiting import PaymentWaiting
from eduaid_desktop.gui.pieces import button, named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.protecting import carried
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.result_panel import ResultPanel
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.gui.tasks import unless_cancelled
from eduaid_desktop.gui.template_choice import page_of
from eduaid_desktop.services import bank_files, bank_results, payment_lists, payments
from eduaid_desktop.services.bank_files import Written
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.lists import ListSource, open_list
from eduaid_desktop.services.templates import kept

_FOLDER, _RESULTS, _TEMPLATES = "bank", "bank_result", "bank_template"
_ROOM_FOR_SUMS = 480
_ROWS = {"": "全部", "failed": "失败的", "missing": "没结果"}


class PaymentListsRegister(Register):
    """Above what waits, then the lists, below the rows of the chosen one; Enter on a row leads to its case."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "payment_lists")
        self.list.without_filter()
        self.waiting = PaymentWaiting(shell, self.propose)
        self.list.add_choices(self.waiting)
        self.which = named(QComboBox(), "whichRows")
        for key, words in _ROWS.items():
            self.which.addItem(words, key)
        self.template = named(QComboBox(), "bankTemplate")
        self.template.setMinimumWidth(96)
        self.template.setToolTip("按哪家银行的格式写出")
        self.result_button = button("读回盘…", self.choose_result, "readResult")
        self.write_button = button("写出银行文件…", self.ask_write, "writeBankFile")
        self.print_button = button("打印", self.print_list, "printList")
        self.missing_button = button("打印请查清单", self.print_missing, "printMissingList", "link")
        self.missing_button.setToolTip("回盘里没有的，请银行逐笔答复")
        self.template_button = button("添加银行模板…", self.choose_template, "addTemplate", "link")
        self.template_button.setToolTip("银行给的空表，也可以拖到这里")
        self.rows = RecordList("paymentRows", self._rows(None))
        self._lay_out()
        self.list.chosen.connect(self._show)
        self.which.currentIndexChanged.connect(lambda: self._show(self.list.current()))
        self.rows.opened.connect(self._open_case)
        self.setAcceptDrops(True)

    def refresh(self) -> None:
        self.waiting.refresh()
        super().refresh()
        self._offer_templates()
        if self.list.current() is None and self.list.model.ids:
            self.list.select(self.list.model.ids[0])
        self._show(self.list.current())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the rows need the room; each list says its own sum."""
        super().resizeEvent(event)
        self.list.totals.setVisible(event.size().height() >= _ROOM_FOR_SUMS)

    def open_line(self, line_id: int) -> None:
        """Enter on a list goes to its rows."""
        self.rows.start()

    def propose(self, term: str, kind: str) -> None:
        """Look which cases would go on a list, and show them before anything is made."""
        desk = self.shell.desk
        self.shell.tasks.start(
            "正在核对待发放的申请",
            unless_cancelled(lambda: payment_lists.propose(desk, term, kind)),
            lambda found: MakeListPanel(page_of(self), found, self._made).open_panel(),
        )

    def ask_write(self) -> None:
        """Ask what the bank file goes out for, then where."""
        self.purpose.ask(self._write)

    def choose_result(self) -> None:
        """Ask for the bank's file and look at it."""
        path = files.choose_workbook(self, "选择银行的回盘文件", _RESULTS)
        if path is not None:
            self.read_result(path)

    def read_result(self, path: Path) -> None:
        """Show what the bank answers; nothing is written by that."""
        desk = self.shell.desk
        self.shell.tasks.start(
            "正在读取回盘",
            unless_cancelled(lambda: bank_results.preview(desk, path)),
            lambda found: ResultPanel(page_of(self), path, found).open_panel(),
        )

    def choose_template(self) -> None:
        """Ask for the bank's empty workbook and look at it."""
        path = files.choose_workbook(self, "选择银行给的空表", _TEMPLATES, files.WORKBOOK)
        if path is not None:
            self.read_template(path)

    def read_template(self, path: Path) -> None:
        """Show which column is which before the workbook is taken in."""
        template_panel.look(page_of(self), kept.PAYMENT, path, self._taken_in)

    def print_(self) -> bool:
        """Ctrl+P: the chosen list."""
        self.print_list()
        return self._current() is not None

    def print_list(self) -> None:
        """The chosen list as PDF in the preview; of a list that was sent again with the old accounts."""
        row = self._current()
        if row is None:
            return
        document = "payment_sheet" if row["kind"] == "regular" else "payment_correction"
        number = row["list_no"]
        preview_document(self.shell, self, document, number, number, what=number)

    def print_missing(self) -> None:
        """The rows that the bank's file left out, for the bank to answer."""
        if row := self._current():
            number = row["list_no"]
            preview_document(self.shell, self, "bank_missing_list", number, number, what=number)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if template_choice.workbook(event) and not self.shell.desk.store.read_only:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The bank's empty workbook is let fall here."""
        if path := template_choice.workbook(event):
            event.acceptProposedAction()
            self.read_template(path)

    def _write(self, why: Reason) -> bool:
        row, desk = self._current(), self.shell.desk
        folder = files.choose_folder(self, "银行文件写到哪个文件夹", _FOLDER)
        if row is None or folder is None:
            return False
        number, template = row["list_no"], self.template.currentData()
        template_choice.write(
            page_of(self),
            "正在写出银行文件",
            lambda anyway: bank_files.write(desk, number, folder, why, template, anyway=anyway),
            lambda done: self._written(done, why),
        )
        return True

    def _written(self, done: Written, why: Reason) -> None:
        self.refresh()
        again = "，与上次的完全一样" if done.again else "，已逐格读回核对"
        told = f"已写出 {done.path}{again}；记入“外发和查看记录”。{carried(done.path, why)}"
        self.shell.say(told, DONE)

    def _made(self, list_id: int) -> None:
        self.refresh()
        self.list.select(list_id)
        self._show(list_id)
        self.write_button.setFocus()

    def _taken_in(self, key: str) -> None:
        self._offer_templates()
        self.template.setCurrentIndex(self.template.findData(key))

    def _offer_templates(self) -> None:
        chosen = self.template.currentData()
        self.template.clear()
        for each in kept.templates(self.shell.desk, kept.PAYMENT):
            self.template.addItem(each.name, each.key)
        self.template.setCurrentIndex(max(self.template.findData(chosen), 0))

    def _show(self, list_id: int | None) -> None:
        row = self._current()
        writable = not self.shell.desk.store.read_only
        for widget in (self.which, self.print_button):
            widget.setVisible(row is not None)
        for widget in (self.template, self.write_button, self.result_button):
            widget.setVisible(row is not None and writable)
        # The two links do not fit an old screen together.
        missing = self.which.currentData() == "missing"
        self.template_button.setVisible(writable and not missing)
        self.missing_button.setVisible(missing and row is not None and row["status"] == "open")
        coming = self.result_button if row and row["template"] else self.write_button
        for each in (self.write_button, self.result_button):
            restyle(each, role="next" if row and row["status"] == "open" and each is coming else "")
        self.rows.point_to(self._rows(list_id))

    def _current(self) -> dict[str, Any] | None:
        found = self.list.current()
        return self.shell.desk.store.get("payment_list", found) if found is not None else None

    def _rows(self, list_id: int | None) -> ListSource:
        which = self.which.currentData()
        result, missing = (which if which == "failed" else None), (1 if which == "missing" else None)
        # Without a list there are no rows; no list has the number 0.
        return open_list(
            self.shell.desk, "payment_rows", payment_list=list_id or 0, result=result, missing=missing
        )

    def _open_case(self, payment_id: int) -> None:
        """The case of a row; of one that came back at the field that is to be corrected."""
        payment = self.shell.desk.store.get("payment", payment_id)
        came_back = payment["result"] == "failed"
        field = payments.field_meant(payment["failure_code"]) if came_back else ""
        open_case(self.shell, self, payment["case_id"], field)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 4)
        head.setSpacing(8)
        head.addWidget(self.which)
        head.addStretch(1)
        for each in (
            self.missing_button,
            self.template_button,
            self.template,
            self.write_button,
            self.result_button,
            self.print_button,
        ):
            head.addWidget(each)
        self.rows.without_filter()
        below = named(QWidget(), "paymentRowsPart")
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        self.split.setOrientation(Qt.Orientation.Vertical)
        self.split.addWidget(below)
        self.split.setSizes([280, 380])
