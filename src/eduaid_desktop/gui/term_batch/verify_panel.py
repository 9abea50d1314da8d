"""核对: where a batch workbook differs from what was sealed."""

from pathlib import Path

from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.term_batch.batches import Verified

_COLUMNS = (
    Column("row", "行号", "integer", 60),
    Column("column", "列", width=140),
    Column("old", "封存时", width=320),
    Column("new", "文件里", width=320),
)


class VerifyPanel(PagePanel):
    """Nothing is changed by looking."""

    def __init__(self, page: Page, path: Path, found: Verified) -> None:
        super().__init__(page, "verifyPanel", f"文件“{path.name}”与封存的内容不一致")
        self.offer("", self.close_panel)
        self.back.setText("返回")
        count = f"{len(found.findings)} 处不同，核对码 {found.check_code}。"
        words = f"批次 {found.batch_no or '（没有批次号）'}，{found.rows} 行，{count}"
        self.body.addWidget(label(words + "请不要使用这个文件；需要时用“再写一份”。", name="verifyTold"))
        rows = [
            {"row": each.row or None, "column": each.column, "old": each.old, "new": each.new}
            for each in found.findings
        ]
        self.list = RecordList("findings", FixedRows(_COLUMNS, rows, self.shell.desk))
        self.list.refresh()
        self.body.addWidget(self.list, 1)
