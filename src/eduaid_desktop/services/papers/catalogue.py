"""Every document that the office prints, by the name the command line and the print ledger give it."""

from eduaid_desktop.services.papers import (
    archive_papers,
    attendance_papers,
    blank_forms,
    case_papers,
    deadline_paper,
    duty_letters,
    evidence_papers,
    family_letters,
    fund_paper,
    household_paper,
    payment_papers,
    prefilled,
    rare_paper,
    slip_register,
)

DOCUMENTS = {
    **blank_forms.DOCUMENTS,
    **prefilled.DOCUMENTS,
    **case_papers.DOCUMENTS,
    **deadline_paper.DOCUMENTS,
    **fund_paper.DOCUMENTS,
    **family_letters.DOCUMENTS,
    **household_paper.DOCUMENTS,
    **payment_papers.DOCUMENTS,
    **rare_paper.DOCUMENTS,
    **archive_papers.DOCUMENTS,
    **evidence_papers.DOCUMENTS,
    **attendance_papers.DOCUMENTS,
    **duty_letters.DOCUMENTS,
    **slip_register.DOCUMENTS,
}
