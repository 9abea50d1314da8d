"""Backups as a user meets them: by hand to a second place, by themselves beside the file, listed, restored."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import thinning
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import backup, backup_file
from eduaid_desktop.store import restore as restoring
from eduaid_desktop.store.backup import ASKED, EXIT, EXPORT, IMPORT, REPLY, TIMED
from eduaid_desktop.store.backup_file import PROVEN, Backup, Progress, unwatched
from eduaid_desktop.store.restore import Restored

if TYPE_CHECKING:
    from eduaid_desktop.services.logins import WayIn

__all__ = ["EXIT", "EXPORT", "IMPORT", "REPLY", "TIMED", "Backup", "Restored"]

# By themselves made, and so thinned by themselves; those of a person, an upgrade or a restore stay.
_THINNED = frozenset({TIMED, EXIT, IMPORT, REPLY, EXPORT})
_PLACES = "places.json"
REASONS = {
    ASKED: "手动",
    TIMED: "定时",
    EXIT: "关闭时",
    IMPORT: "导入前",
    REPLY: "读批复前",
    EXPORT: "导出前",
    backup.UPGRADE: "升级前",
    backup.RESTORE: "恢复前",
}
STATES = {
    PROVEN: "验证过",
    backup_file.FLAWED: "照原样保存，数据文件当时核对有问题",
    backup_file.RAW: "照原样保存，数据文件当时已损坏",
    backup_file.EMPTY: "空文件",
    backup_file.TRUNCATED: "不完整",
    backup_file.ALTERED: "损坏或被改动",
    backup_file.FOREIGN: "不是备份",
    backup_file.NEWER: "由更新版本建立",
    backup_file.UNREADABLE: "读不出来",
}


@dataclass(frozen=True)
class Last:
    """The last proven backup: when (by the computer's clock), how many records, in which folder."""

    made_at: datetime
    records: int
    folder: Path


def back_up(desk: Desk, folder: Path, progress: Progress = unwatched) -> Backup:
    """A backup by hand, to a USB stick or another folder, also while another window writes.

    Raises UserError when the folder cannot take it.
    """
    made = backup.make(desk.store, Path(folder), reason=ASKED, progress=progress)
    if made.state == PROVEN:
        _remember(desk, made)
    return made


def automatic(desk: Desk, reason: str, progress: Progress = unwatched) -> Backup | None:
    """A backup beside the file, unless the newest one holds all changes already; then the old ones are thinned.

    It never stops the work: None when it could not be made, and desk.store.backup_failed says why.
    """
    if desk.store.read_only:
        return None
    folder = backup.folder_of(desk.store.path)
    try:
        newest = next(_sound(folder), None)
        if newest and newest.manifest and backup.holds_all(desk.store, newest.manifest):
            desk.store.backup_failed = ""
            return newest
        folder.mkdir(exist_ok=True)
        made = backup.make(desk.store, folder, reason=reason, progress=progress)
        if made.state == PROVEN:
            thin(folder, datetime.now())
    except UserError as error:
        desk.store.backup_failed = f"自动备份没有成功，稍后再试：{error.sentence}"
        return None
    except OSError as error:
        desk.store.backup_failed = (
            f"自动备份没有成功，稍后再试：不能写入文件夹“{folder}”（{error.strerror or error}），"
            "请检查写入权限和磁盘空间。"
        )
        return None
    found = made.manifest.findings if made.manifest else 0
    desk.store.backup_failed = f"数据文件核对有 {found} 处问题，请运行核对并用备份比较。" if found else ""
    return made


def last(desk: Desk) -> Last | None:
    """The last proven backup, beside the file (it is read once more) or where one was made by hand."""
    found = [
        Last(each.manifest.moment, each.manifest.records, each.path.parent)
        for each in [next(_sound(backup.folder_of(desk.store.path)), None)]
        if each and each.manifest
    ]
    return max([*found, *_places(desk)], key=lambda each: each.made_at, default=None)


def sentence(found: Last | None, now: datetime) -> str:
    """最近一次验证过的备份：今天 09:14，3,211 条记录."""
    if found is None:
        return "还没有验证过的备份"
    days = (now.date() - found.made_at.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{found.made_at.month}月{found.made_at.day}日")
    if found.made_at.year != now.year and days > 1:
        day = f"{found.made_at.year}年{day}"
    return f"最近一次验证过的备份：{day} {found.made_at:%H:%M}，{found.records:,} 条记录"


def listing(office_file: Path, folder: Path | None = None) -> list[Backup]:
    """All backups beside an office file, or in a folder, newest first, each read to its last byte.

    Also where the office file itself is gone. Raises UserError for a folder that is none.
    """
    place = folder or backup.folder_of(Path(office_file))
    if folder and not place.is_dir():
        raise UserError(f"找不到文件夹“{folder}”。请检查名称，或 U 盘是否插好。")
    found = [backup_file.verify(path) for path in _files(place)]
    return sorted(found, key=_age, reverse=True)


def restore(
    source: Path, office_file: Path, progress: Progress = unwatched, way_in: "WayIn | None" = None
) -> Restored:
    """Put a backup in the place of an office file; what it replaces is kept beside it as a backup.

    way_in: how an encrypted one is opened. Operators and passwords come back as they were when it was made.
    Raises UserError as store.restore.restore and WayIn.keys do; the office file is then as it was.
    """
    if way_in is None:
        return restoring.restore(Path(source), Path(office_file), progress)
    return restoring.restore(Path(source), Path(office_file), progress, way_in.keys)


def restored_words(done: Restored) -> str:
    """What a restore did, for the person who asked for it."""
    words = [f"已恢复到 {done.manifest.moment:%Y-%m-%d %H:%M} 的备份，{done.manifest.records:,} 条记录。"]
    if done.kept:
        words.append(f"原来的内容另存为“{done.kept.name}”。")
    if done.continued:
        words.append("备份之后用过的编号不再使用。")
    if not done.numbers_known:
        words.append("原文件读不出来：受理新的申请前，请先核对最近一份纸质单据的编号。")
    return "".join(words)


def is_plain(found: Backup) -> bool:
    """Whether anybody can read what a backup holds; False for one that cannot be read at all."""
    return found.manifest is not None and backup_file.is_plain(found.path)


def is_encrypted(source: Path) -> bool:
    """Whether a backup has to be opened with a way in; False also for what is none."""
    found = backup_file.look(Path(source)).manifest
    return bool(found and found.encrypted)


def take_keys(source: Path, office_file: Path) -> list[str]:
    """Put the key slots of a backup beside an office file that lost its own; the names that log in with them.

    Operators and passwords are those of its day; whoever was removed since is shut out again by operators.settle.
    Raises UserError when the file needs none, or the backup has none that fit, Conflict while it is open.
    """
    return restoring.take_slots(Path(source), Path(office_file))


def thin(folder: Path, now: datetime) -> list[Path]:
    """Remove automatic backups that stand too close together; the paths that went.

    Of each day (two weeks), week (two months) and month the newest that still reads whole stays. One that
    does not read whole is never a reason to remove another, and stays to be looked at.
    """
    made: dict[datetime, list[Path]] = {}
    for found in sorted(map(backup_file.look, _files(folder)), key=_age, reverse=True):
        if found.state == PROVEN and found.manifest and found.manifest.reason in _THINNED:
            made.setdefault(found.manifest.moment, []).append(found.path)
    gone = []
    for crowded in thinning.shelves(made, now.date()):
        paths = [path for moment in crowded for path in made[moment]]
        kept = next((n for n, path in enumerate(paths) if backup_file.verify(path).state == PROVEN), None)
        for path in paths[kept + 1 :] if kept is not None else []:
            with suppress(OSError):
                path.unlink()
                gone.append(path)
    return gone


def as_json(found: Backup) -> dict[str, Any]:
    """A backup as the command line prints it."""
    said = found.manifest
    return {
        "path": str(found.path),
        "state": found.state,
        "made_at": said.made_at if said else None,
        "reason": said.reason if said else None,
        "records": said.records if said else None,
        "changes": said.changes if said else None,
        "findings": said.findings if said else None,
    }


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{backup_file.ENDING}")) if folder.is_dir() else []


def _age(found: Backup) -> tuple[datetime, int, str]:
    """By its moment; of one second the second bears a longer name."""
    moment = found.manifest.moment if found.manifest else datetime.min
    return moment, len(found.path.name), found.path.name


def _sound(folder: Path) -> Iterator[Backup]:
    """The proven ones of a folder that still read whole, newest first."""
    looked = [each for each in map(backup_file.look, _files(folder)) if each.state == PROVEN]
    for each in sorted(looked, key=_age, reverse=True):
        if backup_file.verify(each.path).state == PROVEN:
            yield each


def _remember(desk: Desk, made: Backup) -> None:
    """Note a backup in a second place beside the file; a note that cannot be written is no harm."""
    assert made.manifest
    notes = {str(each.folder): (each.made_at.isoformat(), each.records) for each in _places(desk)}
    notes[str(made.path.parent.resolve())] = (made.manifest.made_at, made.manifest.records)
    folder = backup.folder_of(desk.store.path)
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        (folder / _PLACES).write_text(json.dumps(notes, ensure_ascii=False, indent=1), encoding="utf-8")


def _places(desk: Desk) -> list[Last]:
    """Where backups were made by hand, one for each folder."""
    notes = backup.folder_of(desk.store.path) / _PLACES
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
        return [
            Last(datetime.fromisoformat(at).replace(tzinfo=None), int(records), Path(folder))
            for folder, (at, records) in found.items()
        ]
    except (OSError, ValueError, AttributeError, TypeError):
        return []
