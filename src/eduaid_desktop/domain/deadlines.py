"""期限板: from the day on which the money must have arrived backwards, the last day of every step of a case.

Source: default times of domain section 5.4 (resources/policies/relief_timetable.toml). What is done on the
last day of a step is done in time; the days of the next step are the full days after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from eduaid_desktop.domain import notices, workflow
from eduaid_desktop.domain.dates import short

Table = Mapping[str, bool]
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """One step of the timetable: how many days of a kind (domain.notices) it takes, in which states a case is in it.

    fixed: the last day (ISO) that the county has named for it, "" where it is reckoned.
    """

    key: str
    name: str
    states: tuple[int, ...]
    days: int
    day_kind: str
    fixed: str = ""


def last_days(spans: Sequence[Span], deadline: date, table: Table) -> list[date]:
    """The last day of each step, so that the last of them ends on the deadline or the working day before it."""
    found: list[date] = []
    last, behind = _at_work(deadline, table), Span("", "", (), 0, notices.WORKING)
    for span in reversed(spans):
        last = back(last, behind.days, behind.day_kind, table)
        if span.fixed:
            last = min(last, date.fromisoformat(span.fixed))
        found.append(last)
        behind = span
    return found[::-1]


def back(last: date, days: int, day_kind: str, table: Table) -> date:
    """The working day from which so many days are left until a day, which is the last of them."""
    if day_kind == notices.NATURAL:
        return _at_work(last - days * _ONE, table)
    day = _at_work(last, table)
    for _ in range(days):
        day = _at_work(day - _ONE, table)
    return day


def ahead(begun: date, days: int, day_kind: str, table: Table) -> date:
    """The first day on which a step that began on a day can be done with, when it takes so many days."""
    if day_kind == notices.NATURAL:
        return begun + days * _ONE
    day = begun
    for _ in range(days):
        day = next(notices.working_days(day + _ONE, table))
    return day


def days_left(today: date, last: date, table: Table) -> int:
    """The working days after today up to a day; below 0, how many have passed since it."""
    if last < today:
        return -_between(last, today, table)
    return _between(today, last, table)


def left_words(left: int, last: date, today: date) -> str:
    """3 个工作日, 今天, 已过 2 个工作日."""
    if last == today:
        return "就在今天"
    if last < today:
        return f"已过 {-left} 个工作日" if left else "已过"
    return f"{left} 个工作日"


def risk(span: Span, last: date, today: date, begun: date, over: date | None, table: Table) -> str:
    """Why a case may come too late, in a few words; "" when its step can be done in time.

    begun: since when it is in its state. over: the day after its notice, None where it hangs on none.
    """
    if today > last:
        return f"最迟{short(last.isoformat())}要办完，已经过了"
    done = max(over or ahead(begun, span.days, span.day_kind, table), today)
    if done <= last:
        return ""
    return f"照常要到{short(done.isoformat())}办完，最迟是{short(last.isoformat())}"


def takes_no_more(state: int) -> bool:
    """Whether what is left of its step is a signature alone: the county waits for its government only."""
    return state == workflow.OVERCAP_PENDING


def unknown_years(first: date, last: date, table: Table) -> str:
    """「2027年调休未录入」 where a year is reckoned without its swap days, else ""."""
    years = [str(y) for y in range(first.year, last.year + 1) if not notices.year_is_known(y, table)]
    return f"{'、'.join(years)}年调休未录入，工作日暂按周一至周五计算，请核对。" if years else ""


def _between(first: date, last: date, table: Table) -> int:
    return sum(notices.is_working_day(day, table) for day in _days(first + _ONE, last))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * _ONE for n in range((last - first).days + 1))


def _at_work(day: date, table: Table) -> date:
    """The day itself, or the working day before it."""
    while not notices.is_working_day(day, table):
        day -= _ONE
    return day
