"""待补正: what the county returned or refused, the column its reason means, and how far the mending is.

A returned line stays until its case went up again in a correction (补正) or was given up; a refused one until the
family was told: its letter was printed, or the case archived.
"""

from dataclasses import dataclass

from eduaid_desktop.domain import reply_reasons
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import worklist_queries

# How a line stands, in the order in which it is worked on.
MEND, ON_THE_WAY, READY, TELL = "mend", "way", "ready", "tell"
STANDS = {
    MEND: "退回，待更正",
    ON_THE_WAY: "已更正，审核中",
    READY: "已更正，待上报",
    TELL: "不予，待告知家庭",
}


@dataclass(frozen=True)
class Counts:
    """How many lines of the worklist stand how."""

    mend: int = 0
    way: int = 0
    ready: int = 0
    tell: int = 0

    @property
    def all(self) -> int:
        """The whole list."""
        return self.mend + self.way + self.ready + self.tell

    @property
    def words(self) -> str:
        """待更正 2，更正后待上报 1."""
        told = {
            "待更正": self.mend,
            "已更正审核中": self.way,
            "已更正待上报": self.ready,
            "不予待告知": self.tell,
        }
        return "，".join(f"{words} {count}" for words, count in told.items() if count)


def counts(desk: Desk) -> Counts:
    """How the worklist stands."""
    return Counts(**worklist_queries.county_counts(desk.store))


@dataclass(frozen=True)
class Left:
    """What a batch leaves to be done: lines to be mended, families to be told, slips to be printed anew, lines missing.

    read: a reply to it was read.
    """

    mend: int
    tell: int
    changed: int
    missing: int
    read: bool


def left(desk: Desk, batch_no: str) -> Left:
    """The same of a batch by its number, as things are now."""
    batch_id = int(desk.store.select("batch", batch_no=batch_no)[0]["id"])
    of_batch = Counts(**worklist_queries.county_counts(desk.store, batch_id))
    return Left(
        of_batch.mend,
        of_batch.tell,
        worklist_queries.changed(desk.store, batch_id),
        len(worklist_queries.open_lines(desk.store, batch_id)),
        bool(worklist_queries.last_read(desk.store, batch_id)),
    )


def field_meant(desk: Desk, case_id: int) -> str:
    """The field in which a returned case is to be mended; "" where the reason names none."""
    line = worklist_queries.county_line(desk.store, case_id)
    meant = reply_reasons.fields_of((line or {}).get("reason") or "", desk.rules().codes["reply_reason"])
    return next(iter(meant), "")
