"""Terms: key 2018S (spring) or 2018A (autumn); shown as 2018年春季学期."""

import re
from datetime import date

_KEY = re.compile(r"(\d{4})([SA])")


def of(day: date) -> str:
    """The term a day falls into: spring January to June, autumn July to December."""
    return f"{day.year}{'S' if day.month <= 6 else 'A'}"


def parse(written: str) -> str | None:
    """The key of a term written as 2018S, 2018春, 2018年春季学期; None when it is no term."""
    found = re.fullmatch(r"(\d{4})\s*年?\s*([SA春秋])季?(学期)?", written.strip().upper())
    return f"{found[1]}{'S' if found[2] in 'S春' else 'A'}" if found else None


def label(key: str) -> str:
    """2018年春季学期."""
    year, season = _parts(key)
    return f"{year}年{'春' if season == 'S' else '秋'}季学期"


def school_year(key: str) -> str:
    """The school year of a term: 2018S belongs to 2017-2018."""
    year, season = _parts(key)
    first = year - 1 if season == "S" else year
    return f"{first}-{first + 1}"


def _parts(key: str) -> tuple[int, str]:
    found = _KEY.fullmatch(key)
    if not found:
        raise ValueError(key)
    return int(found[1]), found[2]
