"""资助汇总: persons, person-times and fen of a term or a year, split as wanted; Enter on a line opens its rows."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from eduaid_desktop.domain import aid_terms, terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.programmes import FORMS
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.printing.paper_menu import Offer, PaperButton
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import aid_totals
from eduaid_desktop.services.aid_totals import Figure
from eduaid_desktop.services.list_columns import Column

_SPLITS = {"heading": "汇总归口", **aid_totals.SPLITS}
_COLUMNS = (
    Column("label", "项目", width=300), Column("persons", "人数", "integer", 100),
    Column("times", "人次", "integer", 100), Column("fen", "金额（元）", "money", 160),
    Column("counted", "按项目的口径计", width=140), Column("unknown", "没有金额的条数", "integer", 130),
)  # fmt: skip


class AidTotalsPanel(PagePanel):
    """The term or year on top, the ways to split beside it, the scope (口径) under the figures."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "aidTotalsPanel", "资助汇总")
        self.desk = page.desk
        self.when = named(QComboBox(), "totalsWhen")
        self.when.setMinimumWidth(220)
        self.whole = label("", "strong", "totalsWhole")
        self.scope = label("", "quiet", "totalsScope")
        self.scope.setWordWrap(True)
        self.segments = Segments("totalsSplit", _SPLITS, self)
        self.list = RecordList("aidTotals", FixedRows(_COLUMNS, [], self.desk))
        self.list.without_filter()
        self._figures: list[Figure] = []
        for widget in (self._place(), self.segments):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.scope)
        self.back.setText("返回")
        self.print_button = PaperButton(self.shell, self._offers, "printTotals")
        self.add_actions(self.print_button)
        self.offer("查看这一行的明细", self._open)
        self._fill()
        self.when.currentIndexChanged.connect(self._look)
        self.segments.chosen.connect(lambda: self._look())
        self.list.opened.connect(lambda _: self._open())
        self._look()

    def start(self) -> None:
        self.list.start()

    def _fill(self) -> None:
        rules = self.desk.rules()
        offered = terms.newest_first(code.code for code in rules.codes["term"].offered(rules.today))
        for year in dict.fromkeys(term[:4] for term in offered):
            self.when.addItem(f"{year}年（春、秋两学期）", aid_terms.of_year(int(year)))
        for term in offered:
            self.when.addItem(terms.label(term), (term,))
        now = terms.of(rules.today)
        self.when.setCurrentIndex(max(self.when.findText(terms.label(now)), 0))

    def _look(self) -> None:
        when, by = self.when.currentData(), self.segments.key
        split = aid_totals.of_terms(self.desk, when, "programme")
        self._figures = aid_totals.table(self.desk, when, by, split)
        rows = [_row(number, figure) for number, figure in enumerate(self._figures)]
        none = "这个学期还没有登记资助。用“整校登记”按名册登记，或录入申请。"
        self.list.point_to(FixedRows(_COLUMNS, rows, self.desk, none, ("fen",)))
        whole = aid_totals.whole(self.desk, when)
        forms = aid_totals.by_form(self.desk, when, split)
        apart = "，".join(f"{FORMS[form]} {yuan(fen)} 元" for form, fen in forms.items() if fen)
        self.whole.setText(
            f"{whole.persons:,} 人　{whole.times:,} 人次　{whole.money}" + (f"（{apart}）" if apart else "")
        )
        self.scope.setText(aid_totals.scope(self.desk, when, split))

    def print_(self) -> None:
        self.print_button.papers.print_()

    def _offers(self) -> list[Offer]:
        """The table of what is in sight, and of a term who got what."""
        when, about = self.when.currentData(), self.when.currentText().partition("（")[0]
        if len(when) > 1:
            return [Offer("year_table", about, {"what": when[0][:4]})]
        return [Offer(document, about, {"term": when[0]}) for document in ("term_table", "aid_roster")]

    def _open(self) -> None:
        """The rows behind the figure, in the list of the page."""
        number = self.list.current()
        if number is None:
            return
        figure = self._figures[number]
        words = f"{self.when.currentText()}　{figure.label}"
        self.close_panel()
        self.shell.show_only("aid", words, figure.filters)

    def _place(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label("时间"))
        row.addWidget(self.when)
        row.addSpacing(16)
        row.addWidget(self.whole, 1)
        return whole


def _row(number: int, figure: Figure) -> dict[str, Any]:
    shown = {"label": figure.label, "persons": figure.persons, "times": figure.times, "fen": figure.fen}
    counted = figure.counted if figure.counts else ""
    return {"id": number, **shown, "counted": counted, "unknown": figure.unknown or None}
