"""待更正账户: the money that the bank sent back; Enter opens the case at the field that its reason is about."""

from eduaid_desktop.gui.case_field import open_case
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services import payments


class FailedRegister(Register):
    """What was corrected goes on the next list (补发表), which is made in the register of lists."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "failed_payments")
        self.list.add_tool(button("去生成补发表", self._to_lists, "goToLists"))

    def open_line(self, line_id: int) -> None:
        """A line is a case."""
        open_case(self.shell, self, line_id, payments.field_of_last(self.shell.desk, line_id))

    def _to_lists(self) -> None:
        self.shell.show_only("registers", "", {"register": "payment_lists"})
