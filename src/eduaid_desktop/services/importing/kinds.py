"""The kinds of tables that can be imported, and who writes their rows."""

from collections.abc import Callable
from typing import Protocol

from eduaid_desktop.domain.household import HOUSEHOLD_BASE
from eduaid_desktop.domain.project_ledger import PROJECT_LEDGER, PROJECT_SITES
from eduaid_desktop.domain.received_aid import RECEIVED_AID
from eduaid_desktop.domain.relief_past_table import RELIEF_PAST_TABLE
from eduaid_desktop.domain.relief_table import RELIEF_TABLE
from eduaid_desktop.domain.roll import ROLL
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.household import HouseholdWriter
from eduaid_desktop.services.importing.projects import ProjectWriter, SiteWriter
from eduaid_desktop.services.importing.received_aid import ReceivedAidWriter
from eduaid_desktop.services.importing.relief import ReliefWriter
from eduaid_desktop.services.importing.relief_past import ReliefPastWriter
from eduaid_desktop.services.importing.result import ImportResult, Line
from eduaid_desktop.services.importing.roll import RollWriter
from eduaid_desktop.store.store import Change

KINDS = {
    kind.name: kind
    for kind in (
        ROLL,
        HOUSEHOLD_BASE,
        RELIEF_TABLE,
        RECEIVED_AID,
        PROJECT_LEDGER,
        PROJECT_SITES,
        RELIEF_PAST_TABLE,
    )
}


class Writer(Protocol):
    """Writes the rows of one kind inside a change, which may be a rehearsal."""

    def write(self, line: Line) -> None:
        """Store one row: sets its person_id and adds what differs from what the office knew to its problems.

        A row that cannot be stored now gets its outcome: REFUSED, PARKED (with subject and candidates).
        """


_WRITERS: dict[str, Callable[[Change, Desk, ImportResult], Writer]] = {
    ROLL.name: RollWriter,
    HOUSEHOLD_BASE.name: HouseholdWriter,
    RELIEF_TABLE.name: ReliefWriter,
    RECEIVED_AID.name: ReceivedAidWriter,
    PROJECT_LEDGER.name: ProjectWriter,
    PROJECT_SITES.name: SiteWriter,
    RELIEF_PAST_TABLE.name: ReliefPastWriter,
}


def writer(change: Change, desk: Desk, result: ImportResult) -> Writer:
    """The writer of this kind of table."""
    return _WRITERS[result.kind.name](change, desk, result)
