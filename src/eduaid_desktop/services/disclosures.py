"""外发和查看记录: what was shown in full, and what left the office, for what and to whom.

Source: 教财厅函〔2017〕28号 as Sichuan applies it (domain section 13): passing recipients' data on needs a purpose
and a record of it.
"""

from eduaid_desktop.domain import text
from eduaid_desktop.errors import Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change

UNMASK, EXPORT = "unmask", "export"
KINDS = {UNMASK: "显示号码", EXPORT: "外发"}


def insert(
    change: Change,
    desk: Desk,
    kind: str,
    content: str,
    *,
    rows: int | None = None,
    purpose: str = "",
    recipient: str = "",
) -> int:
    """Write one line inside a change; kind: a key of KINDS, content: what it was, rows: how many people.

    Raises Refused for an export without a purpose. Returns the line's id.
    """
    purpose, recipient = text.tidy(purpose), text.tidy(recipient)
    if kind == EXPORT:
        require_purpose(purpose)
    about = {"row_count": rows, "purpose": purpose or None, "recipient": recipient or None}
    line = {"kind": kind, "content": content, **about, "on_date": desk.today().isoformat()}
    return change.insert("disclosure", line)


def require_purpose(purpose: str) -> None:
    """Raises Refused where nobody has said what personal data is given out for."""
    if not purpose.strip():
        raise Refused("外发个人信息要写明用途，如“报县教育局核对”。请填写用途后再办。", "purpose")
