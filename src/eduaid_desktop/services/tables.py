"""Reading the tables of resources/: of the right shape, or one sentence that names the file and the place."""

import re
import string
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eduaid_desktop.domain.public_notice import COLUMNS
from eduaid_desktop.errors import UserError

Row = dict[str, Any]

# What an opinion text or the name of a body may leave to be filled in.
_BLANKS = {"from_date", "to_date", "days", "yuan", "words", "reason", "county", "township"}
_REQUIRED = {
    "code": ("code", "label"),
    "entry": ("key", "valid_from", "valid_to"),
    "organisation": ("role", "name", "valid_from", "valid_to"),
    "cloud": ("name", "folders", "noted"),
    "file_system": ("name", "types", "noted"),
}
# The columns that some policies have beside these, by the name of the file.
_POLICIES = {
    "age_window": ("min", "max"),
    "opinion_texts": ("text",),
    "programme": ("name", "form", "stages"),
    "registered_household": ("heading",),
    "relief_band": ("min", "max"),
    "relief_cap": ("amount",),
    "relief_purpose": ("stages",),
}


def rows(path: Path, name: str) -> tuple[Row, ...]:
    """The rows [[name]] of a table. Raises UserError for a file that is none, or a row that lacks something."""
    found = whole(path).get(name)
    if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
        raise _wrong(path, f"应由若干个 [[{name}]] 组成")
    for number, row in enumerate(found, 1):
        own = _POLICIES.get(path.stem, ()) if name == "entry" else ()
        for column in (*_REQUIRED[name], *own):
            if column not in row:
                raise _wrong(path, f"第 {number} 个 [[{name}]] 缺少 {column}")
        for column, value in row.items():
            if column in _COLUMNS and not _COLUMNS[column](value):
                raise _wrong(path, f"第 {number} 个 [[{name}]] 的 {column} 写得不对")
    return tuple(found)


def settings(path: Path) -> Row:
    """The settings of a file. Raises UserError when one is missing or is not what it should be."""
    found = whole(path)
    for key, sound in _SETTINGS.items():
        if key not in found:
            raise _wrong(path, f"缺少 {key}")
        if not sound(found[key]):
            raise _wrong(path, f"{key} 写得不对")
    return found


def whole(path: Path) -> Row:
    """A file of TOML. Raises UserError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise _wrong(path, f"第 {at[1]} 行写得不对" if at else "末尾不完整") from error
    except (ValueError, RecursionError) as error:
        raise _wrong(path, "内容已损坏，不是 UTF-8 文字") from error
    except OSError as error:
        raise UserError(f"读不了资料文件“{path.name}”。请重新安装程序。") from error


def _wrong(path: Path, what: str) -> UserError:
    return UserError(f"资料文件“{path.name}”有错：{what}。请改正，或恢复原文件。")


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10**15


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _day(value: Any) -> bool:
    """An ISO date."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _day_of_year(value: Any) -> bool:
    return isinstance(value, str) and _day(f"2000-{value}")


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
    **dict.fromkeys(("code", "label", "key", "form", "heading", "role", "source", "noted"), _text),
    **dict.fromkeys(("min", "max", "amount"), _number),
    **dict.fromkeys(("aliases", "stages", "folders", "environment", "types"), _texts),
    **dict.fromkeys(("valid_from", "valid_to"), lambda value: value == "" or _day(value)),
    **dict.fromkeys(("text", "name"), _with_blanks),
    "example": _text,
    "pattern": lambda value: _text(value) and _pattern(value),
    "checked": _flag,
    "requires": _one_of("boarding", "registered"),
}
_SETTINGS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("notice_days", "form_copies"), _number),
    **dict.fromkeys(("township_notice", "school_opinion"), _flag),
    **dict.fromkeys(("spring_deadline", "autumn_deadline"), _day_of_year),
    **dict.fromkeys(("evidence_required", "closed_terms"), _texts),
    **dict.fromkeys(("own_workdays", "own_holidays"), lambda value: _texts(value) and all(map(_day, value))),
    "idle_lock_minutes": lambda value: isinstance(value, int) and value >= 0,
    "notice_day_kind": _one_of("natural", "working"),
    "notice_columns": lambda value: _texts(value) and "student_name" in value and set(value) <= set(COLUMNS),
    "eligibility": _one_of("warn", "block"),
    "evidence_check": _one_of("warn", "block", "off"),
    "person_ethnic": _text,
    "temporary_prefix": lambda value: isinstance(value, str) and bool(re.fullmatch("[A-Z]{2,3}", value)),
    "phones": lambda value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
}
