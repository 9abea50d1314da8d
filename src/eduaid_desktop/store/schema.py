"""Telling an office file from other files, creating one, and bringing an older one up to date."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.errors import UserError
from eduaid_desktop.store import driver

if TYPE_CHECKING:
    from eduaid_desktop.store.store import Store

# The number of steps in store/migrations.py; a test holds the two together, so that opening a file
# that is up to date need not import sqlite_utils.
VERSION = 1
_MAGIC = b"SQLite format 3\x00"


def require_office_file(path: Path) -> None:
    """Raises UserError, saying what to do, when path is no office file."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise UserError(f"找不到文件“{path}”。请检查文件名，或用“新建”建立一个。") from None
    except IsADirectoryError:
        raise UserError(f"“{path}”是一个文件夹，请选择其中扩展名为 .eduaid 的文件。") from None
    except OSError:
        raise UserError(f"读不了文件“{path}”。请检查读取权限，或 U 盘是否插好。") from None
    marked = int.from_bytes(head[68:72], "big") == driver.APPLICATION_ID
    if not head.startswith(_MAGIC) or not marked:
        raise UserError(f"“{path.name}”不是本程序的数据文件。请选择扩展名为 .eduaid 的文件。")
    _refuse_newer(path, int.from_bytes(head[60:64], "big"))


def create_file(path: Path) -> None:
    """An empty office file with the present schema. Raises UserError when it exists or cannot be written."""
    if path.exists():
        raise UserError(f"“{path}”已经存在。请换一个文件名，或直接打开它。")
    try:
        path.touch()
    except OSError as error:
        raise UserError(f"不能在“{path.parent}”里新建文件。请换一个可以写入的文件夹。") from error
    try:
        with driver.plain_words():
            connection = driver.connect(path)
            connection.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
            _apply_steps(connection)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
    except BaseException:
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        raise


def bring_up_to_date(store: "Store") -> None:
    """Apply the pending steps, after a backup beside the file. Raises UserError for a newer or damaged file."""
    version = store.connection.execute("PRAGMA user_version").fetchone()[0]
    _refuse_newer(store.path, version)
    if version == VERSION:
        return
    if store.read_only:
        raise UserError("这个文件是旧版本的，需要先在能写入的窗口里打开一次以完成升级。")
    _back_up(store, version)
    _apply_steps(store.connection)


def _refuse_newer(path: Path, version: int) -> None:
    if version > VERSION:
        raise UserError(f"“{path.name}”由更新版本的程序建立，本版本打不开。请先升级本程序，文件没有改动。")


def _back_up(store: "Store", version: int) -> None:
    name = f"{store.path.stem}-升级前-v{version}-{datetime.now():%Y%m%d%H%M%S}{store.path.suffix}"
    target = sqlite3.connect(store.path.with_name(name))
    store.connection.backup(target)
    target.close()


def _apply_steps(connection: sqlite3.Connection) -> None:
    """Foreign keys stay off while tables change shape, and are checked before they come on again."""
    from sqlite_utils import Database

    from eduaid_desktop.store.migrations import STEPS

    connection.execute("PRAGMA foreign_keys = OFF")
    STEPS.apply(Database(connection))
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise UserError("升级后发现记录之间的联系不完整，请用升级前的备份继续工作，并联系技术支持。")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("PRAGMA foreign_keys = ON")
