"""核对: whether the office file is what the program wrote, and what to do where it is not."""

from typing import Any, Protocol

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar

from eduaid_desktop.gui import files
from eduaid_desktop.gui.page import DONE, PROBLEM, Page, Shell
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.tasks import Job
from eduaid_desktop.services import checking

Report = dict[str, Any]


class PagedShell(Shell, Protocol):
    """A Shell that says which page is in sight."""

    @property
    def page(self) -> Page:
        """The page of the current tab."""


def start(shell: PagedShell) -> None:
    """Check the open office file in a panel over the page in sight; a panel that is open there comes first."""
    if shell.page.panel_open:
        shell.page.panel_open.remind()
    else:
        CheckPanel(shell).open_panel()


class CheckPanel(PagePanel):
    """Checks as soon as it is made; Esc stops that. The findings can be copied and saved as a text."""

    def __init__(self, shell: PagedShell) -> None:
        super().__init__(shell.page, "checkPanel", "核对数据文件")
        self._desk = shell.desk
        self._report: Report | None = None
        self.told = label(name="checkTold")
        self.told.setWordWrap(True)
        self.progress = named(QProgressBar(), "checkProgress")
        self.progress.setTextVisible(False)
        self.findings = named(QPlainTextEdit(), "checkFindings")
        self.findings.setReadOnly(True)
        self.findings.setTabChangesFocus(True)
        self.findings.setAccessibleName("核对发现的问题")
        self.copy = button("复制", self.copy_text, "copyCheck")
        self.keep = button("另存为文本…", self.save_text, "saveCheck")
        self._fill()
        self._job = self._check()
        self.destroyed.connect(self._job.cancel)
        self.shell.tasks.changed.connect(self._follow)

    def close_panel(self) -> None:
        """Stop what is under way and give the page back."""
        self._job.cancel()
        super().close_panel()

    def copy_text(self) -> None:
        """Put the result on the clipboard."""
        QGuiApplication.clipboard().setText(self._text())
        self.shell.say("已复制核对结果。", DONE)

    def save_text(self) -> None:
        """Write the result where the user wants it."""
        path = files.choose_text(self, "保存核对结果", f"核对结果-{self._desk.store.path.stem}.txt")
        if path is None:
            return
        try:
            path.write_text(self._text(), encoding="utf-8-sig")
        except OSError:
            self.shell.say(f"不能写入“{path}”，请换一个文件夹或文件名。", PROBLEM)
        else:
            self.shell.say(f"已保存到 {path}。", DONE)

    def mend(self) -> None:
        """Renew the search keys, then check again."""
        desk = self._desk
        self.setEnabled(False)
        self.shell.tasks.start(
            "正在重建检索", lambda job: checking.mend_search(desk), self._mended, self._failed, final=True
        )

    def _check(self) -> Job[Report]:
        self._show(None)
        desk = self._desk

        def work(job: Job[Report]) -> Report:
            report = checking.check(desk, job)
            job(1, 1)
            return report

        return self.shell.tasks.start("正在核对数据文件", work, self._show, self._failed, self._progressed)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _show(self, report: Report | None) -> None:
        """The result; None while it is being worked out."""
        self._report = report
        found = report["findings"] if report else []
        self.told.setText(
            checking.headline(report) if report else "正在核对每条记录、操作日志、上报批次和备份……"
        )
        self.progress.setVisible(report is None)
        self.findings.setVisible(bool(found))
        self.findings.setPlainText("\n".join(f"{n}. {words}" for n, words in enumerate(found, 1)))
        for each in (self.copy, self.keep):
            each.setVisible(report is not None)
        self.back.setText("返回" if report else "停止，返回")
        mendable = report and report["mendable"] and not self._desk.store.read_only
        self.offer("重建检索" if mendable else "", self.mend)
        (self.next_button if mendable else self.back).setFocus()

    def _follow(self) -> None:
        """The check was stopped from the foot of the window."""
        if self._job.cancelled and self._job not in self.shell.tasks.running:
            self._stopped("已停止，没有核对完。")

    def _stopped(self, words: str) -> None:
        self.progress.hide()
        self.told.setText(words)
        self.back.setText("返回")

    def _mended(self, count: int) -> None:
        self.setEnabled(True)
        self.shell.say(f"已为 {count} 人重建检索。", DONE)
        self._job = self._check()

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self._stopped("没有核对完，原因见窗口下方。")
        self.shell.fail(error)

    def _text(self) -> str:
        return checking.as_text(self._desk, self._report) if self._report else ""

    def _fill(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy)
        row.addWidget(self.keep)
        row.addStretch(1)
        for widget in (self.told, self.progress):
            self.body.addWidget(widget)
        self.body.addWidget(self.findings, 1)
        self.body.addLayout(row)
        self.body.addStretch(0)
