"""台账: everything that is written down as lists, with what can be done from a line."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from eduaid_desktop.gui.changes_register import ChangesRegister
from eduaid_desktop.gui.failed_register import FailedRegister
from eduaid_desktop.gui.fund_register import FundRegister
from eduaid_desktop.gui.hardship_register import HardshipRegister
from eduaid_desktop.gui.imports_register import ImportsRegister
from eduaid_desktop.gui.labels_register import LabelsRegister
from eduaid_desktop.gui.notices_register import NoticesRegister
from eduaid_desktop.gui.packets_register import PacketsRegister
from eduaid_desktop.gui.page import Page, Shell
from eduaid_desktop.gui.parked_register import ParkedRegister
from eduaid_desktop.gui.payment_register import PaymentListsRegister
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.places_register import PlacesRegister
from eduaid_desktop.gui.policies_register import PoliciesRegister
from eduaid_desktop.gui.printing.printing_desk import PrintingDesk
from eduaid_desktop.gui.printing.slips_register import SlipsRegister
from eduaid_desktop.gui.projects_register import ProjectsRegister
from eduaid_desktop.gui.reconcile_register import ReconcileRegister
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.settings_register import SettingsRegister
from eduaid_desktop.gui.shelf import Shelf
from eduaid_desktop.gui.templates_register import TemplatesRegister
from eduaid_desktop.gui.term_batch.county_checks_register import CountyChecksRegister
from eduaid_desktop.gui.workdays_register import WorkdaysRegister

AnyRegister = (
    Register
    | CountyChecksRegister
    | LabelsRegister
    | PrintingDesk
    | PoliciesRegister
    | SettingsRegister
    | WorkdaysRegister
)

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

# The registers by what they are about; the first nine answer to Alt+1 to Alt+9.
_GROUPS = {
    "救助基金": {
        "relief": "救助台账",
        "payment_lists": "发放表",
        "payments": "发放台账",
        "notices": "公示台账",
        "packets": "村包登记",
        "fund": "基金收支",
    },
    "项目": {"projects": "项目台账"},
    "核对和认定": {
        "imports": "导入记录",
        "parked": "待定",
        "reconcile": "核对",
        "hardship": "困难认定",
        "failed_payments": "待更正账户",
    },
    "打印": {"printing": "打印单据", "slips": "单据登记"},
    "单位": {
        "places": "村和学校",
        "policies": "政策",
        "county_checks": "县级要求",
        "settings": "设置",
        "workdays": "工作日",
        "labels": "藏文标签",
        "templates": "外单位模板",
        "rare_names": "罕见字",
        "changes": "操作日志",
        "disclosures": "外发和查看记录",
    },
}


class RegistersPage(Page):
    """Alt+1 to Alt+9 turn to the first registers; each is read when it comes into sight."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.shelf = Shelf("registers", _GROUPS, self)
        self.stack = named(QStackedWidget(), "registerStack")
        self._registers: dict[str, AnyRegister] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.shelf)
        row.addWidget(self.stack, 1)
        self.shelf.chosen.connect(lambda key: self._turn())

    def refresh(self) -> None:
        self.stack.setCurrentWidget(self.register)
        self.register.refresh()

    @property
    def register(self) -> AnyRegister:
        """The register in sight."""
        key = self.shelf.key
        if key not in self._registers:
            self._registers[key] = _BUILD[key](self.shell)
            self.stack.addWidget(self._registers[key])
        return self._registers[key]

    def take_focus(self) -> bool:
        self.register.start()
        return True

    def save(self) -> None:
        """Ctrl+S."""
        if isinstance(self.register, FundRegister):
            self.register.panel.save()
        elif isinstance(self.register, SettingsRegister) and self.register.save_button.isVisible():
            self.register.save()
        else:
            super().save()

    def new(self) -> None:
        """Ctrl+N."""
        if isinstance(self.register, FundRegister):
            self.register.new()
        else:
            super().new()

    def print_(self) -> None:
        """Ctrl+P."""
        if isinstance(self.register, PrintingDesk):
            self.register.print_()
        elif not (isinstance(self.register, Register) and self.register.print_()):
            super().print_()

    def restore(self, draft: "Draft") -> None:
        self.take("fund")
        if isinstance(self.register, FundRegister):
            self.register.restore(draft)

    def _turn(self) -> None:
        """Another register; with arrow keys one walks on along the shelf."""
        walking = self.shelf.hasFocus()
        # Else the stack puts the focus into the next list, which chooses its first line.
        self.shelf.setFocus()
        self.refresh()
        if not walking:
            self.take_focus()

    def show_only(self, words: str, filters: Mapping[str, Any], record_id: int | None = None) -> None:
        """filters: register, the key of one."""
        self.take(filters["register"])
        if isinstance(self.register, Register):
            rest = {name: value for name, value in filters.items() if name != "register"}
            self.register.show_only(words, rest, record_id)
        self.register.start()

    def take(self, key: str) -> None:
        """Turn to a register by its key."""
        self.shelf.take(key)


def _case_of_payment(shell: Shell, payment_id: int) -> int:
    return int(shell.desk.store.get("payment", payment_id)["case_id"])


_BUILD: dict[str, Callable[[Shell], AnyRegister]] = {
    "printing": PrintingDesk,
    "relief": lambda shell: Register(shell, "relief_register", tab="relief", by_term=True),
    "payments": lambda shell: Register(
        shell, "payments", tab="relief", by_term=True, record_of=lambda i: _case_of_payment(shell, i)
    ),
    "payment_lists": PaymentListsRegister,
    "failed_payments": FailedRegister,
    "notices": NoticesRegister,
    "packets": PacketsRegister,
    "fund": FundRegister,
    "projects": ProjectsRegister,
    "imports": ImportsRegister,
    "parked": ParkedRegister,
    "reconcile": ReconcileRegister,
    "hardship": HardshipRegister,
    "slips": SlipsRegister,
    "places": PlacesRegister,
    "policies": PoliciesRegister,
    "county_checks": CountyChecksRegister,
    "settings": SettingsRegister,
    "workdays": WorkdaysRegister,
    "labels": LabelsRegister,
    "templates": TemplatesRegister,
    "rare_names": lambda shell: Register(shell, "rare_names", tab="students"),
    "changes": ChangesRegister,
    "disclosures": lambda shell: Register(shell, "disclosures"),
}
