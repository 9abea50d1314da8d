"""Where an office file should not lie for daily work, and why: the network, a synchronised folder, a stick."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from eduaid_desktop.errors import UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import mounts, tables
from eduaid_desktop.services.tables import Row

CLOUD = "cloud"
_MOVE = "请复制到本机硬盘上打开，{place}和 U 盘只放备份。"


@dataclass(frozen=True)
class Place:
    """kind: mounts.LOCAL, NETWORK or REMOVABLE, or CLOUD. sentence: what to do about it and why; "" when fine."""

    kind: str
    sentence: str = ""


def warning(path: Path) -> str:
    """Why an office file had better lie elsewhere, and where; "" when it lies well."""
    return look(path).sentence


def pull_out(path: Path) -> str:
    """What is to be done before the stick is taken out on which a file was just delivered; "" where none is.

    Delivery has flushed the file and its name, and read it back, so nothing of it waits in memory any more.
    """
    if look(path).kind != mounts.REMOVABLE:
        return ""
    return "文件已全部写进 U 盘并读回核对；请先在系统托盘里“安全弹出”，再拔 U 盘。"


def look(path: Path) -> Place:
    """Where a path lies; it need not exist. A table that cannot be read is told in the place of a warning."""
    try:
        return _look(Path(path))
    except UserError as wrong:
        return Place(mounts.LOCAL, wrong.sentence)


def _look(path: Path) -> Place:
    name, kind = path.name, mounts.kind_of(path, _network())
    if kind == mounts.NETWORK:
        words = f"“{name}”放在网络盘上：两台电脑同时写，或者网络断一下，文件就会损坏。"
        return Place(kind, words + _MOVE.format(place="网络盘"))
    if software := cloud(path, os.environ):
        words = f"“{name}”放在“{software}”的同步文件夹里：同步软件会在写到一半时复制，两台电脑同时写也会损坏文件。"
        return Place(CLOUD, words + _MOVE.format(place="同步文件夹"))
    if kind == mounts.REMOVABLE:
        words = f"“{name}”在 U 盘上：可以打开，但写到一半拔出会损坏文件，U 盘也容易丢。"
        return Place(kind, words + "平时请复制到本机硬盘上用，U 盘只放备份。")
    return Place(mounts.LOCAL)


def cloud(path: Path, environment: Mapping[str, str]) -> str:
    """The software in whose synchronised folder a path lies; "" for none."""
    for whole in dict.fromkeys((path.absolute(), path.resolve())):
        for row in _clouds():
            if _named(whole, row) or _told(whole, row, environment):
                return str(row["name"])
    return ""


def _named(path: Path, row: Row) -> bool:
    return any(
        fnmatch(part.casefold(), pattern.casefold())
        for part in path.parent.parts
        for pattern in row["folders"]
    )


def _told(path: Path, row: Row, environment: Mapping[str, str]) -> bool:
    roots = [environment[name] for name in row.get("environment", ()) if environment.get(name)]
    return any(path.is_relative_to(root) for root in roots)


@cache
def _clouds() -> tuple[Row, ...]:
    return tables.rows(resources() / "places.toml", "cloud")


@cache
def _network() -> frozenset[str]:
    rows = tables.rows(resources() / "places.toml", "file_system")
    return frozenset(kind for row in rows for kind in row["types"])
