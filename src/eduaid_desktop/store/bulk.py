"""What a large change writes together: rows that wait for each other, and the keys of the search box.

One statement for thousands of rows, and keys in the order in which they lie in the file, cost a fraction of
what they cost one by one.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eduaid_desktop.store import driver
from eduaid_desktop.store.audit import Line, encoder

Columns = tuple[str, ...]
Keys = Mapping[int, Sequence[str]]

_TOGETHER = 4000
_KEYS_OF_ONE = 12
_PEOPLE_INDEX = "search_key_person"


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
        for table in self._in_order():
            for columns, rows in self._rows[table].items():
                self._connection.executemany(
                    f"INSERT INTO {table} ({', '.join((*columns, 'id'))})"
                    f" VALUES ({', '.join('?' * (len(columns) + 1))})",
                    rows,
                )
                if log:
                    encode = encoder(columns)
                    log([Line(table, row[-1], "insert", None, encode(row)) for row in rows])
        self._rows, self._from, self._count = {}, {}, 0

    def _in_order(self) -> list[str]:
        """As the file made its tables: what a record points at before the record."""
        if len(self._rows) < 2:
            return [*self._rows]
        found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        return [row[0] for row in found if row[0] in self._rows]

    def _first(self, table: str) -> int:
        found = self._connection.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}").fetchone()
        return int(found[0])


def store_keys(connection: driver.Connection, keys: Keys, known: Sequence[int]) -> None:
    """Replace the keys of people under which the search box finds them. known: those of them who may have some."""
    gone = len(known) * _KEYS_OF_ONE
    with _index_aside(connection, gone + sum(map(len, keys.values()))):
        if known:
            connection.execute(
                "DELETE FROM search_key WHERE person_id IN (SELECT value FROM json_each(?))",
                (json.dumps(known),),
            )
        connection.executemany(
            "INSERT OR IGNORE INTO search_key (key, person_id) VALUES (?, ?)", _sorted(keys)
        )


def _sorted(keys: Keys) -> Iterator[tuple[str, int]]:
    """(key, person) in the order of the file. Numbers belong to one person, names and sounds to many."""
    first: dict[str, int] = {}
    others: dict[str, list[int]] = {}
    for person in sorted(keys):
        for key in keys[person]:
            if first.setdefault(key, person) != person:
                others.setdefault(key, []).append(person)
    for key in sorted(first):
        yield key, first[key]
        for person in others.get(key, ()):
            yield key, person


@contextmanager
def _index_aside(connection: driver.Connection, touched: int) -> Iterator[None]:
    """Build the index of the people anew when most of its rows come or go: a quarter of the time of doing it singly."""
    known = connection.execute("SELECT COUNT(*) FROM search_key").fetchone()[0]
    aside = touched > max(known // 2, _TOGETHER)
    if aside:
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (_PEOPLE_INDEX,)
        ).fetchone()
        connection.execute(f"DROP INDEX {_PEOPLE_INDEX}")
    yield
    if aside:
        connection.execute(found[0])
