"""A parked row beside the people it may be about: every field, marked where the two sides differ."""

from collections.abc import Callable

from eduaid_desktop.gui.differences import DifferencesTable
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import colour
from eduaid_desktop.services.parked import Sides

Shown = Callable[[str, str], str]
_DIFFERS = "≠ 不同："


class SidesTable(DifferencesTable):
    """To be read: a column for the row, one for each person who is registered."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "parkedSides").setAccessibleName("字段、本表这一行、已登记的人")

    def show_sides(self, sides: Sides, shown: Shown) -> None:
        """One row for each field that the parked row fills in. shown: what may be seen of a value of a kind."""
        several = len(sides.candidates) > 1
        people = [
            f"已登记{f' {n}' if several else ''}：{each['name']}"
            for n, each in enumerate(sides.candidates, start=1)
        ]
        self.setRowCount(0)
        self.setColumnCount(2 + len(people))
        self.setHorizontalHeaderLabels(["字段", "本表这一行", *people])
        self.setRowCount(len(sides.fields))
        for row, each in enumerate(sides.fields):
            self._put(row, 0, each.label, quiet=True)
            self._put(row, 1, shown(each.kind, each.row), quiet=not any(each.differs))
            for column, (words, differs) in enumerate(zip(each.known, each.differs, strict=True), start=2):
                self._put_known(row, column, shown(each.kind, words), differs=differs)
        self._fit()
        self.scrollToTop()

    def _put_known(self, row: int, column: int, words: str, *, differs: bool) -> None:
        self._put(row, column, f"{_DIFFERS if differs else ''}{words or '（没有登记）'}", quiet=not differs)
        item = self.item(row, column)
        if differs and item:
            item.setForeground(colour("warning"))
