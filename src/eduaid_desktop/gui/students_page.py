"""学生: everyone the office knows, the person form, and the whole-child card."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.person import ID_CARD, PERSON
from eduaid_desktop.domain.workflow import state_name
from eduaid_desktop.forms.person_form import Ui_PersonForm
from eduaid_desktop.gui import import_panel
from eduaid_desktop.gui.form_panel import Door, Step
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, empty, label, named
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.services import people


class StudentsPage(RecordPage):
    """A saved child's next step is an application for her."""

    def __init__(self, shell: Shell) -> None:
        door = Door(
            PERSON,
            load=lambda person_id: shell.desk.store.get("person", person_id),
            save=lambda raw, person_id, revision: people.save(shell.desk, raw, person_id, revision),
            next_step=lambda: Step("为该生录入资助申请", self._apply),
        )
        super().__init__(shell, "students", Ui_PersonForm(), door)
        if not self.desk.store.read_only:
            self.list.add_tool(button("导入(&I)…", lambda: import_panel.start(self), "importWorkbook"))
        self.child = ChildCard(shell)
        self.panel.add_below(self.child)

    def blank(self) -> dict[str, Any]:
        return {"id_type": ID_CARD}

    def open_record(self, record_id: int) -> None:
        super().open_record(record_id)
        self.child.show_child(people.card(self.desk, record_id))

    def start_new(self, values: dict[str, Any]) -> None:
        super().start_new(values)
        self.child.hide()

    def find_person(self, person_id: int) -> bool:
        self.open_record(person_id)
        self.list.view.setFocus()
        return True

    def _apply(self) -> None:
        if self.panel.record_id is not None:
            self.shell.apply_for(self.panel.record_id)


class ChildCard(QWidget):
    """Household, schooling and everything she was given, each line a link where there is more to see."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "childCard")
        self._shell = shell
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def show_child(self, card: dict[str, Any]) -> None:
        """card: what services.people.card gives."""
        empty(self._column)
        self._part("就读", [label(_enrolment(e, self._shell)) for e in card["enrolments"]])
        self._part("家庭", list(self._household(card)))
        self._part("资助与救助", [*map(self._aid, card["aid"]), *map(self._relief, card["relief"])])
        self.setVisible(self._column.count() > 0)

    def _part(self, title: str, lines: list[Any]) -> None:
        if lines:
            self._column.addWidget(label(title, "heading"))
            for line in lines:
                self._column.addWidget(line)

    def _household(self, card: dict[str, Any]) -> Iterator[QWidget]:
        household = card["household"]
        if household:
            told = [f"户编号 {household['household_number'] or '—'}", f"户主 {household['head_name'] or '—'}"]
            if household["population"]:
                told.append(f"{household['population']} 人")
            yield label("　".join(told))
        for member in card["members"]:
            if member["id"] != card["person"]["id"]:
                words = f"{member['name']}　{member['birth_date'] or ''}　{member['school'] or ''}".rstrip()
                yield self._link(words, "students", member["id"])

    def _aid(self, aid: Values) -> QWidget:
        rules = self._shell.desk.rules()
        words = f"{rules.label('term', aid['term'])}　{rules.label('programme', aid['programme'])}　"
        amount = f"{yuan(aid['amount'])} 元" if aid["amount"] is not None else ""
        return self._link(words + amount, "aid", aid["id"])

    def _relief(self, case: Values) -> QWidget:
        rules = self._shell.desk.rules()
        words = f"{rules.label('term', case['term'])}　救助基金　申请 {yuan(case['applied'])} 元　"
        words += state_name(case["state"])
        return self._link(words, "relief", case["id"])

    def _link(self, words: str, tab: str, record_id: int) -> QWidget:
        return button(words, lambda: self._shell.go(tab, record_id), role="link")


def _enrolment(enrolment: Values, shell: Shell) -> str:
    term = shell.desk.rules().label("term", enrolment["term"])
    places = [enrolment["school"], enrolment.get("grade"), enrolment.get("class_name")]
    return "　".join([term, *(str(p) for p in places if p)])
