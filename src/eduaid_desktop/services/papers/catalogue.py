"""Every document that the office prints, by the name the command line and the print ledger give it."""

from eduaid_desktop.services.papers import (
    aid_papers,
    archive_papers,
    case_papers,
    deadline_paper,
    evidence_papers,
    family_letters,
    fund_paper,
    household_paper,
    ledger_paper,
    payment_papers,
    result_papers,
    roster_paper,
    summary_paper,
    total_papers,
)

DOCUMENTS = {
    **case_papers.DOCUMENTS,
    **deadline_paper.DOCUMENTS,
    **fund_paper.DOCUMENTS,
    **family_letters.DOCUMENTS,
    **household_paper.DOCUMENTS,
    **payment_papers.DOCUMENTS,
    **archive_papers.DOCUMENTS,
    **evidence_papers.DOCUMENTS,
    **summary_paper.DOCUMENTS,
    **roster_paper.DOCUMENTS,
    **result_papers.DOCUMENTS,
    **ledger_paper.DOCUMENTS,
    **aid_papers.DOCUMENTS,
    **total_papers.DOCUMENTS,
}
