"""失败的行导出: the rows of an import that failed, as a workbook that can be put right and read again."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox

from eduaid_desktop.gui import files
from eduaid_desktop.gui.page import DONE
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, named
from eduaid_desktop.gui.protecting import carried
from eduaid_desktop.gui.purpose_line import PurposeLine
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.importing import errors_back
from eduaid_desktop.services.imports import PARKED, REFUSED, ImportResult


class GiveBack:
    """A button for a panel, and the line that asks what the rows go out for."""

    def __init__(self, panel: PagePanel) -> None:
        self._panel = panel
        self._found: ImportResult | None = None
        self.line = PurposeLine(workbook=True)
        self.with_parked = named(QCheckBox("连待定的行"), "withParked")
        self.line.add_choice(self.with_parked)
        self.button = button("失败的行导出…", self.ask, "giveBack")
        self.line.closed.connect(self.button.setFocus)

    def show_result(self, found: ImportResult) -> None:
        """Offer the rows of an import, where there are any."""
        self._found = found
        refused, parked = found.count(REFUSED), found.count(PARKED)
        writable = not self._panel.shell.desk.store.read_only
        self.button.setText(f"失败的 {refused + parked:,} 行导出…")
        self.button.setVisible(bool(refused + parked) and writable)
        self.with_parked.setVisible(bool(parked))
        self.with_parked.setChecked(not refused)

    def ask(self) -> None:
        """Open the line, with what they usually go out for."""
        assert self._found is not None
        if not self.line.purpose.text().strip():
            self.line.purpose.setText(errors_back.PURPOSE)
        if not self.line.recipient.text().strip():
            self.line.recipient.setText(self._found.sender)
        self.line.ask(self._save)

    def _save(self, why: Reason) -> bool:
        found, desk, shell = self._found, self._panel.shell.desk, self._panel.shell
        assert found is not None
        name = f"{found.path.stem}-退回更正.xlsx"
        target = files.choose_new(self._panel, "写出失败的行", name, files.WORKBOOK)
        if target is None:
            return False
        outcomes = (REFUSED, PARKED) if self.with_parked.isChecked() else (REFUSED,)
        count = errors_back.count(found, outcomes)
        shell.tasks.start(
            "正在写出失败的行",
            lambda job: errors_back.save(desk, found, target, replace(why, rows=count), outcomes),
            lambda path: shell.say(
                f"已写出 {count} 行到 {path}。改好后照样导入，只会读入改好的行。{carried(path, why)}", DONE
            ),
            final=True,
        )
        return True
