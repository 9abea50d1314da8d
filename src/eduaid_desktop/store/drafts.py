"""What is being typed, kept from the first character, outside the change log and off the window's thread."""

import json
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eduaid_desktop.errors import UserError

if TYPE_CHECKING:
    from eduaid_desktop.store.store import Store

WRITE_AFTER_SECONDS = 0.3


class Keeper:
    """Keeps drafts: at most one write in 300 ms, and one at once when asked to flush.

    Only the newest content of a key is written. A write that fails is tried again with the next one;
    failed tells whether the last try did not reach the disk.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._pending: dict[str, str | None] = {}
        self._guard = threading.Lock()
        self._wake = threading.Condition(self._guard)
        self._hurry = False
        self._closed = False
        self._busy = False
        self.failed = ""
        self._thread: threading.Thread | None = None

    def keep(self, key: str, content: Mapping[str, Any] | None) -> None:
        """Keep content under key, or forget the key when content is None. Returns at once."""
        if self._store.read_only:
            return
        with self._wake:
            self._pending[key] = (
                None if content is None else json.dumps(content, ensure_ascii=False, default=str)
            )
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="drafts", daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def flush(self) -> None:
        """Ask for the write now; returns at once."""
        with self._wake:
            self._hurry = True
            self._wake.notify_all()

    def settle(self, seconds: float = 5.0) -> bool:
        """Wait until everything kept is on disk; False when it is not within that time."""
        self.flush()
        with self._wake:
            return self._wake.wait_for(lambda: not self._pending and not self._busy, seconds)

    def load(self, key: str) -> dict[str, Any] | None:
        """What was kept under key, or None."""
        with self._guard:
            if key in self._pending:
                waiting = self._pending[key]
                return None if waiting is None else json.loads(waiting)
        found = self._store.value("SELECT content FROM draft WHERE key = ?", (key,))
        return json.loads(found) if found else None

    def keys(self, prefix: str = "") -> list[str]:
        """The keys of all drafts on disk that begin with prefix, newest first."""
        found = self._store.rows("SELECT key FROM draft ORDER BY at DESC, key")
        return [row["key"] for row in found if row["key"].startswith(prefix)]

    def close(self) -> None:
        """Write what is pending and end the thread."""
        if self._thread is None:
            return
        self.settle()
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        self._thread.join(5)
        self._thread = None

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._pending or self._closed)
                if self._closed and not self._pending:
                    break
                self._wake.wait_for(lambda: self._hurry or self._closed, WRITE_AFTER_SECONDS)
                self._hurry = False
                batch, self._pending, self._busy = self._pending, {}, True
            self._write(batch)
            with self._wake:
                self._busy = False
                self._wake.notify_all()
        self._store.end_thread()

    def _write(self, batch: dict[str, str | None]) -> None:
        try:
            self._store.keep(batch)
            self.failed = ""
        except UserError as error:
            self.failed = error.sentence
            with self._wake:
                self._pending = {**batch, **self._pending}
                self._wake.wait(WRITE_AFTER_SECONDS)
                if self._closed:
                    self._pending = {}
