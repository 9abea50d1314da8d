"""台账: everything that is written down as lists, with what can be done from a line."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from eduaid_desktop.gui.changes_register import ChangesRegister
from eduaid_desktop.gui.imports_register import ImportsRegister
from eduaid_desktop.gui.page import Page, Shell
from eduaid_desktop.gui.parked_register import ParkedRegister
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.places_register import PlacesRegister
from eduaid_desktop.gui.reconcile_register import ReconcileRegister
from eduaid_desktop.gui.register import NoticesRegister, Register
from eduaid_desktop.gui.segments import Segments

_TITLES = {
    "relief": "救助台账",
    "payments": "发放台账",
    "notices": "公示台账",
    "projects": "项目台账",
    "imports": "导入记录",
    "parked": "待定",
    "changes": "操作日志",
    "disclosures": "外发和查看记录",
    "places": "村和学校",
    "reconcile": "核对",
}


class RegistersPage(Page):
    """Alt+1 to Alt+8 turn to a register; each is read when it comes into sight."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.segments = Segments("registers", _TITLES, self)
        self.stack = named(QStackedWidget(), "registerStack")
        self._registers: dict[str, Register] = {}
        above = QHBoxLayout()
        above.setContentsMargins(12, 8, 12, 0)
        above.addWidget(self.segments)
        above.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        self.segments.chosen.connect(lambda key: self._turn())

    def refresh(self) -> None:
        self.stack.setCurrentWidget(self.register)
        self.register.refresh()

    @property
    def register(self) -> Register:
        """The register in sight."""
        key = self.segments.key
        if key not in self._registers:
            self._registers[key] = _BUILD[key](self.shell)
            self.stack.addWidget(self._registers[key])
        return self._registers[key]

    def take_focus(self) -> bool:
        self.register.start()
        return True

    def _turn(self) -> None:
        """Another register; with arrow keys one walks on along the row."""
        walking = self.segments.hasFocus()
        # Else the stack puts the focus into the next list, which chooses its first line.
        self.segments.setFocus()
        self.refresh()
        if not walking:
            self.take_focus()

    def show_only(self, words: str, filters: Mapping[str, Any], record_id: int | None = None) -> None:
        """filters: register, the key of one."""
        self.take(filters["register"])
        self.register.start()

    def take(self, key: str) -> None:
        """Turn to a register by its key."""
        self.segments.take(key)


def _case_of_payment(shell: Shell, payment_id: int) -> int:
    return int(shell.desk.store.get("payment", payment_id)["case_id"])


_BUILD: dict[str, Callable[[Shell], Register]] = {
    "relief": lambda shell: Register(shell, "relief_register", tab="relief", by_term=True),
    "payments": lambda shell: Register(
        shell, "payments", tab="relief", by_term=True, record_of=lambda i: _case_of_payment(shell, i)
    ),
    "notices": NoticesRegister,
    "projects": lambda shell: Register(shell, "projects", tab="projects"),
    "imports": ImportsRegister,
    "parked": ParkedRegister,
    "changes": ChangesRegister,
    "disclosures": lambda shell: Register(shell, "disclosures"),
    "places": PlacesRegister,
    "reconcile": ReconcileRegister,
}
