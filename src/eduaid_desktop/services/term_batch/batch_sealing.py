"""Sealing a term batch: the finished workbook held against the records, and the one change that makes it final."""

import json
from collections.abc import Callable, Sequence
from itertools import zip_longest

from eduaid_desktop.documents import batch_read_back
from eduaid_desktop.domain import batch, roles, serials
from eduaid_desktop.domain.batch import Batch, Line
from eduaid_desktop.domain.batch_kinds import KINDS, REGULAR
from eduaid_desktop.errors import Conflict, UserError
from eduaid_desktop.services import exports, kept_files, office, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_content, batch_kinds
from eduaid_desktop.store.store import Change, Row

# batch.status: the county has not answered every line, or has.
OPEN, ANSWERED = "open", "answered"


def require_same(desk: Desk, data: bytes, content: Batch, cases: Sequence[Row]) -> None:
    """Read the workbook as the county will: every cell is what is sealed, the sums are what the database counts.

    Raises UserError that names the first cell that differs, or says that the sums do.
    """
    batch_read_back.require(data, content)
    totals = content.totals
    counted = batch_content.counted(desk, [case["id"] for case in cases])
    if counted != (totals.amount, totals.applied, totals.villages):
        raise UserError(
            "汇总表的人数或金额与数据文件里重新合计的不一致，没有封存。请运行“检查数据”，再导出一次。"
        )


def seal(
    desk: Desk,
    term: str,
    content: Batch,
    cases: Sequence[Row],
    data: bytes,
    why: exports.Reason,
    passed: str,
    tell: Callable[[], object] = lambda: None,
) -> int:
    """One change: the batch, its lines, its bytes, every case a step further, and what it goes out for.

    passed: what the sentence says about the pre-flight; tell: called for every case that went its step. Returns the
    id of the batch. Raises Conflict where a case was changed after the workbook was built.
    """
    said = f"{len(cases)} 人，{batch.with_decimals(content.amount)} 元"
    sentence = f"封存{_called(content.kind)}批次 {content.batch_no}（{said}）{passed}"
    with desk.change(sentence, role=roles.REVIEWER, final=True) as change:
        _require_unchanged(change, desk, term, content, cases)
        batch_id = change.add("batch", _batch_row(desk, term, content) | {"phrase": why.phrase or None})
        for position, line in enumerate(content.lines, 1):
            change.add("batch_line", _line_row(batch_id, position, line))
        for case in cases:
            tell()
            relief.move(
                change, desk, case, "report", on_date=desk.today().isoformat(), document=content.batch_no
            )
        name = batch_content.file_name(content)
        kept_files.keep(change, "batch", batch_id, name, data)
        exports.log(change, desk, name, why)
    return batch_id


def _require_unchanged(change: Change, desk: Desk, term: str, content: Batch, cases: Sequence[Row]) -> None:
    """The workbook was built outside the transaction: number and cases must still be the same."""
    series = batch_content.series(office.info(desk), term)
    going = {case["id"] for case in cases}
    now = (case for case in batch_kinds.each_case(desk, term, content.kind) if case["id"] in going)
    same = all(stands == stood for stands, stood in zip_longest(now, cases))
    number = serials.batch_no(series, change.next_serial(series))
    if number != content.batch_no or not same:
        raise Conflict("导出时有申请刚刚被改动，没有封存。请再导出一次。")


def _called(kind: str) -> str:
    return "上报" if kind == REGULAR else KINDS[kind]


def _batch_row(desk: Desk, term: str, content: Batch) -> Row:
    return {
        "batch_no": content.batch_no,
        "kind": content.kind,
        "term": term,
        "row_count": len(content.lines),
        "amount": content.amount,
        "file_name": batch_content.file_name(content),
        "sha256": content.sha256,
        "check_code": batch.check_code(content.sha256),
        "sealed_on": desk.today().isoformat(),
        "sealed_by": desk.actor,
        "status": OPEN,
    }


def _line_row(batch_id: int, position: int, line: Line) -> Row:
    return {
        "batch_id": batch_id,
        "position": position,
        "case_id": line.case_id,
        "case_no": line["申请编号"],
        "id_number": line["身份证号"] or None,
        "name": line["姓名"],
        "amount": line.amount,
        "cells": json.dumps(line.cells, ensure_ascii=False),
    }
