"""What documents a case lacks at this moment: before its next step, and before it is archived."""

from collections.abc import Callable
from dataclasses import replace

from eduaid_desktop.domain import evidence, workflow
from eduaid_desktop.domain.evidence import Asked, Facts
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import evidence_queries
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Row

Choice = Callable[[list[Asked], int], list[Asked]]
_ENDED = (workflow.PAID, workflow.ARCHIVED, workflow.REJECTED, workflow.WITHDRAWN, workflow.RECOVERED)


def before_next_step(
    desk: Desk, case: Row, rules: Rules, notice: Row | None, *, paid: bool
) -> tuple[str, ...]:
    """The labels of the documents due before the next step that have not come; none where nobody looks.

    What is asked before the archive is said with its other papers (to_archive).
    """
    if desk.rules().settings["evidence_check"] == "off" or case["state"] in _ENDED:
        return ()
    return _lacking(desk, case, rules, (notice, paid), evidence.due_now)


def to_archive(desk: Desk, case: Row, rules: Rules, notice: Row | None, *, paid: bool) -> tuple[str, ...]:
    """The labels of the documents that a file lacks."""
    return _lacking(desk, case, rules, (notice, paid), evidence.to_file)


def _lacking(
    desk: Desk, case: Row, rules: Rules, known: tuple[Row | None, bool], choose: Choice
) -> tuple[str, ...]:
    """What might excuse a document is asked only where one is missing."""
    notice, paid = known
    present = queries.evidence(desk.store, case["id"])

    def found(facts: Facts) -> tuple[str, ...]:
        chosen = choose(evidence.asked(case, rules, facts), case["state"])
        return tuple(each.label for each in chosen if each.code not in present)

    facts = Facts(noticed=notice is not None, paid=paid)
    if not found(facts):
        return ()
    posted = notice is not None and evidence_queries.posted(desk.store, notice["id"])
    return found(replace(facts, posted=posted, earlier=evidence_queries.earlier(desk.store, case["id"])))
