"""Importing the sample roll of 1,286 pupils against what a script would take instead, in one run.

Ours: read in a process of its own, recognise the table, check every row, rehearse, write persons, schools,
enrolments, search keys and audit lines. Theirs: openpyxl read-only and sqlite-utils insert_all, no check at all;
and calamine with executemany in one transaction, the practical floor.
"""

import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from eduaid_desktop.services import imports, office

ROUNDS = 5
ROLL = Path(__file__).parent.parent / "data" / "samples" / "1_学籍名册_2018年春季.xlsx"


def main() -> None:
    """Print medians in seconds and the ratios to ours."""
    sides: dict[str, Callable[[Path], None]] = {
        "calamine + executemany": _floor,
        "openpyxl + sqlite-utils": _script,
        "eduaid import": _ours,
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS + 1):
            for name, run in sides.items():
                start = perf_counter()
                run(Path(folder) / f"{name}{number}")
                if number:
                    times[name].append(perf_counter() - start)
    ours = statistics.median(times["eduaid import"])
    print("import of 1,286 pupils    median s   ours / this")
    for name, taken in times.items():
        print(f"{name:24}  {statistics.median(taken):8.3f}   {ours / statistics.median(taken):8.2f}")


def _ours(path: Path) -> None:
    with office.create(path.with_suffix(".eduaid"), name="格桑镇", code="513399101") as desk:
        result = imports.apply(desk, imports.preview(desk, ROLL))
    assert result.count("accepted") == 1285


def _floor(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(ROLL)).get_sheet_by_index(0).to_python()
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE r ({', '.join(f'c{n}' for n in range(len(rows[0])))})")
    marks = ", ".join("?" * len(rows[0]))
    with connection:
        connection.executemany(f"INSERT INTO r VALUES ({marks})", rows)
    connection.close()


def _script(path: Path) -> None:
    from openpyxl import load_workbook
    from sqlite_utils import Database

    sheet = load_workbook(ROLL, read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    names = [str(name) for name in rows[2]]
    database = Database(path)
    database["r"].insert_all(dict(zip(names, row, strict=True)) for row in rows[3:])
    database.close()


if __name__ == "__main__":
    main()
