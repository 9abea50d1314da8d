"""交接: what is open, and handing an office over from one person to another in one go.

The usual office has one clerk, who is its only administrator. The register changes in one logged change, in which
the successor is in before the leaving person is out: the slots of both are on the disk when it is written, hers
go afterwards. The keys change last, and where the leaving person herself is at the desk only when the successor
logs in: until then the sealed sheet opens the file, should the successor have forgotten her password, and the
leaving person never has the new key.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace

from eduaid_desktop.domain import roles
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import keys, logins, operators
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.open_items import items
from eduaid_desktop.store import keyring
from eduaid_desktop.store.keyring import Keyring, Slot
from eduaid_desktop.store.store import Change, Row

__all__ = ["Handed", "Successor", "hand_over", "items", "require"]


@dataclass(frozen=True)
class Handed:
    """desk: the one to go on with. log_in: the successor has to log in now, the person at the desk has left.

    due: why the keys are not changed yet, "" when they are; they change when an administrator opens the file.
    """

    desk: Desk
    log_in: bool
    due: str = ""


@dataclass(frozen=True)
class Successor:
    """Who takes over, in which roles; way_in: she has a password already."""

    name: str
    roles: frozenset[str]
    way_in: bool


def hand_over(
    desk: Desk,
    leaving: str,
    successor: str,
    *,
    password: str = "",
    more: Collection[str] = (),
    stays: Collection[str] = (),
) -> Handed:
    """The successor takes the roles of the leaving person, who then is no operator any more; by an administrator.

    password: the first one of a successor who has none yet; else her own, which proves that she can get in, and
    is asked when the leaving person herself is at the desk. more: further roles of the successor. stays: the
    roles in which the leaving person stays. Raises Refused, WrongPassword, UserError; nothing is changed then.
    """
    row, hers = _require(desk, leaving, successor, password, more, stays)
    left = frozenset(stays)
    lost = roles.ADMIN in roles.read(row["roles"]) and roles.ADMIN not in left
    slot = None if hers.way_in else keyring.new_slot(hers.name, password)

    def write(change: Change) -> None:
        _register(change, desk, hers, slot)
        stay: Row = {"roles": roles.stored(left)}
        change.update("operator", row["id"], stay if left else operators.gone(desk))

    def renew(ring: Keyring) -> Keyring:
        ring = ring.with_slot(hers.name, slot) if slot else ring
        return ring.due(code=lost) if lost or not left else ring

    operators.apply(desk, _sentence(leaving, hers, left), write, [hers.name], renew)
    with suppress(UserError):
        _take_back(desk, leaving, left)
    if lost and leaving == desk.actor:
        return Handed(keys.as_registered(desk), log_in=True)
    try:
        return Handed(keys.settled(desk, f"已移交给{hers.name}"), log_in=False)
    except keys.KeysDue as due:
        return Handed(due.desk, log_in=False, due=due.sentence)


def require(desk: Desk, leaving: str, successor: str) -> Successor:
    """Whether this person can hand over to that one; what is known of the successor.

    Raises Refused, also for a desk that only reads.
    """
    operators.require_admin(desk)
    row, name = operators.require_current(desk, leaving), operators.clean_name(successor)
    desk.store.require_writer()
    if name == leaving:
        raise Refused("移交人和接交人是同一个人。请填写接手工作的人。", "successor")
    known = [each for each in operators.listing(desk) if each.name == name and not each.valid_to]
    held = roles.read(row["roles"]).union(*(each.roles for each in known))
    return Successor(name, held, bool(known and known[0].way_in))


def _require(
    desk: Desk, leaving: str, successor: str, password: str, more: Collection[str], stays: Collection[str]
) -> tuple[Row, Successor]:
    hers = require(desk, leaving, successor)
    hers = replace(hers, roles=operators.require_roles(hers.roles.union(more)))
    if stays:
        operators.require_roles(stays)
    if not hers.way_in:
        logins.require_password(password, hers.name)
    elif password or leaving == desk.actor:
        logins.verify(desk, password, hers.name)
    return operators.require_current(desk, leaving), hers


def _register(change: Change, desk: Desk, hers: Successor, slot: Slot | None) -> None:
    row: Row = {"name": hers.name, "roles": roles.stored(hers.roles)}
    if slot:
        row["public_key"] = slot.public.hex()
    if known := operators.current(desk, hers.name):
        change.update("operator", known["id"], row)
    else:
        change.insert("operator", row | {"valid_from": desk.today().isoformat()})


def _sentence(leaving: str, hers: Successor, left: Collection[str]) -> str:
    end = f"改任{roles.named(left)}" if left else "不再登录"
    return f"办理交接：{leaving}移交给{hers.name}（{roles.named(hers.roles)}），{leaving}{end}"


def _take_back(desk: Desk, leaving: str, left: Collection[str]) -> None:
    """Her slot goes, or holds the recovery key no more; where it cannot be written now, settle does it."""
    assert desk.keys
    ring = logins.ring(desk)
    if not left:
        logins.save(desk, ring.without([leaving]))
        return
    still = [each for each in keys.holders(desk) if each.name == leaving]
    logins.save(desk, ring.sealed(keyring.salt_of(desk.store.path), desk.keys, still))
