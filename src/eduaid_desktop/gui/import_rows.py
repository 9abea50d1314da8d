"""全部行: every row of the sheets with its outcome and the reason; the equation whose numbers are its filters."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.gui.import_sheet import IGNORED
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.result import WORDS, ImportResult, Line
from eduaid_desktop.services.imports import OUTCOMES, PARKED, REFUSED
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.lists import cell

ALL, NO_ROW = "", "ignored"
_SIGNS = {REFUSED: "✕ ", PARKED: "▲ "}
_COLUMNS = (
    Column("row", "行号", "integer", 60),
    Column("outcome", "结果", "words", 70, words={**WORDS, NO_ROW: "不是数据"}),
    Column("name", "姓名", width=110),
    Column("reason", "说明", width=640),
    Column("sheet", "工作表", width=110),
    Column("origin", "原表的行", width=150),
)


class ImportRows:
    """A rows_model.Source over the lines of an import, and the other rows of its sheets, made as they are seen."""

    searched = ("行号", "姓名", "说明")

    def __init__(self, found: ImportResult, desk: Desk, outcome: str = ALL) -> None:
        self._lines, self._desk, self._rules = found.lines, desk, desk.rules()
        self._ignored = found.ignored
        self._outcome = outcome
        left = set() if len(found.sources) > 1 else {"sheet"}
        left |= set() if any(line.origin for line in found.lines) else {"origin"}
        self.columns = tuple(column for column in _COLUMNS if column.name not in left)
        self.empty_hint = f"没有{WORDS[outcome]}的行。" if outcome in WORDS else "没有行。"

    def line(self, record_id: int) -> Line | None:
        """The data row under an id, None for a title, a sum and the like."""
        return self._lines[record_id] if record_id < len(self._lines) else None

    def place(self, record_id: int) -> tuple[str, int]:
        """(sheet, Excel row) of an id."""
        if record_id < len(self._lines):
            return self._lines[record_id].sheet, self._lines[record_id].row
        ignored = self._ignored[record_id - len(self._lines)]
        return ignored["sheet"], ignored["row"]

    def ids(self, *, sort: str = "", descending: bool = False, filter: str = "") -> "array[int]":
        """Data rows first, the others behind them; every word must be in one of the cells."""
        count = len(self._lines)
        found = [i for i in range(count) if self._outcome in (ALL, self._lines[i].outcome)]
        if self._outcome in (ALL, NO_ROW):
            found += range(count, count + len(self._ignored))
        for word in filter.upper().split():
            found = [i for i in found if self._holds(i, word)]
        if sort:
            values = {i: self._stored(i).get(sort) for i in found}
            found.sort(key=lambda i: (values[i] is not None, values[i]), reverse=descending)
        return array("q", found)

    def rows(self, wanted: Sequence[int]) -> dict[int, dict[str, str]]:
        """The cells of some rows as shown, by id."""
        full = self._desk.session.unmasked
        return {
            i: {c.name: cell(c, stored.get(c.name), self._rules, full=full) for c in self.columns}
            for i in wanted
            for stored in (self._stored(i),)
        }

    def totals(self, *, filter: str = "") -> dict[str, str]:
        """count alone."""
        return {"count": str(len(self.ids(filter=filter)))}

    def _stored(self, record_id: int) -> Mapping[str, Any]:
        line = self.line(record_id)
        if line is None:
            ignored = self._ignored[record_id - len(self._lines)]
            row = {"sheet": ignored["sheet"], "row": ignored["row"] or None, "outcome": NO_ROW}
            return {**row, "reason": IGNORED.get(ignored["kind"], ignored["kind"])}
        told = {"row": line.row, "outcome": line.outcome, "name": line.values.get("name")}
        return {**told, "reason": line.reason(), "sheet": line.sheet, "origin": line.origin}

    def _holds(self, record_id: int, word: str) -> bool:
        """In what is shown, or a whole number in what is stored, as in every list."""
        stored = " ".join(str(value or "") for value in self._stored(record_id).values())
        whole = self._desk.session.unmasked or masks.in_text(word) != word
        return word in (stored if whole else masks.in_text(stored)).upper()


class Equation(QWidget):
    """wanted(outcome): a number was pressed; "" for all rows."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "equation")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.numbers: dict[str, QPushButton] = {}
        for outcome in (ALL, *OUTCOMES, NO_ROW):
            sign = {ALL: "", OUTCOMES[0]: "=", NO_ROW: ""}.get(outcome, "+")
            if sign:
                row.addWidget(_sign(sign))
            self.numbers[outcome] = self._number(outcome)
            row.addWidget(self.numbers[outcome])
        row.addStretch(1)

    def show_result(self, found: ImportResult) -> None:
        """Say the numbers of an import."""
        self._say(ALL, f"读入 {len(found.lines):,}", len(found.lines), "")
        for outcome in OUTCOMES:
            count = found.count(outcome)
            sign = _SIGNS.get(outcome, "") if count else ""
            self._say(outcome, f"{sign}{WORDS[outcome]} {count:,}", count, outcome)
        count = len(found.ignored)
        self._say(NO_ROW, f"另有 {count:,} 行不是数据", count, NO_ROW)

    def text(self) -> str:
        """读入 60 = 接收 5 + … as it can be read."""
        words = [self.numbers[o].text().lstrip("✕▲ ") for o in (ALL, *OUTCOMES)]
        return f"{words[0]} = {' + '.join(words[1:])}"

    def mark(self, outcome: str) -> None:
        """Show which number the list is narrowed to."""
        for each, number in self.numbers.items():
            number.setChecked(bool(outcome) and each == outcome)

    def _number(self, outcome: str) -> QPushButton:
        made = button("", lambda: self.wanted.emit(outcome), f"count_{outcome or 'all'}", "count")
        made.setCheckable(True)
        return made

    def _say(self, outcome: str, words: str, count: int, state: str) -> None:
        number = self.numbers[outcome]
        number.setText(words)
        number.setEnabled(count > 0 or outcome == ALL)
        number.setToolTip("点一下，只看这些行" if count else "")
        restyle(number, state=state if count else "none")


def _sign(words: str) -> QLabel:
    made = label(words, "count")
    return made
