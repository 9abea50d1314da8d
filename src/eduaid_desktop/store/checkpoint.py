"""Folding the write-ahead log into the office file two seconds after the last change.

A clerk who copies the file by hand takes the bare file: it must be whole soon after she stops typing.
"""

import threading
from pathlib import Path
from time import monotonic

from eduaid_desktop.store import driver

AFTER_SECONDS = 2.0
# While folding waits for a reader it keeps every writer waiting; so it gives up soon and comes back.
_PATIENCE_SECONDS = 0.2


def fold(connection: driver.Connection) -> bool:
    """Fold the log in; False when a reader or the disk forbids it now. Nothing acknowledged depends on it."""
    try:
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000:.0f}")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except driver.Error:
        return False
    return not busy


class Checkpointer:
    """One quiet thread per office file, started by the first change."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self._path, self._key, self._identity = path, key, driver.identity(path)
        self._wake = threading.Condition()
        self._due: float | None = None
        self._closed = False
        self._thread: threading.Thread | None = None

    def soon(self) -> None:
        """Fold in two seconds from now, or later when soon() is called again before."""
        with self._wake:
            idle = self._due is None
            self._due = monotonic() + AFTER_SECONDS
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="checkpoint", daemon=True)
                self._thread.start()
            elif idle:
                self._wake.notify()

    def close(self) -> None:
        """End the thread; the caller folds for the last time itself."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread:
            self._thread.join()

    def _work(self) -> None:
        while self._wait():
            if not self._fold():
                self.soon()

    def _wait(self) -> bool:
        """Until the moment to fold has come; False when the file is being closed."""
        with self._wake:
            while not self._closed:
                left = None if self._due is None else self._due - monotonic()
                if left is not None and left <= 0:
                    self._due = None
                    return True
                self._wake.wait(left)
        return False

    def _fold(self) -> bool:
        if driver.identity(self._path) != self._identity:
            # The log belongs to the file that was here before.
            return False
        try:
            connection = driver.connect(self._path, self._key, busy_seconds=_PATIENCE_SECONDS)
        except driver.Error:
            return False
        done = fold(connection)
        connection.close()
        return done
