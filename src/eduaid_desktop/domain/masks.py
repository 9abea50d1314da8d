"""Masks: ID, card and telephone numbers as lists, search results and circulated papers show them.

Source: domain section 13, least exposure. Of an ID number the region and the last four characters stay, of a
telephone number the first three and the last four, of an account the last four only. A form that is being
keyed shows everything.
"""

import re
from collections.abc import Callable, Mapping

from eduaid_desktop.domain import id_number as numbers
from eduaid_desktop.domain.serials import is_temporary
from eduaid_desktop.domain.text import half_width

_TAIL = 4
_LONGEST_PHONE = 13
# Case and batch numbers, days and moments in file names: long, and nobody's secret. What open_phrase tells once is
# to be read as it stands: nobody could open the file otherwise.
_PUBLIC = (
    r"[A-Za-z]{2,}-\d{9}-\d{4}[SA](?:-\d{3,})?",
    r"[A-Z]{2,3}-(?:\d{6}|\d{9})-\d{4,7}(?!\d)",
    r"(?<!\d)20\d\d[01]\d[0-3]\d-(?:\d{6}|20\d\d[01]\d[0-3]\d)(?!\d)",
    r"打开密码 \d{3}(?: \d{3}){1,3} \d{1,3}(?![ \d])",
)
# Eleven digits and more, in one run or in groups of three and more as cards and telephones are written.
_DIGIT = "[0-9０-９]"
_LONG = (rf"{_DIGIT}{{3,}}(?:[ \u3000\-‐–—]{_DIGIT}{{3,}})+[Xx]?", rf"{_DIGIT}{{11,}}[Xx]?")
# Passports and travel permits: letters, then seven digits and more.
_DOCUMENT = r"(?<![A-Za-z0-9-])[A-Z]{1,3}\d{7,12}(?![A-Za-z0-9])"
_FOUND = re.compile(f"(?P<public>{'|'.join(_PUBLIC)})|(?P<document>{_DOCUMENT})|{'|'.join(_LONG)}")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D?)+")
_SHORTEST = 11
_ID_NUMBER = re.compile(r"\d{17}[\dX](?:\d{2}|\d{4})?")


def id_number(number: str) -> str:
    """513399********9922; of what is too short for an ID number only its end; a temporary number as it is."""
    if is_temporary(number):
        return number
    if len(number) < 14:
        return _end(number)
    return number[:6] + "*" * (len(number) - 10) + number[-_TAIL:]


def student_number(number: str) -> str:
    """G513399********9922: a student number is a letter and an ID number."""
    return number[:1] + id_number(number[1:]) if number[:1].isalpha() else id_number(number)


def phone(written: str) -> str:
    """138****1234, also where several numbers stand in one field."""
    return re.sub(r"\d+", lambda run: _phone(run[0]), written)


def account(number: str) -> str:
    """尾号 1234."""
    return f"尾号 {number[-_kept(number) :]}"


def in_text(text: str) -> str:
    """A text somebody wrote, with the long numbers in it masked; case numbers and days stay."""
    return _FOUND.sub(_masked, text)


# Kinds of Field and of list column that are not shown as they stand.
MASKS: Mapping[str, Callable[[str], str]] = {
    "id_number": id_number,
    "student_number": student_number,
    "phone": phone,
    "account": account,
    **dict.fromkeys(("text", "note", "name"), in_text),
}


def shown(kind: str, words: str) -> str:
    """What may be seen of a value of this kind; words: the value as a person reads it."""
    mask = MASKS.get(kind)
    return mask(words) if mask and words else words


def _phone(run: str) -> str:
    if not 8 <= len(run) <= _LONGEST_PHONE:
        return _end(run)
    return f"{run[: len(run) - 8]}****{run[-_TAIL:]}"


def _end(number: str) -> str:
    return f"****{number[-_kept(number) :]}" if len(number) > 1 else "****"


def _kept(number: str) -> int:
    """The last four, of a short one less than half."""
    return min(_TAIL, max(len(number) // 2, 1))


def _masked(found: re.Match[str]) -> str:
    if found["public"] or _YEARS.fullmatch(found[0]):
        return found[0]
    if found["document"]:
        return _end(found[0])
    plain = re.sub(r"[^0-9X]", "", half_width(found[0]).upper())
    if len(plain) < _SHORTEST:
        return found[0]
    if _ID_NUMBER.fullmatch(plain) and numbers.birth_date(plain):
        return id_number(plain)
    return _phone(plain) if len(plain) == _SHORTEST and plain[0] == "1" else _end(plain)
