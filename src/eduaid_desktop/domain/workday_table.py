"""工作日: the days of a year on which offices rest or work against the week, who says so, and notes of them read."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from eduaid_desktop.domain import notices, setting_values
from eduaid_desktop.domain.text import half_width
from eduaid_desktop.errors import Refused

OWN, STATE_COUNCIL = "own", "state_council"
SOURCES = {OWN: "本单位登记", STATE_COUNCIL: "国务院办公厅的安排（随程序）"}
WEEK = "一二三四五六日"
# As notices of the State Council say it: 2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。
_WORD = re.compile("上班|放假|休息")
_DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}|\d{8}"
_SPANNED = re.compile(rf"(?:{_DAY})(?:{setting_values.TO}(?:{_DAY}|\d{{1,2}}日))?")
_EXAMPLE = "一行写一段，如：2027-02-11~2027-02-17 放假，2027-02-13 上班。"


@dataclass(frozen=True)
class OddDay:
    """One day of the table. works: offices work on it. source: a key of SOURCES. name: of the festival, or ""."""

    day: date
    works: bool
    source: str
    name: str = ""


def odd_days(year: int, own: Mapping[str, bool]) -> list[OddDay]:
    """The holidays and swapped workdays of a year: the office's own, else the State Council's."""
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        if (works := own.get(day.isoformat())) is not None:
            found.append(OddDay(day, works, OWN, _festival(day)))
        elif (known := _by_state_council(day)) is not None:
            found.append(known)
        day += timedelta(days=1)
    return found


def unknown_years(years: Collection[int], own: Mapping[str, bool]) -> list[int]:
    """Of some years those whose swap days stand in no table."""
    return [year for year in years if not notices.year_is_known(year, own)]


def read(text: str, year: int) -> dict[date, bool]:
    """The days of pasted lines, each to whether it is worked; year: of the days that name none.

    Raises Refused with the words that name days and not what they are, or the other way round, and for no days at all.
    """
    found: dict[date, bool] = {}
    plain = re.sub(r"\([^()]*\)", "", half_width(text))
    for said in filter(str.strip, re.split(r"[\n;。,]", plain)):
        days, word = _SPANNED.findall(said), _WORD.search(said)
        if bool(days) is not bool(word):
            raise Refused(f"“{said.strip()}”读不懂：要写明哪一天、放假还是上班。{_EXAMPLE}")
        for each in days:
            whole = each if re.match(r"\d{4}", each) else f"{year}年{each}"
            found |= dict.fromkeys(setting_values.days_of(whole), bool(word and word[0] == "上班"))
    if not found:
        raise Refused(f"没有读到日子。{_EXAMPLE}")
    return found


def _by_state_council(day: date) -> OddDay | None:
    """What the calendar says of a day that is not as the week would have it, or that is a festival."""
    import chinese_calendar  # type: ignore[import-untyped]

    try:
        works = bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
    name = _festival(day)
    if works == (day.weekday() < 5) and not (name and not works):
        return None
    return OddDay(day, works, STATE_COUNCIL, name)


def _festival(day: date) -> str:
    """春节 for its days, and for the days worked in exchange for it; "" for others, and for years not known."""
    import chinese_calendar

    try:
        _, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    known = next((each for each in chinese_calendar.Holiday if each.value == name), None)
    return known.chinese if known else ""
