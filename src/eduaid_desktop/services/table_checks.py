"""What a value in the tables of resources/ and in the settings must be, by the name of its column or key."""

import re
import string
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eduaid_desktop.domain import agents, evidence, relief_bands
from eduaid_desktop.domain.public_notice import COLUMNS as NOTICE_COLUMNS
from eduaid_desktop.domain.workflow import STATES

_LONGEST_NOTICE, _LONGEST_STEP = 60, 366
# What an opinion text, and the name of a body, may leave to be filled in.
_OF_OPINION, _OF_BODY = {"from_date", "to_date", "days", "yuan", "words", "reason"}, {"county", "township"}
# What the wording of a duty letter or an order to return to school may leave.
_OF_ATTENDANCE = {
    "county", "township", "village", "school", "class_name", "year", "head", "count", "child", "born", "deadline",
    "phone",
}  # fmt: skip


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def _number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10**15


def _yuan(value: Any) -> bool:
    """A sum of yuan with at most two decimals."""
    sound = type(value) in (int, Decimal) and Decimal(value).is_finite() and 0 <= value < 10**10
    return bool(sound and value * 100 == int(value * 100))


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _day(value: Any) -> bool:
    """An ISO date."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _day_of_year(value: Any) -> bool:
    """MM-DD that every year has: 02-29 would stop the program in three years of four."""
    return isinstance(value, str) and _day(f"2001-{value}")


def _with_blanks(value: Any, blanks: Collection[str]) -> bool:
    """Text whose braces hold nothing but what the program fills in, as it is."""
    try:
        parts = [*string.Formatter().parse(value)] if is_text(value) else [("", "", "", None)]
    except ValueError:
        return False
    return all(name is None or (name in blanks and not form and not turn) for _, name, form, turn in parts)


def _pattern(value: str) -> bool:
    try:
        re.compile(value)
    except re.error:
        return False
    return True


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: value in words


COLUMNS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("code", "label", "key", "heading", "role", "source", "noted", "clause"), is_text),
    **dict.fromkeys(("chinese", "tibetan", "remark"), is_text),
    **dict.fromkeys(("programme", "first", "second", "title", "group", "help"), is_text),
    **dict.fromkeys(("min", "max"), _number),
    **dict.fromkeys(("yuan", "min_yuan", "max_yuan"), _yuan),
    **dict.fromkeys(("aliases", "stages", "folders", "environment", "types", "purposes"), _texts),
    **dict.fromkeys(("grades", "levels", "only_grades", "only_places", "asks", "papers"), _texts),
    **dict.fromkeys(("categories", "causes"), _texts),
    "presets": lambda value: _texts(value) and set(value) <= {*relief_bands.PRESETS},
    **dict.fromkeys(
        ("boarding", "registered", "only_boarding", "only_registered", "only_hardship", "dated"), _flag
    ),
    "step_yuan": lambda value: type(value) is int and value > 0,
    "preset": _one_of(*relief_bands.PRESETS),
    "kind": _one_of(*relief_bands.KINDS),
    "whose": _one_of(*relief_bands.WHOSE),
    "year_basis": _one_of(*relief_bands.YEARS),
    "override": _one_of(*relief_bands.ABOVE),
    "yuan": _yuan,
    "states": lambda value: isinstance(value, list) and bool(value) and all(n in [*STATES] for n in value),
    "day_kind": _one_of("working", "natural", "notice"),
    **dict.fromkeys(("spring_last", "autumn_last"), _day_of_year),
    "days": lambda value: _number(value) and value < _LONGEST_STEP,
    "per_term": lambda value: type(value) is int and 0 < value < 400,
    "form": _one_of("waiver", "subsidy", "in_kind", "loan"),
    "counts": _one_of("times", "persons"),
    "period": _one_of("term", "year", "once"),
    "rate": _one_of("fixed", "free", "none"),
    "unit": _one_of("day", "month", "term", "year"),
    "rule": _one_of("both", "exclusive", "ask"),
    "only_area": _one_of("ethnic", "other"),
    "certainty": _one_of("H", "M", "L", "I", "K", "C"),
    **dict.fromkeys(("valid_from", "valid_to"), lambda value: value == "" or _day(value)),
    "text": lambda value: _with_blanks(value, _OF_OPINION),
    "name": lambda value: _with_blanks(value, _OF_BODY),
    "wording": lambda value: _with_blanks(value, _OF_ATTENDANCE),
    **dict.fromkeys(("example", "hint", "why"), is_text),
    "lasts": _one_of("school_year"),
    "need": _one_of("off", "asked", "required", "when"),
    "when": _one_of(*evidence.CONDITIONS),
    "due": _one_of(*evidence.DUE),
    "pattern": lambda value: is_text(value) and _pattern(value),
    **dict.fromkeys(("checked", "filed", "office"), _flag),
}
SETTINGS: Mapping[str, Callable[[Any], bool]] = {
    "aid_household_notice": _number,
    "archive_years": lambda value: _number(value) and 1 <= value <= 100,
    "slip_out_days": lambda value: _number(value) and value <= _LONGEST_STEP,
    "notice_days": lambda value: _number(value) and 1 <= value <= _LONGEST_NOTICE,
    "form_copies": lambda value: _number(value) and 1 <= value < 10,
    **dict.fromkeys(("township_notice", "school_opinion", "form_two_sided"), _flag),
    **dict.fromkeys(("bilingual_labels", "print_tibetan_names"), _flag),
    **dict.fromkeys(("spring_deadline", "autumn_deadline"), _day_of_year),
    **dict.fromkeys(("spring_begins", "autumn_begins"), _day_of_year),
    "area": _one_of("ethnic", "other"),
    **dict.fromkeys(("evidence_required", "closed_terms"), _texts),
    "archive_source": is_text,
    **dict.fromkeys(("own_workdays", "own_holidays"), lambda value: _texts(value) and all(map(_day, value))),
    "idle_lock_minutes": lambda value: isinstance(value, int) and value >= 0,
    "notice_day_kind": _one_of("natural", "working"),
    "notice_columns": lambda value: (
        _texts(value) and "student_name" in value and set(value) <= set(NOTICE_COLUMNS)
    ),
    "eligibility": _one_of("warn", "block"),
    "relief_preset": _one_of(*relief_bands.PRESETS),
    **dict.fromkeys(("plausible_least", "plausible_most"), _number),
    **dict.fromkeys(("evidence_check", "archive_check", "fund_check"), _one_of("warn", "block", "off")),
    "late_signature_until": _one_of(*agents.SIGN_BEFORE),
    "absence_season": lambda value: _texts(value) and len(value) == 2 and all(map(_day_of_year, value)),
    "person_ethnic": is_text,
    "temporary_prefix": lambda value: isinstance(value, str) and bool(re.fullmatch("[A-Z]{2,3}", value)),
    "phones": lambda value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
}
