"""回执: reading what the county decided, first to look at it, then to register it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from eduaid_desktop.domain import reply_reading, roles
from eduaid_desktop.domain.batch_check import BatchFile
from eduaid_desktop.domain.reply import ACTIONS, DECISION, Entry, Preview, RowProblem, Sent
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.domain.workflow_steps import choose
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import batch_phrases, batches, relief, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Change, Row

_RAISED = "按县级批复增加金额"


def preview(desk: Desk, path: Path, password: str | None = None) -> Preview:
    """What a reply says against the batch it answers; nothing is written.

    Raises UserError when the file is no batch workbook, has no 审批结果, or answers a batch that is not ours,
    PasswordNeeded where it opens with none of the phrases of our batches.
    """
    return _compared(desk, _file(desk, path, password))


def _file(desk: Desk, path: Path, password: str | None) -> BatchFile:
    file = batch_phrases.read(desk, path, password)
    if "审批结果" not in file.columns:
        raise UserError(
            f"“{path.name}”里没有“审批结果”这一列。请选择县级填好退回的文件，或请县级补上这一列。"
        )
    if not file.batch_no:
        raise UserError(f"“{path.name}”里没有批次号。请县级退回完整的文件，不要删除“批次号”一列和“封面”。")
    return file


def apply(desk: Desk, path: Path, password: str | None = None) -> Preview:
    """Register every new decision of a reply in one change; reading it again changes nothing.

    Raises UserError as preview does, Refused when a step of a case is closed (nothing is written then).
    """
    from eduaid_desktop.services import backups

    desk.store.require_writer()
    file = _file(desk, path, password)
    found = _compared(desk, file)
    if not found.new:
        return found
    backups.automatic(desk, backups.REPLY)
    batch = batches.find(desk, found.batch_no)
    sentence = f"登记批次 {found.batch_no} 的县级批复（{len(found.new)} 件）"
    with desk.change(sentence, role=(roles.REVIEWER, roles.CLERK), final=True) as change:
        for entry in found.new:
            _register(desk, change, entry)
        change.insert("reply", _reply_row(desk, batch["id"], path.name, file.sha256, found))
        if not any(entry.sent.decided["decision"] is None for entry in [*found.missing, *found.conflicts]):
            change.update("batch", batch["id"], {"status": batches.ANSWERED})
    return found


def _compared(desk: Desk, file: BatchFile) -> Preview:
    batch = batches.find(desk, file.batch_no)
    lines = [_sent(line) for line in batch_queries.lines(desk.store, batch["id"])]
    found = reply_reading.compare(batch["batch_no"], batch["sealed_on"], lines, file, desk.rules())
    for name in ("matched", "changed", "rejected", "returned", "pending"):
        setattr(found, name, [entry for entry in getattr(found, name) if not _closed(desk, entry, found)])
    return found


def _closed(desk: Desk, entry: Entry, found: Preview) -> bool:
    """Whether the road keeps this decision from being taken; the line is then listed as missing, with the reason."""
    if not entry.new or entry.done_by_hand:
        return False
    case = relief.load(desk, entry.sent.case_id)
    action, given = _given(entry)
    try:
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
    )


def _register(desk: Desk, change: Change, entry: Entry) -> None:
    """One decision: the case goes its way, the line keeps the words."""
    if not entry.done_by_hand:
        action, given = _given(entry)
        taken = {k: getattr(given, k) for k in ("on_date", "amount", "reason", "document", "target")}
        try:
            relief.move(change, desk, relief.load(desk, entry.sent.case_id), action, **taken)
        except Refused as wrong:
            where = f"第 {entry.row} 行 {entry.case_no} {entry.name}"
            raise Refused(f"{where}：{wrong.sentence}整个回执都没有登记，请处理这一件后再读一次。") from wrong
    change.update("batch_line", entry.sent.line_id, entry.values)


def _reply_row(desk: Desk, batch_id: int, name: str, file_hash: str, found: Preview) -> Row:
    return {
        "batch_id": batch_id,
        "file_name": name,
        "sha256": file_hash,
        "read_on": desk.today().isoformat(),
        "matched": len(found.matched),
        "changed": len(found.changed),
        "rejected": len(found.rejected) + len(found.returned),
        "missing": len(found.missing),
        "touched": len(found.touched),
    }
