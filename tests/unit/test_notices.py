"""When a notice ends: natural days, working days with the State Council's swap days, unknown years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain.notices import NATURAL, WORKING, end_of, is_working_day


def test_seven_natural_days_count_both_ends() -> None:
    assert end_of(date(2018, 6, 1), 7, NATURAL).to_date == date(2018, 6, 7)


def test_working_days_leave_out_the_dragon_boat_festival() -> None:
    """2018-06-18 was a Monday off; 16 and 17 June were a week-end."""
    assert end_of(date(2018, 6, 14), 5, WORKING).to_date == date(2018, 6, 21)


def test_working_days_count_a_swapped_saturday() -> None:
    """2018-04-28 was a Saturday worked in exchange for 30 April."""
    assert end_of(date(2018, 4, 27), 3, WORKING).to_date == date(2018, 5, 2)


def test_a_notice_posted_on_a_sunday_begins_to_count_on_monday() -> None:
    assert end_of(date(2018, 6, 10), 1, WORKING).to_date == date(2018, 6, 11)


def test_the_offices_own_table_goes_first() -> None:
    own = {"2018-06-15": False, "2018-06-16": True}
    assert end_of(date(2018, 6, 14), 2, WORKING, own).to_date == date(2018, 6, 16)


def test_a_year_the_calendar_does_not_know_is_named() -> None:
    found = end_of(date(2099, 1, 1), 3, WORKING)
    assert found.to_date == date(2099, 1, 5)
    assert "2099年调休未录入" in found.remark


def test_a_year_the_office_has_entered_is_known() -> None:
    assert end_of(date(2099, 1, 1), 3, WORKING, {"2099-01-01": False}).remark == ""


def test_natural_days_need_no_calendar() -> None:
    assert end_of(date(2099, 12, 30), 7, NATURAL).remark == ""


@pytest.mark.parametrize(("days", "kind"), [(0, NATURAL), (-1, WORKING), (7, "weeks")])
def test_a_notice_without_length_is_no_notice(days: int, kind: str) -> None:
    with pytest.raises(ValueError, match=str(days)):
        end_of(date(2018, 6, 1), days, kind)


@given(st.dates(date(2004, 1, 1), date(2040, 12, 1)), st.integers(1, 30))
def test_exactly_so_many_working_days_lie_between_the_ends(first: date, days: int) -> None:
    last = end_of(first, days, WORKING).to_date
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(is_working_day(day, {}) for day in span) == days
    assert is_working_day(last, {})
