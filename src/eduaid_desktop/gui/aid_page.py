"""资助申请: applications for student aid, with the person found or new."""

from eduaid_desktop.domain.aid import AID
from eduaid_desktop.forms.aid_form import Ui_AidForm
from eduaid_desktop.gui.application_page import ApplicationPage
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.page import Shell
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

    def _save(self, raw: Values, aid_id: int | None, revision: int | None) -> Saved:
        return aid.save(self.desk, raw, aid_id, revision, **self.child())
