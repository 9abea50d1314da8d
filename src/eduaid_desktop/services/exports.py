"""外发: what holds personal data leaves the office whole, for a purpose, and with its line in the log.

Source: 教财厅函〔2017〕28号 as Sichuan applies it (domain section 13): passing recipients' data on to others needs an
approval and a record. The log is the table disclosure; showing full numbers on the screen stands there too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from eduaid_desktop.documents import delivery
from eduaid_desktop.domain import open_phrase, roles, text
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change

# disclosure.kind, and what it is called.
EXPORT, UNMASK, SHEET = "export", "unmask", "sheet"
KINDS = {EXPORT: "外发", UNMASK: "显示号码", SHEET: "写出恢复密钥单"}


@dataclass(frozen=True)
class Reason:
    """What something goes out for, to whom, and how many people stand in it (None where nobody counted).

    phrase: the password that the file asks for, "" for none; the log says that there is one, never which.
    """

    purpose: str
    recipient: str = ""
    rows: int | None = None
    phrase: str = field(default="", repr=False)

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


def prepare(folder: Path, name: str, data: bytes, phrase: str = "", *, over: bool = False) -> Path:
    """delivery.prepare for what leaves the office: behind this password where one is wanted.

    One of that name that opens with the phrase and holds the same is no other file, though its bytes are others.
    Raises Refused where a file of this kind has no password, or the phrase is none, else as delivery.prepare.
    """
    if not phrase:
        return delivery.prepare(folder, name, data, over=over)
    from eduaid_desktop.documents import protecting

    protecting.require(Path(name).suffix)
    phrase = open_phrase.require(phrase)
    whole = protecting.protected(data, phrase)
    same = lambda held: protecting.opens_as(held, phrase, data)  # noqa: E731
    return delivery.prepare(folder, name, whole, over=over, same=same)


def put(
    desk: Desk,
    temporary: Path,
    name: str,
    why: Reason,
    also: Callable[[Change], object] = lambda change: None,
) -> Path:
    """Give a file that delivery prepared its name, and log it: both or neither. Returns its path.

    also(change): what is written with it.
    """
    placed = temporary
    try:
        why.require()
        sentence = f"外发“{name}”（{text.tidy(why.purpose)}{'，加了打开密码' if why.phrase else ''}）"
        with desk.change(sentence, role=(roles.CLERK, roles.REVIEWER), final=True) as change:
            log(change, desk, name, why)
            also(change)
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
    temporary = prepare(target.parent, target.name, data, why.phrase, over=True)
    return put(desk, temporary, target.name, why)


def copy(desk: Desk, source: Path, target: Path, why: Reason) -> Path:
    """The same for a file that was made already, such as a PDF in the preview."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise UserError(f"“{source.name}”已不在了，没有另存。请重新生成后再试。") from error
    return write(desk, target, data, why)
