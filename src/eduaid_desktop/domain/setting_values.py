"""What a setting of an office is: its title, its kind, and how its value is read from what is typed and shown."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from eduaid_desktop.domain import dates
from eduaid_desktop.domain.text import half_width
from eduaid_desktop.errors import Refused

# The groups in the order of the list.
GROUPS = ("公示", "救助", "资助", "佐证材料", "期限", "单位")
_YES, _NO = ("是", "1", "true", "yes", "开"), ("否", "0", "false", "no", "关")
_BETWEEN = re.compile(r"[、,，;；\s]+")
# What stands between the first and the last day of a span.
TO = "(?:~|～|至|—+|–)"
_SPAN = re.compile(rf"(.+?){TO}(.+)")
# 2027年2月11日至17日, 2027年1月30日至2月2日: what the second day leaves out is that of the first.
_SHORT = re.compile(rf"(\d{{4}}年)(\d{{1,2}}月)(\d{{1,2}}日){TO}(\d{{1,2}}月)?(\d{{1,2}}日)")
_LONGEST_SPAN = 60


@dataclass(frozen=True)
class Title:
    """One setting as people read it: a line of resources/setting_titles.toml.

    choices: stored value to words, for the kinds choice, code and codes. dated: a change holds from a day on, and the
    old value before; what is not is so whenever one asks.
    """

    key: str
    title: str
    group: str
    kind: str
    help: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    dated: bool = True


def read(title: Title, typed: str) -> Any:
    """The value that was typed. Raises Refused with the sentence of what is asked for."""
    return _READ[title.kind](
        title, typed.strip() if title.kind in ("name", "text") else half_width(typed).strip()
    )


def words(title: Title, value: Any) -> str:
    """A value as a person reads it: 7 天, 是, 6月30日, 申请表、户口簿复印件."""
    if title.kind == "flag":
        return "是" if value else "否"
    if title.kind == "month_day":
        return _spoken(value)
    if title.kind == "season":
        return "至".join(map(_spoken, value))
    if title.kind == "codes":
        return "、".join(title.choices.get(each, each) for each in value) or "无"
    if title.kind == "days":
        return "、".join(spans(value)) or "无"
    if title.kind in ("choice", "code"):
        return title.choices.get(value, str(value))
    return f"{value} {title.unit}".strip()


def spans(days: Sequence[str]) -> list[str]:
    """ISO days as a person lists them, those that follow one another as one: 2018年6月16日至18日."""
    runs: list[list[date]] = []
    for day in sorted(date.fromisoformat(each) for each in days):
        if runs and runs[-1][-1] + timedelta(days=1) == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_span(run[0], run[-1]) for run in runs]


def _span(first: date, last: date) -> str:
    said, until = dates.spoken(first.isoformat()), dates.spoken(last.isoformat())
    if first == last:
        return said
    if first.year == last.year:
        until = until.partition("月" if first.month == last.month else "年")[2]
    return f"{said}至{until}"


def days_of(written: str) -> list[date]:
    """The days of 2027-02-11 or 2027-02-11~2027-02-17. Raises Refused for what is no day, or far too many."""
    short = _SHORT.fullmatch(written.strip())
    whole = f"{short[1]}{short[2]}{short[3]}~{short[1]}{short[4] or short[2]}{short[5]}" if short else written
    found = _SPAN.fullmatch(whole.strip())
    first, last = (dates.parse(each.strip()) for each in (found.groups() if found else (written, written)))
    if first is None or last is None or last < first:
        raise Refused(f"“{written}”读不懂，请写成 2027-02-13 或 2027-02-11~2027-02-17。", "value")
    if (last - first).days >= _LONGEST_SPAN:
        raise Refused(f"“{written}”超过 {_LONGEST_SPAN} 天，请核对年份。", "value")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _number(title: Title, typed: str) -> int:
    plain = typed.removesuffix(title.unit).strip()
    if not re.fullmatch(r"\d{1,15}", plain):
        raise Refused(f"“{title.title}”请填写整数。", "value")
    return int(plain)


def _flag(title: Title, typed: str) -> bool:
    if typed.lower() not in (*_YES, *_NO):
        raise Refused(f"“{title.title}”请填写是或否。", "value")
    return typed.lower() in _YES


def _code(title: Title, typed: str) -> str:
    by_word = {half_width(word): code for code, label in title.choices.items() for word in (code, label)}
    if typed not in by_word:
        offered = "、".join(list(title.choices.values())[:12])
        raise Refused(f"“{title.title}”没有“{typed}”这一项。可选：{offered}。", "value")
    return by_word[typed]


def _codes(title: Title, typed: str) -> list[str]:
    if typed in ("", "无"):
        return []
    wanted = {_code(title, each) for each in re.split(r"[、,，;；]+", typed) if each.strip()}
    return [code for code in title.choices if code in wanted]


def _month_day(title: Title, typed: str) -> str:
    # 2001 is no leap year: the day has to come every year.
    day = dates.parse(f"2001年{typed}" if "月" in typed else f"2001-{typed}")
    if day is None:
        raise Refused(f"“{title.title}”请填写每年的几月几日，如 6月30日。2月29日不是每年都有。", "value")
    return day.strftime("%m-%d")


def _season(title: Title, typed: str) -> list[str]:
    found = re.split(TO, typed)
    if len(found) != 2:
        raise Refused(f"“{title.title}”请填写从哪天到哪天，如 5月1日至6月30日。", "value")
    return [_month_day(title, each.strip()) for each in found]


def _spoken(month_day: str) -> str:
    month, day = month_day.split("-")
    return f"{int(month)}月{int(day)}日"


def _days(title: Title, typed: str) -> list[str]:
    if typed in ("", "无"):
        return []
    return sorted({day.isoformat() for each in _BETWEEN.split(typed) if each for day in days_of(each)})


def _text(title: Title, typed: str) -> str:
    return typed


_READ: Mapping[str, Callable[[Title, str], Any]] = {
    "number": _number, "flag": _flag, "choice": _code, "code": _code, "codes": _codes, "month_day": _month_day,
    "season": _season, "days": _days, "phone": _text, "text": _text, "name": _text,
}  # fmt: skip
KINDS = tuple(_READ)
