"""The workbook of a batch, built and read back, against openpyxl write-only doing the bare cells of its forty columns.

Bare: one sheet, no style, no seal, nothing compared; amounts as numbers. Ours: five sheets with everything on them, the
seal, every line made from its thirty-nine values. Proof: the bytes read again in the reader process, and every cell of
every sheet compared. Each side is a process of its own, in turn.

Then what a user waits for, with 719 cases that are ready: pre-flight, export (pre-flight, backup, workbook, read-back,
seal), the county's reply looked at, and registered; the reader process counted.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
import big_batch
from torture import large_term
from torture.test_large_batch import AGREED, filled

from eduaid_desktop.domain.batch import COLUMNS
from eduaid_desktop.services.term_batch import batches, preflight, replies

ROWS = {14_467: 3, 100_000: 1}
CASES, ROUNDS = 719, 3


def main() -> None:
    """Print for every number of rows what each side took, and against bare."""
    for rows, rounds in ROWS.items():
        told = [{name: _child(name, rows) for name in ("bare", "ours")} for _ in range(rounds)]
        print(
            f"\n{rows:,} rows",
            *(name.rjust(14) for name in ("cpu s", "own s", "peak MiB", "reader MiB", "MB")),
        )
        for side, part in (("bare", "build"), ("ours", "build"), ("ours", "proof")):
            found = {
                key: statistics.median(each[side][part][key] for each in told) for key in told[0][side][part]
            }
            print(f"{side} {part}".ljust(12), *(f"{value:14.2f}" for value in found.values()))
        for part in ("build", "proof"):
            for key in ("cpu", "own"):
                ratio = statistics.median(
                    each["ours"][part][key] / each["bare"]["build"][key] for each in told
                )
                print(f"ours {part} / bare, {key}: {ratio:.2f}")
    waited = [_child("services", CASES) for _ in range(ROUNDS)]
    for part in waited[0]:
        taken = {key: statistics.median(each[part][key] for each in waited) for key in ("cpu", "own", "peak")}
        print(f"{CASES} cases, {part}".ljust(32), *(f"{key} {value:8.2f}" for key, value in taken.items()))


def _child(name: str, rows: int) -> dict[str, dict[str, float]]:
    done = subprocess.run(
        [sys.executable, __file__, name, str(rows)], check=True, stdout=subprocess.PIPE, text=True
    )
    told: dict[str, dict[str, float]] = json.loads(done.stdout)
    return told


def _bare(rows: int) -> Iterator[Any]:
    from openpyxl import Workbook

    amounts = {place for place, column in enumerate(COLUMNS) if column.kind == "money"}
    book = Workbook(write_only=True)
    sheet = book.create_sheet("导入数据")
    sheet.append([column.name for column in COLUMNS])
    for given in (big_batch.values(n) for n in range(rows)):
        cells = [float(v) if place in amounts else v or None for place, v in enumerate(given)]
        sheet.append([*cells, "c65c237f35764dfa"])
    with tempfile.TemporaryDirectory() as folder:
        book.save(path := Path(folder) / "a.xlsx")
        yield "build", path.read_bytes()


def _ours(rows: int) -> Iterator[Any]:
    from eduaid_desktop.documents import batch_read_back, batch_workbook

    made = big_batch.content(rows)
    data = batch_workbook.build(made)
    yield "build", data
    batch_read_back.require(data, made)
    yield "proof", data


def _services(rows: int) -> Iterator[Any]:
    with (
        tempfile.TemporaryDirectory() as folder,
        large_term.build(Path(folder) / "乡镇.eduaid", rows) as desk,
    ):
        yield "office made", b""
        preflight.preflight(desk, large_term.TERM)
        yield "pre-flight", b""
        made = batches.export(desk, large_term.TERM, Path(folder) / "上报")
        yield "export", made.path.read_bytes()
        reply = filled(made.path, Path(folder) / "回执.xlsx", (AGREED,))
        yield "reply filled", b""
        looked = replies.preview(desk, reply)
        yield "reply looked at", b""
        replies.apply(desk, reply, wanted=replies.Wanted(looked.sha256, looked=looked))
        yield "reply registered as shown", b""


def _side(name: str, rows: int) -> None:
    told, sides = {}, {"bare": _bare, "ours": _ours, "services": _services}
    start, before = perf_counter(), sum(os.times()[:4])
    for part, data in sides[name](rows):
        now, cpu = perf_counter(), sum(os.times()[:4])
        told[part] = {
            "cpu": cpu - before, "own": now - start, "peak": _peak(), "reader": _peak(children=True),
            "size": len(data) / 1e6,
        }  # fmt: skip
        start, before = perf_counter(), sum(os.times()[:4])
    print(json.dumps(told))


def _peak(children: bool = False) -> float:
    """The peak of this process or of the largest that it waited for, in MiB."""
    import resource

    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _side(sys.argv[1], int(sys.argv[2]))
    else:
        main()
