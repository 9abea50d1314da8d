"""What keeps a case from being archived, as domain.workflow_guards has it: papers that its file lacks."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eduaid_desktop.domain.workflow_guards import Circumstances, Given

Case = Mapping[str, Any]


def _archive_items(case: Case, now: "Circumstances", given: "Given") -> str:
    if not (now.missing_archive and now.archive_blocks):
        return ""
    return f"归档材料还缺：{'、'.join(now.missing_archive)}。收齐并勾选后即可归档。"


def _archive_reason(case: Case, now: "Circumstances", given: "Given") -> str:
    if not now.missing_archive or given.reason:
        return ""
    return f"归档材料还缺：{'、'.join(now.missing_archive)}；请收齐后勾选，或写明先归档的原因。"


GUARDS: dict[str, Callable[[Case, "Circumstances", "Given"], str]] = {
    "archive_items": _archive_items,
    "archive_reason": _archive_reason,
}
