"""School names as villages shorten them: 云岭二中 for 云岭县第二中学, 镇中心小学 for 格桑镇中心小学."""

import re
from collections.abc import Iterable

from eduaid_desktop.domain import text

_SHORT = (
    (re.compile(r"中心校$"), "中心小学"),
    (re.compile(r"中心完小$|完全小学$|完小$"), "小学"),
    (re.compile(r"第?([一二三四五六七八九十]+)中$"), r"第\1中学"),
    (re.compile(r"第?([一二三四五六七八九十]+)小$"), r"第\1小学"),
    (re.compile(r"第?([一二三四五六七八九十]+)幼$"), r"第\1幼儿园"),
    (re.compile(r"职中$|职业高中$|职高$"), "职业中学"),
    (re.compile(r"幼园$"), "幼儿园"),
)
# What a short form may not leave out, because another school is called so.
_MARKS = re.compile(
    r"第[一二三四五六七八九十]+|实验|民族|希望|附属|特殊|职业|技工|技术|师范|艺术|体育|外国语|双语|教学点|分校"
)
_ENDINGS = ("幼儿园", "小学", "中学", "大学", "学院", "学校")


def meant(written: Iterable[str], known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of every written name that is a short form: the full names it may stand for, among known and written ones.

    Names that are known, or short for nothing, are left out.
    """
    names, full = set(written), set(known)
    pool = full | names
    found = {}
    for name in names - full:
        longer = {other for other in pool if abbreviates(name, other)}
        longest = {n for n in longer if n in full or not any(abbreviates(n, other) for other in longer)}
        if longest:
            found[name] = tuple(sorted(longest))
    return found


def abbreviates(short: str, full: str) -> bool:
    """Whether a name leaves out only what does not tell one school from another."""
    if len(short) >= len(full):
        return False
    brief, whole = _spelt_out(short), _spelt_out(full)
    if _ending(brief) != _ending(whole) or _MARKS.findall(brief) != _MARKS.findall(whole):
        return False
    rest = iter(whole)
    return all(sign in rest for sign in brief)


def _spelt_out(name: str) -> str:
    found = re.sub(r"\s", "", text.half_width(text.tidy(name)))
    for short, long in _SHORT:
        found = short.sub(long, found)
    return found


def _ending(name: str) -> str:
    return next((ending for ending in _ENDINGS if name.endswith(ending)), "")
