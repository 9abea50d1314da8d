"""资助汇总: every figure stands for the rows that it opens, and the lines add up."""

import dataclasses
from datetime import date

import pytest

from eduaid_desktop.services import aid_totals, lists
from eduaid_desktop.services.aid_totals import Figure
from eduaid_desktop.services.desk import Desk

TERMS = ("2025A",)


@pytest.fixture
def given(enrolled: Desk) -> Desk:
    """A loan, a programme that has ended since, a gift without school or village, and a draft."""
    rows = (("P20", "7", 800_000, "accepted"), ("P15", "5", 150_000, "accepted"), ("P19", None, None, "accepted"),
            ("P19", "2", 100, "draft"))  # fmt: skip
    with enrolled.store.change("经办人甲", "录入") as change:
        for programme, stage, amount, status in rows:
            aid = {"person_id": 1, "term": TERMS[0], "programme": programme, "stage": stage, "amount": amount}
            school = stage and "四川大学"
            change.insert(
                "aid", {**aid, "school": school, "status": status, "application_date": "2025-10-01"}
            )
    return enrolled


def split(desk: Desk, by: str) -> list[Figure]:
    return aid_totals.by_heading(desk, TERMS) if by == "heading" else aid_totals.of_terms(desk, TERMS, by)


@pytest.mark.parametrize("by", ["heading", *aid_totals.SPLITS])
def test_every_figure_opens_as_many_rows_as_it_counts(given: Desk, by: str) -> None:
    figures = [*split(given, by), aid_totals.whole(given, TERMS)]
    assert [f.times for f in figures] == [
        len(lists.open_list(given, "aid", **f.filters).ids()) for f in figures
    ]
    loans = [f for f in figures if f.fen == 800_000]
    assert len(loans) == (by in ("heading", "programme"))
    assert figures[-1].fen == 150_000


def test_what_ended_since_keeps_its_heading(given: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    later = dataclasses.replace(given.rules(date(2026, 6, 1)), today=date(2026, 6, 1))
    assert "P15" not in later.policy["programme"]
    monkeypatch.setattr(Desk, "rules", lambda self, day=None: later)
    headings = split(given, "heading")
    assert sum(f.times for f in headings) == 3
    assert sum(f.fen for f in headings) == 950_000
    assert aid_totals.by_form(given, TERMS)["loan"] == 800_000
