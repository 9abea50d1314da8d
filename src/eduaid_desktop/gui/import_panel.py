"""导入: what a workbook holds and what becomes of each row, looked at and set right before anything is written."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget

from eduaid_desktop.errors import PasswordNeeded
from eduaid_desktop.gui import files, import_columns, import_place
from eduaid_desktop.gui.import_back import GiveBack
from eduaid_desktop.gui.import_columns import ColumnList
from eduaid_desktop.gui.import_done import ImportDone
from eduaid_desktop.gui.import_password import WorkbookPassword
from eduaid_desktop.gui.import_place import Notes, PlaceLine
from eduaid_desktop.gui.import_problems import ProblemList
from eduaid_desktop.gui.import_row_line import RowLine
from eduaid_desktop.gui.import_rows import ALL, Equation, ImportRows
from eduaid_desktop.gui.import_sheets import SheetsPart
from eduaid_desktop.gui.import_watch import watched
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.gui.tasks import Job
from eduaid_desktop.services import imports
from eduaid_desktop.services.importing import columns, mappings
from eduaid_desktop.services.importing.result import Source
from eduaid_desktop.services.imports import SKIPPED, ImportResult, Unrecognised

_PARTS = {"sheet": "表格", "rows": "全部行", "problems": "问题", "columns": "认列"}
# A file of more rows is not looked through anew for every row that is left out.
_MOST_AT_ONCE = 5000


def start(page: Page) -> None:
    """Ask for a workbook and look at it."""
    path = files.choose_workbook(page, "选择要导入的表格", "import")
    if path is not None:
        look(page, path)


def look(page: Page, path: Path, *, password: str | None = None, **how: Any) -> None:
    """Read a workbook and show what importing it would do; nothing is written. how: the fields of Wanted."""
    desk = page.desk

    def work(job: Job[ImportResult]) -> ImportResult:
        found = imports.preview(desk, path, password=password, progress=watched(job, path.name), **how)
        job(1, 1)
        return found

    def failed(error: Exception) -> None:
        if isinstance(error, PasswordNeeded):
            again = lambda typed: look(page, path, password=typed, **how)  # noqa: E731
            WorkbookPassword(page, path.name, error.wrong, again).open_panel()
        elif isinstance(error, Unrecognised) and any(source.sheet.rows for source in error.found.sources):
            ImportPanel(page, error.found, error.sentence).open_panel()
        else:
            page.shell.fail(error)

    title = f"正在读取“{path.name}”"
    page.shell.tasks.start(title, work, lambda found: ImportPanel(page, found).open_panel(), failed)


class ImportPanel(PagePanel):
    """The equation, the sheets as they are, every row with its reason, the problems, the columns."""

    def __init__(self, page: Page, found: ImportResult, sentence: str = "") -> None:
        super().__init__(page, "importPanel", f"导入“{found.path.name}”")
        desk = self.shell.desk
        self._found, self._outcome, self._how = found, ALL, dict[str, Any]()
        self._job: Job[ImportResult] | None = None
        self._closed = False
        self.place, self.notes, self.equation = PlaceLine(desk), Notes(), Equation()
        self.segments = Segments("importLists", _PARTS, self)
        self.sheets, self.columns = SheetsPart(desk), ColumnList(desk)
        self.rows = RecordList("importPreviewRows", ImportRows(found, desk))
        self.problems = ProblemList(desk)
        self.give_back = GiveBack(self)
        self.row_line = RowLine(self._turn)
        self.stack = QStackedWidget()
        self._fill()
        self._connect()
        self._show(found, sentence)
        self.shell.tasks.changed.connect(self._follow)

    def change(self, **how: Any) -> None:
        """Look at the same workbook as it is wanted now; what is still under way is overtaken."""
        if self._closed:
            return
        if self._job is not None:
            self._job.cancel()
        self._how |= how
        found, desk, wanted = self._found, self.shell.desk, dict(self._how)
        self.next_button.setEnabled(False)

        def work(job: Job[ImportResult]) -> ImportResult:
            seen = imports.again(desk, found, progress=watched(job, found.path.name), **wanted)
            job(1, 1)
            return seen

        self._job = self.shell.tasks.start(f"正在核对“{found.path.name}”", work, self._show, self._refused)

    def write(self) -> None:
        """Write what was looked at, in one change; it can be stopped until the last moment."""
        desk, found = self.shell.desk, self._found
        self.setEnabled(False)
        self._job = self.shell.tasks.start(
            f"正在写入“{found.path.name}”",
            lambda job: imports.apply(desk, found, progress=watched(job, found.path.name)),
            self._written,
            self._failed,
        )

    def close_panel(self) -> None:
        """Give the page back; what is being looked at is dropped."""
        self._closed = True
        self.shell.tasks.changed.disconnect(self._follow)
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().close_panel()

    def _written(self, written: ImportResult) -> None:
        self._job = None
        self.close_panel()
        self.page.refresh()
        ImportDone(self.page, written, lambda kind: self._read_other(written, kind)).open_panel()

    def _read_other(self, written: ImportResult, kind: str) -> None:
        panel = ImportPanel(self.page, written)
        panel.open_panel()
        panel.change(kind=kind, sheets=())

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.setEnabled(True)
        self.shell.fail(error)

    def _refused(self, error: Exception) -> None:
        """A wish that cannot be met is said, and what was shown before holds."""
        if self._closed:
            return
        if isinstance(error, Unrecognised):
            self._show(error.found, error.sentence)
        else:
            self.shell.fail(error)
            self._show(self._found)

    def _follow(self) -> None:
        """The work was stopped from the foot of the window."""
        job = self._job
        if job is None or not job.cancelled or job in self.shell.tasks.running:
            return
        self._job = None
        if not self.isEnabled():
            self.setEnabled(True)
            self.shell.say("已取消，什么也没有写入。")
        self._show(self._found)

    def _show(self, found: ImportResult, sentence: str = "") -> None:
        if self._closed:
            return
        self._job, self._how, self._found = None, {}, found
        self.place.show_result(found)
        import_place.tell(
            self.notes, found, sentence, self._forget, lambda kind: self.change(kind=kind, sheets=())
        )
        self.sheets.show_result(found)
        self.columns.show_columns(found)
        problems, unknown = self.problems.show_problems(found), self.columns.unknown()
        words = f"认列（{unknown} 列未识别）" if unknown else "认列"
        self.segments.retitle({"problems": f"问题 {problems:,}", "columns": words})
        self._count()

    def _count(self) -> None:
        """The numbers, the rows behind them, and what can be done now."""
        found = self._found
        self.equation.show_result(found)
        self._narrow(self._outcome)
        count = found.news
        writable = not self.shell.desk.store.read_only
        self.offer(f"写入 {count:,} 行" if count and writable else "", self.write)
        self.next_button.setEnabled(True)
        self.back.setText("返回，不写入" if count and writable else "返回")
        self.give_back.show_result(found)
        self._tell_row()

    def _narrow(self, outcome: str) -> None:
        self._outcome = outcome
        source = ImportRows(self._found, self.shell.desk, outcome)
        self.rows.point_to(source)
        self.equation.mark(outcome)
        words = self.equation.numbers[outcome].text() if outcome else "全部行"
        self.segments.retitle({"rows": words})

    def _wish(self, how: dict[str, Any]) -> None:
        """Who sent it makes no difference to the rows where nothing is remembered of either sender."""
        found = self._found
        if "sender" in how and not found.remembered and not mappings.knows(self.shell.desk, how["sender"]):
            found.sender, found.wanted = how["sender"], replace(found.wanted, **how)
        else:
            self.change(**how)

    def _wanted(self, outcome: str) -> None:
        """A number of the equation was pressed; pressed again, all rows are back."""
        self._narrow(ALL if outcome == self._outcome else outcome)
        self.segments.take("rows")
        self.rows.view.setFocus()

    def _ask(self, source: Source, column: int) -> None:
        found = self._found
        if not found.takes(source) and source.table is not None and source.table.kind is not found.kind:
            self.shell.say(f"工作表“{source.sheet.name}”这次不读；要读它，先改“认作”。")
            return

        def chosen(field: str | None) -> None:
            self.change(corrections=columns.corrected(found, source.sheet.name, column, field))

        import_columns.ask(self, found, source, column, QCursor.pos(), chosen)

    def _current(self) -> tuple[str, int] | None:
        """(sheet, Excel row) of the row that is current in the part in sight."""
        part = self.stack.currentWidget()
        if part is self.sheets:
            return self.sheets.current()
        source, record_id = self.rows.model.source, self.rows.current()
        if part is self.rows and isinstance(source, ImportRows) and record_id is not None:
            return source.place(record_id)
        return self.problems.place() if part is self.problems else None

    def _turned(self) -> None:
        self.sheets.show_tabs(self.stack.currentWidget() is self.sheets)
        self._tell_row()

    def _tell_row(self) -> None:
        self.row_line.tell(self._found, self._current())

    def _turn(self) -> None:
        """Leave the current row, or the rows chosen in the sheet, out; take them back when it is out."""
        at = self._current()
        line = self._found.line_at(at) if at else None
        if at is None or line is None:
            return
        chosen = self.sheets.chosen() if self.stack.currentWidget() is self.sheets else []
        imports.leave_out(self._found, chosen or [at], out=line.outcome != SKIPPED)
        if len(self._found.lines) <= _MOST_AT_ONCE:
            self.change(left_out=self._found.wanted.left_out)
        self.sheets.retell()
        self._count()

    def _forget(self, mapping_id: int) -> None:
        mappings.forget(self.shell.desk, mapping_id)
        self.change(corrections={})

    def _open_row(self, record_id: int) -> None:
        source = self.rows.model.source
        assert isinstance(source, ImportRows)
        self._look_at(*source.place(record_id))

    def _look_at(self, sheet: str, row: int) -> None:
        self.segments.take("sheet")
        self.sheets.look_at(sheet, row)

    def _fill(self) -> None:
        self.add_words(self.place, self.row_line)
        self._actions.setStretch(0, 8)
        # A long file name gives way to what can be chosen.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setToolTip(str(self._found.path))
        self._head.setStretch(0, 1)
        parts = QHBoxLayout()
        parts.setSpacing(16)
        parts.addWidget(self.segments)
        parts.addWidget(self.sheets.tabs, 1)
        for widget in (self.notes, self.equation):
            self.body.addWidget(widget)
        self.body.addLayout(parts)
        for part in (self.sheets, self.rows, self.problems, self.columns):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.give_back.line)
        self.add_actions(self.give_back.button)

    def _connect(self) -> None:
        parts = dict(zip(_PARTS, (self.sheets, self.rows, self.problems, self.columns), strict=True))
        self.segments.chosen.connect(lambda name: self.stack.setCurrentWidget(parts[name]))
        self.stack.currentChanged.connect(lambda number: self._turned())
        self.place.changed.connect(self._wish)
        self.equation.wanted.connect(self._wanted)
        self.sheets.asked.connect(self._ask)
        self.sheets.moved.connect(self._tell_row)
        self.sheets.turn.connect(self._turn)
        for each in (self.rows, self.problems):
            each.chosen.connect(lambda record_id: self._tell_row())
        self.rows.opened.connect(self._open_row)
        self.problems.opened.connect(lambda number: self._look_at(*(self.problems.place() or ("", 0))))
        self.columns.opened.connect(
            lambda n: self._ask(self.columns.places[n][0], self.columns.places[n][1].column)
        )
