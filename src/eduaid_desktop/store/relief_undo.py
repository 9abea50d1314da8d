"""What of a relief case may be undone: nothing that a later step, the county or the archive relies on."""

from collections.abc import Callable, Mapping, Sequence

from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.workflow import ARCHIVED, RECOVERED, REJECTED, WITHDRAWN, frozen_fields, state_name
from eduaid_desktop.errors import Refused
from eduaid_desktop.store import relief_queries
from eduaid_desktop.store.change import Line, decode
from eduaid_desktop.store.relief_audit import PARTS, faults, unvoided
from eduaid_desktop.store.store import Row, Store

_CLOSED = (REJECTED, WITHDRAWN, RECOVERED)
# CROSS keeps SQLite from reading the log of every step of the office first.
_STEPS_SINCE = (
    "SELECT 1 FROM relief_step s CROSS JOIN change_log l ON l.table_name = 'relief_step' AND l.row_id = s.id"
    " AND l.action = 'insert' WHERE s.case_id = :case AND s.withdrawn = 0 AND l.change_id > :change"
)
_KEYED_SINCE = (
    "SELECT 1 FROM change_log WHERE table_name = 'relief_case' AND row_id = :case AND action = 'insert'"
    " AND change_id > :change"
)
# A case is through its notice of this kind, or the notice came down.
_NOTICE_USED = (
    "SELECT 1 FROM notice n WHERE n.id = :notice AND (n.taken_down IS NOT NULL OR EXISTS (SELECT 1"
    " FROM notice_case k JOIN relief_step s ON s.case_id = k.case_id AND s.withdrawn = 0"
    " WHERE k.notice_id = n.id AND k.withdrawn = 0 AND s.action = 'notice_end' AND s.on_date > :end"
    " AND s.from_state = CASE n.kind WHEN 'village' THEN 40 ELSE 55 END))"
)
# A photograph of a notice that is done with: down, and all on its list archived (as services.attachments has it).
_NOTICE_DONE = (
    "SELECT 1 FROM attachment a JOIN notice n ON n.id = a.owner_id AND n.taken_down IS NOT NULL"
    " WHERE a.id = :row AND a.owner_table = 'notice' AND NOT EXISTS (SELECT 1 FROM notice_case k"
    " JOIN relief_case c ON c.id = k.case_id AND c.withdrawn = 0 AND c.state <> 110"
    " WHERE k.notice_id = n.id AND k.withdrawn = 0)"
)
_CASE_OF_PAPER = {
    "evidence": "SELECT case_id FROM evidence WHERE id = :row",
    "attachment": (
        "SELECT CASE a.owner_table WHEN 'relief_case' THEN a.owner_id WHEN 'evidence' THEN"
        " (SELECT e.case_id FROM evidence e WHERE e.id = a.owner_id) END FROM attachment a WHERE a.id = :row"
    ),
}


def require_undoable(store: Store, change_id: int, lines: Sequence[Line]) -> None:
    """Called inside the undo of a change, after its lines are written; raises Refused when a case would fall apart.

    A step can be undone only while it is the last one, nothing frozen or archived may be set back, and what a later
    step found in place stays, though that step had no need to write it.
    """
    for line in lines:
        if line.table in _EACH and line.action == "update":
            _EACH[line.table](store, change_id, line)
    cases = {case_id for line in lines for case_id in _cases_of(store, line)}
    for case_id in cases:
        if faults(store, case_id):
            raise Refused("这一步之后申请又往前走了，不能单独撤销。请先撤销后面的步骤，或用“退回”办理。")
        if unvoided(store, case_id):
            raise Refused(
                "这次修改之后申请表又改过或重新签过字，不能单独撤销。"
                "请先撤销后来的修改和签字，或直接修改申请表，再重新签字。"
            )


def _cases_of(store: Store, line: Line) -> list[int]:
    if line.table == "person":
        sql = "SELECT id FROM relief_case WHERE person_id = ? AND withdrawn = 0"
        return [*store.column(sql, (line.row_id,))]
    if line.table not in PARTS:
        return []
    column = "id" if line.table == "relief_case" else "case_id"
    return [int(store.value(f"SELECT {column} FROM {line.table} WHERE id = ?", (line.row_id,)))]


def _case(store: Store, change_id: int, line: Line) -> None:
    case = store.row("SELECT * FROM relief_case WHERE id = ?", (line.row_id,)) or {}
    before = decode(line.before)
    if left := case["packet_id"] if case["withdrawn"] else before.get("packet_id"):
        _require_open_packet(store, left)
    if case["withdrawn"]:
        return
    if before.get("withdrawn") or before.get("state") in _CLOSED:
        _require_only(store, change_id, case)
    if "state" not in before:
        _require_free(case, before.get("case_no", case["case_no"]), set(before))


def _require_free(case: Row, number: str | None, touched: set[str]) -> None:
    """Nothing that the form keeps closed is set back behind it; a past case is corrected at any time."""
    if case["historical"]:
        return
    if touched & set(frozen_fields(case["state"], bool(number))):
        raise Refused(
            f"申请现在是“{state_name(case['state'])}”，金额、身份和收款账户已经锁定，不能撤销对它们的修改。"
        )
    if case["state"] == ARCHIVED and touched & set(RELIEF.by_name):
        raise Refused(f"申请 {number} 已归档，只能查看，不能撤销归档前的修改。")


def _require_only(store: Store, change_id: int, case: Row) -> None:
    """One that counts again must not stand beside another of the child that was keyed or accepted since (F02)."""
    if case["state"] in _CLOSED:
        return
    for other in relief_queries.duplicates(store, case):
        since = {"case": other["id"], "change": change_id}
        if store.value(_KEYED_SINCE, since) or store.value(_STEPS_SINCE, since):
            raise Refused(
                f"该生这个学期后来又有了救助申请 {other['case_no']}，同一学期只能有一件，没有撤销。请先撤回那一件。"
            )


def _require_open_packet(store: Store, packet_id: int) -> None:
    """What was counted against the cover of a bundle leaves it only when the bundle is open."""
    packet = store.row(
        "SELECT packet_no FROM packet WHERE id = ? AND withdrawn = 0 AND closed_on IS NOT NULL",
        (packet_id,),
    )
    if packet:
        raise Refused(
            f"这份申请在已收齐关闭的村包 {packet['packet_no']} 里，没有撤销。请先重新打开村包并写明原因。"
        )


def _opinion(store: Store, change_id: int, line: Line) -> None:
    """A signature that a later step found in place stays; one that goes because the form changed is told as void."""
    row = store.row("SELECT * FROM opinion WHERE id = ?", (line.row_id,)) or {}
    if not row["withdrawn"] or row["voided_on"]:
        return
    if store.value(_STEPS_SINCE, {"case": row["case_id"], "change": change_id}):
        raise Refused("这次签字之后申请又往前走了，不能单独撤销。请先撤销后面的步骤。")


def _notice(store: Store, change_id: int, line: Line) -> None:
    """The end of a notice stays once somebody went on by it, as when it is worked out anew."""
    before, after = decode(line.before), decode(line.after)
    if "to_date" in after and store.value(_NOTICE_USED, {"notice": line.row_id, "end": before["to_date"]}):
        raise Refused("这个公示已经撤下，或名单上已有申请办完公示期满，截止日期不能再改，没有撤销。")


def _hanging(store: Store, change_id: int, line: Line) -> None:
    """Nobody goes back to a list that was taken off its board meanwhile."""
    notice = store.row(
        "SELECT n.taken_down FROM notice_case k JOIN notice n ON n.id = k.notice_id WHERE k.id = ?"
        " AND k.withdrawn = 0",
        (line.row_id,),
    )
    if notice and notice["taken_down"]:
        raise Refused("原来的公示已经撤下，不能再回到那份名单上，没有撤销。请先撤销“撤下公示”。")


def _paper(store: Store, change_id: int, line: Line) -> None:
    case_id = store.value(_CASE_OF_PAPER[line.table], {"row": line.row_id})
    case = store.row("SELECT state, case_no FROM relief_case WHERE id = ?", (case_id,))
    if case and case["state"] == ARCHIVED:
        raise Refused(f"申请 {case['case_no']} 已归档，材料和附件只能查看，没有撤销。")
    if line.table == "attachment" and store.value(_NOTICE_DONE, {"row": line.row_id}):
        raise Refused("这个公示已撤下，名单上的申请都已归档，照片只能查看，没有撤销。")


_EACH: Mapping[str, Callable[[Store, int, Line], None]] = {
    "relief_case": _case,
    "opinion": _opinion,
    "notice": _notice,
    "notice_case": _hanging,
    "evidence": _paper,
    "attachment": _paper,
}
