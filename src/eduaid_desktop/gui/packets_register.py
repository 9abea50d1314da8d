"""村包登记: every packet against its cover; from a line to its cases, and a closed one is opened again."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, named
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.services import packets

_REASON = Question("reason", "原因", required=True, hint="必填，如：村里又补交一份")


class PacketsRegister(Register):
    """Enter on a packet leads to its cases."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "packets", by_term=True)
        self.sheet = named(StepSheet(), "packetReopenSheet")
        self.sheet.closed.connect(self.list.view.setFocus)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self.sheet)
        if not shell.desk.store.read_only:
            self.list.add_tool(button("重新打开…", self.ask, "packetReopen"))

    def open_line(self, line_id: int) -> None:
        row = packets.packet(self.shell.desk, line_id)
        words = f"村包 {row['packet_no']}，{packets.title(row)}"
        self.shell.show_only("relief", words, {"packet": line_id})

    def ask(self) -> None:
        """Ask why the chosen packet is to be opened again."""
        packet_id = self.list.current()
        row = packets.packet(self.shell.desk, packet_id) if packet_id is not None else None
        if row is None or row["closed_on"] is None:
            self.shell.say("先选中一个已收齐的村包，再重新打开。", PROBLEM)
            return
        title = f"重新打开村包 {row['packet_no']}（{packets.title(row)}）"
        self.sheet.ask(title, "", (_REASON,), "重新打开", lambda raw: self._reopen(row, raw))

    def _reopen(self, row: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
        packets.reopen(self.shell.desk, row["id"], raw["reason"] or "")
        self.refresh()
        self.shell.say(f"已重新打开村包 {row['packet_no']}；在“救助基金”里点“整村”接着录。", DONE)
