"""Reading a batch workbook back, in whatever state it returns: sheets renamed, columns moved or added."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import reader
from eduaid_desktop.documents.batch_summary import AMOUNT, BATCH_NO, CODE, ROWS, SEAL
from eduaid_desktop.documents.reader import Sheet, Workbook
from eduaid_desktop.domain import batch, money, text
from eduaid_desktop.domain.batch import COLUMNS, DECISIONS, NAMES
from eduaid_desktop.domain.batch_check import BatchFile, Cover, FileRow
from eduaid_desktop.domain.header import plain
from eduaid_desktop.errors import UserError

_SEARCHED_ROWS = 30
# A sheet is taken for 导入数据 when it has these and at least so many of the forty columns.
_NEEDED, _ENOUGH = ("申请编号", "身份证号"), 10
# A row with any of these is about a child; a line of sums below the rows has none.
_TELLING = (*_NEEDED, "账号", "校验码")
_OTHER_WORDS = {
    "县级审批结果": "审批结果", "审核结果": "审批结果", "批复结果": "审批结果", "审批意见": "审批结果",
    "批准金额": "审批金额", "批复金额": "审批金额", "核定金额": "审批金额", "审批金额(元)": "审批金额",
    "原因": "不予原因", "不同意原因": "不予原因", "退回原因": "不予原因", "不予同意原因": "不予原因",
    "文号": "审批文号", "批复文号": "审批文号", "批准文号": "审批文号", "批复日期": "审批日期", "批准日期": "审批日期",
}  # fmt: skip
_WORDS = {plain(word): name for word, name in _OTHER_WORDS.items()}
_WORDS |= {plain(column.name): column.name for column in (*COLUMNS, *DECISIONS)}
_LABELS = {plain(label): label for label in (BATCH_NO, ROWS, AMOUNT, CODE, SEAL)}


def read(path: Path) -> BatchFile:
    """A batch workbook. Raises UserError when the file is none, or is no workbook at all."""
    return _of(reader.read(path), path.name)


def parse(data: bytes, name: str) -> BatchFile:
    """The same of a workbook's bytes; name: what it is called in sentences."""
    return _of(reader.parse(data, name), name)


def _of(book: Workbook, name: str) -> BatchFile:
    best: tuple[int, Sheet, int, dict[str, int]] | None = None
    for sheet in book.sheets:
        for number, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
            columns = _columns(row)
            if best is None or len(columns) > best[0]:
                best = len(columns), sheet, number, columns
    if best is None or len(set(best[3]) & set(NAMES)) < _ENOUGH or any(n not in best[3] for n in _NEEDED):
        raise UserError(
            f"“{name}”里没有上报批次的“导入数据”表（要有申请编号、身份证号等列）。"
            "请选择本程序导出的批次文件，或县级填好退回的那个文件。"
        )
    _, sheet, number, columns = best
    rows = _rows(sheet, number + 1, columns)
    return BatchFile(_cover(book.sheets), frozenset(columns), rows, _listed(book.sheets), book.sha256)


def _columns(row: Sequence[Any]) -> dict[str, int]:
    """Column name to its place, for the words of a row that are column names; the first of two wins."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = _WORDS.get(plain(cell)) if isinstance(cell, str) else None
        if name:
            found.setdefault(name, place)
    return found


def _rows(sheet: Sheet, first: int, columns: Mapping[str, int]) -> tuple[FileRow, ...]:
    """The rows from first (counted from 0) on that are about a child."""
    unread: dict[int, set[int]] = defaultdict(set)
    for at, place in sheet.unread:
        unread[at].add(place)
    found = []
    for number, cells in enumerate(sheet.rows[first:], first):
        named = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        lost = frozenset(name for name, place in columns.items() if place in unread.get(number, ()))
        row = FileRow(number + 1, named, lost)
        if any(row[name] for name in _TELLING):
            found.append(row)
    return tuple(found)


def _cover(sheets: Sequence[Sheet]) -> Cover:
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


def _listed(sheets: Sequence[Sheet]) -> dict[str, str]:
    """编号 to 姓名 of the sheet 花名册, which names the rows that are gone from 导入数据."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:10]):
            words = {plain(cell): place for place, cell in enumerate(row) if isinstance(cell, str)}
            if {"编号", "姓名", "用途"} <= words.keys():
                at, name = words["编号"], words["姓名"]
                body = [r for r in sheet.rows[number + 1 :] if len(r) > max(at, name) and r[at] and r[name]]
                return {text.tidy(r[at]): text.tidy(r[name]) for r in body if text.tidy(r[0]) != "合计"}
    return {}
