"""Importing a school roll of 14,467 and of 100,000 pupils by 20 columns against the same work done by hand.

Every side is a process of its own, all sides take turns. Floor: calamine's rows into executemany, one transaction,
WAL and FULL, no checks. Script: openpyxl read-only and sqlite-utils insert_all, no checks. Ours: read in a process of
its own, recognise, check every row, find duplicates, write people, enrolments, audit lines and search keys. Own time
leaves out the start of Python; the start of the reader process is in it and shown beside it. cpu: of both processes.

bench_import.py [ROWS ...] for other numbers of pupils.
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import roster

ROUNDS = 3
PUPILS = (14_467, 100_000)
_COLUMNS = (
    "own s",
    "x floor",
    "x script",
    "cpu s",
    "x floor cpu",
    "whole s",
    "reader start s",
    "peak MiB",
    "reader MiB",
)


def main(arguments: list[str]) -> None:
    """Print medians and ratios of one run."""
    for pupils in map(int, arguments) if arguments else PUPILS:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CONFIG_HOME"] = folder
            roll = roster.write(Path(folder) / "roll.xlsx", pupils)
            found = _turns(roll, Path(folder))
        print(f"\n{pupils:,} pupils".ljust(36), *(name.rjust(14) for name in _COLUMNS))
        for name, told in found.items():
            own = told["own"]
            ratios = (own / found["floor"]["own"], own / found["script"]["own"])
            cpu = (told["cpu"], told["cpu"] / found["floor"]["cpu"])
            figures = (own, *ratios, *cpu, told["whole"], told["start"], told["peak"], told["reader"])
            print(name.ljust(35), *(f"{figure:14.2f}" for figure in figures))


def _turns(roll: Path, folder: Path) -> dict[str, dict[str, float]]:
    told: dict[str, list[dict[str, float]]] = {name: [] for name in SIDES}
    known = folder / "known.eduaid"
    _child("ours", roll, known)
    for number in range(ROUNDS):
        for name in SIDES:
            place = folder / f"{number}{name}" / "格桑镇.eduaid"
            place.parent.mkdir()
            if name in _KNOWN:
                shutil.copy(known, place)
            told[name].append(_child(name, roll, place))
            shutil.rmtree(place.parent)
    return {
        name: {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
        for name, rounds in told.items()
    }


def _child(name: str, roll: Path, place: Path) -> dict[str, float]:
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--side", name, str(roll), str(place)], check=True, stdout=subprocess.PIPE
    )
    told: dict[str, float] = json.loads(done.stdout)
    return {**told, "whole": perf_counter() - start}


def _side(name: str, roll: Path, place: Path) -> None:
    """In the process of one side: prepare what is not counted, do the work, tell what it took."""
    with SIDES[name](roll, place) as work, _watching() as readers:
        start, before = perf_counter(), sum(os.times()[:4])
        work()
        own, cpu = perf_counter() - start, sum(os.times()[:4]) - before
        told = {"own": own, "cpu": cpu, "start": _reader_start() if name not in ("floor", "script") else 0.0}
        print(json.dumps({**told, "peak": _peak("self"), "reader": max(readers, default=0.0)}))


@contextmanager
def _floor(roll: Path, place: Path) -> Iterator[Callable[[], object]]:
    from python_calamine import CalamineWorkbook

    def work() -> None:
        rows = CalamineWorkbook.from_path(str(roll)).get_sheet_by_index(0).iter_rows()
        next(rows)
        width = len(next(rows))
        connection = sqlite3.connect(place, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"CREATE TABLE r ({', '.join(f'c{n}' for n in range(width))})")
        connection.executemany(f"INSERT INTO r VALUES ({', '.join('?' * width)})", rows)
        connection.execute("COMMIT")
        connection.close()

    yield work


@contextmanager
def _script(roll: Path, place: Path) -> Iterator[Callable[[], object]]:
    from openpyxl import load_workbook
    from sqlite_utils import Database

    def work() -> None:
        rows = load_workbook(roll, read_only=True).worksheets[0].iter_rows(values_only=True)
        next(rows)
        names = [str(name) for name in next(rows)]
        database = Database(place)
        database["r"].insert_all(dict(zip(names, row, strict=True)) for row in rows)
        database.close()

    yield work


def _new(place: Path) -> Any:
    from eduaid_desktop.services import office

    return office.create(place, name="格桑镇", code="513399101", fixed_date="2018-06-12")


@contextmanager
def _ours(roll: Path, place: Path) -> Iterator[Callable[[], object]]:
    from eduaid_desktop.services import imports

    with _new(place) as desk:
        yield lambda: imports.apply(desk, imports.read(desk, roll))


@contextmanager
def _rehearsed(roll: Path, place: Path) -> Iterator[Callable[[], object]]:
    from eduaid_desktop.services import imports

    with _new(place) as desk:
        yield lambda: imports.apply(desk, imports.preview(desk, roll))


@contextmanager
def _encrypted(roll: Path, place: Path) -> Iterator[Callable[[], object]]:
    from eduaid_desktop.domain import roles
    from eduaid_desktop.services import encryption, imports

    first = encryption.First("拥珍", "correct horse battery", roles.EVERY)
    with encryption.encrypt(_new(place), first) as desk:
        yield lambda: imports.apply(desk, imports.read(desk, roll))


@contextmanager
def _known(roll: Path, place: Path) -> Iterator[Callable[[], object]]:
    """The backup before an import is not counted: it reads and proves the whole file."""
    from eduaid_desktop.services import backups, imports
    from eduaid_desktop.services.desk import Desk

    def work() -> None:
        assert imports.apply(desk, imports.read(desk, roll)).count("accepted") == 0

    with Desk.open(place) as desk:
        backups.automatic(desk, backups.IMPORT)
        yield work


@contextmanager
def _undo(roll: Path, place: Path) -> Iterator[Callable[[], object]]:
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.store import history

    with Desk.open(place) as desk:
        last = desk.store.value("SELECT MAX(id) FROM change")
        yield lambda: history.undo(desk.store, "拥珍", last)


def _reader_start() -> float:
    """The time that the smallest file takes: starting the reader process and little else."""
    from eduaid_desktop.documents import reader

    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder) / "a.csv").write_text("姓名,年级\n扎西,一年级\n", encoding="utf-8")
        start = perf_counter()
        reader.read(path)
        return perf_counter() - start


@contextmanager
def _watching() -> Iterator[list[float]]:
    """The peaks (MiB) of the processes that this one starts, looked at fifty times a second."""
    seen: dict[str, float] = {}
    ended = threading.Event()
    peaks: list[float] = []

    def watch() -> None:
        while not ended.wait(0.02):
            for children in Path("/proc/self/task").glob("*/children"):
                for child in children.read_text().split():
                    seen[child] = max(seen.get(child, 0.0), _peak(child))
            peaks[:] = seen.values()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def _peak(process: str) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


_KNOWN = ("ours, all known", "undo of ours")
SIDES = {
    "floor": _floor,
    "script": _script,
    "ours": _ours,
    "ours, rehearsed before": _rehearsed,
    "ours, encrypted": _encrypted,
    "ours, all known": _known,
    "undo of ours": _undo,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        _side(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(sys.argv[1:])
