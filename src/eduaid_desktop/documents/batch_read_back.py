"""Whether the workbook of a batch says, read as the county will read it, what it was made from: every cell of it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from eduaid_desktop.documents import batch_sheets, batch_summary, reader
from eduaid_desktop.documents.sheet_writer import Formula, Row, letter
from eduaid_desktop.domain.batch import Batch
from eduaid_desktop.errors import UserError

_NAME = "上报批次"


def require(data: bytes, content: Batch) -> None:
    """Read the bytes of a workbook again and compare its five sheets with the batch, formulas by their results.

    Raises UserError that names the first cell that differs.
    """
    sheets = _sheets(content)
    name, rows, number = "", 0, 0
    expected: Iterator[list[Any]] = iter(())
    for place, chunk in reader.stream(data, _NAME):
        while number <= place:
            _require_end(name, rows, expected)
            (name, expected), rows, number = next(sheets, ("", iter(()))), 0, number + 1
        for row in chunk:
            rows += 1
            _require_row(name, rows, row, next(expected, []))
    _require_end(name, rows, expected)
    if next(sheets, None):
        raise UserError("导出的文件读回来缺少工作表，没有封存。请再导出一次。")


def _sheets(content: Batch) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    """The sheets in their order: name, and the rows as a reader gives them."""
    yield batch_summary.COVER, _plain(batch_summary.cover_rows(content))
    yield batch_summary.SUMMARY, _plain(batch_summary.summary_rows(content))
    yield batch_sheets.ROSTER, _roster(content)
    yield batch_sheets.MACHINE, _machine(content)
    yield batch_sheets.GUIDE, _plain(batch_sheets.guide_rows(content))


def _roster(content: Batch) -> Iterator[list[Any]]:
    yield from _plain(batch_sheets.roster_head(content))
    for number, line in enumerate(content.lines, 1):
        yield [None if v == "" else v for v in batch_sheets.roster_values(number, line)]
    yield from _plain([batch_sheets.roster_sum(content)])


def _machine(content: Batch) -> Iterator[list[Any]]:
    yield from _plain([batch_sheets.machine_head()])
    for line in content.lines:
        yield [None if v == "" else v for v in batch_sheets.machine_values(line)]


def _plain(rows: Iterable[Row]) -> Iterator[list[Any]]:
    for cells, _ in rows:
        yield [_value(value) for value, _ in cells]


def _value(value: Any) -> Any:
    if isinstance(value, Formula):
        value = value.value
    return float(value) if isinstance(value, Decimal) else None if value == "" else value


def _require_row(sheet: str, row: int, read: list[Any], written: list[Any]) -> None:
    """A row is read as wide as its sheet; what stands right of the cells that were written is empty."""
    width = len(written)
    if read[:width] == written and not any(read[width:]):
        return
    for column, (now, then) in enumerate(zip_longest(read, written), 1):
        if now != then:
            raise UserError(
                f"导出的文件读回来与记录不一致（“{sheet}”第 {row} 行 {letter(column)} 列），没有封存。"
                f"请检查这里是否有特殊符号：{then if now is None else now}。"
            )


def _require_end(sheet: str, rows: int, expected: Iterator[list[Any]]) -> None:
    """Rows that hold nothing may be left out at the end of a sheet."""
    for missing in expected:
        rows += 1
        _require_row(sheet, rows, [], missing)
