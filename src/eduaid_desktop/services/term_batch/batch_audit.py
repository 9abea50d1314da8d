"""Sealed batches against themselves: the kept workbook, the lines, the sums, and what was decided on them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from eduaid_desktop.documents import batch_file
from eduaid_desktop.domain import batch, batch_check
from eduaid_desktop.domain.batch import BY_NAME, CASE_NO, CHECKSUM, NAMES
from eduaid_desktop.domain.batch_check import Finding
from eduaid_desktop.domain.batch_kinds import CORRECTION, KINDS, REGULAR, marked
from eduaid_desktop.domain.reply import APPROVE
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import attachments, batch_queries
from eduaid_desktop.store.store import Row

# A batch of which every cell was touched need not fill the screen.
_MOST = 10
Cells = tuple[str, ...]


def faults(desk: Desk, step: Callable[[], object] = lambda: None) -> list[str]:
    """Where a sealed batch no longer says what was sealed: batch, line and column, one sentence each.

    step is called once for every batch; what it raises stops the work. No finding holds a name or an ID number.
    """
    found: list[str] = []
    for sealed in desk.store.select("batch"):
        step()
        with desk.store.snapshot():
            lines = batch_queries.lines(desk.store, sealed["id"])
            kept = attachments.first(desk.store, "batch", sealed["id"])
        cells = [_cells(line) for line in lines]
        told = [*_head(sealed, lines, cells), *_kind(desk, sealed, lines), *_file(sealed, cells, kept)]
        told += short([words for pair in zip(lines, cells, strict=True) for words in _line(sealed, *pair)])
        found += [f"批次 {sealed['batch_no']} {words}" for words in told]
    return [
        *found,
        *(f"申请 {no} 同时在两个没有批复的上报批次里。" for no in batch_queries.in_two(desk.store)),
    ]


def short(found: Iterable[str]) -> list[str]:
    """The first of many faults, and how many more there are."""
    rest = iter(found)
    first = list(islice(rest, _MOST))
    more = sum(1 for _ in rest)
    return [*first, f"另有 {more} 处同样的问题。"] if more else first


def _cells(line: Row) -> Cells:
    """The forty cells that were sealed; () where they cannot be read."""
    try:
        cells = json.loads(line["cells"])
    except (ValueError, TypeError):
        return ()
    right = isinstance(cells, list) and len(cells) == len(NAMES) and all(isinstance(c, str) for c in cells)
    return tuple(cells) if right else ()


def _head(sealed: Row, lines: Sequence[Row], cells: Sequence[Cells]) -> Iterator[str]:
    if sealed["row_count"] != len(lines):
        yield f"封存时 {sealed['row_count']} 人，明细有 {len(lines)} 行。"
    total = sum(line["amount"] for line in lines)
    if sealed["amount"] != total:
        yield f"封存的合计是 {_yuan(sealed['amount'])} 元，明细合计 {_yuan(total)} 元。"
    if batch.sha256(row for row in cells if row) != sealed["sha256"]:
        yield "的明细与封存的校验值对不上，明细被改动、增加或删除过。"
    if batch.check_code(sealed["sha256"]) != sealed["check_code"]:
        yield "的核对码与校验值对不上。"
    if sealed["status"] == "answered" and any(line["decision"] is None for line in lines):
        yield "记为已全部批复，明细里还有没批复的。"


def _kind(desk: Desk, sealed: Row, lines: Sequence[Row]) -> Iterator[str]:
    """Whether it holds what its kind says. Batches that bear no kind in their file name held whatever waited."""
    kind, earlier = sealed["kind"], desk.store.select("batch", term=sealed["term"])[0]["id"] < sealed["id"]
    if kind not in KINDS:
        yield f"的种类“{kind}”不认识。"
    elif earlier == (kind == REGULAR):
        yield f"记为{KINDS[kind]}，本学期{'已有更早的' if earlier else '没有更早的'}批次。"
    elif marked("", kind) in sealed["file_name"]:
        for line in lines:
            if bool(line["sent_before"]) != (kind == CORRECTION):
                said = "以前没有上报过" if kind == CORRECTION else "以前上报过"
                yield f"记为{KINDS[kind]}，明细第 {line['position']} 行（{line['case_no']}）{said}。"


def _line(sealed: Row, line: Row, cells: Cells) -> Iterator[str]:
    """A line against its cells, and what the county decided on it against its case."""
    place = f"明细第 {line['position']} 行（{line['case_no']}）"
    if not cells:
        yield f"{place}的“上报内容”读不出来。"
        return
    says = dict(zip(NAMES, cells, strict=True))
    own = {"批次号": sealed["batch_no"], "申请编号": line["case_no"], "姓名": line["name"]}
    own["身份证号"] = line["id_number"] or ""
    for column, value in own.items():
        if batch.canonical(BY_NAME[column], value) != says[column]:
            yield f"{place}的“{column}”与封存的内容不一致。"
    if batch.with_decimals(line["amount"]) != says["乡镇建议金额"]:
        sent = says["乡镇建议金额"]
        yield f"{place}的“乡镇建议金额”封存时是 {sent} 元，明细记 {_yuan(line['amount'])} 元。"
    if line["own_no"] != line["case_no"]:
        yield f"{place}指向另一件救助申请 {line['own_no']}。"
    if batch.row_checksum(cells) != cells[CHECKSUM]:
        yield f"{place}的“上报内容”被改动过，与校验码对不上。"
    if line["decision"] == APPROVE and line["decided_amount"] != line["approved"]:
        decided, approved = _yuan(line["decided_amount"]), _yuan(line["approved"])
        yield f"{place}批复的“审批金额”是 {decided} 元，申请的批准金额是 {approved} 元。"


def _file(sealed: Row, cells: Sequence[Cells], kept: Row | None) -> Iterator[str]:
    """The kept workbook, read as the county reads it."""
    if kept is None:
        yield "的上报文件不在数据文件里。"
        return
    if kept["name"] != sealed["file_name"]:
        yield "的文件名与封存时不一致。"
    if hashlib.sha256(kept["content"]).hexdigest() != kept["sha256"]:
        yield "的上报文件被改动过，与存入时的校验值不一致。"
    try:
        file = batch_file.parse(kept["content"], kept["name"])
    except UserError:
        yield "的上报文件读不出来，已损坏。"
        return
    expected = {row[CASE_NO]: row for row in cells if row}
    differences = batch_check.against_sealed(file, expected, sealed["sha256"])
    numbers = {row.number: row["申请编号"] for row in file.rows} if differences else {}
    yield from short(_words(each, numbers) for each in differences)


def _words(found: Finding, numbers: Mapping[int, str]) -> str:
    """A difference in the file; only amounts are quoted. numbers: 申请编号 by Excel row."""
    if not found.row:
        gone = found.old.split(" ")[0] if found.column == "申请编号" else ""
        return f"的上报文件里缺 {gone} 这一行。" if gone else f"的上报文件的“{found.column}”与封存时不一致。"
    place = f"的上报文件第 {found.row} 行（{numbers.get(found.row, '')}）的“{found.column}”"
    column = BY_NAME.get(found.column)
    if column and column.kind == "money":
        return f"{place}封存时是 {found.old} 元，文件里是 {found.new} 元。"
    return f"{place}与封存时不一致。"


def _yuan(fen: int | None) -> str:
    return batch.with_decimals(fen) or "（空）"
