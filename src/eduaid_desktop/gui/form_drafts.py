"""A form and its drafts: what was left there is offered on the bar, goes into the fields, or is thrown away."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from eduaid_desktop.gui.binder import Binder
from eduaid_desktop.gui.draft_bar import DraftBar
from eduaid_desktop.gui.drafts import Drafts
from eduaid_desktop.services import drafts
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

Values = Mapping[str, Any]


class FormDrafts(QObject):
    """wanted(draft): the offered draft is to go into the form. decided: it is thrown away or taken note of."""

    wanted = Signal(object)
    decided = Signal()

    def __init__(self, desk: Desk, binder: Binder, bar: DraftBar, about: Callable[[], Values]) -> None:
        """about: gives the values of the record that stands in the form."""
        super().__init__(binder)
        self._desk, self._binder, self._bar, self._about = desk, binder, bar, about
        self._drafts = Drafts(desk)
        self._offer: Draft | None = None
        # What was in a restored draft and has no field, until somebody took note of it.
        self.left: Mapping[str, str] = {}
        bar.restored.connect(lambda: self.wanted.emit(self._offer))
        bar.dropped.connect(self._drop)
        binder.left.connect(self.flush)

    def turn_to(self, key: str) -> None:
        """Another record stands in the form, or this one anew: offer what was left there."""
        self.left = {}
        self._drafts.turn_to(key)
        self._offer_left()

    def typed(self) -> None:
        """Something was typed, or taken back."""
        self._keep()
        if not self.left:
            self._bar.hide()

    def restore(self, draft: "Draft") -> None:
        """Put a draft into the fields, and keep it as what is being typed now."""
        self._drafts.take(draft.key)
        self._binder.restore({**self._binder.raw(), **draft.fields})
        self._bar.hide()
        self.leave(draft.lost)

    def leave(self, left: Mapping[str, str]) -> None:
        """Keep, and show, what no field takes; {} for nothing."""
        self.left = left
        self._keep()
        if left:
            self._bar.leave(left)

    def forget(self) -> None:
        """What is in the form is saved."""
        self._drafts.forget()

    def flush(self) -> None:
        """Bring the draft to disk."""
        self._drafts.flush()

    def _offer_left(self) -> None:
        self._offer = self._drafts.offered()
        if self._offer:
            self._bar.offer(self._offer)
        else:
            self._bar.hide()

    def _drop(self) -> None:
        if self.left:
            self.left = {}
            self._keep()
        elif self._offer:
            self._drafts.drop(self._offer.key)
        self._offer_left()
        self.decided.emit()

    def _keep(self) -> None:
        if self._binder.changed() or self.left:
            self._drafts.keep(self._content())
        else:
            self._drafts.forget()

    def _content(self) -> drafts.Content:
        raw, spec = self._binder.raw(), self._binder.spec
        read = drafts.as_read(spec, self._desk.rules(), raw)
        before = self._binder.overwritten()
        return drafts.content(self._desk, raw, before, read, spec.version, self._about(), self.left)
