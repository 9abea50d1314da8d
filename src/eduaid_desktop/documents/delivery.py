"""Putting a finished file where somebody else will take it: whole, or not at all.

It is written under another name, flushed, read back from the medium and compared, and only then gets its name. What
stops it, a stick that is pulled out or a file that is open elsewhere, is one sentence (delivery_words).
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from eduaid_desktop.documents import delivery_words as words
from eduaid_desktop.errors import UserError

_SPARE = 1024 * 1024
_PIECE = 1 << 20
# What a file name may hold at most: bytes of UTF-8 on Linux, units of UTF-16 on Windows, FAT32 and exFAT.
_LONGEST = 255
# How the programs that hold a workbook open mark that beside it: Excel and WPS, LibreOffice, WPS on Linux.
_LOCKS = ("~${}", ".~lock.{}#", ".~{}")


def prepare(
    folder: Path,
    name: str,
    data: bytes,
    *,
    over: bool = False,
    same: Callable[[bytes], bool] | None = None,
) -> Path:
    """Write data beside its place under another name, flush it to the disk, read it back and compare.

    over: a file of that name may be written over, because somebody was asked. same(bytes) says of a file of that
    name whether it is the same as this one; equal bytes where nothing is given. Returns the path of the file for
    put_in_place. Raises UserError when the folder is none or cannot be written, has no room, or holds another
    file of that name.
    """
    words.require_name(name)
    _require_folder(folder)
    _require_free(folder / name, None if over else same or (lambda held: held == data))
    temporary = folder / _temporary(name)
    try:
        # One that an earlier try left behind, when its stick was pulled out, goes first.
        temporary.unlink(missing_ok=True)
        if shutil.disk_usage(folder).free < len(data) + _SPARE:
            raise UserError(words.full(folder))
        _write(temporary, data)
        whole = _on_medium(temporary, data)
    except OSError as wrong:
        discard(temporary)
        raise UserError(words.cannot_write(folder, name, wrong)) from wrong
    except BaseException:
        discard(temporary)
        raise
    if not whole:
        discard(temporary)
        raise UserError(f"写到“{folder}”的文件读回来不一样，U 盘或硬盘可能有故障，请换一个再写一次。")
    return temporary


def put_in_place(temporary: Path, name: str) -> Path:
    """Give a prepared file its name, for good: what is returned may be pulled out once the system lets it go.

    Raises UserError when a program holds a file of that name, or the disk is gone; then no file of it is there.
    """
    target = temporary.with_name(name)
    placed = temporary
    try:
        os.replace(temporary, target)
        placed = target
        _flush_folder(target.parent)
        target.stat()
    except OSError as wrong:
        discard(placed)
        raise UserError(words.cannot_write(target.parent, name, wrong)) from wrong
    return target


def discard(temporary: Path) -> None:
    """Take a prepared file away again; a stick that is gone took it along."""
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


def _temporary(name: str) -> str:
    """Hidden beside the file, always the same, and no longer than a name may be."""
    room = _LONGEST - len("..part")
    return f".{name.encode()[:room].decode(errors='ignore')}.part"


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _on_medium(path: Path, data: bytes) -> bool:
    """Whether the file reads back as it was written, from the medium and not from memory where the system allows.

    Windows gives no such promise; there it is as the system answers after it was flushed.
    """
    whole = memoryview(data)
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        at = 0
        while piece := file.read(_PIECE):
            if piece != whole[at : at + len(piece)]:
                return False
            at += len(piece)
    return at == len(data)


def _flush_folder(folder: Path) -> None:
    """Make the new name last; a file system that knows no flushing of folders is flushed whole."""
    if os.name != "posix":
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    except OSError as wrong:
        if wrong.errno not in words.NO_SUCH_CALL:
            raise
        os.sync()
    finally:
        os.close(place)


def _require_folder(folder: Path) -> None:
    try:
        if folder.is_dir():
            return
        if folder.exists() or not folder.parent.is_dir():
            raise UserError(f"“{folder}”不是文件夹，或者 U 盘没有插好。请重新选择保存的文件夹。")
        folder.mkdir(exist_ok=True)
    except OSError as wrong:
        raise UserError(words.cannot_write(folder.parent, folder.name, wrong)) from wrong


def _require_free(target: Path, same: Callable[[bytes], bool] | None) -> None:
    """A file of that name may hold what somebody filled in: unless asked (same is None) it is not written over."""
    try:
        if not target.exists() and not target.is_symlink():
            return
        for mark in _LOCKS:
            lock = target.with_name(mark.format(target.name))
            if lock.exists():
                raise UserError(words.open_elsewhere(target.name, lock.name))
        if same is None or (target.is_file() and same(target.read_bytes())):
            return
    except OSError as wrong:
        raise UserError(words.cannot_write(target.parent, target.name, wrong)) from wrong
    raise UserError(words.taken(target.name))
