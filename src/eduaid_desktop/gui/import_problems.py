"""问题: what is wrong in the rows of an import, one line each."""

from collections.abc import Iterator
from typing import Any

from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.result import ImportResult, Placed
from eduaid_desktop.services.list_columns import Column

_COLUMNS = (
    Column("row", "行号", "integer", 60),
    Column("severity", "程度", "words", 60, words={"block": "拒收", "warn": "核对", "note": "说明"}),
    Column("name", "姓名", width=110),
    Column("column", "列", width=170),
    Column("message", "说明", width=640),
    Column("sheet", "工作表", width=110),
)


class ProblemList(RecordList):
    """Enter or a double click on a problem leads to its row."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("importPreviewProblems", FixedRows(_COLUMNS, [], desk))
        self._desk = desk
        self._placed: list[Placed] = []

    def show_problems(self, found: ImportResult) -> int:
        """Show the problems of an import; how many they are."""
        self._placed = found.problems
        self.point_to(FixedRows(_COLUMNS, list(_rows(found)), self._desk, "每一行都没有问题。"))
        return len(self._placed)

    def place(self) -> tuple[str, int] | None:
        """(sheet, Excel row) of the current problem."""
        number = self.current()
        return (self._placed[number].sheet, self._placed[number].row) if number is not None else None


def _rows(found: ImportResult) -> Iterator[dict[str, Any]]:
    for each in found.problems:
        line = found.line_at((each.sheet, each.row))
        yield {
            "sheet": each.sheet,
            "row": each.row,
            "name": line.values.get("name") if line else None,
            "column": each.column,
            "severity": each.problem.severity,
            "message": each.message,
        }
