"""Putting a backup in the place of an office file: proven first, what it replaces kept, numbers going on."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from eduaid_desktop.errors import Conflict, LoginNeeded, Refused, UserError
from eduaid_desktop.store import anchors, backup, backup_file, driver, durable, keyring, schema
from eduaid_desktop.store.backup_file import Backup, Manifest, Progress, unwatched
from eduaid_desktop.store.keyring import Keyring, Keys
from eduaid_desktop.store.lock import WriterLock
from eduaid_desktop.store.store import Store

_SPARE = 1 << 20
_REFUSED = {
    backup_file.EMPTY: "是空的（零字节）",
    backup_file.TRUNCATED: "不完整，后一段没有写上",
    backup_file.ALTERED: "在备份之后损坏了，或被改动过",
    backup_file.FOREIGN: "不是本程序的备份",
    backup_file.RAW: "里面是恢复前就已损坏的文件，不能直接使用",
    backup_file.UNREADABLE: "读不出来，或者不在那里了",
}

Unlock = Callable[[Path, Keyring], Keys]


def _locked(file: Path, ring: Keyring) -> Keys:
    raise LoginNeeded("这个备份是加密的。请先由管理员登录，或用恢复密钥单，再恢复。")


@dataclass(frozen=True)
class Restored:
    """What stands in the office file now, where the file it replaced is kept, and what to look after.

    continued: the series whose last number was taken over. numbers_known: False when the replaced file could
    not be read, so that numbers given since may be given again.
    """

    path: Path
    manifest: Manifest
    kept: Path | None
    continued: Mapping[str, int]
    numbers_known: bool


def restore(
    source: Path, office_file: Path, progress: Progress = unwatched, unlock: Unlock = _locked
) -> Restored:
    """Put a backup in the place of an office file, or where there is none yet. Nothing is thinned.

    unlock(file, its key slots) gives the keys of an encrypted one. The key slots come back with the backup.
    Raises UserError when the backup is not whole or of another office, when there is no room, Conflict while
    anybody has the file open; the office file is then as it was.
    """
    _require_place(office_file)
    with _told(office_file), _held(office_file):
        draft = office_file.with_name(f"{office_file.name}-restoring")
        try:
            found, key, slots = _unpacked(source, draft, progress, unlock)
            own = _own_key(office_file, unlock)
            _require_same_office(office_file, own, draft, slots)
            known = _known(office_file, own)
            kept = _keep(office_file, own, known, found)
            others = [backup.folder_of(office_file), source.parent]
            continued = _continue_numbers(draft, key, others, found, known)
            _replace(draft, office_file, own, slots)
        finally:
            schema.remove_file(draft)
            keyring.end_restoring(office_file)
    return Restored(office_file, found, kept, continued, bool(known) or not kept)


def take_slots(source: Path, office_file: Path) -> list[str]:
    """The key slots of a backup beside an office file that has lost its own; see services.backups.take_keys."""
    if not office_file.is_file() or schema.is_plain(office_file):
        raise UserError(f"“{office_file}”不是加密的数据文件，不用钥匙。请核对文件名。")
    found = backup_file.verify(source)
    if found.manifest is None or (found.state in _REFUSED and found.state != backup_file.RAW):
        raise UserError(f"“{source.name}”{_REFUSED.get(found.state, '打不开')}，取不出钥匙。请换一个备份。")
    slots = backup_file.slots(source)
    if not slots:
        raise UserError(f"“{source.name}”没有加密，里面没有钥匙。请换一个备份，或用恢复密钥单重建。")
    with _told(office_file), _held(office_file):
        return _lay(keyring.parse(slots, source.name), office_file)


def _lay(ring: Keyring, office_file: Path) -> list[str]:
    salt = keyring.salt_of(office_file)
    if _has_own(office_file, salt):
        raise Refused(f"“{office_file.name}”的钥匙文件是好的，没有改动。忘了密码的，请用恢复密钥单。")
    if salt.hex() not in ring.seals:
        raise UserError(
            f"这个备份里的钥匙打不开“{office_file.name}”：备份以后换过钥匙，或者是别的单位的。"
            "请换一个更新的备份，或用恢复密钥单重建。"
        )
    keyring.set_aside(office_file)
    keyring.save(office_file, ring)
    return list(ring.seals[salt.hex()])


def _has_own(office_file: Path, salt: bytes) -> bool:
    try:
        return salt.hex() in keyring.load(office_file).seals
    except UserError:
        return False


def _require_place(office_file: Path) -> None:
    if office_file.suffix != ".eduaid":
        raise UserError(f"恢复出来的文件名要以 .eduaid 结尾，现为“{office_file.name}”。请改一个文件名。")
    if not office_file.parent.is_dir() or office_file.is_dir():
        raise UserError(f"不能恢复到“{office_file}”。请检查文件夹是否还在，再选一个位置。")


def _unpacked(
    source: Path, draft: Path, progress: Progress, unlock: Unlock
) -> tuple[Manifest, bytes | None, bytes | None]:
    """The database of a backup as a file of its own, flushed, counted and checked; its key and its key slots."""
    looked = backup_file.look(source)
    found = _usable(looked)
    if shutil.disk_usage(draft.parent).free < found.size + _SPARE:
        raise UserError(_full(draft))
    with draft.open("wb") as file:
        _usable(backup_file.verify(source, file, progress))
        durable.flush(file)
    slots = backup_file.slots(source) if found.encrypted else None
    key = unlock(draft, keyring.parse(slots, source.name)).data if slots else None
    expected = replace(found, made_at="", reason="", findings=0, size=0, sha256="", encrypted=False)
    if len(backup.prove(draft, key, expected)) != found.findings:
        raise UserError(f"备份“{source.name}”没有通过检查，没有恢复。请换一个备份。")
    return found, key, slots


def _usable(found: Backup) -> Manifest:
    """Raises UserError for a backup that cannot stand in for the office file."""
    if found.state == backup_file.NEWER:
        raise UserError(f"备份“{found.path.name}”由更新版本的程序建立。请先升级本程序，再恢复。")
    if found.state in _REFUSED or found.manifest is None:
        raise UserError(f"“{found.path.name}”{_REFUSED[found.state]}，没有恢复。请换一个备份。")
    return found.manifest


@contextmanager
def _held(office_file: Path) -> Iterator[None]:
    """Hold the writer's lock meanwhile, so that no window opens the file half way."""
    lock = WriterLock(office_file)
    if not lock.acquire():
        raise Conflict(f"“{office_file.name}”正由 {lock.holder()} 打开。请先关闭那个窗口，再恢复。")
    try:
        yield
    finally:
        lock.release()


def _own_key(office_file: Path, unlock: Unlock) -> bytes | None:
    """What opens the file that is about to be replaced; None where it is plain, or nobody has its key any more."""
    if not office_file.exists() or schema.is_plain(office_file):
        return None
    try:
        return unlock(office_file, keyring.load(office_file)).data
    except UserError:
        return None


def _require_same_office(office_file: Path, own: bytes | None, draft: Path, slots: bytes | None) -> None:
    """A file that cannot be opened now must be told from another office's in some other way.

    It is the same where it bears the salt of the backup, or an operator's key pair stands in both slot files.
    Raises Refused.
    """
    if own or not slots or not office_file.exists() or not keyring.is_encrypted(office_file):
        return
    if keyring.salt_of(office_file) == keyring.salt_of(draft):
        return
    try:
        present = keyring.load(office_file)
    except UserError:
        present = Keyring()
    theirs = {slot.public for slot in keyring.parse(slots, office_file.name).slots.values()}
    if not theirs & {slot.public for slot in present.slots.values()}:
        raise Refused(
            f"打不开现在的“{office_file.name}”，不能确认它和备份是同一个单位的，没有恢复。"
            "请换一个新的文件名恢复，或先把现在的文件移到别处。"
        )


def _is_another(known: Manifest, source: Manifest) -> bool:
    """Whether a file is another office's; a spoilt figure in the code of an office of the same name is damage."""
    if known.code == source.code:
        return False
    spoilt = sum(a != b for a, b in zip(known.code, source.code, strict=False))
    return known.office != source.office or len(known.code) != len(source.code) or spoilt > 1


def _keep(office_file: Path, key: bytes | None, known: Manifest | None, source: Manifest) -> Path | None:
    """A backup of what is about to be replaced; its bytes alone when no backup of it can be made any more."""
    if not office_file.exists():
        return None
    if not source.encrypted and keyring.is_encrypted(office_file):
        raise UserError(
            f"“{office_file.name}”是加密的，这个备份没有加密。请先恢复到一个新的文件名，核对后再为它设置密码。"
        )
    if known and known.code and _is_another(known, source):
        raise UserError(
            f"这是“{source.office}”的备份，而“{office_file.name}”是“{known.office}”的数据。请换一个文件名恢复。"
        )
    folder = backup.folder_of(office_file)
    folder.mkdir(exist_ok=True)
    try:
        with Store(office_file, key=key, writable=False, as_it_is=True) as present:
            return backup.make(present, folder, reason=backup.RESTORE).path
    except Conflict:
        raise
    except (UserError, driver.Error):
        return backup.make_raw(office_file, folder, reason=backup.RESTORE).path


def _known(office_file: Path, key: bytes | None) -> Manifest | None:
    """What a file holds; None when there is none, or it cannot be read."""
    try:
        with Store(office_file, key=key, writable=False, as_it_is=True) as present:
            return backup.count(present)
    except Conflict:
        raise
    except (UserError, driver.Error, UnicodeDecodeError):
        return None


def _continue_numbers(
    draft: Path, key: bytes | None, folders: Iterable[Path], source: Manifest, replaced: Manifest | None
) -> dict[str, int]:
    """Raise every series to the last number known of anywhere; those raised and where they stand now."""
    seen = [replaced] if replaced else []
    for path in (path for folder in folders for path in folder.glob(f"*{backup_file.ENDING}")):
        found = backup_file.look(path).manifest
        if found and found.code == source.code:
            seen.append(found)
    highest: dict[str, int] = {}
    for name, last in (series for each in seen for series in each.serials.items()):
        if last > source.serials.get(name, 0):
            highest[name] = max(last, highest.get(name, 0))
    driver.raise_serials(draft, key, highest)
    return highest


def _replace(draft: Path, office_file: Path, key: bytes | None, slots: bytes | None) -> None:
    """Take the old file's log away, which must never meet the new one, and give the new one its name.

    Slots of a file that is gone are kept: it may turn up again.
    """
    if office_file.exists():
        try:
            closed = driver.close_log(office_file, key)
        except Conflict:
            raise
        except (UserError, driver.Error):
            # Too damaged to have a log that anybody could fold in; what it was is kept.
            closed = True
        if not closed:
            raise Conflict(f"“{office_file.name}”正在另一个窗口里打开。请先关闭那个窗口，再恢复。")
    for ending in ("-wal", "-shm", "-journal"):
        office_file.with_name(office_file.name + ending).unlink(missing_ok=True)
    if slots:
        if not office_file.exists() or schema.is_plain(office_file):
            keyring.set_aside(office_file, keyring.salt_of(draft))
        keyring.begin_restoring(office_file, draft, slots)
    anchors.begin(office_file)
    durable.rename(draft, office_file)


@contextmanager
def _told(office_file: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise Conflict(
            f"不能替换“{office_file}”：它正被别的程序占用，或所在的文件夹不能写入。请关闭别的窗口再恢复。"
        ) from error
    except OSError as error:
        if durable.is_full(error):
            raise UserError(_full(office_file)) from error
        raise UserError(
            f"恢复时读写出错（{error.strerror or error}），没有恢复完。请检查 U 盘是否插好，再恢复一次。"
        ) from error


def _full(office_file: Path) -> str:
    return f"“{office_file.parent}”所在的磁盘空间不够，没有恢复。请清理出空间，再恢复一次。"
