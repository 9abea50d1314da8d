"""村民小组 in the order in which they are counted: 一组, 二组, 十组, 十一组."""

import re

from eduaid_desktop.domain import text

_NUMERALS = {numeral: place for place, numeral in enumerate("一二三四五六七八九", 1)}
_NUMBER = re.compile(r"第?(?:(\d+)|([一二三四五六七八九])?(十)?([一二三四五六七八九])?)")


def key(group: str | None) -> tuple[int, str]:
    """What groups are sorted by: their number, then their name; those without a number come last."""
    name = text.half_width(group or "")
    found = _NUMBER.match(name)
    number = _number(found) if found else 0
    return number or 10_000, name


def _number(found: re.Match[str]) -> int:
    digits, before, ten, after = found.groups()
    if digits:
        return int(digits)
    if ten:
        return 10 * _NUMERALS.get(before or "一", 1) + _NUMERALS.get(after or "", 0)
    return _NUMERALS.get(before or "", 0)
