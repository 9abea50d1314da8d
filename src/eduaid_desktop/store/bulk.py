"""What a large change writes together: rows that wait for each other, and the keys of the search box.

One statement for thousands of rows, and keys in the order in which they lie in the file, cost a fraction of
what they cost one by one.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from eduaid_desktop.domain import search
from eduaid_desktop.store import driver
from eduaid_desktop.store.audit import Line, encoder

Columns = tuple[str, ...]

_TOGETHER = 4000


class Waiting:
    """Rows to be inserted together; each has its id at once."""

    def __init__(self, connection: driver.Connection) -> None:
        self._connection = connection
        self._rows: dict[str, dict[Columns, list[tuple[Any, ...]]]] = {}
        # The ids of the first waiting row and of the next one.
        self._from: dict[str, int] = {}
        self._next: dict[str, int] = {}
        self._count = 0

    def holds(self, table: str, row_id: int | None = None) -> bool:
        """Whether this row waits, or any row of the table."""
        return table in self._from and (row_id is None or row_id >= self._from[table])

    def add(self, table: str, values: Mapping[str, Any]) -> int:
        """Let a row wait; returns its id."""
        if table not in self._from:
            self._from[table] = self._next[table] = self._first(table)
        row_id = self._next[table]
        self._next[table] = row_id + 1
        columns = tuple(values)
        self._rows.setdefault(table, {}).setdefault(columns, []).append((*values.values(), row_id))
        self._count += 1
        return row_id

    @property
    def many(self) -> bool:
        """Whether it is time to write them."""
        return self._count >= _TOGETHER

    def write(self, log: Callable[[Sequence[Line]], None] | None) -> None:
        """Insert everything that waits, and hand its lines to the log; None in a rehearsal."""
        waiting, tables = self._rows, self._in_order()
        # Whoever asks meanwhile, as the log does for the date, finds nothing that waits.
        self._rows, self._from, self._count = {}, {}, 0
        for table in tables:
            for columns, rows in waiting[table].items():
                self._connection.executemany(
                    f"INSERT INTO {table} ({', '.join((*columns, 'id'))})"
                    f" VALUES ({', '.join('?' * (len(columns) + 1))})",
                    rows,
                )
                if log:
                    encode = encoder(columns)
                    log([Line(table, row[-1], "insert", None, encode(row)) for row in rows])

    def _in_order(self) -> list[str]:
        """As the file made its tables: what a record points at before the record."""
        if len(self._rows) < 2:
            return [*self._rows]
        found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        return [row[0] for row in found if row[0] in self._rows]

    def _first(self, table: str) -> int:
        found = self._connection.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}").fetchone()
        return int(found[0])


def store_keys(
    connection: driver.Connection, names: Iterable[str], others: Mapping[int, Iterable[str]]
) -> None:
    """Keep the search keys of names, and replace those that people have besides."""
    of_names = sorted((key, name) for name in names for key in search.name_keys(name))
    connection.executemany("INSERT OR IGNORE INTO name_key (key, name) VALUES (?, ?)", of_names)
    connection.execute(
        "DELETE FROM search_key WHERE person_id IN (SELECT value FROM json_each(?))", (json.dumps([*others]),)
    )
    of_people = sorted((key, person) for person, keys in others.items() for key in keys)
    connection.executemany("INSERT OR IGNORE INTO search_key (key, person_id) VALUES (?, ?)", of_people)
