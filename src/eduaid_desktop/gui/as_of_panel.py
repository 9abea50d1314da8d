"""看某一天: a relief case as it stood at the end of a day, read-only, beside what stands there now."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.domain import dates, masks
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import PROBLEM, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services import as_of, records, relief
from eduaid_desktop.services.as_of import Line
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.papers import catalogue

_COLUMNS = (
    Column("part", "部分", width=70), Column("label", "项目", width=150), Column("then", "那一天", width=340),
    Column("differs", "不同", "words", 50, words={1: "≠", 0: ""}), Column("now", "现在（不同的）", width=340),
)  # fmt: skip


class AsOfPanel(PagePanel):
    """A day is typed, Enter shows it. The day before the last change stands there at first."""

    def __init__(self, page: Page, case_id: int) -> None:
        self._desk = page.desk
        self._case = relief.load(self._desk, case_id)
        super().__init__(
            page, "asOfPanel", f"{self._case['name']}　{self._case['case_no'] or '草稿'}　看某一天"
        )
        self.day = named(QLineEdit(self._first_day()), "asOfDay")
        self.day.setFixedWidth(150)
        self.only = named(QCheckBox("只看不同"), "asOfOnly")
        self.told = label("", "quiet", "asOfTold")
        self.list = RecordList("asOf", FixedRows(_COLUMNS, [], self._desk))
        self.list.without_filter()
        self._lines: list[Line] = []
        self._shown = ""
        self.body.addWidget(self._place())
        self.body.addWidget(self.list, 1)
        self.back.setText("返回（Esc）")
        self.offer("看这一天", self.look)
        for document in ("approval_form", "approval_slip"):
            title = catalogue.DOCUMENTS[document].title
            print_ = partial(self._print, document)
            self.add_actions(button(f"补打{title}", print_, f"asOf_{document}"))
        self.day.returnPressed.connect(self.look)
        self.only.toggled.connect(lambda on: self._tell())
        self.look()

    def start(self) -> None:
        """The day is what is asked."""
        self.day.setFocus()
        self.day.selectAll()

    def look(self) -> None:
        """Show the day that is typed; what cannot be shown is said."""
        day = dates.parse(self.day.text())
        if day is None:
            self.shell.say("请填写日期，如 2018-06-12。", PROBLEM)
            return
        try:
            then = as_of.case_on(self._desk, self._case["id"], day.isoformat())
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self._shown = then.day
        self.day.setText(then.day)
        self._lines = as_of.compare(self._desk, then)
        self._tell()
        self.shell.say("")

    def _tell(self) -> None:
        differing = sum(line.differs for line in self._lines)
        self.told.setText(
            f"{dates.spoken(self._shown)}结束时的内容，只能看。和现在不同的有 {differing} 处。"
            if differing
            else f"{dates.spoken(self._shown)}结束时的内容，和现在一样。"
        )
        only = self.only.isChecked()
        shown = [line for line in self._lines if line.differs or (line.then and not only)]
        rows = [_row(line) for line in sorted(shown, key=lambda line: not line.differs)]
        self.list.point_to(FixedRows(_COLUMNS, rows, self._desk, "和现在没有不同。"))

    def _print(self, document: str) -> None:
        """The paper of the day that is shown, marked 补打."""
        name, day = self._case["name"], self._shown
        preview_document(
            self.shell,
            self,
            document,
            f"{name}_{day}_补打",
            f"{name}　补打{dates.spoken(day)}",
            case=self._case["case_no"] or str(self._case["id"]),
            as_of=day,
        )

    def _first_day(self) -> str:
        """The day before the last change, where the case stood there already; else the day it was keyed."""
        changed = [h["at"][:10] for h in records.history(self._desk, RELIEF, self._case["id"])]
        earlier = [day for day in changed if day < changed[-1]]
        return str(earlier[-1] if earlier else changed[0])

    def _place(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label("日期"))
        row.addWidget(self.day)
        row.addWidget(self.only)
        row.addSpacing(8)
        row.addWidget(self.told, 1)
        return whole


def _row(line: Line) -> dict[str, Any]:
    shown = {"part": line.part, "label": line.label, "then": masks.in_text(line.then)}
    return {**shown, "differs": int(line.differs), "now": masks.in_text(line.now) if line.differs else ""}
