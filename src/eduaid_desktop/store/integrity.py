"""The check of an office file: SQLite's own structures, the chain of the changes, every record against its log."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

from eduaid_desktop.domain import glossary
from eduaid_desktop.errors import Damaged
from eduaid_desktop.store import driver, naming
from eduaid_desktop.store.change import FIRST_HASH, Line, Row, digest, encode, replay
from eduaid_desktop.store.store import Store
from eduaid_desktop.store.tables import defaults, recorded_tables

_HEAD = ("at", "actor", "sentence", "undoes", "final", "role", "machine")
_ABSENT = object()
_CHANGES_A_STEP = 500
Step = Callable[[], object]


def check(store: Store, step: Step = lambda: None) -> list[str]:
    """What is wrong with the file, in sentences; empty when all is well.

    It sees one moment of the file, also while another program writes. step is called as often as steps says,
    about; what it raises stops the check. Raises Damaged for a file too damaged to be read.
    """
    with store.snapshot(), _any_text(store.connection):
        try:
            return [*_structure(store), *_chain(store, step), *_records(store, step)]
        except driver.Error as error:
            raise Damaged(driver.DAMAGED) from error


@contextmanager
def _any_text(connection: driver.Connection) -> Iterator[None]:
    """A text with a damaged byte is read as well as can be, so that the record it belongs to can be named."""
    connection.text_factory = lambda written: written.decode("utf-8", "replace")
    try:
        yield
    finally:
        connection.text_factory = str


def steps(store: Store) -> int:
    """How many steps a check of the file takes."""
    return int(store.value("SELECT COUNT(*) FROM change")) // _CHANGES_A_STEP + len(recorded_tables(store))


def counts(store: Store) -> dict[str, int]:
    """records: rows of all recorded tables, withdrawn ones too; changes: entries of the change log."""
    tables = recorded_tables(store)
    records = sum(store.value(f"SELECT COUNT(*) FROM {table}") for table in tables)
    return {"records": records, "changes": store.value("SELECT COUNT(*) FROM change")}


def _structure(store: Store) -> Iterator[str]:
    for row in store.rows("PRAGMA integrity_check"):
        if row["integrity_check"] != "ok":
            yield f"文件结构有损坏：{row['integrity_check']}。"
    for row in store.rows("PRAGMA foreign_key_check"):
        yield f"{glossary.table(row['table'])}第 {row['rowid']} 行指向不存在的记录。"


def _chain(store: Store, step: Step) -> Iterator[str]:
    """The first change that does not follow from the one before it; those after it say nothing new."""
    previous, last_line = FIRST_HASH, 0
    found = store.each(
        "SELECT c.*, l.id AS line_id, l.table_name, l.row_id, l.action, l.before, l.after"
        " FROM change c LEFT JOIN change_log l ON l.change_id = c.id ORDER BY c.id, l.id"
    )
    for number, (_, entries) in enumerate(groupby(found, itemgetter("id")), 1):
        if number % _CHANGES_A_STEP == 0:
            step()
        rows = list(entries)
        if wrong := _unchained(rows, previous, last_line):
            yield f"{naming.change(rows)}{wrong}"
            return
        previous, last_line = rows[0]["hash"], rows[-1]["line_id"] or last_line


def _unchained(rows: list[Row], previous: str, last_line: int) -> str:
    """Why a change, joined with its log, does not follow on the one with this hash and last line of the log."""
    head = rows[0]
    if head["previous_hash"] != previous:
        return "与前一条接不上：中间有操作被程序以外删除、插入、调换或改动过。"
    if head["hash"] != digest(previous, {c: head.get(c) for c in _HEAD}, _lines(rows)):
        return "起被程序以外改动过。"
    if (rows[0]["line_id"] or last_line + 1) <= last_line:
        return "的明细与前一条的被程序以外调换过次序。"
    return ""


def _lines(rows: Iterable[Row]) -> Iterator[Line]:
    for r in rows:
        if r["table_name"] is not None:
            yield Line(r["table_name"], r["row_id"], r["action"], r["before"], r["after"])


def _records(store: Store, step: Step) -> Iterator[str]:
    for table in recorded_tables(store):
        step()
        yield from _table(store, table)


def _table(store: Store, table: str) -> Iterator[str]:
    """The rows and their log side by side, both by id, so that a large table need not fit into memory."""
    usual = defaults(store, table)
    rows = store.each(f"SELECT * FROM {table} ORDER BY id")
    # A damaged byte can turn a number into a text, which no comparison with a number would survive.
    log = store.each(
        "SELECT CAST(row_id AS INTEGER) AS row_id, action, after FROM change_log"
        " WHERE table_name = ? ORDER BY change_log.row_id, id",
        (table,),
    )
    row = next(rows, None)
    for row_id, lines in groupby(log, itemgetter("row_id")):
        expected = _expected(lines, {**usual, "id": row_id})
        while row and row["id"] < row_id:
            yield _added(store, table, row)
            row = next(rows, None)
        if row is None or row["id"] > row_id:
            if expected:
                yield f"{naming.row(store, table, {**expected, 'id': row_id})}被程序以外删除。"
            continue
        if (stands := json.loads(encode(row))) != expected:
            yield _touched(store, table, row, {c for c in row if stands[c] != expected.get(c, _ABSENT)})
        row = next(rows, None)
    while row:
        yield _added(store, table, row)
        row = next(rows, None)


def _expected(lines: Iterable[Row], empty: Row) -> Row:
    """What the log says of a row; a damaged line says nothing that any row equals."""
    try:
        return replay(lines, empty)
    except (ValueError, TypeError):
        return {"damaged": True}


def _touched(store: Store, table: str, row: Row, columns: set[str]) -> str:
    """columns: those that differ; all of them where the log holds nothing that could be compared."""
    what = "、".join(f"“{glossary.column(table, c)}”" for c in row if c in columns)
    where = f"的{what}" if len(columns) < len(row) else ""
    return f"{naming.row(store, table, row)}{where}被程序以外改动过，与操作日志不一致。"


def _added(store: Store, table: str, row: Row) -> str:
    return f"{naming.row(store, table, row)}在操作日志里没有，是程序以外添加的。"
