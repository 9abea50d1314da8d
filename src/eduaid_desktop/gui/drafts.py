"""What is being typed into one form, kept in the office file from the first character until it is saved."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eduaid_desktop.services import drafts
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft


class Drafts:
    """The drafts of one form: what is typed in it now, and what was left there before and is offered.

    When somebody types on without deciding about an offered draft, that is set aside and offered the next
    time. Keys are those of services.drafts.Key.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store = desk, desk.store
        self._key = ""
        # Whether what is kept under the key stands in the form.
        self.in_form = False

    def turn_to(self, key: str) -> None:
        """The form shows another record now, or the same one anew."""
        self.flush()
        self._store.drafts.in_hand.discard(self._key)
        self._key, self.in_form = key, False

    def offered(self) -> "Draft | None":
        """The newest draft that was left here and differs from what the file holds."""
        # Most forms have none, and then the forms of the other tabs need not be loaded.
        left = [] if self.in_form else self._store.drafts.keys(self._key)
        mine = [key for key in left if key == self._key or key.startswith(f"{self._key}~")]
        if not mine:
            return None
        from eduaid_desktop.services import unsaved

        return next(filter(None, (unsaved.look(self._desk, key) for key in mine)), None)

    def keep(self, content: Mapping[str, Any]) -> None:
        """Called at every change; returns at once."""
        self._claim()
        self._store.drafts.keep(self._key, content)

    def take(self, key: str) -> None:
        """What is kept under key goes into the form; the form keeps it from now on."""
        if key == self._key:
            self.in_form = True
        else:
            self._claim()
            self._store.drafts.keep(key, None)

    def drop(self, key: str) -> None:
        """A draft is not wanted."""
        self._store.drafts.keep(key, None)

    def forget(self) -> None:
        """What was typed is saved, or is as it was."""
        if self.in_form:
            self._store.drafts.keep(self._key, None)
        self.in_form = False
        self._store.drafts.in_hand.discard(self._key)

    def flush(self) -> None:
        """Bring what was kept to disk now; returns at once."""
        self._store.drafts.flush()

    def _claim(self) -> None:
        """The key belongs to what stands in the form; what was left under it waits beside it."""
        if not self.in_form:
            drafts.set_aside(self._desk, self._key)
        self.in_form = True
        self._store.drafts.in_hand.add(self._key)
