"""Amounts: typed, shown, and in words by the vectors of the bank rule (支付结算办法, 正确填写票据)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import money

VECTORS = {
    50_000: "人民币伍佰元整",
    140_950: "人民币壹仟肆佰零玖元伍角",
    600_714: "人民币陆仟零柒元壹角肆分",
    1_640_902: "人民币壹万陆仟肆佰零玖元零贰分",
    32_504: "人民币叁佰贰拾伍元零肆分",
    168_032: "人民币壹仟陆佰捌拾元零叁角贰分",
    10_700_053: "人民币壹拾万柒仟元零伍角叁分",
    49_690_000: "人民币肆拾玖万陆仟玖佰元整",
    10_000_000_000: "人民币壹亿元整",
    5: "人民币伍分",
    50: "人民币伍角",
    0: "人民币零元整",
    1_000_000: "人民币壹万元整",
    1_000_100: "人民币壹万零壹元整",
    10_001_000_000: "人民币壹亿零壹万元整",
    10_000_000_100: "人民币壹亿零壹元整",
}
AMOUNTS = st.integers(min_value=0, max_value=10**14 - 1)


@pytest.mark.parametrize(("fen", "words"), VECTORS.items())
def test_amount_in_words(fen: int, words: str) -> None:
    assert money.amount_in_words(fen) == words


@given(AMOUNTS)
def test_words_read_back_to_the_amount(fen: int) -> None:
    assert _read(money.amount_in_words(fen)) == fen


@given(AMOUNTS)
def test_words_keep_the_rule(fen: int) -> None:
    words = money.amount_in_words(fen)
    assert re.fullmatch(r"人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分]+整?", words)
    assert words.endswith("整") == (fen % 100 == 0)
    assert "零零" not in words
    assert not re.search(r"零[万亿]", words)
    assert words.count("元") == (1 if fen >= 100 or fen == 0 else 0)


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_amounts_without_words_are_refused(fen: int) -> None:
    with pytest.raises(ValueError, match=str(fen)):
        money.amount_in_words(fen)


@given(st.integers(min_value=0, max_value=10**12))
def test_shown_amounts_are_typed_back(fen: int) -> None:
    assert money.parse_yuan(money.yuan(fen)) == fen
    assert money.parse_yuan(money.plain_yuan(fen)) == fen
    assert money.parse_yuan(f"¥{money.yuan(fen)}元整") == fen


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1200", 120_000), ("1,200.50", 120_050), ("¥500", 50_000), ("500元", 50_000), ("0.1", 10)],
)
def test_typed_yuan(typed: str, fen: int) -> None:
    assert money.parse_yuan(typed) == fen


@pytest.mark.parametrize("typed", ["", "1.234", "一千", "12元5角", "1e400", "NaN", "."])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        money.parse_yuan(typed)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", float("nan"), float("inf"), "", "x"])
def test_what_is_no_number_is_refused(number: str | float) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        money.yuan_to_fen(number)


def test_wan_shows_no_trailing_zeros() -> None:
    assert [money.wan(f) for f in (518_414_000, 100_000_000, 0, 1)] == ["518.414", "100", "0", "0.000001"]


def _read(words: str) -> int:
    """A second, independent reading: 亿, 万 and 元 groups, then 角 and 分."""
    fen = 0
    body = words.removeprefix("人民币").removesuffix("整")
    if "元" in body:
        whole, body = body.split("元")
        for unit, factor in (("亿", 10**8), ("万", 10**4), ("", 1)):
            group, whole = (
                whole.split(unit) if unit and unit in whole else ("", whole) if unit else (whole, "")
            )
            fen += _group(group) * factor * 100
    for digit, unit in re.findall(r"([壹贰叁肆伍陆柒捌玖])([角分])", body):
        fen += "零壹贰叁肆伍陆柒捌玖".index(digit) * {"角": 10, "分": 1}[unit]
    return fen


def _group(words: str) -> int:
    pairs = re.findall(r"([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)", words)
    return sum(
        "零壹贰叁肆伍陆柒捌玖".index(d) * {"仟": 1000, "佰": 100, "拾": 10, "": 1}[u] for d, u in pairs
    )
