"""附件: photographs and papers kept with a record: copied in, never linked, made small and bare of remarks."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from eduaid_desktop.documents import photographs
from eduaid_desktop.domain import text, workflow
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import evidence_ticks, exports, forms, notice_board, notice_evidence
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.store import attachments
from eduaid_desktop.store.store import Change, Row

# The forms whose records take attachments; a sealed batch keeps its own file and takes no other.
_FORMS = ("person", "aid", "relief", "project")
_LONGEST_NAME = 80
_KNOWN_ENDINGS = frozenset((".jpg", ".jpeg", ".png", ".pdf", ".heic"))


def add(desk: Desk, owner_table: str, owner_id: int, path: Path, name: str = "") -> Row:
    """Copy a photograph (JPEG, PNG) or PDF into the office file; returns it as of() does.

    owner_table, owner_id: the record it belongs to. name: what it is called, the file's own name where
    not given. Raises UserError for a file that is none of these, Refused where the record has it already,
    is archived, or the window may only read.
    """
    desk.store.require_writer()
    owner = _owner(desk, owner_table, owner_id)
    row = ready(desk, owner_table, owner_id, path, name)
    with desk.change(f"添加附件“{row['name']}”（{owner['name']}）") as change:
        number = keep(change, desk, owner_table, owner_id, row)
    return next(each for each in of(desk, owner_table, owner_id) if each["id"] == number)


def ready(desk: Desk, owner_table: str, owner_id: int, path: Path, name: str = "") -> Row:
    """A file as keep puts it to its record; nothing is written yet. Raises as add does."""
    kept = photographs.prepared(Path(path))
    digest, there = hashlib.sha256(kept.data).hexdigest(), of(desk, owner_table, owner_id)
    called = _called(name or Path(path).name, kept.media_type, {each["name"] for each in there})
    _require_new(there, digest, called)
    return {"name": called, "media_type": kept.media_type, "sha256": digest, "content": kept.data}


def keep(change: Change, desk: Desk, owner_table: str, owner_id: int, row: Row) -> int:
    """Put what ready gave to its record within a change that is under way; the id of the attachment."""
    number = change.insert("attachment", row | {"owner_table": owner_table, "owner_id": owner_id})
    if owner_table == "evidence":
        evidence_ticks.came(change, owner_id)
    if owner_table == "notice":
        notice_evidence.photographed(change, desk, owner_id)
    return number


def of(desk: Desk, owner_table: str, owner_id: int) -> list[Row]:
    """The attachments of a record, oldest first: id, name, media_type, sha256, size, at, actor."""
    return attachments.of(desk.store, owner_table, owner_id)


def read(desk: Desk, attachment_id: int) -> Row:
    """One attachment with its content."""
    return desk.store.get("attachment", attachment_id)


def withdraw(desk: Desk, attachment_id: int) -> None:
    """Take an attachment off its record; the history keeps it. Raises Refused as add does."""
    found = read(desk, attachment_id)
    owner = _owner(desk, found["owner_table"], found["owner_id"])
    with desk.change(f"撤下附件“{found['name']}”（{owner['name']}）") as change:
        change.withdraw("attachment", attachment_id)
        if found["owner_table"] == "evidence":
            evidence_ticks.went(change, desk.store, found["owner_id"])
        if found["owner_table"] == "notice":
            notice_evidence.photographed(change, desk, found["owner_id"])


def save_copy(desk: Desk, attachment_id: int, target: Path, why: Reason) -> Path:
    """Write an attachment outside the office, for a purpose; logged. Raises as services.exports.write does."""
    return exports.write(desk, target, read(desk, attachment_id)["content"], replace(why, rows=1))


def to_pdf(desk: Desk, attachment_id: int, folder: Path) -> Path:
    """An attachment as a PDF for the preview, in a folder that is cleared away afterwards."""
    found = read(desk, attachment_id)
    target = folder / f"{Path(found['name']).stem}.pdf"
    try:
        if found["media_type"] == photographs.PDF:
            target.write_bytes(found["content"])
        else:
            photographs.to_pdf(found["content"], target)
    except OSError as error:
        raise UserError("临时文件夹写不了，看不了附件。请清理磁盘空间后再试。") from error
    return target


def _owner(desk: Desk, table: str, owner_id: int) -> Row:
    """The record that attachments belong to; raises Refused for one that takes none, or none any more."""
    if table == "finding":
        return {**desk.store.get(table, owner_id), "name": "核对结论"}
    if table == "evidence":
        return _owner(desk, "relief_case", desk.store.get(table, owner_id)["case_id"])
    if table == "notice":
        return _open_notice(desk, owner_id)
    door = next((d for d in map(forms.door, _FORMS) if d.spec.table == table), None)
    if door is None:
        raise Refused("这一种记录不能添加或撤下附件。请在学生、资助申请、救助申请、项目或核对里办理。")
    found = {**door.load(desk, owner_id)}
    if table == "relief_case" and found["state"] == workflow.ARCHIVED:
        raise Refused("这个申请已归档，附件只能查看。")
    return found


def _open_notice(desk: Desk, notice_id: int) -> Row:
    """Photographs of a notice may still come after it was taken down, until its cases are archived."""
    found = notice_board.sheet(desk, notice_id)
    if found.row["taken_down"] and all(case["state"] == workflow.ARCHIVED for case in found.cases):
        raise Refused("这个公示已撤下，名单上的申请都已归档，照片只能查看。")
    return {**found.row, "name": found.place}


def _require_new(there: Sequence[Row], digest: str, called: str) -> None:
    same = next((each for each in there if each["sha256"] == digest), None)
    if same:
        day = spoken((same["at"] or "")[:10])
        raise Refused(f"“{called}”与{day}添加的“{same['name']}”是同一份，没有再添加一次。")


def _called(name: str, media_type: str, taken: Collection[str]) -> str:
    """A file name that every system takes, once per record, with the ending that fits what is kept."""
    tidy = text.tidy(name)
    stem = tidy[: -len(Path(tidy).suffix)] if Path(tidy).suffix.lower() in _KNOWN_ENDINGS else tidy
    plain = text.in_file_names(stem)[:_LONGEST_NAME] or "附件"
    ending = photographs.ENDINGS[media_type]
    names = (f"{plain}{f'_{number}' if number > 1 else ''}{ending}" for number in count(1))
    return next(each for each in names if each not in taken)
