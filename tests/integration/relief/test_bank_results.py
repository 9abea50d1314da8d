"""读回盘: the bank's file in whatever state it comes, looked at first, then registered."""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.bank_result import Preview
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import bank_files, bank_results, payment_lists
from eduaid_desktop.services import office as offices
from eduaid_desktop.services.exports import Reason

from .conftest import TERM, VILLAGES, Office

NUMBER = "FF-513399101-2018S-001"
WHY = Reason("救助代发", "云岭县农村信用社")
HEAD = ("序号", "户名", "账号", "金额", "处理结果", "失败原因", "入账日期", "流水号")
Row = list[Any]
# The numbers of rows in the five lists: 到账, 失败, 金额不符, 名单里没有, 回盘里没有.
Counts = tuple[int, int, int, int, int]


def listed(office: Office, count: int = 3, **values: Any) -> list[Row]:
    """A list of so many cases, and the rows in which a bank that paid them all would answer."""
    for _ in range(count):
        office.to(workflow.APPROVED, **values)
    made = payment_lists.make(office.desk, TERM, on_date="2018-06-01")
    return [
        [
            s.position,
            s.payee_name,
            s.account,
            s.amount / 100,
            "成功",
            None,
            "2018-06-05",
            f"LS{s.position:04d}",
        ]
        for s in payment_lists.sent(office.desk, made.list_id)
    ]


def book_of(path: Path, rows: list[Row], head: tuple[str, ...] = HEAD, title: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
    for row in (list(head), *rows):
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def answer(office: Office, tmp_path: Path) -> Callable[..., Preview]:
    """What is found in a file with these rows; nothing is written."""

    def look(rows: list[Row], head: tuple[str, ...] = HEAD, **asked: Any) -> Preview:
        return bank_results.preview(office.desk, book_of(tmp_path / "回盘.xlsx", rows, head), **asked)

    return look


def counts(found: Preview) -> Counts:
    return (len(found.paid), len(found.failed), len(found.amount), len(found.unknown), len(found.missing))


def told(found: Preview) -> list[str]:
    return [problem.message for problem in found.problems]


def states(office: Office) -> list[int]:
    return [case["state"] for case in office.desk.store.select("relief_case")]


def test_what_the_bank_says_is_looked_at_and_then_registered(office: Office, tmp_path: Path) -> None:
    rows = listed(office)
    rows[1][4:] = ["失败", "户名不一致", "2018-06-05", None]
    path = book_of(tmp_path / "回盘.xlsx", rows)
    found = bank_results.preview(office.desk, path)
    assert (found.list_no, counts(found), len(found.new)) == (NUMBER, (2, 1, 0, 0, 0), 3)
    assert states(office) == [90, 90, 90]
    bank_results.apply(office.desk, path)
    assert states(office) == [100, 95, 100]
    first, second, _ = office.desk.store.select("payment")
    assert (first["result"], first["paid_on"], first["receipt_no"]) == ("paid", "2018-06-05", "LS0001")
    assert (second["failure_code"], second["failure_text"]) == ("02", "户名不一致")
    assert payment_lists.find(office.desk, NUMBER)["status"] == "answered"
    (kept,) = office.desk.store.select("bank_result")
    assert (kept["paid"], kept["failed"], kept["missing"], kept["file_name"]) == (2, 1, 0, "回盘.xlsx")


def test_reading_it_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    path = book_of(tmp_path / "回盘.xlsx", listed(office))
    bank_results.apply(office.desk, path)
    before = office.desk.store.value("SELECT COUNT(*) FROM change")
    again = bank_results.apply(office.desk, path)
    assert (counts(again), again.new) == ((3, 0, 0, 0, 0), [])
    assert {entry.reason for entry in again.paid} == {"已经登记过。"}
    assert office.desk.store.value("SELECT COUNT(*) FROM change") == before


def test_a_result_that_was_registered_otherwise_is_told_and_kept(
    office: Office, answer: Callable[..., Preview], tmp_path: Path
) -> None:
    rows = listed(office, 1)
    bank_results.apply(office.desk, book_of(tmp_path / "一.xlsx", rows))
    rows[0][4:6] = ["退票", "账户冻结"]
    found = answer(rows)
    assert found.new == []
    assert "已经登记为已到账，与回盘不一致，没有改动" in told(found)[0]


def test_columns_moved_and_renamed_rows_sorted_titles_and_totals(office: Office, tmp_path: Path) -> None:
    rows = listed(office, 4)
    head = ("交易状态", "收款账号", "交易金额", "收款人姓名", "交易流水号", "备用", "交易日期")
    turned = [
        [f"处理{r[4]}", f" {r[2][:4]} {r[2][4:]} ", f"￥{r[3]:,.2f}元", r[1], r[7], "x", 20180605]
        for r in rows
    ]
    turned.reverse()
    total = ["合计", None, "4,000.00", None, None, None, None]
    found = bank_results.preview(
        office.desk, book_of(tmp_path / "信用社.xlsx", [*turned, total], head, "云岭县农村信用社代发结果")
    )
    assert counts(found) == (4, 0, 0, 0, 0)
    assert [e.answer.paid_on for e in found.paid if e.answer] == ["2018-06-05"] * 4


@pytest.mark.parametrize(
    "word", ["成功", "已入账", "处理成功", "1", 1, "交易成功", " 成 功 ", "Y", "success"]
)
def test_words_for_success(office: Office, answer: Callable[..., Preview], word: Any) -> None:
    rows = listed(office, 1)
    rows[0][4] = word
    assert counts(answer(rows)) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("word", "reason", "code", "kept"),
    [
        ("失败", "账号不存在", "01", "账号不存在"),
        ("退票", "收款人账号户名不符，请核实", "02", "收款人账号户名不符，请核实"),
        ("账户已销户", None, "05", "账户已销户"),
        ("N", "E1004 卡未激活", "03", "E1004 卡未激活"),
        ("处理失败", "对方行暂停受理", "09", "对方行暂停受理"),
        (None, "二类户限额", "07", "二类户限额"),
        ("失败", None, "09", "银行没有写明原因"),
    ],
)
def test_words_for_failure_become_codes_and_are_kept(
    office: Office, tmp_path: Path, word: str | None, reason: str | None, code: str, kept: str
) -> None:
    rows = listed(office, 1)
    rows[0][4:6] = [word, reason]
    path = book_of(tmp_path / "回盘.xlsx", rows)
    found = bank_results.apply(office.desk, path)
    assert counts(found) == (0, 1, 0, 0, 0)
    (payment,) = office.desk.store.select("payment")
    assert (payment["failure_code"], payment["failure_text"]) == (code, kept)
    assert any("没有写原因" in words for words in told(found)) == (kept == "银行没有写明原因")


@pytest.mark.parametrize(
    ("word", "reason"), [("0", None), ("待处理", None), ("成功", "账号不存在"), (None, None)]
)
def test_a_result_that_means_nothing_is_named_and_not_taken(
    office: Office, answer: Callable[..., Preview], word: str | None, reason: str | None
) -> None:
    rows = listed(office, 2)
    rows[0][4:6] = [word, reason]
    found = answer(rows)
    assert counts(found) == (1, 0, 0, 0, 1)
    assert any("拉姆1" in words and "请与银行核对" in words for words in told(found))


def test_an_amount_that_differs_is_never_registered(office: Office, answer: Callable[..., Preview]) -> None:
    rows = listed(office)
    rows[0][3], rows[1][3] = 999.99, None
    found = answer(rows)
    assert counts(found) == (1, 0, 2, 0, 0)
    assert [e.reason for e in found.amount] == [
        "送发 1,000.00 元，回盘 999.99 元，没有登记。", "送发 1,000.00 元，回盘没有写金额，没有登记。",
    ]  # fmt: skip


def test_nobody_is_known_by_a_name_alone(office: Office, answer: Callable[..., Preview]) -> None:
    rows = listed(office)
    rows[0][2] = "629988887777666"
    rows[1][1] = "卓玛"
    rows.append([9, "外人", "629911112222333", 1000, "成功", None, "2018-06-05", "LS9"])
    found = answer(rows)
    assert counts(found) == (1, 0, 0, 3, 2)
    assert [e.reason for e in found.unknown] == [
        "户名对得上，账号与送发的不同；只凭姓名不认，请与银行核对。",
        "账号对得上，户名不是“拉姆2”；请与银行核对。",
        "这张发放表里没有这个户名和账号。",
    ]


def test_absent_and_doubled_rows_and_a_shared_receipt_are_named(
    office: Office, answer: Callable[..., Preview]
) -> None:
    rows = listed(office, 4)
    rows[1][7] = rows[0][7]
    contradicting = [*rows[2][:4], "失败", "已销户", *rows[2][6:]]
    found = answer([rows[0], rows[1], rows[1], rows[2], contradicting])
    assert counts(found) == (2, 0, 0, 0, 2)
    assert [e.reason for e in found.missing] == ["第 5、6 行互相矛盾。", "回盘里没有这一行。"]
    assert "拉姆2在第 3、4 行重复出现，内容相同，只算一次。" in told(found)
    assert "流水号 LS0001 用在 2 笔上（拉姆1、拉姆2），请核对是不是同一笔转账。" in told(found)


def test_of_a_list_of_failures_the_rest_arrived_only_when_somebody_says_so(
    office: Office, tmp_path: Path
) -> None:
    rows = listed(office)
    path = book_of(tmp_path / "失败清单.xlsx", [[rows[1][2], 1000, "已销户"]], ("账号", "金额", "失败原因"))
    found = bank_results.preview(office.desk, path)
    assert (counts(found), len(found.new), len(found.absent)) == ((0, 1, 0, 0, 2), 1, 2)
    bank_results.apply(office.desk, path, on_date="2018-06-08", rest_paid=True)
    assert states(office) == [100, 95, 100]
    assert [p["paid_on"] for p in office.desk.store.select("payment")] == ["2018-06-08", None, "2018-06-08"]


def test_where_the_bank_names_some_that_arrived_nobody_else_is_taken_for_it(
    office: Office, answer: Callable[..., Preview]
) -> None:
    rows = listed(office)
    rows[0][4:6] = ["失败", "已销户"]
    found = answer(rows[:2], rest_paid=True)
    assert (counts(found), found.absent) == ((1, 1, 0, 0, 1), [])


def test_a_receipt_of_an_earlier_payment_is_named(office: Office, answer: Callable[..., Preview]) -> None:
    earlier = office.to(workflow.IN_PAYMENT)
    office.act(earlier, "paid", document="LS0001", on_date="2018-06-05")
    found = answer(listed(office, 1))
    assert told(found) == ["流水号 LS0001 已经登记在拉姆1（JYJZ-513399101-2018S-0001）名下，请与银行核对。"]


def test_an_account_that_a_spreadsheet_damaged_needs_name_and_amount(
    office: Office, answer: Callable[..., Preview]
) -> None:
    account = "6222801234567891234"
    rows = listed(office, 1, payee_account=account)
    for written in (6222801234567891234.0, "6.22280123456789E+18", "6222801234567890000"):
        rows[0][2] = written
        assert counts(answer(rows)) == (1, 0, 0, 0, 0), written
    assert (
        counts(answer([[None, "拉姆1", "6.22280123456789E+18", 900, "成功", None, None, None], rows[0]]))[3]
        == 1
    )
    rows[0][2] = "6222801234567880000"
    with pytest.raises(UserError, match="没有一行对得上"):
        answer(rows, list_no=NUMBER)


def test_siblings_with_one_account_are_told_apart_by_their_place(
    office: Office, answer: Callable[..., Preview]
) -> None:
    rows = listed(office, 2, payee_name="拉姆", payee_account="629900000000777")
    rows[1][4:6] = ["失败", "限额"]
    found = answer(rows)
    assert [e.sent.position for e in (*found.paid, *found.failed) if e.sent] == [1, 2]
    for row in rows:
        row[0] = None
    found = answer(rows)
    assert (counts(found), len(found.new)) == ((0, 0, 0, 2, 2), 0)
    assert "分不清是哪一笔" in found.unknown[0].reason
    rows[1][4:6] = ["成功", None]
    assert counts(answer(rows)) == (2, 0, 0, 0, 0)


def test_the_file_of_another_list_is_refused(office: Office, tmp_path: Path) -> None:
    first = listed(office, 2)
    listed(office, 2)
    path = book_of(tmp_path / "回盘.xlsx", first)
    assert bank_results.preview(office.desk, path).list_no == NUMBER
    second = "FF-513399101-2018S-002"
    with pytest.raises(UserError, match=f"它像是 {NUMBER} 的回盘"):
        bank_results.preview(office.desk, path, second)
    named = book_of(tmp_path / f"{NUMBER}_回盘.xlsx", first)
    with pytest.raises(UserError, match=f"是发放表 {NUMBER} 的回盘，不是 {second} 的"):
        bank_results.preview(office.desk, named, second)
    foreign = [[1, "外人", "629911112222333", 1000, "成功", None, "2018-06-05", "LS9"]]
    with pytest.raises(UserError, match="不在任何一张发放表里"):
        bank_results.preview(office.desk, book_of(tmp_path / "别处.xlsx", foreign))
    with pytest.raises(UserError, match="没有银行结果"):
        bank_results.preview(office.desk, book_of(tmp_path / "空.xlsx", [], ("户名", "账号")))
    assert states(office) == [90] * 4


def test_a_date_that_cannot_be_keeps_its_row_from_being_registered(office: Office, tmp_path: Path) -> None:
    rows = listed(office)
    rows[0][6], rows[1][6], rows[2][6] = "2018-05-31", "2019-01-01", None
    path = book_of(tmp_path / "回盘.xlsx", rows)
    found = bank_results.apply(office.desk, path, on_date="2018-06-08")
    assert counts(found) == (1, 0, 0, 0, 2)
    assert "早于上一步的日期" in found.missing[0].reason
    assert "在今天" in found.missing[1].reason
    assert states(office) == [90, 90, 100]
    assert office.desk.store.select("payment")[2]["paid_on"] == "2018-06-08"
    assert payment_lists.find(office.desk, NUMBER)["status"] == "open"


def test_a_list_that_is_answered_step_by_step_is_answered(office: Office) -> None:
    listed(office, 2)
    for case in office.desk.store.select("relief_case"):
        assert payment_lists.find(office.desk, NUMBER)["status"] == "open"
        office.act(case["id"], "paid", on_date="2018-06-05")
    assert payment_lists.find(office.desk, NUMBER)["status"] == "answered"


@pytest.fixture(scope="module")
def standing() -> Iterator[tuple[Office, Path]]:
    """A list of six, two of them of one payee, written in the bank's template; nothing of it is ever registered."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("EDUAID_OPERATOR", "拥珍")
        patch.delenv("EDUAID_TODAY", raising=False)
        path = Path(folder) / "格桑镇.eduaid"
        desk = offices.create(
            path, name="格桑镇", code="513399101", villages=VILLAGES, fixed_date="2018-06-12"
        )
        office = Office(desk)
        listed(office, 4)
        for _ in range(2):
            office.to(workflow.APPROVED, payee_name="扎西·卓玛", payee_account="629900000000777")
        payment_lists.make(desk, TERM, on_date="2018-06-01")
        for number in (NUMBER, "FF-513399101-2018S-002"):
            bank_files.write(desk, number, Path(folder) / "出", WHY)
        yield office, Path(folder)
        desk.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), number=st.sampled_from([NUMBER, "FF-513399101-2018S-002"]))
def test_whatever_list_went_out_comes_back_equal(
    standing: tuple[Office, Path], seed: int, number: str
) -> None:
    """Rows shuffled, columns moved, styles changed, saved again: every payment is found, and only once."""
    office, folder = standing
    path, _ = returned(folder, number, random.Random(seed))
    found = bank_results.preview(office.desk, path)
    sent = payment_lists.sent(office.desk, payment_lists.find(office.desk, number)["id"])
    assert sorted(e.sent.payment_id for e in found.paid if e.sent) == [s.payment_id for s in sent]
    assert (counts(found)[1:], told(found)) == ((0, 0, 0, 0), [])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6), row=st.integers(0, 3),
    field=st.sampled_from(["户名", "账号", "金额", "申请编号", "处理结果"]), digit=st.integers(0, 9),
)  # fmt: skip
def test_any_changed_cell_is_noticed(
    standing: tuple[Office, Path], seed: int, row: int, field: str, digit: int
) -> None:
    office, folder = standing
    path, sheet = returned(folder, NUMBER, random.Random(seed), save=False)
    column = next(cell.column for cell in sheet[1] if cell.value == field)
    cell = sheet.cell(row + 2, column)
    before = cell.value
    cell.value = before + digit / 100 + 0.01 if field == "金额" else f"{before}{digit}"
    sheet.parent.save(path)
    found = bank_results.preview(office.desk, path)
    assert len(found.paid) == 3
    assert len(found.amount) + len(found.missing) == 1


def returned(folder: Path, number: str, chance: random.Random, *, save: bool = True) -> tuple[Path, Any]:
    """The bank file of a list as the bank sends it back: two columns more, in an order of its own."""
    (source,) = (folder / "出").glob(f"{number}_*.xlsx")
    written = load_workbook(source).active
    assert written is not None
    head, *rows = [[cell.value for cell in line] for line in written.iter_rows()]
    table = [[*head, "处理结果", "入账日期"], *([*row, "成功", "2018-06-05"] for row in rows)]
    order = chance.sample(range(len(table[0])), len(table[0]))
    body = chance.sample(table[1:], len(rows))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (table[0], *body):
        sheet.append([line[column] for column in order])
    for cell in sheet[chance.randint(1, len(table))]:
        cell.font = Font(bold=True, color="FFFF0000")
    handle, name = tempfile.mkstemp(suffix=".xlsx", dir=folder)
    os.close(handle)
    if save:
        book.save(name)
    return Path(name), sheet
