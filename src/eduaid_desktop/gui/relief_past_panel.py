"""历史补录: the form of a past case over the page of the relief fund, one after the other, and back to the page."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.relief_past import MARK, RELIEF_PAST, earlier
from eduaid_desktop.forms.relief_past_form import Ui_ReliefPastForm
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.record_panel import RecordPanel
from eduaid_desktop.services import relief_past
from eduaid_desktop.services.records import Saved

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

# What the lines of one old ledger have in common stays for the next one.
_STAY = ("term", "past_paid_on", "past_source", "village", "ethnic")


class ReliefPastPanel(RecordPanel):
    """A saved one makes room for the next from the same ledger; Esc goes back, what is typed stays as a draft."""

    def __init__(self, page: Page) -> None:
        desk = page.desk
        door = Door(
            RELIEF_PAST,
            load=lambda case_id: relief_past.load(desk, case_id),
            save=self._save,
            next_step=lambda: Step("补录下一件", self._next),
        )
        super().__init__(page, "reliefPastPanel", Ui_ReliefPastForm(), door)

    def show_new(self, known: Values | None = None) -> None:
        """Show an empty form; the term before this one stands in it unless something else is known."""
        rules, today = self._desk.rules(), self._desk.today()
        here = terms.of(today)
        before = [c.code for c in rules.codes["term"].codes if earlier(c.code, here)]
        usual = {"term": terms.newest_first(before)[0], "ethnic": rules.settings["person_ethnic"]}
        self.form.open_new({**usual, **(known or {})})
        self.form.title.setText(f"{MARK}：以前学期已经发放的救助")

    def restore(self, draft: "Draft") -> None:
        """Show the record that a draft is about, with what was typed."""
        if draft.record_id is None:
            self.show_new()
        else:
            self.show_record(draft.record_id)
        self.form.restore(draft)

    def start(self) -> None:
        """Put the focus on what is to be filled in first."""
        self.form.binder.focus_field("name" if self.form.record_id is None else "approved")

    def _next(self) -> None:
        values = self.form.values
        self.show_new({name: values.get(name) for name in _STAY})
        self.start()

    def _save(self, raw: Values, case_id: int | None, revision: int | None) -> Saved:
        return relief_past.save(self._desk, raw, case_id, revision)

    def locked_fields(self) -> Collection[str]:
        return relief_past.closed(self.form.values)
