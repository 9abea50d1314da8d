"""困难认定 of one child in one school year: the form over the page it was called from, and back to it."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from eduaid_desktop.domain.hardship import HARDSHIP
from eduaid_desktop.forms.hardship_form import Ui_HardshipForm
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.record_panel import RecordPanel
from eduaid_desktop.services import hardship
from eduaid_desktop.services.records import Saved

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

_FIRST = ("hardship_category", "hardship_level", "causes")


class HardshipPanel(RecordPanel):
    """Saved without anything to look at, it closes; Esc goes back, and what is typed stays as a draft."""

    def __init__(self, page: Page) -> None:
        desk = page.desk
        door = Door(
            HARDSHIP,
            load=lambda hardship_id: hardship.load(desk, hardship_id),
            save=self._save,
            next_step=lambda: Step("返回", self.close_panel),
        )
        super().__init__(page, "hardshipPanel", Ui_HardshipForm(), door)

    def show_new(self, person_id: int, school_year: str, suggested: Values) -> None:
        """Show a new one for a child; suggested: what the page knows goes before what the office knows."""
        known = hardship.prefill(self._desk, person_id, school_year)
        values = known | {k: v for k, v in suggested.items() if k in HARDSHIP.by_name and v not in (None, "")}
        self.form.open_new(values, f"new-{person_id}")
        name = self._desk.store.get("person", person_id)["name"]
        self.form.title.setText(HARDSHIP.called({**values, "name": name}, self._desk.rules()))

    def restore(self, draft: "Draft") -> None:
        """Show the record, or the child, that a draft is about, with what was typed."""
        if draft.record_id is not None:
            self.show_record(draft.record_id)
        elif person_id := draft.known.get("person_id"):
            self.show_new(person_id, str(draft.fields.get("school_year") or ""), {})
        self.form.restore(draft)

    def start(self) -> None:
        """Put the focus on what is to be filled in first."""
        raw = self.form.binder.raw()
        self.form.binder.focus_field(next((name for name in _FIRST if not raw[name]), _FIRST[-1]))

    def _save(self, raw: Values, hardship_id: int | None, revision: int | None) -> Saved:
        about: dict[str, Any] = {**raw, "person_id": self.form.values.get("person_id")}
        saved = hardship.save(self._desk, about, hardship_id, revision)
        if not saved.problems:
            # After the form has said that it is saved, which the page then says again.
            QTimer.singleShot(0, self, self._done)
        return saved

    def _done(self) -> None:
        self.close_panel()
        self.shell.say("困难认定已保存。", DONE)

    def locked_fields(self) -> Collection[str]:
        """A clerk does not decide, and edits nothing that is decided."""
        return hardship.closed(self._desk, self.form.values)
