"""The dated data that every check reads: code tables, bands, settings, and today's date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Code:
    """One line of a code table: the stored code, the label, other words for it, and its dates.

    Of a kind of document: pattern, what its numbers look like ("" for a citizen's ID number); example, the same in
    words; checked, whether those of 18 characters have the check digit and birth date of GB 11643. hint: what
    belongs to it, in words.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    pattern: str = ""
    example: str = ""
    checked: bool = False
    hint: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether the code may be chosen on that day (ISO dates, both ends included)."""
        iso = day.isoformat()
        return self.valid_from <= iso and (not self.valid_to or iso <= self.valid_to)


class CodeTable:
    """A code table, looked up by code, label or alias."""

    def __init__(self, name: str, codes: tuple[Code, ...]) -> None:
        self.name = name
        self.codes = codes
        self._by_code = {c.code: c for c in codes}
        self._by_word = {word: c for c in reversed(codes) for word in (*c.aliases, c.label, c.code)}

    def find(self, word: str) -> Code | None:
        """The code that this word means, or None."""
        return self._by_word.get(word)

    def get(self, code: str | None) -> Code | None:
        """The line of a stored code, or None."""
        return self._by_code.get(code or "")

    def label(self, code: str | None) -> str:
        """The label of a stored code; an unknown code is shown as it stands."""
        known = self._by_code.get(code or "")
        return known.label if known else (code or "")

    def offered(self, day: date) -> tuple[Code, ...]:
        """The codes a person may choose on that day."""
        return tuple(c for c in self.codes if c.valid_on(day))


@dataclass(frozen=True)
class Rules:
    """codes: code tables by name. policy: the dated policy tables (resources/policies).

    settings: the office's own settings. today: the office's date, never the computer's.
    """

    today: date
    codes: Mapping[str, CodeTable] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def label(self, table: str, code: str | None) -> str:
        """The label of a code of a table."""
        return self.codes[table].label(code)
