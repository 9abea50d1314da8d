"""打印登记: which paper left the office, when, how often, and which of them came back signed.

A number is worked out from what is on the paper, so that looking at a preview writes nothing; it is entered when the
paper is printed or saved.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from eduaid_desktop.domain import slip
from eduaid_desktop.domain.slip import Placed, Slip, Subject
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import slip_queries

Data = TypeVar("Data")

OUT, BACK, VOID = "out", "back", "void"


def numbered(desk: Desk, document: str, data: Data, subject: Subject | None) -> Data:
    """The data of a paper (a dataclass with the field slip) with its number; without one where it has no subject.

    The same content about the same subject has the same number and is a reprint; what was voided is not reprinted.
    """
    if subject is None:
        return data
    digest = _digest(data)
    issues = slip_queries.issues(desk.store, document, subject.record, subject.record_id)
    known = next((row for row in issues if row["digest"] == digest and row["state"] != VOID), None)
    issue = known["issue"] if known else max((row["issue"] for row in issues), default=0) + 1
    made = Slip(
        slip.number(document, subject.record_id, issue), document, subject, digest, reprint=bool(known)
    )
    return replace(data, slip=made)  # type: ignore[type-var]


def register(desk: Desk, placed: Sequence[Placed], *, copies: int = 1, printer: str = "") -> None:
    """Enter the numbered papers that were printed, one line each. copies: of each; printer: "" for a file."""
    if not placed:
        return
    with desk.change(f"打印{_said(placed)}", final=True) as change:
        for each in placed:
            _enter(desk, change, each, copies, printer)


def _enter(desk: Desk, change: Any, placed: Placed, copies: int, printer: str) -> None:
    made, today = placed.slip, desk.today().isoformat()
    known = slip_queries.by_number(desk.store, made.number)
    row_id = known["id"] if known else change.insert("slip", _row(made, today))
    line = {"slip_id": row_id, "on_date": today, "copies": copies, "pages": placed.pages}
    change.insert("slip_print", line | {"reprint": int(known is not None), "printer": printer or None})


def _row(made: Slip, today: str) -> dict[str, Any]:
    about = made.subject
    return {
        "slip_no": made.number, "document": made.document, "record": about.record, "record_id": about.record_id,
        "case_id": about.case_id, "term": about.term or None, "subject": about.words,
        "issue": int(made.number.split("-")[2]), "digest": made.digest, "issued_on": today, "state": OUT,
    }  # fmt: skip


def _said(placed: Sequence[Placed]) -> str:
    from eduaid_desktop.services.papers.catalogue import DOCUMENTS

    title = DOCUMENTS[placed[0].slip.document].title
    return f"{title} {len(placed)} 份" if len(placed) > 1 else f"{title} {placed[0].slip.number}"


def _digest(data: Any) -> str:
    plain = json.dumps(asdict(data), default=_plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return sorted(value, key=repr) if isinstance(value, Iterable) else str(value)
