"""Figures of projects: 万元 that add up to the fen, shares of money and works, what should be looked at."""

from decimal import Decimal
from typing import Any

import pytest

from eduaid_desktop.domain.project_figures import Month, month_of, percent, shown, total, wans


def test_a_column_of_wan_has_one_number_of_decimals() -> None:
    assert wans([70_000_000, None, 1_014_000_000]) == ["70.00", "", "1,014.00"]
    assert wans([518_414_000, 1_000_000]) == ["518.414", "1.000"]
    assert wans([1_000_100, 5_000_000]) == ["1.0001", "5.0000"]
    assert wans([]) == []


def test_less_than_a_yuan_is_rounded_where_it_is_shown_and_not_where_it_is_added() -> None:
    halves = [1_000_050, 1_000_050]
    assert wans([*halves, total(halves)]) == ["1.0001", "1.0001", "2.0001"]


def test_what_nobody_knows_is_no_zero() -> None:
    assert total([None, None]) is None
    assert total([None, 0]) == 0
    assert wans([None, 0]) == ["", "0.00"]
    assert percent(None, 100) is percent(5, None) is percent(5, 0) is None
    assert shown(None) == ""


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 3, "33.3"), (1, 2, "50"), (2, 3, "66.7"), (3, 2, "150"), (1, 2000, "0.1")]
)
def test_shares_have_one_decimal_and_no_empty_one(part: int, whole: int, said: str) -> None:
    assert shown(percent(part, whole)) == said


def record(month: str, physical: int, invested: int | None = None, paid: int | None = None) -> dict[str, Any]:
    return {"month": month, "physical": physical, "invested": invested, "paid": paid}


PROJECT = {"total_investment": 1000, "contract_amount": 800}


def test_a_month_that_was_not_reported_shows_the_one_before() -> None:
    records = [record("2018-03", 10, 100), record("2018-04", 20, 250), record("2018-06", 90, 900)]
    april = month_of(PROJECT, records, "2018-04")
    assert (april.reported, april.added, april.invested_share) == (True, 150, Decimal("25.0"))
    may = month_of(PROJECT, records, "2018-05")
    assert (may.reported, may.known("physical"), may.added) == (False, 20, None)
    before = month_of(PROJECT, records, "2018-02")
    assert (before.now, before.known("invested"), [*before.doubts()]) == (None, None, [])


def test_the_first_month_adds_all_and_a_gap_adds_nothing_sure() -> None:
    assert month_of(PROJECT, [record("2018-03", 10, 100)], "2018-03").added == 100
    assert month_of(PROJECT, [record("2018-02", 5), record("2018-03", 10, 100)], "2018-03").added is None


def doubts(*records: dict[str, Any], **project: Any) -> list[str]:
    found: Month = month_of({**PROJECT, **project}, records, records[-1]["month"])
    return [*found.doubts()]


def test_money_ahead_of_the_works_is_said() -> None:
    assert doubts(record("2018-03", 50, 400, 400)) == []
    assert doubts(record("2018-03", 49, 400, 400)) == ["支付进度 50% 快于形象进度 49%"]
    assert doubts(record("2018-03", 49, 400, 400), contract_amount=None) == []
    assert doubts(record("2018-03", 90, 801)) == ["累计完成投资大于合同金额"]
    assert doubts(record("2018-03", 30), record("2018-04", 20)) == ["形象进度低于上次的 30%"]
