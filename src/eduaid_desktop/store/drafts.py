"""What is being typed, kept from the first character, outside the change log and off the window's thread."""

import json
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eduaid_desktop.errors import UserError
from eduaid_desktop.store import driver

if TYPE_CHECKING:
    from eduaid_desktop.store.store import Store

WRITE_AFTER_SECONDS = 0.3


class Keeper:
    """Keeps drafts: at most one write in 300 ms, and one at once when asked to flush.

    Only the newest content of a key is written. A write that fails is tried again with the next one;
    failed says why the last try did not reach the disk, "" when it did. in_hand: the keys of what stands
    typed and unsaved in a form of this window; the forms say so themselves.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._pending: dict[str, str | None] = {}
        self._under_way: dict[str, str | None] = {}
        self._wake = threading.Condition()
        self._hurry = False
        self._closed = False
        self.failed = ""
        self.in_hand: set[str] = set()
        self._thread: threading.Thread | None = None

    def keep(self, key: str, content: Mapping[str, Any] | None) -> None:
        """Keep content under key, or forget the key when content is None. Returns at once."""
        written = None if content is None else json.dumps(content, ensure_ascii=False, default=str)
        with self._wake:
            if self._store.read_only or self._closed:
                return
            self._pending[key] = written
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="drafts", daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def flush(self) -> None:
        """Ask for the write now; returns at once."""
        with self._wake:
            self._hurry = bool(self._pending)
            self._wake.notify_all()

    def settle(self, seconds: float = 5.0) -> bool:
        """Wait until everything kept is on disk; False when it is not within that time."""
        self.flush()
        with self._wake:
            return self._wake.wait_for(lambda: not self._pending and not self._under_way, seconds)

    def load(self, key: str) -> dict[str, Any] | None:
        """What was kept under key; None when there is nothing, or nothing that can be read."""
        waiting = self._waiting()
        return _read(waiting[key] if key in waiting else self._on_disk(key))

    def _waiting(self) -> dict[str, str | None]:
        """What is not on disk yet; None under a key stands for one that is forgotten."""
        with self._wake:
            return {**self._under_way, **self._pending}

    def _on_disk(self, key: str) -> str | None:
        found: str | None = self._store.value("SELECT content FROM draft WHERE key = ?", (key,))
        return found

    def keys(self, prefix: str = "") -> list[str]:
        """The keys of all drafts that begin with prefix, newest first.

        By the moment that each says it was typed at: one that is set aside or brought back is kept anew and
        is no newer for it, and what waits for the disk is not always newer than what is there.
        """
        waiting = self._waiting()
        on_disk = self._store.rows("SELECT key, content FROM draft")
        kept = {row["key"]: row["content"] for row in on_disk} | waiting
        found = sorted(key for key, content in kept.items() if content and key.startswith(prefix))
        return sorted(found, key=lambda key: _typed_at(kept[key]), reverse=True)

    def close(self) -> None:
        """Write what is pending and end the thread; what is kept afterwards is dropped.

        A window does not stay open because of a disk that is full or gone: one more try is made.
        """
        self.flush()
        with self._wake:
            self.failed = ""
            if self._thread:
                self._wake.wait_for(lambda: self.failed or not (self._pending or self._under_way), 5.0)
            self._closed = True
            self._wake.notify_all()
        if self._thread:
            self._thread.join(5)

    def _work(self) -> None:
        while self._take():
            self._write()
        self._store.end_thread()

    def _take(self) -> bool:
        """Wait for something to write and take it; False at the end."""
        with self._wake:
            self._wake.wait_for(lambda: self._pending or self._closed)
            self._wake.wait_for(lambda: self._hurry or self._closed, WRITE_AFTER_SECONDS)
            self._hurry = False
            self._under_way, self._pending = self._pending, {}
            return bool(self._under_way)

    def _write(self) -> None:
        try:
            self._store.keep(self._under_way)
            failed = ""
        except UserError as error:
            failed = error.sentence
        except driver.Error as error:
            failed = f"草稿暂时没有写入磁盘：{error}。请先保存。"
        with self._wake:
            self.failed = failed
            if failed and not self._closed:
                self._pending = {**self._under_way, **self._pending}
            self._under_way = {}
            self._wake.notify_all()
            if failed:
                self._wake.wait_for(lambda: self._closed, WRITE_AFTER_SECONDS)


def _read(written: str | None) -> dict[str, Any] | None:
    try:
        content = json.loads(written) if written else None
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _typed_at(written: str | None) -> str:
    """ISO; "" for a draft that does not say."""
    return str((_read(written) or {}).get("at") or "")
