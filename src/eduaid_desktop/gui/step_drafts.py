"""What is answered in the sheet of a step, kept from the first character until the step is taken."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from eduaid_desktop.domain.fields import version_of
from eduaid_desktop.gui.drafts import Drafts
from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.services import drafts
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft


class StepDrafts(QObject):
    """Every step of every case has a draft of its own."""

    def __init__(self, desk: Desk, sheet: StepSheet) -> None:
        super().__init__(sheet)
        self._desk, self._sheet = desk, sheet
        self._drafts = Drafts(desk)
        self._offer: Draft | None = None
        self._case: Mapping[str, Any] = {}
        self._proposed: Mapping[str, str] = {}
        sheet.edited.connect(self._keep)
        sheet.bar.restored.connect(self._restore_offered)
        sheet.bar.dropped.connect(self._drop)

    def begin(self, case: Mapping[str, Any], action: str, proposed: Mapping[str, str]) -> None:
        """The sheet asks for a step. proposed: the answers that stand there by themselves, by question."""
        self._case, self._proposed = case, proposed
        self._drafts.turn_to(f"{drafts.STEP}@{case['id']}:{action}")
        self._offer_left()

    def go_on(self) -> None:
        """The same step is asked with other questions."""
        if self._offer:
            self._sheet.bar.offer(self._offer)
        else:
            self._sheet.bar.hide()

    def restore(self, draft: "Draft") -> None:
        """Put the answers of a draft into the sheet."""
        self._drafts.take(draft.key)
        self._offer = None
        self._sheet.fill(draft.fields)
        self._keep()

    def forget(self) -> None:
        """The step is taken."""
        self._drafts.forget()

    def end(self) -> bool:
        """The sheet is gone. Returns whether there is something to be offered the next time."""
        kept = self._drafts.in_form
        self._drafts.turn_to("")
        self._case, self._offer = {}, None
        return kept

    def _keep(self) -> None:
        if not self._case:
            return
        self._offer = None
        self._sheet.bar.hide()
        raw = self._sheet.raw()
        before = {
            n: self._proposed.get(n, "") for n, typed in raw.items() if typed != self._proposed.get(n, "")
        }
        if before:
            version = version_of((each.name, each.kind) for each in self._sheet.questions)
            read = self._sheet.read()
            self._drafts.keep(drafts.content(self._desk, raw, before, read, version, self._case, {}))
        else:
            self._drafts.forget()

    def _restore_offered(self) -> None:
        if self._offer:
            self.restore(self._offer)

    def _drop(self) -> None:
        if self._offer:
            self._drafts.drop(self._offer.key)
        self._offer_left()
        self._sheet.start()

    def _offer_left(self) -> None:
        self._offer = self._drafts.offered()
        self.go_on()
