"""What every kind of Field needs to read a value: the refusal, the remark, blank cells and whole numbers."""

from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.domain.problems import NOTE


class Unreadable(ValueError):
    """A value that this kind cannot hold; the message says what is expected."""

    def __init__(self, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True)
class Remark:
    """Something to say about a value that was accepted."""

    text: str
    severity: str = NOTE
    rule: str = ""


Cleaned = tuple[Any, list[Remark]]


def blank(raw: Any) -> bool:
    """Whether a cell holds nothing to see."""
    return raw is None or (isinstance(raw, str) and not (raw.isalnum() or text.tidy(raw)))


def whole(raw: Any) -> Any:
    """2017.0, as workbooks hold every number, is 2017; any other is taken as the workbook shows it."""
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() else f"{raw:.15g}"
    return raw
