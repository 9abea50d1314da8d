"""Citizen ID numbers (公民身份号码, GB 11643-1999).

The check digit decides. The region prefix is where a person was first registered: advice only.
"""

import re
from datetime import date
from functools import lru_cache

from eduaid_desktop.domain.rules import Code

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_LENGTH = 18
_SHAPE = re.compile(r"\d{17}[\dX]")
_STUDENT_NUMBER = re.compile(r"[GJL]\d{17}[\dX]")


def check_digit(first_17: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    # Region, birth date and serial number come again and again in a roll, the whole number does not.
    parts = (
        _weighted(first_17[:6], 0, 6) + _weighted(first_17[6:14], 6, 14) + _weighted(first_17[14:], 14, 17)
    )
    return _CHECKS[parts % 11]


@lru_cache(maxsize=32768)
def _weighted(digits: str, start: int, end: int) -> int:
    return sum(int(d) * w for d, w in zip(digits, _WEIGHTS[start:end], strict=True))


def fault(number: str) -> str:
    """Why this is no ID number, in words to act on; "" when it is one."""
    if not any(sign.isdigit() for sign in number):
        return f"“{number}”不是身份证号；没有证件的请空着这一格。"
    if len(number) == _LENGTH and not _SHAPE.fullmatch(number):
        return "身份证号里有不该有的字符，可能把数字录成了字母（如 0 录成 O），请对照证件核对。"
    if not _SHAPE.fullmatch(number):
        return f"身份证号应为 18 位数字（末位可为 X），现为 {len(number)} 位，请对照证件核对。"
    if birth_date(number) is None:
        return "身份证号第 7 至 14 位不是有效日期，请对照证件核对。"
    if number.endswith("0000"):
        return "身份证号末四位全是 0，可能是 Excel 丢失了末几位，请对照证件核对。"
    if check_digit(number[:17]) != number[17]:
        return "身份证号校验位不对，至少有一位数字录错，请对照证件核对。"
    return ""


def fault_of(number: str, document: Code) -> str:
    """Why this is no number of a document that has a pattern of its own, as fault says it; "" when it is one."""
    if not re.fullmatch(document.pattern, number):
        return f"{document.label}的号码应为{document.example}，现为“{number}”，请对照证件核对。"
    return fault(number) if document.checked and len(number) == _LENGTH else ""


def birth_date(number: str) -> date | None:
    """The birth date in an 18-character number; None when it is no date, or a number of another kind."""
    return _day(number[6:14]) if _SHAPE.match(number) else None


@lru_cache(maxsize=32768)
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def birth_day(number: str) -> str:
    """birth_date as an ISO date, "" for none."""
    return _iso(number[6:14]) if _SHAPE.match(number) else ""


@lru_cache(maxsize=32768)
def _iso(digits: str) -> str:
    day = _day(digits)
    return day.isoformat() if day else ""


def sex(number: str) -> str | None:
    """The sex code (GB/T 2261.1) in an 18-character number: 1 男, 2 女; None for a number of another kind."""
    if not _SHAPE.match(number):
        return None
    return "1" if int(number[16]) % 2 else "2"


def expand(number_15: str) -> str:
    """The 18-character number of a 15-digit one (all of them were issued to people born in 19xx)."""
    first_17 = number_15[:6] + "19" + number_15[6:]
    return first_17 + check_digit(first_17)


def is_student_number(number: str) -> bool:
    """Whether this has the shape of a national student number (学籍号): G, J or L and 18 characters."""
    return bool(_STUDENT_NUMBER.fullmatch(number))
