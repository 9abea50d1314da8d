"""Until when a notice will hang, said in the sheet of a step while its dates are typed, before anything is hung up."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject

from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.services import notice_board
from eduaid_desktop.services.desk import Desk


class NoticeNote(QObject):
    """Follows a sheet; it speaks where the step begins a notice or goes on with one."""

    def __init__(self, desk: Desk, sheet: StepSheet) -> None:
        super().__init__(sheet)
        self._desk, self._sheet = desk, sheet
        self._case: Mapping[str, Any] = {}
        self._action = ""
        sheet.edited.connect(self._tell)
        sheet.closed.connect(self._leave)

    def follow(self, case: Mapping[str, Any], action: str) -> None:
        """The sheet asks about this step of a case now."""
        self._case, self._action = case, action
        self._tell()

    def _leave(self) -> None:
        self._action = ""

    def _tell(self) -> None:
        if self._action not in notice_board.STEPS:
            return
        answers = self._sheet.raw()
        if "from_date" in answers or self._action == "objection_done":
            words = notice_board.ahead(self._desk, self._case["id"], self._action, answers)
            self._sheet.note.setText(words)
            self._sheet.note.setVisible(bool(words))
