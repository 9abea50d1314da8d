"""The rows that failed, as a workbook to be put right and imported again: written, and recognised when it is back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.cells import as_text
from eduaid_desktop.domain.header import plain
from eduaid_desktop.domain.importing import Unread
from eduaid_desktop.domain.problems import blocking
from eduaid_desktop.domain.table import Table
from eduaid_desktop.domain.table_rows import is_blank
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import exports
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason

if TYPE_CHECKING:
    from eduaid_desktop.documents.error_workbook import FailedRow, FailedSheet
    from eduaid_desktop.documents.reader import Sheet
    from eduaid_desktop.services.importing.result import ImportResult, Line, Source

PURPOSE = "退回更正"
_REASON, _ORIGIN = "失败原因", "原行号"
_GIVEN_BACK_TO = re.compile(rf"{_REASON}[(（](.+)[)）]")
_SEARCHED = 40


def is_appended(heading: str) -> bool:
    """Whether a column is one that this program put behind the others when it gave the rows back."""
    return plain(heading.rpartition("/")[2]).startswith((_REASON, _ORIGIN))


def origin_column(table: Table) -> int | None:
    """The column that says where each row stood in the first workbook."""
    return next((c for c, h in table.headings.items() if is_appended(h) and _ORIGIN in plain(h)), None)


def origin(sheet: "Sheet", column: int | None, row: int) -> str:
    """学籍名册 第238行, "" in a workbook that is the first."""
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else []
    return as_text(cells[column]).strip() if column is not None and column < len(cells) else ""


def term_of(table: Table) -> str | None:
    """The term that was meant when the rows were given back."""
    column = origin_column(table)
    return terms.named_in(table.headings[column]) if column is not None else None


def sender_of(sheet: "Sheet") -> str:
    """Who the rows were given back to; "" in a workbook that is the first."""
    for row in sheet.rows[:_SEARCHED]:
        for cell in row:
            if (
                isinstance(cell, str)
                and is_appended(cell)
                and (found := _GIVEN_BACK_TO.fullmatch(cell.strip()))
            ):
                return found[1]
    return ""


def _with(heading: str, more: str) -> str:
    """What a file cannot tell by itself when it comes back stands in brackets behind a heading."""
    return f"{heading}（{more}）" if more else heading


def count(result: "ImportResult", outcomes: Sequence[str]) -> int:
    """How many rows would be given back."""
    return sum(line.outcome in outcomes for line in result.lines)


def save(
    desk: Desk, result: "ImportResult", target: Path, why: Reason, outcomes: Sequence[str] = ("refused",)
) -> Path:
    """Write the rows with these outcomes (refused, parked) as .xlsx, for a purpose, and log it; returns the path.

    Raises Refused when there is none, and what exports.write raises.
    """
    from eduaid_desktop.documents import error_workbook

    total = count(result, outcomes)
    if not total:
        raise Refused("没有失败的行，不用写出。")
    why.require()
    data = error_workbook.build(list(_sheets(result, outcomes)))
    target = target if target.suffix.lower() == ".xlsx" else target.with_name(f"{target.name}.xlsx")
    return exports.write(desk, target, data, replace(why, rows=total))


def _sheets(result: "ImportResult", outcomes: Sequence[str]) -> Iterator["FailedSheet"]:
    from eduaid_desktop.documents.error_workbook import FailedSheet

    for source in result.taken:
        failed = [x for x in result.lines if x.sheet == source.sheet.name and x.outcome in outcomes]
        if not failed or source.table is None:
            continue
        sheet, table = source.sheet, source.table
        last = table.header_rows[-1]
        keep = _kept(sheet, table, failed)
        yield FailedSheet(
            name=sheet.name,
            head=[[as_text(row[c]) if c < len(row) else "" for c in keep] for row in sheet.rows[:last]],
            header_rows=[row - 1 for row in table.header_rows],
            merged=[m for m in sheet.merged if m[1][0] < last and m[1][1] < len(keep)],
            rows=list(_rows(source, table, failed, keep)),
            appended=(
                _with(_REASON, result.sender),
                _with(_ORIGIN, terms.label(result.term) if result.kind.by_term else ""),
            ),
        )


def _kept(sheet: "Sheet", table: Table, failed: Sequence["Line"]) -> list[int]:
    """The columns up to the last that holds anything, without those appended before."""
    rows = [*range(table.header_rows[-1]), *(line.row - 1 for line in failed)]
    held = (
        c for r in rows if r < len(sheet.rows) for c, cell in enumerate(sheet.rows[r]) if not is_blank(cell)
    )
    width = max([*held, *(c for _, c in sheet.unread)], default=0) + 1
    return [c for c in range(width) if not is_appended(table.headings.get(c, ""))]


def _rows(
    source: "Source", table: Table, failed: Sequence["Line"], keep: Sequence[int]
) -> Iterator["FailedRow"]:
    from eduaid_desktop.documents.error_workbook import FailedRow

    shared = _shared(source.sheet, table, {line.row for line in failed})
    for line in failed:
        cells = [_cell(source.sheet, line.row - 1, c, shared) for c in keep]
        stopping = blocking(line.problems)
        others = [p for p in line.problems if p not in stopping]
        told = {table.columns[p.field]: p.severity for p in [*others, *stopping] if p.field in table.columns}
        marked = {place: told[c] for place, c in enumerate(keep) if c in told}
        yield FailedRow(cells, marked, _reason(line), line.origin or _place(line))


def _cell(sheet: "Sheet", r: int, c: int, shared: Mapping[tuple[int, int], Any]) -> str | None:
    row = sheet.rows[r] if r < len(sheet.rows) else []
    cell = row[c] if c < len(row) else None
    if not is_blank(cell):
        return as_text(cell)
    return None if (r, c) in sheet.unread else as_text(shared.get((r, c)))


def _shared(sheet: "Sheet", table: Table, rows: set[int]) -> dict[tuple[int, int], Any]:
    """What a row has from the rows above it, which do not come along: joined cells, and all that was read for it."""
    read = {
        (row - 1, table.columns[name]): value
        for row, raw in table.told(sheet.name)
        if row in rows
        for name, value in raw.items()
        if name in table.columns and not is_blank(value) and not isinstance(value, Unread)
    }
    return _spread(sheet, {row - 1 for row in rows}) | read


def _spread(sheet: "Sheet", rows: set[int]) -> dict[tuple[int, int], Any]:
    """Cells merged over several rows: each row is given back with what it shared."""
    return {
        (r, c): sheet.rows[top][left]
        for (top, left), (bottom, right) in sheet.merged
        if bottom > top and top < len(sheet.rows) and left < len(sheet.rows[top])
        for r in range(top, bottom + 1)
        if r in rows
        for c in range(left, right + 1)
    }


def _reason(line: "Line") -> str:
    """What stopped the row, then what else is to be seen to while it is put right."""
    stopping = [p.message for p in line.problems if p.blocking]
    return "\n".join([*stopping, *(f"另：{p.message}" for p in line.problems if not p.blocking)])


def _place(line: "Line") -> str:
    return f"{line.sheet} 第{line.row}行".strip()
