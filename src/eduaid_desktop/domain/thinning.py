"""Which automatic backups stay: all of today's, then one a day, a week, a month."""

from collections.abc import Iterable
from datetime import date, datetime

DAILY_DAYS = 14
WEEKLY_DAYS = 61


def shelf(made_at: datetime, today: date) -> str:
    """The shelf a backup stands on; of each shelf one stays. "" for those that all stay.

    One day for two weeks, one week for two months, one month for ever. A backup dated after today, by a
    clock that was set back since, stays.
    """
    age = (today - made_at.date()).days
    if age <= 0:
        return ""
    if age < DAILY_DAYS:
        return made_at.date().isoformat()
    if age < WEEKLY_DAYS:
        year, week, _ = made_at.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{made_at:%Y-%m}"


def shelves(moments: Iterable[datetime], today: date) -> list[list[datetime]]:
    """The crowded shelves, each newest first; of these only the first sound one need stay."""
    found: dict[str, list[datetime]] = {}
    for moment in sorted(moments, reverse=True):
        found.setdefault(shelf(moment, today), []).append(moment)
    found.pop("", None)
    return [each for each in found.values() if len(each) > 1]
