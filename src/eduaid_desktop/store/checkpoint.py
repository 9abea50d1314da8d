"""Folding the write-ahead log into the office file two seconds after the last change.

A clerk who copies the file by hand takes the bare file: it must be whole soon after she stops typing.
"""

import sqlite3
import threading
from pathlib import Path
from time import monotonic

from eduaid_desktop.store import driver

AFTER_SECONDS = 2.0


def fold(connection: sqlite3.Connection) -> bool:
    """Fold the log in; False when a reader or the disk forbids it now. Nothing acknowledged depends on it."""
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error:
        return False
    return not busy


class Checkpointer:
    """One quiet thread per office file, started by the first change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._due = 0.0
        self._asked = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def soon(self) -> None:
        """Fold in two seconds from now, or later when soon() is called again before."""
        self._due = monotonic() + AFTER_SECONDS
        self._asked.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="checkpoint", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread; the caller folds for the last time itself."""
        self._closed.set()
        self._asked.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while not self._closed.is_set():
            self._asked.wait()
            self._asked.clear()
            while (left := self._due - monotonic()) > 0:
                if self._closed.wait(left):
                    return
            if not self._closed.is_set() and not self._fold():
                self._due = monotonic() + AFTER_SECONDS
                self._asked.set()

    def _fold(self) -> bool:
        try:
            connection = driver.connect(self._path)
        except sqlite3.Error:
            return False
        done = fold(connection)
        connection.close()
        return done
