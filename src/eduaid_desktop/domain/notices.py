"""How long a public notice hangs: its last day, in natural or in working days.

Working days follow the office's own table first, then the State Council's calendar as chinesecalendar
knows it, then Monday to Friday; a year that neither table knows is named, so that nobody relies on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

NATURAL, WORKING = "natural", "working"
DAY_KINDS = {NATURAL: "自然日", WORKING: "工作日"}


@dataclass(frozen=True)
class NoticeEnd:
    """to_date: the last day of the notice. remark: 「2027年调休未录入」 and what to do, or ""."""

    to_date: date
    remark: str = ""


def end_of(
    from_date: date, days: int, day_kind: str, own_table: Mapping[str, bool] | None = None
) -> NoticeEnd:
    """The end of a notice of so many days; the first day counts when it is a day of that kind.

    own_table: ISO date to whether the office works on it. Raises ValueError for less than one day or
    an unknown day_kind.
    """
    if days < 1 or day_kind not in DAY_KINDS:
        raise ValueError((days, day_kind))
    if day_kind == NATURAL:
        return NoticeEnd(from_date + timedelta(days=days - 1))
    table = own_table or {}
    last = next(islice(working_days(from_date, table), days - 1, None))
    years = [str(y) for y in range(from_date.year, last.year + 1) if not year_is_known(y, table)]
    remark = f"{'、'.join(years)}年调休未录入，暂按周一至周五计算，请核对截止日期。" if years else ""
    return NoticeEnd(last, remark)


def working_days(first: date, own_table: Mapping[str, bool]) -> Iterator[date]:
    """The working days from a day on."""
    day = first
    while True:
        if is_working_day(day, own_table):
            yield day
        day += timedelta(days=1)


def is_working_day(day: date, own_table: Mapping[str, bool]) -> bool:
    """Whether the office works on a day."""
    own = own_table.get(day.isoformat())
    if own is not None:
        return own
    known = _by_state_council(day)
    return day.weekday() < 5 if known is None else known


def year_is_known(year: int, own_table: Mapping[str, bool]) -> bool:
    """Whether the swap days of a year stand in the office's table or in the State Council's calendar.

    Every notice of the State Council begins with New Year; a local holiday alone does not make a year known.
    """
    new_year = date(year, 1, 1)
    return new_year.isoformat() in own_table or _by_state_council(new_year) is not None


@lru_cache(maxsize=2048)
def _by_state_council(day: date) -> bool | None:
    """None for a year the calendar does not know: chinesecalendar raises NotImplementedError then."""
    import chinese_calendar  # type: ignore[import-untyped]

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
