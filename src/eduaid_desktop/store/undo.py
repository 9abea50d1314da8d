"""Undoing a change, itself a change: rows it created are withdrawn, columns it set are set back."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from eduaid_desktop.domain import search
from eduaid_desktop.domain.project import LEDGER
from eduaid_desktop.errors import Refused
from eduaid_desktop.store import driver, fund_audit, merges, relief_undo
from eduaid_desktop.store.change import Change, Row, decode, encode, replay
from eduaid_desktop.store.store import Store
from eduaid_desktop.store.tables import defaults, references

Place = tuple[str, int]

# Records that follow one another: the column that says of what, and its table. One that others follow stays.
_SEQUENCES = {"relief_step": ("case_id", "relief_case")}
# A column that goes back only together with the one it belongs to: a proposal with its amount, when a paper came back
# with its state.
_TOGETHER = {
    "proposed": "applied", "back_on": "state", "back_note": "state", "voided_on": "state", "void_reason": "state",
}  # fmt: skip
# Who was merged into somebody is hidden and yet hangs on her.
_COUNTS = {"merged_into": "TRUE"}
# A paper that was printed says what left the office, and keeps nothing from being undone.
_FREE = ("slip",)


@dataclass
class Undone:
    """What undoing a change does: rows hidden, rows set back, and rows kept because of later edits."""

    change_id: int
    sentence: str
    withdrawn: list[Place] = field(default_factory=list)
    restored: list[Place] = field(default_factory=list)
    kept: list[Place] = field(default_factory=list)


def undo(
    store: Store,
    actor: str,
    change_id: int,
    *,
    role: str | None = None,
    dry_run: bool = False,
    word: str = "撤销",
) -> Undone:
    """Undo one change. With dry_run everything is done and rolled back. word: what the log calls it.

    Rows and columns that hold something else by now are kept and listed, and so is what they point at.
    Raises Refused for an unknown, final or already undone change, for a step that others follow or a field
    frozen since (relief cases), for one that would double a number given anew since, a child in a term or the
    opening of the fund, or bind more than the fund holds, and when nothing of it is left to undo.
    """
    with store.change(actor, word, role=role, undoes=change_id, dry_run=dry_run) as change:
        head = _undoable(store, change_id)
        merges.require_splittable(store, change_id)
        change.sentence = f"{word}：{head['sentence']}"
        result, free = Undone(change_id, head["sentence"]), fund_audit.available(store)
        try:
            _undo(store, change, result)
            merges.require_not_reported(store, change.lines)
            relief_undo.require_undoable(store, change_id, change.lines)
            fund_audit.require_undoable(store, change.lines, free)
        except driver.IntegrityError as error:
            words = "撤销后会与之后登记的记录重号，没有撤销。请先撤销或更正之后登记的那一条。"
            raise Refused(words) from error
        if not change.lines:
            raise Refused(
                f"“{head['sentence']}”涉及的记录之后都改过，没有可以撤销的内容。请直接修改那些记录。"
            )
    return result


def _undoable(store: Store, change_id: int) -> Row:
    head = store.row("SELECT * FROM change WHERE id = ?", (change_id,))
    if head is None:
        raise Refused(f"没有编号为 {change_id} 的操作，请在操作日志里核对编号。")
    if head["final"]:
        raise Refused(
            f"“{head['sentence']}”是建立、封存、打印、外发或县里的决定一类操作，不能撤销；请用更正、作废或追回办理。"
        )
    last = change_id
    while later := store.value("SELECT id FROM change WHERE undoes = ?", (last,)):
        last = later
    if last != change_id:
        raise Refused(f"“{head['sentence']}”已经撤销过了。要改变主意，请撤销第 {last} 号操作。")
    return head


def _undo(store: Store, change: Change, result: Undone) -> None:
    created = {*_places(store, result.change_id)}
    revived = {*_revived(store, result.change_id)} - created
    followed = _followed(store, created | revived)
    # What the rows that it created were like is asked for later, row by row: of an import it is far too much at once.
    others = "SELECT * FROM change_log WHERE change_id = ? AND action <> 'insert' ORDER BY id DESC"
    for line in store.rows(others, (result.change_id,)):
        if line["action"] == "delete":
            change.insert(line["table_name"], decode(line["before"]))
            result.restored.append(_place(line))
        elif _place(line) not in created:
            _set_back(store, change, line, result, keep={"withdrawn"} if _place(line) in revived else set())
    hidden = _free(store, result.change_id, created - followed, revived - followed)
    for table, places in groupby(sorted(hidden, reverse=True), itemgetter(0)):
        change.withdraw_all(table, [row_id for _, row_id in places])
    result.withdrawn += sorted(hidden)
    result.kept += sorted((created | revived) - hidden)
    _renew_search_keys(store, change, {*result.withdrawn, *result.restored})
    _renew_stages(store, change, {*result.withdrawn, *result.restored})


def _place(line: Row) -> Place:
    return line["table_name"], line["row_id"]


def _places(store: Store, change_id: int) -> Iterator[Place]:
    """The rows that a change created."""
    created = "SELECT table_name, row_id FROM change_log WHERE change_id = ? AND action = 'insert'"
    yield from map(_place, store.each(created, (change_id,)))


def _revived(store: Store, change_id: int) -> Iterator[Place]:
    """The hidden rows that a change brought back; they go again as created ones do."""
    brought = (
        "SELECT table_name, row_id FROM change_log WHERE change_id = ? AND action = 'update'"
        " AND json_extract(before, '$.withdrawn') = 1 AND json_extract(after, '$.withdrawn') = 0"
    )
    yield from map(_place, store.each(brought, (change_id,)))


def _followed(store: Store, made: Collection[Place]) -> set[Place]:
    """Of the rows that a change made those that later ones follow; they stay with what they are about.

    Raises Refused where the change only went a step further with something that was there before.
    """
    found = set()
    for table, row_id in made:
        if table not in _SEQUENCES:
            continue
        column, owner = _SEQUENCES[table]
        sql = (
            f"SELECT later.id, mine.{column} AS owner FROM {table} mine"
            f" JOIN {table} later ON later.{column} = mine.{column}"
            " AND later.id > mine.id AND later.withdrawn = 0 WHERE mine.id = ?"
        )
        later = [row for row in store.rows(sql, (row_id,)) if (table, row["id"]) not in made]
        if any((owner, row["owner"]) not in made for row in later):
            raise Refused("这一步之后又办理了新的步骤，不能单独撤销。请先撤销后面的步骤，或用“退回”办理。")
        found |= {(table, row_id)} if later else set()
    return found


def _set_back(store: Store, change: Change, line: Row, result: Undone, keep: Collection[str]) -> None:
    """The columns that still hold what the change put there; keep: those that are not for it to set."""
    table, row_id = _place(line)
    before, after = decode(line["before"]), decode(line["after"])
    before = {c: v for c, v in before.items() if c not in keep}
    row = store.row(f"SELECT * FROM {table} WHERE id = ?", (row_id,)) or {}
    same = {c for c in before if row.get(c) == after[c]}
    back = {c: v for c, v in before.items() if c in same and _TOGETHER.get(c) not in before.keys() - same}
    if back:
        change.update(table, row_id, back)
        result.restored.append((table, row_id))
    if len(back) < len(before):
        result.kept.append((table, row_id))


def _free(store: Store, change_id: int, created: set[Place], revived: set[Place]) -> set[Place]:
    """Of the rows a change made those that may go: as they were made, and no row that stays points at them."""
    free = {place for place in _untouched(store, change_id) if place in created}
    free |= revived - {*_edited_since(store, change_id)} if revived else set()
    links = list(_links(store, free))
    while bound := {parent for parent, child in links if parent in free and child not in free}:
        free -= bound
    return free


def _untouched(store: Store, change_id: int) -> Iterator[Place]:
    """The rows that still hold what the change left in them; a later edit that was undone is none.

    The log and the rows pass side by side, both by id, so that a large import need not fit into memory.
    """
    log = store.each(
        "SELECT table_name, row_id, action, after FROM change_log WHERE change_id = ?"
        " ORDER BY table_name, row_id, id",
        (change_id,),
    )
    for table, entries in groupby(log, itemgetter("table_name")):
        usual = defaults(store, table)
        rows = store.each(
            f"SELECT * FROM {table} WHERE id IN (SELECT row_id FROM change_log WHERE change_id = ?"
            " AND table_name = ?) ORDER BY id",
            (change_id, table),
        )
        row = next(rows, None)
        for row_id, own in groupby(entries, itemgetter("row_id")):
            left = {**replay(own, {**usual, "id": row_id}), "revision": 0}
            while row and row["id"] < row_id:
                row = next(rows, None)
            if row and row["id"] == row_id and _same({**row, "revision": 0}, left):
                yield table, row_id


def _edited_since(store: Store, change_id: int) -> Iterator[Place]:
    later = "SELECT DISTINCT table_name, row_id FROM change_log WHERE change_id > ?"
    yield from map(_place, store.each(later, (change_id,)))


def _same(row: Row, logged: Row) -> bool:
    """A blob stands in the log as its hash."""
    return row == logged or json.loads(encode(row)) == logged


def _links(store: Store, places: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    """(row, live row that points at it) for these rows; one query per foreign key, however many rows."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, row_id in places:
        by_table[table].append(row_id)
    for child, column, parent, key in references(store):
        sql = (
            f"SELECT p.id AS parent, c.id AS child FROM {child} c JOIN {parent} p ON p.{key} = c.{column}"
            f" WHERE {_COUNTS.get(column, 'c.withdrawn = 0')} AND p.id IN (SELECT value FROM json_each(?))"
        )
        found = child not in _FREE and parent in by_table
        for row in store.rows(sql, (json.dumps(by_table[parent]),)) if found else ():
            yield (parent, row["parent"]), (child, row["child"])


def _renew_search_keys(store: Store, change: Change, places: Iterable[Place]) -> None:
    found = {row_id for table, row_id in places if table == "person"} | _bearers(store, change)
    ids = (json.dumps([*found]),)
    former: dict[int, list[Row]] = defaultdict(list)
    several = "withdrawn = 0 AND person_id IN (SELECT value FROM json_each(?)) ORDER BY id"
    for each in store.each(f"SELECT * FROM former_number WHERE {several}", ids):
        former[each["person_id"]].append(each)
    for person in store.each("SELECT * FROM person WHERE id IN (SELECT value FROM json_each(?))", ids):
        if person["withdrawn"]:
            change.set_search_keys(person["id"], "")
        else:
            others = search.numbers_of(person, former[person["id"]])
            change.set_search_keys(person["id"], person["name"], others)


def _bearers(store: Store, change: Change) -> set[int]:
    """Whose former numbers were written, those from whom they were taken too."""
    lines = [line for line in change.lines if line.table == "former_number"]
    owners = "SELECT person_id FROM former_number WHERE id IN (SELECT value FROM json_each(?))"
    found = {*store.column(owners, (json.dumps([line.row_id for line in lines]),))}
    sides = (decode(side) for line in lines for side in (line.before, line.after))
    return found | {side["person_id"] for side in sides if "person_id" in side}


def _renew_stages(store: Store, change: Change, places: Iterable[Place]) -> None:
    """Where a project stands follows from the milestones it has now, in whatever order they were undone."""
    milestones = json.dumps([row_id for table, row_id in places if table == "milestone"])
    for project in store.rows(
        "SELECT project_id, MAX(CASE WHEN withdrawn = 0 AND (done_on IS NOT NULL OR document = ?)"
        " THEN CAST(stage AS INTEGER) END) AS reached FROM milestone"
        " WHERE project_id IN (SELECT project_id FROM milestone WHERE id IN"
        " (SELECT value FROM json_each(?))) GROUP BY project_id",
        (LEDGER, milestones),
    ):
        stage = None if project["reached"] is None else str(project["reached"])
        change.update("project", project["project_id"], {"stage": stage})
