"""资助申请: applications for student aid; the form leads from the household over the recognition to the programme."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QPushButton

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.aid import AID
from eduaid_desktop.forms.aid_form import Ui_AidForm
from eduaid_desktop.gui.application_page import ApplicationPage
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.paper_menu import Offer, PaperMenu
from eduaid_desktop.services import aid
from eduaid_desktop.services.records import Saved

if TYPE_CHECKING:
    from eduaid_desktop.gui.aid_guide import AidGuide
    from eduaid_desktop.services.unsaved import Draft

# A fast typist is not waited on; the guide follows when she pauses.
_FOLLOW_AFTER_MS = 120


class AidPage(ApplicationPage):
    """Saved, the next application comes. The guide is built when the first child stands in the form."""

    def __init__(self, shell: Shell) -> None:
        door = Door(
            AID,
            load=lambda aid_id: aid.load(shell.desk, aid_id),
            save=self._save,
            next_step=lambda: Step("录入下一份", self.new),
        )
        super().__init__(shell, "aid", Ui_AidForm(), door)
        self.papers = PaperMenu(shell, self._offers, self)
        self.list.add_tool(self._more())
        self.guide: AidGuide | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_FOLLOW_AFTER_MS)
        self._wait.timeout.connect(self.follow)
        self.panel.binder.edited.connect(self._wait.start)
        self.panel.shown.connect(self._wait.start)
        self.panel.saved.connect(lambda record_id: self._wait.start())

    def refresh(self) -> None:
        super().refresh()
        self._wait.start()

    def restore(self, draft: "Draft") -> None:
        if draft.form == "hardship":
            self._guide().recognise_again(draft)
        else:
            super().restore(draft)

    def follow(self) -> None:
        """Let the guide say what is known of the child that stands in the form, and of the programme."""
        raw = self.panel.binder.raw()
        if self.guide or self.child()["person_id"] or raw["stage"]:
            self._guide().follow(raw)

    def print_(self) -> None:
        """Ctrl+P: who got what in this term."""
        self.papers.print_()

    def _offers(self) -> list[Offer]:
        term = terms.of(self.desk.today())
        of_term = [Offer(each, terms.label(term), {"term": term}) for each in ("aid_roster", "term_table")]
        return [*of_term, Offer("year_table", f"{term[:4]}年", {"what": term[:4]})]

    def open_recognition(self) -> None:
        """Open the recognition of hardship of the child in the form."""
        self._guide().recognise()

    def _guide(self) -> "AidGuide":
        from eduaid_desktop.gui.aid_guide import AidGuide

        if self.guide is None:
            self.guide = AidGuide(self)
        return self.guide

    def _more(self) -> QPushButton:
        """What is done with many children at once."""
        made = named(QPushButton("批量与汇总(&B)"), "aidMore")
        menu = QMenu(made)
        if not self.desk.store.read_only:
            menu.addAction("整校登记…", self._give_to_school).setObjectName("aidBulk")
            menu.addAction("学期结转…", self._roll_over).setObjectName("aidRollover")
        menu.addAction("应助未助…", self._who_is_left).setObjectName("aidLeft")
        menu.addAction("资助汇总…", self._sum_up).setObjectName("aidTotals")
        menu.addMenu(self.papers)
        made.setMenu(menu)
        return made

    def _give_to_school(self) -> None:
        from eduaid_desktop.gui.aid_bulk_panel import AidBulkPanel

        AidBulkPanel(self).open_panel()

    def _roll_over(self) -> None:
        from eduaid_desktop.gui.aid_rollover_panel import AidRolloverPanel

        AidRolloverPanel(self).open_panel()

    def _who_is_left(self) -> None:
        from eduaid_desktop.gui.not_aided_panel import NotAidedPanel

        NotAidedPanel(self).open_panel()

    def _sum_up(self) -> None:
        from eduaid_desktop.gui.aid_totals_panel import AidTotalsPanel

        AidTotalsPanel(self).open_panel()

    def _save(self, raw: Values, aid_id: int | None, revision: int | None) -> Saved:
        return aid.save(self.desk, raw, aid_id, revision, **self.child())
