"""公示: putting cases on a notice of their village or of the township, and the objections against them."""

from datetime import date

from eduaid_desktop.domain import notices
from eduaid_desktop.domain.notices import NoticeEnd
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.services import workdays
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

VILLAGE, TOWNSHIP = "village", "township"


def period(rules: Rules, from_date: str) -> NoticeEnd:
    """The end of a notice that begins on a day, by the office's settings."""
    settings = rules.settings
    first, table = date.fromisoformat(from_date), workdays.of_rules(rules)
    return notices.end_of(first, settings["notice_days"], settings["notice_day_kind"], table)


def post(change: Change, desk: Desk, case: Row, kind: str, from_date: str) -> Row:
    """Put a case on the notice of its village (or the township) that begins on a day; begin one if needed."""
    village = case["village"] if kind == VILLAGE else None
    place = {"kind": kind, "village": village, "term": case["term"], "from_date": from_date}
    known = change.select("notice", **place, taken_down=None)
    if not known:
        rules = desk.rules(date.fromisoformat(from_date))
        settings = rules.settings
        length = {"days": settings["notice_days"], "day_kind": settings["notice_day_kind"]}
        change.insert("notice", {**place, **length, "to_date": period(rules, from_date).to_date.isoformat()})
        known = change.select("notice", **place, taken_down=None)
    change.insert("notice_case", {"notice_id": known[0]["id"], "case_id": case["id"]})
    return known[0]


def repost(change: Change, desk: Desk, case: Row, kind: str, from_date: str) -> Row:
    """Take a case off its notice and put it on one with new dates, because the list changed."""
    if old := queries.notice_of(desk.store, case["id"], kind):
        change.withdraw("notice_case", old["link_id"])
    return post(change, desk, case, kind, from_date)


def object_to(change: Change, desk: Desk, case: Row, given: Given) -> None:
    """Record an objection against a case on its notice."""
    notice = queries.notice_of(desk.store, case["id"])
    assert notice is not None
    who = {"raised_by": given.signer or None, "contact": given.contact or None}
    said = {"received_on": given.on_date, "content": given.reason}
    change.insert("objection", {"notice_id": notice["id"], "case_id": case["id"], **said, **who})


def settle(change: Change, desk: Desk, case: Row, given: Given) -> None:
    """Record what the office found about every open objection against a case."""
    for objection in queries.open_objections(desk.store, case["id"]):
        finding = {"finding": given.finding, "resolved_on": given.on_date}
        change.update("objection", objection["id"], finding)
