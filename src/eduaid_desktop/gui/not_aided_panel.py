"""应助未助: who should be helped and is not, by school; several lines get a reason at once, one leads to 整校登记."""

from collections import Counter
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.reason_line import ReasonLine
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services import not_aided
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.not_aided import ALL, Left

_COLUMNS = (
    Column("school", "学校", width=150), Column("grade", "年级", width=66), Column("class_name", "班级", width=66),
    Column("name", "姓名", width=110), Column("household_type", "户类型", width=96),
    Column("programme", "资助项目", width=200), Column("amount", "金额（元）", "money", 92),
    Column("why", "标准或要核实的", width=380),
)  # fmt: skip
_EVERY = ""


class NotAidedPanel(PagePanel):
    """Term, programme and school on top; Enter on a line goes to register it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "notAidedPanel", "应助未助")
        self.desk = page.desk
        self.term, self.programme = _box("leftTerm", 150), _box("leftProgramme", 260)
        self.school = _box("leftSchool", 260)
        self.told = label("", "quiet", "leftTold")
        self.told.setWordWrap(True)
        self.list = RecordList("notAided", FixedRows(_COLUMNS, [], self.desk))
        self.list.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.line = ReasonLine(self.desk.rules())
        self.reason = button("给选中的行记原因…(&R)", self.ask, "giveReason")
        self._found: list[Left] = []
        self.back.setText("返回")
        for widget in (self._place(), self.told):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.line)
        self.add_actions(self.reason)
        self._fill()
        self._connect()
        self._look()

    def start(self) -> None:
        self.list.start()

    def ask(self) -> None:
        """Ask for the reason of the chosen lines; kept in one change."""
        wanted = [self._found[n] for n in self._chosen()]
        if not wanted:
            self.shell.say("先选中要记原因的行：按住 Ctrl 或 Shift 可以选多行。")
            return
        self.line.ask(len(wanted), lambda reason, note: self._record(wanted, reason, note))

    def register(self) -> None:
        """Where the current line is put right: 整校登记 of its programme and school, or the child herself."""
        number = self.list.current()
        if number is None:
            return
        each, term = self._found[number], self.term.currentData()
        page = self.page
        self.close_panel()
        if each.programme == ALL:
            self.shell.go("students", each.pupil["person_id"])
            return
        from eduaid_desktop.gui.aid_bulk_panel import AidBulkPanel

        panel = AidBulkPanel(page)
        panel.open_panel()
        panel.point_to(term, each.programme, each.pupil["school_id"], each.pupil["person_id"])

    def _record(self, wanted: list[Left], reason: str, note: str) -> None:
        pairs = [(each.pupil["person_id"], each.programme) for each in wanted]
        count = not_aided.record(self.desk, self.term.currentData(), pairs, reason, note)
        self._look()
        self.shell.say(f"已记下 {count} 条原因，可以在“操作日志”里撤销。", DONE)

    def _chosen(self) -> list[int]:
        rows = sorted(index.row() for index in self.list.view.selectionModel().selectedRows())
        return [self.list.model.ids[row] for row in rows]

    def _look(self) -> None:
        """Count anew; the schools say how many lines each has."""
        self._found = []
        told = "名册上的贫困学生：项目向其开放，却没有登记，发放名单里也没有，又没有写原因的。草稿不算登记。"
        try:
            self._found = not_aided.left(
                self.desk, self.term.currentData(), self.programme.currentData() or None
            )
        except UserError as error:
            told = error.sentence
        self.told.setText(told)
        self._fill_schools()
        self._show()

    def _fill_schools(self) -> None:
        before = self.school.currentData()
        counts = Counter(each.pupil["school"] for each in self._found)
        self.school.blockSignals(True)
        self.school.clear()
        self.school.addItem(f"全部学校　{len(self._found):,} 条", _EVERY)
        for school, count in sorted(counts.items()):
            self.school.addItem(f"{school}　{count:,} 条", school)
        self.school.setCurrentIndex(max(self.school.findData(before), 0))
        self.school.blockSignals(False)

    def _show(self) -> None:
        school = self.school.currentData()
        rows = [
            _row(n, each) for n, each in enumerate(self._found) if school in (_EVERY, each.pupil["school"])
        ]
        none = "没有应助未助的：都已登记、在名单里，或写明了原因。"
        self.list.point_to(FixedRows(_COLUMNS, rows, self.desk, none, ("amount",)))
        writable = bool(rows) and not self.desk.store.read_only
        self.reason.setVisible(writable)
        self.offer("去登记" if writable else "", self.register)

    def _fill(self) -> None:
        rules = self.desk.rules()
        offered = {code.code for code in rules.codes["term"].offered(rules.today)}
        for term in terms.newest_first(offered):
            self.term.addItem(terms.label(term), term)
        self.term.setCurrentIndex(max(self.term.findData(terms.of(rules.today)), 0))
        self.programme.addItem("按学期发放的全部项目", _EVERY)
        for code in rules.codes["programme"].offered(rules.today):
            self.programme.addItem(code.label, code.code)

    def _connect(self) -> None:
        for box in (self.term, self.programme):
            box.currentIndexChanged.connect(self._look)
        self.school.currentIndexChanged.connect(self._show)
        self.list.opened.connect(lambda _: self.register())
        self.line.closed.connect(self.list.view.setFocus)

    def _place(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for words, box in (("学期", self.term), ("资助项目", self.programme), ("学校", self.school)):
            row.addWidget(label(words))
            row.addWidget(box)
        row.addStretch(1)
        return whole


def _box(name: str, width: int) -> QComboBox:
    made = named(QComboBox(), name)
    made.setMinimumWidth(width)
    return made


def _row(number: int, each: Left) -> dict[str, Any]:
    names = ("school", "grade", "class_name", "name", "household_type")
    own = {"id": number, "programme": each.name, "amount": each.fen, "why": each.why}
    return {name: each.pupil[name] for name in names} | own
