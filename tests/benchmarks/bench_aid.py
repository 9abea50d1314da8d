"""A county's year of student aid: bulk creation against bare executemany, and any total of the year.

One run: 10,000 records of aid in one audited change against the same rows by executemany in one transaction
(WAL, synchronous FULL, the same table and indexes); then every total over 84,541 person-times.
"""

import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))
import county

from eduaid_desktop.services import aid_bulk, aid_totals, office
from eduaid_desktop.services.desk import Desk

ROUNDS = 5
RECORDS = 10_000
YEAR = ("2017S", "2017A")


def main() -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "县.eduaid"
        with office.create(path, name="格桑镇", code="513399101", fixed_date="2018-06-12") as desk:
            county.fill(desk)
            _totals(desk)
            people = [row["id"] for row in desk.store.rows("SELECT id FROM person ORDER BY id LIMIT 8839")]
            rows = list(islice(county.rows(county.GROUPS[1], people), RECORDS))
            rows = [{**row, "term": "2018S"} for row in rows]
            bare = Path(folder) / "bare.eduaid"
            with closing(sqlite3.connect(bare)) as connection:
                # Another SQLite than the program's must not touch a file that the program has open.
                connection.execute("PRAGMA journal_mode = WAL")
                for (sql,) in desk.store.connection.execute(_TABLE):
                    connection.execute(sql)
            _creation(desk, bare, rows)


_TABLE = "SELECT sql FROM sqlite_master WHERE tbl_name = 'aid' AND sql IS NOT NULL ORDER BY type DESC"


def _creation(desk: Desk, bare: Path, rows: list[dict[str, object]]) -> None:
    sides: dict[str, Callable[[int], None]] = {
        "one audited change": lambda n: _change(desk, rows, n),
        "executemany": lambda n: _floor(bare, rows, n),
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS):
        for name, run in sides.items():
            start = perf_counter()
            run(number)
            times[name].append(perf_counter() - start)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, median in medians.items():
        print(f"{RECORDS:,} records of aid, {name:20} {median:7.3f} s")
    print(f"ratio {medians['one audited change'] / medians['executemany']:.2f} (aim: under 6)")


def _change(desk: Desk, rows: list[dict[str, object]], number: int) -> None:
    with desk.change(f"整校登记 {number}") as change:
        aid_bulk.insert(change, [{**row, "remark": f"a{number}"} for row in rows])


def _floor(bare: Path, rows: list[dict[str, object]], number: int) -> None:
    with closing(sqlite3.connect(bare, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        given = [{**row, "remark": f"b{number}"} for row in rows]
        columns = ", ".join(given[0])
        marks = ", ".join("?" * len(given[0]))
        connection.executemany(
            f"INSERT INTO aid ({columns}) VALUES ({marks})", [tuple(r.values()) for r in given]
        )
        connection.execute("COMMIT")


def _totals(desk: Desk) -> None:
    for by in aid_totals.SPLITS:
        _print(f"by {by}", lambda by=by: aid_totals.of_terms(desk, YEAR, by))  # type: ignore[misc]
    _print("by heading", lambda: aid_totals.by_heading(desk, YEAR))
    _print("whole", lambda: aid_totals.whole(desk, YEAR))


def _print(what: str, ask: Callable[[], object]) -> None:
    taken = []
    for _ in range(ROUNDS):
        start = perf_counter()
        ask()
        taken.append(perf_counter() - start)
    print(f"total {what:20} {statistics.median(taken) * 1000:7.1f} ms (aim: under 100)")


if __name__ == "__main__":
    main()
