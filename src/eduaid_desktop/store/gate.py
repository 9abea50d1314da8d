"""Many threads read through their connections, or one exchanges the file and closes the connections of all.

SQLite's driver ends the whole program when a connection is closed while another thread reads through it.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from eduaid_desktop.errors import Conflict


class Gate:
    """inside() for whoever uses a connection, alone() for whoever closes them; a thread may nest both."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._alone: int | None = None

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Waits while another thread is alone."""
        me = threading.get_ident()
        with self._turn:
            if not self._inside[me]:
                self._turn.wait_for(lambda: self._alone in (None, me))
            self._inside[me] += 1
        try:
            yield
        finally:
            with self._turn:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                    self._turn.notify_all()

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """Nobody else is inside, nor comes in. Raises Conflict when others do not leave in that time."""
        me = threading.get_ident()
        with self._turn:
            self._turn.wait_for(lambda: self._alone is None)
            self._alone = me
            if not self._turn.wait_for(lambda: not self._inside.keys() - {me}, seconds):
                self._leave()
                raise Conflict("本窗口还在查询或备份，这一步没有办成。请等它做完，再试一次。")
        try:
            yield
        finally:
            with self._turn:
                self._leave()

    def _leave(self) -> None:
        self._alone = None
        self._turn.notify_all()
