"""Reading the tables of resources/: of the right shape, or one sentence that names the file and the place."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from eduaid_desktop.errors import UserError
from eduaid_desktop.services.table_checks import COLUMNS, SETTINGS, is_text

Row = dict[str, Any]
T = TypeVar("T")

_REQUIRED = {
    "code": ("code", "label"),
    "entry": ("key", "valid_from", "valid_to"),
    "organisation": ("role", "name", "valid_from", "valid_to"),
    "cloud": ("name", "folders", "noted"),
    "file_system": ("name", "types", "noted"),
    "label": ("chinese", "tibetan", "source", "remark"),
    "setting": ("key", "title", "group", "value_kind", "help"),
}
# The columns that some policies have beside these, by the name of the file.
_POLICIES = {
    "age_window": ("min", "max"),
    "attendance_texts": ("wording", "source", "certainty"),
    "evidence_rule": ("need", "due"),
    "grade_order": ("grades",),
    "opinion_texts": ("text",),
    "programme": ("name", "form", "heading", "counts", "period", "rate", "stages"),
    "rate": ("programme", "yuan", "unit", "clause", "certainty"),
    "supervision_phone": ("name", "source", "certainty"),
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
        if not is_text(head.get(key)):
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
        if column in COLUMNS and not COLUMNS[column](value):
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


def line_of(text: str, name: str, number: int) -> int:
    """The line on which the number-th [[name]] of a file of TOML stands, both counted from 1."""
    heads = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(f"[[{name}]]")]
    return heads[number - 1] if number <= len(heads) else 0


def settings(path: Path) -> Row:
    """The settings of a file. Raises UserError when one is missing or is not what it should be."""
    found = whole(path)
    for key, sound in SETTINGS.items():
        if key not in found:
            raise _wrong(path.name, f"缺少 {key}")
        if not sound(found[key]):
            raise _wrong(path.name, f"{key} 写得不对")
    return found


def is_sound(key: str, value: Any) -> bool:
    """Whether a value may stand under a key of resources/settings.toml."""
    return key in SETTINGS and SETTINGS[key](value)


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
