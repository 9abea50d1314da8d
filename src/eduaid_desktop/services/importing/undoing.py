"""Undoing a whole import: what would go, what would be set back and what stays, by name; then doing it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eduaid_desktop.domain import glossary
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import checking
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.history import Undone
from eduaid_desktop.store.store import Row

WITHDRAWN, RESTORED, KEPT = "withdrawn", "restored", "kept"
# The import's own papers go with it; nobody looks for them by name.
_OWN = ("import_run", "import_problem")
_NAMES = ("name", "case_no", "project_no", "head_name", "household_number", "sender")

Place = tuple[str, int]


@dataclass(frozen=True)
class Touched:
    """One record: what undoing does with it (withdrawn, restored, kept), which kind it is, what it is called."""

    what: str
    table: str
    row_id: int
    name: str


@dataclass(frozen=True)
class Undoing:
    """What undoing an import does; rows: record by record, those that stay first."""

    run_id: int
    change_id: int
    sentence: str
    rows: tuple[Touched, ...]

    def count(self, what: str) -> int:
        """How many records."""
        return sum(row.what == what for row in self.rows)


def look(desk: Desk, run_id: int) -> Undoing:
    """What undoing an import would do; nothing is written. Raises Refused when it cannot be undone."""
    return _undoing(desk, run_id, dry_run=True)


def undo(desk: Desk, run_id: int) -> Undoing:
    """Undo an import, in one change that can itself be undone; later edits stay."""
    return _undoing(desk, run_id, dry_run=False)


def _undoing(desk: Desk, run_id: int, *, dry_run: bool) -> Undoing:
    change_id = change_of(desk, run_id)
    result = checking.undone(desk, change_id, dry_run=dry_run)
    return Undoing(run_id, change_id, result.sentence, tuple(_touched(desk, result)))


def change_of(desk: Desk, run_id: int) -> int:
    """The number of the change that an import was. Raises Refused for an import that is not there."""
    sql = "SELECT change_id FROM change_log WHERE table_name = 'import_run' AND row_id = ? AND action = 'insert'"
    found = desk.store.value(sql, (run_id,))
    if found is None:
        raise Refused("找不到这次导入，可能已经撤销。请刷新导入记录。")
    return int(found)


def _touched(desk: Desk, result: Undone) -> Iterator[Touched]:
    kept = set(result.kept)
    parts = ((KEPT, kept), (RESTORED, set(result.restored) - kept), (WITHDRAWN, set(result.withdrawn)))
    for what, places in parts:
        shown = sorted((p for p in places if p[0] not in _OWN), key=lambda p: (p[0] != "person", p))
        names = _names(desk, shown)
        for table, row_id in shown:
            yield Touched(what, glossary.table(table), row_id, names[table, row_id])


def _names(desk: Desk, places: Iterable[Place]) -> dict[Place, str]:
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, row_id in places:
        by_table[table].append(row_id)
    rows = {(table, row["id"]): row for table, ids in by_table.items() for row in _rows(desk, table, ids)}
    people = _names_of(desk, "person", {row.get("person_id") for row in rows.values()})
    households = _names_of(desk, "household", {row.get("household_id") for row in rows.values()})
    return {place: _name(row, people, households) for place, row in rows.items()}


def _rows(desk: Desk, table: str, ids: Iterable[int]) -> list[Row]:
    sql = f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    return desk.store.rows(sql, (json.dumps(list(ids)),))


def _names_of(desk: Desk, table: str, ids: Iterable[int | None]) -> dict[int, str]:
    return {row["id"]: _own_name(row) for row in _rows(desk, table, [i for i in ids if i])}


def _name(row: Row, people: dict[int, str], households: dict[int, str]) -> str:
    if child := people.get(row.get("person_id") or 0):
        return "　".join(filter(None, (child, row.get("case_no"))))
    return _own_name(row) or households.get(row.get("household_id") or 0) or f"第 {row['id']} 号记录"


def _own_name(row: Row) -> str:
    return next((str(row[name]) for name in _NAMES if row.get(name)), "")
