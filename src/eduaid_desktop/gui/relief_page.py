"""救助基金: relief cases, from the application form to the archive."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.relief_past import RELIEF_PAST
from eduaid_desktop.domain.workflow import ARCHIVED, PAID, STATES
from eduaid_desktop.forms.relief_form import Ui_ReliefForm
from eduaid_desktop.gui.application_page import ApplicationPage
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.packet_desk import PacketDesk
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button
from eduaid_desktop.gui.quick_choices import QuickChoices
from eduaid_desktop.gui.relief_desk import ReliefDesk
from eduaid_desktop.gui.relief_guide import ReliefGuide
from eduaid_desktop.services import drafts, evidence, relief
from eduaid_desktop.services.records import Saved

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

_RARE = ("relief_category", "papers")
# Two states at once, as a JSON list.
_ARRIVED = (json.dumps([PAID, ARCHIVED]), "已到账（含归档）")


class ReliefPage(ApplicationPage):
    """A saved application is taken step by step."""

    def __init__(self, shell: Shell) -> None:
        self.handling: ReliefDesk | None = None
        self.packet: PacketDesk | None = None
        door = Door(
            RELIEF,
            load=lambda case_id: relief.load(shell.desk, case_id),
            save=self._save,
            next_step=self._next_step,
        )
        super().__init__(shell, "relief", Ui_ReliefForm(), door)
        self.choices = QuickChoices(self._choices(), lambda filters: self._narrow(filters), _RARE)
        self.list.add_choices(self.choices)
        self.handling = ReliefDesk(shell, self.panel)
        self.handling.card.add_link(button("全家", self._household, "wholeHousehold", "link"))
        self.handling.taken.connect(self._taken)
        self.guide = ReliefGuide(self)
        self.packet = PacketDesk(self)
        self.handling.past_wanted.connect(self.key_past)
        self.handling.day_wanted.connect(self.look_back)
        if not self.desk.store.read_only:
            self.list.add_tool(self.packet.menu())

    def blank(self) -> dict[str, Any]:
        """What sticks while a village packet is keyed comes with it."""
        return super().blank() | (self.packet.sticky if self.packet else {})

    def open_bulk(self, selection: Mapping[str, Any]) -> None:
        """Take a whole village, or what is selected, one step further. selection: as in services.relief_bulk."""
        from eduaid_desktop.gui.relief_bulk_panel import ReliefBulkPanel

        if self.packet:
            self.packet.sheet.close_sheet()
        ReliefBulkPanel(self, selection).open_panel()

    def show_village(self, village: str, term: str) -> None:
        """Narrow the list to a village and term."""
        self._only = {}
        self.only.tell("")
        self.choices.take_all({"village": village, "term": term})
        self.point_list()

    def refresh(self) -> None:
        """What a step asks is left as it stands while somebody answers it."""
        if self.handling and not self.handling.sheet.isHidden():
            self.list.refresh()
        else:
            super().refresh()
        if self.packet:
            self.packet.refresh()

    def key_past(self, case_id: int | None = None, draft: "Draft | None" = None) -> None:
        """Open the form of a past case: a new one, a stored one to be corrected, or one that a draft is about."""
        from eduaid_desktop.gui.relief_past_panel import ReliefPastPanel

        panel = ReliefPastPanel(self)
        if draft is not None:
            panel.restore(draft)
        elif case_id is None:
            panel.show_new()
        else:
            panel.show_record(case_id)
        panel.closed.connect(self.refresh)
        panel.open_panel()

    def look_back(self, case_id: int) -> None:
        """Show a case as it stood on a day, beside what stands there now."""
        from eduaid_desktop.gui.as_of_panel import AsOfPanel

        AsOfPanel(self, case_id).open_panel()

    def restore(self, draft: "Draft") -> None:
        if draft.form == RELIEF_PAST.name:
            self.key_past(draft=draft)
            return
        if draft.form != drafts.STEP or draft.within is None:
            super().restore(draft)
            return
        self.open_record(draft.within)
        if self.handling and self.panel.record_id == draft.within:
            self.handling.restore(draft)

    def print_(self) -> None:
        if self.handling:
            self.handling.papers.print_fitting()

    def _household(self) -> None:
        from eduaid_desktop.gui.household_panel import HouseholdPanel

        if self.panel.record_id is not None:
            HouseholdPanel(self, self.panel.values["person_id"]).open_panel()

    def _choices(self) -> Mapping[str, tuple[str, list[tuple[Any, str]]]]:
        rules = self.desk.rules()
        categories = rules.codes["relief_category"].offered(rules.today)
        return {
            "state": ("状态", [*((s.code, s.label) for s in STATES.values()), _ARRIVED]),
            "village": ("村", [(c.code, c.label) for c in rules.codes["village"].codes]),
            "term": (
                "学期",
                [(c.code, c.label.removesuffix("季学期")) for c in reversed(rules.codes["term"].codes)],
            ),
            "relief_category": ("类别", [*((c.code, c.label) for c in categories), ("", "没有分类的")]),
            "papers": ("材料", [("missing", "缺材料"), ("unsigned", "待补签")]),
        }

    def show_only(self, words: str, filters: Mapping[str, Any], record_id: int | None = None) -> None:
        """What the choices above the list can say, they say; the bar says the rest."""
        rest = self.choices.take_all(filters)
        super().show_only(words, rest, record_id)

    def _narrow(self, filters: Mapping[str, Any]) -> None:
        """What is chosen above the list goes before what another tab asked for."""
        self._only = {name: value for name, value in self._only.items() if name not in filters}
        if not self._only:
            self.only.tell("")
        self.point_list()

    def point_list(self, **filters: Any) -> None:
        chosen = {**self.choices.filters(), **filters}
        papers = chosen.pop("papers")
        if papers == "unsigned":
            chosen["unsigned"] = 1
        elif papers == "missing":
            chosen["ids"] = json.dumps(self._lacking(chosen["term"], chosen["village"]))
        super().point_list(**chosen)

    def _lacking(self, term: str | None, village: str | None) -> list[int]:
        return [case["id"] for case in evidence.lacking(self.desk, term, village) if case["missing"]]

    def _next_step(self) -> Step | None:
        keyed = self.packet.next_step() if self.packet else None
        return keyed or (self.handling.next_step() if self.handling else None)

    def _taken(self) -> None:
        """A step was taken, or a draft is gone."""
        case_id = self.panel.record_id
        self.list.refresh()
        if case_id is None:
            self.start_new(self.blank())
        else:
            self.open_record(case_id)
            if self.panel.next_button.isVisible():
                self.panel.next_button.setFocus()
            else:
                self.list.view.setFocus()

    def _save(self, raw: Values, case_id: int | None, revision: int | None) -> Saved:
        packet_id = self.packet.packet_id if self.packet else None
        return relief.save(self.desk, raw, case_id, revision, **self.child(), packet_id=packet_id)
