"""从备份恢复, from within an open office file."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from eduaid_desktop.gui.page import PROBLEM, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label
from eduaid_desktop.gui.restore_form import RestoreForm

if TYPE_CHECKING:
    from pathlib import Path

    from eduaid_desktop.services.logins import WayIn


class RestorePanel(PagePanel):
    """restore(backup, way in) closes the file, restores and opens it again."""

    def __init__(self, page: Page, restore: "Callable[[Path, WayIn | None], object]") -> None:
        super().__init__(page, "restorePanel", "从备份恢复")
        self._restore = restore
        words = label(
            "现在的数据先另存为“恢复前”的备份，再换成选中的那一份；之后用过的编号不会再用。"
            "加密的备份，恢复后操作员和密码都回到备份时的样子。", "quiet",
        )  # fmt: skip
        words.setWordWrap(True)
        self.form = RestoreForm()
        self.body.addWidget(words)
        self.body.addWidget(self.form, 1)
        self.form.changed.connect(self._follow)
        self.form.look(page.desk.store.path, page.desk.actor)

    def _follow(self) -> None:
        found = self.form.chosen
        self.offer(
            f"恢复到 {found.manifest.moment:%m月%d日 %H:%M}" if found and found.manifest else "", self._go
        )

    def _go(self) -> None:
        if self.page.desk.store.read_only:
            self.shell.say("另一个窗口正开着这个文件。请先关闭那个窗口，再恢复。", PROBLEM)
            return
        if found := self.form.chosen:
            way_in = self.form.way_in
            self.close_panel()
            self._restore(found.path, way_in)
