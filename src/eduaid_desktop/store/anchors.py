"""The backups beside an office file as anchors of its change log.

Who takes the last changes away together with their log, and sets the rows back, leaves a chain that holds. But
each backup says how many changes there were, and the hash of the last one. Only that is read, no database.
"""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from eduaid_desktop.domain import serials
from eduaid_desktop.store import backup, backup_file
from eduaid_desktop.store.backup_file import Backup, Manifest
from eduaid_desktop.store.store import Store

# When the file beside which the backups lie began anew: by a restore, or as a new file of the same name.
_BEGINNING = "beginning.json"
_NEXT = "请用这个备份恢复；确认现在这份是对的，就把这个备份移到别的文件夹。"
Anchor = tuple[str, Manifest]


def faults(store: Store) -> list[str]:
    """Where the change log, or a number, stands behind what a backup has seen; one sentence for each kind.

    Backups made at or before the last beginning tell nothing: they legitimately differ. So do those of another
    office, and those whose manifest cannot be read.
    """
    # Looked at before the log: a window may make a change and a backup of it meanwhile.
    looked = _looked(backup.folder_of(store.path))
    with store.snapshot():
        standing = _standing(looked, store)
        return [*_shorter(store, standing), *_other(store, standing), *_numbers(store, standing)]


def begin(office_file: Path) -> None:
    """Note that an office file begins anew now: the backups that lie beside it so far are of another past.

    The moment is no earlier than any of theirs, whatever the clock says. A note that cannot be written is no harm.
    """
    folder = backup.folder_of(office_file)
    made = [each.manifest.moment for each in _looked(folder) if each.manifest]
    if made:
        at = max(datetime.now(), *made).isoformat()
        with suppress(OSError):
            (folder / _BEGINNING).write_text(json.dumps({"at": at}), encoding="utf-8")


def _looked(folder: Path) -> list[Backup]:
    return [backup_file.look(path) for path in sorted(folder.glob(f"*{backup_file.ENDING}"))]


def _standing(looked: list[Backup], store: Store) -> list[Anchor]:
    """The backups that must fit, oldest state first."""
    code = store.value("SELECT code FROM office")
    known = [(each.path.name, each.manifest) for each in looked if each.manifest]
    begun = max(
        [_noted(backup.folder_of(store.path)), *(m.moment for _, m in known if m.reason == backup.RESTORE)]
    )
    own = [(n, m) for n, m in known if m.whole and m.code == code and m.changes and m.moment > begun]
    return sorted(own, key=lambda anchor: anchor[1].changes)


def _noted(folder: Path) -> datetime:
    try:
        at = json.loads((folder / _BEGINNING).read_text(encoding="utf-8"))["at"]
        return datetime.fromisoformat(at).replace(tzinfo=None)
    except (OSError, ValueError, KeyError, TypeError):
        return datetime.min


def _shorter(store: Store, standing: list[Anchor]) -> list[str]:
    count = store.value("SELECT COUNT(*) FROM change")
    if not standing or standing[-1][1].changes <= count:
        return []
    name, manifest = standing[-1]
    return [
        f"备份“{name}”（{_when(manifest)}）里有 {manifest.changes} 次操作，数据文件里只有 {count} 次："
        f"后面的操作被程序以外去掉了，或者打开的是较旧的一份文件。{_NEXT}"
    ]


def _other(store: Store, standing: list[Anchor]) -> list[str]:
    for name, manifest in standing:
        sql = "SELECT id, hash FROM change ORDER BY id LIMIT 1 OFFSET ?"
        change = store.row(sql, (manifest.changes - 1,))
        if change and change["hash"] != manifest.last_hash:
            return [
                f"备份“{name}”（{_when(manifest)}）里的最后一次操作，与操作日志第 {change['id']} 条不是同一次："
                f"操作日志被程序以外改写过，或者打开的是另一份文件。{_NEXT}"
            ]
    return []


def _numbers(store: Store, standing: list[Anchor]) -> list[str]:
    """A number is never given twice, so that no series may stand lower than it ever did."""
    last = {row["name"]: row["last"] for row in store.rows("SELECT name, last FROM serial")}
    behind: dict[str, str] = {}
    for name, manifest in standing:
        for series, number in manifest.serials.items():
            if last.get(series, 0) < number:
                behind[series] = (
                    f"{serials.spoken(series)}在备份“{name}”里已编到 {number} 号，数据文件里只到"
                    f" {last.get(series, 0)} 号，再编会重号。用这个备份恢复，编号会接着往后排。"
                )
    return list(behind.values())


def _when(manifest: Manifest) -> str:
    return manifest.made_at[:16].replace("T", " ")
