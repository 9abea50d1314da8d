"""The pace of a long import: how far it is, and nothing that holds it up."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
# (done, total) in rows; what it raises stops the import, which then leaves nothing.
Progress = Callable[[int, int], object]

_ROWS_A_STEP = 250


def unwatched(done: int, total: int) -> None:
    """A Progress that nobody looks at."""


def counted(items: Sequence[T], progress: Progress) -> Iterator[T]:
    """The items one by one, reported every few hundred and at the end."""
    total = len(items)
    for done, item in enumerate(items):
        if done % _ROWS_A_STEP == 0:
            progress(done, total)
        yield item
    progress(total, total)


def beyond(before: int, total: int, progress: Progress) -> Progress:
    """A Progress for one of several tables, of which so many rows were counted before."""
    return lambda done, _: progress(before + done, total)


@contextmanager
def without_pauses() -> Iterator[None]:
    """Python looks through everything alive for cycles again and again; the rows of a file make none."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()
