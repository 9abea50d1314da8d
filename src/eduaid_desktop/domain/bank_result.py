"""回盘: what was sent to the bank, what it answered, and the lists that come of comparing the two.

Every row of a payment list ends in exactly one of paid, failed, amount and missing; a row of the file that is of
no row of the list ends in unknown. domain.bank_matching compares.
"""

from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain.reply import RowProblem

PAID, FAILED = "paid", "failed"
_LISTS = ("paid", "failed", "amount", "unknown", "missing")


@dataclass(frozen=True)
class Sent:
    """One row of the list, with what is registered of it. amount in fen; result None until the bank answered."""

    payment_id: int
    case_id: int
    case_no: str
    position: int
    name: str
    payee_name: str
    account: str
    amount: int
    result: str | None = None
    paid_on: str | None = None
    receipt_no: str | None = None
    failure_text: str | None = None


@dataclass(frozen=True)
class Answer:
    """One row of the file. row: as the workbook numbers it. account: as written, without spaces.

    outcome: paid, failed, or "" for what cannot be understood; words: what was written there. code, failure:
    of payment_failure, and the bank's own words.
    """

    row: int
    sheet: str = ""
    position: int | None = None
    case_no: str = ""
    name: str = ""
    account: str = ""
    amount: int | None = None
    outcome: str = ""
    words: str = ""
    code: str = ""
    failure: str = ""
    paid_on: str = ""
    receipt_no: str = ""

    @property
    def said(self) -> tuple[object, ...]:
        """What the bank says of a payment; two rows that say the same are one answer."""
        return (self.outcome, self.amount, self.code, self.failure, self.paid_on)


@dataclass(frozen=True)
class Entry:
    """sent: None for a row that is on no list. new: it is still to be registered."""

    sent: Sent | None
    answer: Answer | None
    reason: str = ""
    new: bool = False

    def as_json(self) -> dict[str, Any]:
        """The entry with stable keys; the account by its last four digits."""
        sent, answer = self.sent, self.answer
        account = sent.account if sent else answer.account if answer else ""
        return {
            "case_no": sent.case_no if sent else answer.case_no if answer else "",
            "name": sent.name if sent else "",
            "payee_name": sent.payee_name if sent else answer.name if answer else "",
            "account_last4": account[-4:],
            "position": sent.position if sent else None,
            "row": answer.row if answer else None,
            "sent_fen": sent.amount if sent else None,
            "amount_fen": answer.amount if answer else None,
            "code": answer.code if answer else "",
            "paid_on": answer.paid_on if answer else "",
            "receipt_no": answer.receipt_no if answer else "",
            "reason": self.reason,
            "new": self.new,
        }


@dataclass
class Preview:
    """What a file says against the list that it answers, before anything of it is registered."""

    list_no: str
    sha256: str = ""
    paid: list[Entry] = field(default_factory=list)
    failed: list[Entry] = field(default_factory=list)
    amount: list[Entry] = field(default_factory=list)
    unknown: list[Entry] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def new(self) -> list[Entry]:
        """What is to be registered, in the order of the list."""
        found = [entry for entry in (*self.paid, *self.failed) if entry.new]
        return sorted(found, key=lambda entry: entry.sent.position if entry.sent else 0)

    @property
    def absent(self) -> list[Entry]:
        """The rows that the file does not name and that wait for an answer, where it names only those that failed.

        None while a row of the file is of nobody: that one may have failed.
        """
        if self.paid or not self.failed or self.unknown:
            return []
        return [e for e in self.missing if e.answer is None and e.sent and e.sent.result is None]

    def as_json(self) -> dict[str, Any]:
        """The lists with stable keys."""
        lists = {name: [entry.as_json() for entry in getattr(self, name)] for name in _LISTS}
        told = [{"row": p.row, "column": p.column, "message": p.message} for p in self.problems]
        return {"list_no": self.list_no, **lists, "new": len(self.new), "problems": told}
