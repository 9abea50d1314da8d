"""外发: what holds personal data leaves the office whole, for a purpose, and with its line in the log.

Source: 教财厅函〔2017〕28号 as Sichuan applies it (domain section 13): passing recipients' data on to others needs an
approval and a record. The log is the table disclosure; showing full numbers on the screen stands there too.
"""

from dataclasses import dataclass
from pathlib import Path

from eduaid_desktop.documents import delivery
from eduaid_desktop.domain import roles, text
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change

# disclosure.kind, and what it is called.
EXPORT, UNMASK, SHEET = "export", "unmask", "sheet"
KINDS = {EXPORT: "外发", UNMASK: "显示号码", SHEET: "写出恢复密钥单"}


@dataclass(frozen=True)
class Reason:
    """What something goes out for, to whom, and how many people stand in it (None where nobody counted)."""

    purpose: str
    recipient: str = ""
    rows: int | None = None

    def require(self) -> None:
        """Raises Refused where no purpose is given."""
        if not text.tidy(self.purpose):
            raise Refused("外发个人信息要写明用途，如“报县教育局核对”。请填写用途后再办。", "purpose")


def log(change: Change, desk: Desk, name: str, why: Reason) -> None:
    """Write the line of an export inside a change; name: of the file. Raises Refused without a purpose."""
    why.require()
    said = {"purpose": text.tidy(why.purpose), "recipient": text.tidy(why.recipient) or None}
    line = {"kind": EXPORT, "content": name, "row_count": why.rows, **said}
    change.insert("disclosure", line | {"on_date": desk.today().isoformat()})


def log_unmasking(change: Change, desk: Desk, content: str) -> None:
    """Write the line that says that numbers were shown in full inside a change."""
    _log(change, desk, UNMASK, content)


def log_sheet(change: Change, desk: Desk, mark: str) -> None:
    """Write the line that says that the recovery sheet with this mark was written inside a change."""
    _log(change, desk, SHEET, f"恢复密钥单（编号 {mark}）")


def _log(change: Change, desk: Desk, kind: str, content: str) -> None:
    change.insert("disclosure", {"kind": kind, "content": content, "on_date": desk.today().isoformat()})


def put(desk: Desk, temporary: Path, name: str, why: Reason) -> Path:
    """Give a file that delivery prepared its name, and log it: both or neither. Returns its path."""
    placed = temporary
    try:
        why.require()
        sentence = f"外发“{name}”（{text.tidy(why.purpose)}）"
        with desk.change(sentence, role=(roles.CLERK, roles.REVIEWER), final=True) as change:
            log(change, desk, name, why)
            placed = delivery.put_in_place(temporary, name)
    except BaseException:
        delivery.discard(placed)
        raise
    return placed


def write(desk: Desk, target: Path, data: bytes, why: Reason) -> Path:
    """Write a file outside and log it; one of that name is written over.

    Raises Refused without a purpose or in a window that may only read, UserError where it cannot be written.
    """
    desk.store.require_writer()
    why.require()
    temporary = delivery.prepare(target.parent, target.name, data, over=True)
    return put(desk, temporary, target.name, why)


def copy(desk: Desk, source: Path, target: Path, why: Reason) -> Path:
    """The same for a file that was made already, such as a PDF in the preview."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise UserError(f"“{source.name}”已不在了，没有另存。请重新生成后再试。") from error
    return write(desk, target, data, why)
