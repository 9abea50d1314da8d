"""学期结转: last term's recipients in four groups; what is drafted counts nowhere until somebody registers it."""

from collections import Counter
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from eduaid_desktop.domain import aid_terms, terms
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import aid_rollover
from eduaid_desktop.services.aid_rollover import GROUPS, UNCHANGED, VERIFY, Renewal
from eduaid_desktop.services.list_columns import Column

_COLUMNS = (
    Column("name", "姓名", width=120), Column("programme", "资助项目", "choice", 200, "programme"),
    Column("school", "上学期学校", width=170), Column("before", "上学期年级", width=100),
    Column("after", "新学期年级", width=100), Column("amount", "金额（元）", "money", 100),
    Column("why", "说明", width=420),
)  # fmt: skip


class AidRolloverPanel(PagePanel):
    """The terms on top, the groups as parts, one button that drafts."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "aidRolloverPanel", "学期结转")
        self.desk = page.desk
        self.source = named(QComboBox(), "rolloverFrom")
        self.source.setMinimumWidth(160)
        self.told = label("", "quiet", "rolloverTold")
        self.told.setWordWrap(True)
        self.segments = Segments("rolloverGroups", GROUPS, self)
        self.list = RecordList("aidRollover", FixedRows(_COLUMNS, [], self.desk))
        self._plan: list[Renewal] = []
        self.register = button("", self._register, "rolloverRegister")
        self.verify = button("", self._verify, "rolloverVerify")
        self.add_actions(self.verify, self.register)
        for widget in (self._place(), self.told, self.segments):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self._fill()
        self.source.currentIndexChanged.connect(self._look)
        self.segments.chosen.connect(lambda: self._show())
        self._look()

    def draft(self) -> None:
        """Write the drafts in one change and give the page back."""
        desk, plan = self.desk, self._plan
        self.setEnabled(False)
        self.shell.tasks.start(
            "正在起草新学期的资助",
            lambda job: aid_rollover.write(desk, plan),
            self._drafted,
            self._failed,
            final=True,
        )

    def _register(self) -> None:
        """Let the unchanged drafts count; those to be verified are opened one by one."""
        desk, ready = self.desk, aid_rollover.drafted(self.desk, self._target())[UNCHANGED]
        self.setEnabled(False)
        self.shell.tasks.start(
            "正在登记",
            lambda job: aid_rollover.accept(desk, ready),
            lambda count: self._registered(count, len(ready)),
            self._failed,
            final=True,
        )

    def _registered(self, count: int, of: int) -> None:
        self.setEnabled(True)
        self.page.refresh()
        self._look()
        left = f"另有 {of - count} 份，本学期已经登记过同一项目，转为待核实。" if of > count else ""
        self.shell.say(f"已登记照旧的 {count} 份。{left}", DONE)

    def _verify(self) -> None:
        term = self._target()
        self.close_panel()
        words = f"{terms.label(term)}待核实的草稿"
        self.shell.show_only("aid", words, {"term": term, "status": "draft", "renewal": VERIFY})

    def _target(self) -> str:
        return aid_terms.next_term(self.source.currentData())

    def _drafted(self, count: int) -> None:
        self.close_panel()
        self.page.refresh()
        self.shell.say(f"已起草 {count} 份。草稿不计数；核对后在列表里登记，要核实的逐份打开核对。", DONE)

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.shell.fail(error)

    def _fill(self) -> None:
        rules = self.desk.rules()
        offered = terms.newest_first(code.code for code in rules.codes["term"].offered(rules.today))
        for term in offered:
            following = terms.label(aid_terms.next_term(term))
            self.source.addItem(f"{terms.label(term)} → {following}", term)
        self.source.setCurrentIndex(max(self.source.findData(terms.of(rules.today)), 0))

    def _look(self) -> None:
        source = self.source.currentData()
        self.told.setText("照旧的和要核实的起草到新学期，草稿不计数；毕业、离开的不起草，留在这里备查。")
        try:
            self._plan = aid_rollover.plan(self.desk, source, self._target())
        except UserError as error:
            self._plan = []
            self.told.setText(error.sentence)
        counts = Counter(r.group for r in self._plan)
        self.segments.retitle({key: f"{words} {counts[key]:,}" for key, words in GROUPS.items()})
        count = counts[UNCHANGED] + counts[VERIFY]
        writable = not self.desk.store.read_only
        self.offer(f"起草 {count:,} 份" if count and writable else "", self.draft)
        self._offer_drafts()
        self._show()

    def _offer_drafts(self) -> None:
        found = aid_rollover.drafted(self.desk, self._target())
        for widget, group, words in (
            (self.register, UNCHANGED, "登记已起草的照旧 {} 份"),
            (self.verify, VERIFY, "核对待核实的 {} 份"),
        ):
            widget.setText(words.format(len(found[group])))
            widget.setVisible(bool(found[group]) and not self.desk.store.read_only)

    def _show(self) -> None:
        wanted = [r for r in self._plan if r.group == self.segments.key]
        rows = [_row(number, renewal) for number, renewal in enumerate(wanted)]
        self.list.point_to(FixedRows(_COLUMNS, rows, self.desk, "这一组没有人。", ("amount",)))

    def _place(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label("从哪个学期"))
        row.addWidget(self.source)
        row.addStretch(1)
        return whole


def _row(number: int, renewal: Renewal) -> dict[str, Any]:
    aid, draft = renewal.aid, renewal.draft
    return {
        "id": number,
        "name": renewal.name,
        "programme": aid["programme"],
        "school": aid["school"],
        "before": aid["grade"],
        "after": draft["grade"] if renewal.group in (UNCHANGED, VERIFY) else "",
        "amount": draft["amount"],
        "why": renewal.why,
    }
