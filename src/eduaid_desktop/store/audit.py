"""The lines of the change log: how a row is written in them, how a hash chains them, how they are read."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from eduaid_desktop.store import driver

FIRST_HASH = "0" * 64
# Columns of a change that came with version 2.
_LATER = ("role", "machine")
# What is kept of a row of an imported file, in this order.
SOURCE_ROW = (
    "sheet", "row", "person_id", "name", "id_number", "birth_date", "village", "household_number", "school", "grade",
    "class_name", "student_state",
)  # fmt: skip
Row = dict[str, Any]


class Line(NamedTuple):
    """What one change did to one row; before and after hold only the columns that differ."""

    table: str
    row_id: int
    action: str
    before: str | None
    after: str | None


class Log:
    """A change on its way into the change log: lines are written and hashed as they come.

    head: what the hash covers beside the lines; the caller keeps it as it is until the end.
    """

    def __init__(self, connection: driver.Connection, head: Mapping[str, Any]) -> None:
        self._connection = connection
        last = connection.execute("SELECT hash FROM change ORDER BY id DESC LIMIT 1").fetchone()
        previous = last[0] if last else FIRST_HASH
        self._chain = _begun(previous, head)
        columns = {**head, "previous_hash": previous, "hash": ""}
        cursor = connection.execute(
            f"INSERT INTO change ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            tuple(columns.values()),
        )
        assert cursor.lastrowid is not None
        self.change_id: int = cursor.lastrowid

    def write(self, lines: Sequence[Line]) -> None:
        """Write and hash lines that follow on those before."""
        self._chain.update("".join(map(_hashed, lines)).encode())
        self._connection.executemany(
            "INSERT INTO change_log (change_id, table_name, row_id, action, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(self.change_id, *line) for line in lines],
        )

    def close(self) -> None:
        """Give the change its hash."""
        self._connection.execute(
            "UPDATE change SET hash = ? WHERE id = ?", (self._chain.hexdigest(), self.change_id)
        )


def digest(previous: str, head: Mapping[str, Any], lines: Iterable[Line]) -> str:
    """The SHA-256 that chains a change to the one before it.

    role and machine count only where they are known: changes of the first version have none.
    """
    chain = _begun(previous, head)
    for line in lines:
        chain.update(_hashed(line).encode())
    return chain.hexdigest()


def _begun(previous: str, head: Mapping[str, Any]) -> "hashlib._Hash":
    chain = hashlib.sha256(previous.encode())
    known = {name: value for name, value in head.items() if value is not None or name not in _LATER}
    chain.update(encode(known).encode())
    return chain


def _hashed(x: Line) -> str:
    return f"\x1e{x.table}\x1f{x.row_id}\x1f{x.action}\x1f{x.before}\x1f{x.after}"


def digest_of_rows(rows: Iterable[tuple[Any, ...]]) -> str:
    """The SHA-256 over rows of SOURCE_ROW, in the order of sheet and row."""
    found = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row[:2]):
        found.update(repr(row).encode())
    return found.hexdigest()


def encode(values: Mapping[str, Any]) -> str:
    """Columns as JSON; a blob stands as its SHA-256."""
    return _ENCODER.encode(values)


@lru_cache(maxsize=256)
def encoder(columns: tuple[str, ...]) -> Callable[[Sequence[Any]], str]:
    """encode for many rows of the same columns: the values in the order of the columns -> the same JSON."""
    order = sorted(range(len(columns)), key=columns.__getitem__)
    keys = [encode_basestring(columns[place]).replace("%", "%%") for place in order]
    template = f"{{{', '.join(f'{key}: %s' for key in keys)}}}"

    def encoded(values: Sequence[Any]) -> str:
        return template % tuple(
            [encode_basestring(v) if type(v := values[place]) is str else _other(v) for place in order]
        )

    return encoded


def _other(value: Any) -> str:
    if type(value) is int:
        return str(value)
    return "null" if value is None else _ENCODER.encode(value)


def decode(columns: str | None) -> Row:
    """What encode wrote; {} for None."""
    found: Row = json.loads(columns) if columns else {}
    return found


def replay(lines: Iterable[Row], empty: Row) -> Row:
    """A record's columns as these lines of the log leave them; {} when it was deleted.

    lines: action and after, oldest first. empty: its id and what columns hold that an insert does not name.
    """
    row: Row = {}
    for line in lines:
        if line["action"] == "insert":
            row = {**empty, **decode(line["after"])}
        elif line["action"] == "update":
            row |= decode(line["after"])
            row["revision"] = row.get("revision", 0) + 1
        else:
            row = {}
    return row


def _blob(value: Any) -> dict[str, str]:
    return {"sha256": hashlib.sha256(value).hexdigest()}


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_blob)
