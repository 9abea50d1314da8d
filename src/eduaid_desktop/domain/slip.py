"""单号: the number on every paper the office gives out, printed in digits and as a QR code.

Digits alone, because a scanner types like a keyboard and an input method would swallow letters. Two digits say what
kind of paper it is, ten what it is about, two which issue, two are a check (ISO 7064, MOD 97-10): a paper whose
content has changed since the last print is a new issue, one printed again as it was is the same (补打).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain.text import half_width

# Never given to another document: papers with these numbers lie in files for decades.
CODES: Mapping[str, str] = {
    "approval_form": "01",
    "approval_slip": "02",
    "notice_list": "03",
    "archive_cover": "04",
    "archive_contents": "05",
    "evidence_list": "06",
    "deadline_board": "07",
    "rejection_letter": "08",
    "waiting_letter": "09",
    "correction_letter": "10",
    "household_page": "11",
    "fund_ledger": "12",
    "payment_sheet": "13",
    "payment_correction": "14",
    "recovery_record": "15",
    "prefilled_form": "16",
    "prefilled_list": "17",
    "notice_result": "20",
    "objection_record": "21",
    "report_letter": "22",
    "cover_sheet": "23",
    "missing_list": "26",
    "bank_missing_list": "27",
    "summary_sheet": "30",
    "application_roster": "31",
    "result_list": "32",
    "rejection_list": "33",
    "relief_ledger": "34",
    "aid_roster": "35",
    "aid_notice": "36",
    "aid_payment_sheet": "37",
    "term_table": "38",
    "year_table": "39",
    "attendance_table": "50",
    "out_of_county_list": "51",
    "duty_letter": "52",
    "return_notice": "53",
    "class_duty_letter": "54",
    "project_ledger": "60",
    "project_progress": "61",
    "project_funding": "62",
    "project_notice": "63",
    "slip_register": "70",
}
# What the number counts where it is no record of a table: a term (and a village), a year, a month.
PERIOD = "period"
# The states of a numbered paper. GIVEN: it was handed out for good, nobody waits for it.
OUT, BACK, VOID, GIVEN = "out", "back", "void", "given"
# Out, and of no more use since a newer issue was printed. Worked out, never stored.
OLD = "old"
STATES = {OUT: "未收回", BACK: "已收回", VOID: "已作废", OLD: "已有新版", GIVEN: "不用收回"}
# A paper about one of these is about it in one term; where the record is no single thing, it goes by its words, too.
IN_A_TERM, BY_WORDS = (PERIOD, "school", "person"), (PERIOD, "school")
# The digit after the year: what a paper about no record is about. P: the pupils of a school in that term.
_KINDS = {"": 0, "S": 1, "A": 2, "M": 3, "PS": 4, "PA": 5}
# A number has room for so many issues.
ISSUES = 99
# How many digits the QR code holds.
LENGTH = 16
_SHOWN = re.compile(r"(\d{2})-?(\d{10})-?(\d{2})-?(\d{2})")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about: the row of a table, or PERIOD with the number that of_term and its like give.

    words: as the print ledger lists it. case_id: the relief case it belongs to, where it is one alone.
    """

    record: str
    record_id: int
    words: str
    term: str = ""
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A numbered paper. digest: SHA-256 of what stands on it. reprint: this number was printed before (补打).

    answers: name and answer of what was asked for it (文号, 期限), kept so that it can be printed again. past: it says
    how things stood on a day past, and counts for the file alone.
    """

    number: str
    document: str
    subject: Subject
    digest: str
    reprint: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    past: bool = False

    @property
    def code(self) -> str:
        """The sixteen digits that the QR code holds and a scanner types."""
        return self.number.replace("-", "")

    @property
    def issue(self) -> int:
        """Which issue it is, from 1."""
        return int(self.number.split("-")[2])

    @property
    def halves(self) -> tuple[str, str]:
        """The number in the two lines that it is printed in."""
        at = self.number.rindex("-", 0, 14)
        return self.number[:at], self.number[at + 1 :]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a numbered paper stands in a PDF: its first page, counted from 0, and how many it has."""

    slip: Slip
    first: int
    pages: int


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a seal goes on a page of a PDF, counted from 0: its middle in mm from the top left corner."""

    page: int
    x: float
    y: float


def number(document: str, record_id: int, issue: int) -> str:
    """01-0000000042-01-37: the first issue of the approval form of case 42. Raises ValueError for what has no room."""
    if not (0 <= record_id < 10**10 and 1 <= issue <= ISSUES):
        raise ValueError(f"no slip number for {record_id}, issue {issue}")
    begins = beginning(document, record_id)
    return f"{begins}-{issue:02d}-{_check(f'{begins}{issue:02d}'.replace('-', ''))}"


def beginning(document: str, record_id: int) -> str:
    """01-0000000042: what the numbers of all issues begin with."""
    return f"{CODES[document]}-{record_id:010d}"


def same_paper(row: Mapping[str, Any], about: Subject) -> bool:
    """Whether an entry of the print ledger is an issue of the paper about this, as store.slip_queries.SAME has it."""
    if (row["record"], row["record_id"]) != (about.record, about.record_id):
        return False
    of_term = about.record not in IN_A_TERM or not about.term or row["term"] == about.term
    return of_term and (about.record not in BY_WORDS or row["subject"] == about.words)


def read(typed: str) -> str | None:
    """The number as it is printed, of one that was scanned or typed; None where the check says it is none."""
    found = _SHOWN.fullmatch(half_width(typed).strip())
    return "-".join(found.groups()) if found and _check("".join(found.groups()[:3])) == found[4] else None


def may_begin(digits: str) -> bool:
    """Whether a number may begin with these digits: those of any document, and no more than there are."""
    return len(digits) <= LENGTH and any(code.startswith(digits[:2]) for code in CODES.values())


def document(typed: str) -> str:
    """The document (a key of CODES) that a number is of; "" for one that this version does not know."""
    return next((key for key, code in CODES.items() if code == typed[:2]), "")


def of_term(term: str, region_id: int = 0) -> int:
    """The record number of a paper about a term, 2018S, and where region_id is given one village of it."""
    return _counted(int(term[:4]), term[4], region_id)


def of_school(term: str, school_id: int) -> int:
    """The record number of a paper about the pupils of a school in a term."""
    return _counted(int(term[:4]), f"P{term[4]}", school_id)


def of_year(year: int, region_id: int = 0) -> int:
    """The record number of a paper about a calendar year."""
    return _counted(year, "", region_id)


def of_month(year: int, month: int) -> int:
    """The record number of a paper about a month."""
    return _counted(year, "M", month)


def period(record_id: int) -> tuple[int, str, int]:
    """What of_term, of_school, of_year and of_month counted: the year, what it is, and what the rest says.

    "S" and "A" are terms and the rest is a region, "M" is a month; after "PS" and "PA" (pupils) it is a school.
    """
    year, kind, rest = record_id // 10**6, record_id // 10**5 % 10, record_id % 10**5
    return year, next((word for word, digit in _KINDS.items() if digit == kind), ""), rest


def _counted(year: int, kind: str, rest: int) -> int:
    return int(f"{year:04d}{_KINDS[kind]}{rest:05d}")


def _check(body: str) -> str:
    return f"{98 - int(body) * 100 % 97:02d}"
