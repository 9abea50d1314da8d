"""One change: the rows it writes, and the audit lines that go with them in the same transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eduaid_desktop.errors import Conflict
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


@dataclass(frozen=True)
class Line:
    """What one change did to one row; before and after hold only the columns that differ."""

    table: str
    row_id: int
    action: str
    before: str | None
    after: str | None


class Change:
    """Writes records inside Store.change and remembers every line for the change log.

    sentence: what is being done; a number that the change itself allots may still be put into it.
    today: the office's date.
    """

    def __init__(self, connection: driver.Connection, sentence: str, today: date) -> None:
        self._connection = connection
        self.today = today
        self.sentence = sentence
        self.lines: list[Line] = []
        self.id: int | None = None

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Insert one record; return its id."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())
        )
        row_id = cursor.lastrowid
        assert row_id is not None
        self.lines.append(Line(table, row_id, "insert", None, encode(values)))
        return row_id

    def update(
        self, table: str, row_id: int, values: Mapping[str, Any], *, revision: int | None = None
    ) -> int:
        """Set the given columns of one record; return its revision now.

        revision is the one the caller read; Conflict is raised when the record has moved on since.
        Columns that do not differ are left alone, and a record without a difference is not touched.
        """
        row = self._connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
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
        self.lines.append(Line(table, row_id, "update", encode(before), encode(new)))
        return now + 1

    def withdraw(self, table: str, row_id: int) -> None:
        """Hide a record: it stays in the file and in its history, and counts nowhere."""
        self.update(table, row_id, {"withdrawn": 1})

    def select_all(self, table: str, **equals: Any) -> list[Row]:
        """Like select, with the withdrawn records too."""
        where = " AND ".join(f"{c} IS ?" for c in equals) or "1 = 1"
        found = self._connection.execute(
            f"SELECT * FROM {table} WHERE {where} ORDER BY id", tuple(equals.values())
        )
        return [dict(r) for r in found]

    def delete_draft(self, table: str, row_id: int) -> None:
        """Delete a record that was never more than a draft; the log keeps what it said."""
        row = self._connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if row is None:
            raise Conflict("这份草稿刚刚在别处删掉了，请刷新列表。")
        self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        self.lines.append(Line(table, row_id, "delete", encode(dict(row)), None))

    def next_serial(self, name: str) -> int:
        """The next number of a series, counted from 1; a number is never given twice, undone or not."""
        found = self._connection.execute(
            "INSERT INTO serial (name, last) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            (name,),
        ).fetchone()
        return int(found[0])

    def set_search_keys(self, person_id: int, keys: Iterable[str]) -> None:
        """Replace the keys under which the search box finds a person; derived, so not logged."""
        self._connection.execute("DELETE FROM search_key WHERE person_id = ?", (person_id,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO search_key (key, person_id) VALUES (?, ?)", ((k, person_id) for k in keys)
        )

    def keep_source_rows(self, run_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
        """Keep what the rows of an imported file said (columns SOURCE_ROW); their digest stands in the run."""
        marks = ", ".join("?" * (len(SOURCE_ROW) + 1))
        self._connection.executemany(
            f"INSERT INTO source_row (import_run_id, {', '.join(SOURCE_ROW)}) VALUES ({marks})",
            ((run_id, *row) for row in rows),
        )

    def source_rows(self, kind: str, term: str | None) -> Iterable[tuple[Any, ...]]:
        """What the files of a kind said that still stand, those of a term where that is given, oldest first.

        import_run_id, then the columns SOURCE_ROW.
        """
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
        sql, parameters = selection(table, equals)
        return [dict(r) for r in self._connection.execute(sql, parameters)]

    def seal(self, head: Mapping[str, Any]) -> None:
        """Write the head and its lines, chained to the change before; called by Store.change."""
        last = self._connection.execute("SELECT hash FROM change ORDER BY id DESC LIMIT 1").fetchone()
        previous = last[0] if last else FIRST_HASH
        columns = {**head, "previous_hash": previous, "hash": digest(previous, head, self.lines)}
        cursor = self._connection.execute(
            f"INSERT INTO change ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            tuple(columns.values()),
        )
        self.id = cursor.lastrowid
        self._connection.executemany(
            "INSERT INTO change_log (change_id, table_name, row_id, action, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ((self.id, x.table, x.row_id, x.action, x.before, x.after) for x in self.lines),
        )


def selection(table: str, equals: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The query for the live records with these values, oldest first.

    IS NULL only where it is meant: with `IS ?` SQLite cannot use an index that leaves out NULLs.
    """
    where = "".join(f" AND {c} IS NULL" if v is None else f" AND {c} = ?" for c, v in equals.items())
    given = tuple(v for v in equals.values() if v is not None)
    return f"SELECT * FROM {table} WHERE withdrawn = 0{where} ORDER BY id", given


def digest(previous: str, head: Mapping[str, Any], lines: Iterable[Line]) -> str:
    """The SHA-256 that chains a change to the one before it.

    role and machine count only where they are known: changes of the first version have none.
    """
    chain = hashlib.sha256(previous.encode())
    known = {name: value for name, value in head.items() if value is not None or name not in _LATER}
    chain.update(encode(known).encode())
    for x in lines:
        chain.update(f"\x1e{x.table}\x1f{x.row_id}\x1f{x.action}\x1f{x.before}\x1f{x.after}".encode())
    return chain.hexdigest()


def digest_of_rows(rows: Iterable[tuple[Any, ...]]) -> str:
    """The SHA-256 over rows of SOURCE_ROW, in the order of sheet and row."""
    found = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row[:2]):
        found.update(repr(row).encode())
    return found.hexdigest()


def encode(values: Mapping[str, Any]) -> str:
    """Columns as JSON; a blob stands as its SHA-256."""
    return _ENCODER.encode(values)


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
