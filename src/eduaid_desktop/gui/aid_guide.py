"""The guide of an application: the way to it and the programmes beside the form, and the amount by its rate."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.hardship import PENDING
from eduaid_desktop.domain.problems import NOTE, WARN
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.guide_list import CHOICE, HOUSEHOLD, RECOGNITION, GuideList
from eduaid_desktop.gui.hardship_panel import HardshipPanel
from eduaid_desktop.gui.page import PROBLEM
from eduaid_desktop.services import aid_facts, aid_lead, aid_offers
from eduaid_desktop.services.aid_offers import Offer

if TYPE_CHECKING:
    from eduaid_desktop.gui.aid_page import AidPage
    from eduaid_desktop.services.unsaved import Draft

Raw = dict[str, Any]
# What the page knows of a child goes into her recognition, and what was recognised comes back from it.
_SHARED = ("hardship_category", "hardship_level", "reason", "population", "annual_income")


class AidGuide:
    """follow(raw) is called when the form shows another application, and after what is typed.

    Alt+J goes to the guide; Alt+K opens the recognition of the child.
    """

    def __init__(self, page: "AidPage") -> None:
        self.page, self.panel, self.desk = page, page.panel, page.desk
        self.list = GuideList()
        self._filled: str | None = None
        self._about: tuple[Any, ...] = ()
        self._offers: list[Offer] = []
        self._lay_out()
        self.list.taken.connect(self._take)
        self.list.left.connect(lambda: self.panel.binder.focus_field("programme"))
        QShortcut(QKeySequence("Alt+J"), page, self.list.start)
        QShortcut(QKeySequence("Alt+K"), page, self.recognise)

    def _lay_out(self) -> None:
        """The guide goes below the list of the page; both give way to the other by the handle between them."""
        left, sizes = QSplitter(Qt.Orientation.Vertical), self.page.split.sizes()
        left.setChildrenCollapsible(False)
        self.page.split.insertWidget(0, left)
        left.addWidget(self.page.list)
        left.addWidget(self.list)
        left.setSizes([240, 360])
        self.page.split.setStretchFactor(0, 9)
        self.page.split.setSizes(sizes)

    def follow(self, raw: Raw) -> None:
        """Say what is known; fill the amount where nobody typed one."""
        person_id = self.page.child()["person_id"]
        known = bool(person_id or raw["stage"])
        self.list.setVisible(known)
        if not known:
            return
        try:
            self._tell(person_id, aid_facts.term_of(self.desk, raw), raw)
        except UserError as error:
            self.page.shell.say(error.sentence, PROBLEM)

    def _tell(self, person_id: int | None, term: str, raw: Raw) -> None:
        self._offers = aid_offers.offers(self.desk, person_id, term, raw)
        recognised, found = aid_lead.recognition(self.desk, person_id, term)
        what = "查看" if found and found["review"] != PENDING else "评议" if found else "登记"
        if person_id:
            recognised = replace(recognised, words=f"{recognised.words}按 Alt+K {what}。")
        steps = {
            HOUSEHOLD: aid_lead.household(self.desk, person_id, term, raw),
            RECOGNITION: recognised,
            CHOICE: aid_lead.choice(self._offers),
        }
        self.list.show_all(steps, self._offers, raw["programme"])
        self._price(raw)

    def _price(self, raw: Raw) -> None:
        """The amount of the programme that is chosen, with its rate and clause in one line under it."""
        binder = self.panel.binder
        offer = next((each for each in self._offers if each.key == raw["programme"]), None)
        about = (self.panel.record_id, raw["programme"])
        if about[:1] != self._about[:1]:
            self._filled = None
        turned, self._about = about != self._about, about
        if offer is None:
            return
        if self._may_fill(raw, turned):
            self._fill(offer)
        typed, _ = AID["amount"].clean(binder.raw()["amount"], self.desk.rules())
        problems = aid_offers.amount_problems(offer, typed, binder.raw()["amount_reason"])
        self._remark({p.field: (p.message, p.severity) for p in problems}, offer)
        if offer.closed:
            binder.remark("programme", f"不向该生开放：{'；'.join(offer.closed)}。", WARN)

    def _may_fill(self, raw: Raw, turned: bool) -> bool:
        """Only what the guide itself filled, or nothing, gives way; a stored amount stays as it is."""
        if self.desk.store.read_only or not self.panel.binder.changed():
            return False
        return raw["amount"] == self._filled or (turned and not raw["amount"])

    def _fill(self, offer: Offer) -> None:
        binder = self.panel.binder
        if offer.fen is not None:
            binder.put("amount", offer.fen)
            self._filled = binder.raw()["amount"]
        elif self._filled:
            binder.put("amount", None)
            self._filled = None

    def _remark(self, found: dict[str, tuple[str, str]], offer: Offer) -> None:
        binder = self.panel.binder
        for name in ("amount", "amount_reason"):
            if name in found:
                binder.unremark(name)
                binder.remark(name, *found[name])
        if "amount" not in found and offer.why:
            binder.remark("amount", offer.why, NOTE)

    def _take(self, key: str) -> None:
        """A programme of the list goes into the form; a closed one says why it is none."""
        offer = next((each for each in self._offers if each.key == key), None)
        if offer is None:
            self._take_step(key)
        elif offer.closed:
            words = f"“{offer.name}”不向该生开放：{'；'.join(offer.closed)}。"
            self.page.shell.say(words, PROBLEM)
        else:
            self.panel.binder.put("programme", key)
            self.panel.binder.focus_field("programme")

    def _take_step(self, key: str) -> None:
        if key == RECOGNITION:
            self.recognise()
        else:
            self.panel.binder.focus_field("household_type" if key == HOUSEHOLD else "programme")

    def recognise(self) -> None:
        """Open the recognition of the child's school year, filled with what is known, and come back."""
        person_id = self.page.child()["person_id"]
        if not person_id:
            self.page.shell.say("先按 Ctrl+F 查找学生，或保存这一份，再登记困难认定。", PROBLEM)
            return
        raw = self.panel.binder.raw()
        term = aid_facts.term_of(self.desk, raw)
        _, found = aid_lead.recognition(self.desk, person_id, term)
        panel = HardshipPanel(self.page)
        if found:
            panel.show_record(found["id"])
        else:
            known = {name: AID[name].clean(raw[name], self.desk.rules())[0] for name in _SHARED}
            panel.show_new(person_id, terms.school_year(term), known)
        self._open(panel)

    def recognise_again(self, draft: "Draft") -> None:
        """Put a draft of a recognition back where it was typed."""
        panel = HardshipPanel(self.page)
        self._open(panel)
        panel.restore(draft)

    def _open(self, panel: HardshipPanel) -> None:
        panel.closed.connect(self._come_back)
        panel.open_panel()

    def _come_back(self) -> None:
        """What was recognised goes into the fields that are empty; on to the programme."""
        raw = self.panel.binder.raw()
        if self.panel.record_id is None and (person_id := self.page.child()["person_id"]):
            _, found = aid_lead.recognition(self.desk, person_id, aid_facts.term_of(self.desk, raw))
            self.panel.binder.suggest({name: found[name] for name in _SHARED} if found else {})
        self.page.follow()
        self.panel.binder.focus_field("programme")
