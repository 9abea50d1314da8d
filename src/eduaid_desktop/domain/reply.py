"""回执: what the county decided, line by line, against the batch that went up.

Every line of the batch ends in exactly one list: matched, changed, rejected, returned, pending, missing or
conflicts. Only the five decision columns are ever taken over; what was sent wins in all others.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.checks import not_in_future
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.rules import Rules

APPROVE, REJECT, RETURN, OVER_CAP = "approve", "reject", "return", "over_cap"
# Where a decision takes a case, and by which step.
ACTIONS: dict[str, tuple[str, int]] = {
    APPROVE: ("decide", workflow.APPROVED),
    OVER_CAP: ("decide", workflow.OVERCAP_PENDING),
    REJECT: ("reject", workflow.REJECTED),
    RETURN: ("send_back", workflow.COUNTY_RETURNED),
}
_NEEDS = {
    APPROVE: ("decided_amount", "decided_document", "decided_on"),
    REJECT: ("decided_reason", "decided_on"),
    RETURN: ("decided_reason", "decided_on"),
    OVER_CAP: ("decided_document", "decided_on"),
}


def _complete(values: Values, rules: Rules) -> Iterator[Problem]:
    """A decision carries what its paper would carry; without a decision the other columns mean nothing."""
    decision = values["decision"]
    if decision is None and any(value is not None for value in values.values()):
        yield Problem("decision", "没有填审批结果，只填了其他列。")
    for name in _NEEDS.get(decision or "", ()):
        if values[name] is None:
            word = rules.label("relief_decision", decision)
            yield Problem(name, f"审批结果是“{word}”，但没有填{DECISION[name].label}。")
    if decision == APPROVE and values["decided_amount"] == 0:
        yield Problem("decided_amount", "审批结果是“同意”，审批金额却是 0。")


DECISION = FormSpec(
    "decision",
    "县级审批",
    "batch_line",
    (
        Field("decision", "审批结果", "choice", choices="relief_decision"),
        Field("decided_amount", "审批金额", "money"),
        Field("decided_reason", "不予原因", "note"),
        Field("decided_document", "审批文号", length=60),
        Field("decided_on", "审批日期", "date"),
    ),
    (_complete, not_in_future(decided_on="审批日期")),
)


def needed(decision: str) -> tuple[str, ...]:
    """The labels of the columns that a decision must fill beside itself."""
    return tuple(field.label for field in DECISION.fields if field.name in _NEEDS.get(decision, ()))


@dataclass(frozen=True)
class Sent:
    """A line of the batch: amounts in fen, cells canonical, what was decided by an earlier reply.

    state and approved: how the case stands now, which may have been decided by hand meanwhile. sent_again: the
    number of the later batch that it stands in.
    """

    line_id: int
    case_id: int
    case_no: str
    id_number: str
    name: str
    amount: int
    cells: tuple[str, ...]
    decided: Values
    state: int
    approved: int | None = None
    sent_again: str | None = None


@dataclass(frozen=True)
class Entry:
    """A line of the batch as the reply has it. row: Excel row, None when the reply has no such row.

    new: this decision is not stored yet. reason: the county's, or why the line is missing or in conflict.
    """

    case_no: str
    name: str
    row: int | None
    sent_fen: int
    approved_fen: int | None
    reason: str
    sent: Sent = field(repr=False)
    values: Values = field(default_factory=dict, repr=False)
    new: bool = False

    @property
    def done_by_hand(self) -> bool:
        """Whether the case already stands where this decision takes it, with the same amount."""
        decision = self.values["decision"]
        agreed = decision not in (APPROVE, OVER_CAP) or self.sent.approved == self.amount
        return self.sent.state == ACTIONS[decision][1] and agreed

    @property
    def amount(self) -> int:
        """The amount decided, in fen; the proposed one where the county wrote none."""
        decided = self.values.get("decided_amount")
        return self.sent_fen if decided is None else int(decided)

    def as_json(self) -> dict[str, Any]:
        """case_no, name, row, sent_fen, approved_fen, reason, decision, document, decided_on, new."""
        own = {k: getattr(self, k) for k in ("case_no", "name", "row", "sent_fen", "approved_fen", "reason")}
        extra = {k: self.values.get(f"decided_{k}") for k in ("document", "on")}
        decision = self.values.get("decision")
        return own | {
            "decision": decision,
            "document": extra["document"],
            "decided_on": extra["on"],
            "new": self.new,
        }


@dataclass(frozen=True)
class Touched:
    """A cell of columns 1 to 40 that differs from what was sent, and was not taken over.

    harmless: what a program did to it, in words; "" for a cell that somebody altered. sheet: as in FileRow.
    """

    case_no: str
    name: str
    row: int
    column: str
    old: str
    new: str
    harmless: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class RowProblem:
    """Something in the reply that cannot be used as it stands; row 0 for the file as a whole. sheet: as in FileRow."""

    row: int
    column: str
    message: str
    sheet: str = ""

    @property
    def place(self) -> str:
        """“导入数据 (2)”第 5 行, with a blank behind it; "" for the file as a whole."""
        return f"{f'“{self.sheet}”' if self.sheet else ''}第 {self.row} 行 " if self.row else ""


@dataclass(frozen=True)
class Assumed:
    """What the clerk says for all rows in which the county left it empty. on: an ISO date."""

    document: str = ""
    on: str = ""
    as_proposed: bool = False

    @property
    def cells(self) -> dict[str, str]:
        """The cells that it stands for, by column."""
        said = {
            "审批文号": self.document,
            "审批日期": self.on,
            "审批金额": "按建议金额" if self.as_proposed else "",
        }
        return {name: words for name, words in said.items() if words}


@dataclass
class Preview:
    """What a reply says. Nothing is written by making one; unknown: rows that are not in this batch.

    about: which batch that is and how it was known, in words. notes: what was read in a way that is worth a look.
    gaps: column to how many lines wait for nothing but that. sha256: of the file; stood: a mark of what the office
    file held then. others: further batches of ours in it, and how many rows each has. read: rows of data in the file,
    each of them about a line or unknown; aside: rows that are no data (totals, remarks).
    """

    batch_no: str
    about: str = ""
    sha256: str = ""
    stood: str = ""
    matched: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    rejected: list[Entry] = field(default_factory=list)
    returned: list[Entry] = field(default_factory=list)
    pending: list[Entry] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)
    conflicts: list[Entry] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    unknown: list[RowProblem] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)
    gaps: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    read: int = 0
    aside: int = 0

    @property
    def decided(self) -> list[Entry]:
        """Every line on which the county decided, in this reply or with equal words before."""
        return [*self.matched, *self.changed, *self.rejected, *self.returned, *self.pending]

    @property
    def new(self) -> list[Entry]:
        """The decisions that are not stored yet."""
        return [entry for entry in self.decided if entry.new]

    def as_json(self) -> dict[str, Any]:
        """The lists for a program; rejected holds the returned lines too, told apart by decision."""
        lists = ("matched", "changed", "pending", "missing", "conflicts")
        found: dict[str, Any] = {name: [e.as_json() for e in getattr(self, name)] for name in lists}
        found["rejected"] = [e.as_json() for e in (*self.rejected, *self.returned)]
        for name in ("touched", "unknown", "problems", "notes"):
            found[name] = [asdict(each) for each in getattr(self, name)]
        told = {
            "batch_no": self.batch_no,
            "about": self.about,
            "other_batches": self.others,
            "gaps": self.gaps,
        }
        counts = {"read": self.read, "aside": self.aside, "new": len(self.new)}
        return {**told, **found, **counts}
