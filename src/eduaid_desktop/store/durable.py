"""Files that must outlive a power cut: flushed to the disk itself, and read back from there."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

# ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
_WINDOWS_FULL = (112, 39)


def flush(file: IO[bytes]) -> None:
    """Put what was written on the disk, and forget the copy in memory, so that reading reads the disk."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def rename(temporary: Path, path: Path) -> None:
    """Give a flushed file its name, in one step that a power cut leaves done or not done."""
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def is_full(error: OSError) -> bool:
    """Whether the disk, or this user's share of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) in _WINDOWS_FULL


def remove(path: Path) -> None:
    """Take a file away; a stick that is gone took it along."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
