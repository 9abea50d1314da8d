"""Every document that the office prints, by the name the command line and the print ledger give it."""

from eduaid_desktop.services.papers import (
    aid_notice,
    archive_papers,
    batch_papers,
    case_papers,
    deadline_paper,
    evidence_papers,
    family_letters,
    fund_paper,
    household_paper,
    notice_papers,
    payment_papers,
)

DOCUMENTS = {
    **case_papers.DOCUMENTS,
    **deadline_paper.DOCUMENTS,
    **fund_paper.DOCUMENTS,
    **family_letters.DOCUMENTS,
    **household_paper.DOCUMENTS,
    **notice_papers.DOCUMENTS,
    **payment_papers.DOCUMENTS,
    **aid_notice.DOCUMENTS,
    **archive_papers.DOCUMENTS,
    **batch_papers.DOCUMENTS,
    **evidence_papers.DOCUMENTS,
}
