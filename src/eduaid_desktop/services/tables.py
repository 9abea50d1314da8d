"""Reading the tables of resources/: of the right shape, or one sentence that names the file and the place."""

import re
import string
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from eduaid_desktop.domain import agents, evidence, relief_bands
from eduaid_desktop.domain.public_notice import COLUMNS
from eduaid_desktop.domain.workflow import STATES
from eduaid_desktop.errors import UserError

Row = dict[str, Any]
_LONGEST_NOTICE, _LONGEST_STEP = 60, 366
T = TypeVar("T")

# What an opinion text or the name of a body may leave to be filled in.
_BLANKS = {"from_date", "to_date", "days", "yuan", "words", "reason", "county", "township"}
_REQUIRED = {
    "code": ("code", "label"),
    "entry": ("key", "valid_from", "valid_to"),
    "organisation": ("role", "name", "valid_from", "valid_to"),
    "cloud": ("name", "folders", "noted"),
    "file_system": ("name", "types", "noted"),
    "setting": ("key", "title", "group", "value_kind", "help"),
}
# The columns that some policies have beside these, by the name of the file.
_POLICIES = {
    "age_window": ("min", "max"),
    "evidence_rule": ("need", "due"),
    "grade_order": ("grades",),
    "opinion_texts": ("text",),
    "programme": ("name", "form", "heading", "counts", "period", "rate", "stages"),
    "rate": ("programme", "yuan", "unit", "clause", "certainty"),
    "stacking": ("first", "second", "rule", "clause"),
    "registered_household": ("heading",),
    "relief_band": ("kind", "clause", "source", "certainty"),
    "relief_cap": ("whose", "yuan", "year_basis", "override", "clause", "source", "certainty"),
    "relief_eligibility": ("source",),
    "relief_category": ("label",),
    "relief_purpose": ("stages",),
    "relief_timetable": ("name", "states", "days", "day_kind"),
}


class Lazily(Mapping[str, T]):
    """What lies under each of some names, read when it is first asked for: a first form needs few tables."""

    def __init__(self, names: Iterable[str], read: Callable[[str], T]) -> None:
        self._names, self._read = tuple(names), read
        self._known: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._known:
            if name not in self._names:
                raise KeyError(name)
            self._known[name] = self._read(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def rows(path: Path, name: str) -> tuple[Row, ...]:
    """The rows [[name]] of a table. Raises UserError for a file that is none, or a row that lacks something."""
    text = _text_of(path)
    own = _POLICIES.get(path.stem, ()) if name == "entry" else ()
    return _sound_rows(_parsed(text, path.name), text, path.name, name, (*_REQUIRED[name], *own))


def package(text: str, file_name: str) -> tuple[Row, dict[str, tuple[Row, ...]]]:
    """A county's policy package: its head (name, document), and by policy its entries.

    A package is one file of TOML that holds [[rate]], [[programme]] and so on where resources/policies has
    rate.toml and programme.toml. Raises UserError, naming file and line, for one that is not sound.
    """
    found = _parsed(text, file_name)
    head = {key: value for key, value in found.items() if not isinstance(value, list)}
    for key in ("name", "document"):
        if not _text(head.get(key)):
            raise _wrong(file_name, f"开头要写明 {key}（政策包名称、文号）")
    if unknown := [key for key in found if isinstance(found[key], list) and key not in _POLICIES]:
        raise _wrong(file_name, f"不认识 [[{unknown[0]}]]，可以有的是 {'、'.join(_POLICIES)}")
    entries = {
        policy: _sound_rows(found, text, file_name, policy, (*_REQUIRED["entry"], *columns))
        for policy, columns in _POLICIES.items()
        if policy in found
    }
    if not entries:
        raise _wrong(file_name, "里面没有一条规定")
    return head, entries


def _sound_rows(
    found: Row, text: str, file_name: str, name: str, required: tuple[str, ...]
) -> tuple[Row, ...]:
    rows = found.get(name)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise _wrong(file_name, f"应由若干个 [[{name}]] 组成")
    for number, row in enumerate(rows, 1):
        if fault := _fault(row, required):
            raise _wrong(file_name, f"第 {line_of(text, name, number)} 行的 [[{name}]] {fault}")
    return tuple(rows)


def _fault(row: Row, required: tuple[str, ...]) -> str:
    """What is wrong with a row, "" when nothing is."""
    for column in required:
        if column not in row:
            return f"缺少 {column}"
    for column, value in row.items():
        if column in _COLUMNS and not _COLUMNS[column](value):
            return f"的 {column} 写得不对"
    if row.get("unit") in ("day", "month") and "per_term" not in row:
        return "按天、按月，要写 per_term（一学期几天、几月）"
    if row.get("need") == "when" and "when" not in row:
        return "的 need 是 when，要写 when（什么情形时必备）"
    if row.get("valid_to") and row["valid_to"] < row["valid_from"]:
        return "的 valid_to 早于 valid_from"
    return _amount_fault(row)


def _amount_fault(row: Row) -> str:
    """What a band of the relief fund lacks for its kind."""
    wanted = {"range": ("min_yuan", "max_yuan"), "fixed": ("yuan",)}.get(row.get("kind", ""), ())
    if missing := [column for column in wanted if column not in row]:
        return f"缺少 {missing[0]}"
    if "min_yuan" in wanted and row["max_yuan"] < row["min_yuan"]:
        return "的 max_yuan 小于 min_yuan"
    return ""


def known_column(name: str) -> bool:
    """Whether a column of this name means anything in any table."""
    return name in _COLUMNS


def line_of(text: str, name: str, number: int) -> int:
    """The line on which the number-th [[name]] of a file of TOML stands, both counted from 1."""
    heads = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(f"[[{name}]]")]
    return heads[number - 1] if number <= len(heads) else 0


def settings(path: Path) -> Row:
    """The settings of a file. Raises UserError when one is missing or is not what it should be."""
    found = whole(path)
    for key, sound in _SETTINGS.items():
        if key not in found:
            raise _wrong(path.name, f"缺少 {key}")
        if not sound(found[key]):
            raise _wrong(path.name, f"{key} 写得不对")
    return found


def is_sound(key: str, value: Any) -> bool:
    """Whether a value may stand under a key of resources/settings.toml."""
    return key in _SETTINGS and _SETTINGS[key](value)


def whole(path: Path) -> Row:
    """A file of TOML. Raises UserError when it cannot be read."""
    return _parsed(_text_of(path), path.name)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except ValueError as error:
        raise _wrong(path.name, "内容已损坏，不是 UTF-8 文字") from error
    except OSError as error:
        raise UserError(f"读不了资料文件“{path.name}”。请重新安装程序。") from error


def _parsed(text: str, file_name: str) -> Row:
    """Numbers with a point stay as they are written: 52.5 yuan are 5,250 fen exactly."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise _wrong(file_name, f"第 {at[1]} 行写得不对" if at else "末尾不完整") from error
    except (ValueError, RecursionError) as error:
        raise _wrong(file_name, "内容已损坏") from error


def _wrong(file_name: str, what: str) -> UserError:
    return UserError(f"资料文件“{file_name}”有错：{what}。请改正，或恢复原文件。")


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


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


def _with_blanks(value: Any) -> bool:
    """Text whose braces hold nothing but what the program fills in."""
    try:
        return _text(value) and {name for _, name, *_ in string.Formatter().parse(value) if name} <= _BLANKS
    except ValueError:
        return False


def _pattern(value: str) -> bool:
    try:
        re.compile(value)
    except re.error:
        return False
    return True


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: value in words


_COLUMNS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("code", "label", "key", "heading", "role", "source", "noted", "clause"), _text),
    **dict.fromkeys(("programme", "first", "second", "title", "group", "help"), _text),
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
    **dict.fromkeys(("text", "name"), _with_blanks),
    **dict.fromkeys(("example", "hint", "why"), _text),
    "lasts": _one_of("school_year"),
    "need": _one_of("off", "asked", "required", "when"),
    "when": _one_of(*evidence.CONDITIONS),
    "due": _one_of(*evidence.DUE),
    "pattern": lambda value: _text(value) and _pattern(value),
    **dict.fromkeys(("checked", "filed", "office"), _flag),
}
_SETTINGS: Mapping[str, Callable[[Any], bool]] = {
    "aid_household_notice": _number,
    "archive_years": lambda value: _number(value) and 1 <= value <= 100,
    "notice_days": lambda value: _number(value) and 1 <= value <= _LONGEST_NOTICE,
    "form_copies": lambda value: _number(value) and 1 <= value < 10,
    **dict.fromkeys(("township_notice", "school_opinion"), _flag),
    **dict.fromkeys(("spring_deadline", "autumn_deadline"), _day_of_year),
    **dict.fromkeys(("spring_begins", "autumn_begins"), _day_of_year),
    "area": _one_of("ethnic", "other"),
    **dict.fromkeys(("evidence_required", "closed_terms"), _texts),
    "archive_source": _text,
    **dict.fromkeys(("own_workdays", "own_holidays"), lambda value: _texts(value) and all(map(_day, value))),
    "idle_lock_minutes": lambda value: isinstance(value, int) and value >= 0,
    "notice_day_kind": _one_of("natural", "working"),
    "notice_columns": lambda value: _texts(value) and "student_name" in value and set(value) <= set(COLUMNS),
    "eligibility": _one_of("warn", "block"),
    "relief_preset": _one_of(*relief_bands.PRESETS),
    **dict.fromkeys(("plausible_least", "plausible_most"), _number),
    **dict.fromkeys(("evidence_check", "archive_check", "fund_check"), _one_of("warn", "block", "off")),
    "late_signature_until": _one_of(*agents.SIGN_BEFORE),
    "absence_season": lambda value: _texts(value) and len(value) == 2 and all(map(_day_of_year, value)),
    "person_ethnic": _text,
    "temporary_prefix": lambda value: isinstance(value, str) and bool(re.fullmatch("[A-Z]{2,3}", value)),
    "phones": lambda value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
}
