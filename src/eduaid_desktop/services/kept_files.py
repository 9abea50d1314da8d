"""Workbooks kept in the office file as they went or came, each with its record: a batch, a list, a template."""

import hashlib

from eduaid_desktop.store.store import Change

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def keep(change: Change, owner_table: str, owner_id: int, name: str, data: bytes) -> int:
    """Keep the bytes of a workbook with a record, within a change that is under way; the id of the attachment."""
    return change.insert(
        "attachment",
        {
            "name": name,
            "media_type": _MEDIA_TYPE,
            "sha256": hashlib.sha256(data).hexdigest(),
            "content": data,
            "owner_table": owner_table,
            "owner_id": owner_id,
        },
    )
