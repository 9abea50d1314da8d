"""救助基金: relief cases, from the application form to the archive."""

from typing import Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.forms.relief_form import Ui_ReliefForm
from eduaid_desktop.gui.form_panel import Door, Values
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.services import people, relief
from eduaid_desktop.services.records import Saved


class ReliefPage(RecordPage):
    """A child found in the search box is put into a new application."""

    def __init__(self, shell: Shell) -> None:
        self._person_id: int | None = None
        door = Door(
            RELIEF,
            load=lambda case_id: relief.load(shell.desk, case_id),
            save=self._save,
            title=lambda values: f"{values['name']}　{values['case_no'] or '草稿'}",
        )
        super().__init__(shell, "relief", Ui_ReliefForm(), door)

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

    def _save(self, raw: Values, case_id: int | None, revision: int | None) -> Saved:
        return relief.save(self.desk, raw, case_id, revision, person_id=self._person_id)
