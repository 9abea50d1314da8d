"""Questions about outside templates: the empty workbooks that were put in, and the files written by them."""

from eduaid_desktop.store.lists import Listing
from eduaid_desktop.store.store import Row, Store

TEMPLATES = Listing(
    source="FROM template r WHERE r.withdrawn = 0",
    columns={
        "name": "r.name", "kind": "r.kind", "sender": "r.sender", "sheet": "r.sheet", "added_on": "r.added_on",
    },
    searched=("name", "sender"),
    order="r.id DESC",
)  # fmt: skip


def files_of(store: Store, table: str, owner_id: int, stem: str, suffix: str) -> list[Row]:
    """The kept files of a payment list or a batch of this name, and its later versions: id, name, content, sha256."""
    return store.rows(
        "SELECT id, name, content, sha256 FROM attachment WHERE owner_table = ? AND owner_id = ? AND withdrawn = 0"
        " AND (name = ? || ? OR name GLOB replace(replace(?, '[', '[[]'), '*', '[*]') || '_[0-9]*' || ?) ORDER BY id",
        (table, owner_id, stem, suffix, stem, suffix),
    )


def template_file_id(store: Store, template_id: int) -> int:
    """The number of the attachment that holds an empty workbook: what was written before is older than it."""
    sql = "SELECT MAX(id) FROM attachment WHERE owner_table = 'template' AND owner_id = ? AND withdrawn = 0"
    return int(store.value(sql, (template_id,)) or 0)


def template_file(store: Store, template_id: int) -> bytes:
    """The empty workbook of a template, as the bank gave it."""
    found = store.value(
        "SELECT content FROM attachment WHERE owner_table = 'template' AND owner_id = ? AND withdrawn = 0",
        (template_id,),
    )
    return bytes(found)
