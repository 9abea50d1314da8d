"""What became of each file that was to be taken, where not all were taken as they are."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.keys import focus
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.password_fields import hidden_line
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.county import collecting
from eduaid_desktop.services.county.collecting import RESULTS, Outcome
from eduaid_desktop.services.list_columns import Column

Again = Callable[[Sequence[Path], str, str | None], object]
_COLUMNS = (
    Column("result", "结果", width=70), Column("file", "文件", width=230), Column("township", "乡镇", width=80),
    Column("rows", "行数", "integer", 50), Column("sum_fen", "金额（元）", "money", 90),
    Column("check_code", "核对码", width=90), Column("differences", "与封存", "differing", 80),
    Column("message", "说明", width=560),
)  # fmt: skip


class CollectedPanel(PagePanel):
    """again(paths, reason, password) takes files once more: those that clash for a reason, locked ones with a password.

    known: the password that these were tried with.
    """

    def __init__(self, page: Page, taken: Sequence[Outcome], again: Again, known: str | None = None) -> None:
        super().__init__(page, "collectedPanel", "收批次的结果")
        self._again, self._known = again, known
        self._clashing = [Path(each.file) for each in taken if each.clash]
        self._locked = [Path(each.file) for each in taken if each.locked]
        self.reason, self.password = named(QLineEdit(), "replaceReason"), hidden_line("collectPassword")
        self.reason.setAccessibleName("换成这一份的理由")
        self.reason.setPlaceholderText("必填，如 乡镇 6 月 12 日来电话，原件金额有误")
        self.reason.setMaxLength(100)
        self.password.setAccessibleName("文件的打开密码")
        self.replace_button = button("换成这一份", self.replace, "replaceBatch")
        self.unlock_button = button("打开并收取", self.unlock, "unlockBatch")
        self.offer("", self.close_panel)
        self.back.setText("返回")
        self._fill(taken)
        self.reason.returnPressed.connect(self.replace)
        self.password.returnPressed.connect(self.unlock)

    def start(self) -> None:
        if self._locked:
            focus(self.password)
        else:
            self.list.start()

    def replace(self) -> None:
        """Take the files in the place of those that were collected under their numbers."""
        reason = self.reason.text().strip()
        if not reason:
            focus(self.reason)
            self.shell.say("换掉已收的批次要写明理由。先打电话与乡镇对核对码，再填理由。")
            return
        self.close_panel()
        self._again(self._clashing, reason, self._known)

    def unlock(self) -> None:
        """Try the password on the files that asked for one."""
        typed = self.password.text()
        if typed:
            self.close_panel()
            self._again(self._locked, "", typed)

    def _fill(self, taken: Sequence[Outcome]) -> None:
        if self._clashing:
            told = f"{len(self._clashing)} 个批次收过，内容不同。要换成这一份的，理由"
            self._ask(told, self.reason, self.replace_button)
        if self._locked:
            told = f"{len(self._locked)} 个文件设了打开密码，密码印在批次封面的裁切联上"
            self._ask(told, self.password, self.unlock_button)
        # What wants a look comes first.
        ordered = sorted(taken, key=lambda each: (each.result != collecting.REFUSED, not each.differences))
        rows = [self._row(each) for each in ordered]
        self.list = RecordList("collectedFiles", FixedRows(_COLUMNS, rows, self.shell.desk))
        self.list.refresh()
        self.body.addWidget(self.list, 1)

    def _ask(self, words: str, line: QLineEdit, act: QPushButton) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(words))
        row.addWidget(line, 1)
        row.addWidget(act)
        self.body.addLayout(row)

    def _row(self, each: Outcome) -> dict[str, object]:
        told = [each.message] if each.message else []
        refused = each.result == collecting.REFUSED
        if not refused:
            told += map(collecting.words_of, each.differences)
        return {
            "result": RESULTS[each.result], "file": Path(each.file).name, "township": each.township,
            "rows": each.rows or None, "sum_fen": each.sum_fen if each.rows else None, "check_code": each.check_code,
            "differences": None if refused else len(each.differences), "message": "；".join(told),
        }  # fmt: skip
