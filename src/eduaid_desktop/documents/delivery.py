"""Putting a finished file where somebody else will take it: whole, or not at all."""

import os
import shutil
from pathlib import Path

from eduaid_desktop.errors import UserError

_SPARE = 1024 * 1024


def prepare(folder: Path, name: str, data: bytes, *, over: bool = False) -> Path:
    """Write data beside its place under another name, flush it to the disk, read it back and compare.

    over: a file of that name may be written over, because somebody was asked. Returns the path of the file
    for put_in_place. Raises UserError when the folder is none or cannot be written, has no room, or holds
    another file of that name.
    """
    _require_folder(folder)
    if not over:
        _require_free(folder / name, data)
    temporary = folder / f".{name}.part"
    try:
        if shutil.disk_usage(folder).free < len(data) + _SPARE:
            raise UserError(_full(folder))
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        same = temporary.read_bytes() == data
    except OSError as wrong:
        discard(temporary)
        raise UserError(_cannot_write(folder, wrong)) from wrong
    if not same:
        discard(temporary)
        raise UserError(f"写到“{folder}”的文件读回来不一样，U 盘或硬盘可能有故障，请换一个再导出。")
    return temporary


def put_in_place(temporary: Path, name: str) -> Path:
    """Give a prepared file its name. Raises UserError when a program holds a file of that name."""
    target = temporary.with_name(name)
    try:
        os.replace(temporary, target)
        if os.name == "posix":
            folder = os.open(target.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
    except OSError as wrong:
        discard(temporary)
        raise UserError(_cannot_write(target.parent, wrong)) from wrong
    return target


def discard(temporary: Path) -> None:
    """Take a prepared file away again; a stick that is gone took it along."""
    try:
        temporary.unlink(missing_ok=True)
    except OSError:
        return


def _require_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if folder.exists() or not folder.parent.is_dir():
        raise UserError(f"“{folder}”不是文件夹，或者 U 盘没有插好。请重新选择保存的文件夹。")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as wrong:
        raise UserError(_cannot_write(folder.parent, wrong)) from wrong


def _require_free(target: Path, data: bytes) -> None:
    """A file of that name may hold what the county filled in: it is never written over."""
    try:
        if not target.exists() and not target.is_symlink():
            return
        same = target.is_file() and target.read_bytes() == data
        for lock in (f"~${target.name}", f".~lock.{target.name}#"):
            if target.with_name(lock).exists():
                raise UserError(
                    f"“{target.name}”正在别的程序里打开。请先在 Excel 或 WPS 里关闭它，再导出一次。"
                )
    except PermissionError:
        raise UserError(
            f"“{target.name}”正被别的程序占用。请先在 Excel 或 WPS 里关闭它，再导出一次。"
        ) from None
    except OSError as wrong:
        raise UserError(_cannot_write(target.parent, wrong)) from wrong
    if not same:
        raise UserError(
            f"文件夹里已有同名文件“{target.name}”，内容不一样（可能是县级填过的）。请先把它移走或改名，再导出一次。"
        )


def _cannot_write(folder: Path, wrong: OSError) -> str:
    if getattr(wrong, "winerror", None) == 112 or wrong.errno == 28:
        return _full(folder)
    return f"不能写入文件夹“{folder}”（{wrong.strerror or wrong}）。请检查写入权限或 U 盘的写保护，或换一个文件夹。"


def _full(folder: Path) -> str:
    return f"“{folder}”所在的磁盘空间不够。请清理出空间，或换一个 U 盘、文件夹再导出。"
