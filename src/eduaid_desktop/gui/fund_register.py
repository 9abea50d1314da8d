"""基金收支: the ledger of a year with its figures on top, and the form for an entry beside it."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.domain.fund import FIGURES, FUND_ENTRY
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import UserError
from eduaid_desktop.forms.fund_entry_form import Ui_FundEntryForm
from eduaid_desktop.gui.form_panel import Door, FormPanel, Step
from eduaid_desktop.gui.page import DONE, PROBLEM, WARN, Shell
from eduaid_desktop.gui.pieces import BigButton, button, empty, label, named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services import fund
from eduaid_desktop.services.lists import ListSource, open_list

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

_LIST_WIDE, _FORM_WIDE = 890, 330
# Below this the scope (口径) gives its room to the ledger, and stands in the tip of the totals.
_ROOM_FOR_SCOPE = 420


class FundRegister(Register):
    """A line of the ledger that was registered stands in the form; one of a case leads to it by Enter."""

    def __init__(self, shell: Shell) -> None:
        self.year = named(QComboBox(), "fundYear")
        self.year.setAccessibleName("年度")
        for each in fund.years(shell.desk):
            self.year.addItem(f"{each}年", each)
        super().__init__(shell, "fund")
        door = Door(
            FUND_ENTRY,
            load=lambda entry_id: fund.load(shell.desk, entry_id),
            save=lambda raw, entry_id, revision: fund.save(shell.desk, raw, entry_id, revision),
            next_step=lambda: Step("再登记一笔", self.new),
        )
        self.panel = FormPanel(shell, Ui_FundEntryForm(), door)
        self.remove_button = button("撤回这一笔", self.remove, "removeEntry")
        self.figures = QHBoxLayout()
        self.scope = label(role="quiet", name="fundScope")
        self._lay_out()
        self.list.chosen.connect(self._chosen)
        self.panel.saved.connect(self._saved)
        self.panel.shown.connect(self._shown)
        self.year.currentIndexChanged.connect(self._turn)
        self.panel.open_new()
        self.refresh()

    def refresh(self) -> None:
        super().refresh()
        self.panel.reload()
        self._tell()
        now = fund.standing(self.shell.desk)
        empty(self.figures)
        for name, title in FIGURES.items():
            words = [label(title, "quiet"), label(now.shown(name), "strong")]
            made = BigButton(words, partial(self._rows_of, name), f"fund_{name}")
            made.setToolTip(fund.AVAILABLE if name == "available" else "查看明细")
            # Else a low screen squeezes the figure itself.
            made.setMinimumHeight(made.sizeHint().height())
            self.figures.addWidget(made, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scope.setVisible(event.size().height() >= _ROOM_FOR_SCOPE)

    def start(self) -> None:
        if self.panel.record_id is None and not self.shell.desk.store.read_only:
            self.panel.binder.keys.first()
        else:
            self.list.start()

    def open_line(self, line_id: int) -> None:
        """A registered one is typed into; a payment leads to its case."""
        table, row_id = fund.source_of(line_id)
        if table == "fund_entry":
            self._open(row_id)
            self.panel.binder.keys.first()
        else:
            own = table == "relief_case"
            self.shell.go("relief", row_id if own else self.shell.desk.store.get(table, row_id)["case_id"])

    def new(self) -> None:
        """Ctrl+N."""
        if self.shell.desk.store.read_only:
            self.shell.say("这个窗口只能查看，不能登记。", PROBLEM)
            return
        self.list.view.setCurrentIndex(self.list.model.index(-1, -1))
        self.panel.open_new()
        self.panel.binder.keys.first()

    def restore(self, draft: "Draft") -> None:
        """Show what a draft goes into, and put it there."""
        if draft.record_id is None:
            self.new()
        else:
            self._open(draft.record_id)
        self.panel.restore(draft)

    def print_(self) -> bool:
        """The ledger of the year in sight."""
        year = str(self.year.currentData())
        preview_document(self.shell, self, "fund_ledger", year, f"{year}年", what=year)
        return True

    def remove(self) -> None:
        """Withdraw the entry in the form."""
        entry_id, words = self.panel.record_id, self.panel.title.text()
        if entry_id is None:
            return
        try:
            problems = fund.withdraw(self.shell.desk, entry_id)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.panel.open_new()
        self.refresh()
        said = f"已撤回“{words}”；撤错了可以在“操作日志”里撤销。"
        self.shell.say(said + "".join(p.message for p in problems), WARN if problems else DONE)

    def _source(self) -> ListSource:
        return open_list(self.shell.desk, "fund", year=str(self.year.currentData()))

    def _turn(self) -> None:
        self.list.point_to(self._source())
        self._tell()

    def _tell(self) -> None:
        """What the year brought along and leaves, and what it counts."""
        year = int(self.year.currentData())
        carried, left = (fund.balance(self.shell.desk, date(y, 12, 31)) for y in (year - 1, year))
        sums = f"上年结转 {yuan(carried)} 元，本年结余 {yuan(left)} 元。"
        self.scope.setText(f"{sums}口径：{fund.scope(self.shell.desk)}")
        self.list.totals.setToolTip(self.scope.text())

    def _chosen(self, line_id: int) -> None:
        table, row_id = fund.source_of(line_id)
        if table == "fund_entry":
            self._open(row_id)
            return
        if self.panel.record_id is not None and not self.panel.binder.changed():
            self.panel.open_new()
        self.shell.say("这一笔从救助申请自动取来，不在这里修改；按 Enter 打开申请。")

    def _open(self, entry_id: int) -> None:
        try:
            self.panel.open(entry_id)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            self.list.refresh()

    def _saved(self, entry_id: int) -> None:
        """The year of the entry comes into sight."""
        year = int(str(self.panel.values["on_date"])[:4])
        if self.year.findData(year) < 0:
            self.year.addItem(f"{year}年", year)
        self.year.setCurrentIndex(self.year.findData(year))
        self.refresh()
        self.list.select(fund.line_of(entry_id))

    def _shown(self) -> None:
        stored = self.panel.record_id is not None
        self.remove_button.setVisible(stored and not self.shell.desk.store.read_only)

    def _rows_of(self, figure: str) -> None:
        if figure == "balance":
            self.year.setCurrentIndex(self.year.findData(self.shell.desk.today().year))
            self.list.start()
            return
        now = fund.standing(self.shell.desk)
        names = (figure,) if figure != "available" else ("in_transit", "approved", "reserved")
        words = "，".join(f"基金{FIGURES[name]} {now.shown(name)}" for name in names)
        self.shell.show_only("relief", words, fund.rows_of(figure))

    def _lay_out(self) -> None:
        self.list.add_tool(self.year)
        self.list.add_tool(button("打印", self.print_, "printLedger"))
        self.panel.add_action(self.remove_button)
        self.scope.setWordWrap(True)
        self.scope.setContentsMargins(12, 4, 12, 6)
        self.figures.setContentsMargins(12, 8, 12, 0)
        self.figures.setSpacing(8)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self.scope)
        self.split.addWidget(left)
        self.split.addWidget(self.panel)
        self.split.setSizes([_LIST_WIDE, _FORM_WIDE])
        self.split.setStretchFactor(0, 1)
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.insertLayout(0, self.figures)
