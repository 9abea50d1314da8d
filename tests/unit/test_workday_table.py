"""The days of a year on which offices rest or work against the week, and notes of them as people paste them."""

from datetime import date

import pytest

from eduaid_desktop.domain import workday_table
from eduaid_desktop.errors import Refused


def test_a_known_year_names_its_festivals_and_swapped_days() -> None:
    days = {each.day: each for each in workday_table.odd_days(2018, {})}
    assert (days[date(2018, 6, 18)].works, days[date(2018, 6, 18)].name) == (False, "端午")
    assert (days[date(2018, 4, 28)].works, days[date(2018, 4, 28)].name) == (True, "劳动节")
    assert date(2018, 6, 16) not in days
    assert {each.source for each in days.values()} == {workday_table.STATE_COUNCIL}


def test_an_unknown_year_holds_only_what_the_office_entered() -> None:
    own = {"2099-02-11": False, "2098-01-01": False}
    assert [(d.day, d.works, d.source) for d in workday_table.odd_days(2099, own)] == [
        (date(2099, 2, 11), False, workday_table.OWN)
    ]
    assert workday_table.unknown_years([2018, 2097, 2098, 2099], own) == [2097, 2099]


NOTICE = """国务院办公厅关于2018年部分节假日安排的通知
一、元旦：1月1日放假，与周末连休。
二、春节：2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。
八、12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。
"""


def read(text: str, year: int = 2027) -> tuple[list[str], list[str]]:
    """The days off and the days worked, without their year where it is the one asked for."""
    found = workday_table.read(text, year)
    days = {
        works: [day.isoformat().removeprefix(f"{year}-") for day in found if found[day] is works]
        for works in (False, True)
    }
    return days[False], days[True]


@pytest.mark.parametrize(
    ("text", "free", "worked"),
    [
        ("2027-02-13 上班", [], ["02-13"]),
        ("2027-02-11~2027-02-13 放假\n2027-02-20 上班", ["02-11", "02-12", "02-13"], ["02-20"]),
        ("2027年2月11日至12日放假，\n", ["02-11", "02-12"], []),
        ("２０２７年１月３１日至２月１日放假；2月6日、2月7日上班", ["01-31", "02-01"], ["02-06", "02-07"]),
    ],
)
def test_pasted_lines_are_read(text: str, free: list[str], worked: list[str]) -> None:
    assert read(text) == (free, worked)


def test_the_notice_of_the_state_council_is_read_as_it_stands() -> None:
    free, worked = read(NOTICE, 2018)
    assert free == ["01-01", *(f"02-{day}" for day in range(15, 22)), "12-30", "12-31", "2019-01-01"]
    assert worked == ["02-11", "02-24", "12-29"]
    known = {each.day: each.works for each in workday_table.odd_days(2018, {})}
    assert all(
        known[day] is works for day, works in workday_table.read(NOTICE, 2018).items() if day.year == 2018
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "春节放假",
        "2027-02-13",
        "2027-02-17~2027-02-11 放假",
        "2027-02-11~2028-02-17 放假",
        "2027-02-30 放假",
    ],
)
def test_what_says_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        workday_table.read(text, 2027)
