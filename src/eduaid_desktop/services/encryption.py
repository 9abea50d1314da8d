"""Encrypting an office file from its first moment or later, and taking the encryption away again."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import backups, logins, operators
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring, rekey, schema
from eduaid_desktop.store.backup_file import Backup
from eduaid_desktop.store.store import Store


@dataclass(frozen=True)
class First:
    """The first operator: always an administrator, besides what roles says."""

    name: str
    password: str
    roles: frozenset[str] = frozenset({roles.CLERK})


def create(path: Path, fill: Callable[[Store, str, str | None], object], first: First) -> Desk:
    """A new encrypted office file, its key slots beside it, opened for its first operator.

    fill(store, actor, role) writes the office's own rows. Raises Refused for a password that will not do,
    UserError when the file or its key slots exist already; then nothing is left behind.
    """
    slots = keyring.path_of(path)
    if slots.exists() and not path.exists():
        raise UserError(
            f"这里已有钥匙文件“{slots.name}”，它属于另一个同名的数据文件。请换一个文件名，以免把它盖掉。"
        )
    salt = os.urandom(keyring.SALT_BYTES)
    row, ring, keys = operators.first(first.name, first.password, first.roles, recovery_code.make(), salt)

    def begin(store: Store) -> None:
        fill(store, row["name"], roles.ADMIN)
        with store.change(row["name"], f"登记操作员{row['name']}", role=roles.ADMIN, final=True) as change:
            change.insert("operator", row | {"valid_from": store.today().isoformat()})
        # Before the file has its name: without its key slots it would be of no use.
        keyring.save(path, ring)

    try:
        store = Store.create(path, begin, keys.data + salt)
    except BaseException:
        if not path.exists():
            slots.unlink(missing_ok=True)
        raise
    store.slots = ring.to_bytes()
    return Desk(store, row["name"], roles.read(row["roles"]), keys=keys)


def encrypt(desk: Desk, first: First) -> Desk:
    """Encrypt a plain office file; the desk to go on with, whose person is its first operator.

    Raises Refused for one that is encrypted or a password that will not do, Conflict while another window has
    it open, UserError when there is no room. The earlier backups stay as they are: see plain_backups.
    """
    require_plain(desk)
    desk.store.require_unshared()
    salt = os.urandom(keyring.SALT_BYTES)
    row, ring, keys = operators.first(first.name, first.password, first.roles, recovery_code.make(), salt)
    store, held = desk.store, roles.read(row["roles"])
    sentence = f"为数据文件设置密码，登记操作员{row['name']}"
    with store.change(row["name"], sentence, role=roles.ADMIN, final=True) as change:
        # Of an earlier try that another window stopped.
        for known in change.select("operator", valid_to=None):
            change.withdraw("operator", known["id"])
        change.insert("operator", row | {"valid_from": store.today().isoformat()})
    keyring.set_aside(store.path)
    try:
        rekey.rewrite(store, keys.data + salt, lambda: keyring.save(store.path, ring))
    except BaseException:
        if schema.is_plain(store.path):
            keyring.path_of(store.path).unlink(missing_ok=True)
        raise
    store.slots = ring.to_bytes()
    return Desk(store, row["name"], held, keys=keys)


def require_plain(desk: Desk) -> None:
    """Raises Refused for a file that is encrypted."""
    if desk.keys:
        raise Refused("这个文件已经加密了。要换密码，请用“修改密码”。")


def require_encrypted(desk: Desk) -> None:
    """Raises Refused for a file that is not, and for somebody who may not take the encryption away."""
    if not desk.keys:
        raise Refused("这个文件没有加密，不用取消。")
    desk.acting(roles.ADMIN)


def decrypt(desk: Desk, password: str) -> Desk:
    """Take the encryption and the operators away; by an administrator, with her password once more.

    Raises as logins.verify and rekey.rewrite do.
    """
    require_encrypted(desk)
    logins.verify(desk, password)
    rekey.rewrite(desk.store, None)
    # From here on it is plain: nobody may be locked out by what follows.
    today = desk.today().isoformat()
    with desk.change("取消数据文件的加密，不再设操作员", role=roles.ADMIN, final=True) as change:
        for row in change.select("operator", valid_to=None):
            change.update("operator", row["id"], {"valid_to": today, "public_key": None})
    keyring.path_of(desk.store.path).unlink(missing_ok=True)
    desk.store.slots = b""
    return replace(desk, roles=None, keys=None)


def plain_backups(desk: Desk) -> list[Backup]:
    """The backups beside an encrypted file that anybody can read: made before it was encrypted."""
    if not desk.keys:
        return []
    return [found for found in backups.listing(desk.store.path) if backups.is_plain(found)]


def remove_plain_backups(desk: Desk) -> int:
    """Remove them, once an encrypted backup is proven; how many went. Raises UserError when none could be made."""
    desk.acting(roles.ADMIN)
    made = backups.automatic(desk, backups.TIMED)
    if made is None or not (made.manifest and made.manifest.encrypted):
        raise UserError(desk.store.backup_failed or "还没有加密的备份，旧的备份没有删除。请先备份一次。")
    gone = plain_backups(desk)
    for found in gone:
        found.path.unlink(missing_ok=True)
    return len(gone)
