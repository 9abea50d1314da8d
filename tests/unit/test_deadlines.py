"""The last day of every step, reckoned back from the day the money must have arrived."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import deadlines, notices
from eduaid_desktop.domain.deadlines import Span, ahead, back, days_left, last_days, left_words, risk

DAYS = st.dates(date(2017, 1, 1), date(2022, 12, 31))
TABLES = st.dictionaries(st.dates(date(2018, 1, 1), date(2018, 12, 31)).map(date.isoformat), st.booleans())
KINDS = st.sampled_from(["working", "natural"])
REVIEW = Span("review", "审核", (50,), 5, "working")
NOTICE = Span("notice", "公示", (40,), 7, "natural")
PAYMENT = Span("payment", "发放", (80,), 3, "working")
JUNE = date(2018, 6, 30)


@given(DAYS, st.integers(0, 30), KINDS, TABLES)
def test_what_begins_on_the_last_day_is_done_in_time(
    last: date, days: int, kind: str, table: dict[str, bool]
) -> None:
    begun = back(last, days, kind, table)
    assert notices.is_working_day(begun, table)
    assert ahead(begun, days, kind, table) <= last
    tomorrow = begun + timedelta(days=1)
    late = ahead(next(notices.working_days(tomorrow, table)), days, kind, table)
    assert late > last or begun == last or not notices.is_working_day(last, table)


@given(DAYS, DAYS, TABLES)
def test_days_left_are_the_working_days_between(today: date, last: date, table: dict[str, bool]) -> None:
    first, end = sorted((today, last))
    days = [first + timedelta(days=n) for n in range(1, (end - first).days + 1)]
    working = sum(notices.is_working_day(day, table) for day in days)
    assert days_left(today, last, table) == (working if today <= last else -working)


@given(
    st.lists(st.builds(Span, st.just("s"), st.just("s"), st.just(()), st.integers(0, 12), KINDS), min_size=1)
)
def test_the_last_days_follow_the_road(spans: list[Span]) -> None:
    days = last_days(spans, JUNE, {})
    assert days == sorted(days)
    assert days[-1] == date(2018, 6, 29)


def test_the_spring_of_2018_by_hand() -> None:
    """30 June 2018 is a Saturday, 18 June the Dragon Boat holiday."""
    review, notice, township, payment = last_days((REVIEW, NOTICE, REVIEW, PAYMENT), JUNE, {})
    assert payment == date(2018, 6, 29)
    assert township == date(2018, 6, 26)
    assert notice == date(2018, 6, 19)
    assert review == date(2018, 6, 12)


def test_a_day_that_the_county_named_moves_what_comes_before() -> None:
    named = Span("report", "上报", (60,), 0, "working", "2018-06-08")
    assert last_days((REVIEW, named, PAYMENT), JUNE, {})[:2] == [date(2018, 6, 8), date(2018, 6, 8)]


def test_a_holiday_of_the_office_takes_a_day_away() -> None:
    assert back(date(2018, 6, 8), 1, "working", {}) == date(2018, 6, 7)
    assert back(date(2018, 6, 8), 1, "working", {"2018-06-07": False}) == date(2018, 6, 6)


def test_risk_is_said_with_both_days() -> None:
    last = date(2018, 6, 12)
    assert risk(REVIEW, last, date(2018, 6, 8), date(2018, 6, 5), None, {}) == ""
    slow = risk(REVIEW, last, date(2018, 6, 8), date(2018, 6, 6), None, {})
    assert slow == "照常要到6月13日办完，最迟是6月12日"
    assert "已经过了" in risk(REVIEW, last, date(2018, 6, 13), date(2018, 6, 1), None, {})


def test_a_case_in_notice_waits_for_its_own_last_day() -> None:
    last, begun = date(2018, 6, 12), date(2018, 6, 8)
    assert risk(NOTICE, last, begun, begun, date(2018, 6, 12), {}) == ""
    assert "6月14日" in risk(NOTICE, last, begun, begun, date(2018, 6, 14), {})


def test_words_for_what_is_left() -> None:
    today = date(2018, 6, 12)
    assert left_words(3, date(2018, 6, 15), today) == "3 个工作日"
    assert left_words(0, today, today) == "就在今天"
    assert left_words(-2, date(2018, 6, 8), today) == "已过 2 个工作日"


def test_a_year_without_swap_days_is_said() -> None:
    assert deadlines.unknown_years(date(2018, 5, 1), JUNE, {}) == ""
    assert "2099年调休未录入" in deadlines.unknown_years(date(2099, 5, 1), date(2099, 6, 30), {})
