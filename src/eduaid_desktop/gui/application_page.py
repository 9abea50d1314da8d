"""What the pages of applications have in common: a child that was found goes into a new form."""

from typing import Any

from eduaid_desktop.domain import terms
from eduaid_desktop.gui.page import DONE, PROBLEM
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.services import people

_OF_THE_FORM = ("application_date", "term")


class ApplicationPage(RecordPage):
    """A child found in the search box is put into a new application; the form knows then who she is."""

    def blank(self) -> dict[str, Any]:
        day = self.desk.today()
        return {"application_date": day.isoformat(), "term": terms.of(day)}

    def find_person(self, person_id: int) -> bool:
        known = people.prefill(self.desk, person_id) | {"person_id": person_id}
        # What sticks from form to form (a village) gives way to what the office knows of the child.
        known |= {n: v for n, v in self.blank().items() if n in _OF_THE_FORM or known.get(n) is None}
        if self.panel.record_id is not None or not self.panel.binder.changed():
            self.start_new(known)
        elif not self._about_same(known):
            self.shell.say("这一份写的是另一个学生，还没有保存：先按 Ctrl+S 保存，再查找下一个。", PROBLEM)
            return True
        else:
            self.panel.know(person_id=person_id)
            self.panel.binder.suggest(known)
        self.panel.binder.focus_first_empty()
        self.shell.say(f"已带入{known['name']}的资料，请核对后补全。", DONE)
        return True

    def child(self) -> dict[str, int | None]:
        """The child on the form, as the services of applications take her: person_id and person_revision."""
        values = self.panel.values
        return {name: values.get(name) for name in ("person_id", "person_revision")}

    def _about_same(self, known: dict[str, Any]) -> bool:
        """Whether the child may be the one that is being typed about: what is typed of her fits."""
        raw = self.panel.binder.raw()
        return all(raw[name].strip() in ("", known[name] or "") for name in ("name", "id_number"))
