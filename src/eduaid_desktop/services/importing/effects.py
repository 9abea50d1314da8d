"""What storing a row changes in the office file, in a few words: 新登记, or which columns are renewed."""

from collections.abc import Sequence

from eduaid_desktop.domain import glossary
from eduaid_desktop.store.change import Line, decode

_SUBJECTS = ("person", "relief_case", "project", "received_aid")
# The record of the import itself is nothing that a row adds.
_OWN = ("import_run",)


def effect(lines: Sequence[Line]) -> str:
    """新登记；新增在读。/ 更新联系电话、年级。 lines: what a change wrote for one row of a table."""
    new = {(line.table, line.row_id) for line in lines if line.action == "insert"}
    made = list(dict.fromkeys(line.table for line in lines if line.action == "insert"))
    renewed = {
        glossary.column(line.table, name): None
        for line in lines
        if line.action == "update" and (line.table, line.row_id) not in new
        for name in decode(line.after)
    }
    parts = ["新登记"] if any(table in _SUBJECTS for table in made) else []
    if others := [glossary.table(table) for table in made if table not in (*_SUBJECTS, *_OWN)]:
        parts.append(f"新增{'、'.join(others)}")
    if renewed:
        parts.append(f"更新{'、'.join(renewed)}")
    return "；".join(parts)
