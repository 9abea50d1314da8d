"""E11 公示照片和公示结果: ticked by itself once the notice has its photograph and has ended without anything open."""

from collections.abc import Iterable

from eduaid_desktop.domain import workflow
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import notice_queries
from eduaid_desktop.store.store import Change, Row

# The document of the checklist (resources/codes/evidence.toml) that a notice itself is.
CODE = "E11"
_BY_ITSELF = "公示期满并有公示照片，自动登记"


def passed(change: Change, desk: Desk, notice: Row, case_id: int) -> None:
    """A case is through its notice: with a photograph of the board the document is complete."""
    if notice_queries.photos(desk.store, notice["id"]):
        _set(change, desk, [case_id], present=True)


def photographed(change: Change, desk: Desk, notice_id: int) -> None:
    """A photograph came or went: the cases that are through their notice have the document now, or no longer."""
    through = [
        case["id"]
        for case in notice_queries.cases(desk.store, notice_id)
        if case["passed"] and case["state"] != workflow.ARCHIVED
    ]
    _set(change, desk, through, present=bool(notice_queries.photos(desk.store, notice_id)))


def _set(change: Change, desk: Desk, case_ids: Iterable[int], *, present: bool) -> None:
    """What somebody ticked or noted by hand stays as it is."""
    came = {"present": 1, "note": _BY_ITSELF, "received_on": desk.today().isoformat()}
    values = came if present else {"present": 0, "note": None, "received_on": None}
    for case_id in case_ids:
        known = change.select("evidence", case_id=case_id, code=CODE)
        if known and (known[0]["note"] == _BY_ITSELF or (present and not known[0]["present"])):
            change.update("evidence", known[0]["id"], values)
        elif not known and present:
            change.insert("evidence", {"case_id": case_id, "code": CODE, **values})
