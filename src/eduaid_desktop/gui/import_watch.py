"""How far an import is, for the line at the foot of the window, and its being stopped from there."""

from typing import Any

from eduaid_desktop.gui.tasks import Job
from eduaid_desktop.services.importing.wanted import CHECKING, READING, SEALING, WRITING, Progress

_STAGES = {READING: "读取", CHECKING: "核对", WRITING: "写入", SEALING: "写入"}


def watched(job: Job[Any], name: str) -> Progress:
    """A Progress that tells job and lets its cancel through; once a change is being sealed nothing stops it."""

    def progress(stage: str, done: int, total: int) -> None:
        job.title = f"正在{_STAGES[stage]}“{name}”"
        job(done, total)
        if stage == SEALING:
            job.final = True
            job.progressed.emit(done, total)

    return progress
