"""The keys of an encrypted file: changing them when somebody leaves, and the recovery sheet that bears them."""

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.services import logins
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring, rekey
from eduaid_desktop.store.keyring import Holder, Keys


class KeysDue(Conflict):
    """It is done, but the keys are not changed yet: settle makes up for it. desk: the one to go on with."""

    def __init__(self, done: str, why: UserError, desk: Desk) -> None:
        super().__init__(f"{done}，但数据文件的钥匙还没有换：{why.sentence}下次由管理员打开时会接着换。")
        self.desk = desk


def settle(desk: Desk) -> Desk:
    """Change the keys where that is still due because another window was in the way; the desk to go on with.

    Nothing for somebody who is no administrator. Raises as change_keys does.
    """
    if not (desk.keys and desk.keys.code) or desk.store.read_only:
        return desk
    ring = logins.ring(desk)
    # Slots that came back from a backup, or that a change left which was cut short.
    strangers = ring.slots.keys() - {each.name for each in holders(desk)}
    if strangers:
        ring = ring.without(strangers).due(code=True)
        logins.save(desk, ring)
    return change_keys(desk, new_code=ring.change_due == keyring.CODE) if ring.change_due else desk


def settled(desk: Desk, done: str) -> Desk:
    """The desk after a change of people, the keys changed where that is due. Raises KeysDue."""
    why = None
    try:
        desk = settle(desk)
    except UserError as error:
        why = error
    desk = as_registered(desk)
    if why:
        raise KeysDue(done, why, desk)
    return desk


def as_registered(desk: Desk) -> Desk:
    """The person at the desk as the file knows her now: her roles may just have changed."""
    found = logins.registered(desk.store, desk.actor)
    held = roles.read(found["roles"]) if found else frozenset()
    keys = desk.keys if roles.ADMIN in held or not desk.keys else replace(desk.keys, code="")
    return replace(desk, roles=held, keys=keys)


def change_keys(desk: Desk, *, new_code: bool) -> Desk:
    """Write the office file anew under a new key for those who are operators now; the desk to go on with.

    new_code: the recovery key changes too, and the sheet has to be printed again. Raises Refused where that would
    lock the person at the desk or every administrator out, and as rekey.rewrite does.
    """
    assert desk.keys
    code = recovery_code.make() if new_code else desk.keys.code
    if not code:
        raise Refused("换钥匙由管理员办理。请由管理员登录后再试。")
    salt, people = os.urandom(keyring.SALT_BYTES), holders(desk)
    keys = Keys(keyring.data_key(code, salt), code)
    ring = logins.ring(desk).sealed(salt, keys, people)
    _require_nobody_locked_out(desk, people, ring.seals[salt.hex()])
    rekey.rewrite(desk.store, keys.data + salt, lambda: logins.save(desk, ring))
    ring = replace(ring.only(salt), change_due="")
    if new_code:
        ring = replace(ring, sheet=keyring.sheet_mark(code), sheet_confirmed="")
    # The new file stands. Where the disk is full now, the next change of keys clears away what is left.
    with suppress(UserError):
        logins.save(desk, ring)
    return replace(desk, keys=keys)


def _require_nobody_locked_out(desk: Desk, people: Iterable[Holder], sealed: Collection[str]) -> None:
    """A password that was changed half (the power went) is not the one that the file knows."""
    left = [each.name for each in people if each.name == desk.actor and each.name not in sealed]
    if not any(each.admin and each.name in sealed for each in people):
        left += [each.name for each in people if each.admin]
    if left:
        raise Refused(
            f"“{'、'.join(dict.fromkeys(left))}”的密码上次没有改完，现在换钥匙会登录不了。请先为其重设密码。"
        )


def holders(desk: Desk) -> list[Holder]:
    """Who is to have the keys, as the file itself says."""
    return [
        Holder(row["name"], row["public_key"], roles.ADMIN in roles.read(row["roles"]))
        for row in desk.store.select("operator", valid_to=None)
    ]


def sheet_pending(desk: Desk) -> bool:
    """Whether an administrator still has to print the recovery sheet and type eight characters back."""
    return bool(desk.keys and desk.keys.code) and not sheet_confirmed(desk)


def sheet_confirmed(desk: Desk) -> str:
    """The day (ISO) on which the sheet of today's recovery key was typed back, "" when it was not."""
    ring = logins.ring(desk)
    known = bool(desk.keys and desk.keys.code)
    return "" if known and ring.sheet != mark_of(desk) else ring.sheet_confirmed


def confirm_sheet(desk: Desk, typed: str) -> None:
    """The eight characters were read from the printed sheet. Raises Refused when they are not right."""
    desk.store.require_writer()
    if not recovery_code.confirms(code_of(desk), typed):
        first, second = recovery_code.ASKED
        raise Refused(f"与密钥单不一致。请看着打印出来的纸，输入第 {first} 组和第 {second} 组，共 8 个字符。")
    day = desk.today().isoformat()
    logins.save(desk, replace(logins.ring(desk), sheet=mark_of(desk), sheet_confirmed=day))


def mark_of(desk: Desk) -> str:
    """Which sheet is the valid one: its number, which gives nothing away; "" in a file that has none.

    Somebody who does not know the recovery key reads it from the key slots.
    """
    if not desk.keys:
        return ""
    return keyring.sheet_mark(desk.keys.code) if desk.keys.code else logins.ring(desk).sheet


def require_settled(desk: Desk) -> None:
    """Raises Refused while the recovery key is still to be changed: a sheet printed now would be void soon."""
    if logins.ring(desk).change_due == keyring.CODE:
        raise Refused(
            "有管理员离任，恢复密钥还没有换，现在打印的密钥单很快作废。请关闭其他窗口，由管理员重新打开文件后再打印。"
        )


def code_of(desk: Desk) -> str:
    """The recovery key. Raises Refused for somebody who is no administrator."""
    if not desk.keys:
        raise Refused("这个文件没有加密，没有恢复密钥单。要设密码，请先加密。")
    if not desk.keys.code:
        raise Refused("恢复密钥单由管理员打印和确认。请由管理员登录。")
    return desk.keys.code
