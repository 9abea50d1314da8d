"""Whatever a clerk may key goes out as it was kept and comes back the same; no text becomes a formula or a number."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from eduaid_desktop.documents import (
    batch_file,
    batch_workbook,
    error_workbook,
    list_workbook,
    reader,
    template_workbook,
)
from eduaid_desktop.documents.error_workbook import FailedRow, FailedSheet
from eduaid_desktop.documents.list_workbook import Heading, ListSheet
from eduaid_desktop.domain import batch, batch_check
from eduaid_desktop.domain.batch import CASE_NO, COLUMNS, NAMES, Batch, Line
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.domain.problems import blocking
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_audit, batches

from .. import libreoffice
from .hostile import TEXTS, disturbed

# The columns of 导入数据 that hold what somebody keyed, and the field in which it is keyed.
KEYED = {
    "姓名": PERSON["name"], "学籍号": RELIEF["student_number"], "学校名称": RELIEF["school"],
    "班级": RELIEF["class_name"], "户主姓名": RELIEF["head_name"], "户编号": RELIEF["household_number"],
    "监护人姓名": RELIEF["guardian_name"], "联系电话": RELIEF["phone"], "已享受资助": RELIEF["aid_received"],
    "收款人": RELIEF["payee_name"], "开户银行": RELIEF["payee_bank"], "账号": RELIEF["payee_account"],
    "备注": RELIEF["remark"],
}  # fmt: skip
RULES = Rules(date(2018, 6, 12), {})


def kept(field: Field, typed: str) -> str:
    """What the office keeps of a text that somebody keyed, cut to what the field takes; "" where it is refused."""
    value, problems = field.clean(typed[: field.length], RULES)
    return "" if value is None or blocking(problems) else str(value)


LETTERS = st.characters(codec="utf-8") | st.sampled_from(
    "=+-@'\"_x0041\t\n\r ·.，０𠮷ག\u0f0b\u0fb7\u200b\u00a0\u0301\ufffe"
)
TYPED = (
    st.sampled_from(TEXTS)
    | st.text(LETTERS, max_size=200)
    | st.lists(st.sampled_from(TEXTS), max_size=3).map("".join)
)
FEN = st.integers(0, 10**12).map(batch.with_decimals)
DAYS = st.dates(date(2016, 1, 1), date(2030, 12, 31)).map(str)
CASE = st.fixed_dictionaries(
    {name: TYPED.map(lambda typed, field=field: kept(field, typed)) for name, field in KEYED.items()}  # type: ignore[misc]
    | {column.name: FEN for column in COLUMNS if column.kind == "money"}
    | {column.name: DAYS for column in COLUMNS if column.kind == "date"}
)


def workbook(cases: Sequence[dict[str, str]]) -> tuple[Batch, bytes]:
    """A batch of these cases and its file."""
    lines = []
    for serial, case in enumerate(cases, 1):
        given = {
            **case,
            "批次号": "PC-1",
            "申请编号": f"JYJZ-{serial:04d}",
            "身份证号": f"51339920060101{serial:04d}",
        }
        row = batch.sealed([given.get(name, "") for name in NAMES])
        lines.append(
            Line(serial, batch.fen_of(row[NAMES.index("乡镇建议金额")]), row, "达瓦村", case["班级"])
        )
    content = Batch(
        "PC-1", "2018年春季学期", "云岭县", "格桑镇", "云岭县教育局", "08360000000", "2018-06-12 09:00:00",
        "拥珍", "0.1", 7, tuple(lines), ("小学",), {"同意": ("审批金额",)}, "其中：建档立卡户",
    )  # fmt: skip
    return content, batch_workbook.build(content)


def require_same(content: Batch, data: bytes) -> None:
    """Nothing in the file differs: not with the office's records, not by itself, not one machine cell."""
    file = batch_file.parse(data, "批次.xlsx")
    sent = {line["申请编号"]: line.cells for line in content.lines}
    assert batch_check.against_sealed(file, sent, content.sha256) == []
    assert batch_check.against_itself(file) == []
    assert {row.machine()[CASE_NO]: row.machine() for row in file.rows} == sent


# Each example is a workbook built, moved about by openpyxl, and read twice by a process of its own.
@settings(max_examples=settings.default.max_examples // 12, phases=(Phase.reuse, Phase.generate))
@given(st.lists(CASE, min_size=1, max_size=25), st.integers(0, 99))
def test_any_cases_come_back_equal_however_the_workbook_was_shuffled(
    cases: list[dict[str, str]], seed: int
) -> None:
    content, data = workbook(cases)
    require_same(content, data)
    require_same(content, disturbed(data, seed))


@given(st.dictionaries(st.sampled_from(sorted(KEYED)), TYPED, min_size=1))
def test_what_the_office_keeps_is_what_the_seal_reads(typed: dict[str, str]) -> None:
    """What cannot stand in a workbook is put right or refused where it is keyed, not found when it goes out."""
    for name, words in typed.items():
        once = kept(KEYED[name], words)
        assert batch.canonical(batch.BY_NAME[name], once) == once
        assert kept(KEYED[name], once) == once
        assert len(once) <= batch.BY_NAME[name].length


def cases_of(texts: Sequence[str]) -> list[dict[str, str]]:
    """One case for every text, which stands in every column that takes it."""
    fixed = {
        column.name: "2018-05-20" if column.kind == "date" else "1100.50"
        for column in COLUMNS
        if column.kind != "text"
    }
    return [fixed | {name: kept(field, words) for name, field in KEYED.items()} for words in texts]


def table(folder: Path, stem: str) -> list[list[str]]:
    with next(folder.glob(f"{stem}*.csv")).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.libreoffice
def test_libreoffice_saves_every_text_as_it_was(tmp_path: Path) -> None:
    """Two workbooks of the same cases, one of them moved about before."""
    content, data = workbook(cases_of(TEXTS))
    (tmp_path / "上报.xlsx").write_bytes(data)
    (tmp_path / "县局.xlsx").write_bytes(disturbed(data, 5))
    out = tmp_path / "另存"
    out.mkdir()
    libreoffice.save([tmp_path / "上报.xlsx", tmp_path / "县局.xlsx"], out, "xlsx")
    for name in ("上报.xlsx", "县局.xlsx"):
        require_same(content, (out / name).read_bytes())


def list_file(texts: Sequence[str]) -> bytes:
    total = ("合计", "=1+1", Decimal("12.50"))
    rows = [(number, words, Decimal("-1.50")) for number, words in enumerate(texts, 1)]
    headings = (Heading("序号", 6), Heading("=备注", 20), Heading("金额", 12))
    return list_workbook.build(ListSheet("名单", "+备注", headings, rows, total))


def errors_file(texts: Sequence[str]) -> bytes:
    rows = [FailedRow((words, "甲"), {0: "block"}, words, words) for words in texts]
    return error_workbook.build([FailedSheet("名单", [("=姓名", "+班级")], [0], [], rows, ("原因", "来源"))])


def filled_file(texts: Sequence[str]) -> bytes:
    empty = template_workbook.blank(("备注", "金额"), (20, 12))
    rows = [{0: words, 1: Decimal("-1.50")} for words in texts]
    return template_workbook.fill(empty, "空表.xlsx", template_workbook.Place("代发明细", 1), rows)


KEPT = [words for words in dict.fromkeys(kept(RELIEF["remark"], each) for each in TEXTS) if words]
WAYS: dict[str, tuple[Callable[[Sequence[str]], bytes], int, tuple[int, ...]]] = {
    # How it is made, the first row with a text (from 0), and the columns that hold it.
    "名单": (list_file, 3, (1,)),
    "未导入": (errors_file, 1, (0, 2, 3)),
    "代发": (filled_file, 1, (0,)),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_keeps_every_text(way: str) -> None:
    build, first, columns = WAYS[way]
    (sheet,) = reader.parse(build(KEPT), f"{way}.xlsx").sheets
    for column in columns:
        assert [row[column] for row in sheet.rows[first : first + len(KEPT)]] == KEPT
    assert sheet.unread == {}


@pytest.mark.libreoffice
def test_libreoffice_shows_every_text_as_text(tmp_path: Path) -> None:
    """Formulas are calculated when it opens a file: what is shown then is still what was keyed."""
    for way, (build, _, _) in WAYS.items():
        (tmp_path / f"{way}.xlsx").write_bytes(build(KEPT))
    content, data = workbook(cases_of(TEXTS))
    (tmp_path / "上报.xlsx").write_bytes(data)
    out = tmp_path / "另存"
    out.mkdir()
    libreoffice.save([tmp_path / f"{name}.xlsx" for name in (*WAYS, "上报")], out, libreoffice.EVERY_SHEET)
    for way, (_, first, columns) in WAYS.items():
        rows = table(out, way)
        for column in columns:
            assert [row[column] for row in rows[first : first + len(KEPT)]] == KEPT, way
    head, *rows = table(out, "上报-导入数据")
    assert head[:40] == list(NAMES)
    shown = [tuple(batch.canonical(c, cell) for c, cell in zip(COLUMNS, row, strict=False)) for row in rows]
    assert shown == [line.cells for line in content.lines]


def test_they_go_up_through_the_office(desk: Desk, tmp_path: Path, add_case: Callable[..., int]) -> None:
    """In a real office file: sealed, written, verified, kept, and clean when the office file is checked."""
    columns = {
        "remark": "备注",
        "class_name": "班级",
        "school": "学校名称",
        "head_name": "户主姓名",
        "payee_bank": "开户银行",
    }
    for serial, words in enumerate(TEXTS, 20):
        given = {name: kept(KEYED[column], words) or None for name, column in columns.items()}
        add_case(desk, serial, name=kept(KEYED["姓名"], words) or "扎西", **given)
    exported = batches.export(desk, "2018S", tmp_path)
    for known in (None, desk):
        assert batches.verify(exported.path, known).findings == []
    rows = {row["case_no"][-4:]: row for row in desk.store.select("relief_case")}
    file = batch_file.read(exported.path)
    for row in file.rows:
        case = rows[row["申请编号"][-4:]]
        assert {column: row[column] for column in columns.values()} == {
            column: case[name] or "" for name, column in columns.items()
        }
    moved = tmp_path / "回执.xlsx"
    moved.write_bytes(disturbed(exported.path.read_bytes(), 3))
    assert batches.verify(moved, desk).findings == []
    assert batch_audit.faults(desk) == []
