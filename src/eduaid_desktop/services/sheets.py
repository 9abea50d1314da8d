"""The papers of operators and keys: the recovery sheet, the list of a handover."""

from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.services import exports, keys, office, open_items, slips
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

# Only its owner reads a file with the recovery key, as long as it lies about.
_PRIVATE = 0o600


def write_recovery_sheet(desk: Desk, path: Path) -> "Printed":
    """The recovery sheet of the open file as PDF; by an administrator.

    The PDF is as secret as the sheet: it is to be printed and deleted; that it was written is logged. Raises
    Refused for anybody else and while a change of the recovery key is due, and as slips.put does.
    """
    from eduaid_desktop.documents import recovery_sheet

    code, about = keys.code_of(desk), office.info(desk)
    keys.require_settled(desk)
    sheet = recovery_sheet.RecoverySheetData(
        office=about["name"],
        code=about["code"],
        file_name=desk.store.path.name,
        mark=keys.mark_of(desk),
        made_on=desk.today().isoformat(),
        groups=recovery_code.groups(code),
    )

    def draw(draft: Path) -> "Printed":
        printed = recovery_sheet.write(sheet, draft, printed_on=desk.today())
        draft.chmod(_PRIVATE)
        return printed

    # A name without a glyph is no reason to leave an office without its sheet.
    printed = slips.put(path, draw, whole=False)
    try:
        with desk.change(f"写出恢复密钥单（编号 {sheet.mark}）", role=roles.ADMIN, final=True) as change:
            exports.log_sheet(change, desk, sheet.mark)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return printed


def write_handover(desk: Desk, path: Path, *, leaving: str = "", successor: str = "") -> "Printed":
    """The list of what is open as PDF, to be signed by the leaving person, the successor and a witness.

    Raises as slips.put does.
    """
    from eduaid_desktop.documents import handover_sheet

    about = office.info(desk)
    handover = handover_sheet.HandoverData(
        office=f"{about['county']}{about['name']}",
        day=desk.today().isoformat(),
        items=open_items.items(desk),
        leaving=leaving,
        successor=successor,
    )
    return slips.put(
        path, lambda draft: handover_sheet.write(handover, draft, printed_on=desk.today()), whole=False
    )
