"""整校登记: a programme for a school or a class, from the roll; who is open, who is asked about, who is not."""

from collections import Counter
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QTableView, QWidget

from eduaid_desktop.domain import programmes, terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import ticked_table
from eduaid_desktop.gui.candidates_model import NAME, REASON, WHY, WIDTHS, CandidatesModel
from eduaid_desktop.gui.page import DONE, PROBLEM, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.printing.paper_menu import Offer, PaperButton
from eduaid_desktop.gui.reason_line import ReasonLine
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import aid_bulk, not_aided
from eduaid_desktop.services.aid_bulk import ASK, CLOSED, GIVEN, OPEN, Candidate

_SHOWN = {"": "全部", OPEN: "可以登记", ASK: "请核实", CLOSED: "不符合", GIVEN: "已登记"}


class AidBulkPanel(PagePanel):
    """Choose from left to right; the table follows. Space ticks, F2 types an amount, Enter registers."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "aidBulkPanel", "整校登记")
        self.desk = page.desk
        self.programme, self.term = _box("bulkProgramme", 260), _box("bulkTerm", 150)
        self.school, self.class_ = _box("bulkSchool", 220), _box("bulkClass", 150)
        self.model = CandidatesModel()
        self.table = _table(self.model)
        self.told = label("", "quiet", "bulkTold")
        self.told.setWordWrap(True)
        self.segments = Segments("bulkStates", _SHOWN, self)
        for widget in (self._choices(), self.told, self.segments):
            self.body.addWidget(widget)
        self.body.addWidget(self.table, 1)
        self.line = ReasonLine(self.desk.rules())
        self.line.closed.connect(self.table.setFocus)
        self.body.addWidget(self.line)
        self.print_button = PaperButton(self.shell, self._offers, "printProgramme")
        self.add_actions(
            self.print_button,
            button("给没有勾选的选中行记原因…(&R)", self.ask, "giveReason"),
            button("勾选或取消选中的行（空格）", self._toggle, "bulkToggle"),
        )
        self._fill()
        self._connect()
        self._schools()

    def register(self) -> None:
        """Give the programme to everybody who is ticked, in one change, and give the page back."""
        self.segments.take("")
        row = self.model.unexplained()
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, REASON))
            self.table.setFocus()
            self.shell.say("这一行不符合条件，或金额与标准不同：请先在最后一栏写明理由，再登记。", PROBLEM)
            return
        desk, wanted = self.desk, self.model.chosen()
        programme, term = self.programme.currentData(), self.term.currentData()
        self.setEnabled(False)
        self.shell.tasks.start(
            f"正在登记 {len(wanted)} 人",
            lambda job: aid_bulk.register(desk, programme, term, wanted),
            self._registered,
            self._failed,
            final=True,
        )

    def point_to(self, term: str, programme: str, school_id: int, person_id: int) -> None:
        """Look at a programme in a school of a term, with one of its children as the current row."""
        for box, wanted in ((self.term, term), (self.programme, programme), (self.school, school_id)):
            box.setCurrentIndex(max(box.findData(wanted), 0))
        row = self.model.row_of(person_id)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, NAME))
            self.table.scrollTo(self.table.currentIndex())
        self.table.setFocus()

    def ask(self) -> None:
        """Ask why the chosen children, unticked though the programme is open to them, are not to get it."""
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        wanted = self.model.unticked(rows)
        if not wanted:
            self.shell.say("先选中没有勾选、可以登记或要核实的行，再记原因。", PROBLEM)
            return
        self.line.ask(len(wanted), lambda reason, note: self._record(wanted, reason, note))

    def _record(self, wanted: list[int], reason: str, note: str) -> None:
        programme, term = self.programme.currentData(), self.term.currentData()
        pairs = [(person, programme) for person in wanted]
        count = not_aided.record(self.desk, term, pairs, reason, note)
        self.model.explain(wanted, self.line.reason.currentText())
        self.shell.say(f"已记下 {count} 人未资助的原因，可以在“操作日志”里撤销。", DONE)

    def _registered(self, count: int) -> None:
        name = self.programme.currentText()
        self.close_panel()
        self.page.refresh()
        self.shell.say(f"已登记“{name}”{count} 人，记作一次操作，可以整批撤销。", DONE)

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.shell.fail(error)

    def _fill(self) -> None:
        rules = self.desk.rules()
        offered = {code.code for code in rules.codes["term"].offered(rules.today)}
        for term in terms.newest_first(offered):
            self.term.addItem(terms.label(term), term)
        self.term.setCurrentIndex(max(self.term.findData(terms.of(rules.today)), 0))
        for code in rules.codes["programme"].offered(rules.today):
            self.programme.addItem(code.label, code.code)

    def _connect(self) -> None:
        self.programme.currentIndexChanged.connect(self._look)
        self.term.currentIndexChanged.connect(self._schools)
        self.school.currentIndexChanged.connect(self._classes)
        self.class_.currentIndexChanged.connect(self._look)
        self.segments.chosen.connect(self.model.only)
        self.model.changed.connect(self._count)
        self.table.installEventFilter(self)

    def _schools(self) -> None:
        _refill(self.school, "全部学校")
        for school in {
            s["school_id"]: s for s in aid_bulk.schools(self.desk, self.term.currentData())
        }.values():
            self.school.addItem(school["school"], school["school_id"])
        self.school.blockSignals(False)
        self._classes()

    def _classes(self) -> None:
        _refill(self.class_, "全部班级")
        school = self.school.currentData()
        if school is not None:
            for each in aid_bulk.classes(self.desk, self.term.currentData(), school):
                words = f"{each['grade'] or ''}{each['class_name'] or ''}　{each['pupils']} 人"
                where = {"grade": each["grade"], "class_name": each["class_name"]}
                self.class_.addItem(words, where)
        self.class_.blockSignals(False)
        self._look()

    def _look(self) -> None:
        where: dict[str, Any] = {"school_id": self.school.currentData(), **(self.class_.currentData() or {})}
        programme, term = self.programme.currentData(), self.term.currentData()
        found: list[Candidate] = []
        try:
            found = aid_bulk.candidates(self.desk, programme, term, where)
            entry = aid_bulk.in_force(aid_bulk.of_term(self.desk, term), programme, term)
            self.told.setText(_told(entry))
        except UserError as error:
            self.told.setText(error.sentence)
        counts = Counter(c.state for c in found)
        self.segments.retitle({k: f"{w} {counts[k] if k else len(found):,}" for k, w in _SHOWN.items()})
        self.model.take(found)

    def _count(self) -> None:
        count = len(self.model.chosen())
        writable = not self.desk.store.read_only
        words = f"登记 {count:,} 人，共 {yuan(self.model.total())} 元" if count and writable else ""
        self.offer(words, self.register)

    def print_(self) -> None:
        self.print_button.papers.print_()

    def _offers(self) -> list[Offer]:
        """What is registered of the programme in the term, at the school that is chosen or at all."""
        term, school = self.term.currentData(), self.school.currentData()
        name = self.school.currentText() if school is not None else None
        about = f"{name or ''}{self.programme.currentText()}"
        of = {"term": term, "what": name, "answers": {"programme": self.programme.currentData()}}
        return [Offer("aid_roster", about, of), Offer("aid_payment_sheet", about, of)]

    def _toggle(self) -> None:
        self.model.toggle([index.row() for index in self.table.selectionModel().selectedRows()])

    def _choices(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for words, box in (
            ("资助项目", self.programme), ("学期", self.term), ("学校", self.school), ("班级", self.class_),
        ):  # fmt: skip
            row.addWidget(label(words))
            row.addWidget(box)
        row.addStretch(1)
        return whole

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.table:
            editing = self.table.state() == QAbstractItemView.State.EditingState
            if event.key() == Qt.Key.Key_Space and not editing:
                self._toggle()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
                self.next_button.setFocus()
                return True
        return super().eventFilter(watched, event)


def _told(entry: Any) -> str:
    """What the programme is, with its source, and that uncertain things are uncertain."""
    papers = f"要交：{'、'.join(entry['papers'])}" if entry.get("papers") else ""
    return "。".join(filter(None, (programmes.grounds(entry), papers)))


def _box(name: str, width: int) -> QComboBox:
    box = named(QComboBox(), name)
    box.setMinimumWidth(width)
    return box


def _refill(box: QComboBox, everything: str) -> None:
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, None)


def _table(model: CandidatesModel) -> QTableView:
    table = QTableView()
    ticked_table.lay_out(table, model, WIDTHS, WHY)
    table.horizontalHeader().setMinimumSectionSize(60)
    table.setAccessibleName("名册上的学生")
    return table
