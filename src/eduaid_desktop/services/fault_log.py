"""The log of the program's faults without what it says: messages can hold names and numbers."""

import builtins
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from eduaid_desktop.paths import config_folder

_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_BEGIN = "Traceback (most recent call last):"
_FRAME = re.compile(r'  File "(?:[^"]*[/\\])?([^"/\\]+)", line (\d+), in (\S+)')
# ASCII words of the program alone, without runs of digits.
_NAME = re.compile(r"(?!.*\d{4})<?[A-Za-z_][A-Za-z_0-9. ]{0,60}>?(?:\.py)?")
_RAISED = re.compile(r"(?:[a-z_][a-z_0-9]*\.)*([A-Z][A-Za-z]*)(?::.*)?")
# The program's own types of UserError are no Error by name.
_OURS = frozenset(("Refused", "Conflict", "Damaged", "Invalid", "Incomplete", "Unreadable"))
_LAST_BYTES = 512 * 1024
_UNKNOWN = "（其他）"


@dataclass
class Fault:
    """at: by the computer's clock; raised: the types, the last one last; frames: file:line function."""

    at: str
    raised: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)


def last(number: int) -> list[Fault]:
    """The last faults, oldest first; none where there is no log."""
    log = config_folder() / "faults.log"
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - _LAST_BYTES, 0))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return read(lines)[-number:]


def read(lines: Iterable[str]) -> list[Fault]:
    """The faults of a log, each stripped to moments, types, files, lines and functions."""
    found: list[Fault] = []
    inside = False
    for line in lines:
        if _STAMP.fullmatch(line):
            found.append(Fault(line))
            inside = False
        elif line == _BEGIN:
            inside = bool(found)
        elif inside and line.startswith("  "):
            found[-1].frames += _frame(line)
        elif inside:
            # What follows a trace is the type and its message; lines after that are message too.
            found[-1].raised.append(_type(line))
            inside = False
    return found


def _frame(line: str) -> list[str]:
    frame = _FRAME.fullmatch(line)
    if frame is None:
        return []
    file, number, function = Path(frame[1]).name, frame[2], frame[3]
    return [f"{_known(file)}:{number} {_known(function)}"]


def _type(line: str) -> str:
    raised = _RAISED.fullmatch(line)
    name = raised[1] if raised else ""
    known = name in _OURS or hasattr(builtins, name) or name.endswith(("Error", "Exception", "Warning"))
    return name if known else _UNKNOWN


def _known(name: str) -> str:
    return name if name.isascii() and _NAME.fullmatch(name) else _UNKNOWN
