"""Why a file could not be put where it should go, in the words of whoever holds the stick: what is, and what to do."""

import errno
import os
from pathlib import Path

from eduaid_desktop.domain.text import NOT_IN_FILE_NAMES
from eduaid_desktop.errors import UserError

# A file system that cannot flush a folder says one of these.
NO_SUCH_CALL = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EBADF})
# What the systems say, Windows by numbers of its own (winerror).
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT}), frozenset({39, 112})
_LOCKED = frozenset({errno.EROFS}), frozenset({19})
_GONE = (
    frozenset({errno.ENODEV, errno.EIO, errno.ENXIO, errno.ENOTCONN, errno.ESTALE, 123}),  # 123: ENOMEDIUM
    frozenset({15, 21, 31, 55, 433, 483, 1006, 1110, 1117, 1167}),
)
_TOO_LARGE = frozenset({errno.EFBIG}), frozenset({223})
_NAME = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ}), frozenset({123, 206})
_HELD = frozenset({5, 32, 33})

# Windows keeps these names for its devices, whatever follows the dot.
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789")}
)
_LONGEST = 255
# Windows takes 260 characters of a path, its end included; what is added to the temporary name comes on top.
_LONG_PATH = 253


def require_name(name: str) -> None:
    """Raises UserError where a stick that Windows reads could not hold a file of this name."""
    bad = sorted({c for c in name if c in NOT_IN_FILE_NAMES or ord(c) < 32})
    if bad:
        seen = " ".join(c for c in bad if ord(c) >= 32) or "换行等看不见的字符"
        raise UserError(f"文件名“{name}”里有 U 盘和 Windows 不认的字符：{seen}。请改名后再写一次。")
    if name != name.rstrip(" .") or not name:
        raise UserError(f"文件名“{name}”末尾有空格或句点，Windows 打不开这样的文件。请改名后再写一次。")
    if name.partition(".")[0].strip().upper() in _DEVICES:
        raise UserError(f"“{name}”是 Windows 留给设备用的名称，不能作文件名。请改名后再写一次。")
    if max(len(name.encode()), len(name.encode("utf-16-le")) // 2) > _LONGEST:
        raise UserError(f"文件名“{name[:20]}…”太长（最多约 80 个汉字）。请改短后再写一次。")


def cannot_write(folder: Path, name: str, wrong: OSError) -> str:
    """The sentence for an error of the system while name was written into folder; none of its file is left there."""
    if _is(wrong, _FULL):
        return full(folder)
    if _is(wrong, _LOCKED):
        return f"不能写入文件夹“{folder}”：U 盘是只读的。请拨开 U 盘侧面的写保护开关，或换一个 U 盘再写一次。"
    if _is(wrong, _GONE) or not _there(folder):
        return (
            f"写“{name}”时“{folder}”读写不了，U 盘可能拔出了或接触不好。这个文件没有写成，"
            "请插好 U 盘再写一次（留下的半个文件会自动清掉）。"
        )
    if _is(wrong, _TOO_LARGE):
        return f"“{name}”太大，“{folder}”所在的盘放不下这么大的文件（FAT32 最多 4 GB）。请换一个 U 盘。"
    if _is(wrong, _NAME):
        return f"“{folder}”所在的盘不接受文件名“{name}”。请改成短一些、没有特殊符号的名称再写一次。"
    if _held(wrong) and _there(folder / name):
        return open_elsewhere(name)
    if isinstance(wrong, FileNotFoundError) and len(str(folder / name)) >= _LONG_PATH:
        return f"“{name}”所在的文件夹层数太多、路径太长，Windows 写不进去。请写到浅一些的文件夹，如 U 盘的根目录。"
    if isinstance(wrong, FileNotFoundError):
        return (
            f"写到“{folder}”的文件一写好就不见了，可能 U 盘已经弹出，或被杀毒软件拦下。"
            "请看看 U 盘还在不在，在杀毒软件里放行本程序，再写一次。"
        )
    return (
        f"不能写入文件夹“{folder}”（{wrong.strerror or wrong}）。请检查写入权限或 U 盘的写保护，"
        "或换一个文件夹再写一次。"
    )


def full(folder: Path) -> str:
    """No room, with all that is needed to go on."""
    return f"“{folder}”所在的磁盘空间不够。请清理出空间，或换一个 U 盘、文件夹再写一次。"


def open_elsewhere(name: str, lock: str = "") -> str:
    """lock: the file by which another program says that it holds the file; it stays behind when that one crashed."""
    after = f"确实没有打开的，删掉旁边的“{lock}”。" if lock else ""
    return f"“{name}”正在别的程序里打开。请先在 Excel 或 WPS 里关闭它，再写一次。{after}"


def taken(name: str) -> str:
    """Another file has the name."""
    return (
        f"文件夹里已有同名文件“{name}”，内容和这次要写的不一样，没有覆盖它。"
        "请先把它移走或改名（里面可能有别人填的内容），再写一次。"
    )


def _is(wrong: OSError, kind: tuple[frozenset[int], frozenset[int]]) -> bool:
    told = getattr(wrong, "winerror", None)
    return wrong.errno in kind[0] if told is None else told in kind[1]


def _held(wrong: OSError) -> bool:
    """On Windows a file that is open elsewhere is refused like one without permission; elsewhere nothing is."""
    told = getattr(wrong, "winerror", None)
    return told in _HELD if told is not None else os.name == "nt" and isinstance(wrong, PermissionError)


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
