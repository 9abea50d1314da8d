"""Every document that the office prints, by the name the command line and the print ledger give it."""

from eduaid_desktop.services.papers import (
    archive_papers,
    attendance_papers,
    batch_papers,
    case_papers,
    deadline_paper,
    duty_letters,
    evidence_papers,
    family_letters,
    fund_paper,
    household_paper,
    notice_papers,
    payment_papers,
    project_ledger_paper,
    project_papers,
    project_progress,
    return_notice,
)

DOCUMENTS = {
    **case_papers.DOCUMENTS,
    **deadline_paper.DOCUMENTS,
    **fund_paper.DOCUMENTS,
    **family_letters.DOCUMENTS,
    **household_paper.DOCUMENTS,
    **notice_papers.DOCUMENTS,
    **payment_papers.DOCUMENTS,
    **archive_papers.DOCUMENTS,
    **batch_papers.DOCUMENTS,
    **evidence_papers.DOCUMENTS,
    **attendance_papers.DOCUMENTS,
    **duty_letters.DOCUMENTS,
    **return_notice.DOCUMENTS,
    **project_ledger_paper.DOCUMENTS,
    **project_papers.DOCUMENTS,
    **project_progress.DOCUMENTS,
}
