"""Checking the office file, and undoing a change."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from eduaid_desktop.domain import roles
from eduaid_desktop.errors import Damaged, UserError
from eduaid_desktop.services import people
from eduaid_desktop.services.county import collected_audit
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_audit
from eduaid_desktop.store import anchors, fund_audit, history, relief_audit, slip_audit, totals
from eduaid_desktop.store.history import Undone

Progress = Callable[[int, int], object]
# What a file with touched records may raise where one that holds together cannot.
_CONFUSED = (UserError, ValueError, TypeError, KeyError, ArithmeticError)


def _unwatched(done: int, total: int) -> None:
    pass


def check(desk: Desk, progress: Progress = _unwatched) -> dict[str, Any]:
    """ok, findings (sentences), mendable, and how many records and changes were looked at.

    mendable: how many of the findings are about search keys alone, which mend_search puts right.
    Structure, chain and rows first, then sealed batches and the backups beside the file. Whether cases hold
    together and totals add up is asked only of a file whose records are what the program wrote.
    progress(done, total) counts what was looked at; what it raises stops the check. Raises Damaged for a file
    too damaged to be read.
    """
    store = desk.store
    batches = len(store.select("batch")) + len(store.select("collected_batch"))
    steps = _Steps(progress, history.steps(store) + batches + 6)
    findings = history.check(store, steps)
    touched = bool(findings)
    findings += _asked("上报批次", lambda: batch_audit.faults(desk, steps), touched)
    findings += _asked("收到的批次", lambda: collected_audit.faults(desk, steps), touched)
    findings += _asked("备份", lambda: anchors.faults(store), touched)
    lost: list[str] = []
    for part, ask, told in (
        ("救助申请", relief_audit.faults, findings),
        ("意见签字", relief_audit.unvoided, findings),
        ("基金", fund_audit.faults, findings),
        ("单据登记", slip_audit.faults, findings),
        ("合计", totals.faults, findings),
        ("检索", totals.search_faults, lost),
    ):
        if not touched:
            steps()
            with store.snapshot():
                told += _asked(part, lambda ask=ask: ask(store), touched)  # type: ignore[misc]
    findings += lost
    return {"ok": not findings, "findings": findings, "mendable": len(lost), **history.counts(store)}


class _Steps:
    """Tells progress of one step more each time it is called."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total

    def __call__(self) -> None:
        self._progress(min(self._done, self._total), self._total)
        self._done += 1


def _asked(part: str, ask: Callable[[], list[str]], touched: bool) -> list[str]:
    """What a part of the check finds; nothing where it cannot make sense of records already found touched."""
    try:
        return ask()
    except Damaged:
        raise
    except _CONFUSED:
        return [] if touched else [f"{part}里有程序读不懂的内容，这一项没有核对完。请用最近的备份比较。"]


def headline(report: Mapping[str, Any]) -> str:
    """What a check came to, and what to do next, in a sentence or two."""
    seen = f"{report['records']:,} 条记录，{report['changes']:,} 次操作"
    findings, mendable = len(report["findings"]), report["mendable"]
    if not findings:
        return f"完好：{seen}。"
    if findings == mendable:
        return f"记录完好（{seen}），只是有人检索不到。请重建检索。"
    return (
        f"发现 {findings} 处问题（{seen}）。请停止录入，先照原样备份一份，再打开最近的备份核对下面这几处；"
        "说不清原因的，把这份结果交给技术支持。"
    )


def as_text(desk: Desk, report: Mapping[str, Any]) -> str:
    """A check as a text to keep or to send: whose file, when, what was found."""
    office = desk.store.row("SELECT name FROM office") or {"name": ""}
    head = f"核对结果　{office['name']}　{desk.store.path.name}　{datetime.now():%Y-%m-%d %H:%M}"
    numbered = [f"{number}. {words}" for number, words in enumerate(report["findings"], 1)]
    return "\n".join([head, headline(report), *numbered, ""])


def mend_search(desk: Desk) -> int:
    """Renew the search keys of everyone whom the search box would not find; how many they were.

    The keys are derived, so that no record changes. Raises Refused on a read-only file.
    """
    with desk.change("重建检索", role=(roles.CLERK, roles.REVIEWER, roles.ADMIN)) as change:
        lost = totals.unfindable(desk.store)
        for person_id in lost:
            people.index(change, person_id, desk.store.get("person", person_id))
    return len(lost)


def undo(desk: Desk, change_id: int, *, dry_run: bool = False) -> dict[str, Any]:
    """Undo a change (see undone); how many rows were withdrawn, restored and kept."""
    result = undone(desk, change_id, dry_run=dry_run)
    counts = {name: len(set(getattr(result, name))) for name in ("withdrawn", "restored", "kept")}
    return {"change_id": change_id, "sentence": result.sentence, "dry_run": dry_run, **counts}


def undone(desk: Desk, change_id: int, *, dry_run: bool = False) -> Undone:
    """Undo a change (see store.undo), in the role it was made in; the rows withdrawn, restored and kept."""
    made_as = desk.store.value("SELECT role FROM change WHERE id = ?", (change_id,))
    role = desk.acting(made_as or (roles.CLERK, roles.REVIEWER, roles.ADMIN))
    return history.undo(desk.store, desk.actor, change_id, role=role, dry_run=dry_run)
