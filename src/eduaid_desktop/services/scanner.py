"""扫描文件夹: what a scanner or a telephone put into a folder of this machine, to be taken to a document.

Files are only read, never moved or deleted. Which folder it is, and which of its files were taken, are settings
of this machine.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eduaid_desktop import settings
from eduaid_desktop.documents import photographs
from eduaid_desktop.errors import UserError

# Size in bytes and moment of the last change: a file whose stamp moves is still being written.
Stamp = tuple[int, int]

_TAKEN_KEPT = 500
_MOST = 40
# What scanners and telephones make. Those that cannot be kept are named too, with the way out.
_ENDINGS = frozenset((".jpg", ".jpeg", ".png", ".pdf", ".tif", ".tiff", ".bmp", ".heic", ".webp", ".gif"))


@dataclass(frozen=True)
class Scan:
    """A file of the folder. picture: PNG bytes of a small picture; why: what keeps it from being taken, or ""."""

    path: Path
    stamp: Stamp
    picture: bytes = b""
    why: str = ""


@dataclass(frozen=True)
class Look:
    """What was found at one look. scans: finished files that can be taken, newest first; unfit: those that cannot.

    growing: names of files that are still being written. more: how many older ones are not listed.
    """

    scans: tuple[Scan, ...] = ()
    unfit: tuple[Scan, ...] = ()
    growing: tuple[str, ...] = ()
    more: int = 0
    stamps: Mapping[Path, Stamp] = field(default_factory=dict)


def folder() -> Path | None:
    """The folder chosen on this machine, whether it is there just now or not; None where none was chosen."""
    kept = settings.load().get("scanner_folder")
    return Path(kept) if isinstance(kept, str) and kept else None


def choose(place: Path) -> None:
    """Let this be the folder of this machine."""
    settings.save(scanner_folder=str(place))


def take(path: Path) -> None:
    """Remember that a file of the folder was put to a document: it is offered no more, and stays where it lies."""
    if path.parent != folder():
        return
    with suppress(OSError):
        about = path.stat()
        mark = _mark(path, (about.st_size, about.st_mtime_ns))
        settings.save(scanned=[*(each for each in _taken() if each != mark), mark][-_TAKEN_KEPT:])


def look(place: Path, before: Look | None = None) -> Look:
    """Look into the folder. A file is offered when it has not changed since the look before.

    Raises UserError for a folder that is gone or cannot be read.
    """
    stamps, taken = _stamps(place), set(_taken())
    last = before or Look()
    fresh = {path: stamp for path, stamp in stamps.items() if _mark(path, stamp) not in taken}
    steady = [path for path, stamp in fresh.items() if stamp[0] and last.stamps.get(path) == stamp]
    known = {(scan.path, scan.stamp): scan for scan in (*last.scans, *last.unfit)}
    newest = sorted(steady, key=lambda path: (-fresh[path][1], path.name))
    found = [known.get((path, fresh[path])) or _glanced(path, fresh[path]) for path in newest[:_MOST]]
    there = [scan for scan in found if scan is not None]
    return Look(
        tuple(scan for scan in there if not scan.why),
        tuple(scan for scan in there if scan.why),
        tuple(path.name for path in fresh if path not in steady),
        len(newest[_MOST:]),
        stamps,
    )


def _stamps(place: Path) -> dict[Path, Stamp]:
    found = {}
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if (stamp := _stamp(entry)) is not None:
                    found[Path(entry.path)] = stamp
    except OSError as error:
        raise UserError(
            f"打不开扫描文件夹“{place}”。请检查扫描仪或共享文件夹是否连着，或另选一个。"
        ) from error
    return found


def _stamp(entry: "os.DirEntry[str]") -> Stamp | None:
    """None for what is no scan, and for what was deleted meanwhile."""
    hidden = entry.name.startswith((".", "~")) or not entry.name.isprintable()
    if hidden or Path(entry.name).suffix.lower() not in _ENDINGS:
        return None
    try:
        about = entry.stat()
        return (about.st_size, about.st_mtime_ns) if entry.is_file() else None
    except OSError:
        return None


def _glanced(path: Path, stamp: Stamp) -> Scan | None:
    """None for a file that was deleted meanwhile."""
    try:
        return Scan(path, stamp, photographs.glance(path))
    except UserError as error:
        return Scan(path, stamp, why=error.sentence.replace("，没有添加", "")) if path.exists() else None


def _taken() -> list[str]:
    kept: Any = settings.load().get("scanned")
    return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []


def _mark(path: Path, stamp: Stamp) -> str:
    return f"{path.name}|{stamp[0]}|{stamp[1]}"
