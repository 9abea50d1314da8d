"""Questions about attachments; their bytes are read one at a time."""

from eduaid_desktop.store.store import Row, Store


def first(store: Store, owner_table: str, owner_id: int) -> Row | None:
    """The file that was kept with a record when it was made (a batch): id, name, content, sha256; None without one."""
    return store.row(
        "SELECT id, name, content, sha256 FROM attachment WHERE owner_table = ? AND owner_id = ? AND withdrawn = 0"
        " ORDER BY id LIMIT 1",
        (owner_table, owner_id),
    )


def of(store: Store, owner_table: str, owner_id: int) -> list[Row]:
    """The attachments of a record, oldest first: id, name, media_type, sha256, size in bytes, at and actor."""
    return store.rows(
        "SELECT a.id, a.name, a.media_type, a.sha256, length(a.content) AS size, c.at, c.actor FROM attachment a"
        " LEFT JOIN change_log l ON l.table_name = 'attachment' AND l.row_id = a.id AND l.action = 'insert'"
        " LEFT JOIN change c ON c.id = l.change_id"
        " WHERE a.owner_table = ? AND a.owner_id = ? AND a.withdrawn = 0 ORDER BY a.id",
        (owner_table, owner_id),
    )
