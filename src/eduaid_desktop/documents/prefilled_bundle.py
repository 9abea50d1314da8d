"""预填表: the forms of a village or class and the checklist that goes with them, in one print.

The checklist comes last: the forms have two pages each, so that none begins on the back of another paper.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from eduaid_desktop.documents import approval_form, office_sheet
from eduaid_desktop.documents.approval_data import ApprovalFormData
from eduaid_desktop.documents.paper import A4, Board, Printed
from eduaid_desktop.domain.sheet import Sheet


def write(
    forms: Sequence[ApprovalFormData],
    checklist: Sheet,
    path: Path,
    *,
    printed_on: date,
    reprint: bool = False,
) -> Printed:
    """Write the forms in their order, then the checklist. Raises UserError when the file cannot be written."""
    board = Board(A4, checklist.title, printed_on, reprint)
    for form in forms:
        approval_form.lay(board, form)
    office_sheet.lay(board, checklist)
    return board.save(path)
