"""What technical support may know of an office file: figures and kinds, never what a record says."""

from collections import Counter
from pathlib import Path

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

from eduaid_desktop.store import driver
from eduaid_desktop.store.store import Row, Store
from eduaid_desktop.store.tables import recorded_tables

# Tables that hold no records; those of recorded_tables have names of ours, because the shape of the file is checked.
_OTHERS = ("change", "change_log", "draft", "serial", "search_key", "name_key")
_ACTIONS = frozenset({"insert", "update", "delete"})


def sqlite_version() -> str:
    """Of the SQLite inside the driver."""
    return str(dbapi2.sqlite_version)


def counts(store: Store) -> dict[str, int]:
    """How many rows every table has, withdrawn ones too."""
    tables = [*recorded_tables(store), *_OTHERS]
    return {table: int(store.value(f"SELECT COUNT(*) FROM {table}")) for table in tables}


def last_changes(store: Store, number: int) -> dict[str, int]:
    """insert person 12: what the last changes did to which tables, by how often."""
    known = set(recorded_tables(store))
    lines = store.rows(
        "SELECT table_name, action FROM change_log WHERE change_id IN (SELECT id FROM change ORDER BY id DESC LIMIT ?)",
        (number,),
    )
    return dict(sorted(Counter(_kind(line, known) for line in lines).items()))


def _kind(line: Row, known: set[str]) -> str:
    if line["table_name"] in known and line["action"] in _ACTIONS:
        return f"{line['action']} {line['table_name']}"
    return "other"


def header(path: Path) -> dict[str, object]:
    """What the first bytes of a file tell without opening it: its size, whether it is plain, its version."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return {"readable": False}
    plain = head.startswith(driver.PLAIN)
    version = int.from_bytes(head[60:64], "big") if plain and len(head) == 100 else None
    return {"readable": True, "bytes": size, "plain": plain, "schema": version}
