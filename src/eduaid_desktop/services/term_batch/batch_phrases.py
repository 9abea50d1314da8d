"""打开密码 of a batch: one for all its protected copies, kept with it; the cover sheet says it, a reply opens with it.

The kept bytes stay those without a password; a protected copy holds them, and is made of other bytes each time.
"""

from collections.abc import Callable
from contextlib import suppress

from eduaid_desktop.domain import open_phrase
from eduaid_desktop.domain.batch_check import BatchFile
from eduaid_desktop.errors import PasswordNeeded, Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change, Row

# So many phrases are tried on a file that asks for one, those of the last batches; each takes half a second.
_TRIED = 8


def chosen(wanted: str | None, sealed: Row | None = None) -> str:
    """The phrase that a copy is protected with, "" for none.

    wanted: None for a copy that opens without, "" for the phrase of the batch or a new one, else the clerk's own.
    sealed: the batch, where it is sealed already. Raises Refused for a phrase that is none, or another than the
    batch has: what was handed over on paper stays true.
    """
    if wanted is None:
        return ""
    kept = sealed["phrase"] if sealed else None
    own = open_phrase.require(wanted) if wanted else ""
    if kept and own and own != kept:
        raise Refused(
            f"批次 {sealed['batch_no'] if sealed else ''} 已经有打开密码，印在封面的裁切联上；"
            "同一个批次只用一个密码。请不另填密码，再写一次。",
            "phrase",
        )
    return kept or own or open_phrase.make()


def keep(sealed: Row, phrase: str, change: Change) -> None:
    """Let a sealed batch have the phrase with which a copy of it goes out."""
    if phrase and phrase != sealed["phrase"]:
        change.update("batch", sealed["id"], {"phrase": phrase})


def opened(
    desk: Desk | None, name: str, look: Callable[[str | None], BatchFile], password: str | None = None
) -> BatchFile:
    """A batch workbook or a reply, protected or not; the phrases of this office's batches are tried by themselves.

    name: of the file; look(password) reads it. Raises PasswordNeeded where it opens with none of them, and what look
    raises.
    """
    try:
        return look(password)
    except PasswordNeeded:
        for phrase in _kept(desk, name) if desk else ():
            with suppress(PasswordNeeded):
                return look(phrase)
        raise


def _kept(desk: Desk, name: str) -> list[str]:
    """The phrases of the last batches, first that of the batch after which a file is called."""
    rows = [row for row in desk.store.select("batch") if row["phrase"]][::-1]
    rows.sort(key=lambda row: row["batch_no"] not in name)
    return list(dict.fromkeys(row["phrase"] for row in rows))[:_TRIED]
