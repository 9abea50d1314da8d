"""导入以后: what came of an import, and what is to be done next."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from eduaid_desktop.gui import import_undo
from eduaid_desktop.gui.import_back import GiveBack
from eduaid_desktop.gui.import_rows import ALL, Equation, ImportRows
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.imports import PARKED, REFUSED, ImportResult


class ImportDone(PagePanel):
    """The equation with its rows; the rows that failed, those that wait, another table, taking it all back."""

    def __init__(self, page: Page, written: ImportResult, read: Callable[[str], None]) -> None:
        super().__init__(page, "importDone", f"✓ 已导入{written.kind.title}“{written.path.name}”")
        self._written, self._read, self._outcome = written, read, ALL
        self.equation = Equation()
        self.equation.show_result(written)
        self.told = label(_told(written), "quiet", "importDoneTold")
        self.told.setWordWrap(True)
        first = REFUSED if written.count(REFUSED) else PARKED if written.count(PARKED) else ALL
        self.rows = RecordList("importDoneRows", ImportRows(written, self.shell.desk))
        self.give_back = GiveBack(self)
        self.give_back.show_result(written)
        for widget in (self.equation, self.told, self._next_steps()):
            self.body.addWidget(widget)
        self.body.addWidget(self.rows, 1)
        self.body.addWidget(self.give_back.line)
        self.equation.wanted.connect(
            lambda outcome: self._narrow(ALL if outcome == self._outcome else outcome)
        )
        self._narrow(first)
        self.back.hide()
        self.offer("完成", self.close_panel)

    def open_panel(self) -> None:
        super().open_panel()
        self.shell.say(f"已导入。{self._written.equation()}。", DONE)

    def _narrow(self, outcome: str) -> None:
        self._outcome = outcome
        self.rows.point_to(ImportRows(self._written, self.shell.desk, outcome))
        self.equation.mark(outcome)

    def _next_steps(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.give_back.button)
        if parked := self._written.count(PARKED):
            row.addWidget(button(f"待定的 {parked} 行去处理", self._go_to_parked, "goToParked"))
        for source in self._written.sources:
            if source.table is not None and source.table.kind is not self._written.kind:
                kind = source.table.kind
                act = partial(self._other, kind.name)
                row.addWidget(button(f"接着读{kind.title}", act, f"readNext_{kind.name}"))
        if self._written.run_id is not None:
            row.addWidget(button("撤销这次导入…", self._undo, "undoImport"))
        row.addStretch(1)
        return whole

    def _other(self, kind: str) -> None:
        self.close_panel()
        self._read(kind)

    def _go_to_parked(self) -> None:
        self.close_panel()
        self.shell.show_only("registers", "", {"register": "imports"})

    def _undo(self) -> None:
        run_id = self._written.run_id
        assert run_id is not None
        self.close_panel()
        import_undo.start(self.page, run_id)


def _told(written: ImportResult) -> str:
    parts = []
    if written.count(REFUSED):
        parts.append("拒收的行没有写入：导出后改好，照样再导入一次，只会读入改好的行。")
    if written.count(PARKED):
        parts.append("待定的行整行存着，决定以前不算数。")
    if not parts:
        parts.append("每一行都有了着落。")
    return " ".join([*parts, "这次导入记在“台账”的导入记录里，几天后也可以整个撤销。"])
