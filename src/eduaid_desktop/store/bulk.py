"""What a large change writes together: rows that wait for each other, and the keys of the search box.

One statement for thousands of rows, and keys in the order in which they lie in the file, cost a fraction of
what they cost one by one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eduaid_desktop.store import driver
from eduaid_desktop.store.audit import Line, encoder

Columns = tuple[str, ...]
Keys = Mapping[int, Sequence[str]]

_TOGETHER = 4000
_PEOPLE_INDEX = "search_key_person"


class Waiting:
    """Rows to be inserted together; each has its id at once."""

    def __init__(self, connection: driver.Connection) -> None:
        self._connection = connection
        self._rows: dict[str, dict[Columns, list[tuple[Any, ...]]]] = {}
        self._next: dict[str, int] = {}
        self._count = 0

    def __contains__(self, table: str) -> bool:
        return table in self._rows

    def add(self, table: str, values: Mapping[str, Any]) -> int:
        """Let a row wait; returns its id."""
        row_id = self._next[table] if table in self._next else self._first(table)
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
        self._rows, self._next, self._count = {}, {}, 0

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
    connection.executemany("DELETE FROM search_key WHERE person_id = ?", ((person,) for person in known))
    people: dict[str, list[int]] = defaultdict(list)
    for person in sorted(keys):
        for key in keys[person]:
            people[key].append(person)
    rows = ((key, person) for key in sorted(people) for person in people[key])
    with _index_aside(connection, sum(map(len, people.values()))):
        connection.executemany("INSERT OR IGNORE INTO search_key (key, person_id) VALUES (?, ?)", rows)


@contextmanager
def _index_aside(connection: driver.Connection, coming: int) -> Iterator[None]:
    """Build the index of the people anew when most of its rows are coming: a quarter of the time of adding them."""
    known = connection.execute("SELECT COUNT(*) FROM search_key").fetchone()[0]
    aside = coming > max(known, _TOGETHER)
    if aside:
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (_PEOPLE_INDEX,)
        ).fetchone()
        connection.execute(f"DROP INDEX {_PEOPLE_INDEX}")
    yield
    if aside:
        connection.execute(found[0])
