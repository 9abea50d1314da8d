"""Page numbers as typed, and a long printing cut into portions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import page_range
from eduaid_desktop.domain.slip import Placed, Slip, Subject
from eduaid_desktop.errors import Refused


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("", range(30)),
        ("1-3, 7", (0, 1, 2, 6)),
        ("7，1－3", (0, 1, 2, 6)),
        ("2-3、3-4", (1, 2, 3)),
        ("28-", (27, 28, 29)),
        ("１２", (11,)),
        (" 5 至 6 ；", (4, 5)),
    ],
)
def test_pages_are_read_as_people_type_them(typed: str, pages: tuple[int, ...]) -> None:
    assert page_range.read(typed, 30) == tuple(pages)


@pytest.mark.parametrize("typed", ["0", "31", "1-31", "5-3", "x", "1-2-3", "-3", "1..3", "①"])
def test_what_is_no_page_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(Refused) as told:
        page_range.read(typed, 30)
    assert told.value.field == "pages"
    assert "请写" in told.value.sentence


@given(st.sets(st.integers(0, 718), min_size=1))
def test_words_and_reading_agree(pages: set[int]) -> None:
    assert page_range.read(page_range.words(pages), 719) == tuple(sorted(pages))


def numbered(*pages: int) -> list[Placed]:
    """Papers of so many pages each, one after another."""
    slip = Slip("02-0000000001-01-37", "approval_slip", Subject("relief_case", 1, "甲"), "")
    firsts = [sum(pages[:n]) for n in range(len(pages))]
    return [Placed(slip, first, count) for first, count in zip(firsts, pages, strict=True)]


def test_a_portion_ends_where_a_paper_ends() -> None:
    papers = page_range.papers(9, numbered(3, 2, 3, 1))
    assert page_range.portions(range(9), papers, 4) == [(0, 1, 2), (3, 4), (5, 6, 7, 8)]
    assert page_range.portions(range(9), papers, 2) == [(0, 1, 2), (3, 4), (5, 6, 7), (8,)]
    assert page_range.portions((1, 4, 8), papers, 50) == [(1, 4, 8)]


def test_backwards_the_last_page_comes_first() -> None:
    papers = page_range.papers(9, numbered(3, 2, 3, 1))
    assert page_range.portions(range(9), papers, 4, backwards=True) == [(8, 7, 6, 5), (4, 3), (2, 1, 0)]


@given(st.lists(st.integers(1, 7), min_size=1, max_size=60), st.integers(1, 50), st.booleans())
def test_every_page_goes_out_once(lengths: list[int], at_most: int, backwards: bool) -> None:
    total = sum(lengths)
    papers = page_range.papers(total, numbered(*lengths))
    made = page_range.portions(range(total), papers, at_most, backwards=backwards)
    sent = [page for portion in made for page in portion]
    assert sent == (list(range(total))[::-1] if backwards else list(range(total)))
    starts = {paper[0] for paper in papers}
    assert all((portion[-1] if backwards else portion[0]) in starts for portion in made)


def test_pages_without_a_number_are_cut_anywhere_but_several_copies_come_out_as_wholes() -> None:
    assert page_range.portions(range(120), page_range.papers(120, ()), 50)[1] == tuple(range(50, 100))
    whole = page_range.papers(120, (), whole=True)
    assert page_range.portions(range(120), whole, 50) == [tuple(range(120))]
