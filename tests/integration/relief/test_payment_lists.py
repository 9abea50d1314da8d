"""发放表: putting cases on a list, the bank's own workbook filled, sending again after a correction."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from eduaid_desktop.documents import unlocking
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import bank_files, bank_templates, payment_lists, relief
from eduaid_desktop.services.checking import check
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.payment_lists import Made

from .conftest import TERM, Office, id_number

WHY = Reason("2018年春季救助代发", "云岭县农村信用社")
DEAD = id_number(91, "19700101")
NUMBER = "FF-513399101-2018S-001"


def made_of(office: Office, count: int = 3, **values: Any) -> Made:
    """A list of so many approved cases."""
    for _ in range(count):
        office.to(workflow.APPROVED, **values)
    return payment_lists.make(office.desk, TERM, on_date="2018-06-01")


def bank_book(path: Path, *, below: str = "") -> Path:
    """An empty workbook as a bank hands it out: a title, a sentence, the header in row 3, formats below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "代发"
    sheet["A1"] = "云岭县农村信用社代发业务清单"
    sheet.merge_cells("A1:F1")
    sheet["A2"] = "填表前请阅读说明"
    sheet["H2"] = "=SUM(D4:D600)"
    for column, words in enumerate(
        ("笔序号", "收款人户名", "收款账号", "代发金额（元）", "证件号码", "网点代码"), 1
    ):
        sheet.cell(3, column, words)
        sheet.cell(4, column).fill = PatternFill("solid", fgColor="FFFFF2CC")
    sheet["D4"].number_format = "#,##0.00"
    sheet["C3"].comment = Comment("账号不要有空格", "银行")
    if below:
        sheet["B4"] = below
    book.create_sheet("说明")["A1"] = "本表由农信社提供"
    book.save(path)
    return path


def test_a_list_takes_every_case_its_step_and_its_place(office: Office) -> None:
    made = made_of(office)
    assert (made.list_no, made.rows, made.sum_fen, made.words) == (NUMBER, 3, 300_000, "人民币叁仟元整")
    lines = payment_lists.lines(office.desk, made.list_id)
    assert [(line["position"], line["payee_name"], line["state"]) for line in lines] == [
        (1, "拉姆1", workflow.IN_PAYMENT), (2, "拉姆2", workflow.IN_PAYMENT), (3, "拉姆3", workflow.IN_PAYMENT),
    ]  # fmt: skip
    last = relief.story(office.desk, lines[0]["case_id"])[-1]
    assert (last["action"], last["document"], last["on_date"]) == ("pay", NUMBER, "2018-06-01")
    row = payment_lists.find(office.desk, NUMBER.lower())
    assert (row["kind"], row["status"], row["row_count"], row["amount"]) == ("regular", "open", 3, 300_000)
    change = office.desk.store.rows("SELECT sentence, final FROM change ORDER BY id DESC LIMIT 1")[0]
    assert (change["sentence"], change["final"]) == (f"生成发放表 {NUMBER}（3 人，3,000.00 元）", 1)
    assert [p for p in check(office.desk)["findings"] if "批次" not in p] == []


def test_a_list_that_does_not_add_up_is_named_by_the_check(office: Office) -> None:
    made = made_of(office)
    with office.desk.store.change("拥珍", "改错") as change:
        change.update("payment_list", made.list_id, {"amount": 1, "status": "answered"})
    found = check(office.desk)["findings"]
    assert f"发放表 {NUMBER} 的人数或金额与表里的各行不一致。" in found
    assert f"发放表 {NUMBER} 记为已有结果，却还有 3 行没有结果。" in found


def test_a_case_stands_on_one_open_list_only(office: Office) -> None:
    made_of(office)
    with pytest.raises(Refused, match="没有可以列入发放表的申请。县里批准后的申请会列在这里"):
        payment_lists.make(office.desk, TERM)
    assert payment_lists.waiting(office.desk) == []
    office.to(workflow.APPROVED)
    (waits,) = payment_lists.waiting(office.desk)
    assert (waits.term, waits.regular, waits.resend) == (TERM, (1, 100_000), (0, 0))
    assert payment_lists.make(office.desk, TERM).list_no == "FF-513399101-2018S-002"


def test_whoever_cannot_be_paid_stays_out_with_the_reason(office: Office) -> None:
    dead = office.to(workflow.APPROVED, payee_name="旺堆", payee_relation="父亲", payee_id_number=DEAD)
    office.to(workflow.APPROVED)
    with office.desk.store.change("拥珍", "登记去世") as change:
        change.insert("person", {"name": "旺堆", "id_number": DEAD, "death_date": "2018-05-30"})
    proposal = payment_lists.propose(office.desk, TERM)
    assert [row["payee_name"] for row in proposal.rows] == ["拉姆2"]
    (out,) = proposal.excluded
    assert (out.case_id, out.name) == (dead, "曲批1")
    assert "旺堆已于2018年5月30日去世，不能向其发放" in out.why
    made = payment_lists.make(office.desk, TERM)
    assert (made.rows, made.excluded) == (1, (out,))
    assert office.state(dead) == workflow.APPROVED


def test_shared_accounts_and_a_child_twice_are_said_before_it_is_made(office: Office) -> None:
    office.to(workflow.APPROVED, payee_account="629900000000777", payee_name="拉姆")
    office.to(workflow.APPROVED, payee_account="629900000000777", payee_name="多吉", payee_id_number="")
    told = payment_lists.propose(office.desk, TERM).remarks
    assert told[0] == "尾号 0777 的账号由2个收款人共用：多吉、拉姆。请核对户名。"
    assert "2 人没有填收款人身份证号" in told[1]
    assert office.desk.store.select("payment_list") == []


def test_only_some_cases_go_when_some_are_chosen(office: Office) -> None:
    first, second = office.to(workflow.APPROVED), office.to(workflow.APPROVED)
    assert payment_lists.make(office.desk, TERM, case_ids=[second]).rows == 1
    assert (office.state(first), office.state(second)) == (workflow.APPROVED, workflow.IN_PAYMENT)


def test_the_single_step_still_pays_without_a_list(office: Office) -> None:
    case_id = office.to(workflow.IN_PAYMENT)
    (payment,) = office.desk.store.select("payment", case_id=case_id)
    assert (payment["payment_list_id"], payment["result"]) == (None, None)
    with pytest.raises(Refused, match="没有列入过发放表"):
        payment_lists.number_of_case(office.desk, relief.load(office.desk, case_id))


def test_the_shipped_template_keeps_numbers_as_text_and_amounts_as_numbers(
    office: Office, tmp_path: Path
) -> None:
    made_of(office)
    done = bank_files.write(office.desk, NUMBER, tmp_path, WHY)
    assert done.path.name == f"{NUMBER}_银行代发.xlsx"
    sheet = load_workbook(done.path).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:4] == ["序号", "户名", "账号", "金额"]
    row = sheet[2]
    assert [cell.value for cell in row][:4] == [1, "拉姆1", "629900000000001", 1000]
    assert (row[2].data_type, row[2].number_format, row[3].number_format) == ("s", "@", "0.00")
    assert sheet.max_row == 4
    (log,) = office.desk.store.select("disclosure")
    assert (log["purpose"], log["recipient"], log["row_count"]) == (WHY.purpose, WHY.recipient, 3)


def test_the_banks_own_workbook_is_filled_and_nothing_of_it_is_lost(office: Office, tmp_path: Path) -> None:
    made_of(office)
    empty = bank_book(tmp_path / "农信社代发.xlsx")
    template = bank_templates.add(office.desk, empty)
    assert template.told() == (
        "笔序号 → 序号、收款人户名 → 户名、收款账号 → 账号、代发金额（元） → 金额、证件号码 → 证件号码"
    )
    done = bank_files.write(office.desk, NUMBER, tmp_path / "给银行", WHY, "农信社代发")
    book = load_workbook(done.path)
    sheet = book["代发"]
    assert (sheet["A1"].value, book["说明"]["A1"].value) == (
        "云岭县农村信用社代发业务清单",
        "本表由农信社提供",
    )
    assert sheet["C3"].comment.text == "账号不要有空格"
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:F1"]
    assert [[c.value for c in row[:5]] for row in sheet.iter_rows(4, 6)] == [
        [1, "拉姆1", "629900000000001", 1000, None], [2, "拉姆2", "629900000000002", 1000, None],
        [3, "拉姆3", "629900000000003", 1000, None],
    ]  # fmt: skip
    for row in sheet.iter_rows(4, 6, max_col=6):
        assert {cell.fill.fgColor.rgb for cell in row} == {"FFFFF2CC"}
        assert (row[2].number_format, row[3].number_format) == ("@", "#,##0.00")
    assert sheet["H2"].value == "=SUM(D4:D600)"


def test_drawings_and_what_openpyxl_does_not_know_stay(office: Office, tmp_path: Path) -> None:
    """Every part of the file but the filled sheet and the formats is the same to the byte."""
    made_of(office, 1)
    path = bank_book(tmp_path / "模板.xlsx")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(
            "xl/drawings/drawing9.xml", "<xdr:wsDr xmlns:xdr='x'><xdr:sp>印章处</xdr:sp></xdr:wsDr>"
        )
    bank_templates.add(office.desk, path)
    done = bank_files.write(office.desk, NUMBER, tmp_path / "出", WHY, "模板")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(done.path) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"}


def test_the_same_list_is_the_same_file_ever_after(office: Office, tmp_path: Path) -> None:
    made = made_of(office)
    first = bank_files.write(office.desk, NUMBER, tmp_path / "一", WHY)
    office.act(payment_lists.lines(office.desk, made.list_id)[0]["case_id"], "paid", on_date="2018-06-05")
    again = bank_files.write(office.desk, NUMBER, tmp_path / "二", WHY)
    assert (first.again, again.again) == (False, True)
    assert first.path.read_bytes() == again.path.read_bytes()
    kept = office.desk.store.select("attachment", owner_table="payment_list")
    assert [each["sha256"] for each in kept] == [hashlib.sha256(first.path.read_bytes()).hexdigest()]
    assert payment_lists.find(office.desk, NUMBER)["template"] == "银行代发"
    assert [p for p in check(office.desk)["findings"] if "批次" not in p] == []


def test_a_bank_file_behind_a_password_is_the_same_file_inside(office: Office, tmp_path: Path) -> None:
    made_of(office, 1)
    plain = bank_files.write(office.desk, NUMBER, tmp_path / "一", WHY)
    why = replace(WHY, phrase="384027591660218")
    locked = bank_files.write(office.desk, NUMBER, tmp_path / "二", why)
    assert unlocking.unlocked(locked.path.read_bytes(), why.phrase) == plain.path.read_bytes()
    assert bank_files.write(office.desk, NUMBER, tmp_path / "二", why).path == locked.path


def test_without_a_purpose_nothing_leaves(office: Office, tmp_path: Path) -> None:
    made_of(office, 1)
    with pytest.raises(Refused, match="外发个人信息要写明用途"):
        bank_files.write(office.desk, NUMBER, tmp_path / "出", replace(WHY, purpose=" "))
    assert not (tmp_path / "出").exists()
    assert office.desk.store.select("attachment", owner_table="payment_list") == []


def test_columns_said_once_are_known_when_the_workbook_comes_again(office: Office, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for column, words in enumerate(("顺序号", "客户", "介质", "本次金额"), 1):
        sheet.cell(1, column, words)
    book.save(tmp_path / "商行.xlsx")
    assert bank_templates.look(office.desk, tmp_path / "商行.xlsx").missing == ("户名", "账号", "金额")
    said = {"客户": "户名", "介质": "账号", "本次金额": "金额"}
    bank_templates.add(office.desk, tmp_path / "商行.xlsx", columns=said)
    # The same header comes in another file, and the columns are known.
    sheet.cell(1, 6, "")
    book.save(tmp_path / "商行新版.xlsx")
    again = bank_templates.look(office.desk, tmp_path / "商行新版.xlsx")
    assert again.template.columns == {"position": 0, "payee_name": 1, "payee_account": 2, "amount": 3}


def test_a_workbook_that_is_not_empty_or_lacks_a_column_is_not_taken(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="表头下面还有内容：B4“张三”"):
        bank_templates.add(office.desk, bank_book(tmp_path / "例.xlsx", below="张三"))
    book = load_workbook(bank_book(tmp_path / "缺.xlsx"))
    book["代发"]["C3"] = "不知道"
    book.save(tmp_path / "缺.xlsx")
    found = bank_templates.look(office.desk, tmp_path / "缺.xlsx")
    assert (found.missing, found.empty) == (("账号",), ("不知道", "网点代码"))
    with pytest.raises(Refused, match="没有认出账号的列"):
        bank_templates.add(office.desk, tmp_path / "缺.xlsx")
    assert office.desk.store.select("template") == []
    taken = bank_templates.add(office.desk, tmp_path / "缺.xlsx", columns={"C": "账号"})
    assert taken.columns["payee_account"] == 2
    assert bank_templates.look(office.desk, tmp_path / "缺.xlsx").missing == ()


def test_an_old_xls_is_to_be_saved_as_xlsx(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "旧.xlsx"
    path.write_text("序号,户名,账号,金额\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"另存为 \.xlsx"):
        bank_templates.add(office.desk, path)
