"""工作日: the office's own holidays and swapped workdays, which go before the State Council's that are shipped."""

from collections.abc import Collection, Mapping
from datetime import date

from eduaid_desktop.domain import dates, roles, setting_values, workday_table
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workday_table import OddDay
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change

_KEYS = {True: "own_workdays", False: "own_holidays"}
# A day is worked or not, whenever somebody says so: the table is not dated.
_ALWAYS = ""


def own(desk: Desk, day: date | None = None) -> dict[str, bool]:
    """The office's own days, ISO to whether they are worked, as in force on a day (today when None)."""
    return of_rules(desk.rules(day))


def of_rules(rules: Rules) -> dict[str, bool]:
    """The same from the rules of a day, as domain.notices and domain.deadlines take it."""
    settings = rules.settings
    return dict.fromkeys(settings["own_holidays"], False) | dict.fromkeys(settings["own_workdays"], True)


def year(desk: Desk, year: int) -> list[OddDay]:
    """The holidays and swapped workdays of a year, by date, each with who says so."""
    return workday_table.odd_days(year, own(desk))


def told(desk: Desk, year: int) -> str:
    """Whether the year's swap days are known, and what to do where they are not."""
    mine = sum(iso.startswith(f"{year}-") for iso in own(desk))
    if not workday_table.unknown_years([year], own(desk)):
        return f"{year}年的放假和调休已经知道，其中本单位登记 {mine} 天。"
    some = f"（本单位登记了 {mine} 天，没有元旦）" if mine else ""
    head = f"{year}年调休未录入{some}：按工作日算的公示，没有登记的日子暂按周一至周五计算。"
    return f"{head}国务院办公厅的放假通知公布后，请登记。"


def set_days(desk: Desk, days: Mapping[date, bool]) -> int:
    """Register days as worked (True) or free; returns how many were new or other than before.

    Notices that hang already keep their end. Raises Refused where nothing would change.
    """
    before = own(desk)
    new = {day.isoformat(): works for day, works in days.items() if before.get(day.isoformat()) is not works}
    if not new:
        raise Refused("这些日子已经这样登记过了，没有改动。")
    words = [
        f"{'、'.join(setting_values.spans([iso for iso, each in new.items() if each is works]))}{word}"
        for works, word in ((False, "放假"), (True, "上班"))
        if works in new.values()
    ]
    with desk.change(f"登记工作日：{'；'.join(words)}", role=roles.ADMIN) as change:
        _write(change, before | new)
    return len(new)


def remove(desk: Desk, days: Collection[date]) -> int:
    """Take days out of the office's own table; returns how many. Raises Refused for days that are not in it."""
    before = own(desk)
    gone = sorted({day.isoformat() for day in days} & set(before))
    if not gone:
        raise Refused("只有本单位登记的日子可以删去；随程序的安排不对时，请登记本单位的。")
    sentence = f"删去本单位登记的{'、'.join(setting_values.spans(gone))}"
    with desk.change(sentence, role=roles.ADMIN) as change:
        _write(change, {iso: works for iso, works in before.items() if iso not in gone})
    return len(gone)


def span(first: str, last: str, *, works: bool) -> dict[date, bool]:
    """The days from one to another as typed ("" for a single day). Raises Refused, field first or last."""
    found = {name: dates.parse(each) for name, each in (("first", first), ("last", last or first))}
    for name, day in found.items():
        if day is None:
            raise Refused("请填写日期，如 20270211。", name)
    return dict.fromkeys(setting_values.days_of(f"{found['first']}~{found['last']}"), works)


def _write(change: Change, table: Mapping[str, bool]) -> None:
    for works, key in _KEYS.items():
        for row in change.select("setting", key=key):
            if row["valid_from"] != _ALWAYS:
                change.withdraw("setting", row["id"])
        office.write_setting(
            change, key, sorted(iso for iso, each in table.items() if each is works), _ALWAYS
        )
