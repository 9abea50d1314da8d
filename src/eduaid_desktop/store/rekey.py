"""Writing an office file anew under another key, or under none: proven before it takes the old one's place."""

import shutil
from collections.abc import Callable
from pathlib import Path

from eduaid_desktop.errors import UserError
from eduaid_desktop.store import backup, driver, durable, schema
from eduaid_desktop.store.store import Store

_SPARE = 1 << 20


def rewrite(store: Store, key: bytes | None, ready: Callable[[], object] = lambda: None) -> None:
    """Put everything the file holds under a key (48 bytes, the salt last) or none, in one step.

    ready() is called when the new file is whole and the old one still stands: the key slots must hold the keys
    of both then. Raises UserError when there is no room, Conflict while another window has the file open; the
    office file is then as it was.
    """
    draft = schema.draft_of(store.path.resolve())
    try:
        with store.alone():
            _require_room(store.path)
            schema.remove_file(draft)
            _write(store, draft, key)
            ready()
            store.become(draft, key[: driver.KEY_BYTES] if key else None)
    except OSError as error:
        raise UserError(_sentence(store.path, error)) from error
    finally:
        schema.remove_file(draft)


def _write(store: Store, draft: Path, key: bytes | None) -> None:
    """The new file, counted and checked against the old one, and on the disk itself."""
    with store.snapshot():
        expected = backup.count(store)
    driver.copy_under_key(store.connection, draft, key)
    # Threads that open it at one moment would stand in each other's way if it were not in this mode yet.
    driver.connect(draft, key).close()
    with draft.open("rb+") as file:
        durable.flush(file)
    if backup.prove(draft, key, expected):
        raise UserError("换钥匙时写出的新文件没有通过核对，数据文件没有改动。请先核对数据文件，再试一次。")


def _require_room(path: Path) -> None:
    needed = 2 * path.stat().st_size + _SPARE
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise UserError(
            f"“{path.parent}”只剩 {free / 1e6:.0f} MB，换钥匙要用 {needed / 1e6:.0f} MB，没有改动。请清理出空间再试。"
        )


def _sentence(path: Path, error: OSError) -> str:
    if durable.is_full(error):
        return f"“{path.parent}”所在的磁盘满了，没有办成，数据文件没有改动。请清理出空间再试一次。"
    if isinstance(error, PermissionError):
        return f"“{path.name}”还在另一个窗口里打开着，或文件夹不能写入，没有办成。请关闭那个窗口再试一次。"
    return f"写“{path.name}”时出错（{error.strerror or error}），数据文件没有改动。请检查磁盘，再试一次。"
