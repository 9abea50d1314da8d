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
# What the test suites of well-known libraries say of amounts, in yuan as they write it. Facts only.
# Where they differ from the rule they are left out: num2words writes 10.05 without 零, nzh drops 整 after 1.0, and
# hutool says 零 between 万 and 仟 (伍仟万零捌仟), which the rule allows but domain 12.1 does not choose.
PUBLISHED = {
    # cnwhy/nzh, test/testData.js, toMoney
    "0": "零元整", "1": "壹元整", "10": "壹拾元整", "12": "壹拾贰元整", "3456789": "叁佰肆拾伍万陆仟柒佰捌拾玖元整",
    "1001000021": "壹拾亿零壹佰万零贰拾壹元整", "0.1": "壹角", "1.10": "壹元壹角", "10.01": "壹拾元零壹分",
    "100111.11": "壹拾万零壹佰壹拾壹元壹角壹分", "1010": "壹仟零壹拾元整",
    # dromara/hutool, NumberChineseFormatterTest.java, digitToChinese
    "2421.02": "贰仟肆佰贰拾壹元零贰分", "67556.32": "陆万柒仟伍佰伍拾陆元叁角贰分", "1024": "壹仟零贰拾肆元整",
    "200000000": "贰亿元整", "20000": "贰万元整",
    # savoirfairelinux/num2words, tests/test_zh_cn.py, to="currency"
    "12.12": "壹拾贰元壹角贰分", "1235678": "壹佰贰拾叁万伍仟陆佰柒拾捌元整",
}  # fmt: skip
# The same for whole numbers, in the small characters of daily use; an amount ends in 元整.
CARDINALS = {
    # cnwhy/nzh, test/testData.js, toCN
    123: "一百二十三", 1234: "一千二百三十四", 12345: "一万二千三百四十五",
    1234567890: "一十二亿三千四百五十六万七千八百九十",
    12301230123: "一百二十三亿零一百二十三万零一百二十三", 123012301230: "一千二百三十亿一千二百三十万一千二百三十",
    101: "一百零一", 1001: "一千零一", 10001: "一万零一", 100001: "一十万零一", 100010: "一十万零一十",
    100100: "一十万零一百", 101000: "一十万一千", 1010001000: "一十亿一千万一千", 1000001000: "一十亿零一千",
    # dromara/hutool, NumberChineseFormatterTest.java, format
    10889: "一万零八百八十九", 12653: "一万二千六百五十三", 100350089: "一亿零三十五万零八十九", 1200: "一千二百",
    # Ailln/cn2an, cn2an/an2cn_test.py
    1000000: "一百万", 1000054: "一百万零五十四", 31000054: "三千一百万零五十四",
    # savoirfairelinux/num2words, tests/test_zh.py, stuff_zero=2
    1203405: "一百二十万三千四百零五", 908070605: "九亿零八百零七万零六百零五", 1200034005: "一十二亿零三万四千零五",
    5000006: "五百万零六",
}  # fmt: skip
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
AMOUNTS = st.integers(min_value=0, max_value=10**14 - 1)


@pytest.mark.parametrize(("fen", "words"), VECTORS.items())
def test_amount_in_words(fen: int, words: str) -> None:
    assert money.amount_in_words(fen) == words


@pytest.mark.parametrize(("yuan", "words"), PUBLISHED.items())
def test_well_known_libraries_say_the_same(yuan: str, words: str) -> None:
    assert money.amount_in_words(money.yuan_to_fen(yuan)) == f"人民币{words}"


@pytest.mark.parametrize(("yuan", "words"), CARDINALS.items())
def test_numbers_are_read_as_well_known_libraries_read_them(yuan: int, words: str) -> None:
    assert money.amount_in_words(100 * yuan) == f"人民币{words.translate(FORMAL)}元整"


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (100_000_005, "壹佰万元零伍分"),
        (100_000_050, "壹佰万元零伍角"),
        (10_000_000_001, "壹亿元零壹分"),
        (10_010_000_000, "壹亿零壹拾万元整"),
        (100_000_000_000, "壹拾亿元整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角"),
        (111, "壹元壹角壹分"),
        (1, "壹分"),
        (99_999_999_999_999, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_gaps_and_ends(fen: int, words: str) -> None:
    assert money.amount_in_words(fen) == f"人民币{words}"


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


@pytest.mark.parametrize(
    "typed", ["", "1.234", "一千", "12元5角", "1e400", "NaN", ".", "1100,50", "1,1000", ",5"]
)
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
