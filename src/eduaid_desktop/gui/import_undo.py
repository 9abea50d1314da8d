"""撤销一次导入: by name what would go, what would be set back and what stays, then doing it with one press."""

from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.gui.tasks import unless_cancelled
from eduaid_desktop.services.importing import undoing
from eduaid_desktop.services.importing.undoing import KEPT, RESTORED, WITHDRAWN, Undoing
from eduaid_desktop.services.list_columns import Column

_WORDS = {WITHDRAWN: "撤回", RESTORED: "恢复原样", KEPT: "保留"}
_WHY = {
    WITHDRAWN: "这次导入新登记的，撤回后不再出现",
    RESTORED: "改回这次导入以前的内容",
    KEPT: "之后又改过，或已被别的记录引用，保持现状",
}
_COLUMNS = (
    Column("what", "撤销后", "words", 90, words=_WORDS),
    Column("table", "记录", width=100),
    Column("name", "名称", width=200),
    Column("why", "说明", "words", 420, words=_WHY),
)


def start(page: Page, run_id: int) -> None:
    """Try it without keeping it, and show what it would do."""
    desk = page.desk
    page.shell.tasks.start(
        "正在看撤销会怎样",
        unless_cancelled(lambda: undoing.look(desk, run_id)),
        lambda found: UndoImport(page, found).open_panel(),
    )


class UndoImport(PagePanel):
    """What stays comes first: it is what one would not expect."""

    def __init__(self, page: Page, found: Undoing) -> None:
        super().__init__(page, "undoImportPanel", f"撤销“{found.sentence}”")
        self._found = found
        self.told = label(_told(found), name="undoImportTold")
        self.told.setWordWrap(True)
        counts = {what: found.count(what) for what in _WORDS}
        titles = {what: f"{_WORDS[what]} {count:,}" for what, count in counts.items()}
        self.segments = Segments("undoLists", {"all": f"全部 {len(found.rows):,}", **titles}, self)
        self.segments.close_all_but("all", *(what for what, count in counts.items() if count))
        self.list = RecordList("undoImportRows", self._rows("all"))
        self.list.refresh()
        self.segments.chosen.connect(lambda what: self.list.point_to(self._rows(what)))
        for widget in (self.told, self.segments):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self.back.setText("返回，不撤销")
        self.offer("撤销这次导入", self.undo)

    def undo(self) -> None:
        """Take the import back; that can be undone too."""
        desk, run_id = self.shell.desk, self._found.run_id
        self.setEnabled(False)
        self.shell.tasks.start(
            "正在撤销导入", lambda job: undoing.undo(desk, run_id), self._undone, self._failed, final=True
        )

    def _undone(self, found: Undoing) -> None:
        self.close_panel()
        self.page.refresh()
        self.shell.say(
            f"已撤销“{found.sentence}”：{_counts(found)}。改变主意的，在操作日志里撤销这次撤销。", DONE
        )

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.shell.fail(error)

    def _rows(self, wanted: str) -> FixedRows:
        rows = [
            {"what": row.what, "table": row.table, "name": row.name, "why": row.what}
            for row in self._found.rows
            if wanted in ("all", row.what)
        ]
        return FixedRows(_COLUMNS, rows, self.shell.desk, "没有这样的记录。")


def _counts(found: Undoing) -> str:
    return "，".join(f"{_WORDS[what]} {found.count(what):,} 条" for what in _WORDS if found.count(what))


def _told(found: Undoing) -> str:
    kept = "之后改过的内容都保留。" if found.count(KEPT) else "之后没有人改过这些记录。"
    return f"还没有撤销。撤销后：{_counts(found)}。{kept}"
