"""收到的明细: every row that townships sent up in a term, or those behind a batch, a finding, a township."""

import json
from collections.abc import Mapping
from typing import Any

from eduaid_desktop.gui.only_bar import OnlyBar
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services.lists import ListSource, open_list


class CollectedLines(Register):
    """Saved as a workbook as any register is: what is listed, for a purpose, numbers masked unless asked for."""

    _filters: Mapping[str, Any] = {}
    _term: str | None = None

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "collected_lines")
        self.bar = OnlyBar()
        self.bar.all_wanted.connect(lambda: self.only("", {}))
        self.list.add_choices(self.bar)

    def take(self, term: str) -> None:
        """The rows of another term; of the same one, read again."""
        if term != self._term:
            self._term = term
            self.only("", {})
        else:
            self.list.refresh()

    def only(self, words: str, filters: Mapping[str, Any]) -> None:
        """Only some rows, which words name: those of a batch, a township, or of some ids; {} for all of the term.

        Rows of a finding may be of another term of the year.
        """
        of_term = {} if "ids" in filters else {"term": self._term}
        ids = {"ids": json.dumps(filters["ids"])} if "ids" in filters else {}
        self._filters = {**of_term, **filters, **ids}
        self.bar.tell(words)
        self.list.point_to(self._source())

    def _source(self) -> ListSource:
        return open_list(self.shell.desk, "collected_lines", **self._filters)
