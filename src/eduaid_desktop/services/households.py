"""户: the household of a child as it stood on a day."""

from collections.abc import Collection
from datetime import date

from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import people
from eduaid_desktop.store.store import Row


def of(desk: Desk, person_id: int | None) -> Row | None:
    """The household of a child; None when she is not known or belongs to none yet."""
    found = desk.store.select("person", id=person_id) if person_id else []
    household_id = found[0]["household_id"] if found else None
    return desk.store.get("household", household_id) if household_id else None


def types(desk: Desk, household: Row | None, day: date) -> list[str]:
    """What a household counted as on a day: 户类型 and 监测类别; [] when nothing was registered for that day."""
    status = people.status_on(desk.store, household["id"], day.isoformat()) if household else None
    return [status[name] for name in ("household_type", "monitor_kind") if status and status[name]]


def registered(types_: Collection[str], rules: Rules, on_roll: int | None = None) -> bool | None:
    """Whether that is 建档立卡 in the words of the rules' day (domain section 8.6); None when nothing is known.

    on_roll: what the roll says of her. The household base decides; where it says nothing, a 否 of the roll is
    believed, and a 是 is unknown, not poor: the two files must agree first.
    """
    if types_:
        return any(each in rules.policy["registered_household"] for each in types_)
    return False if on_roll == 0 else None
