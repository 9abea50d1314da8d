"""Making a backup of an open office file, while work goes on, and proving it before it takes its name.

The copy is one moment of the file (SQLite's backup within a read transaction). It is opened, checked and
counted against that moment, packed, flushed, read back and compared; only then is it renamed.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from eduaid_desktop.errors import Damaged, UserError
from eduaid_desktop.store import backup_file, driver, durable, integrity, keyring
from eduaid_desktop.store.backup_file import ENDING, FORMAT, Backup, Manifest, Progress, unwatched
from eduaid_desktop.store.store import Store

# Why a backup was made: by hand, by the clock, when the window closed, before a step.
ASKED, TIMED, EXIT = "asked", "timed", "exit"
IMPORT, REPLY, EXPORT, UPGRADE, RESTORE = "import", "reply", "export", "upgrade", "restore"

_LABELS = {UPGRADE: "升级前", RESTORE: "恢复前"}
_SPARE = 1 << 20
_PAGES = 1000
# A name of 60 Chinese characters and what follows it still fits every file system.
_LONGEST_NAME = 60
_STALE_SECONDS = 3600
# Whatever else SQLite says while it only reads the office file is about the file.
_DISK_ERRORS = ("disk i/o", "unable to open", "readonly", "locked")


def folder_of(office_file: Path) -> Path:
    """Where the automatic backups of an office file lie: NAME-备份, beside it."""
    return office_file.with_name(f"{office_file.stem}-备份")


def make(
    store: Store,
    folder: Path,
    *,
    reason: str,
    progress: Progress = unwatched,
    now: datetime | None = None,
) -> Backup:
    """A backup in a folder, proven; or flawed when the office file itself has findings.

    progress(done, total) counts bytes; what it raises stops the work and leaves nothing behind. Raises
    UserError when the folder cannot take it or it does not read back the same.
    """
    with _told(folder):
        _require_room(
            folder, 2 * store.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        )
        with _reserved(store.path, folder, reason, now or datetime.now()) as (target, temporary, copy):
            manifest, slots = _copied(store, copy, reason, now or datetime.now(), progress)
            return _placed(copy, manifest, target, temporary, progress, slots)


def make_raw(office_file: Path, folder: Path, *, reason: str, now: datetime | None = None) -> Backup:
    """Keep the bytes of a file that cannot be opened any more, for somebody who can mend it."""
    with _told(folder):
        _require_room(folder, 2 * office_file.stat().st_size)
        with _reserved(office_file, folder, reason, now or datetime.now()) as (target, temporary, copy):
            shutil.copyfile(office_file, copy)
            log = office_file.with_name(f"{office_file.name}-wal")
            manifest = Manifest(
                format=FORMAT, made_at=_stamp(now), reason=reason, office=office_file.stem, code="", schema=0,
                records=0, changes=0, last_hash="", serials={}, findings=0, whole=False,
            )  # fmt: skip
            beside = {backup_file.LOG: log, backup_file.KEYS: keyring.path_of(office_file)}
            found = {name: path.read_bytes() for name, path in beside.items() if path.exists()}
            return _placed(copy, manifest, target, temporary, beside=found)


def count(store: Store) -> Manifest:
    """What an office file holds now, as a manifest without a reason."""
    counted = integrity.counts(store)
    office = store.row("SELECT name, code FROM office") or {"name": "", "code": ""}
    last = store.value("SELECT hash FROM change ORDER BY id DESC LIMIT 1")
    serials = {row["name"]: row["last"] for row in store.rows("SELECT name, last FROM serial ORDER BY name")}
    return Manifest(
        format=FORMAT, made_at="", reason="", office=office["name"], code=office["code"],
        schema=store.value("PRAGMA user_version"), last_hash=last or "", serials=serials, findings=0,
        whole=True, records=counted["records"], changes=counted["changes"],
    )  # fmt: skip


def holds_all(store: Store, manifest: Manifest) -> bool:
    """Whether a backup already holds every change of an office file. Raises UserError for a damaged file."""
    with _told(store.path.parent):
        last = store.value("SELECT hash FROM change ORDER BY id DESC LIMIT 1")
        return bool((last or "") == manifest.last_hash)


def prove(path: Path, key: bytes | None, expected: Manifest) -> list[str]:
    """Open a copy, count it and check it; the findings of the check. Raises UserError when it differs."""
    with Store(path, key=key, writable=False, as_it_is=True) as reader:
        if count(reader) != expected:
            raise UserError(
                f"“{path.parent}”里的备份读出来与数据文件不一样，没有采用。请换一个 U 盘或文件夹再备份。"
            )
        return integrity.check(reader)


def _copied(
    store: Store, copy: Path, reason: str, now: datetime, progress: Progress
) -> tuple[Manifest, dict[str, bytes]]:
    """Copy one moment of the file and prove the copy; its manifest, and its key slots as a member."""

    def tell(status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    # Within the snapshot nobody changes the keys.
    with store.snapshot():
        key, expected, slots = store.key, count(store), _slots(store)
        given = keyring.with_salt(store.path, key)
        with _told(copy.parent), closing(driver.open_copy(copy, given)) as target:
            store.connection.backup(target, pages=_PAGES, progress=tell)
            # As one file without a log, and without a mark that would make one when it is read.
            target.execute("PRAGMA journal_mode = DELETE")
    findings = prove(copy, key, expected)
    if findings and not integrity.check(store):
        raise UserError(f"“{copy.parent}”里的备份没有通过检查，没有采用。请换一个 U 盘或文件夹再备份。")
    said = replace(expected, reason=reason, made_at=_stamp(now), findings=len(findings))
    return replace(said, encrypted=key is not None), slots


def _slots(store: Store) -> dict[str, bytes]:
    """The key slots as a member of the backup; somebody who took their file away gets it back.

    Without any the sheet alone opens the backup.
    """
    if store.key is None:
        return {}
    path = keyring.path_of(store.path)
    if not path.exists() and store.slots:
        keyring.save(store.path, keyring.parse(store.slots, path.name))
    return {backup_file.KEYS: path.read_bytes() if path.exists() else keyring.Keyring().to_bytes()}


def _placed(
    copy: Path,
    manifest: Manifest,
    target: Path,
    temporary: Path,
    progress: Progress = unwatched,
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> Backup:
    """Pack the copy, read the backup back, and give it its name."""
    with temporary.open("r+b") as file:
        manifest = backup_file.pack(copy, manifest, file, progress, beside)
    found = backup_file.verify(temporary)
    if found.manifest != manifest:
        raise UserError(f"写到“{target.parent}”的备份读回来不一样，没有采用。请换一个 U 盘或文件夹再备份。")
    durable.rename(temporary, target)
    return replace(found, path=target)


@contextmanager
def _reserved(
    office_file: Path, folder: Path, reason: str, now: datetime
) -> Iterator[tuple[Path, Path, Path]]:
    """A name that is free, the file it is written under, and the copy; both go away if they are left."""
    _sweep(office_file, folder)
    stem = f"{office_file.stem[:_LONGEST_NAME]}-{_LABELS.get(reason, '备份')}-{now:%Y%m%d-%H%M%S}"
    for number in range(1, 1000):
        target = folder / f"{stem}{f'-{number}' if number > 1 else ''}{ENDING}"
        temporary = target.with_name(f"{target.name}.part")
        with suppress(FileExistsError):
            temporary.open("xb").close()
            if not target.exists():
                break
            temporary.unlink()
    copy = target.with_name(f"{target.name}.copy")
    try:
        yield target, temporary, copy
    finally:
        for left in (temporary, copy, copy.with_name(f"{copy.name}-journal")):
            durable.remove(left)


def _sweep(office_file: Path, folder: Path) -> None:
    """Take away what a backup left that was killed; one under way is younger."""
    for ending in (".part", ".copy", ".copy-journal"):
        for left in folder.glob(f"*{ENDING}{ending}"):
            with suppress(OSError):
                age = datetime.now().timestamp() - left.stat().st_mtime
                if left.name.startswith(office_file.stem[:_LONGEST_NAME]) and age > _STALE_SECONDS:
                    left.unlink()


def _require_room(folder: Path, needed: int) -> None:
    if not folder.is_dir():
        raise UserError(f"找不到文件夹“{folder}”。请插好 U 盘，或换一个文件夹再备份。")
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise UserError(
            f"“{folder}”只剩 {free / 1e6:.0f} MB，备份要用 {(needed + _SPARE) / 1e6:.0f} MB。"
            "请清理出空间，或换一个 U 盘、文件夹再备份。"
        )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Errors of the disk in a clerk's words. The office file itself is only read, and stays as it is."""
    try:
        yield
    except OSError as error:
        raise UserError(_sentence(folder, error)) from error
    except (driver.DatabaseError, UnicodeDecodeError) as error:
        message = str(error).lower()
        if "full" in message:
            raise UserError(_full(folder)) from error
        if any(words in message for words in _DISK_ERRORS):
            raise UserError(f"往“{folder}”写备份时出错。请检查 U 盘是否插好，再备份一次。") from error
        raise Damaged("数据文件已损坏，不能备份。请不要继续录入，先用最近的备份恢复。") from error


def _sentence(folder: Path, error: OSError) -> str:
    if durable.is_full(error):
        return _full(folder)
    if not folder.is_dir():
        return f"文件夹“{folder}”不见了，备份没有做完。请插好 U 盘，再备份一次。"
    if isinstance(error, PermissionError) or "read-only" in str(error).lower():
        return f"文件夹“{folder}”不能写入。请检查 U 盘的写保护，或换一个文件夹再备份。"
    return f"往“{folder}”写备份时出错（{error.strerror or error}）。请检查 U 盘是否插好，再备份一次。"


def _full(folder: Path) -> str:
    return f"“{folder}”所在的磁盘满了，备份没有做完。请清理出空间，或换一个 U 盘、文件夹再备份。"


def _stamp(now: datetime | None) -> str:
    return (now or datetime.now()).isoformat(timespec="seconds")
