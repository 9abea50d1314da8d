"""上报批次: bringing the cases of a term out as one sealed workbook, writing it again, and checking a workbook."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eduaid_desktop.documents import batch_file, batch_workbook, delivery
from eduaid_desktop.domain import batch, batch_check, terms
from eduaid_desktop.domain.batch_check import Finding
from eduaid_desktop.domain.batch_kinds import REGULAR
from eduaid_desktop.domain.preflight import Report
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import exports, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.wanted import (
    CHECKING,
    READING,
    SEALING,
    WRITING,
    Progress,
    unwatched,
)
from eduaid_desktop.services.term_batch import (
    batch_content,
    batch_kinds,
    batch_phrases,
    batch_progress,
    batch_sealing,
    preflight,
)
from eduaid_desktop.services.term_batch.preflight import AS_FOUND, Passing
from eduaid_desktop.store import attachments, batch_queries, collected_queries
from eduaid_desktop.store.store import Row


@dataclass(frozen=True)
class Exported:
    """A sealed batch and where its file lies. sum_fen: what is proposed, in fen; kind: of KINDS.

    left_out: how many stay behind; phrase: what the file asks for. passed: what the pre-flight found and went up all
    the same, or stayed behind, in words; "" for nothing.
    """

    batch_id: int
    batch_no: str
    path: Path
    rows: int
    sum_fen: int
    check_code: str
    kind: str = REGULAR
    left_out: int = 0
    passed: str = ""
    phrase: str = field(default="", repr=False)


# What a file was held against: what the office sealed, what the county collected, or only its own cover.
BY_OFFICE, BY_COUNTY, BY_ITSELF = "office", "county", "itself"


@dataclass(frozen=True)
class Verified:
    """ok: not one machine cell, and nothing on the cover, differs from what was sealed.

    check_code: of what the file says now; against: BY_OFFICE, BY_COUNTY or BY_ITSELF.
    """

    ok: bool
    batch_no: str
    rows: int
    sum_fen: int
    findings: list[Finding] = field(default_factory=list)
    check_code: str = ""
    against: str = BY_ITSELF


def export(
    desk: Desk,
    term: str,
    folder: Path,
    *,
    kind: str = "",
    purpose: str = "",
    recipient: str = "",
    passing: Passing = AS_FOUND,
    phrase: str | None = None,
    progress: Progress = unwatched,
) -> Exported:
    """Seal all cases of a term and kind that are ready into one batch and put its workbook into the folder.

    kind: of domain.batch_kinds.KINDS, "" for the only one that waits. The file stands complete and checked in the
    folder, under another name, before anything is sealed; what it goes out for and to whom (usual() where not
    said) is logged in the same change. passing: what becomes of the cases that the county would refuse; phrase: as
    batch_phrases.chosen takes it; what progress raises ends the work, and nothing is sealed. Raises Refused when no
    case is ready, one would be refused, or two kinds wait and none was named; UserError for a term that is
    none or a folder that cannot take the file.
    """
    from eduaid_desktop.services import backups

    desk.store.require_writer()
    office.require_township(desk)
    term = terms.require(term)
    steps = batch_progress.Steps(progress)
    kind, report = _checked(desk, term, kind, passing, steps)
    cases = preflight.sound(report, passing)
    phrase = batch_phrases.chosen(phrase)
    backups.automatic(desk, backups.EXPORT, steps.glance)
    content = batch_content.gather(desk, term, cases, kind, steps.tell)
    steps.begin(WRITING, len(cases))
    data = batch_workbook.build(content)
    name = batch_content.file_name(content)
    why = exports.Reason(*usual(desk, term, purpose, recipient), rows=len(cases), phrase=phrase)
    temporary = exports.prepare(folder, name, data, phrase)
    passed = preflight.told(report, passing)
    try:
        steps.begin(READING, 2 * len(cases))
        batch_sealing.require_same(desk, data, content, cases)
        steps.begin(SEALING, 2 * len(cases))
        batch_id = batch_sealing.seal(desk, term, content, cases, data, why, passed, steps.tell)
    except BaseException:
        delivery.discard(temporary)
        raise
    path = _put_in_place(temporary, name, content.batch_no)
    code, left = batch.check_code(content.sha256), len(report.cases) - len(cases)
    about = len(cases), content.amount, code, kind, left, passed, phrase
    return Exported(batch_id, content.batch_no, path, *about)


def _checked(
    desk: Desk, term: str, kind: str, passing: Passing, steps: batch_progress.Steps
) -> tuple[str, Report]:
    """What waits of a kind, with its pre-flight; of the cases only the report keeps a list."""
    kind, ready = batch_kinds.ready(desk, term, kind)
    steps.begin(CHECKING, len(ready))
    return kind, preflight.again(desk, term, ready, passing.checked, steps.counted)


def _put_in_place(temporary: Path, name: str, batch_no: str) -> Path:
    """What stops a file after its batch was sealed takes nothing back."""
    try:
        return delivery.put_in_place(temporary, name)
    except UserError as wrong:
        kept = f"批次 {batch_no} 已经封存，文件保存在数据文件里，没有丢。{wrong.sentence}"
        raise UserError(f"{kept}不必重新导出，用“再写一份”按批次号再写出一次即可。") from wrong


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
    kept = attachments.first(desk.store, "batch", sealed["id"])
    if kept is None:
        raise UserError(f"批次 {batch_no} 的文件不在数据文件里。请用最近的备份打开后再写出。")
    phrase = batch_phrases.chosen(phrase, sealed)
    said = usual(desk, sealed["term"], purpose, recipient)
    why = exports.Reason(*said, rows=sealed["row_count"], phrase=phrase)
    temporary = exports.prepare(folder, kept["name"], kept["content"], phrase)
    path = exports.put(desk, temporary, kept["name"], why, partial(batch_phrases.keep, sealed, phrase))
    about = sealed["row_count"], sealed["amount"], sealed["check_code"], sealed["kind"]
    return Exported(sealed["id"], batch_no, path, *about, phrase=phrase)


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
    """Whether a batch workbook is what was sealed; every cell is compared at a desk whose office sent or collected it.

    password: of a protected file. Raises UserError when the file is no batch workbook, PasswordNeeded.
    """
    file = batch_phrases.opened(desk, path.name, partial(batch_file.read, path), password)
    against, sealed, seal = _known(desk, file.batch_no) if desk else (BY_ITSELF, {}, "")
    if against == BY_ITSELF:
        findings = batch_check.against_itself(file)
    else:
        findings = batch_check.against_sealed(file, sealed, seal)
    total = sum(batch.fen_of(row["乡镇建议金额"]) for row in file.rows)
    code = batch.check_code(file.digest)
    return Verified(not findings, file.batch_no, len(file.rows), total, findings, code, against)


def _known(desk: Desk, batch_no: str) -> tuple[str, dict[str, Sequence[str]], str]:
    """What the open office knows of a batch: BY_OFFICE, BY_COUNTY or BY_ITSELF, 申请编号 to its cells, the seal."""
    if found := desk.store.select("batch", batch_no=batch_no):
        return BY_OFFICE, sealed_cells(desk, found[0]["id"]), found[0]["sha256"]
    if found := desk.store.select("collected_batch", batch_no=batch_no):
        rows = collected_queries.cells(desk.store, found[0]["id"])
        return BY_COUNTY, {row["case_no"]: cells_of(row) for row in rows}, found[0]["seal"]
    return BY_ITSELF, {}, ""


def sealed_cells(desk: Desk, batch_id: int) -> dict[str, Sequence[str]]:
    """申请编号 to the forty cells that were sealed."""
    return {line["case_no"]: cells_of(line) for line in batch_queries.lines(desk.store, batch_id)}


def cells_of(line: Row) -> tuple[str, ...]:
    """The forty cells of a stored batch line."""
    return tuple(json.loads(line["cells"]))
