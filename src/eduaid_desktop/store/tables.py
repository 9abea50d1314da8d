"""What the file says about its own tables: which hold records, how they point at each other, their defaults."""

from typing import Any

from eduaid_desktop.store.store import Store


def recorded_tables(store: Store) -> list[str]:
    """The tables whose rows are records: those with a revision."""
    found = store.rows(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'revision'"
        " WHERE m.type = 'table' ORDER BY m.rowid"
    )
    return [row["name"] for row in found]


def references(store: Store) -> list[tuple[str, str, str, str]]:
    """(table, column, table pointed at, column pointed at) of every foreign key between records."""
    found = store.rows(
        'SELECT m.name AS child, k."from", k."table", k."to"'
        " FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table'"
    )
    recorded = set(recorded_tables(store))
    return [(k["child"], k["from"], k["table"], k["to"]) for k in found if k["child"] in recorded]


def unique_columns(store: Store, table: str) -> list[tuple[str, ...]]:
    """The columns of every index that lets no two live rows be alike in them."""
    indexes = store.rows(f"PRAGMA index_list({table})")
    return [
        tuple(column["name"] for column in store.rows(f"PRAGMA index_info({index['name']})"))
        for index in indexes
        if index["unique"]
    ]


def defaults(store: Store, table: str) -> dict[str, Any]:
    """What a column holds when an insert does not name it."""
    columns = store.rows(f"PRAGMA table_info({table})")
    terms = ", ".join(f'{c["dflt_value"] or "NULL"} AS "{c["name"]}"' for c in columns)
    return store.row(f"SELECT {terms}") or {}
