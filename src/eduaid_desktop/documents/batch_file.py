"""Reading a batch workbook back, in whatever state it returns: sheets renamed, columns moved or added."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import batch_tables, reader
from eduaid_desktop.documents.batch_sheets import MACHINE
from eduaid_desktop.documents.batch_summary import AMOUNT, BATCH_NO, CODE, ROWS, SEAL
from eduaid_desktop.documents.batch_tables import DECIDED, IDENTITY, Table
from eduaid_desktop.documents.reader import Progress, Sheet, Workbook
from eduaid_desktop.domain import batch, money, text
from eduaid_desktop.domain.batch import NAMES
from eduaid_desktop.domain.batch_check import BatchFile, Cover, FileRow
from eduaid_desktop.domain.header import plain
from eduaid_desktop.domain.reading import blank
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError

# A sheet is taken for 导入数据 when it has both numbers and at least so many of the forty columns.
_ENOUGH = 10
_LABELS = {plain(label): label for label in (BATCH_NO, ROWS, AMOUNT, CODE, SEAL)}
_RESULT, _DOCUMENT, _DAY = "审批结果", "审批文号", "审批日期"
# What a title or a foot says once for all rows: 审批文号：云教助〔2018〕7号　审批日期：2018年6月28日
_COMMON = {
    _DOCUMENT: re.compile(r"文\s*号\s*[:：]\s*([^\s,，;；]+)"),
    _DAY: re.compile(r"(?:审批|批复|批准)(?:日期|时间)\s*[:：]\s*([\d年月日./-]+)"),
}
_NO_TABLE = (
    "“{name}”里没有上报批次的“导入数据”表（要有申请编号、身份证号等列）。"
    "请选择本程序导出的批次文件，或县级填好退回的那个文件。"
)
_NO_RESULT = (
    "“{name}”里没有“审批结果”这一列。请选择县级填好退回的文件（每行要有申请编号或身份证号，和审批结果），"
    "或请县级补上这一列。"
)


def read(path: Path, password: str | None = None) -> BatchFile:
    """A batch workbook. Raises UserError when the file is none, or is no workbook at all, PasswordNeeded."""
    return _of(reader.read(path, password), path.name)


def parse(
    data: bytes, name: str, password: str | None = None, *, cancelled: Callable[[], bool] | None = None
) -> BatchFile:
    """The same of a workbook's bytes; name: what it is called in sentences. Raises Stopped when cancelled."""
    return _of(reader.parse(data, name, password, cancelled=cancelled), name)


def read_reply(
    path: Path,
    rules: Rules,
    password: str | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    progress: Progress | None = None,
) -> BatchFile:
    """What a county sent back: our workbook in any state, or a table of its own with numbers and decisions.

    Every sheet on which somebody decided is read. Raises UserError for one without 审批结果, and as reader.read does.
    """
    book = reader.read(path, password, cancelled=cancelled, progress=progress)
    tables = list(_decided(book, rules))
    if not tables:
        _of(book, path.name)
        raise UserError(_NO_RESULT.format(name=path.name))
    used = _used(tables)
    notes = tuple(_said(tables, used))
    common = _common(used)
    rows = [[replace(row, sheet=t.sheet.name) for row in t.rows] if len(used) > 1 else t.rows for t in used]
    others = tuple(row for each in rows[1:] for row in each if _is_decided(row))
    columns = frozenset().union(*(t.columns for t in used))
    aside = tuple(each for t in used for each in t.aside)
    cover = _cover(book.sheets)
    decided = any(_is_decided(row) for row in (*rows[0], *others))
    return BatchFile(cover, columns, tuple(rows[0]), {}, book.sha256, others, common, notes, aside, decided)


def _decided(book: Workbook, rules: Rules) -> "list[Table]":
    """The sheets that have a column for the result."""
    found = [(sheet, batch_tables.find(sheet, rules.codes["reply_heading"])) for sheet in book.sheets]
    return [
        batch_tables.read(sheet, header, rules.codes["reply_words"])
        for sheet, header in found
        if header and _RESULT in header.columns
    ]


def _used(tables: Sequence[Table]) -> list[Table]:
    """The tables on which somebody decided, those in sight before hidden ones; without any the likeliest."""
    ranked = sorted(tables, key=lambda t: (t.sheet.name != MACHINE, -len(t.columns)))
    filled = [t for t in ranked if any(_is_decided(row) for row in t.rows)]
    return [t for t in filled if t.sheet.visible] or filled[:1] or ranked[:1]


def _is_decided(row: FileRow) -> bool:
    return any(name in row.unread or not blank(row.cells.get(name)) for name in DECIDED)


def _said(tables: Sequence[Table], used: Sequence[Table]) -> list[str]:
    """How the tables were read, where that is not plain to see."""
    said = []
    left = [t for t in tables if t not in used]
    if len(used) > 1:
        names = "、".join(f"“{t.sheet.name}”" for t in used)
        said.append(f"有 {len(used)} 张表填了批复：{names}，都读了；同一件申请两处写得不一样的，不采用。")
    for t in left:
        why = "是隐藏的表" if not t.sheet.visible else "没有填批复"
        said.append(f"“{t.sheet.name}”{why}，没有读。")
    for t in used:
        said += t.notes
        hidden = sum(row.number - 1 in t.sheet.hidden_rows for row in t.rows)
        if hidden:
            said.append(f"有 {hidden} 行被隐藏或筛选掉了，也一并读了。")
    return said


def _common(used: Sequence[Table]) -> dict[str, Any]:
    """审批文号 and 审批日期 from the title or the foot, where they are said once and in one way."""
    found: dict[str, set[str]] = {name: set() for name in _COMMON}
    for t in used:
        lines = [" ".join(text.tidy(c) for c in row if not blank(c)) for row in t.above]
        for line in (*lines, *(words for _, words in t.aside)):
            for name, shape in _COMMON.items():
                found[name] |= set(shape.findall(text.tidy(line)))
    return {name: next(iter(said)) for name, said in found.items() if len(said) == 1}


def _of(book: Workbook, name: str) -> BatchFile:
    tables = [(sheet, header) for sheet in book.sheets if (header := batch_tables.find(sheet))]
    best = max(tables, key=lambda each: (len(each[1].columns), each[0].name == MACHINE), default=None)
    if (
        best is None
        or len(set(best[1].columns) & set(NAMES)) < _ENOUGH
        or any(n not in best[1].columns for n in IDENTITY)
    ):
        raise UserError(_NO_TABLE.format(name=name))
    table = batch_tables.read(*best)
    return BatchFile(_cover(book.sheets), table.columns, tuple(table.rows), _listed(book.sheets), book.sha256)


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
