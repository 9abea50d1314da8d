"""Is a row about a child that is known already? The rules, without the office file.

A number that agrees makes a match certain, unless the names have nothing in common. A name and a birth date
that agree make it doubtful at most: same names are common (domain section 8.7), and a doubtful row is parked
until somebody has compared the papers. Rule codes are those of the sample files; F03 is domain section 5.10.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import search, text
from eduaid_desktop.domain.problems import NOTE, WARN, Problem

# How two names of one number differ; "" where they are the same.
DOT, VARIANT, LOST, OTHER = "X_NAME_DOT", "X_NAME_VARIANT", "N_LOST_CHAR", "X_NAME_OTHER"
# Why a row is parked: two sound ID numbers, or one side without any.
REISSUED, UNNUMBERED = "X_ID_REISSUED", "X_ID_MISSING"
# The same in a few words, for lists.
REASONS = {
    OTHER: "号码相同，姓名不同",
    REISSUED: "同名同生日，身份证号不同",
    UNNUMBERED: "同名同生日，一方没有身份证号",
}
DIGIT = "X_ID_DIGIT"
SAME, DIFFERENT, DISCARD = "same", "different", "discard"

_LOST = re.compile("[?？\ufffd]+")
_SIGNS = {
    "family": "监护人或家庭成员相同",
    "phone": "电话相同",
    "school": "学校相同",
    "village": "行政村相同",
}


@dataclass(frozen=True)
class Circle:
    """Who and what stands around a child: family holds names and ID numbers; sets so that several may be known."""

    family: frozenset[str] = frozenset()
    phone: frozenset[str] = frozenset()
    school: frozenset[str] = frozenset()
    village: frozenset[str] = frozenset()


def plain(name: str) -> str:
    """A name without what separates its parts."""
    return name.replace(text.DOT, "").replace(" ", "")


def lost_character(name: str) -> bool:
    """Whether a character of a name was lost when a file was saved in an older code (“?”)."""
    return bool(_LOST.search(name))


def names(known: str, given: str) -> str:
    """How two names differ that stand for one number: "" the same, else DOT, LOST, VARIANT or OTHER.

    LOST: equal but for the lost characters of either. VARIANT: one character, or only homophones.
    """
    if known == given:
        return ""
    one, other = plain(known), plain(given)
    if one == other:
        return DOT
    if _is_torn(one, other) or _is_torn(other, one):
        return LOST
    return VARIANT if _one_character(one, other) or _sound_alike(one, other) else OTHER


def _is_torn(torn: str, whole: str) -> bool:
    """One “?” stands for one character, two of them also for one that was stored in two halves."""
    if not lost_character(torn):
        return False
    parts = re.split(f"({_LOST.pattern})", torn)
    pattern = "".join(f".{{1,{len(p)}}}" if _LOST.fullmatch(p) else re.escape(p) for p in parts)
    return bool(re.fullmatch(pattern, whole))


def _one_character(one: str, other: str) -> bool:
    """One character replaced, added or left out; something must be left that agrees."""
    shorter = min(len(one), len(other))
    front = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    rest = shorter - front
    back = next((n for n in range(rest) if one[-1 - n] != other[-1 - n]), rest)
    return front + back > 0 and max(len(one), len(other)) - front - back <= 1


def _sound_alike(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    return not set(search.readings(one)).isdisjoint(search.readings(other))


def signs(row: Circle, known: Circle) -> list[str]:
    """What speaks for one child where name and birth date agree, in words.

    School and village are weak: they do not count where both families are known and nobody is in both.
    """
    strong = [_SIGNS[each] for each in ("family", "phone") if getattr(row, each) & getattr(known, each)]
    if not strong and row.family and known.family:
        return []
    return strong + [
        _SIGNS[each] for each in ("school", "village") if getattr(row, each) & getattr(known, each)
    ]


def apart(row: Circle, known: Circle) -> bool:
    """Whether school and village are known of both and neither agrees: two children of one name."""
    places = [(getattr(row, each), getattr(known, each)) for each in ("school", "village")]
    return all(mine and theirs and not mine & theirs for mine, theirs in places)


def doubt(row: Mapping[str, Any], known: Mapping[str, Any], row_circle: Circle, circle: Circle) -> str:
    """REISSUED, UNNUMBERED or "" for two of one name and birth date whose numbers do not say that they are one.

    Two ID numbers need a sign besides; where one side has none, only school and village speak against it.
    """
    if row.get("sex") and known.get("sex") and row["sex"] != known["sex"]:
        return ""
    if row.get("id_number") and known.get("id_number"):
        return REISSUED if signs(row_circle, circle) else ""
    return "" if apart(row_circle, circle) else UNNUMBERED


def subject(row: Mapping[str, Any]) -> str:
    """What a decision about a row is remembered by: its numbers, name and birth date, nothing that changes."""
    told = [row.get(n) or "" for n in ("id_number", "student_number", "person_number", "birth_date")]
    written = json.dumps([*told, plain(row.get("name") or "")], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def one_digit_off(one: str, other: str) -> bool:
    """Whether two numbers differ in exactly one place."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def name_problem(how: str, known: str, given: str) -> Problem:
    """What is said of two names of one child that differ in this way; the known one stays."""
    if how == LOST:
        words = f"姓名中的“?”是转存时丢失的字，这个号码已登记为“{known}”，按已登记的保留。"
        return Problem("name", words, NOTE, LOST)
    words = f"姓名与已登记的不一致：已登记“{known}”，本表“{given}”。暂按已登记的，请核对后修改。"
    return Problem("name", words, WARN, how)


def parked_problem(rule: str, row: Mapping[str, Any], known: Mapping[str, Any], why: list[str]) -> Problem:
    """Why a row waits for a decision."""
    who, wait = f"已登记的“{known['name']}”", "先放在“待定”里，请核对后决定是不是同一人。"
    if rule == OTHER:
        words = f"号码与{who}的相同，姓名却不同（本表“{row['name']}”），{wait}"
        return Problem("name", words, WARN, rule)
    if rule == REISSUED:
        numbers = f"已登记 {known['id_number']}，本表 {row['id_number']}"
        words = f"与{who}同名同生日，{'、'.join(why)}，身份证号却不同（{numbers}），可能换过号码；{wait}"
        return Problem("id_number", words, WARN, rule, "F03")
    side = "本表没有身份证号" if not row.get("id_number") else "已登记的没有身份证号"
    more = "，".join(["、".join(why), side] if why else [side])
    return Problem("id_number", f"与{who}同名同生日，{more}，可能是同一人；{wait}", WARN, rule)


def digit_problem(known: Mapping[str, Any]) -> Problem:
    """The number that is offered for one that fails its check."""
    who = f"“{known['name']}”的身份证号 {known['id_number']}"
    return Problem("id_number", f"与{who} 只差一位，核对无误后请在表里改成它，再导入。", NOTE, DIGIT)
