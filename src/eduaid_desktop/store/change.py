"""One change: the rows it writes, and the audit lines that go with them in the same transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from eduaid_desktop.domain import search
from eduaid_desktop.errors import Conflict
from eduaid_desktop.store import bulk, driver, past_cases
from eduaid_desktop.store.audit import (
    FIRST_HASH,
    SOURCE_ROW,
    Line,
    Log,
    Row,
    decode,
    digest,
    digest_of_rows,
    encode,
    replay,
)


class Change:
    """Writes records inside Store.change and remembers every line for the change log.

    sentence: what is being done; a number that the change itself allots may still be put into it.
    today: the office's date.
    """

    def __init__(
        self,
        connection: driver.Connection,
        sentence: str,
        today: date,
        head: Callable[[], Mapping[str, Any]] | None,
    ) -> None:
        """head: what the log keeps beside the sentence; None in a rehearsal, which has no log."""
        self._connection = connection
        self.today = today
        self.sentence = sentence
        self.lines: list[Line] = []
        self.id: int | None = None
        # How many times a record was inserted, changed or deleted, and in which tables.
        self.count = 0
        self.tables: set[str] = set()
        self._head = head
        self._log: Log | None = None
        self._logged: str | None = None
        self._waiting = bulk.Waiting(connection)
        self._keys: dict[int, tuple[str, ...]] = {}
        self._names: set[str] = set()

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Insert one record; return its id."""
        # It may point at what waits.
        self.settle()
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())
        )
        row_id = cursor.lastrowid
        assert row_id is not None
        self._note(table)
        self.lines.append(Line(table, row_id, "insert", None, encode(values)))
        return row_id

    def add(self, table: str, values: Mapping[str, Any]) -> int:
        """Like insert, for many: the record is written with others, at the latest when it is asked for.

        The sentence stays as it is from here on.
        """
        row_id = self._waiting.add(table, values)
        self._note(table)
        if not self._head:
            # A rehearsal shows that it was written, no log what.
            self.lines.append(Line(table, row_id, "insert", None, None))
        if self._waiting.many:
            self.settle()
        return row_id

    def update(
        self, table: str, row_id: int, values: Mapping[str, Any], *, revision: int | None = None
    ) -> int:
        """Set the given columns of one record; return its revision now.

        revision is the one the caller read; Conflict is raised when the record has moved on since.
        Columns that do not differ are left alone, and a record without a difference is not touched.
        """
        self.settle()
        columns = ", ".join(("revision", *values))
        row = self._connection.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if row is None or (revision is not None and row["revision"] != revision):
            raise Conflict("这条记录刚刚在别处改过。请重新打开它，核对后再保存；您录入的内容仍在草稿里。")
        new = {c: v for c, v in values.items() if row[c] != v or type(row[c]) is not type(v)}
        now: int = row["revision"]
        if not new:
            return now
        assignments = ", ".join(f"{c} = ?" for c in new)
        self._connection.execute(
            f"UPDATE {table} SET {assignments}, revision = ? WHERE id = ?", (*new.values(), now + 1, row_id)
        )
        before = {c: row[c] for c in new}
        self._note(table)
        self.lines.append(Line(table, row_id, "update", encode(before), encode(new)))
        return now + 1

    def withdraw(self, table: str, row_id: int) -> None:
        """Hide a record: it stays in the file and in its history, and counts nowhere."""
        self.update(table, row_id, {"withdrawn": 1})

    def withdraw_all(self, table: str, row_ids: Sequence[int]) -> None:
        """Withdraw many records of a table; those that are withdrawn already stay as they are."""
        self._settle(table)
        wanted = json.dumps(row_ids)
        live = self._connection.execute(
            f"SELECT id FROM {table} WHERE withdrawn = 0 AND id IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
        found = {row[0] for row in live}
        self._connection.executemany(
            f"UPDATE {table} SET withdrawn = 1, revision = revision + 1 WHERE id = ?", ((i,) for i in found)
        )
        before, after = encode({"withdrawn": 0}), encode({"withdrawn": 1})
        for row_id in row_ids:
            if row_id in found:
                self._note(table)
                self.lines.append(Line(table, row_id, "update", before, after))

    def select_all(self, table: str, **equals: Any) -> list[Row]:
        """Like select, with the withdrawn records too."""
        self._settle(table)
        where = " AND ".join(f"{c} IS ?" for c in equals) or "1 = 1"
        found = self._connection.execute(
            f"SELECT * FROM {table} WHERE {where} ORDER BY id", tuple(equals.values())
        )
        return [driver.columns(r) for r in found]

    def delete_draft(self, table: str, row_id: int) -> None:
        """Delete a record that was never more than a draft; the log keeps what it said."""
        self._settle(table, row_id)
        row = self._connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if row is None:
            raise Conflict("这份草稿刚刚在别处删掉了，请刷新列表。")
        self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        self._note(table)
        self.lines.append(Line(table, row_id, "delete", encode(driver.columns(row)), None))

    def next_serial(self, name: str) -> int:
        """The next number of a series, counted from 1; a number is never given twice, undone or not."""
        found = self._connection.execute(
            "INSERT INTO serial (name, last) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            (name,),
        ).fetchone()
        return int(found[0])

    def set_search_keys(self, person_id: int, name: str, others: Iterable[tuple[str, str]] = ()) -> None:
        """Let the search box find a person by her name and others (kind, value) besides her own numbers.

        "" for who is not to be found by a name. Derived, so not logged; written at the end.
        """
        self._keys[person_id] = tuple(key for kind, value in others for key in search.keys_of(kind, value))
        if name:
            self._names.add(name)

    def keep_source_rows(self, run_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
        """Keep what the rows of an imported file said (columns SOURCE_ROW); their digest stands in the run."""
        self.settle()
        marks = ", ".join("?" * (len(SOURCE_ROW) + 1))
        self._connection.executemany(
            f"INSERT INTO source_row (import_run_id, {', '.join(SOURCE_ROW)}) VALUES ({marks})",
            ((run_id, *row) for row in rows),
        )

    def source_rows(self, kind: str, term: str | None) -> Iterable[tuple[Any, ...]]:
        """What the files of a kind said that still stand, those of a term where that is given, oldest first.

        import_run_id, then the columns SOURCE_ROW.
        """
        self._settle("import_run")
        found = self._connection.execute(
            f"SELECT s.import_run_id, {', '.join(f's.{name}' for name in SOURCE_ROW)} FROM source_row s"
            " JOIN import_run i ON i.id = s.import_run_id"
            " WHERE i.withdrawn = 0 AND i.kind = ? AND (? IS NULL OR i.term = ?)"
            " ORDER BY s.import_run_id, s.sheet, s.row",
            (kind, term, term),
        )
        return map(tuple, found)

    def select(self, table: str, **equals: Any) -> list[Row]:
        """The live records whose columns equal the given values, as this transaction sees them."""
        self._settle(table)
        sql, parameters = selection(table, equals)
        return [driver.columns(r) for r in self._connection.execute(sql, parameters)]

    def get(self, table: str, row_id: int) -> Row:
        """One record by its id, withdrawn or not, as this transaction sees it."""
        self._settle(table, row_id)
        found = self._connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
        return driver.columns(found)

    def columns(self, table: str, *names: str, **equals: Any) -> Iterator[tuple[Any, ...]]:
        """These columns of the records that select gives, one by one, where whole records would fill the memory."""
        self._settle(table)
        sql, parameters = selection(table, equals, ", ".join(names))
        cursor = self._connection.cursor()
        cursor.row_factory = None
        yield from cursor.execute(sql, parameters)

    def merged_people(self) -> list[Row]:
        """Those who were merged into others, oldest first."""
        self._settle("person")
        found = self._connection.execute("SELECT * FROM person WHERE merged_into IS NOT NULL ORDER BY id")
        return [driver.columns(r) for r in found]

    def settle(self) -> None:
        """Write what waits."""
        self._waiting.write(self._to_log if self._head else None)

    def seal(self) -> None:
        """Write what waits, the lines and their hash, and the search keys; called by Store.change."""
        self.settle()
        if self.lines:
            past_cases.require_unmoved(self._connection, self.lines)
            self._to_log(self.lines)
        if self._log:
            self._log.close()
        if self._keys:
            bulk.store_keys(self._connection, self._names, self._keys)

    def _note(self, table: str) -> None:
        self.count += 1
        self.tables.add(table)

    def _settle(self, table: str, row_id: int | None = None) -> None:
        if self._waiting.holds(table, row_id):
            self.settle()

    def _to_log(self, lines: Sequence[Line]) -> None:
        if self._log is None:
            assert self._head
            self._log = Log(self._connection, {**self._head(), "sentence": self.sentence})
            self.id, self._logged = self._log.change_id, self.sentence
        if self.sentence != self._logged:
            raise RuntimeError("the sentence of a change is fixed once its lines are being written")
        self._log.write(lines)


def selection(table: str, equals: Mapping[str, Any], columns: str = "*") -> tuple[str, tuple[Any, ...]]:
    """The query for the live records with these values, oldest first.

    IS NULL only where it is meant: with `IS ?` SQLite cannot use an index that leaves out NULLs.
    """
    where = "".join(f" AND {c} IS NULL" if v is None else f" AND {c} = ?" for c, v in equals.items())
    given = tuple(v for v in equals.values() if v is not None)
    return f"SELECT {columns} FROM {table} WHERE withdrawn = 0{where} ORDER BY id", given


__all__ = [
    "FIRST_HASH",
    "SOURCE_ROW",
    "Change",
    "Line",
    "Row",
    "decode",
    "digest",
    "digest_of_rows",
    "encode",
    "replay",
    "selection",
]
