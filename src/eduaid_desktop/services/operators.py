"""The people of an office: who may log in, in which roles, with which password."""

import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from eduaid_desktop.domain import recovery_code, roles, text
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import logins
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring, rekey
from eduaid_desktop.store.keyring import Holder, Keyring, Keys
from eduaid_desktop.store.store import Change, Row

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
    ring = keyring.load(desk.store.path)
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
    name = _clean_name(name)
    held = _require_roles(wanted)
    logins.require_password(password, name)
    if _current(desk, name):
        raise Refused(
            f"已经有名为“{name}”的操作员。两人同名的，请在姓名后加上区别，如“{name}（教办）”。", "name"
        )
    slot = keyring.new_slot(name, password)
    row = {"name": name, "roles": roles.stored(held), "public_key": slot.public.hex()}
    sentence = f"增加操作员{name}（{roles.named(held)}）"

    def write(change: Change) -> None:
        change.insert("operator", row | {"valid_from": desk.today().isoformat()})

    _apply(desk, sentence, write, name, lambda ring: ring.with_slot(name, slot))
    return next(each for each in listing(desk) if each.name == name and not each.valid_to)


def set_password(desk: Desk, name: str, password: str, old: str = "") -> None:
    """A new password: for oneself with the old one, for others by an administrator. Raises WrongPassword, Refused."""
    row = _require_current(desk, name)
    logins.require_password(password, name)
    own = name == desk.actor
    if own:
        logins.verify(desk, old)
    slot = keyring.new_slot(name, password)
    sentence = f"{name}修改密码" if own else f"为操作员{name}设置新密码"

    def write(change: Change) -> None:
        change.update("operator", row["id"], {"public_key": slot.public.hex()})

    role: str | tuple[str, ...] = tuple(roles.NAMES) if own else roles.ADMIN
    _apply(desk, sentence, write, name, lambda ring: ring.with_slot(name, slot), role)
    logins.forget_tries(desk.store.path, name)


def set_roles(desk: Desk, name: str, wanted: Iterable[str]) -> Desk:
    """Other roles for an operator; the desk to go on with. By an administrator.

    Whoever is no administrator any more has seen the recovery key: a new one is made, and a new sheet is to be
    printed. Raises Refused when nobody would be left to administer.
    """
    row, held = _require_current(desk, name), _require_roles(wanted)
    _require_an_admin(desk, without=name if roles.ADMIN not in held else "")
    lost = roles.ADMIN in roles.read(row["roles"]) and roles.ADMIN not in held

    def write(change: Change) -> None:
        change.update("operator", row["id"], {"roles": roles.stored(held)})

    sentence = f"{name}的角色改为{roles.named(held)}"
    _apply(desk, sentence, write, name, lambda ring: ring.due(code=True) if lost else ring)
    desk = settle(desk)
    if name != desk.actor or not desk.keys:
        return desk
    keys = desk.keys if roles.ADMIN in held else replace(desk.keys, code="")
    return replace(desk, roles=held, keys=keys)


def remove(desk: Desk, name: str) -> Desk:
    """Take an operator's way in away: her slot goes, and the file gets a new key that she never had.

    The desk to go on with. By an administrator; Raises Refused for oneself, and when nobody would be left to
    administer, Conflict while another window has the file open (she is no operator any more even then).
    """
    row = _require_current(desk, name)
    if name == desk.actor:
        raise Refused("不能移除自己。请由另一位管理员登录后移除，或先办理交接。")
    _require_an_admin(desk, without=name)
    knew = roles.ADMIN in roles.read(row["roles"])

    def write(change: Change) -> None:
        change.update("operator", row["id"], {"valid_to": desk.today().isoformat(), "public_key": None})

    _apply(desk, f"移除操作员{name}", write, name, lambda ring: ring.without([name]).due(code=knew))
    return settle(desk)


def settle(desk: Desk) -> Desk:
    """Change the keys where that is still due because another window was in the way; the desk to go on with.

    Nothing for somebody who is no administrator. Raises as change_keys does.
    """
    if not (desk.keys and desk.keys.code) or desk.store.read_only:
        return desk
    due = keyring.load(desk.store.path).change_due
    return change_keys(desk, new_code=due == keyring.CODE) if due else desk


def change_keys(desk: Desk, *, new_code: bool) -> Desk:
    """Write the office file anew under a new key for those who are operators now; the desk to go on with.

    new_code: the recovery key changes too, and the sheet has to be printed again.
    """
    assert desk.keys
    code = recovery_code.make() if new_code else desk.keys.code
    if not code:
        raise Refused("换钥匙由管理员办理。请由管理员登录后再试。")
    path, salt = desk.store.path, os.urandom(keyring.SALT_BYTES)
    keys = Keys(keyring.data_key(code, salt), code)
    ring = keyring.load(path).sealed(salt, keys, holders(desk))
    if new_code:
        ring = replace(ring, sheet=keyring.sheet_mark(code), sheet_confirmed="")
    rekey.rewrite(desk.store, keys.data + salt, lambda: logins.save(desk, ring))
    logins.save(desk, replace(ring.only(salt), change_due=""))
    return replace(desk, keys=keys)


def holders(desk: Desk) -> list[Holder]:
    """Who is to have the keys, as the file itself says."""
    return [
        Holder(row["name"], row["public_key"], roles.ADMIN in roles.read(row["roles"]))
        for row in desk.store.select("operator", valid_to=None)
    ]


def sheet_pending(desk: Desk) -> bool:
    """Whether an administrator still has to print the recovery sheet and type eight characters back."""
    return bool(desk.keys and desk.keys.code) and not keyring.load(desk.store.path).sheet_confirmed


def confirm_sheet(desk: Desk, typed: str) -> None:
    """The eight characters were read from the printed sheet. Raises Refused when they are not right."""
    if not (desk.keys and desk.keys.code):
        raise Refused("恢复密钥单由管理员打印和确认。请由管理员登录。")
    if not recovery_code.confirms(desk.keys.code, typed):
        first, second = recovery_code.ASKED
        raise Refused(f"与密钥单不一致。请看着打印出来的纸，输入第 {first} 组和第 {second} 组，共 8 个字符。")
    ring = keyring.load(desk.store.path)
    mark = keyring.sheet_mark(desk.keys.code)
    logins.save(desk, replace(ring, sheet=mark, sheet_confirmed=desk.today().isoformat()))


def first(
    name: str, password: str, wanted: Collection[str], code: str, salt: bytes
) -> tuple[Row, Keyring, Keys]:
    """The first operator of a file that is about to be encrypted: her row, the key slots, the keys.

    Raises Refused for a name or a password that will not do.
    """
    name = _clean_name(name)
    logins.require_password(password, name)
    slot = keyring.new_slot(name, password)
    keys = Keys(keyring.data_key(code, salt), code)
    held = {*_require_roles(wanted), roles.ADMIN}
    ring = Keyring(sheet=keyring.sheet_mark(code)).with_slot(name, slot)
    ring = ring.sealed(salt, keys, [Holder(name, slot.public.hex(), admin=True)])
    return {"name": name, "roles": roles.stored(held), "public_key": slot.public.hex()}, ring, keys


def _apply(
    desk: Desk,
    sentence: str,
    write: Callable[[Change], object],
    name: str,
    renew: Callable[[Keyring], Keyring],
    role: str | tuple[str, ...] = roles.ADMIN,
) -> None:
    """Change the register of operators and the key slots together, and seal the keys anew to her it is about."""
    _require_operators(desk)
    assert desk.keys
    before = keyring.load(desk.store.path)
    try:
        with desk.change(sentence, role=role, final=True) as change:
            write(change)
            about = [each for each in holders(desk) if each.name == name]
            ring = renew(before).sealed(keyring.salt_of(desk.store.path), desk.keys, about)
            logins.save(desk, ring)
    except BaseException:
        with suppress(UserError):
            logins.save(desk, before)
        raise


def _has_way_in(ring: Keyring, row: Row) -> bool:
    slot = ring.slots.get(row["name"])
    return slot is not None and slot.public.hex() == row["public_key"]


def _clean_name(name: str) -> str:
    name = text.name(name)
    if not name or len(name) > _LONGEST_NAME:
        raise Refused("请填写操作员的姓名（不超过 50 个字）。", "name")
    return name


def _require_roles(wanted: Iterable[str]) -> frozenset[str]:
    held = frozenset(wanted)
    if not held or held - roles.EVERY:
        raise Refused(f"请至少选一个角色：{'、'.join(roles.NAMES.values())}。", "roles")
    return held


def _require_operators(desk: Desk) -> None:
    if desk.roles is None:
        raise Refused("这个文件没有加密，不设操作员。要设操作员，请先用“加密”为文件设置密码。")


def _current(desk: Desk, name: str) -> Row | None:
    found = desk.store.select("operator", name=name, valid_to=None)
    return found[0] if found else None


def _require_current(desk: Desk, name: str) -> Row:
    _require_operators(desk)
    row = _current(desk, name)
    if row is None:
        raise Refused(f"没有名为“{name}”的操作员，请核对姓名。")
    return row


def _require_an_admin(desk: Desk, *, without: str) -> None:
    if not any(each.admin for each in holders(desk) if each.name != without):
        raise Refused(f"“{without}”是唯一的管理员。请先指定另一位管理员，再改动。")
