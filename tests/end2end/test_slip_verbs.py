"""Printed papers as a script asks for them: entered, listed, marked back, voided; answers that a document asks for."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from eduaid_desktop.domain import slip
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.catalogue import DOCUMENTS

from .conftest import Run, pairs, refused

APPLICATION = {
    "name": "旺堆", "id_number": "513399200805295270", "ethnic": "藏", "term": "2018S", "stage": "小学",
    "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是", "village": "达瓦村",
    "head_name": "拉姆", "household_number": "5133991001", "household_type": "一般贫困户", "population": "4",
    "guardian_name": "拉姆", "guardian_relation": "母亲", "phone": "16400001234", "aid_received": "无",
    "reason": "家庭收入低，生活用品困难", "purpose": "2", "applied": "1000", "application_date": "2018-05-02",
    "payee_name": "拉姆", "payee_relation": "母亲", "payee_bank": "云岭县农村信用社",
    "payee_account": "62990000000001234",
}  # fmt: skip
CASE = "JYJZ-513399101-2018S-0001"
FORM = ("approval_form", "--case", CASE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "格桑镇.eduaid"
    about = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    office.create(path, villages=(("513399101200", "达瓦村"),), **about).close()  # type: ignore[arg-type]
    return path


@pytest.fixture
def file(made: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    path = Path(shutil.copy(made, tmp_path / made.name))
    assert run("save", path, "relief", *pairs(APPLICATION)).status == 0
    assert run("relief", path, "1", "accept").status == 0
    return path


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return tmp_path / "纸.pdf"


def test_a_paper_is_entered_and_printed_again_under_its_number(run: Run, file: Path, pdf: Path) -> None:
    said = run("print", file, *FORM, "--out", pdf)
    number = slip.number("approval_form", 1, 1)
    assert said.out == f"已写到 {pdf}（2 页）。\n已记入打印登记：{number}。\n"
    data = run("print", file, *FORM, "--out", pdf, "--json").data
    assert (data["pages"], data["missing_glyphs"], data["overflows"]) == (2, [], [])
    assert data["slips"] == [
        {
            "number": number, "document": "approval_form", "subject": f"旺堆 {CASE}", "first_page": 1, "pages": 2,
            "reprint": True, "entered": True,
        }
    ]  # fmt: skip
    (row,) = run("slips", file, "--json").data["rows"]
    assert (row["slip_no"], row["times"], row["standing"], row["village"]) == (number, 2, "out", "达瓦村")
    shown = run("slips", file, "--term", "2018S").out.splitlines()
    assert shown[0] == "本学期发出 1 份，收回 0，作废 0，未收回 1。"
    assert "未收回" in shown[2]
    assert run("slips", file, "--state", "back", "--json").data["count"] == 0
    assert run("check", file).status == 0


def test_a_paper_comes_back_is_taken_back_and_voided(run: Run, file: Path, pdf: Path) -> None:
    run("print", file, *FORM, "--out", pdf)
    number = slip.number("approval_form", 1, 1)
    typed = number.replace("-", "")
    assert run("slip", file, typed).out.startswith(
        f"这张申请审批表 {number} 已打印于2018年6月12日，旺堆 {CASE}"
    )
    refused(run("slip", file, typed, "--back", "--on", "2018-06-13"), "收回日期还没有到")
    said = run("slip", file, typed, "--back", "--on", "2018-06-12", "--note", "村里交来", "--json").data
    assert (said["state"], said["back_on"], said["prints"][0]["actor"]) == ("back", "2018-06-12", "拥珍")
    refused(run("slip", file, typed, "--back"), "已在2018年6月12日登记收回")
    assert "还没有收回" in run("slip", file, typed, "--not-back").out
    refused(run("slip", file, typed, "--void", " "), "原因")
    assert "2018年6月12日作废：撕毁。" in run("slip", file, typed, "--void", "撕毁").out
    assert run("print", file, *FORM, "--out", pdf, "--json").data["slips"][0]["number"].split("-")[2] == "02"
    refused(run("slip", file, "0100000000010100"), "不是单号")
    refused(run("slip", file, slip.number("approval_form", 9, 1)), "没有打印登记")
    assert run("slip", file, typed, "--back", "--void", "x").status == 2
    assert run("slip", file, typed, "--on", "2018-06-12").status == 2
    assert run("check", file).status == 0


def test_a_file_that_a_window_holds_is_printed_and_said_not_to_be_entered(
    run: Run, file: Path, pdf: Path
) -> None:
    with Desk.open(file) as holder:
        said = run("print", file, *FORM, "--out", pdf)
        assert holder.store.value("SELECT COUNT(*) FROM slip") == 0
    assert said.status == 0
    assert said.out == f"已写到 {pdf}（2 页）。\n"
    assert "没有记入打印登记：这个文件正由 " in said.err
    assert said.err.count("\n") == 1
    assert pdf.read_bytes().startswith(b"%PDF")
    with Desk.open(file):
        assert run("print", file, *FORM, "--out", pdf, "--json").data["slips"] == []
    first = run("print", file, *FORM, "--out", pdf, "--json").data["slips"]
    with Desk.open(file):
        again = run("print", file, *FORM, "--out", pdf, "--json").data["slips"]
    assert [each["entered"] for each in again] == [False]
    assert [each["number"] for each in again] == [each["number"] for each in first]


def test_the_questions_of_a_document_are_answered_by_name(
    run: Run, file: Path, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = (Field("deadline", "期限", "date", required=True), Field("document_no", "文号", length=8))
    monkeypatch.setitem(DOCUMENTS, "approval_form", replace(DOCUMENTS["approval_form"], asks=asks))
    wanted = ("print", file, *FORM, "--out", pdf)
    day = ("--answer", "deadline=2018-06-20")
    refused(run(*wanted), "期限还没有填写")
    refused(run(*wanted, "--answer", "deadline=昨天"), "期限")
    refused(
        run(*wanted, *day, "--answer", "dog=1"),
        "没有名为“dog”的内容；可以填的有：deadline（期限）、document_no（文号）",
    )
    refused(run(*wanted, *day, "--answer", "document_no=格桑镇人民政府办公室"), "文号最多 8 个字")
    assert run(*wanted, *day, "--answer", "deadline").status == 2
    assert not pdf.exists()
    assert run(*wanted, *day).status == 0
    assert (
        run("slip", file, slip.number("approval_form", 1, 1), "--json").data["answers"]
        == '{"deadline": "2018-06-20"}'
    )
    refused(
        run("print", file, "notice_list", "--term", "2018S", "--answer", "a=b", "--out", pdf),
        "公示名单没有名为“a”的内容；不用另填内容",
    )


def test_what_is_out_is_written_for_the_villages(run: Run, file: Path, pdf: Path) -> None:
    run("print", file, *FORM, "--out", pdf)
    data = run("print", file, "slip_register", "--term", "2018S", "--out", pdf, "--json").data
    assert data["slips"][0]["number"].startswith("70-")
    (row,) = run("slips", file, "--state", "given", "--json").data["rows"]
    assert row["document"] == "slip_register"
