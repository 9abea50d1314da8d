"""学生: everyone the office knows, the person form, and the whole-child card."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from eduaid_desktop.domain import glossary, terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.hardship import RECOGNISED
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.domain.workflow import standing
from eduaid_desktop.forms.person_form import Ui_PersonForm
from eduaid_desktop.gui import import_panel
from eduaid_desktop.gui.form_panel import Door, Step
from eduaid_desktop.gui.merge_panel import MergePanel, SplitPanel
from eduaid_desktop.gui.page import PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, empty, label, named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services import people, privacy

_RECOGNISED = (
    ("school_year", "school_year"),
    ("hardship_category", "hardship_category"),
    ("hardship_review", "review"),
)


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
        self.child = ChildCard(shell, self.recognise, self._split)
        self.panel.add_below(self.child)
        self.merge_button = button("合并重复(&U)…", self._merge, "mergePeople")
        self.panel.add_action(self.merge_button)
        self.household_button = button("全家(&J)", self._household, "wholeHousehold")
        self.panel.add_action(self.household_button)
        self.return_button = button("返校通知(&G)", self._order_back, "returnNotice")
        self.return_button.setToolTip(
            "打印限期返校通知书，期限和送达人空着手写；要先填好的，在“台账”的“打印单据”里打印。"
        )
        self.panel.add_action(self.return_button)
        self.panel.shown.connect(self._offer_merge)
        self._offer_merge()

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

    def recognise(self, person_id: int, hardship_id: int | None = None) -> None:
        """Open a recognition of hardship of a child, or a new one for the present school year."""
        from eduaid_desktop.gui.hardship_panel import HardshipPanel

        panel = HardshipPanel(self)
        if hardship_id is None:
            panel.show_new(person_id, terms.school_year(terms.of(self.desk.today())), {})
        else:
            panel.show_record(hardship_id)
        panel.closed.connect(lambda: self.open_record(person_id))
        panel.open_panel()

    def _offer_merge(self) -> None:
        stored = self.panel.record_id is not None
        self.merge_button.setVisible(stored and not self.desk.store.read_only)
        self.household_button.setVisible(stored)
        self.return_button.setVisible(stored)

    def _order_back(self) -> None:
        person_id, name = self.panel.record_id, str(self.panel.values.get("name") or "")
        if person_id is not None:
            about = f"{name}_{person_id}"
            preview_document(self.shell, self, "return_notice", about, name, what=str(person_id))

    def _household(self) -> None:
        from eduaid_desktop.gui.household_panel import HouseholdPanel

        if self.panel.record_id is not None:
            HouseholdPanel(self, self.panel.record_id).open_panel()

    def _merge(self) -> None:
        """What is typed and not saved would be lost under the other record."""
        if self.panel.binder.changed():
            self.shell.say("这一份有修改，还没有保存：先按 Ctrl+S 保存，再合并。", PROBLEM)
        elif self.panel.record_id is not None:
            MergePanel(self, self.panel.record_id).open_panel()

    def _split(self, gone_id: int) -> None:
        if self.panel.record_id is not None:
            SplitPanel(self, self.panel.record_id, gone_id).open_panel()

    def _apply(self) -> None:
        if self.panel.record_id is not None:
            self.shell.apply_for(self.panel.record_id)


class ChildCard(QWidget):
    """Household, schooling and everything she was given, each line a link where there is more to see."""

    def __init__(
        self,
        shell: Shell,
        recognise: Callable[[int, int | None], object],
        split: Callable[[int], object],
    ) -> None:
        """recognise(person, recognition): open one, or with None a new one. split(person): take a merge apart."""
        super().__init__()
        named(self, "childCard")
        self._shell, self._recognise, self._split = shell, recognise, split
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def show_child(self, card: dict[str, Any]) -> None:
        """card: what services.people.card gives."""
        empty(self._column)
        self._part("请决定", [_warning(words) for words in card["doubles"]])
        self._part("原来的号码和姓名", [label(self._former(row)) for row in card["former"]])
        self._part("并入的记录", [self._merged(row) for row in card["merged"]])
        self._part("就读", [label(_enrolment(e, self._shell)) for e in card["enrolments"]])
        self._part("家庭", list(self._household(card)))
        self._part("困难认定", list(self._hardship(card)))
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

    def _hardship(self, card: dict[str, Any]) -> Iterator[QWidget]:
        rules, child = self._shell.desk.rules(), card["person"]["id"]
        year = terms.school_year(terms.of(self._shell.desk.today()))
        for found in card["hardship"]:
            level = rules.label("hardship_level", found["hardship_level"])
            told = (rules.label(name, found[column]) for name, column in _RECOGNISED)
            words = "　".join(filter(None, (*told, level if found["review"] == RECOGNISED else "")))
            yield button(words, partial(self._recognise, child, found["id"]), role="link")
        if (
            all(found["school_year"] != year for found in card["hardship"])
            and not self._shell.desk.store.read_only
        ):
            words = f"登记{year}学年困难认定"
            yield button(words, partial(self._recognise, child, None), "recogniseChild", "link")

    def _former(self, row: Values) -> str:
        kind = "name" if row["kind"] == "name" else "id_number"
        value = privacy.shown(self._shell.desk, kind, row["value"])
        until = f"到{spoken(row['valid_to'])}" if row["valid_to"] else ""
        words = (glossary.column("person", row["kind"]), value, until, row["reason"])
        return "　".join(each for each in words if each)

    def _merged(self, row: Values) -> QWidget:
        words = f"{row['name']}（第 {row['id']} 号）　{spoken(row['since'])}并入"
        if self._shell.desk.store.read_only:
            return label(words)
        return button(f"{words}　拆分…", lambda: self._split(row["id"]), "splitPerson", role="link")

    def _aid(self, aid: Values) -> QWidget:
        rules = self._shell.desk.rules()
        words = f"{rules.label('term', aid['term'])}　{rules.label('programme', aid['programme'])}　"
        amount = f"{yuan(aid['amount'])} 元" if aid["amount"] is not None else ""
        return self._link(words + amount, "aid", aid["id"])

    def _relief(self, case: Values) -> QWidget:
        rules = self._shell.desk.rules()
        amount = (
            f"申请 {yuan(case['applied'])} 元"
            if case["applied"] is not None
            else f"{yuan(case['approved'])} 元"
        )
        words = f"{rules.label('term', case['term'])}　救助基金　{amount}　{standing(case)}"
        return self._link(words, "relief", case["id"])

    def _link(self, words: str, tab: str, record_id: int) -> QWidget:
        return button(words, lambda: self._shell.go(tab, record_id), role="link")


def _warning(words: str) -> QWidget:
    made = label(f"▲ {words}", "problem")
    made.setWordWrap(True)
    restyle(made, state="warn")
    return made


def _enrolment(enrolment: Values, shell: Shell) -> str:
    term = shell.desk.rules().label("term", enrolment["term"])
    places = [enrolment["school"], enrolment.get("grade"), enrolment.get("class_name")]
    return "　".join([term, *(str(p) for p in places if p)])
