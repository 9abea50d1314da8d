"""上报批次: sealing the cases of a term into one workbook, writing it again, and checking a workbook."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eduaid_desktop.documents import batch_file, batch_workbook, delivery
from eduaid_desktop.domain import batch, batch_check, roles, serials, terms, workflow
from eduaid_desktop.domain.batch import Batch, Line
from eduaid_desktop.domain.batch_check import Finding
from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.services import batch_content, exports, office, preflight, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.preflight import AS_FOUND, Passing
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Change, Row

# batch.status: the county has not answered every line, or has.
OPEN, ANSWERED = "open", "answered"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Exported:
    """A sealed batch and where its file lies. sum_fen: what is proposed, in fen; left_out: how many stay behind.

    passed: what the pre-flight found and went up all the same, or stayed behind, in words; "" for nothing.
    """

    batch_id: int
    batch_no: str
    path: Path
    rows: int
    sum_fen: int
    check_code: str
    left_out: int = 0
    passed: str = ""


@dataclass(frozen=True)
class Verified:
    """ok: not one machine cell, and nothing on the cover, differs from what was sealed."""

    ok: bool
    batch_no: str
    rows: int
    sum_fen: int
    findings: list[Finding] = field(default_factory=list)


def waiting(desk: Desk) -> dict[str, tuple[int, int]]:
    """How many cases are ready to go up, and their proposed sum in fen, for every term that has any."""
    found = batch_queries.waiting(desk.store, workflow.READY)
    return {row["term"]: (row["count"], row["sum"]) for row in found}


def export(
    desk: Desk,
    term: str,
    folder: Path,
    *,
    purpose: str = "",
    recipient: str = "",
    passing: Passing = AS_FOUND,
) -> Exported:
    """Seal all cases of a term that are ready into one batch and put its workbook into the folder.

    The file stands complete and checked in the folder, under another name, before anything is sealed; what it
    goes out for and to whom (usual() where not said) is logged in the same change. passing: what becomes of the
    cases that the county would refuse. Raises Refused when no case is ready or one would be refused, UserError for
    a term that is none or a folder that cannot take the file.
    """
    from eduaid_desktop.services import backups

    desk.store.require_writer()
    office.require_township(desk)
    term = terms.require(term)
    cases = batch_queries.ready(desk.store, term, workflow.READY)
    if not cases:
        raise Refused(f"{terms.label(term)}没有“待上报”的申请。请先在“救助基金”里办完乡镇审核，再导出批次。")
    report = preflight.again(desk, term, cases, passing.checked)
    cases = preflight.sound(report, passing)
    backups.automatic(desk, backups.EXPORT)
    content = batch_content.gather(desk, term, cases)
    data = batch_workbook.build(content)
    name = batch_content.file_name(content)
    temporary = delivery.prepare(folder, name, data)
    passed = preflight.told(report, passing)
    try:
        _require_same(temporary, content)
        batch_id = _seal(desk, term, content, cases, data, usual(desk, term, purpose, recipient), passed)
    except BaseException:
        delivery.discard(temporary)
        raise
    try:
        path = delivery.put_in_place(temporary, name)
    except UserError as wrong:
        kept = f"批次 {content.batch_no} 已经封存，文件保存在数据文件里。{wrong.sentence}然后按批次号再写出一次即可。"
        raise UserError(kept) from wrong
    code, left = batch.check_code(content.sha256), len(report.cases) - len(cases)
    return Exported(batch_id, content.batch_no, path, len(cases), content.amount, code, left, passed)


def usual(desk: Desk, term: str, purpose: str = "", recipient: str = "") -> tuple[str, str]:
    """What a term batch goes out for, and to whom: 2018年春季学期上报, 云岭县教育局, unless something else is said."""
    bureau = recipient.strip() or office.organisation(desk, "education_bureau")
    return purpose.strip() or f"{terms.label(term)}上报", bureau


def write_again(
    desk: Desk, batch_no: str, folder: Path, *, purpose: str = "", recipient: str = ""
) -> Exported:
    """Put the kept file of a sealed batch into a folder once more, byte for byte; logged as export is."""
    desk.store.require_writer()
    sealed = find(desk, batch_no)
    kept = batch_queries.file_of(desk.store, sealed["id"])
    if kept is None:
        raise UserError(f"批次 {batch_no} 的文件不在数据文件里。请用最近的备份打开后再写出。")
    temporary = delivery.prepare(folder, kept["name"], kept["content"])
    why = exports.Reason(*usual(desk, sealed["term"], purpose, recipient), rows=sealed["row_count"])
    path = exports.put(desk, temporary, kept["name"], why)
    return Exported(sealed["id"], batch_no, path, sealed["row_count"], sealed["amount"], sealed["check_code"])


def find(desk: Desk, batch_no: str) -> Row:
    """A sealed batch by its number. Raises UserError when the office has none of that number."""
    found = desk.store.select("batch", batch_no=batch_no)
    if not found:
        known = "、".join(row["batch_no"] for row in desk.store.select("batch")[-3:]) or "还没有批次"
        raise UserError(
            f"本单位没有批次“{batch_no}”（最近的批次：{known}）。请核对是不是别的单位或别的学期的文件。"
        )
    return found[0]


def verify(path: Path, desk: Desk | None = None) -> Verified:
    """Whether a batch workbook is what was sealed; with a desk whose office sent it, every cell is compared.

    Raises UserError when the file is no batch workbook.
    """
    file = batch_file.read(path)
    sealed = desk.store.select("batch", batch_no=file.batch_no) if desk else []
    if desk and sealed:
        findings = batch_check.against_sealed(file, sealed_cells(desk, sealed[0]["id"]), sealed[0]["sha256"])
    else:
        findings = batch_check.against_itself(file)
    total = sum(batch.fen_of(row["乡镇建议金额"]) for row in file.rows)
    return Verified(not findings, file.batch_no, len(file.rows), total, findings)


def sealed_cells(desk: Desk, batch_id: int) -> dict[str, Sequence[str]]:
    """申请编号 to the forty cells that were sealed."""
    return {line["case_no"]: cells_of(line) for line in batch_queries.lines(desk.store, batch_id)}


def cells_of(line: Row) -> tuple[str, ...]:
    """The forty cells of a stored batch line."""
    return tuple(json.loads(line["cells"]))


def _require_same(path: Path, content: Batch) -> None:
    """Read the written file as the county will, and compare every machine cell and the sums."""
    file = batch_file.read(path)
    sealed = {line["申请编号"]: line.cells for line in content.lines}
    differences = batch_check.against_sealed(file, sealed, content.sha256)
    if differences:
        first = differences[0]
        raise UserError(
            f"导出的文件读回来与记录不一致（第 {first.row} 行“{first.column}”），没有封存。"
            f"请检查这件申请里是否有特殊符号：{first.old}。"
        )


def _seal(
    desk: Desk,
    term: str,
    content: Batch,
    cases: Sequence[Row],
    data: bytes,
    why: tuple[str, str],
    passed: str,
) -> int:
    """One change: the batch, its lines, its bytes, every case a step further, and what it goes out for."""
    earlier = desk.store.select("batch", term=term)
    sentence = f"封存上报批次 {content.batch_no}（{len(cases)} 人，{batch.with_decimals(content.amount)} 元）{passed}"
    with desk.change(sentence, role=roles.REVIEWER, final=True) as change:
        _require_unchanged(change, desk, term, content, cases)
        batch_id = change.insert("batch", _batch_row(desk, term, content, bool(earlier)))
        for position, line in enumerate(content.lines, 1):
            change.insert("batch_line", _line_row(batch_id, position, line))
        for case in cases:
            relief.move(
                change, desk, case, "report", on_date=desk.today().isoformat(), document=content.batch_no
            )
        name = batch_content.file_name(content)
        change.insert("attachment", _attachment(batch_id, name, data))
        exports.log(change, desk, name, exports.Reason(*why, rows=len(cases)))
    return batch_id


def _require_unchanged(change: Change, desk: Desk, term: str, content: Batch, cases: Sequence[Row]) -> None:
    """The workbook was built outside the transaction: number and cases must still be the same."""
    series = batch_content.series(office.info(desk), term)
    going = {case["id"] for case in cases}
    now = [c for c in batch_queries.ready(desk.store, term, workflow.READY) if c["id"] in going]
    number = serials.batch_no(series, change.next_serial(series))
    if number != content.batch_no or now != list(cases):
        raise Conflict("导出时有申请刚刚被改动，没有封存。请再导出一次。")


def _batch_row(desk: Desk, term: str, content: Batch, supplement: bool) -> Row:
    return {
        "batch_no": content.batch_no,
        "kind": "supplement" if supplement else "regular",
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


def _attachment(batch_id: int, name: str, data: bytes) -> Row:
    return {
        "name": name,
        "media_type": _MEDIA_TYPE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "content": data,
        "owner_table": "batch",
        "owner_id": batch_id,
    }
