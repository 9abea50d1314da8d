"""What whoever takes over an office has to know, as the window, the paper and the command line show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain.sheet import Column


@dataclass(frozen=True)
class Item:
    """One kind of open thing: how many, a sentence about them, and each of them as a row of shown cells.

    unit: how they are counted (份, 批). No ID number stands here, and of accounts the last four digits.
    """

    key: str
    title: str
    count: int
    words: str
    unit: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def as_json(self) -> Mapping[str, Any]:
        """As the command line prints it."""
        head = {
            "key": self.key,
            "title": self.title,
            "count": self.count,
            "unit": self.unit,
            "words": self.words,
        }
        return {
            **head,
            "columns": [column.title for column in self.columns],
            "rows": [list(r) for r in self.rows],
        }
