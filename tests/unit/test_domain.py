"""Values as people write them: whatever comes in, what is stored reads back as the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import dates, id_number, masks, money, search, terms, text
from eduaid_desktop.domain.kinds import KINDS
from eduaid_desktop.domain.reading import Unreadable
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError

RULES = Rules(date(2018, 6, 12))
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
FEN = st.integers(0, 10**14 - 1)
NUMBERS = st.builds(
    lambda day, serial: f"513399{day:%Y%m%d}{serial:03d}", st.dates(date(1900, 1, 1)), st.integers(0, 999)
).map(lambda first: first + id_number.check_digit(first))
# What Excel leaves of a number is none.
NUMBERS = NUMBERS.filter(lambda number: not number.endswith("0000"))


def clean(kind: str, raw: object) -> object:
    return KINDS[kind].clean(raw, "", RULES)[0]


@given(FEN)
def test_money_reads_back_as_it_was_shown(fen: int) -> None:
    for shown in (
        money.yuan(fen),
        money.plain_yuan(fen),
        f"¥{money.yuan(fen)}元",
        f"￥ {money.plain_yuan(fen)}",
    ):
        assert clean("money", shown) == fen


@given(st.decimals(allow_nan=True, allow_infinity=True) | st.floats() | st.integers() | st.text())
def test_money_is_exact_or_refused(raw: object) -> None:
    try:
        fen = clean("money", raw)
    except Unreadable:
        return
    assert fen is None or (isinstance(fen, int) and 0 <= fen < 10**14)


@given(st.floats() | st.integers() | st.text() | st.binary())
@pytest.mark.parametrize("kind", ["integer", "decimal"])
def test_numbers_fit_into_the_file_or_are_refused(kind: str, raw: object) -> None:
    try:
        number = clean(kind, raw)
    except Unreadable:
        return
    assert number is None or (isinstance(number, int) and 0 <= number < 2**63)


@given(NUMBERS)
def test_a_sound_id_number_is_kept(number: str) -> None:
    assert id_number.fault(number) == ""
    for written in (number, number.lower(), f" {number[:6]} {number[6:]} ", f"{number[:6]}-{number[6:]}"):
        assert clean("id_number", written) == number
    assert masks.id_number(number).count("*") == 8


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert id_number.fault(number[:place] + wrong + number[place + 1 :])


@given(NUMBERS, st.integers(6, 15))
def test_two_neighbours_swapped_are_always_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or id_number.fault(swapped)


@given(NUMBERS)
def test_an_id_number_tells_birth_and_sex(number: str) -> None:
    born = id_number.birth_date(number)
    assert born
    assert f"{born:%Y%m%d}" == number[6:14]
    assert id_number.sex(number) == {0: "2", 1: "1"}[int(number[16]) % 2]


@given(st.text())
def test_any_text_becomes_an_id_number_or_is_refused(raw: str) -> None:
    try:
        number = clean("id_number", raw)
    except Unreadable:
        return
    assert number is None or id_number.fault(str(number)) == ""


@given(DAYS)
def test_a_date_is_read_however_it_is_written(day: date) -> None:
    numerals = str.maketrans("0123456789", "〇一二三四五六七八九")
    written = [
        f"{day:%Y%m%d}", f"{day:%Y-%m-%d}", f"{day.year}.{day.month}.{day.day}", f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日", dates.spoken(day.isoformat()), f"{day:%Y-%m-%d} 00:00:00",
        f"{day:%Y}年{day:%m}月{day:%d}日".translate(numerals), f" {day:%Y%m%d} ".translate({48: "０", 49: "１"}),
    ]  # fmt: skip
    assert {clean("date", each) for each in written} == {day.isoformat()}
    assert clean("date", day) == clean("date", float(f"{day:%Y%m%d}")) == day.isoformat()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇一八年六月十二日", "2018-06-12"), ("二○一八年十月十日", "2018-10-10"),
        ("二零一八年十一月二十日", "2018-11-20"), ("2018年十二月三十一日", "2018-12-31"),
    ],
)  # fmt: skip
def test_dates_in_chinese_numerals(written: str, day: str) -> None:
    assert clean("date", written) == day


@given(st.text() | st.integers() | st.floats())
def test_what_is_no_date_is_refused(raw: object) -> None:
    try:
        day = clean("date", raw)
    except Unreadable:
        return
    assert day is None or date.fromisoformat(str(day)).isoformat() == day


@given(st.text())
def test_a_cleaned_name_stays_as_it_is(raw: str) -> None:
    name = text.name(raw)
    assert text.name(name) == name
    assert name == name.strip()
    name.encode("utf-8")
    assert not any(ord(c) < 32 or c in "\u200b\u2022\u2027\uff0e" for c in name)


@given(st.text())
def test_tidying_twice_is_tidying_once(raw: str) -> None:
    assert text.tidy(text.tidy(raw)) == text.tidy(raw)
    assert text.tidy_lines(text.tidy_lines(raw)) == text.tidy_lines(raw)


CHINESE = st.text("扎西卓玛曾单解多吉仁青平措·", min_size=1, max_size=8).filter(lambda name: name.strip("·"))


@given(CHINESE)
def test_a_person_is_found_by_every_end_of_the_name(name: str) -> None:
    keys = search.keys_of("name", name)
    plain = name.replace("·", "")
    for start in range(len(plain)):
        assert any(key.startswith(query) for query in search.queries(plain[start:]) for key in keys)


@given(NUMBERS, st.integers(1, 6))
def test_a_person_is_found_by_the_tail_of_the_number(number: str, length: int) -> None:
    keys = search.keys_of("id_number", number)
    assert any(
        key.startswith(query) for query in search.queries(number[-length:].lower()) for key in keys
    ) or (number[-length:] == "X")


@given(st.text())
def test_whatever_is_typed_can_be_looked_for(typed: str) -> None:
    for query in search.queries(typed):
        query.encode("utf-8")


@given(DAYS)
def test_a_term_reads_back(day: date) -> None:
    key = terms.of(day)
    assert terms.parse(key) == terms.parse(terms.label(key)) == terms.parse(terms.label(key)[:6]) == key
    first, second = map(int, terms.school_year(key).split("-"))
    assert second == first + 1
    assert day.year in (first, second)


@pytest.mark.parametrize("typed", ["9999A", "0018S", "2218春", "2018", "2018X"])
def test_a_slip_of_the_finger_is_no_term(typed: str) -> None:
    assert terms.parse(typed) is None
    with pytest.raises(UserError, match="不是学期"):
        terms.require(typed)
