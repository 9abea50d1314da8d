"""The workbook of a batch, built and read back, against openpyxl write-only doing the bare cells of its forty columns.

Bare: one sheet, no style, no seal, nothing compared; amounts as numbers. Ours: five sheets with everything on them, the
seal, every line made from its thirty-nine values. Proof: the bytes read again in the reader process, and every cell of
every sheet compared. Each side is a process of its own, in turn.
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

from eduaid_desktop.domain import batch
from eduaid_desktop.domain.batch import COLUMNS, Batch, Line, Lines

ROWS = {14_467: 3, 100_000: 1}
_STAGES = ("学前", "小学", "初中", "普高", "中职", "大专", "本科")
_NAMES = ("扎西", "卓玛", "多吉", "央金", "平措", "曲珍", "洛布", "德吉", "泽仁", "拥忠")


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


def _child(name: str, rows: int) -> dict[str, dict[str, float]]:
    done = subprocess.run(
        [sys.executable, __file__, name, str(rows)], check=True, stdout=subprocess.PIPE, text=True
    )
    told: dict[str, dict[str, float]] = json.loads(done.stdout)
    return told


def values(n: int) -> list[str]:
    """The thirty-nine values of a made-up case; region 513399 is unassigned, so that nobody is hit."""
    number = f"513399200601{n:06d}"
    name = _NAMES[n % 10] + _NAMES[n // 10 % 10]
    money = f"{1000 + n % 500}.{n % 4 * 25:02d}"
    return [
        "PC-513399101-2018S-001", "2018年春季学期", "513399101", f"第{n % 12 + 1}村", f"JYJZ-513399101-2018S-{n:06d}",
        f"{name}·{_NAMES[n // 100 % 10]}", number, "女" if n % 2 else "男", "藏族", f"G{number}", _STAGES[n % 7],
        "2151000001", "云岭县第二中学", "三年级", f"{n % 9 + 1}班", "是", "县内", "多吉", f"51339910{n:06d}",
        "低保贫困户" if n % 4 else "一般农户", "", str(n % 7 + 2), "2800.00", "多吉", "父亲", f"164{n:08d}",
        "在校生活费", "无", "600.00", money, money, "否", "多吉", "父亲", "云岭县农村信用合作联社",
        f"6299901234{n:08d}", "2018-05-20", "2018-05-26", "",
    ]  # fmt: skip


def content(rows: int) -> Batch:
    """A batch of so many cases."""
    return Batch(
        "PC-513399101-2018S-001", "2018年春季学期", "云岭县", "格桑镇", "云岭县教育局", "16400000001",
        "2018-06-12 09:30:00", "经办人甲", "1.0", 7, Lines(range(rows), _line), _STAGES,
        {"同意": ("审批金额", "审批文号", "审批日期"), "不同意": ("不予原因", "审批日期")}, "其中：建档立卡户",
    )  # fmt: skip


def _line(n: int) -> Line:
    cells = batch.sealed([*values(n), ""])
    return Line(n, batch.fen_of(cells[30]), cells, f"5133991012{n % 12:02d}", "一组", n % 4 > 0)


def _bare(rows: int) -> Iterator[Any]:
    from openpyxl import Workbook

    amounts = {place for place, column in enumerate(COLUMNS) if column.kind == "money"}
    book = Workbook(write_only=True)
    sheet = book.create_sheet("导入数据")
    sheet.append([column.name for column in COLUMNS])
    for n in range(rows):
        given = [*values(n), f"{n:016x}"]
        sheet.append([float(v) if place in amounts else v or None for place, v in enumerate(given)])
    with tempfile.TemporaryDirectory() as folder:
        book.save(path := Path(folder) / "a.xlsx")
        yield "build", path.read_bytes()


def _ours(rows: int) -> Iterator[Any]:
    from eduaid_desktop.documents import batch_proof, batch_workbook

    made = content(rows)
    data = batch_workbook.build(made)
    yield "build", data
    batch_proof.require(data, made)
    yield "proof", data


def _side(name: str, rows: int) -> None:
    told, sides = {}, {"bare": _bare, "ours": _ours}
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
