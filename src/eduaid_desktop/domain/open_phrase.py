"""打开密码: what Excel and WPS ask for before they show a protected workbook, made so that it can be told by telephone.

Five groups of three digits: digits alone are read out without doubt and typed without an input method, and fifteen
characters are what programs as old as Excel 97 take. They hold 49 bits of chance; a workbook lets one phrase be tried
only after 100,000 rounds of SHA-512, so a graphics card that tries 20,000 a second needs 800 years for half of them.
"""

import re
import secrets

from eduaid_desktop.domain import text
from eduaid_desktop.errors import Refused

GROUPS = 5
_WIDTH = 3
# What a clerk may choose: so few and so many characters, of which so many are different.
_SHORTEST, _LONGEST, _DIFFERENT = 8, GROUPS * _WIDTH, 4
_TYPED = re.compile(r"[!-~]+")
_BETWEEN = re.compile(r"[\s\-‐–—_·.,，、]+")


def make() -> str:
    """A new phrase: fifteen digits, none of which can be known beforehand."""
    while len(set(phrase := "".join(secrets.choice("0123456789") for _ in range(_LONGEST)))) < _DIFFERENT:
        pass
    return phrase


def grouped(phrase: str) -> str:
    """As it is shown and printed: digits by threes; what a clerk chose stays as it is. The gaps are not typed."""
    if not phrase.isdecimal():
        return phrase
    return " ".join(phrase[at : at + _WIDTH] for at in range(0, len(phrase), _WIDTH))


def told(phrase: str) -> str:
    """What is said once of the password of a file that keeps none; "" where there is none."""
    return f"打开密码 {grouped(phrase)}，只显示这一次，请抄下来，与文件分开传递。" if phrase else ""


def require(written: str) -> str:
    """A phrase that a clerk chose, or copied with its gaps, as the file takes it. Raises Refused (field phrase)."""
    phrase = ungrouped(written)
    if not _TYPED.fullmatch(phrase):
        words = "打开密码只能用数字、英文字母和符号，汉字和空格在输密码的地方打不出来。请换一个。"
    elif not _SHORTEST <= len(phrase) <= _LONGEST:
        words = f"打开密码要有 {_SHORTEST} 到 {_LONGEST} 个字符，现在是 {len(phrase)} 个。请改一改。"
    elif (
        len(set(phrase)) < _DIFFERENT or phrase in "01234567890123456789" or phrase in "98765432109876543210"
    ):
        words = "这个打开密码太容易猜。请换一个，或让程序生成。"
    else:
        return phrase
    raise Refused(words, "phrase")


def chosen(wanted: str | None) -> str:
    """The phrase that a file is protected with, "" for none.

    wanted: None for a file that opens without, "" for a phrase made here, else the clerk's own. Raises Refused.
    """
    if wanted is None:
        return ""
    return require(wanted) if wanted else make()


def ungrouped(typed: str) -> str:
    """What was meant by digits typed in groups or in full width; other phrases as they were typed."""
    plain = text.half_width(typed).strip()
    digits = _BETWEEN.sub("", plain)
    return digits if digits.isdecimal() and digits.isascii() else plain
