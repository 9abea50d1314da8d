"""Dates as clerks write them: 20110307, 2011.3.7, 2011年3月7日, 二〇一一年三月七日."""

import re
from datetime import date, timedelta

_SHAPES = (
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(
        r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:(?:\s+|T)00?:00(?::00(?:\.0+)?)?)?"
    ),
)
# Room to write a day by hand.
BLANK_DATE = "　　　　年　　月　　日"
# Whoever an office has to do with was born after the first, and will not outlive the second.
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_MONTHS = (
    re.compile(r"(\d{4})(0[1-9]|1[0-2])"),
    re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?"),
)
# Excel's day 0; serials of five digits run from 1927 to 2173, and no other way of writing a date looks so.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"[1-9]\d{4}")
_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def parse(written: str) -> date | None:
    """The date that was written, or None; a year before 1900 or after 2099 is a slip of the pen."""
    text = _arabic(written)
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                return None
            return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
    return None


def parse_month(written: str) -> str | None:
    """The month that was written, as 2011-03, with or without a day; None when it is none."""
    if day := parse(written):
        return day.isoformat()[:7]
    for shape in _MONTHS:
        if found := shape.fullmatch(_arabic(written)):
            year, month = int(found[1]), int(found[2])
            return f"{year}-{month:02}" if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 else None
    return None


def of_serial(written: str) -> date | None:
    """The date of an Excel serial number such as 43101 (1900 system, ECMA-376 18.17.4.1), or None."""
    if not _SERIAL.fullmatch(written):
        return None
    day = _SERIAL_ZERO + timedelta(int(written))
    return day if day.year <= _LAST_YEAR else None


def _arabic(written: str) -> str:
    """十 counts tens only in months and days: 十二月 is 12月, 二十日 is 20日."""
    text = re.sub(r"([二三])?十([一二三四五六七八九])?", _tens, written)
    return text.translate(_NUMERALS)


def _tens(found: re.Match[str]) -> str:
    return (found[1] or "一") + (found[2] or "〇")


def spoken(iso: str | None) -> str:
    """2018年6月30日 or, for a month, 2018年6月, without leading zeros (GB/T 9704-2012); "" for no date."""
    parts = iso.split("-") if iso else []
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def short(iso: str) -> str:
    """6月30日: a day of a year that everybody knows."""
    return spoken(iso).partition("年")[2]


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def next_day(iso: str) -> str:
    """The day after a day, both ISO."""
    return (date.fromisoformat(iso) + timedelta(days=1)).isoformat()
