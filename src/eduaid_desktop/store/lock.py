"""One writer per office file: an operating-system lock on NAME.eduaid-lock.

The system frees it when the program ends, however it ends. The file names who holds it. QLockFile and
filelock were weighed: the first belongs to the window alone, the second empties the file on every try.
"""

import getpass
import io
import os
import platform
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

# Far behind the text, so that on Windows, where locked bytes cannot be read, the holder's name can.
_LOCKED_BYTE = 1 << 20


class WriterLock:
    """Held from acquire() until release()."""

    def __init__(self, office_file: Path) -> None:
        # A link to the file is the same file.
        real = office_file.resolve()
        self.path = real.with_name(real.name + "-lock")
        self._file: io.FileIO | None = None

    def acquire(self) -> bool:
        """Whether this process is now the writer. Raises OSError where the folder forbids writing."""
        file = io.FileIO(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666), "r+")
        if not _try_lock(file):
            file.close()
            return False
        self._file = file
        # Where even this line finds no room on the disk, the lock holds all the same.
        with suppress(OSError):
            file.truncate(0)
            file.write(_holder_line().encode("utf-8"))
        return True

    def holder(self) -> str:
        """Who holds the lock: user, machine and time."""
        try:
            return self.path.read_text(encoding="utf-8", errors="replace") or "另一个窗口"
        except OSError:
            return "另一个窗口"

    def release(self) -> None:
        """Give the lock back; the empty file stays, because deleting it would race with a waiter."""
        if self._file:
            with suppress(OSError):
                self._file.truncate(0)
            self._file.close()
            self._file = None


def _holder_line() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "未知用户"
    return f"{user}（电脑 {platform.node()}，{datetime.now():%Y-%m-%d %H:%M} 起）"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: io.FileIO) -> bool:
        try:
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        file.seek(0)
        return True
else:
    import fcntl

    def _try_lock(file: io.FileIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
