"""Reading amounts written in Chinese words: 捌佰元整, 人民币壹仟贰佰元伍角, 八百元."""

import re

from eduaid_desktop.domain.money import amount_in_words

_FORMAL = str.maketrans("〇○一二两三四五六七八九十百千圆块正貳陸", "零零壹贰贰叁肆伍陆柒捌玖拾佰仟元元整贰陆")
_DIGITS = {char: number for number, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}
_SHAPE = re.compile(
    "(?:人民币)?(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元?"
    "(?:零?(?P<jiao>[壹贰叁肆伍陆柒捌玖])角)?(?:零?(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?"
)


def parse(words: str) -> int:
    """Fen of an amount in words, formal or everyday. Raises ValueError for anything else.

    What is read is written out again and has to be what was read: 一千二 may be 1200 or 1002, and is refused.
    """
    formal = words.translate(_FORMAL)
    found = _SHAPE.fullmatch(formal)
    if not found:
        raise ValueError(words)
    fen = _whole(found["yuan"]) * 100 + sum(
        _DIGITS[found[part] or "零"] * unit for part, unit in (("jiao", 10), ("fen", 1))
    )
    if _bare(amount_in_words(fen)) != _bare(formal):
        raise ValueError(words)
    return fen


def _whole(words: str) -> int:
    high = section = group = digit = 0
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        if char in _PLACES:
            group += (digit or 1) * _PLACES[char]
        elif char == "万":
            section, group = (section + group + digit) * 10_000, 0
        else:
            high, section, group = (section + group + digit) * 100_000_000, 0, 0
        digit = 0
    return high + section + group + digit


def _bare(words: str) -> str:
    """Without what people leave out: the currency, 整, the 壹 of 壹拾 at the head, 零 behind 元."""
    bare = words.removeprefix("人民币").removesuffix("整").replace("元零", "元").removesuffix("元")
    return bare.removeprefix("壹") if bare.startswith("壹拾") else bare
