"""Terms: key 2018S (spring) or 2018A (autumn); shown as 2018年春季学期."""

import re
from collections.abc import Iterable
from datetime import date

from eduaid_desktop.domain import text
from eduaid_desktop.errors import UserError

_KEY = re.compile(r"(\d{4})([SA])")


def of(day: date) -> str:
    """The term a day falls into: spring January to June, autumn July to December."""
    return f"{day.year}{'S' if day.month <= 6 else 'A'}"


def parse(written: str) -> str | None:
    """The key of a term written as 2018S, 2018春, 2018年春季学期; None when it is no term."""
    # What lies centuries off is a slip of the finger.
    found = re.fullmatch(
        r"((?:19|20)\d{2})\s*年?\s*([SA春秋])季?(学期)?", text.half_width(written).strip().upper()
    )
    return f"{found[1]}{'S' if found[2] in 'S春' else 'A'}" if found else None


_IN_TITLE = re.compile(r"\d{4}年?[春秋]")
_OF_SCHOOL_YEAR = re.compile(r"(\d{4})[-—–－~～至/]+(\d{4})学年度?第?([一二上下12])学期")


def named_in(title: str) -> str | None:
    """The key of the first term that a title names: 2018年春季学期, 2017-2018学年第二学期; None for none."""
    words = re.sub(r"\s", "", text.half_width(title))
    if found := _IN_TITLE.search(words):
        return parse(found[0])
    if found := _OF_SCHOOL_YEAR.search(words):
        return f"{found[1]}A" if found[3] in "一上1" else f"{found[2]}S"
    return None


def require(written: str) -> str:
    """The key of a term as parse reads it. Raises UserError when it is no term."""
    term = parse(written)
    if term is None:
        raise UserError(f"“{written}”不是学期，请写成 2018S（春季）或 2018A（秋季）。")
    return term


def label(key: str) -> str:
    """2018年春季学期."""
    year, season = _parts(key)
    return f"{year}年{'春' if season == 'S' else '秋'}季学期"


def newest_first(keys: Iterable[str]) -> list[str]:
    """Terms as they are offered: autumn (2018A) came after spring (2018S), which the letters alone would turn round."""
    return sorted(keys, key=lambda key: (key[:4], key[4] == "A"), reverse=True)


def school_year(key: str) -> str:
    """The school year of a term: 2018S belongs to 2017-2018."""
    year, season = _parts(key)
    first = year - 1 if season == "S" else year
    return f"{first}-{first + 1}"


def of_year(key: str, basis: str) -> tuple[str, str]:
    """Both terms of the year that a term belongs to; basis: calendar for January to December, school from autumn on."""
    year, season = _parts(key)
    if basis == "calendar":
        return f"{year}S", f"{year}A"
    first = year - 1 if season == "S" else year
    return f"{first}A", f"{first + 1}S"


def last_day(key: str) -> str:
    """The last day of a term (ISO)."""
    year, season = _parts(key)
    return f"{year}-06-30" if season == "S" else f"{year}-12-31"


def _parts(key: str) -> tuple[int, str]:
    found = _KEY.fullmatch(key)
    if not found:
        raise ValueError(key)
    return int(found[1]), found[2]
