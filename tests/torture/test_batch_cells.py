"""Every cell of a batch of 719: changed, it is found by all who look; written another way, by nobody."""

import io
import random
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from eduaid_desktop.documents import batch_file, batch_workbook
from eduaid_desktop.domain import batch, batch_check, reply_reading
from eduaid_desktop.domain.batch import CASE_NO, COLUMNS, NAMES, Batch, Column, Line
from eduaid_desktop.domain.batch_check import BatchFile, FileRow
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.domain.reply import DECISION, Preview, Sent
from eduaid_desktop.domain.reply_decision import Circumstances
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.desk import Desk

ROWS = 719
Row = tuple[str, ...]
Found = set[tuple[int, str]]
MONEY = "money"


def id_number(serial: int) -> str:
    """A number of region 513399, which is unassigned."""
    head = f"513399200{serial % 10}0412{serial // 10:03d}"
    return head + check_digit(head)


def cells(serial: int) -> Row:
    """A child as it goes up; no two columns say the same."""
    given = {
        "批次号": "PC-513399101-2018S-001", "学期": "2018年春季学期", "乡镇代码": "513399101", "村名称": "达瓦村",
        "申请编号": f"JYJZ-513399101-2018S-{serial:04d}", "姓名": f"扎西·卓玛{serial}",
        "身份证号": id_number(serial), "性别": "女", "民族": "藏族", "学籍号": f"G{id_number(serial)}",
        "学段": "小学", "学校标识码": f"21510{serial:05d}", "学校名称": "格桑镇中心小学", "年级": "三年级",
        "班级": f"{serial % 9 + 1}班", "是否寄宿": "是", "就读地": "县内", "户主姓名": f"多吉{serial}",
        "户编号": f"0{serial:09d}", "户类型": "一般贫困户", "监测类别": "脱贫不稳定户",
        "家庭人口": str(serial % 7 + 1), "人均年收入": f"{2000 + serial}.10", "监护人姓名": f"拉姆{serial}",
        "监护人与学生关系": "母亲", "联系电话": f"164{serial:08d}", "救助用途": "生活补助", "已享受资助": "无",
        "就学费用合计": f"{serial + 300}.05", "申请金额": f"{serial + 1000}.50", "乡镇建议金额": f"{serial + 900}.00",
        "超限标志": "否", "收款人": f"曲珍{serial}", "收款人与学生关系": "祖母", "开户银行": "云岭县农村信用社",
        "账号": f"6299{serial:013d}", "公示开始": "2018-05-20", "公示结束": "2018-05-26", "备注": f"第{serial}户é",
    }  # fmt: skip
    return batch.sealed([given.get(name, "") for name in NAMES])


SENT = [cells(serial) for serial in range(1, ROWS + 1)]
SEAL = batch.sha256(SENT)
BY_NUMBER = {row[CASE_NO]: row for row in SENT}
LINES = [
    Sent(n, n, row[CASE_NO], row[6], row[5], batch.fen_of(row[30]), row, dict.fromkeys(DECISION.by_name), 70)
    for n, row in enumerate(SENT, 1)
]


@pytest.fixture(scope="module")
def workbook() -> bytes:
    lines = [Line(n, batch.fen_of(row[30]), row, "达瓦村") for n, row in enumerate(SENT, 1)]
    return batch_workbook.build(
        Batch(
            "PC-513399101-2018S-001", "2018年春季学期", "云岭县", "格桑镇", "云岭县教育局", "08360000000",
            "2018-06-12 09:00:00", "拥珍", "0.1", 7, tuple(lines), ("学前", "小学", "初中"),
            {"同意": ("审批金额",), "不同意": ("不予原因",)}, "其中：建档立卡户",
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def untouched(workbook: bytes) -> BatchFile:
    return batch_file.parse(workbook, "批次.xlsx")


def swapped(cell: str) -> str:
    """Two neighbours changed places; the text with another end where they are all alike."""
    for at in range(len(cell) - 1):
        if cell[at] != cell[at + 1]:
            return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]
    return f"{cell}1"


def next_digit(cell: str) -> str:
    """The last digit, or the last letter, is the next one."""
    places = [at for at, c in enumerate(cell) if c.isdigit()] or [len(cell) - 1]
    at = places[-1]
    new = str((int(cell[at]) + 1) % 10) if cell[at].isdigit() else chr(ord(cell[at]) + 1)
    return cell[:at] + new + cell[at + 1 :]


CHANGES: Sequence[Callable[[str], Any]] = (
    next_digit, swapped, lambda cell: "", lambda cell: None, lambda cell: f"{cell}1", lambda cell: cell[1:],
    lambda cell: f"{cell[:1]} {cell[1:]}", lambda cell: f"'{cell}", lambda cell: 7, lambda cell: 3.14,
    lambda cell: datetime(2018, 5, 20, 8, 30), lambda cell: True, lambda cell: SENT[0][7],
)  # fmt: skip


def change_of(number: int, place: int) -> Any:
    """What stands in a cell after somebody was at it: every kind of change meets every column."""
    column, cell = COLUMNS[place], SENT[number][place]
    for kind in range(len(CHANGES)):
        new = CHANGES[(number + place + kind) % len(CHANGES)](cell)
        now = batch.canonical(column, new)
        # A number of another case is a test of its own.
        if now != cell and not (place == CASE_NO and now in BY_NUMBER):
            return new
    raise AssertionError((number, column.name))


def says_another(column: Column, old: str, new: Any) -> bool:
    """Whether a person would read something else; a reply passes over a space, a dash or an apostrophe in a code."""
    if column.kind == MONEY:
        return True
    now = f"{new:%Y-%m-%d}" if isinstance(new, datetime) else str(new or "")
    return re.sub(r"[\s'·-]", "", now) != re.sub(r"[\s'·-]", "", old)


def with_cell(row: FileRow, name: str, value: Any) -> FileRow:
    return FileRow(row.number, {**row.cells, name: value}, row.unread)


def compared(file: BatchFile, rules: Rules) -> Preview:
    return reply_reading.compare(Circumstances("PC-513399101-2018S-001", "2018-06-12", LINES, rules), file)


def in_reply(file: BatchFile, rules: Rules) -> Found:
    """The places of the fifth list, and of the rows that it does not know."""
    found = compared(file, rules)
    assert len(found.touched) + len(found.unknown) >= 1
    return {(each.row, each.column) for each in (*found.touched, *found.unknown)}


def places(findings: Sequence[batch_check.Finding]) -> Found:
    return {(f.row, f.column) for f in findings if f.row}


def test_all_28_760_cells_are_noticed_when_changed(
    untouched: BatchFile, desk: Desk, figures: Counter[str]
) -> None:
    """719 cells of a column at once; each must be named with its row, old and new, and nothing else."""
    rules = desk.rules()
    for place, column in enumerate(COLUMNS):
        changed = [change_of(number, place) for number in range(ROWS)]
        rows = [with_cell(r, column.name, new) for r, new in zip(untouched.rows, changed, strict=True)]
        file = replace(untouched, rows=tuple(rows))
        here = {(row.number, column.name) for row in rows}
        alone = batch_check.against_itself(file)
        assert {(row.number, "校验码") for row in rows} <= places(alone), column.name
        assert (0, "校验值") in [(f.row, f.column) for f in alone]
        known = batch_check.against_sealed(file, BY_NUMBER, SEAL)
        if place == CASE_NO:
            assert here <= places(known)
        else:
            exact = {(f.row, f.column, f.old, f.new) for f in known if f.row}
            pairs = zip(rows, SENT, strict=True)
            assert exact == {(r.number, column.name, sent[place], r[column.name]) for r, sent in pairs}
        said = in_reply(file, rules)
        asked = zip(rows, changed, SENT, strict=True)
        must = {(r.number, column.name) for r, new, sent in asked if says_another(column, sent[place], new)}
        assert must <= said <= here
        assert len(must) > ROWS // 2, column.name
        figures["cells"] += len(here)
    assert figures["cells"] == 28_760


def test_each_cell_alone_breaks_the_seal(
    untouched: BatchFile, times: Callable[[int, int], int], figures: Counter[str]
) -> None:
    """Nothing else changed, and the row's own checksum made to fit: the seal of the cover and its code tell."""
    every = 28_760 // times(360, 28_760)
    for number in range(0, 28_760, every):
        # A step through the columns too, where only some cells are tried.
        at, place = divmod(number, 40) if every == 1 else (number // 40, number // every % 40)
        row = [
            *SENT[at][:place],
            batch.canonical(COLUMNS[place], change_of(at, place)),
            *SENT[at][place + 1 :],
        ]
        if place != batch.CHECKSUM:
            row[batch.CHECKSUM] = batch.row_checksum(row)
        seal = batch.sha256([*SENT[:at], tuple(row), *SENT[at + 1 :]])
        assert seal != SEAL
        assert batch.check_code(seal) != batch.check_code(SEAL)
        figures["cells"] += 1


def test_a_row_under_the_number_of_another_is_noticed(
    untouched: BatchFile, desk: Desk, times: Callable[[int, int], int], figures: Counter[str]
) -> None:
    """The number of every case in turn replaced by that of the next one."""
    rules, rows = desk.rules(), untouched.rows
    for at in range(0, ROWS, ROWS // times(30, ROWS)):
        taken = SENT[(at + 1) % ROWS][CASE_NO]
        changed = with_cell(rows[at], "申请编号", taken)
        file = replace(untouched, rows=(*rows[:at], changed, *rows[at + 1 :]))
        for findings in (
            batch_check.against_itself(file),
            batch_check.against_sealed(file, BY_NUMBER, SEAL),
        ):
            told = [(f.column, f.old, f.new) for f in findings]
            assert any(new == f"{taken} 重复" for _, _, new in told)
            assert ("申请编号", f"{SENT[at][CASE_NO]} {SENT[at][5]}", "缺此行") in told
        found = compared(file, rules)
        assert SENT[at][CASE_NO] in [entry.case_no for entry in found.missing]
        assert (taken, "身份证号", SENT[at][6]) in [(t.case_no, t.column, t.new) for t in found.touched]
        figures["numbers"] += 1


def other_ways(column: Column, cell: str) -> Iterator[Any]:
    """What programs make of a cell without changing what it says."""
    yield from (f"  {cell}\u00a0", f"\n{cell}", unicodedata.normalize("NFD", cell))
    if column.kind == MONEY:
        fen = batch.fen_of(cell)
        yield from (fen / 100, f"{fen / 100:,.2f}元", f"￥{cell}", fen / 100 + 1e-9)
        yield "".join(chr(ord(c) + 0xFEE0) for c in cell)
    if column.kind == "date":
        yield from (date.fromisoformat(cell), datetime.fromisoformat(cell))
    if cell.isdecimal() and not cell.startswith("0") and len(cell) < 16:
        yield from (int(cell), float(cell))


def test_no_cell_is_reported_that_only_looks_different(untouched: BatchFile, desk: Desk) -> None:
    rules = desk.rules()
    for turn in range(8):
        rows = []
        for row, sent in zip(untouched.rows, SENT, strict=True):
            ways = [[*other_ways(c, cell)] for c, cell in zip(COLUMNS, sent, strict=True)]
            rows.append(FileRow(row.number, {n: w[turn % len(w)] for n, w in zip(NAMES, ways, strict=True)}))
        random.Random(turn).shuffle(rows)
        file = replace(untouched, rows=tuple(rows))
        assert batch_check.against_itself(file) == []
        assert batch_check.against_sealed(file, BY_NUMBER, SEAL) == []
        found = compared(file, rules)
        assert (found.touched, found.unknown, found.problems) == ([], [], [])


def retyped(workbook: bytes, cells: dict[str, str]) -> bytes:
    """The file with other text in some cells of 导入数据 (B7 to its words), as if typed there; the rest to the byte."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(written, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "xl/worksheets/sheet4.xml":
                part = _retyped(part.decode(), cells).encode()
            new.writestr(info, part, zipfile.ZIP_STORED)
    return written.getvalue()


def _retyped(sheet: str, cells: dict[str, str]) -> str:
    done = []

    def typed(cell: re.Match[str]) -> str:
        if (place := cell[1]) not in cells:
            return cell[0]
        done.append(place)
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{cells[place]}</t></is></c>'

    changed = re.sub(r'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', typed, sheet, flags=re.DOTALL)
    assert sorted(done) == sorted(cells)
    return changed


def test_a_cell_changed_in_a_real_file_is_noticed(
    workbook: bytes, desk: Desk, times: Callable[[int, int], int], dice: random.Random, figures: Counter[str]
) -> None:
    """So many files with one changed cell, going round the columns."""
    rules = desk.rules()
    for turn in range(times(10, 800)):
        place, at = (turn * 4 + turn // 10) % 40, dice.randrange(ROWS)
        where = f"{column_letters(place)}{at + 2}"
        file = batch_file.parse(retyped(workbook, {where: swapped(SENT[at][place])}), "回执.xlsx")
        assert (at + 2, "校验码") in places(batch_check.against_itself(file))
        assert (at + 2, NAMES[place]) in places(batch_check.against_sealed(file, BY_NUMBER, SEAL))
        assert in_reply(file, rules) == {(at + 2, NAMES[place])}
        figures["files"] += 1


def test_every_cell_changed_in_real_files(
    workbook: bytes, times: Callable[[int, int], int], figures: Counter[str]
) -> None:
    """One file per column in which all of its 719 cells were changed, in full; some columns here."""
    for place in range(0, 40, 40 // times(4, 40)):
        letter = column_letters(place)
        cells = {f"{letter}{at + 2}": swapped(SENT[at][place]) for at in range(ROWS)}
        found = places(
            batch_check.against_sealed(
                batch_file.parse(retyped(workbook, cells), "回执.xlsx"), BY_NUMBER, SEAL
            )
        )
        assert {(at + 2, NAMES[place]) for at in range(ROWS)} <= found
        figures["cells"] += ROWS
