"""Long work off the window's thread: progress, cancel, and callbacks handed to start."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
Failed = Callable[[Exception], None]


class Cancelled(Exception):
    """Raised inside the work when the user cancelled it; nobody needs to be told."""


class Job(QObject, Generic[T]):
    """One piece of work. Inside the work, call job(done, total) now and then: it reports and lets cancel through.

    done counts what is finished of total; total 0 means that it is not known.
    """

    progressed = Signal(int, int)
    ended = Signal(object)

    def __init__(self, title: str, work: "Callable[[Job[T]], T]", parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.final = False
        self._work = work
        self._cancel = threading.Event()
        self._at_end: Callable[[], None] = lambda: None
        self.at = (0, 0)
        self.result: T | None = None
        self.error: Exception | None = None

    def __call__(self, done: int, total: int = 0) -> None:
        if self._cancel.is_set():
            raise Cancelled
        self.at = (done, total)
        self.progressed.emit(done, total)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._cancel.is_set()

    def run(self) -> None:
        """In the worker's thread."""
        try:
            self.result = self._work(self)
        except Exception as error:
            self.error = error
        finally:
            self._at_end()
        # The window may have gone while this was waited for in vain.
        with suppress(RuntimeError):
            self.ended.emit(self)


def unless_cancelled(work: Callable[[], T]) -> Callable[[Job[T]], T]:
    """Work that only looks: cancelled meanwhile, its result is dropped and nobody is told."""

    def look(job: Job[T]) -> T:
        found = work()
        job(1, 1)
        return found

    return look


class Tasks(QObject):
    """Starts jobs and tells the window how they go.

    changed: the list of running jobs changed or one progressed. at_end: called in the worker's thread when it
    ends (Store.end_thread).
    """

    changed = Signal()

    def __init__(self, parent: QObject, failed: Failed) -> None:
        """failed(error) is told of every error that start got no handler for."""
        super().__init__(parent)
        self._failed = failed
        self.at_end: Callable[[], None] = lambda: None
        self._running: dict[Job[Any], tuple[Callable[[Any], None], Failed, threading.Thread]] = {}

    @property
    def running(self) -> list[Job[Any]]:
        """The jobs under way, oldest first."""
        return list(self._running)

    def start(
        self,
        title: str,
        work: Callable[[Job[T]], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        progress: Callable[[int, int], None] | None = None,
        *,
        final: bool = False,
    ) -> Job[T]:
        """Run work(job) in a thread; done(result), failed(error) and progress(done, total) run in the window's.

        A cancelled job calls neither done nor failed. final: it writes, and is not offered to be cancelled.
        """
        job: Job[T] = Job(title, work, self)
        job.final = final
        job._at_end = self.at_end
        job.ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)
        job.progressed.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        if progress:
            job.progressed.connect(progress, Qt.ConnectionType.QueuedConnection)
        thread = threading.Thread(target=job.run, name=title, daemon=True)
        self._running[job] = (done, failed or self._failed, thread)
        thread.start()
        self.changed.emit()
        return job

    def stop(self, seconds: float = 5.0) -> None:
        """Cancel everything and wait for it; the file or the window is being closed."""
        for job, (_, _, thread) in list(self._running.items()):
            job.cancel()
            thread.join(seconds)
        if self._running:
            self._running.clear()
            self.changed.emit()

    def _ended(self, job: Job[Any]) -> None:
        if job not in self._running:
            return
        done, failed, thread = self._running.pop(job)
        # It is at its last line; deleted before that, the job would take its signal along.
        thread.join()
        self.changed.emit()
        job.deleteLater()
        if job.error is None:
            done(job.result)
        elif not isinstance(job.error, Cancelled):
            failed(job.error)
