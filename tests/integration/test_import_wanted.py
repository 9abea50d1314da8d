"""How a workbook is read when somebody says otherwise: columns set right and remembered, sheets and rows left out."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import checking, imports
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import columns, mappings
from eduaid_desktop.services.imports import ImportResult, Unrecognised

HEAD = ("学籍号", "姓名", "身份证件号", "学段", "年级", "学校名称", "行政村", "家庭电话号")
PHONES = ("16400000001", "16400000002")
CHILDREN = (
    ("G51339920060312123X", "曾多吉", "51339920060312123X", "初中", "七年级", "云岭县第二中学", "达瓦村", PHONES[0]),
    ("G513399200903121231", "扎西", "513399200903121231", "小学", "三年级", "格桑镇中心小学", "达瓦村", PHONES[1]),
)  # fmt: skip
ROLL = "1_学籍名册_2018年春季.xlsx"
SENDER = "格桑镇中心小学"
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """book(name, 名册=rows, …): a workbook with these sheets."""

    def write(name: str, **sheets: Sequence[Sequence[Any]]) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, lines in sheets.items():
            sheet = workbook.create_sheet(title)
            for line in lines:
                sheet.append(line)
        path = tmp_path / name
        workbook.save(path)
        return path

    return write


def set_right(desk: Desk, found: ImportResult, sheet: str, column: int, field: str | None) -> ImportResult:
    return imports.again(desk, found, corrections=columns.corrected(found, sheet, column, field))


def test_a_column_is_set_right_without_the_file(clerk: Desk, book: Book) -> None:
    path = book("名册.xlsx", 名册=[HEAD, *CHILDREN])
    found = imports.preview(clerk, path)
    path.unlink()
    assert [guess.words for guess in columns.guesses(found, found.sources[0])][-1] == "未识别"
    found = set_right(clerk, found, "名册", 7, "phone")
    last = columns.guesses(found, found.sources[0])[-1]
    assert (last.words, last.state, last.samples) == ("联系电话", "set", ("16400000001", "16400000002"))
    assert [line.values["phone"] for line in found.lines] == ["16400000001", "16400000002"]
    found = set_right(clerk, found, "名册", 6, None)
    assert [line.values["village"] for line in found.lines] == [None, None]
    assert [line.values["phone"] for line in found.lines] == ["16400000001", "16400000002"]
    assert clerk.store.select("person") == []


def test_a_field_is_held_by_one_column(clerk: Desk, book: Book) -> None:
    found = imports.preview(clerk, book("名册.xlsx", 名册=[HEAD, *CHILDREN]))
    found = set_right(clerk, found, "名册", 7, "guardian_name")
    found = set_right(clerk, found, "名册", 6, "guardian_name")
    assert [guess.field for guess in columns.guesses(found, found.sources[0])][6:] == ["guardian_name", None]


def test_what_was_set_right_holds_for_the_sender_next_time(clerk: Desk, book: Book) -> None:
    found = imports.preview(clerk, book("一.xlsx", 名册=[HEAD, *CHILDREN[:1]]), sender=SENDER)
    imports.apply(clerk, set_right(clerk, found, "名册", 7, "phone"))
    moved = [tuple(reversed(row)) for row in (HEAD, *CHILDREN)]
    second = imports.preview(clerk, book("二.xlsx", 名册=moved), sender=SENDER)
    assert [each.told() for each in second.remembered] == [
        f"按上次对“{SENDER}”的认列读：家庭电话号 → 联系电话。"
    ]
    assert second.lines[1].values["phone"] == "16400000002"
    other = imports.preview(clerk, book("三.xlsx", 名册=moved), sender="云岭县第二中学")
    assert (other.remembered, other.lines[1].values["phone"]) == ([], None)
    assert mappings.senders(clerk)[0] == SENDER


def test_a_remembered_correction_is_forgotten(clerk: Desk, book: Book) -> None:
    path = book("一.xlsx", 名册=[HEAD, *CHILDREN])
    found = set_right(clerk, imports.preview(clerk, path, sender=SENDER), "名册", 7, "phone")
    imports.apply(clerk, found)
    (kept,) = imports.preview(clerk, path, sender=SENDER).remembered
    mappings.forget(clerk, kept.id)
    assert imports.preview(clerk, path, sender=SENDER).remembered == []
    assert checking.check(clerk)["findings"] == []


def test_a_later_correction_of_the_same_header_joins_the_first(clerk: Desk, book: Book) -> None:
    path = book("一.xlsx", 名册=[HEAD, *CHILDREN[:1]])
    found = set_right(clerk, imports.preview(clerk, path, sender=SENDER), "名册", 7, "phone")
    imports.apply(clerk, found)
    path = book("二.xlsx", 名册=[HEAD, *CHILDREN])
    found = set_right(clerk, imports.preview(clerk, path, sender=SENDER), "名册", 6, None)
    imports.apply(clerk, found)
    (kept,) = clerk.store.select("import_mapping")
    assert json.loads(kept["fields"]) == {"家庭电话号": "phone", "行政村": None}


def test_headings_nobody_knows_are_known_the_second_time(clerk: Desk, book: Book) -> None:
    strange = [("孩子", "证件", "念几年级", "念书的学校"), *((c[1], c[2], c[4], c[5]) for c in CHILDREN)]
    path = book("怪.xlsx", 名册=strange)
    with pytest.raises(Unrecognised, match="没有认出") as refused:
        imports.preview(clerk, path, sender=SENDER)
    found, fields = refused.value.found, ("name", "id_number", "grade", "school")
    for column, field in enumerate(fields):
        try:
            found = set_right(clerk, found, "名册", column, field)
        except Unrecognised as still:
            found = still.found
    assert [line.values["name"] for line in found.lines] == ["曾多吉", "扎西"]
    assert imports.apply(clerk, found).count("accepted") == 2
    again = imports.preview(clerk, path, sender=SENDER)
    assert [line.outcome for line in again.lines] == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("title", "sender"),
    [
        ("填报单位（盖章）：格桑镇中心小学    填报日期：2018年5月14日", SENDER), ("填表单位:格桑镇中心小学", SENDER),
        ("2018年春季学籍名册", ""),
    ],
)  # fmt: skip
def test_the_sender_stands_in_the_title(clerk: Desk, book: Book, title: str, sender: str) -> None:
    assert imports.preview(clerk, book("名册.xlsx", 名册=[(title,), HEAD, *CHILDREN])).sender == sender


def test_else_it_is_who_sent_the_file_last(clerk: Desk, book: Book) -> None:
    path = book("名册.xlsx", 名册=[HEAD, *CHILDREN])
    imports.apply(clerk, imports.preview(clerk, path, sender=SENDER))
    assert imports.preview(clerk, path).sender == SENDER


def test_sheets_that_name_different_senders_name_none(clerk: Desk, book: Book) -> None:
    sheets = {name: [(f"填报单位：{name}村委会",), HEAD, CHILDREN[0]] for name in ("甲", "乙")}
    assert imports.preview(clerk, book("名册.xlsx", **sheets)).sender == ""


def test_columns_are_named_by_heading_or_letters(clerk: Desk, book: Book) -> None:
    path = book("名册.xlsx", 名册=[HEAD, *CHILDREN])
    for words in ("家庭电话号", "H"):
        found = imports.read(clerk, path, columns={words: "联系电话", "行政村": "不读"})
        assert (found.lines[0].values["phone"], found.lines[0].values["village"]) == ("16400000001", None)
    for wrong, said in (
        ({"家庭电话号": "座机"}, "没有“座机”这一栏"),
        ({"手机": "联系电话"}, "没有列名是“手机”"),
    ):
        with pytest.raises(UserError, match=said):
            imports.read(clerk, path, columns=wrong)


def test_only_the_chosen_sheets_are_read(clerk: Desk, book: Book) -> None:
    path = book("名册.xlsx", 一=[HEAD, CHILDREN[0]], 二=[HEAD, CHILDREN[1]])
    found = imports.preview(clerk, path, sheets=("二",))
    assert (found.sheets, [line.values["name"] for line in found.lines]) == (["二"], ["扎西"])
    assert "工作表“一”没有读：没有选它。" in found.remarks()
    with pytest.raises(UserError, match="没有工作表“三”。里面有：一、二"):
        imports.preview(clerk, path, sheets=("三",))


def test_rows_are_left_out_and_taken_back(clerk: Desk, book: Book) -> None:
    found = imports.preview(clerk, book("名册.xlsx", 名册=[HEAD, *CHILDREN]))
    imports.leave_out(found, [("名册", 2)])
    assert [line.outcome for line in found.lines] == ["skipped", "accepted"]
    assert found.lines[0].reason().startswith("您选了不读这一行")
    found = imports.again(clerk, found)
    assert (found.count("skipped"), found.count("accepted")) == (1, 1)
    imports.leave_out(found, [("名册", 2)], out=False)
    imports.leave_out(found, [("名册", 3)])
    imports.apply(clerk, found)
    assert [p["name"] for p in clerk.store.select("person")] == ["曾多吉"]


def test_every_accepted_row_says_what_it_changes(clerk: Desk, book: Book) -> None:
    path = book("名册.xlsx", 名册=[HEAD, CHILDREN[0]])
    first = imports.preview(clerk, path, columns={"H": "phone"})
    assert first.lines[0].reason() == "新登记；新增学校、在读"
    imports.apply(clerk, first)
    changed = [*CHILDREN[0][:4], "八年级", *CHILDREN[0][5:7], "16400000009"]
    second = imports.preview(clerk, book("二.xlsx", 名册=[HEAD, changed]), columns={"H": "phone"})
    assert second.lines[0].reason() == "更新联系电话、年级"
    third = imports.preview(clerk, path)
    assert third.lines[0].reason() == "与已登记的相同。"


class Stop(Exception):
    pass


@pytest.mark.parametrize("stage", ["reading", "checking", "writing", "sealing"])
def test_stopped_anywhere_nothing_is_left(clerk: Desk, samples: Path, stage: str) -> None:
    seen: list[str] = []

    def progress(now: str, done: int, total: int) -> None:
        seen.append(now)
        if now == stage and (done or now == "reading"):
            raise Stop

    changes = clerk.store.value("SELECT COUNT(*) FROM change")
    with pytest.raises(Stop):
        imports.apply(clerk, imports.preview(clerk, samples / ROLL, progress=progress), progress=progress)
    assert seen[-1] == stage
    for table in ("person", "import_run", "import_mapping", "school"):
        assert clerk.store.select(table) == []
    assert clerk.store.value("SELECT COUNT(*) FROM change") == changes
    assert clerk.store.value("SELECT COUNT(*) FROM name_key") == 0
    assert (
        imports.apply(clerk, imports.preview(clerk, samples / "5_学籍名册_号码损坏.xlsx")).count("accepted")
        == 5
    )


def test_progress_counts_every_row_twice_while_checking(clerk: Desk, samples: Path) -> None:
    told: list[tuple[str, int, int]] = []
    imports.preview(clerk, samples / ROLL, progress=lambda *at: told.append(at))
    checked = [(done, total) for stage, done, total in told if stage == "checking"]
    assert {total for _, total in checked} == {2 * 1286}
    assert checked == sorted(checked)
    assert checked[-1][0] > 1286


def test_of_two_applications_the_one_that_is_not_left_out_is_taken(clerk: Desk, samples: Path) -> None:
    first, second = ("俄洛村", 8), ("仁真村", 9)
    found = imports.preview(clerk, samples / "3_救助基金申请_各村汇总.xlsx")
    refused = found.line_at(second)
    assert refused is not None
    assert (refused.outcome, refused.problems[-1].rule) == ("refused", "B_DUP_CASE")
    found = imports.again(clerk, found, left_out=frozenset({first}))
    taken = found.line_at(second)
    assert taken is not None
    assert taken.outcome == "accepted"
    assert (found.count("accepted"), found.count("skipped"), found.count("refused")) == (70, 1, 3)
    imports.apply(clerk, found)
    assert clerk.store.value("SELECT COUNT(*) FROM relief_case WHERE withdrawn = 0") == 70
