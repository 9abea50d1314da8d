"""发放表 by the command line: from what waits to the bank's answer, and the papers, in the sample township."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from eduaid_desktop.documents import pages

from .conftest import Run, refused

NUMBER = "FF-513399101-2018S-001"
WHY = ("--purpose", "救助代发", "--recipient", "云岭县农村信用社")


@pytest.fixture
def office(township: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    return township


def answered(source: Path, target: Path, results: list[tuple[Any, ...]]) -> Path:
    """The bank file with the bank's columns filled in."""
    book = load_workbook(source)
    sheet = book.active
    assert sheet is not None
    for row, cells in enumerate([("处理结果", "失败原因", "入账日期"), *results], 1):
        for place, value in enumerate(cells, sheet.max_column + 1 if row == 1 else 9):
            sheet.cell(row, place, value)
    book.save(target)
    return target


def said_on(pdf: Path) -> str:
    return "".join(pages.text(pdf)).replace("\n", "").replace("\r", "")


def test_a_list_goes_to_the_bank_and_its_answer_comes_back(office: Path, tmp_path: Path, run: Run) -> None:
    waits = run("payments", office, "waiting", "--json").data["rows"]
    assert waits == [{"term": "2018S", "regular": [2, 400_000], "resend": [1, 50_000]}]
    said = run("payments", office, "waiting", "--term", "2018S")
    assert "可以列入 2 人，4,000.00 元，人民币肆仟元整。" in said.out
    made = run("payments", office, "make", "--term", "2018S", "--json").data
    assert (made["list_no"], made["rows"], made["sum_fen"]) == (NUMBER, 2, 400_000)
    refused(run("payments", office, "make", "--term", "2018S"), "没有可以列入发放表的申请")
    refused(run("payments", office, "write", NUMBER, "--out", tmp_path / "出"), "要写明用途")
    written = run("payments", office, "write", NUMBER, "--out", tmp_path / "出", *WHY, "--json").data
    assert (written["rows"], written["again"]) == (2, False)
    again = run("payments", office, "write", NUMBER, "--out", tmp_path / "出", *WHY)
    assert "与上次写出的完全一样" in again.out
    path = answered(
        Path(written["path"]),
        tmp_path / "回盘.xlsx",
        [("成功", None, "2018-06-12"), ("退票", "户名不符", "2018-06-12")],
    )
    looked = run("payments", office, "result", path, "--dry-run", "--json").data
    assert (len(looked["paid"]), len(looked["failed"]), looked["new"]) == (1, 1, 2)
    assert run("payments", office, "lists", "--json").data["rows"][0]["status"] == "open"
    told = run("payments", office, "result", path)
    assert "到账 1 笔，失败 1 笔，金额不符 0 笔，名单里没有 0 笔，回盘里没有 0 笔" in told.out
    assert run("payments", office, "lists", "--json").data["rows"][0]["status"] == "answered"
    assert run("payments", office, "result", path, "--json").data["new"] == 0
    assert run("check", office).status == 0


def test_the_papers_of_the_money(office: Path, tmp_path: Path, run: Run) -> None:
    run("payments", office, "make", "--term", "2018S")
    for document in ("payment_sheet", "payment_correction", "recovery_record"):
        refused(run("print", office, document, "--out", tmp_path / "x.pdf"), "请指明")
    pdf = tmp_path / "发放表.pdf"
    assert run("print", office, "payment_sheet", "--what", NUMBER, "--out", pdf, "--json").data["pages"] == 1
    sheet = said_on(pdf)
    for words in ("2018年春季学期教育扶贫救助基金发放表", "领款人签字", "人民币肆仟元整", "经办人", NUMBER):
        assert words in sheet
    refused(
        run("print", office, "payment_correction", "--what", NUMBER, "--out", tmp_path / "x.pdf"),
        "没有银行退回的发放",
    )
    failed = "JYJZ-513399101-2018S-0006"
    run("save", office, "relief", "6", "--set", "payee_account=6299000000000001236")
    done = run(
        "payments",
        office,
        "make",
        "--term",
        "2018S",
        "--kind",
        "resend",
        "--basis",
        "新卡复印件",
        "--by",
        "扎西",
    )
    assert "已生成 FF-513399101-2018S-002：1 人，500.00 元" in done.out
    pdf = tmp_path / "补发表.pdf"
    run("print", office, "payment_correction", "--what", "FF-513399101-2018S-002", "--out", pdf)
    sheet = said_on(pdf)
    for words in ("补发（更正）表", "6299000000000001236", "新卡复印件", "邓珠·央金"):
        assert words in sheet
    run("print", office, "payment_correction", "--case", failed, "--out", pdf)
    run("print", office, "recovery_record", "--term", "2018S", "--out", pdf)
    assert "共追回人民币" in said_on(pdf)


def test_the_banks_empty_workbook_is_put_in_and_taken_out(office: Path, tmp_path: Path, run: Run) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序", "客户", "银行卡号", "代发金额"])
    book.save(tmp_path / "农行.xlsx")
    refused(run("payments", office, "templates", "--add", tmp_path / "农行.xlsx"), "没有认出户名的列")
    added = run(
        "payments", office, "templates", "--add", tmp_path / "农行.xlsx", "--column", "客户=户名", "--json"
    ).data
    own = added["rows"][0]
    assert (own["name"], own["own"], own["columns"]["payee_name"]) == ("农行", True, 1)
    run("payments", office, "make", "--term", "2018S")
    done = run(
        "payments", office, "write", NUMBER, "--out", tmp_path / "出", "--template", "农行", *WHY, "--json"
    ).data
    filled = load_workbook(done["path"]).active
    assert filled is not None
    assert filled["D2"].value + filled["D3"].value == 4000
    run("payments", office, "templates", "--remove", "农行")
    refused(run("payments", office, "templates", "--remove", "银行代发"), "是出厂的模板")
    refused(
        run("payments", office, "write", NUMBER, "--out", tmp_path, "--template", "农行", *WHY),
        "没有名为“农行”的银行模板",
    )
