"""Which automatic backups stay."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain.thinning import shelf, shelves

TODAY = date(2018, 6, 12)


def kept(moments: list[datetime], today: date = TODAY) -> list[datetime]:
    gone = {moment for crowded in shelves(moments, today) for moment in crowded[1:]}
    return sorted(set(moments) - gone)


def every_two_hours(first: datetime, days: int) -> list[datetime]:
    return [first + timedelta(days=d, hours=h) for d in range(days) for h in (9, 11, 14, 16)]


def test_all_of_today_then_days_weeks_and_months() -> None:
    moments = every_two_hours(datetime(2017, 6, 12), 366)
    found = kept(moments)
    ages = [(TODAY - moment.date()).days for moment in found]
    assert sum(age == 0 for age in ages) == 4
    assert sorted(age for age in ages if 0 < age < 14) == list(range(1, 14))
    weekly = [moment for moment, age in zip(found, ages, strict=True) if 14 <= age < 61]
    assert len({moment.isocalendar()[:2] for moment in weekly}) == len(weekly) == 8
    monthly = [moment for moment, age in zip(found, ages, strict=True) if age >= 61]
    assert [f"{moment:%Y-%m}" for moment in monthly] == [
        "2017-06", "2017-07", "2017-08", "2017-09", "2017-10", "2017-11", "2017-12", "2018-01", "2018-02",
        "2018-03", "2018-04",
    ]  # fmt: skip
    assert all(moment.hour == 16 for moment in found if moment.date() != TODAY)


def test_a_clock_set_back_costs_nothing() -> None:
    moments = every_two_hours(datetime(2018, 6, 1), 12)
    assert kept(moments, date(1980, 1, 1)) == moments


MOMENTS = st.lists(st.datetimes(datetime(2016, 1, 1), datetime(2018, 7, 1)), unique=True, max_size=40)


@given(MOMENTS)
def test_every_shelf_keeps_its_newest(moments: list[datetime]) -> None:
    left = kept(moments)
    assert max(moments, default=None) == max(left, default=None)
    for moment in set(moments) - set(left):
        same = [other for other in left if shelf(other, TODAY) == shelf(moment, TODAY)]
        assert len(same) == 1
        assert same[0] > moment


@given(MOMENTS)
def test_thinning_twice_is_thinning_once(moments: list[datetime]) -> None:
    assert kept(kept(moments)) == kept(moments)
