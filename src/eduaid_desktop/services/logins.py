"""Logging in to an encrypted office file, and getting in again when a password or the key slots are lost."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from eduaid_desktop import settings
from eduaid_desktop.domain import recovery_code, roles, text
from eduaid_desktop.errors import Damaged, LoginNeeded, Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring, schema
from eduaid_desktop.store.keyring import Holder, Keyring, Keys, WrongPassword
from eduaid_desktop.store.store import Row, Store

# A slip of the finger costs nothing; from the third wrong password on the wait doubles.
_FREE_TRIES = 2
_LONGEST_WAIT = 60.0
SHORTEST_PASSWORD = 8


@dataclass(frozen=True)
class WayIn:
    """What opens an encrypted backup: an administrator's name and password, or the recovery key."""

    name: str = ""
    password: str = ""
    code: str = ""

    def keys(self, file: Path, ring: Keyring) -> Keys:
        """The keys of a file with these slots. Raises WrongPassword, Refused."""
        salt = _salt(file)
        if self.code:
            return _of_sheet(file, self.code, salt)
        if self.name not in ring.slots:
            raise Refused(f"备份里没有名为“{self.name}”的操作员。当时可以登录的是：{'、'.join(ring.slots)}。")
        keys = keyring.unseal(ring, self.name, _private(file, ring, self.name, self.password), salt)
        if keys is None or not keys.code:
            raise Refused(f"恢复加密的备份由管理员办理，“{self.name}”在备份时不是管理员。请由管理员恢复。")
        return keys


def _of_sheet(file: Path, typed: str, salt: bytes) -> Keys:
    """The keys of a file by its recovery sheet. Raises Refused when it is not its sheet."""
    code = recovery_code.parse(typed)
    keys = Keys(keyring.data_key(code, salt), code)
    try:
        schema.require_office_file(file, keys.data)
    except Damaged:
        raise Refused(
            f"这张恢复密钥单（编号 {keyring.sheet_mark(code)}）打不开这个备份。"
            "请核对单上的单位和日期，用做备份那天有效的那一张。"
        ) from None
    return keys


def is_encrypted(path: Path) -> bool:
    """Whether an office file asks for a log-in, as far as can be told without a key."""
    return keyring.is_encrypted(path)


def names(path: Path) -> list[str]:
    """Who has a way into an encrypted office file. Raises UserError as keyring.load does."""
    return list(keyring.load(path).slots)


def log_in(path: Path, name: str, password: str, *, writable: bool = True) -> Desk:
    """Open an encrypted office file for an operator. Raises as unlock and enter do."""
    return enter(path, name, unlock(path, name, password), writable=writable)


def unlock(path: Path, name: str, password: str, ring: Keyring | None = None) -> Keys:
    """The keys of an office file for an operator; about 0.2 s, and nothing is opened.

    ring: the slots of a file that stands open, should somebody have taken theirs away. Raises WrongPassword (from
    the third on with a wait), Refused for somebody who has no way in, UserError when the key slots are missing or
    of another file, Damaged when they are spoilt.
    """
    ring = ring or keyring.load(path)
    if name not in ring.slots:
        raise Refused(f"“{path.name}”里没有名为“{name}”的操作员。可以登录的是：{'、'.join(ring.slots)}。")
    private = _private(path, ring, name, password)
    keys = keyring.unseal(ring, name, private, _salt(path))
    if keys is None:
        raise UserError(
            f"钥匙文件与数据文件“{path.name}”不是一对，或者“{name}”在这个文件里没有钥匙。"
            "请放回同一次备份里的两个文件，或用恢复密钥单重建钥匙。"
        )
    return keys


def enter(path: Path, name: str, keys: Keys, *, writable: bool = True) -> Desk:
    """The desk of an operator who has the keys. Raises Refused when she is none any more, Damaged, as Store does."""
    ring = keyring.load(path)
    try:
        store = Store(path, key=keys.data, writable=writable)
    except Damaged as error:
        raise Damaged(
            f"密码正确，但数据文件“{path.name}”已损坏。请不要继续录入，用最近的备份恢复。"
        ) from error
    store.slots = ring.to_bytes()
    try:
        row = registered(store, name)
        if row is None:
            raise Refused(f"“{name}”已经不是“{path.name}”的操作员。请由现在的操作员登录。")
    except BaseException:
        store.close()
        raise
    return Desk(store, name, roles.read(row["roles"]), keys=keys)


def log_in_from_environment(path: Path, *, writable: bool = True) -> Desk:
    """Log in as EDUAID_OPERATOR with EDUAID_PASSWORD. Raises LoginNeeded when they do not say who."""
    name, password = os.environ.get("EDUAID_OPERATOR", ""), os.environ.get("EDUAID_PASSWORD", "")
    if not (name and password):
        keyring.load(path)
        raise LoginNeeded(
            f"“{path.name}”已加密，要先登录。请用环境变量 EDUAID_OPERATOR（姓名）和 EDUAID_PASSWORD（密码）登录，"
            "或在终端里运行并按提示输入。"
        )
    return log_in(path, name, password, writable=writable)


def verify(desk: Desk, password: str, name: str = "") -> None:
    """Whether this is the password of the person at the desk (after a lock), or of name. Raises as log_in does."""
    name = name or desk.actor
    known = ring(desk)
    if name not in known.slots:
        raise Refused(f"“{name}”已经没有钥匙了。请由其他操作员登录。")
    _private(desk.store.path, known, name, password)


def seconds_to_wait(path: Path, name: str) -> float:
    """How long the next try has to wait; 0 when it need not."""
    count, at = _tries(path, name)
    wait = min(2.0 ** (count - _FREE_TRIES), _LONGEST_WAIT) if count > _FREE_TRIES else 0.0
    # A clock that was set back must not lock anybody out for longer.
    return max(0.0, min(wait, at + wait - time.time()))


def recover(path: Path, code: str, name: str, password: str) -> Desk:
    """Get in with the recovery key, and give an administrator a new password; lost slots are built anew.

    name: an administrator of the office. The others keep their slots where there are any, else they need a new
    password from her. Raises Refused for a key or a name that is not right, Damaged for a spoilt file.
    """
    code, name = recovery_code.parse(code), text.name(name)
    require_password(password, name)
    salt = _salt(path)
    keys = Keys(keyring.data_key(code, salt), code)
    try:
        store = Store(path, key=keys.data)
    except Damaged:
        raise Refused(
            f"这张恢复密钥单打不开“{path.name}”：不是它的密钥单，或者数据文件已损坏。"
            "请核对密钥单上的单位和编号；都对的，请用备份恢复。"
        ) from None
    try:
        store.require_writer()
        row = registered(store, name)
        if row is None or roles.ADMIN not in roles.read(row["roles"]):
            able = "、".join(each["name"] for each in _admins(store)) or "（没有）"
            raise Refused(f"恢复密钥要由管理员使用。本单位的管理员是：{able}。")
        desk = Desk(store, name, roles.read(row["roles"]), keys=keys)
        _renew(desk, row, password)
    except BaseException:
        store.close()
        raise
    return desk


def _renew(desk: Desk, row: Row, password: str) -> None:
    """A new slot for the person who holds the sheet, beside what is left of the others'."""
    path, keys = desk.store.path, desk.keys
    assert keys
    slot = keyring.new_slot(row["name"], password)
    ring = _left(path).with_slot(row["name"], slot)
    # She has just typed all of it from the paper.
    ring = replace(ring, sheet=keyring.sheet_mark(keys.code), sheet_confirmed=desk.today().isoformat())
    with desk.change(f"用恢复密钥为{row['name']}设置新密码", role=roles.ADMIN, final=True) as change:
        change.update("operator", row["id"], {"public_key": slot.public.hex()})
        holder = Holder(row["name"], slot.public.hex(), admin=True)
        save(desk, ring.sealed(_salt(path), keys, [holder]))
    forget_tries(path, row["name"])


def ring(desk: Desk) -> Keyring:
    """The key slots of the open file; as they were read if somebody took their file away meanwhile."""
    path = desk.store.path
    if desk.store.slots and not keyring.path_of(path).exists():
        return keyring.parse(desk.store.slots, keyring.path_of(path).name)
    return keyring.load(path)


def _left(path: Path) -> Keyring:
    """What is left of the slots of a file; those of another file, and spoilt ones, are kept beside it.

    Raises UserError for slots that a newer program wrote, or that cannot be read just now.
    """
    if not keyring.path_of(path).exists():
        return Keyring()
    try:
        found = keyring.load(path)
    except Damaged:
        keyring.set_aside(path)
        return Keyring()
    if _salt(path).hex() in found.seals:
        return found
    keyring.set_aside(path)
    return Keyring()


def save(desk: Desk, ring: Keyring) -> None:
    """Put the key slots beside the file, and remember them for backups. Raises UserError."""
    keyring.save(desk.store.path, ring)
    desk.store.slots = ring.to_bytes()


def require_password(password: str, name: str) -> None:
    """Raises Refused for a password that is no protection."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"密码至少 {SHORTEST_PASSWORD} 个字符，可以用一句自己记得住的话。", "password")
    if len(set(password)) < 4 or password in (name, "12345678", "123456789", "1234567890"):
        raise Refused("这个密码太容易猜到。请换一个，例如一句自己记得住的话。", "password")


def _private(path: Path, ring: Keyring, name: str, password: str) -> bytes:
    wait = seconds_to_wait(path, name)
    if wait > 0:
        raise WrongPassword(f"密码输错了几次，请等 {max(wait, 1):.0f} 秒再试。")
    try:
        private = keyring.open_slot(name, ring.slots[name], password)
    except WrongPassword as error:
        _count_try(path, name)
        wait = seconds_to_wait(path, name)
        again = f"等 {max(wait, 1):.0f} 秒再试" if wait else "再试一次"
        raise WrongPassword(error.sentence.replace("再试一次", again)) from None
    forget_tries(path, name)
    return private


def _tries(path: Path, name: str) -> tuple[int, float]:
    """How many wrong passwords in a row, and when the last one was."""
    try:
        count, at = settings.load()["tries"][_whose(path, name)]
        return int(count), min(float(at), time.time())
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0, 0.0


def _count_try(path: Path, name: str) -> None:
    count, _ = _tries(path, name)
    _keep_tries({_whose(path, name): [count + 1, time.time()]})


def forget_tries(path: Path, name: str) -> None:
    """The right password was given, or a new one was set."""
    if _tries(path, name)[0]:
        _keep_tries({}, _whose(path, name))


def _keep_tries(more: dict[str, list[float]], gone: str = "") -> None:
    known = settings.load().get("tries")
    kept = known if isinstance(known, dict) else {}
    settings.save(tries={who: each for who, each in {**kept, **more}.items() if who != gone})


def _whose(path: Path, name: str) -> str:
    return f"{path.resolve()} {name}"


def _salt(path: Path) -> bytes:
    try:
        salt = keyring.salt_of(path)
    except OSError as error:
        raise UserError(f"读不了文件“{path}”。请检查它是否还在、有没有读取权限。") from error
    if len(salt) < keyring.SALT_BYTES:
        raise Damaged(f"数据文件“{path.name}”是空的，已损坏。请用最近的备份恢复。")
    return salt


def registered(store: Store, name: str) -> Row | None:
    """The row of somebody who is an operator now."""
    found = store.select("operator", name=name, valid_to=None)
    return found[0] if found else None


def _admins(store: Store) -> Iterable[Row]:
    everyone = store.select("operator", valid_to=None)
    return [row for row in everyone if roles.ADMIN in roles.read(row["roles"])]
