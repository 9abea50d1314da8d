"""Files that answer another batch, several, none, or nothing; and those that come twice."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from eduaid_desktop.domain.reply import Assumed, Preview
from eduaid_desktop.errors import PasswordNeeded, UserError
from eduaid_desktop.services import relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches, replies
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.services.term_batch.replies import Wanted
from eduaid_desktop.store import integrity

Answered = Callable[..., Path]
Add = Callable[..., int]
NUMBER = "JYJZ-513399101-2018S-{:04d}"
AGREED = {"审批结果": "同意", "审批金额": 800, "审批文号": "云教助〔2018〕7号", "审批日期": "2018-06-12"}


def numbers(entries: list[Any]) -> list[int]:
    return [int(entry.case_no[-4:]) for entry in entries]


def said(found: Preview) -> str:
    return "\n".join(p.message for p in (*found.unknown, *found.problems, *found.notes))


def own_table(path: Path, rows: list[dict[str, Any]], title: str = "") -> Path:
    """A table of the county's own."""
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
    return path


def both_sheets(path: Path, source: Path, second: dict[int, Any]) -> Path:
    """导入数据 filled, and a copy of it in which some results differ: Excel row to the word."""
    book = load_workbook(source)
    copy = book.copy_worksheet(book["导入数据"])
    copy.title = "导入数据 (2)"
    column = next(cell.column for cell in copy[1] if cell.value == "审批结果")
    for row, word in second.items():
        copy.cell(row, column).value = word
    book.save(path)
    return path


@pytest.fixture
def second(desk: Desk, exported: Exported, tmp_path: Path, add_case: Add) -> Exported:
    """Another batch of the same office with two cases."""
    for serial in (10, 11):
        add_case(desk, serial)
    return batches.export(desk, "2018S", tmp_path / "第二批")


def test_a_copy_of_the_sheet_that_says_the_same_counts_once(
    desk: Desk, answered: Answered, tmp_path: Path
) -> None:
    found = replies.preview(desk, both_sheets(tmp_path / "两张.xlsx", answered({2: {}, 3: {}}), {}))
    assert numbers(found.matched) == [1, 2]
    assert found.problems == []
    assert "有 2 张表填了批复：“导入数据”、“导入数据 (2)”" in said(found)


def test_a_copy_of_the_sheet_that_contradicts_is_named_with_both_sheets(
    desk: Desk, answered: Answered, tmp_path: Path
) -> None:
    path = both_sheets(tmp_path / "两张.xlsx", answered({2: {}, 3: {}}), {3: "不同意"})
    found = replies.preview(desk, path)
    assert numbers(found.matched) == [1]
    assert "“导入数据”第 3 行、“导入数据 (2)”第 3 行" in said(found)
    assert 2 in numbers(found.missing)


def test_a_blank_copy_is_passed_over(
    desk: Desk, exported: Exported, answered: Answered, tmp_path: Path
) -> None:
    book = load_workbook(answered({2: {}}))
    blank = book.copy_worksheet(book["导入数据"])
    blank.title, book["导入数据"].title = "导入数据", "审批"
    blank.delete_cols(41, 5)
    blank.cell(1, 41).value = "审批结果"
    book.save(tmp_path / "回执.xlsx")
    found = replies.preview(desk, tmp_path / "回执.xlsx")
    assert numbers(found.matched) == [1]
    assert "没有填批复，没有读" in said(found)


def test_a_table_of_the_countys_own_finds_its_batch(
    desk: Desk, exported: Exported, second: Exported, tmp_path: Path
) -> None:
    rows: list[dict[str, Any]] = []
    for number, word, amount in ((10, "√", 1000.5), (11, "不予救助：重复", 1100.5)):
        person = desk.store.get("person", number)
        who = {"序号": number, "学生姓名": person["name"], "身份证号码": person["id_number"]}
        rows.append({**who, "县局意见": word, "批准金额": amount, "经办": "洛桑"})
    title = "县局审批表　审批文号：云教助〔2018〕9号　审批日期：2018年6月12日"
    path = own_table(tmp_path / "县局审批表.xlsx", rows, title)
    found = replies.preview(desk, path)
    assert found.batch_no == second.batch_no
    assert "按申请编号和身份证号认出，2 行对得上" in found.about
    assert (numbers(found.matched), numbers(found.rejected), found.missing) == ([10], [11], [])
    assert (found.touched, found.problems) == ([], [])
    assert found.matched[0].values["decided_document"] == "云教助〔2018〕9号"


def test_rows_of_two_batches_pasted_together_are_read_one_batch_at_a_time(
    desk: Desk, exported: Exported, second: Exported, answered: Answered, tmp_path: Path
) -> None:
    book = load_workbook(answered({row: {} for row in range(2, 11)}))
    sheet, other = book["导入数据"], load_workbook(second.path)["导入数据"]
    heads = [cell.value for cell in sheet[1]]
    for line in other.iter_rows(min_row=2, values_only=True):
        sheet.append([AGREED.get(head, cell) for head, cell in zip(heads, line, strict=True)])
    book.save(tmp_path / "拼.xlsx")
    first = replies.apply(desk, tmp_path / "拼.xlsx")
    assert (first.batch_no, len(first.matched), first.others) == (exported.batch_no, 9, {second.batch_no: 2})
    assert [p.row for p in first.unknown] == [11, 12]
    assert f"这一行属于另一个批次 {second.batch_no}" in first.unknown[0].message
    rest = replies.apply(desk, tmp_path / "拼.xlsx", wanted=Wanted(batch_no=second.batch_no))
    assert numbers(rest.new) == [10, 11]
    assert integrity.check(desk.store) == []


def test_the_rows_go_before_the_cover(
    desk: Desk, exported: Exported, second: Exported, answered: Answered, tmp_path: Path
) -> None:
    book = load_workbook(answered({2: {}}))
    for row in book["封面"].iter_rows():
        if row[0].value == "批次号":
            row[1].value = second.batch_no
    book.save(tmp_path / "封面不对.xlsx")
    found = replies.preview(desk, tmp_path / "封面不对.xlsx")
    assert (found.batch_no, numbers(found.matched)) == (exported.batch_no, [1])
    assert f"封面写的是批次 {second.batch_no}，数据行是批次 {exported.batch_no}" in said(found)


def test_another_offices_rows_under_our_cover_are_strangers(
    desk: Desk, answered: Answered, tmp_path: Path
) -> None:
    book = load_workbook(answered({2: {}}))
    sheet = book["导入数据"]
    for row in sheet.iter_rows(min_row=2):
        row[0].value = "PC-513399102-2018S-001"
        row[4].value = str(row[4].value).replace("513399101", "513399102")
        row[6].value = "513399200601019999"
    book.save(tmp_path / "别的镇.xlsx")
    found = replies.preview(desk, tmp_path / "别的镇.xlsx")
    assert (len(found.missing), len(found.unknown), found.new) == (9, 9, [])


def test_the_file_that_went_up_and_a_blank_one_say_so(
    desk: Desk, exported: Exported, answered: Answered
) -> None:
    assert "这就是上报时的原文件" in said(replies.preview(desk, exported.path))
    blank = replies.preview(desk, answered({}))
    assert "一行批复都没有填" in said(blank)
    assert len(blank.missing) == 9


def test_a_file_that_was_registered_says_when(desk: Desk, answered: Answered, tmp_path: Path) -> None:
    path = answered({2: {}})
    replies.apply(desk, path)
    copy = Path(shutil.copy(path, tmp_path / "改了名.xlsx"))
    found = replies.apply(desk, copy)
    assert (found.new, len(desk.store.select("reply"))) == ([], 1)
    assert "这个文件在 2018年6月12日 已经登记过" in said(found)


def test_what_the_county_left_empty_the_clerk_may_say_once(desk: Desk, answered: Answered) -> None:
    empty = {"amount": None, "document": None, "on": None}
    path = answered({2: empty, 3: empty, 4: {"amount": 500, **dict.fromkeys(("document", "on"))}})
    found = replies.preview(desk, path)
    assert found.gaps == {"审批金额": 2, "审批文号": 3, "审批日期": 3}
    assert found.new == []
    how = Wanted(assumed=Assumed("云教助〔2018〕7号", "2018-06-12", as_proposed=True))
    replies.apply(desk, path, wanted=how)
    lines = desk.store.select("batch_line", decision="approve")
    assert [line["decided_amount"] for line in lines] == [110050, 120050, 50000]
    again = replies.apply(desk, path)
    assert (again.new, numbers(again.matched), numbers(again.changed)) == ([], [1, 2], [3])


def test_two_columns_for_one_thing_that_differ_are_not_guessed(desk: Desk, answered: Answered) -> None:
    def add(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(1, 46).value = "批准金额"
        sheet.cell(2, 46).value, sheet.cell(3, 46).value = 700, sheet.cell(3, columns["审批金额"]).value

    found = replies.preview(desk, answered({2: {}, 3: {}}, edit=add))
    assert (numbers(found.matched), 1 in numbers(found.missing)) == ([2], True)
    assert "有两列“审批金额”" in said(found)


def test_the_countys_own_filled_column_goes_before_our_empty_one(desk: Desk, answered: Answered) -> None:
    def move(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(1, 46).value = "县局意见"
        for row in (2, 3):
            sheet.cell(row, 46).value = sheet.cell(row, columns["审批结果"]).value
            sheet.cell(row, columns["审批结果"]).value = None

    assert numbers(replies.preview(desk, answered({2: {}, 3: {}}, edit=move)).matched) == [1, 2]


@pytest.mark.parametrize("joint", [3601.5, 1100.5])
def test_one_merged_sum_for_several_children_is_not_guessed(
    desk: Desk, answered: Answered, joint: float
) -> None:
    """It may be what each of them gets, or all of them together."""

    def merge(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["审批金额"]).value = joint
        sheet.merge_cells(start_row=2, end_row=4, start_column=at["审批金额"], end_column=at["审批金额"])

    found = replies.preview(desk, answered({row: {} for row in range(2, 6)}, edit=merge))
    assert (numbers(found.matched), found.changed, numbers(found.missing)[:3]) == ([4], [], [1, 2, 3])
    assert "看不出是每人的还是几个人合计的" in said(found)
    assert "用于这些行的每一行" not in said(found)


def test_the_townships_own_opinion_is_no_decision(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    person = desk.store.get("person", 1)
    row = {"姓名": person["name"], "身份证号": person["id_number"], "乡镇审核意见": "同意", "审批金额": 800}
    with pytest.raises(UserError, match="没有上报批次的“导入数据”表"):
        replies.preview(desk, own_table(tmp_path / "乡镇意见.xlsx", [row]))


def test_a_formula_is_taken_by_its_value_and_an_error_is_named(
    desk: Desk, answered: Answered, tmp_path: Path
) -> None:
    import zipfile

    path = answered({2: {"amount": "=AE2*1"}, 3: {"amount": "#N/A"}})
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "算过.xlsx", "w") as target:
        for name in source.namelist():
            part = source.read(name).replace(b"<f>AE2*1</f><v />", b"<f>AE2*1</f><v>1100.5</v>")
            target.writestr(name, part.replace(b"<f>AE2*1</f><v></v>", b"<f>AE2*1</f><v>1100.5</v>"))
    found = replies.preview(desk, tmp_path / "算过.xlsx")
    assert numbers(found.matched) == [1]
    assert 2 in numbers(found.missing)


def test_a_protected_reply_opens_with_the_phrase_of_its_batch(
    desk: Desk, answered: Answered, tmp_path: Path
) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    target = io.BytesIO()
    OOXMLFile(io.BytesIO(answered({2: {}}).read_bytes())).encrypt("青稞 雪莲 7", target)
    path = tmp_path / "加密.xlsx"
    path.write_bytes(target.getvalue())
    with pytest.raises(PasswordNeeded):
        replies.preview(desk, path)
    assert numbers(replies.preview(desk, path, "青稞 雪莲 7").matched) == [1]
    with desk.change("记下口令") as change:
        change.update("batch", 1, {"phrase": "青稞 雪莲 7"})
    assert numbers(replies.preview(desk, path).matched) == [1]


@pytest.mark.parametrize(
    ("name", "data"),
    [("空.xlsx", b""), ("坏.xlsx", b"PK\x03\x04" + b"\0" * 200), ("照片.xlsx", b"\xff\xd8\xff\xe0" + b"1" * 500),
     ("文字.csv", "你好\n".encode()), ("网页.xls", b"<html><p>404</p></html>")],
)  # fmt: skip
def test_what_is_no_workbook_gets_a_sentence(desk: Desk, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError) as told:
        replies.preview(desk, tmp_path / name)
    assert name in told.value.sentence


def test_nothing_is_left_when_one_of_many_cannot_be_registered(
    desk: Desk, answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, done = relief.move, []

    def fail_at_the_fifth(*args: Any, **given: Any) -> None:
        done.append(1)
        if len(done) == 5:
            raise RuntimeError("断电")
        move(*args, **given)

    monkeypatch.setattr(relief, "move", fail_at_the_fifth)
    with pytest.raises(RuntimeError):
        replies.apply(desk, answered({row: {} for row in range(2, 11)}))
    assert [line["decision"] for line in desk.store.select("batch_line")] == [None] * 9
    assert {case["state"] for case in desk.store.select("relief_case")} == {70}
    assert desk.store.select("reply") == []
    assert integrity.check(desk.store) == []


def test_a_decision_words_list_of_the_office_is_data(desk: Desk) -> None:
    words = desk.rules().codes["relief_decision"]
    every = [word for code in words.codes for word in (code.label, *code.aliases)]
    assert len(every) == len(set(every))


def test_a_cover_with_another_seal_is_named(desk: Desk, answered: Answered, tmp_path: Path) -> None:
    book = load_workbook(answered({2: {}}))
    for row in book["封面"].iter_rows():
        if str(row[0].value).startswith("数据校验值"):
            row[1].value = "0" * 64
    book.save(tmp_path / "换了封面.xlsx")
    found = replies.preview(desk, tmp_path / "换了封面.xlsx")
    assert "封面上的数据校验值不是这个批次上报时的" in said(found)
    assert numbers(found.matched) == [1]


def test_every_row_of_the_file_is_accounted_for(desk: Desk, answered: Answered) -> None:
    def add(sheet: Any, columns: dict[str, int]) -> None:
        sheet.append([cell.value for cell in sheet[2]])
        sheet.append(["合计", None, "10 人"])
        sheet.cell(13, columns["申请编号"]).value = "JYJZ-513399102-2018S-0001"

    data = replies.preview(desk, answered({2: {}}, edit=add)).as_json()
    assert (data["read"], len(data["unknown"]), data["aside"]) == (11, 1, 1)
    lines = ("matched", "changed", "rejected", "pending", "missing", "conflicts")
    assert sum(len(data[name]) for name in lines) == 9


def test_the_same_row_twice_under_two_children_is_not_taken(desk: Desk, answered: Answered) -> None:
    """The machine cells of the one beside the number of the other: somebody sorted half of the columns."""

    def sort_half(sheet: Any, columns: dict[str, int]) -> None:
        for row, other in ((2, 3), (3, 2)):
            sheet.cell(row, columns["申请编号"]).value = f"JYJZ-513399101-2018S-{other - 1:04d}"

    found = replies.preview(desk, answered({2: {}, 3: {}, 4: {}}, edit=sort_half))
    assert numbers(found.new) == [3]
    assert {t.column for t in found.touched} >= {"姓名", "身份证号", "账号"}
