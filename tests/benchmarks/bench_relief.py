"""The relief fund at 20,000 cases: lists, one step, a village planned and taken further in one change.

A batch is compared in turn with a bare executemany of the very rows it wrote, audit lines too, into a copy of the
same file in one transaction (WAL, synchronous FULL).
"""

import json
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
import relief_office
from relief_office import TERM, VILLAGES

from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.services import checking, home, records, relief, relief_bulk
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.lists import ListSource, open_list

ROUNDS = 7
COMMON = {"on_date": "2018-05-11", "signer": "扎西"}
# Seconds by the clock and of the processor, which a shared computer changes less.
Times = list[tuple[float, float]]
Line = tuple[str, int, str, str | None, str | None]


def main() -> None:
    """Print the medians, and the ratio of a batch to its floor."""
    with tempfile.TemporaryDirectory() as folder:
        desk = relief_office.build(Path(folder) / "乡镇.eduaid")
        with desk:
            _lists(desk)
            _one_case(desk)
            for number, (code, _) in enumerate(VILLAGES[:2]):
                _village(desk, {"village": code, "term": TERM}, Path(folder) / f"bare{number}.eduaid")


def _lists(desk: Desk) -> None:
    for kind in ("relief", "relief_register"):
        everything, village = open_list(desk, kind), open_list(desk, kind, village=VILLAGES[0][0], term=TERM)
        _print(f"{kind}: opened", lambda source=everything: _opened(source), 300)  # type: ignore[misc]
        _print(f"{kind}: filtered by typing", lambda source=everything: _opened(source, "第2村"), 300)  # type: ignore[misc]
        _print(f"{kind}: a village of a term", lambda source=village: _opened(source), 300)  # type: ignore[misc]
    _print("first tab", lambda: home.overview(desk), 300)


def _opened(source: ListSource, words: str = "") -> None:
    """What the window reads before rows stand there."""
    ids = source.ids(filter=words)
    source.rows(list(ids[:128]))
    source.totals(filter=words)


def _one_case(desk: Desk) -> None:
    cases = [row["id"] for row in desk.store.select("relief_case", term=TERM, village=VILLAGES[5][0])]
    _print("a case shown with its story and history", lambda: _shown(desk, cases[-1]), 50)
    waiting = iter(cases)
    _print("one step", lambda: relief.act(desk, next(waiting), "township_agree", **COMMON), 50)  # type: ignore[arg-type]


def _shown(desk: Desk, case_id: int) -> None:
    relief.load(desk, case_id)
    relief.status(desk, case_id)
    relief.steps(desk, case_id)
    relief.story(desk, case_id)
    records.history(desk, RELIEF, case_id)


def _village(desk: Desk, selection: dict[str, Any], bare: Path) -> None:
    """Plan, apply and undo, again and again; the floor in turn with it."""
    times: dict[str, Times] = defaultdict(list)
    for number in range(ROUNDS):
        plan = _timed(times["plan"], lambda: relief_bulk.plan(desk, "township_agree", selection, COMMON))
        if not number:
            shutil.copy(_folded(desk), bare)
        _timed(times["one audited change"], lambda plan=plan: relief_bulk.apply(desk, plan))  # type: ignore[misc]
        change_id = desk.store.value("SELECT MAX(id) FROM change")
        lines = [tuple(row.values()) for row in desk.store.rows(
            "SELECT table_name, row_id, action, before, after FROM change_log WHERE change_id = ? ORDER BY id",
            (change_id,),
        )]  # fmt: skip
        _floor(times["executemany"], bare, lines)
        _timed(times["undo"], lambda change_id=change_id: checking.undo(desk, change_id))  # type: ignore[misc]
    medians = {name: _median(taken) for name, taken in times.items()}
    count = len(plan.going)
    for name, (clock, cpu) in medians.items():
        print(f"{count} cases, {name:20} {clock:8.1f} ms, processor {cpu:7.1f} ms")
    ours, floor = medians["one audited change"], medians["executemany"]
    print(f"{count} cases, ratio {ours[0] / floor[0]:.1f}, processor {ours[1] / floor[1]:.1f}")


def _folded(desk: Desk) -> Path:
    """The office file with everything in it, so that it can be copied."""
    desk.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return desk.store.path


def _floor(times: Times, bare: Path, lines: list[Line]) -> None:
    """Write the rows of a change without any program, and take them out again."""
    statements: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for table, row_id, action, _, after in lines:
        values = json.loads(after or "{}")
        if action == "insert":
            names = ", ".join(("id", *values))
            marks = ", ".join("?" * (len(values) + 1))
            statements[f"INSERT INTO {table} ({names}) VALUES ({marks})"].append((row_id, *values.values()))
        else:
            sets = ", ".join(f"{name} = ?" for name in values)
            statements[f"UPDATE {table} SET {sets}, revision = revision + 1 WHERE id = ?"].append(
                (*values.values(), row_id)
            )
    log = "INSERT INTO change_log (change_id, table_name, row_id, action, before, after) VALUES (1, ?, ?, ?, ?, ?)"
    with closing(sqlite3.connect(bare, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        last = connection.execute("SELECT MAX(id) FROM change_log").fetchone()[0]
        _timed(times, lambda: _write(connection, {**statements, log: lines}))
        for sql in statements:
            if sql.startswith("INSERT"):
                table = sql.split()[2]
                connection.executemany(
                    f"DELETE FROM {table} WHERE id = ?", [row[:1] for row in statements[sql]]
                )
        connection.execute("DELETE FROM change_log WHERE id > ?", (last,))


def _write(connection: sqlite3.Connection, statements: dict[str, list[Any]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for sql, rows in statements.items():
        connection.executemany(sql, rows)
    connection.execute("COMMIT")


def _timed(times: Times, act: Callable[[], Any]) -> Any:
    start, cpu = perf_counter(), process_time()
    found = act()
    times.append((perf_counter() - start, process_time() - cpu))
    return found


def _median(times: Times) -> tuple[float, float]:
    """In milliseconds."""
    clock, cpu = zip(*times, strict=True)
    return statistics.median(clock) * 1000, statistics.median(cpu) * 1000


def _print(what: str, ask: Callable[[], object], aim: int) -> None:
    taken: Times = []
    for _ in range(ROUNDS):
        _timed(taken, ask)
    clock, cpu = _median(taken)
    print(f"{what:45} {clock:8.1f} ms, processor {cpu:7.1f} ms (aim: under {aim})")


if __name__ == "__main__":
    main()
