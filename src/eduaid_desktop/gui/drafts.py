"""What is being typed into one form, kept in the office file from the first character until it is saved."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.services.desk import Desk

Content = dict[str, Any]


class Drafts:
    """The drafts of one form. A record's key is FORM:ID, that of a new one FORM:new.

    When somebody types on without deciding about an offered draft, the offered one moves to FORM:ID~ and is
    offered the next time.
    """

    def __init__(self, desk: Desk, form: str) -> None:
        self._store, self._form = desk.store, form
        self._key = self._offered_key = f"{form}:new"
        self._offered: Content | None = None

    def turn_to(self, record_id: int | None) -> Content | None:
        """The form shows another record now. Returns its draft: at, revision and fields; or None."""
        self.flush()
        self._key = f"{self._form}:{record_id or 'new'}"
        return self._look()

    def keep(self, fields: Mapping[str, Any], revision: int | None) -> None:
        """Called at every change; returns at once."""
        if self._offered is not None and self._offered_key == self._key:
            self._store.drafts.keep(f"{self._key}~", self._offered)
        self._offered = None
        content = {"at": self._store.moment(), "revision": revision, "fields": dict(fields)}
        self._store.drafts.keep(self._key, content)

    def taken(self) -> None:
        """The offered draft went into the form and is what is being typed now."""
        if self._offered_key != self._key:
            self._store.drafts.keep(self._offered_key, None)
        self._offered = None

    def drop(self) -> Content | None:
        """The offered draft is not wanted. Returns the one before it, if there is one."""
        self._store.drafts.keep(self._offered_key, None)
        return self._look()

    def forget(self) -> None:
        """What is in the form is saved, or as it was."""
        self._store.drafts.keep(self._key, None)

    def flush(self) -> None:
        """Bring what was kept to disk now; returns at once."""
        self._store.drafts.flush()

    def _look(self) -> Content | None:
        self._offered = None
        for key in (self._key, f"{self._key}~"):
            found = self._store.drafts.load(key)
            if found and isinstance(found.get("fields"), dict):
                self._offered, self._offered_key = found, key
                break
        return self._offered
