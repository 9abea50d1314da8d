"""The people of an office: who may log in, in which roles, with which password. Their keys: services.keys."""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass

from eduaid_desktop.domain import roles, text
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import logins
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.keys import (
    KeysDue,
    change_keys,
    confirm_sheet,
    holders,
    settle,
    settled,
    sheet_confirmed,
    sheet_pending,
)
from eduaid_desktop.store import keyring
from eduaid_desktop.store.keyring import Holder, Keyring, Keys
from eduaid_desktop.store.store import Change, Row

__all__ = [
    "KeysDue", "Operator", "add", "change_keys", "confirm_sheet", "first", "holders", "listing", "remove",
    "set_password", "set_roles", "settle", "sheet_confirmed", "sheet_pending",
]  # fmt: skip

_LONGEST_NAME = 50


@dataclass(frozen=True)
class Operator:
    """valid_from, valid_to: the office's dates (ISO) between which she may log in; way_in: she has a password."""

    id: int
    name: str
    roles: frozenset[str]
    valid_from: str
    valid_to: str | None
    way_in: bool


def listing(desk: Desk) -> list[Operator]:
    """Everybody who was or is an operator, those of today first. Raises Refused in a file without operators."""
    _require_operators(desk)
    ring = logins.ring(desk)
    found = [
        Operator(
            row["id"], row["name"], roles.read(row["roles"]), row["valid_from"], row["valid_to"],
            not row["valid_to"] and _has_way_in(ring, row),
        )
        for row in desk.store.select("operator")
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.valid_to is not None, each.id))


def add(desk: Desk, name: str, wanted: Iterable[str], password: str) -> Operator:
    """A new operator with a first password, which she changes herself. Raises Refused; by an administrator."""
    require_admin(desk)
    name = clean_name(name)
    held = require_roles(wanted)
    logins.require_password(password, name)
    if current(desk, name):
        raise Refused(
            f"已经有名为“{name}”的操作员。两人同名的，请在姓名后加上区别，如“{name}（教办）”。", "name"
        )
    slot = keyring.new_slot(name, password)
    row = {"name": name, "roles": roles.stored(held), "public_key": slot.public.hex()}
    sentence = f"增加操作员{name}（{roles.named(held)}）"

    def write(change: Change) -> None:
        change.insert("operator", row | {"valid_from": desk.today().isoformat()})

    apply(desk, sentence, write, [name], lambda ring: ring.with_slot(name, slot))
    return next(each for each in listing(desk) if each.name == name and not each.valid_to)


def set_password(desk: Desk, name: str, password: str, old: str = "") -> None:
    """A new password: for oneself with the old one, for others by an administrator. Raises WrongPassword, Refused."""
    own = name == desk.actor
    if not own:
        require_admin(desk)
    row = require_current(desk, name)
    logins.require_password(password, name)
    if own:
        logins.verify(desk, old)
    slot = keyring.new_slot(name, password)
    sentence = f"{name}修改密码" if own else f"为操作员{name}设置新密码"

    def write(change: Change) -> None:
        change.update("operator", row["id"], {"public_key": slot.public.hex()})

    role: str | tuple[str, ...] = tuple(roles.NAMES) if own else roles.ADMIN
    apply(desk, sentence, write, [name], lambda ring: ring.with_slot(name, slot), role)
    logins.forget_tries(desk.store.path, name)


def set_roles(desk: Desk, name: str, wanted: Iterable[str]) -> Desk:
    """Other roles for an operator; the desk to go on with. By an administrator.

    Whoever is no administrator any more has seen the recovery key: a new one is made, and a new sheet is to be
    printed. Raises Refused when nobody would be left to administer, KeysDue when the roles are changed and the
    keys are not.
    """
    require_admin(desk)
    row, held = require_current(desk, name), require_roles(wanted)
    _require_an_admin(desk, without=name if roles.ADMIN not in held else "")
    lost = roles.ADMIN in roles.read(row["roles"]) and roles.ADMIN not in held

    def write(change: Change) -> None:
        change.update("operator", row["id"], {"roles": roles.stored(held)})

    sentence = f"{name}的角色改为{roles.named(held)}"
    apply(desk, sentence, write, [name], lambda ring: ring.due(code=True) if lost else ring)
    return settled(desk, f"{name}的角色已改")


def remove(desk: Desk, name: str) -> Desk:
    """Take an operator's way in away: her slot goes, and the file gets a new key that she never had.

    The desk to go on with. By an administrator. Raises Refused for oneself, and when nobody would be left to
    administer, KeysDue while another window has the file open (she is no operator any more even then).
    """
    require_admin(desk)
    row = require_current(desk, name)
    if name == desk.actor:
        raise Refused("不能移除自己。请由另一位管理员登录后移除，或先办理交接。")
    _require_an_admin(desk, without=name)
    knew = roles.ADMIN in roles.read(row["roles"])

    def write(change: Change) -> None:
        change.update("operator", row["id"], gone(desk))

    apply(desk, f"移除操作员{name}", write, [name], lambda ring: ring.without([name]).due(code=knew))
    return settled(desk, f"{name}已移除")


def gone(desk: Desk) -> Row:
    """What the register says of somebody who is no operator any more."""
    return {"valid_to": desk.today().isoformat(), "public_key": None}


def first(
    name: str, password: str, wanted: Collection[str], code: str, salt: bytes
) -> tuple[Row, Keyring, Keys]:
    """The first operator of a file that is about to be encrypted: her row, the key slots, the keys.

    Raises Refused for a name or a password that will not do.
    """
    name = clean_name(name)
    logins.require_password(password, name)
    slot = keyring.new_slot(name, password)
    keys = Keys(keyring.data_key(code, salt), code)
    held = {*require_roles(wanted), roles.ADMIN}
    ring = Keyring(sheet=keyring.sheet_mark(code)).with_slot(name, slot)
    ring = ring.sealed(salt, keys, [Holder(name, slot.public.hex(), admin=True)])
    return {"name": name, "roles": roles.stored(held), "public_key": slot.public.hex()}, ring, keys


def apply(
    desk: Desk,
    sentence: str,
    write: Callable[[Change], object],
    about: Collection[str],
    renew: Callable[[Keyring], Keyring],
    role: str | tuple[str, ...] = roles.ADMIN,
) -> None:
    """Change the register of operators and the key slots together, and seal the keys anew to those it is about.

    The slots are on the disk before the register is: what a power cut leaves in between, settle clears up.
    """
    _require_operators(desk)
    assert desk.keys
    before = logins.ring(desk)
    try:
        with desk.change(sentence, role=role, final=True) as change:
            write(change)
            people = [each for each in holders(desk) if each.name in about]
            ring = renew(before).sealed(keyring.salt_of(desk.store.path), desk.keys, people)
            logins.save(desk, ring)
    except BaseException:
        with suppress(UserError):
            logins.save(desk, before)
        raise


def _has_way_in(ring: Keyring, row: Row) -> bool:
    slot = ring.slots.get(row["name"])
    return slot is not None and slot.public.hex() == row["public_key"]


def clean_name(name: str) -> str:
    """A name as it is stored. Raises Refused for none."""
    name = text.name(name)
    if not name or len(name) > _LONGEST_NAME:
        raise Refused("请填写操作员的姓名（不超过 50 个字）。", "name")
    return name


def require_roles(wanted: Iterable[str]) -> frozenset[str]:
    """Raises Refused for no role, or one that does not exist."""
    held = frozenset(wanted)
    if not held or held - roles.EVERY:
        raise Refused(f"请至少选一个角色：{'、'.join(roles.NAMES.values())}。", "roles")
    return held


def require_admin(desk: Desk) -> None:
    """Raises Refused for somebody who may not change operators, and in a file without any."""
    _require_operators(desk)
    desk.acting(roles.ADMIN)


def _require_operators(desk: Desk) -> None:
    if desk.roles is None:
        raise Refused("这个文件没有加密，不设操作员。要设操作员，请先用“加密”为文件设置密码。")


def current(desk: Desk, name: str) -> Row | None:
    """The row of somebody who is an operator now."""
    return logins.registered(desk.store, name)


def require_current(desk: Desk, name: str) -> Row:
    """Raises Refused for somebody who is none, or in a file without operators."""
    _require_operators(desk)
    row = current(desk, name)
    if row is None:
        raise Refused(f"没有名为“{name}”的操作员，请核对姓名。")
    return row


def _require_an_admin(desk: Desk, *, without: str) -> None:
    admins = [each for each in listing(desk) if roles.ADMIN in each.roles and not each.valid_to]
    if not any(each.way_in or each.name == desk.actor for each in admins if each.name != without):
        raise Refused(f"“{without}”是唯一能登录的管理员。请先指定另一位管理员，再改动。")
