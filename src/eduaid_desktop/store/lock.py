"""One writer per office file: an operating-system lock on NAME.eduaid-lock.

The system frees it when the program ends, however it ends. The file names who holds it. QLockFile and
filelock were weighed: the first belongs to the window alone, the second empties the file on every try.
"""

import getpass
import os
import platform
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

# Far behind the text, so that on Windows, where locked bytes cannot be read, the holder's name can.
_LOCKED_BYTE = 1 << 20


class WriterLock:
    """Held from acquire() until release()."""

    def __init__(self, office_file: Path) -> None:
        self.path = office_file.with_name(office_file.name + "-lock")
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Whether this process is now the writer. Raises OSError where the folder forbids writing."""
        file = open(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        if not _try_lock(file):
            file.close()
            return False
        file.truncate(0)
        file.write(_holder_line().encode("utf-8"))
        file.flush()
        self._file = file
        return True

    def holder(self) -> str:
        """Who holds the lock: user, machine and time."""
        try:
            return self.path.read_text(encoding="utf-8") or "另一个窗口"
        except OSError:
            return "另一个窗口"

    def release(self) -> None:
        """Give the lock back; the empty file stays, because deleting it would race with a waiter."""
        if self._file:
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

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        file.seek(0)
        return True
else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
