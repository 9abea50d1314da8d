"""One file that a township brought: read, judged by its own seal, and made into what the county office keeps."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eduaid_desktop.documents import batch_file, reader
from eduaid_desktop.domain import batch, batch_check, terms, text
from eduaid_desktop.domain.batch import NAMES
from eduaid_desktop.domain.batch_check import BatchFile, FileRow, Finding
from eduaid_desktop.errors import UserError
from eduaid_desktop.store.store import Row

# Without these a row says neither whose it is nor how much; everything else may be missing and is then named.
_NEEDED = ("批次号", "学期", "乡镇代码", "申请编号", "姓名", "身份证号", "乡镇建议金额", "账号")
_LONGEST_CODE, _LONGEST_NAME = 9, 30
# More than any fund holds; a number beyond it is a slip or an attack, and no database takes it.
_MOST_FEN = 10**13
# What the words below say of a cell that could not be read.
LOST = ("读不出来", "不是金额", "空着")


@dataclass(frozen=True)
class Brought:
    """A batch file of a township. data: its bytes as they came; findings: how it differs from its own seal."""

    path: Path
    data: bytes
    file: BatchFile
    batch_no: str
    term: str
    township_code: str
    township: str
    digest: str
    findings: list[Finding]

    @property
    def amount(self) -> int:
        """The sum of 乡镇建议金额 of its rows, in fen."""
        return sum(amount(row) for row in self.file.rows)

    @property
    def check_code(self) -> str:
        """Of what the file says now: what the county reads over the telephone."""
        return batch.check_code(self.digest)


def read(
    path: Path, county: str, password: str | None = None, cancelled: Callable[[], bool] | None = None
) -> Brought:
    """Read a batch workbook, also one that was saved anew, sorted or filled in. county: the name of the county.

    Raises UserError where it is none, lacks what a county cannot do without, or cannot be opened.
    """
    data = reader.bytes_of(path)
    file = batch_file.parse(data, path.name, password, cancelled=cancelled)
    _require_whole(file, path.name)
    label = _most(file, "学期")
    term = terms.parse(label)
    if term is None:
        raise UserError(f"“{path.name}”的学期“{label}”不是学期，没有收。请乡镇把原来的文件再交一次。")
    code = _most(file, "乡镇代码")
    if not (code.isdigit() and len(code) == _LONGEST_CODE):
        raise UserError(f"“{path.name}”的乡镇代码“{code}”不是 9 位数字，没有收。请乡镇把原来的文件再交一次。")
    sender = file.cover.sender
    name = sender.removeprefix(county) if county and sender != county else sender
    found = _findings(file)
    return Brought(
        path, data, file, file.batch_no, term, code, name[:_LONGEST_NAME] or code, file.digest, found
    )


def _findings(file: BatchFile) -> list[Finding]:
    """How a file differs from its own seal, without what says nothing more: that the seal as a whole does not fit,
    and the checksum of a row of which the changed cell is known."""
    found = batch_check.against_itself(file)
    proven = {each.row for each in found if each.row and each.column != "校验码"}
    told = [
        each
        for each in found
        if each.column != "校验值" and not (each.column == "校验码" and each.row in proven)
    ]
    return told or found


def _require_whole(file: BatchFile, name: str) -> None:
    if lost := [column for column in _NEEDED if column not in file.columns]:
        raise UserError(f"“{name}”缺“{'、'.join(lost)}”列，没有收。请乡镇把原来的文件再交一次。")
    if not file.rows:
        raise UserError(f"“{name}”里没有一行申请，没有收。请核对是不是拿错了文件。")
    if not file.batch_no:
        raise UserError(f"“{name}”没有批次号，没有收。请乡镇把原来的文件再交一次。")


def _most(file: BatchFile, column: str) -> str:
    found = Counter(row[column] for row in file.rows if row[column])
    return found.most_common(1)[0][0] if found else ""


def amount(row: FileRow) -> int:
    """乡镇建议金额 in fen; 0 where it is no amount."""
    fen = batch.fen_of(row["乡镇建议金额"])
    return fen if abs(fen) <= _MOST_FEN else 0


def batch_row(brought: Brought, today: str) -> Row:
    """The record of a collected batch."""
    return {
        "batch_no": brought.batch_no,
        "term": brought.term,
        "township_code": brought.township_code,
        "township": brought.township,
        "row_count": len(brought.file.rows),
        "amount": brought.amount,
        "seal": brought.file.cover.sha256,
        "differences": len(brought.findings),
        "file_name": brought.path.name,
        "sha256": brought.file.sha256,
        "collected_on": today,
    }


def line_rows(brought: Brought, batch_id: int) -> list[Row]:
    """The records of its rows; position is the Excel row."""
    wrong: dict[int, list[str]] = {}
    for each in brought.findings:
        if each.row:
            wrong.setdefault(each.row, []).append(difference(each))
    return [_line_row(batch_id, row, wrong.get(row.number, ())) for row in brought.file.rows]


def _line_row(batch_id: int, row: FileRow, wrong: Sequence[str]) -> Row:
    told = [*wrong, *unreadable(row)]
    return {
        "collected_batch_id": batch_id,
        "position": row.number,
        "case_no": row["申请编号"],
        "name": row["姓名"],
        **{name: text.compact(row[column]) or None for name, column in NUMBERS.items()},
        "payee_name": row["收款人"] or None,
        "amount": amount(row),
        "cells": json.dumps(row.machine(), ensure_ascii=False),
        "differences": "；".join(told) or None,
    }


NUMBERS: Mapping[str, str] = {"id_number": "身份证号", "household_number": "户编号", "payee_account": "账号"}


def unreadable(row: FileRow) -> list[str]:
    """Cells that hold an error or a formula without a value, and an amount that is none."""
    lost = [f"“{name}”读不出来" for name in NAMES if name in row.unread]
    written = row["乡镇建议金额"]
    if written and batch.with_decimals(amount(row)) != written:
        lost.append(f"“乡镇建议金额”写的是“{written[:30]}”，不是金额")
    elif not written and "乡镇建议金额" not in row.unread:
        lost.append("“乡镇建议金额”空着")
    return lost


def difference(found: Finding) -> str:
    """A difference in a few words: 乡镇建议金额：原为 1000.00，现为 1200.00."""
    if found.column == "校验码":
        return "有改动（与校验码对不上）"
    return f"{found.column}：原为“{found.old}”，现为“{found.new}”"
