"""待补正: what the county returned or refused; Enter opens the case at the field that its reason means."""

from collections.abc import Callable

from eduaid_desktop.gui.case_field import open_case
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.term_batch import batch_worklist


class CountyWorklist(RecordList):
    """build() makes the correction (补正) of what was mended; its button is there while any is ready."""

    def __init__(self, shell: Shell, build: Callable[[], object]) -> None:
        super().__init__("worklist", open_list(shell.desk, "worklist"))
        self._shell = shell
        self.build_button = button("导出补正批次", build, "exportCorrection", "next")
        self.add_tool(self.build_button)
        self.opened.connect(self._open_case)

    def refresh(self) -> None:
        super().refresh()
        writable = not self._shell.desk.store.read_only
        self.build_button.setVisible(writable and batch_worklist.counts(self._shell.desk).ready > 0)

    def _open_case(self, case_id: int) -> None:
        open_case(self._shell, self, case_id, batch_worklist.field_meant(self._shell.desk, case_id))
