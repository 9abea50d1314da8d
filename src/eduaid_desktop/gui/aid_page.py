"""资助申请: applications for student aid, with the person found or new."""

from PySide6.QtWidgets import QMenu, QPushButton

from eduaid_desktop.domain.aid import AID
from eduaid_desktop.forms.aid_form import Ui_AidForm
from eduaid_desktop.gui.aid_bulk_panel import AidBulkPanel
from eduaid_desktop.gui.aid_rollover_panel import AidRolloverPanel
from eduaid_desktop.gui.aid_totals_panel import AidTotalsPanel
from eduaid_desktop.gui.application_page import ApplicationPage
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.services import aid
from eduaid_desktop.services.records import Saved


class AidPage(ApplicationPage):
    """Saved, the next application comes."""

    def __init__(self, shell: Shell) -> None:
        door = Door(
            AID,
            load=lambda aid_id: aid.load(shell.desk, aid_id),
            save=self._save,
            next_step=lambda: Step("录入下一份", self.new),
        )
        super().__init__(shell, "aid", Ui_AidForm(), door)
        self.list.add_tool(self._more())

    def _more(self) -> QPushButton:
        """What is done with many children at once."""
        made = named(QPushButton("批量与汇总(&B)"), "aidMore")
        menu = QMenu(made)
        if not self.desk.store.read_only:
            menu.addAction("整校登记…", lambda: AidBulkPanel(self).open_panel()).setObjectName("aidBulk")
            menu.addAction("学期结转…", lambda: AidRolloverPanel(self).open_panel()).setObjectName(
                "aidRollover"
            )
        menu.addAction("资助汇总…", lambda: AidTotalsPanel(self).open_panel()).setObjectName("aidTotals")
        made.setMenu(menu)
        return made

    def _save(self, raw: Values, aid_id: int | None, revision: int | None) -> Saved:
        return aid.save(self.desk, raw, aid_id, revision, **self.child())
