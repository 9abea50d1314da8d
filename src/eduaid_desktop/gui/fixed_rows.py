"""Rows that stand in memory, for the list widget: the problems of an import, the lines of a reply."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.lists import cell

Values = Mapping[str, Any]


class FixedRows:
    """A rows_model.Source. Each row holds stored values by column name, and may bring its own id."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Values],
        desk: Desk | None,
        empty_hint: str = "",
        summed: Sequence[str] = (),
    ) -> None:
        """desk: None where no office file is open. summed: columns of money whose sum is wanted below the list."""
        self.columns, self.summed = columns, summed
        self.empty_hint = empty_hint
        self.searched = [column.title for column in columns]
        self._desk, self._rules = desk, desk.rules() if desk else Rules(date.today())
        self._rows = {int(row.get("id", place)): row for place, row in enumerate(rows)}

    def ids(self, *, sort: str = "", descending: bool = False, filter: str = "") -> "array[int]":
        """The ids of the rows under the filter; sorted by the stored value, empty ones first."""
        wanted = filter.upper().split()
        found = [i for i in self._rows if all(self._holds(i, word) for word in wanted)]
        if sort:
            values = {i: self._rows[i].get(sort) for i in found}
            found.sort(key=lambda i: (values[i] is not None, values[i]), reverse=descending)
        return array("q", found)

    def rows(self, wanted: Sequence[int]) -> dict[int, dict[str, str]]:
        """The cells of some rows as shown, by id."""
        return {i: self._cells(self._rows[i]) for i in wanted}

    def raw(self, wanted: Sequence[int]) -> list[Values]:
        """The stored values of some rows, in that order."""
        return [self._rows[i] for i in wanted]

    def totals(self, *, filter: str = "") -> dict[str, str]:
        """count, and the wanted sums as shown."""
        found = self.ids(filter=filter)
        sums = {name: yuan(sum(self._rows[i].get(name) or 0 for i in found)) for name in self.summed}
        return {"count": str(len(found)), **sums}

    def _cells(self, row: Values) -> dict[str, str]:
        full = bool(self._desk and self._desk.session.unmasked)
        return {c.name: cell(c, row.get(c.name), self._rules, full=full) for c in self.columns}

    def _holds(self, record_id: int, word: str) -> bool:
        """In what is shown, or a whole number in what is stored: a mask is not to be guessed digit by digit."""
        row = self._rows[record_id]
        if word in " ".join(self._cells(row).values()).upper():
            return True
        whole = masks.in_text(word) != word
        return whole and any(word in str(row.get(c.name) or "").upper() for c in self.columns)
