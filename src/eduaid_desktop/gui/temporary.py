"""Folders for papers that are looked at: gone with whatever made them, or with the next start after a crash."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QObject

_PREFIX, _OWN = "eduaid-", "folderForPapers"
# Longer than anybody looks at one page of a program that still runs.
_STALE_SECONDS = 12 * 3600


def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that only this user may read."""
    return tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)


def folder_of(owner: QObject) -> Path:
    """The folder of a widget, made when it is first asked for and gone with the widget."""
    kept = owner.property(_OWN)
    if kept is None:
        kept = folder()
        owner.setProperty(_OWN, kept)
        owner.destroyed.connect(kept.cleanup)
    return Path(kept.name)


def sweep(now: float | None = None) -> None:
    """Take away what a killed program left: papers with names and numbers, a recovery sheet."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            old = (now or time.time()) - left.stat().st_mtime > _STALE_SECONDS
        except OSError:
            continue
        if old or _has_ended(left.name.removeprefix(_PREFIX).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)


def _has_ended(process: str) -> bool:
    """Whether the program that made a folder runs no more, where the system tells."""
    if os.name != "posix" or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
