"""资助申请: applications for student aid, with the person found or new."""

from typing import Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.aid import AID
from eduaid_desktop.forms.aid_form import Ui_AidForm
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.services import aid, people
from eduaid_desktop.services.records import Saved


class AidPage(RecordPage):
    """A child found in the search box is put into the form."""

    def __init__(self, shell: Shell) -> None:
        self._person_id: int | None = None
        door = Door(
            AID,
            load=lambda aid_id: aid.load(shell.desk, aid_id),
            save=self._save,
            title=lambda values: f"{values['name']}　第 {values['id']} 号",
            next_step=lambda: Step("录入下一份", self.new),
        )
        super().__init__(shell, "aid", Ui_AidForm(), door)

    def blank(self) -> dict[str, Any]:
        day = self.desk.today()
        return {"application_date": day.isoformat(), "term": terms.of(day)}

    def start_new(self, values: dict[str, Any]) -> None:
        self._person_id = None
        super().start_new(values)

    def find_person(self, person_id: int) -> bool:
        known = people.prefill(self.desk, person_id) | self.blank()
        if self.panel.record_id is None and self.panel.binder.changed():
            self.panel.binder.suggest(known)
        else:
            self.start_new(known)
        self._person_id = person_id
        self.panel.binder.focus_first_empty()
        self.shell.say(f"已带入{known['name']}的资料，请核对后补全。", DONE)
        return True

    def _save(self, raw: Values, aid_id: int | None, revision: int | None) -> Saved:
        seen = self.panel.values.get("person_revision")
        return aid.save(self.desk, raw, aid_id, revision, person_id=self._person_id, person_revision=seen)
