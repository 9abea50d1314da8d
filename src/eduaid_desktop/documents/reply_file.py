"""Reading what a county sent back: our workbook in any state, or a table of its own with numbers and decisions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import batch_file, batch_tables, reader
from eduaid_desktop.documents.batch_sheets import MACHINE
from eduaid_desktop.documents.batch_tables import DECIDED, Table
from eduaid_desktop.documents.reader import Progress, Workbook
from eduaid_desktop.domain import text
from eduaid_desktop.domain.batch_check import BatchFile, FileRow
from eduaid_desktop.domain.reading import blank
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError

_RESULT, _DOCUMENT, _DAY = "审批结果", "审批文号", "审批日期"
# What a title or a foot says once for all rows: 审批文号：云教助〔2018〕7号　审批日期：2018年6月28日
_COMMON = {
    _DOCUMENT: re.compile(r"文\s*号\s*[:：]\s*([^\s,，;；]+)"),
    _DAY: re.compile(r"(?:审批|批复|批准)(?:日期|时间)\s*[:：]\s*([\d年月日./-]+)"),
}
_NO_RESULT = (
    "“{name}”里没有“审批结果”这一列。请选择县级填好退回的文件（每行要有申请编号或身份证号，和审批结果），"
    "或请县级补上这一列。"
)


def read(
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
        batch_file.of(book, path.name)
        raise UserError(_NO_RESULT.format(name=path.name))
    used = _used(tables)
    notes = tuple(_said(tables, used))
    common = _common(used)
    rows = [[replace(row, sheet=t.sheet.name) for row in t.rows] if len(used) > 1 else t.rows for t in used]
    others = tuple(row for each in rows[1:] for row in each if _is_decided(row))
    columns = frozenset().union(*(t.columns for t in used))
    aside = tuple(each for t in used for each in t.aside)
    cover = batch_file.cover(book.sheets)
    decided = any(_is_decided(row) for row in (*rows[0], *others))
    found = BatchFile(cover, columns, tuple(rows[0]), sha256=book.sha256)
    return replace(found, others=others, common=common, notes=notes, aside=aside, decided=decided)


def _decided(book: Workbook, rules: Rules) -> list[Table]:
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
