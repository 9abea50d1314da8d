"""先检查: what the county would refuse, before it is sealed; Enter on a line opens the field in question."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QSizePolicy

from eduaid_desktop.domain.preflight import SEVERITIES, Finding, Report
from eduaid_desktop.domain.problems import BLOCK, WARN
from eduaid_desktop.gui.case_field import open_case
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import NOTE, PROBLEM
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import privacy
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.term_batch.preflight import Passing

if TYPE_CHECKING:
    from eduaid_desktop.gui.term_batch.batches_page import BatchesPage

_COLUMNS = (
    Column("severity", "程度", "words", 70, words=SEVERITIES),
    Column("case_no", "申请编号", width=190),
    Column("name", "姓名", width=100),
    Column("place", "列", width=120),
    Column("sentence", "说明", width=440),
    Column("rule", "规则", width=70),
)
_ALL = "all"
_EMPTY = "这里没有了。"
_WHY = "要核对的为什么照报，如：已逐件核对原件（记入操作日志）"
Seal = Callable[[Passing], None]


class PreflightPanel(PagePanel):
    """Nothing is sealed by looking. seal, where the batch was to be exported, is what the prominent button does."""

    def __init__(self, page: "BatchesPage", report: Report, seal: Seal | None = None) -> None:
        super().__init__(page, "preflightPanel", "先检查：县里会不会退")
        self.report, self._seal, self._look_again = report, seal, page.look_again
        self.told = label(name="preflightTold")
        self.segments = Segments("preflightKinds", {_ALL: "全部", **SEVERITIES}, self)
        self.list = RecordList("preflight", self._source())
        self.whole = label("", "quiet", "preflightWhole")
        for each in (self.told, self.whole):
            each.setWordWrap(True)
            each.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reason = named(QLineEdit(), "preflightReason")
        self.reason.setPlaceholderText(_WHY)
        self.reason.setAccessibleName("要核对的为什么照报")
        self._lay_out_body()
        self.segments.chosen.connect(lambda key: self._show_rows())
        self.list.chosen.connect(self._tell)
        self.list.opened.connect(self._open)
        self.reason.returnPressed.connect(self.next_button.setFocus)
        self.take(report)

    def start(self) -> None:
        """On the findings, and not on what seals."""
        self.list.start()

    def take(self, report: Report) -> None:
        """Show a report in the place of the one before."""
        place = self.list.view.currentIndex().row()
        self.report = report
        self.told.setText(report.headline)
        counts = {_ALL: len(report.findings), **report.counts}
        titles = {_ALL: "全部", **SEVERITIES}
        self.segments.retitle({key: f"{words} {counts[key]}" for key, words in titles.items()})
        kept = len(report.cases) - len(report.refused)
        self.reason.setVisible(self._seal is not None and report.counts[WARN] > 0)
        self.offer(self._words(kept) if self._seal else "", self.seal)
        self.back.setText("返回，不封存" if self._seal else "返回")
        self._show_rows(max(place, 0))

    def seal(self) -> None:
        """Seal what is sound; what goes up although it wants a look needs a reason."""
        if self._seal is None:
            return
        if not self.reason.isHidden() and not self.reason.text().strip():
            self.reason.setFocus()
            self.shell.say("有要核对的，请先写一句为什么照报，再封存；或者逐件改好。", PROBLEM)
            return
        passing = Passing(bool(self.report.refused), self.reason.text(), self.report)
        self.close_panel()
        self._seal(passing)

    def _words(self, kept: int) -> str:
        """What the button says, "" where nothing could be sealed."""
        if not kept or self.shell.desk.store.read_only:
            return ""
        return f"只封存其余 {kept} 人" if self.report.refused else f"封存并导出 {kept} 人"

    def _source(self) -> FixedRows:
        key = self.segments.key
        shown = [(n, f) for n, f in enumerate(self.report.findings) if key in (_ALL, f.severity)]
        rows: list[dict[str, Any]] = [{**vars(f), "place": f.place, "id": number} for number, f in shown]
        return FixedRows(_COLUMNS, rows, self.shell.desk, _EMPTY)

    def _show_rows(self, place: int = 0) -> None:
        self.list.point_to(self._source())
        last = len(self.list.model.ids) - 1
        self.list.view.setCurrentIndex(self.list.model.index(min(place, last), 0))
        self._tell(self.list.current())

    def _tell(self, number: int | None) -> None:
        """What is said of the current line in full, and what to do."""
        found = self.report.findings[number] if number is not None and self.report.findings else None
        self.whole.setText(privacy.shown(self.shell.desk, "text", _in_full(found) if found else ""))

    def _open(self, number: int) -> None:
        found = self.report.findings[number]
        if not found.case_id:
            self._demands()
            return
        open_case(self.shell, self, found.case_id, found.field)
        self.shell.say(_in_full(found), PROBLEM if found.severity == BLOCK else NOTE)

    def _lay_out_body(self) -> None:
        self.add_actions(
            button("县级要求…", self._demands, "countyChecks", "link"),
            button("再检查一次", self._look_again, "lookAgain"),
        )
        self.list.add_tool(self.segments)
        # The choices count for it.
        self.list.totals.hide()
        self._head.addWidget(self.told, 1)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.whole)
        self.body.addWidget(self.reason)

    def _demands(self) -> None:
        self.shell.show_only("registers", "", {"register": "county_checks"})


def _in_full(found: Finding) -> str:
    return f"{found.sentence}{found.advice}"
