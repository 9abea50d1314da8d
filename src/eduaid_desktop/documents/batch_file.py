"""Reading a batch workbook back, in whatever state it returns: sheets renamed, columns moved or added."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import batch_tables, reader
from eduaid_desktop.documents.batch_sheets import IN_MACHINE, MACHINE
from eduaid_desktop.documents.batch_summary import AMOUNT, BATCH_NO, CODE, ROWS, SEAL, SENDER
from eduaid_desktop.documents.batch_tables import IDENTITY
from eduaid_desktop.documents.reader import Sheet, Workbook
from eduaid_desktop.domain import batch, money, text
from eduaid_desktop.domain.batch import NAMES
from eduaid_desktop.domain.batch_check import BatchFile, Cover, FileRow
from eduaid_desktop.domain.header import Header, plain
from eduaid_desktop.errors import UserError

# A sheet is taken for 导入数据 when it has both numbers and at least so many of the forty columns.
_ENOUGH = 10
_LABELS = {plain(label): label for label in (BATCH_NO, ROWS, AMOUNT, CODE, SEAL, SENDER)}
_NO_TABLE = (
    "“{name}”里没有上报批次的“导入数据”表（要有申请编号、身份证号等列）。"
    "请选择本程序导出的批次文件，或县级填好退回的那个文件。"
)


def read(path: Path, password: str | None = None) -> BatchFile:
    """A batch workbook. Raises UserError when the file is none, or is no workbook at all, PasswordNeeded."""
    return parse(reader.bytes_of(path), path.name, password)


def parse(
    data: bytes, name: str, password: str | None = None, *, cancelled: Callable[[], bool] | None = None
) -> BatchFile:
    """The same of a workbook's bytes; name: what it is called in sentences. Raises Stopped when cancelled."""
    return of(reader.parse(data, name, password, cancelled=cancelled), name)


def of(book: Workbook, name: str) -> BatchFile:
    """The same of a workbook that was read. Raises UserError when it is none."""
    tables = [(sheet, header) for sheet in book.sheets if (header := batch_tables.find(sheet))]
    best = max(tables, key=lambda each: (len(each[1].columns), each[0].name == MACHINE), default=None)
    if best is None or not _is_machine(best[1]):
        raise UserError(_NO_TABLE.format(name=name))
    table, roster = batch_tables.read(*best), _roster(book.sheets)
    listed = {case_no: text.tidy(cells["姓名"]) for case_no, cells in roster.items()}
    found = BatchFile(
        cover(book.sheets), table.columns, tuple(table.rows), listed, book.sha256, roster, twice=table.twice
    )
    others = [each for each in tables if each is not best and _is_machine(each[1])]
    return replace(found, others=tuple(_others(found.rows, others))) if others else found


def _is_machine(header: Header) -> bool:
    """Whether a header is that of 导入数据."""
    return len(set(header.columns) & set(NAMES)) >= _ENOUGH and all(n in header.columns for n in IDENTITY)


def _others(rows: Sequence[FileRow], tables: Sequence[tuple[Sheet, Header]]) -> Iterator[FileRow]:
    """The rows of further sheets that say something else, in the columns they have; a copy says nothing."""
    known = {row["申请编号"]: row for row in rows}
    for sheet, header in tables:
        columns = set(header.columns) & set(NAMES)
        for row in batch_tables.read(sheet, header).rows:
            same = known.get(row["申请编号"])
            if same is None or any(row[name] != same[name] for name in columns):
                yield replace(row, sheet=sheet.name)


def cover(sheets: Sequence[Sheet]) -> Cover:
    """The value right of each label, wherever the cover is; the first sheet that has the seal."""
    for sheet in sheets:
        found: dict[str, Any] = {}
        for row in sheet.rows[:60]:
            for label, value in pairwise(row):
                if isinstance(label, str) and plain(label) in _LABELS and value is not None:
                    found.setdefault(_LABELS[plain(label)], value)
        if SEAL in found:
            return Cover(
                text.tidy(found.get(BATCH_NO, "")),
                _integer(found.get(ROWS)),
                _fen(found.get(AMOUNT)),
                text.tidy(found[SEAL]).lower(),
                text.tidy(found.get(CODE, "")),
                text.tidy(found.get(SENDER, "")),
            )
    return Cover()


def _integer(cell: Any) -> int | None:
    try:
        return int(float(cell))
    except (TypeError, ValueError, OverflowError):
        return None


def _fen(cell: Any) -> int | None:
    try:
        return money.parse_yuan(batch.canonical(batch.BY_NAME["申请金额"], cell))
    except ValueError:
        return None


def _roster(sheets: Sequence[Sheet]) -> dict[str, dict[str, Any]]:
    """编号 to the cells of the sheet 花名册 by their machine column: a second witness to most of a row.

    It names the rows that are gone from 导入数据, and what stood in a cell that was changed there alone.
    """
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:10]):
            words = {plain(cell): place for place, cell in enumerate(row) if isinstance(cell, str)}
            if {"编号", "姓名", "用途"} <= words.keys():
                places = {
                    IN_MACHINE.get(w, w): at for w, at in words.items() if IN_MACHINE.get(w, w) in NAMES
                }
                at, name = words["编号"], words["姓名"]
                body = [r for r in sheet.rows[number + 1 :] if len(r) > max(at, name) and r[at] and r[name]]
                return {
                    text.tidy(r[at]): {column: r[n] if n < len(r) else None for column, n in places.items()}
                    for r in body
                    if text.tidy(r[0]) != "合计"
                }
    return {}
