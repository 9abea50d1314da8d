"""导入: what a workbook holds and what becomes of each row, looked at before anything is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.gui import files
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.gui.tasks import unless_cancelled
from eduaid_desktop.services import imports
from eduaid_desktop.services.imports import ImportResult
from eduaid_desktop.services.lists import Column

_PROBLEMS = (
    Column("row", "行号", "integer", 60),
    Column("severity", "程度", "words", 60, words={"block": "拒收", "warn": "核对", "note": "说明"}),
    Column("name", "姓名", width=110),
    Column("sheet", "工作表", width=110),
    Column("column", "列", width=170),
    Column("message", "说明", width=680),
)
_COLUMNS = (
    Column("sheet", "工作表", width=160),
    Column("heading", "表里的列", width=260),
    Column("field", "读作", width=260),
)


def start(page: Page) -> None:
    """Ask for a workbook and look at it."""
    path = files.choose_workbook(page, "选择要导入的学籍名册或建档立卡人员表", "import")
    if path is not None:
        look(page, path)


def look(page: Page, path: Path, kind: str | None = None, term: str | None = None) -> None:
    """Read a workbook and show what importing it would do; nothing is written. kind and term: None to guess."""
    desk = page.desk
    page.shell.tasks.start(
        f"正在读取“{path.name}”",
        unless_cancelled(lambda: imports.preview(desk, path, kind=kind, term=term)),
        lambda found: ImportPanel(page, found).open_panel(),
    )


class ImportPanel(PagePanel):
    """The equation, the columns as they were understood, the problems row by row."""

    def __init__(self, page: Page, found: ImportResult) -> None:
        super().__init__(page, "importPanel", f"导入“{found.path.name}”")
        self._found = found
        self.equation = label(found.equation(), "strong", "equation")
        self.told = label(_told(found), "quiet", "importTold")
        self.told.setWordWrap(True)
        self.kind, self.term = self._kinds(), self._terms()
        problems, columns = list(_problems(found)), list(_columns(found))
        self.segments = Segments(
            "importLists", {"problems": f"问题 {len(problems)}", "columns": f"认出的列 {len(columns)}"}, self
        )
        desk = self.shell.desk
        none = "每一行都没有问题。"
        self.problems = RecordList("importPreviewProblems", FixedRows(_PROBLEMS, problems, desk, none))
        self.columns = RecordList("importPreviewColumns", FixedRows(_COLUMNS, columns, desk))
        for widget in (self.equation, self._place(), self.told, self.segments, self.problems, self.columns):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.problems, 1)
        self.body.setStretchFactor(self.columns, 1)
        for each in (self.problems, self.columns):
            each.refresh()
        self.segments.chosen.connect(self._show)
        self._show("problems")
        self._offer_writing()

    def write(self) -> None:
        """Write what was looked at, in one change, and give the page back."""
        desk, found = self.shell.desk, self._found
        self.setEnabled(False)
        self.shell.tasks.start(
            f"正在写入“{found.path.name}”",
            lambda job: imports.apply(desk, found),
            self._written,
            self._failed,
            final=True,
        )

    def _written(self, written: ImportResult) -> None:
        self.close_panel()
        self.page.refresh()
        count = len(written.problems)
        where = f"。{count} 处问题在“台账”的导入记录里" if count else ""
        self.shell.say(f"已导入。{written.equation()}{where}。", DONE)

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.shell.fail(error)

    def _again(self) -> None:
        """Another kind or term was chosen: look at the same file once more."""
        kind, term = self.kind.currentData(), self.term.currentData()
        self.close_panel()
        look(self.page, self._found.path, kind, term)

    def _offer_writing(self) -> None:
        count = self._found.news
        writable = not self.shell.desk.store.read_only
        self.offer(f"写入 {count:,} 行" if count and writable else "", self.write)
        if not count:
            self.back.setText("返回")

    def _show(self, name: str) -> None:
        self.problems.setVisible(name == "problems")
        self.columns.setVisible(name == "columns")

    def _kinds(self) -> QComboBox:
        box = named(QComboBox(), "importKind")
        box.setMinimumWidth(176)
        box.setAccessibleName("认作哪一种表")
        for kind in imports.KINDS.values():
            box.addItem(kind.title, kind.name)
        box.setCurrentIndex(box.findData(self._found.kind.name))
        box.currentIndexChanged.connect(self._again)
        return box

    def _terms(self) -> QComboBox:
        box = named(QComboBox(), "importTerm")
        box.setMinimumWidth(176)
        offered = {code.code for code in self.shell.desk.rules().codes["term"].codes} | {self._found.term}
        for term in sorted(offered, key=lambda t: (t[:4], t[4] == "A"), reverse=True):
            box.addItem(terms.label(term), term)
        box.setCurrentIndex(box.findData(self._found.term))
        box.currentIndexChanged.connect(self._again)
        return box

    def _place(self) -> QWidget:
        """Which table it is, and for which term."""
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        sheets = "、".join(self._found.sheets)
        row.addWidget(label("认作"))
        row.addWidget(self.kind)
        row.addWidget(label(f"工作表“{sheets}”，记入", name="importSheets"))
        row.addWidget(self.term)
        row.addStretch(1)
        return whole


def _problems(found: ImportResult) -> Iterator[dict[str, Any]]:
    names = {(line.sheet, line.row): line.values.get("name") for line in found.lines}
    for each in found.problems:
        yield {
            "sheet": each.sheet,
            "row": each.row,
            "name": names.get((each.sheet, each.row)),
            "column": each.column,
            "severity": each.problem.severity,
            "message": each.problem.message,
        }


def _columns(found: ImportResult) -> Iterator[dict[str, Any]]:
    labels = {field.name: field.label for field in found.kind.fields}
    for (sheet, name), heading in found.columns.items():
        yield {"sheet": sheet, "heading": heading, "field": labels.get(name, name)}


def _told(found: ImportResult) -> str:
    others = [each["sheet"] for each in found.ignored if each["kind"] == "sheet"]
    left = f"没有读工作表：{'、'.join(others)}。" if others else ""
    if not found.news:
        return f"没有新的内容要写入。{left}"
    return f"还没有写入；拒收的行不会写入，请在原表里更正后再导入一次。{left}"
