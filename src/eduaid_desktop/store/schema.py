"""Telling an office file from other files, creating one, and bringing an older one up to date."""

import hashlib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.errors import Damaged, UserError
from eduaid_desktop.store import driver

if TYPE_CHECKING:
    from eduaid_desktop.store.store import Store

# The number of steps in store/migrations.py; a test holds the two together, so that opening a file
# that is up to date need not import sqlite_utils.
VERSION = 7
# What shape_of gives for this version; the same test tells what it should be after a new step.
SHAPE = "dc8cc3675e2198d9"


def is_plain(path: Path) -> bool:
    """Whether a file can be read without a key; False for one that is not there."""
    try:
        with path.open("rb") as file:
            return file.read(len(driver.PLAIN)) == driver.PLAIN
    except OSError:
        return False


def require_office_file(path: Path, key: bytes | None = None) -> None:
    """Raises UserError, saying what to do, when path is no office file or a newer one; changes nothing."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise UserError(f"找不到文件“{path}”。请检查文件名，或用“新建”建立一个。") from None
    except OSError:
        if path.is_dir():
            raise UserError(f"“{path}”是一个文件夹，请选择其中扩展名为 .eduaid 的文件。") from None
        raise UserError(f"读不了文件“{path}”。请检查读取权限，或 U 盘是否插好。") from None
    mark, version = int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big")
    plain = head.startswith(driver.PLAIN)
    if key or (plain and _has_log(path)):
        with driver.plain_words():
            mark, version = driver.look_into(path, key)
    if not (key or plain) or mark != driver.APPLICATION_ID:
        raise UserError(f"“{path.name}”不是本程序的数据文件。请选择扩展名为 .eduaid 的文件。")
    if version > VERSION:
        raise UserError(f"“{path.name}”由更新版本的程序建立，本版本打不开。请先升级本程序，文件没有改动。")


def _has_log(path: Path) -> bool:
    """After a crash the newest pages, the first one too, may stand in the log alone."""
    log = _beside(path.resolve(), "-wal")
    return log.exists() and log.stat().st_size > 0


def begin_file(path: Path, key: bytes | None = None) -> Path:
    """An empty office file with the present schema, under the name it bears until it is whole.

    Raises UserError when path exists or cannot be written.
    """
    if path.exists():
        raise UserError(f"“{path}”已经存在。请换一个文件名，或直接打开它。")
    draft = draft_of(path)
    try:
        remove_file(draft)
        draft.write_bytes(b"")
    except OSError as error:
        raise UserError(f"不能在“{path.parent}”里新建文件。请换一个可以写入的文件夹。") from error
    try:
        with driver.plain_words(), closing(driver.connect(draft, key)) as connection:
            connection.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
            _apply_steps(connection)
    except BaseException:
        remove_file(draft)
        raise
    return draft


def draft_of(path: Path) -> Path:
    """Under which name an office file stands until it is whole."""
    return path.with_name(f".{path.name}.new")


def finish_file(draft: Path, path: Path) -> None:
    """Give a begun file, closed and whole, its name."""
    from eduaid_desktop.store import anchors

    anchors.begin(path)
    try:
        draft.replace(path)
    except OSError as error:
        raise UserError(f"不能把新文件命名为“{path.name}”。请换一个文件名。") from error
    remove_file(draft)


def remove_file(path: Path) -> None:
    """Delete a file that never became an office file, and what SQLite left beside it."""
    for ending in ("", "-wal", "-shm", "-journal", "-lock"):
        _beside(path, ending).unlink(missing_ok=True)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def bring_up_to_date(store: "Store") -> None:
    """Apply the pending steps, after a proven backup. Raises UserError when that cannot be done.

    Raises Damaged when a file of this version has other tables or columns: everything read later would fail.
    """
    version = store.connection.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        if shape_of(store.connection) != SHAPE:
            raise Damaged(driver.DAMAGED)
        return
    if store.read_only:
        raise UserError("这个文件是旧版本的，需要先在能写入的窗口里打开一次以完成升级。")
    _back_up(store)
    _apply_steps(store.connection)


def shape_of(connection: driver.Connection) -> str:
    """A digest of all tables with their columns and indexed columns."""
    found = connection.execute(
        'SELECT m.type, m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m'
        " JOIN pragma_table_info(m.name) c WHERE m.type IN ('table', 'index')"
        " UNION ALL SELECT m.type, m.name, i.name, NULL, i.seqno, NULL, NULL FROM sqlite_master m"
        " JOIN pragma_index_info(m.name) i WHERE m.type = 'index' ORDER BY 1, 2, 3"
    )
    return hashlib.sha256(repr([tuple(row) for row in found]).encode()).hexdigest()[:16]


def _back_up(store: "Store") -> None:
    from eduaid_desktop.store import backup

    folder = backup.folder_of(store.path)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(
            f"不能建立备份文件夹“{folder}”，文件没有升级。请检查写入权限或磁盘空间，再打开一次。"
        ) from error
    backup.make(store, folder, reason=backup.UPGRADE)


def _apply_steps(connection: driver.Connection) -> None:
    """All pending steps or none. Foreign keys stay off while tables change shape, and are checked at the end."""
    from sqlite_utils import Database

    from eduaid_desktop.store import migrations

    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.STEPS.apply(Database(connection))
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise UserError("旧文件里有记录指向不存在的记录，不能升级，文件没有改动。请联系技术支持。")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("PRAGMA foreign_keys = ON")
