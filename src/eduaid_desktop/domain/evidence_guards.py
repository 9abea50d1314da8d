"""What papers keep a step closed: documents that are due and not there, a signature that was to follow."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eduaid_desktop.domain.workflow_guards import Circumstances, Given

# How the two sentences begin, by which the window knows what would open the step.
LACKING, UNSIGNED = "佐证材料还缺", "申请人还没有补签"


def documents_there(case: Mapping[str, Any], now: "Circumstances", given: "Given") -> str:
    """The documents due by this step have come, where the office blocks without them."""
    if not (now.missing_evidence and now.evidence_blocks):
        return ""
    return f"{LACKING}：{'、'.join(now.missing_evidence)}。收齐并勾选后即可办理这一步。"


def applicant_signed(case: Mapping[str, Any], now: "Circumstances", given: "Given") -> str:
    """The applicant has signed what an agent filed, before the step that the setting names."""
    if not now.signature_due:
        return ""
    agent = case["agent_name"]
    return f"{UNSIGNED}（由{agent}代办）。请申请人在申请表上签字，把日期填进“申请人补签日期”，再办理。"
