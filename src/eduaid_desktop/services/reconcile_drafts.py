"""What a view of reconciliation finds, before it is told who it is about and what proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from eduaid_desktop.domain.checks import school_year_start
from eduaid_desktop.domain.reconciling import BASE_SIDE, ROLL_SIDE, Choice
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.reconcile_proofs import APPLICATION, ROLL, Place
from eduaid_desktop.store import reconcile_queries as queries
from eduaid_desktop.store.reconcile_queries import BASE

# Stages whose pupils stand on the rolls that a township gets; students of colleges do not.
ROLL_STAGES = ("1", "2", "3", "4", "5")
_WORDS = {ROLL: ROLL_SIDE, BASE: BASE_SIDE}


@dataclass(frozen=True)
class Said:
    """What one source says, and where."""

    source: str
    says: str
    place: Place


NO_ROLL = Said(ROLL_SIDE, "本学期没有", Place())
NOT_IN_BASE = Said(BASE_SIDE, "名册里没有", Place())


@dataclass(frozen=True)
class Draft:
    """people: whom it is about, the main one first. subject: where it is not they by whom it is known."""

    rule: str
    people: tuple[int, ...]
    sides: Sequence[Said]
    subject: str = ""
    choices: tuple[Choice, ...] = ()
    remark: str = ""
    name: str = ""
    village: str = ""
    school: str = ""
    id_number: str = ""


@dataclass(frozen=True)
class Asked:
    """A desk, a term, and the dated rules that the views need."""

    desk: Desk
    term: str

    @property
    def policy(self) -> Any:
        """The dated policies."""
        return self.desk.rules().policy

    @property
    def poor(self) -> list[str]:
        """The types of household that are registered as poor today."""
        return list(self.policy["registered_household"])

    @cached_property
    def differing(self) -> list[int]:
        """Everybody of whom imported rows say different things."""
        return queries.differing(self.desk.store, self.term)

    @property
    def today(self) -> str:
        """The office's date."""
        return self.desk.today().isoformat()

    @property
    def school_year(self) -> date:
        """31 August of the school year of the term, the day on which ages count."""
        return school_year_start(date(int(self.term[:4]), 3 if self.term.endswith("S") else 9, 1))

    def born(self, window: dict[str, Any]) -> tuple[str, str]:
        """The first and the last birth date of an age window."""
        year = self.school_year.year
        return f"{year - window['max'] - 1}-09-01", f"{year - window['min']}-08-31"

    def programmes(self, requires: str) -> list[str]:
        """The programmes that are only for such pupils: boarding or registered."""
        return [key for key, entry in self.policy["programme"].items() if entry.get("requires") == requires]


def source_of(kind: str) -> str:
    """学籍名册, 户籍, or 救助申请 for any table of applications."""
    return _WORDS.get(kind, "救助申请")


def on_roll(person_id: int, says: str, enrolment_id: int | None = None, school: str = "") -> Said:
    """The roll's side about somebody."""
    record = ("enrolment", enrolment_id) if enrolment_id else None
    return Said(ROLL_SIDE, says, Place(kind=ROLL, person=person_id, key=school, record=record))


def in_base(person_id: int, says: str, number: str = "") -> Said:
    """The household base's side about somebody."""
    return Said(BASE_SIDE, says, Place(kind=BASE, person=person_id, key=number, record=("person", person_id)))


def in_case(case_id: int, person_id: int, says: str) -> Said:
    """An application's side: the row of the table it came in, else the form it was keyed from."""
    return Said("救助申请", says, Place(kind=APPLICATION, person=person_id, record=("relief_case", case_id)))
