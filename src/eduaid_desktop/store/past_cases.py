"""历史补录: a case that was paid before this file began is a record only; whoever writes, nothing moves it."""

import json
from collections.abc import Iterable, Iterator

from eduaid_desktop.domain.workflow import ARCHIVED
from eduaid_desktop.errors import Refused
from eduaid_desktop.store import driver
from eduaid_desktop.store.audit import Line, Row, decode

# What a living case gets on its way: money, steps, signatures, a place in a batch or on a notice.
_MOVES = ("payment", "batch_line", "relief_step", "opinion", "notice_case", "objection")
_FIXED = ("state", "historical", "case_no")


def require_unmoved(connection: driver.Connection, lines: Iterable[Line]) -> None:
    """Raises Refused when lines of a change would pay or move a past case, or make one of a living one."""
    moved = {row_id: turned for line in lines for row_id, turned in _moved(line)}
    if not moved:
        return
    found = connection.execute(
        "SELECT id, case_no, historical FROM relief_case WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([*moved]),),
    )
    for case in found:
        if case["historical"] or moved[case["id"]]:
            raise Refused(f"{case['case_no'] or '这份草稿'} 是历史补录，当时已经发放，不能再发放或办理。")


def _moved(line: Line) -> Iterator[tuple[int, bool]]:
    """The case that a line takes further, and whether it makes a past one of it or ends that it is one."""
    if line.table in _MOVES and line.action == "insert":
        yield decode(line.after)["case_id"], False
    elif line.table == "relief_case" and line.action == "update":
        after = decode(line.after)
        if not after.keys().isdisjoint(_FIXED):
            yield line.row_id, "historical" in after


def faults(case: Row, steps: list[Row], payments: list[Row]) -> list[str]:
    """What of a past case is not as one must be, in sentences."""
    found = []
    if case["state"] != ARCHIVED or steps or payments:
        found.append("历史补录的申请被办理或发放过。")
    if not case["approved"] or not case["past_paid_on"] or not case["past_source"]:
        found.append("历史补录缺金额、发放日期或依据。")
    if not (case["case_no"] or "").rpartition("-")[2].startswith("L"):
        found.append("历史补录的编号不在补录的号段里。")
    return found
