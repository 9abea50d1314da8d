"""Reading the change log: what happened to a record, how it stood on a day, undoing a change, the check."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eduaid_desktop.errors import Refused
from eduaid_desktop.store import relief_audit
from eduaid_desktop.store.change import FIRST_HASH, Change, Line, Row, digest, encode
from eduaid_desktop.store.store import Store

_HEAD = ("at", "actor", "sentence", "undoes", "final")


@dataclass
class Undone:
    """What undoing a change does: rows hidden, rows set back, and rows kept because of later edits."""

    change_id: int
    sentence: str
    withdrawn: list[tuple[str, int]] = field(default_factory=list)
    restored: list[tuple[str, int]] = field(default_factory=list)
    kept: list[tuple[str, int]] = field(default_factory=list)


def of_record(store: Store, table: str, row_id: int) -> list[Row]:
    """Every change of one record, oldest first: change_id, at, actor, sentence, action, before, after."""
    found = store.rows(
        "SELECT c.id AS change_id, c.at, c.actor, c.sentence, l.action, l.before, l.after"
        " FROM change_log l JOIN change c ON c.id = l.change_id"
        " WHERE l.table_name = ? AND l.row_id = ? ORDER BY l.id",
        (table, row_id),
    )
    return [{**r, "before": _decode(r["before"]), "after": _decode(r["after"])} for r in found]


def as_of(store: Store, table: str, row_id: int, day: date) -> Row | None:
    """The record as it stood at the end of a day; None when it did not exist yet."""
    row = store.row(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    for line in reversed(of_record(store, table, row_id)):
        if line["at"][:10] <= day.isoformat():
            break
        if line["action"] == "insert":
            return None
        row = {**(row or {}), **line["before"]}
    return row


def undo(store: Store, actor: str, change_id: int, *, dry_run: bool = False) -> Undone:
    """Undo one change, itself a change: rows it created are withdrawn, columns it set are set back.

    Rows and columns that later changes touched are kept and listed. With dry_run nothing is written.
    Raises Refused for an unknown, an already undone or a final change, and when a relief case would fall apart.
    """
    head = store.row("SELECT * FROM change WHERE id = ?", (change_id,))
    if head is None:
        raise Refused(f"没有编号为 {change_id} 的操作，请在操作日志里核对编号。")
    if head["final"]:
        raise Refused(f"“{head['sentence']}”已经封存或来自县里的决定，不能撤销；请用更正或追回办理。")
    if store.value("SELECT id FROM change WHERE undoes = ?", (change_id,)):
        raise Refused(f"“{head['sentence']}”已经撤销过了。")
    result = Undone(change_id, head["sentence"])
    try:
        with store.change(actor, f"撤销：{head['sentence']}", undoes=change_id) as change:
            _undo_lines(store, change, result)
            relief_audit.require_undoable(store, change.lines)
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return result


class _Rehearsed(Exception):
    """Raised to roll a dry run back."""


def _undo_lines(store: Store, change: Change, result: Undone) -> None:
    lines = store.rows("SELECT * FROM change_log WHERE change_id = ? ORDER BY id DESC", (result.change_id,))
    for line in lines:
        place = (line["table_name"], line["row_id"])
        if line["action"] == "insert":
            _undo_insert(store, change, place, result)
        elif line["action"] == "update":
            _undo_update(store, change, place, line, result)
        else:
            change.insert(line["table_name"], _decode(line["before"]))
            result.restored.append(place)


def _undo_insert(store: Store, change: Change, place: tuple[str, int], result: Undone) -> None:
    table, row_id = place
    if _edited_later(store, place, result.change_id) or _used_by_others(
        store, change, place, result.change_id
    ):
        result.kept.append(place)
    elif store.value(f"SELECT withdrawn FROM {table} WHERE id = ?", (row_id,)) == 0:
        change.withdraw(table, row_id)
        result.withdrawn.append(place)


def _undo_update(store: Store, change: Change, place: tuple[str, int], line: Row, result: Undone) -> None:
    table, row_id = place
    before, after = _decode(line["before"]), _decode(line["after"])
    row = store.row(f"SELECT * FROM {table} WHERE id = ?", (row_id,)) or {}
    back = {c: v for c, v in before.items() if row.get(c) == after[c]}
    if back:
        change.update(table, row_id, back)
        result.restored.append(place)
    if len(back) < len(before):
        result.kept.append(place)


def _edited_later(store: Store, place: tuple[str, int], change_id: int) -> bool:
    found = store.value(
        "SELECT 1 FROM change_log WHERE table_name = ? AND row_id = ? AND change_id > ? LIMIT 1",
        (*place, change_id),
    )
    return bool(found)


def _used_by_others(store: Store, change: Change, place: tuple[str, int], change_id: int) -> bool:
    """Whether a live record that another change created points at this one."""
    table, row_id = place
    hidden = {(x.table, x.row_id) for x in change.lines}
    for child, column in _references(store, table):
        for row in store.rows(f"SELECT id FROM {child} WHERE {column} = ? AND withdrawn = 0", (row_id,)):
            if (child, row["id"]) not in hidden and not _created_by(store, child, row["id"], change_id):
                return True
    return False


def _created_by(store: Store, table: str, row_id: int, change_id: int) -> bool:
    sql = "SELECT 1 FROM change_log WHERE table_name=? AND row_id=? AND change_id=? AND action='insert'"
    return bool(store.value(sql, (table, row_id, change_id)))


def _references(store: Store, table: str) -> Iterable[tuple[str, str]]:
    """(table, column) of every foreign key on the id of a recorded table."""
    for child in recorded_tables(store):
        for key in store.rows(f"PRAGMA foreign_key_list({child})"):
            if key["table"] == table and key["to"] == "id":
                yield child, key["from"]


def recorded_tables(store: Store) -> list[str]:
    """The tables whose rows are records: those with a revision."""
    tables = store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [
        t["name"]
        for t in tables
        if any(c["name"] == "revision" for c in store.rows(f"PRAGMA table_info({t['name']})"))
    ]


def check(store: Store) -> list[str]:
    """What is wrong with the file, in sentences; empty when all is well.

    Looks at SQLite's own structures, the hash chain of the changes, every record against its log, and
    every relief case against its steps and payments.
    """
    found = [f"文件结构：{r['integrity_check']}" for r in store.rows("PRAGMA integrity_check")]
    found = [] if found == ["文件结构：ok"] else found
    found += [
        f"{r['table']} 第 {r['rowid']} 行指向不存在的记录。" for r in store.rows("PRAGMA foreign_key_check")
    ]
    return found + _check_chain(store) + _check_records(store) + relief_audit.faults(store)


def _check_chain(store: Store) -> list[str]:
    previous = FIRST_HASH
    for head in store.rows("SELECT * FROM change ORDER BY id"):
        lines = [
            Line(r["table_name"], r["row_id"], r["action"], r["before"], r["after"])
            for r in store.rows("SELECT * FROM change_log WHERE change_id = ? ORDER BY id", (head["id"],))
        ]
        expected = digest(previous, {c: head[c] for c in _HEAD}, lines)
        if head["previous_hash"] != previous or head["hash"] != expected:
            return [f"操作日志从第 {head['id']} 条“{head['sentence']}”起被程序以外改动过。"]
        previous = head["hash"]
    return []


def _check_records(store: Store) -> list[str]:
    expected = _replay(store)
    found = []
    for table in recorded_tables(store):
        for row in store.rows(f"SELECT * FROM {table}"):
            logged = expected.pop((table, row["id"]), None)
            stored = json.loads(encode(row))
            if logged is None or any(stored[c] != v for c, v in logged.items()):
                found.append(f"{table} 第 {row['id']} 号记录被程序以外改动过，与操作日志不一致。")
    return found + [f"{table} 第 {row_id} 号记录被程序以外删除。" for table, row_id in expected]


def _replay(store: Store) -> dict[tuple[str, int], dict[str, Any]]:
    """Every record's columns as the log says they are now."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for line in store.rows("SELECT table_name, row_id, action, after FROM change_log ORDER BY id"):
        place = (line["table_name"], line["row_id"])
        if line["action"] == "delete":
            rows.pop(place, None)
        else:
            rows.setdefault(place, {"withdrawn": 0, "revision": 0}).update(_decode(line["after"]))
            rows[place]["revision"] += 1
    return rows


def _decode(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}
