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
from eduaid_desktop.services import batch_content, batch_phrases, exports, office, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Change, Row

# batch.status: the county has not answered every line, or has.
OPEN, ANSWERED = "open", "answered"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Exported:
    """A sealed batch and where its file lies. sum_fen: what is proposed, in fen. phrase: what the file asks for."""

    batch_id: int
    batch_no: str
    path: Path
    rows: int
    sum_fen: int
    check_code: str
    phrase: str = field(default="", repr=False)


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
    phrase: str | None = None,
) -> Exported:
    """Seal all cases of a term that are ready into one batch and put its workbook into the folder.

    The file stands complete and checked in the folder, under another name, before anything is sealed; what it
    goes out for and to whom (usual() where not said) is logged in the same change. phrase: as
    batch_phrases.chosen takes it. Raises Refused when no case is ready, UserError for a term that is none or a
    folder that cannot take the file.
    """
    from eduaid_desktop.services import backups

    desk.store.require_writer()
    office.require_township(desk)
    term = terms.require(term)
    cases = batch_queries.ready(desk.store, term, workflow.READY)
    if not cases:
        raise Refused(f"{terms.label(term)}没有“待上报”的申请。请先在“救助基金”里办完乡镇审核，再导出批次。")
    phrase = batch_phrases.chosen(phrase)
    backups.automatic(desk, backups.EXPORT)
    content = batch_content.gather(desk, term, cases)
    data = batch_workbook.build(content)
    name = batch_content.file_name(content)
    why = exports.Reason(*usual(desk, term, purpose, recipient), rows=len(cases), phrase=phrase)
    temporary = exports.prepare(folder, name, data, phrase)
    try:
        _require_same(temporary, content, phrase or None)
        batch_id = _seal(desk, term, content, cases, data, why)
    except BaseException:
        delivery.discard(temporary)
        raise
    try:
        path = delivery.put_in_place(temporary, name)
    except UserError as wrong:
        kept = f"批次 {content.batch_no} 已经封存，文件保存在数据文件里，没有丢。{wrong.sentence}"
        raise UserError(f"{kept}不必重新导出，用“再写一份”按批次号再写出一次即可。") from wrong
    code = batch.check_code(content.sha256)
    return Exported(batch_id, content.batch_no, path, len(cases), content.amount, code, phrase)


def usual(desk: Desk, term: str, purpose: str = "", recipient: str = "") -> tuple[str, str]:
    """What a term batch goes out for, and to whom: 2018年春季学期上报, 云岭县教育局, unless something else is said."""
    bureau = recipient.strip() or office.organisation(desk, "education_bureau")
    return purpose.strip() or f"{terms.label(term)}上报", bureau


def write_again(
    desk: Desk,
    batch_no: str,
    folder: Path,
    *,
    purpose: str = "",
    recipient: str = "",
    phrase: str | None = None,
) -> Exported:
    """Put the kept file of a sealed batch into a folder once more, byte for byte; logged as export is.

    phrase: as batch_phrases.chosen takes it; a copy behind a password holds those bytes.
    """
    desk.store.require_writer()
    sealed = find(desk, batch_no)
    kept = batch_queries.file_of(desk.store, sealed["id"])
    if kept is None:
        raise UserError(f"批次 {batch_no} 的文件不在数据文件里。请用最近的备份打开后再写出。")
    phrase = batch_phrases.chosen(phrase, sealed)
    said = usual(desk, sealed["term"], purpose, recipient)
    why = exports.Reason(*said, rows=sealed["row_count"], phrase=phrase)
    temporary = exports.prepare(folder, kept["name"], kept["content"], phrase)
    path = exports.put(desk, temporary, kept["name"], why, lambda change: _keep(change, sealed, phrase))
    about = sealed["row_count"], sealed["amount"], sealed["check_code"]
    return Exported(sealed["id"], batch_no, path, *about, phrase)


def _keep(change: Change, sealed: Row, phrase: str) -> None:
    if phrase and phrase != sealed["phrase"]:
        change.update("batch", sealed["id"], {"phrase": phrase})


def find(desk: Desk, batch_no: str) -> Row:
    """A sealed batch by its number. Raises UserError when the office has none of that number."""
    found = desk.store.select("batch", batch_no=batch_no)
    if not found:
        known = "、".join(row["batch_no"] for row in desk.store.select("batch")[-3:]) or "还没有批次"
        raise UserError(
            f"本单位没有批次“{batch_no}”（最近的批次：{known}）。请核对是不是别的单位或别的学期的文件。"
        )
    return found[0]


def verify(path: Path, desk: Desk | None = None, password: str | None = None) -> Verified:
    """Whether a batch workbook is what was sealed; with a desk whose office sent it, every cell is compared.

    Raises UserError when the file is no batch workbook, PasswordNeeded where it asks for one.
    """
    file = batch_phrases.read(desk, path, password)
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


def _require_same(path: Path, content: Batch, password: str | None) -> None:
    """Read the written file as the county will, and compare every machine cell and the sums."""
    file = batch_file.read(path, password)
    sealed = {line["申请编号"]: line.cells for line in content.lines}
    differences = batch_check.against_sealed(file, sealed, content.sha256)
    if differences:
        first = differences[0]
        raise UserError(
            f"导出的文件读回来与记录不一致（第 {first.row} 行“{first.column}”），没有封存。"
            f"请检查这件申请里是否有特殊符号：{first.old}。"
        )


def _seal(
    desk: Desk, term: str, content: Batch, cases: Sequence[Row], data: bytes, why: exports.Reason
) -> int:
    """One change: the batch, its lines, its bytes, every case a step further, and what it goes out for."""
    earlier = desk.store.select("batch", term=term)
    sentence = f"封存上报批次 {content.batch_no}（{len(cases)} 人，{batch.with_decimals(content.amount)} 元）"
    with desk.change(sentence, role=roles.REVIEWER, final=True) as change:
        _require_unchanged(change, desk, term, content, cases)
        row = _batch_row(desk, term, content, bool(earlier)) | {"phrase": why.phrase or None}
        batch_id = change.insert("batch", row)
        for position, line in enumerate(content.lines, 1):
            change.insert("batch_line", _line_row(batch_id, position, line))
        for case in cases:
            relief.move(
                change, desk, case, "report", on_date=desk.today().isoformat(), document=content.batch_no
            )
        name = batch_content.file_name(content)
        change.insert("attachment", _attachment(batch_id, name, data))
        exports.log(change, desk, name, why)
    return batch_id


def _require_unchanged(change: Change, desk: Desk, term: str, content: Batch, cases: Sequence[Row]) -> None:
    """The workbook was built outside the transaction: number and cases must still be the same."""
    series = batch_content.series(office.info(desk), term)
    now = batch_queries.ready(desk.store, term, workflow.READY)
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
