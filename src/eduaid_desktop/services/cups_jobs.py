"""What became of a print job: asked of libcups, because lpstat(1) does not tell a cancelled job from a printed one.

cupsGetJobs2 and cups_job_t stand in cups/cups.h, unchanged since CUPS 1.2; lp(1) itself is linked to this library.
"""

import ctypes
import os
import sys
from functools import cache
from typing import Any

_ACTIVE, _COMPLETED = 0, 1
# ipp_jstate_t: 7 cancelled, 8 aborted, 9 completed (RFC 8011, 5.3.7).
_PRINTED = 9


class _Job(ctypes.Structure):
    """cups_job_t."""

    _fields_ = (
        ("id", ctypes.c_int), ("dest", ctypes.c_char_p), ("title", ctypes.c_char_p), ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p), ("state", ctypes.c_int), ("size", ctypes.c_int), ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long), ("creation_time", ctypes.c_long), ("processing_time", ctypes.c_long),
    )  # fmt: skip


def over(queue: str, number: int) -> bool | None:
    """Whether a job was printed (True) or given up (False); None while it waits, or nobody answers.

    One that the scheduler does not remember was printed: it forgets no other.
    """
    states = _states(queue, _ACTIVE)
    if states is None or number in states:
        return None
    states = _states(queue, _COMPLETED)
    return None if states is None else states.get(number, _PRINTED) == _PRINTED


def _states(queue: str, which: int) -> dict[int, int] | None:
    """The state of each job of a queue by its number; None when the scheduler does not answer."""
    library = _library()
    server = os.environ.get("CUPS_SERVER")
    library.cupsSetServer(server.encode() if server else None)
    jobs = ctypes.POINTER(_Job)()
    count = library.cupsGetJobs2(None, ctypes.byref(jobs), queue.encode(), 0, which)
    if count < 0:
        return None
    try:
        return {jobs[n].id: jobs[n].state for n in range(count)}
    finally:
        library.cupsFreeJobs(count, jobs)


@cache
def _library() -> Any:
    return ctypes.CDLL("libcups.2.dylib" if sys.platform == "darwin" else "libcups.so.2")
