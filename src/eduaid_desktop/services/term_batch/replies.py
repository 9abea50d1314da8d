"""回执: reading what the county decided, first to look at it, then to register it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import reader, reply_file
from eduaid_desktop.domain import reply_reading, roles
from eduaid_desktop.domain.batch_check import BatchFile
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.reply import ACTIONS, DECISION, Assumed, Entry, Preview, RowProblem, Sent
from eduaid_desktop.domain.reply_decision import Circumstances
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.domain.workflow_steps import choose
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import relief, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.pace import without_pauses
from eduaid_desktop.services.importing.wanted import (
    CHECKING,
    EVERY,
    READING,
    SEALING,
    WRITING,
    Progress,
    unwatched,
)
from eduaid_desktop.services.relief_writing import case_of
from eduaid_desktop.services.term_batch import batch_phrases, batch_sealing, batches, reply_batches
from eduaid_desktop.store import attachments, batch_queries, fund_queries, relief_queries
from eduaid_desktop.store.store import Change, Row

_RAISED = "按县级批复增加金额"
# A reviewer's note at the foot may be long; its beginning tells which one it is.
_LONGEST = 80


@dataclass(frozen=True)
class Wanted:
    """How a reply is to be read. batch_no: the batch to read it for, "" for the one its rows tell.

    sha256: of the file that was looked at, where another is not to be registered in its place. looked: the preview
    of it, which is registered as it was shown while nothing else was written since.
    """

    sha256: str = ""
    batch_no: str = ""
    assumed: Assumed = field(default_factory=Assumed)
    looked: Preview | None = field(default=None, repr=False, compare=False)


def preview(
    desk: Desk,
    path: Path,
    password: str | None = None,
    *,
    wanted: Wanted | None = None,
    progress: Progress = unwatched,
) -> Preview:
    """What a reply says against the batch it answers; nothing is written.

    Raises UserError when the file is no reply or answers a batch that is not ours, PasswordNeeded, and what progress
    raises, which ends it.
    """
    wanted = wanted or Wanted()
    with without_pauses():
        return _compared(desk, _file(desk, path, password, progress), path, wanted, progress)


def _file(desk: Desk, path: Path, password: str | None, progress: Progress) -> BatchFile:
    """The file; one that is protected with the phrase of a batch of ours opens without asking."""
    rules, at = desk.rules(), [0, 0]

    def glance() -> bool:
        progress(READING, *at)
        return False

    def follow(done: int, total: int) -> None:
        at[:] = done, total
        glance()

    def look(word: str | None) -> BatchFile:
        return reply_file.read(path, rules, word, cancelled=glance, progress=follow)

    return batch_phrases.opened(desk, path.name, look, password)


def apply(
    desk: Desk,
    path: Path,
    password: str | None = None,
    *,
    wanted: Wanted | None = None,
    progress: Progress = unwatched,
) -> Preview:
    """Register every new decision of a reply in one change; reading it again changes nothing.

    Raises UserError as preview does and when the file is no longer the one that was looked at, Refused when a step
    of a case is closed; nothing is written then.
    """
    from eduaid_desktop.services import backups

    desk.store.require_writer()
    wanted = wanted or Wanted()
    found = _as_looked(desk, path, wanted)
    if found is None:
        file = _file(desk, path, password, progress)
        if wanted.sha256 not in ("", file.sha256):
            raise UserError(f"“{path.name}”在您看过之后被改动了，没有登记。请再读一次，看清楚后再写入。")
        found = _compared(desk, file, path, wanted, progress)
    if found.new:
        backups.automatic(desk, backups.REPLY)
        _write(desk, found, path.name, progress)
    return found


def _as_looked(desk: Desk, path: Path, wanted: Wanted) -> Preview | None:
    """The preview that was shown, where the file holds the same bytes and the office what it held then."""
    looked = wanted.looked
    if looked is None or looked.stood != _stands(desk):
        return None
    same = looked.sha256 == hashlib.sha256(reader.bytes_of(path)).hexdigest()
    return looked if same else None


def _stands(desk: Desk) -> str:
    """A mark that is another one after every change, and on every other day."""
    return f"{fund_queries.last_change(desk.store)} {desk.today().isoformat()}"


def _write(desk: Desk, found: Preview, name: str, progress: Progress) -> None:
    batch, count = batches.find(desk, found.batch_no), len(found.new)
    sentence = f"登记批次 {found.batch_no} 的县级批复（{count} 件）"
    with desk.change(sentence, role=(roles.REVIEWER, roles.CLERK), final=True) as change:
        for number, entry in enumerate(found.new):
            if number % EVERY == 0:
                progress(WRITING, number, count)
            _register(desk, change, entry)
        change.insert("reply", _reply_row(desk, batch["id"], name, found))
        if not any(entry.sent.decided["decision"] is None for entry in [*found.missing, *found.conflicts]):
            change.update("batch", batch["id"], {"status": batch_sealing.ANSWERED})
        progress(SEALING, count, count)


def _compared(desk: Desk, file: BatchFile, path: Path, wanted: Wanted, progress: Progress) -> Preview:
    stood = _stands(desk)
    answered = reply_batches.of(desk, file, path.name, wanted.batch_no)
    batch = answered.batch
    lines = [_sent(line) for line in batch_queries.lines(desk.store, batch["id"])]
    around = Circumstances(
        batch["batch_no"], batch["sealed_on"], lines, desk.rules(), wanted.assumed, answered.elsewhere
    )
    found = reply_reading.compare(around, file)
    found.about, found.others, found.sha256 = answered.about, answered.others, file.sha256
    found.stood = stood
    found.read, found.aside = len(file.rows) + len(file.others), len(file.aside)
    said = [*_seen_before(desk, file, batch), *answered.notes, *file.notes, *_aside(file)]
    found.notes[:0] = [RowProblem(0, "", words) for words in said]
    _close(desk, found, progress)
    return found


def _close(desk: Desk, found: Preview, progress: Progress) -> None:
    """List the decisions that the road keeps from being taken as missing."""
    done, count = 0, len(found.decided)
    for name in ("matched", "changed", "rejected", "returned", "pending"):
        entries, kept = getattr(found, name), []
        for start in range(0, len(entries), EVERY):
            progress(CHECKING, done + start, count)
            some = entries[start : start + EVERY]
            cases = _cases(desk, some)
            kept += [entry for entry in some if not _closed(desk, entry, cases, found)]
        done += len(entries)
        setattr(found, name, kept)


def _cases(desk: Desk, entries: Sequence[Entry]) -> dict[int, Row]:
    """By id the cases that decisions are still to be taken on, read together."""
    ids = [entry.sent.case_id for entry in entries if _is_open(entry)]
    return {case["id"]: case for case in relief_queries.cases(desk.store, ids)}


def _is_open(entry: Entry) -> bool:
    return entry.new and (not entry.done_by_hand or bool(entry.sent.sent_again))


def _seen_before(desk: Desk, file: BatchFile, batch: Row) -> Iterator[str]:
    """Whether this very file was registered before, or is the one that went up, or says nothing at all."""
    for reply in batch_queries.replies_of(desk.store, file.sha256):
        yield f"这个文件在 {spoken(reply['read_on'])} 已经登记过（批次 {reply['batch_no']}）。"
    kept = attachments.first(desk.store, "batch", batch["id"])
    # Behind a password it has other bytes each time; what is sealed is the same.
    untouched = not file.decided and file.digest == batch["sha256"] and bool(batch["phrase"])
    if untouched or (kept and kept["sha256"] == file.sha256):
        yield "这就是上报时的原文件，县里还没有填。请选择县里退回的那个文件。"
    elif not file.decided:
        yield "这个文件里一行批复都没有填。请核对是不是拿错了文件。"


def _aside(file: BatchFile) -> Iterator[str]:
    for row, words in file.aside:
        yield f"第 {row} 行不是申请，没有当作数据：{words[:_LONGEST]}"


def _closed(desk: Desk, entry: Entry, cases: Mapping[int, Row], found: Preview) -> bool:
    """Whether the road keeps this decision from being taken; the line is then listed as missing, with the reason."""
    if not _is_open(entry):
        return False
    case = cases.get(entry.sent.case_id) or case_of(desk, entry.sent.case_id)
    action, given = _given(entry)
    try:
        if entry.sent.sent_again:
            raise Refused(f"退回以后已随批次 {entry.sent.sent_again} 重新上报，请读那个批次的批复。")
        choose(case, relief_checks.circumstances(desk, case), action, given)
    except Refused as wrong:
        found.problems.append(
            RowProblem(entry.row or 0, "审批结果", f"{entry.case_no} {entry.name}：{wrong.sentence}")
        )
        found.missing.append(replace(entry, reason=wrong.sentence, new=False))
        return True
    return False


def _given(entry: Entry) -> tuple[str, Given]:
    """The step that a decision takes, and what is keyed with it."""
    values = entry.values
    action, target = ACTIONS[values["decision"]]
    raised = entry.amount is not None and entry.amount > (entry.sent.amount or 0)
    return action, Given(
        on_date=values["decided_on"],
        amount=entry.amount if action == "decide" else None,
        # A larger sum may go beyond the fund, and then wants a reason: the county's own paper.
        reason=values["decided_reason"] or (_RAISED if action == "decide" and raised else ""),
        document=values["decided_document"] or "",
        target=target,
    )


def _sent(line: Row) -> Sent:
    decided: dict[str, Any] = {f.name: line[f.name] for f in DECISION.fields}
    return Sent(
        line["id"],
        line["case_id"],
        line["case_no"],
        line["id_number"] or "",
        line["name"],
        line["amount"],
        batches.cells_of(line),
        decided,
        line["state"],
        line["approved"],
        line["sent_again"],
    )


def _register(desk: Desk, change: Change, entry: Entry) -> None:
    """One decision: the case goes its way, the line keeps the words."""
    if not entry.done_by_hand:
        action, given = _given(entry)
        taken = {k: getattr(given, k) for k in ("on_date", "amount", "reason", "document", "target")}
        try:
            relief.move(change, desk, {"id": entry.sent.case_id}, action, **taken)
        except Refused as wrong:
            where = f"第 {entry.row} 行 {entry.case_no} {entry.name}"
            raise Refused(f"{where}：{wrong.sentence}整个回执都没有登记，请处理这一件后再读一次。") from wrong
    change.update("batch_line", entry.sent.line_id, entry.values)


def _reply_row(desk: Desk, batch_id: int, name: str, found: Preview) -> Row:
    return {
        "batch_id": batch_id,
        "file_name": name,
        "sha256": found.sha256,
        "read_on": desk.today().isoformat(),
        "matched": len(found.matched),
        "changed": len(found.changed),
        "rejected": len(found.rejected) + len(found.returned),
        "missing": len(found.missing),
        "touched": len(found.touched),
    }
