"""回执: reading what the county decided, first to look at it, then to register it."""

from pathlib import Path
from typing import Any

from eduaid_desktop.documents import batch_file
from eduaid_desktop.domain import reply_reading, workflow
from eduaid_desktop.domain.batch_check import BatchFile
from eduaid_desktop.domain.reply import APPROVE, DECISION, OVER_CAP, REJECT, RETURN, Entry, Preview, Sent
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import batches
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Change, Row

_ACTIONS: dict[str, tuple[str, int]] = {
    APPROVE: ("decide", workflow.APPROVED),
    OVER_CAP: ("decide", workflow.OVERCAP_PENDING),
    REJECT: ("reject", workflow.REJECTED),
    RETURN: ("send_back", workflow.COUNTY_RETURNED),
}


def preview(desk: Desk, path: Path) -> Preview:
    """What a reply says against the batch it answers; nothing is written.

    Raises UserError when the file is no batch workbook, has no 审批结果, or answers a batch that is not ours.
    """
    return _compared(desk, _file(path))


def _file(path: Path) -> BatchFile:
    file = batch_file.read(path)
    if "审批结果" not in file.columns:
        raise UserError(
            f"“{path.name}”里没有“审批结果”这一列。请选择县级填好退回的文件，或请县级补上这一列。"
        )
    if not file.batch_no:
        raise UserError(f"“{path.name}”里没有批次号。请县级退回完整的文件，不要删除“批次号”一列和“封面”。")
    return file


def apply(desk: Desk, path: Path) -> Preview:
    """Register every new decision of a reply in one change; reading it again changes nothing.

    Raises UserError as preview does, Refused when a step of a case is closed (nothing is written then).
    """
    desk.store.require_writer()
    file = _file(path)
    found = _compared(desk, file)
    if not found.new:
        return found
    batch = batches.find(desk, found.batch_no)
    sentence = f"登记批次 {found.batch_no} 的县级批复（{len(found.new)} 件）"
    with desk.store.change(desk.actor, sentence, final=True) as change:
        for entry in found.new:
            _register(desk, change, entry)
        change.insert("reply", _reply_row(desk, batch["id"], path.name, file.sha256, found))
        if not any(entry.sent.decided["decision"] is None for entry in [*found.missing, *found.conflicts]):
            change.update("batch", batch["id"], {"status": batches.ANSWERED})
    return found


def _compared(desk: Desk, file: BatchFile) -> Preview:
    batch = batches.find(desk, file.batch_no)
    lines = [_sent(line) for line in batch_queries.lines(desk.store, batch["id"])]
    return reply_reading.compare(batch["batch_no"], batch["sealed_on"], lines, file, desk.rules())


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
    )


def _register(desk: Desk, change: Change, entry: Entry) -> None:
    """One decision: the case goes its way, the line keeps the words."""
    from eduaid_desktop.services import relief

    values, sent = entry.values, entry.sent
    action, target = _ACTIONS[values["decision"]]
    amount = values["decided_amount"]
    try:
        relief.move(
            change,
            desk,
            relief.load(desk, sent.case_id),
            action,
            on_date=values["decided_on"],
            amount=(sent.amount if amount is None else amount) if action == "decide" else None,
            reason=values["decided_reason"],
            document=values["decided_document"],
            target=target,
        )
    except Refused as wrong:
        raise Refused(
            f"第 {entry.row} 行 {entry.case_no} {entry.name}：{wrong.sentence}整个回执都没有登记。"
        ) from wrong
    change.update("batch_line", sent.line_id, values)


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
