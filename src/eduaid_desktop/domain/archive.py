"""归档: what must lie in the file of a case before it is archived, and in which order it lies there.

Source: section 5.6 of the domain rules (archive order of a school copy, Guizhou rule [S28]; retention [S33]).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from eduaid_desktop.domain import signatures, workflow

# What ends a case, and what of it must have been signed: the outcome is the state before the archive.
_SIGNED: Mapping[int, tuple[str, ...]] = {
    workflow.PAID: ("village", "township", "education"),
    workflow.RECOVERED: ("village", "township", "education"),
    workflow.REJECTED: (),
    workflow.WITHDRAWN: (),
}
_PAID = (workflow.PAID, workflow.RECOVERED)


@dataclass(frozen=True)
class Held:
    """What the office file holds of a case. boxes: opinions that stand."""

    boxes: Collection[str]
    paid: bool
    document: bool


def missing(outcome: int, held: Held) -> list[str]:
    """What is still to be filed beside the documents of the checklist, by name. outcome: the state before the archive.

    A case that ended without money needs none of it.
    """
    found = [signatures.BOXES[box] for box in _SIGNED.get(outcome, ()) if box not in held.boxes]
    if outcome in _PAID and not held.document:
        found.append("县级批复文号")
    if outcome in _PAID and not held.paid:
        found.append("银行到账结果")
    return found


# The order in which the papers lie: county's decision, review, notice, applications, their proofs, money, photographs.
# Each entry: a code of the checklist, or a word for what the program keeps itself.
ORDER = (
    "decision", "E10", "notice", "E11", "form", "E01", "opinions", "E02", "E03", "E04", "E05", "E06", "E07", "E08",
    "E09", "payment", "E12", "recovery", "attachments",
)  # fmt: skip
