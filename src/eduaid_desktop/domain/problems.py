"""What is wrong with a value, a form or a row."""

from collections.abc import Iterable
from dataclasses import dataclass

BLOCK, WARN, NOTE = "block", "warn", "note"


@dataclass(frozen=True)
class Problem:
    """field: the field's name, or "" for the whole form. rule: a code such as B_ID_CHECK.

    clause: the number of the rule it rests on, such as F07. A BLOCK keeps the record from being
    accepted, a WARN wants a look, a NOTE says what was put right.
    """

    field: str
    message: str
    severity: str = BLOCK
    rule: str = ""
    clause: str = ""

    @property
    def blocking(self) -> bool:
        """Whether the record cannot be accepted while this stands."""
        return self.severity == BLOCK


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """Only the problems that block."""
    return [p for p in problems if p.blocking]
