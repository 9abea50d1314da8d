"""Past cases, signatures given anew and papers of a day, as a script asks for them."""

import shutil
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.services import office

from .conftest import Run, pairs, refused

PAST = {
    "name": "旺堆", "id_number": "513399200805295270", "term": "2016A", "stage": "小学", "village": "达瓦村",
    "approved": "800", "past_paid_on": "2016-12-20", "past_source": "云教基金〔2016〕3号",
}  # fmt: skip
NUMBER = "JYJZ-513399101-2016A-L0001"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "格桑镇.eduaid"
    about = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    office.create(path, villages=(("513399101200", "达瓦村"),), **about).close()  # type: ignore[arg-type]
    return path


@pytest.fixture
def file(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / made.name))


def test_a_past_case_is_keyed_corrected_and_withdrawn(run: Run, file: Path) -> None:
    saved = run("save", file, "relief_past", *pairs(PAST), "--json")
    assert (saved.status, saved.data["problems"]) == (0, [])
    (row,) = run("list", file, "relief", "--json").data["rows"]
    assert (row["case_no"], row["historical"], row["approved_fen"], row["state"]) == (NUMBER, 1, 80_000, 110)
    assert "历史补录" in run("list", file, "relief").out
    refused(run("relief", file, NUMBER, "recover", "--reason", "错"), "这是历史补录")
    refused(run("save", file, "relief_past", NUMBER, "--set", "approved=900"), "更正的原因")
    assert (
        run(
            "save", file, "relief_past", NUMBER, *pairs({"approved": "900", "correction_reason": "看错"})
        ).status
        == 0
    )
    assert "发放金额（元）：900.00" in run("show", file, "relief_past", NUMBER).out
    refused(run("withdraw-past", file, NUMBER), "原因")
    assert run("withdraw-past", file, NUMBER, "--reason", "重复").out == f"{NUMBER}：已撤回，不再计数。\n"
    assert run("list", file, "relief", "--json").data["count"] == 0
    assert run("check", file).status == 0


def test_signing_anew_says_when_nothing_waits(run: Run, file: Path) -> None:
    run("save", file, "relief_past", *pairs(PAST))
    refused(run("sign", file, NUMBER, "village", "--by", "四郎"), "现在不用重新签字")


FORM = {
    **{name: PAST[name] for name in ("name", "id_number", "stage", "village")},
    "ethnic": "藏", "term": "2018S", "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是",
    "head_name": "曾强", "household_type": "一般贫困户", "population": "4", "phone": "16400000001",
    "guardian_name": "曾强", "guardian_relation": "父亲", "aid_received": "无", "reason": "家庭收入低",
    "purpose": "2", "applied": "1200", "application_date": "2018-05-01", "payee_name": "曾强",
    "payee_relation": "父亲", "payee_bank": "云岭县农村信用社", "payee_account": "62990000000000000",
}  # fmt: skip
ROAD = (
    ("2018-05-02", "accept"), ("2018-05-03", "send_village"), ("2018-05-04", "village_agree"),
    ("2018-05-12", "notice_end"),
)  # fmt: skip


@pytest.fixture
def case(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case before the township on 12 May, each step keyed on its day; its number."""
    monkeypatch.setenv("EDUAID_TODAY", "2018-05-02")
    run("save", file, "relief", *pairs(FORM))
    for day, action in ROAD:
        monkeypatch.setenv("EDUAID_TODAY", day)
        assert run("relief", file, "1" if action == "accept" else _NUMBER, action, "--by", "四郎").status == 0
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-12")
    return _NUMBER


_NUMBER = "JYJZ-513399101-2018S-0001"


def test_an_edit_voids_the_signature_and_it_is_given_anew(run: Run, file: Path, case: str) -> None:
    assert (
        "已作废：签字后，申请金额由 1,200.00 改为 1,500.00"
        in run("save", file, "relief", case, "--set", "applied=1500").out
    )
    refused(run("relief", file, case, "township_agree", "--by", "扎西"), "重新签字后登记，或退回村里补正")
    refused(run("sign", file, case, "village"), "签字人")
    assert run("sign", file, case, "village", "--by", "四郎").out == f"{case}：已登记重新签字。\n"
    assert run("relief", file, case, "township_agree", "--by", "扎西").status == 0
    assert run("check", file).status == 0


def test_a_form_is_printed_as_of_a_day(run: Run, file: Path, case: str, tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    wanted = ("print", file, "approval_form", "--case", case, "--out", out)
    run("save", file, "relief", case, "--set", "applied=1500")
    said = run(*wanted, "--as-of", "2018-05-12", "--json")
    assert (said.status, said.data["pages"]) == (0, 2)
    text = "".join("".join(pages.text(out)).split())
    assert "¥1,200.00" in text
    assert "补打：按2018年5月12日的内容" in text
    refused(run(*wanted, "--as-of", "2018-05-01"), "2018年5月2日才录入")
    refused(
        run("print", file, "notice_list", "--term", "2018S", "--as-of", "2018-05-12", "--out", out),
        "不能按某一天",
    )


def test_cover_and_contents_of_a_file(run: Run, file: Path, case: str, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    refused(run("print", file, "archive_cover", "--case", case, "--out", out), "没有办结的申请")
    run("relief", file, case, "reject", "--reason", "不符合条件")
    refused(run("relief", file, case, "archive"), "归档材料还缺：申请表（签字、手印）")
    assert run("relief", file, case, "archive", "--reason", "申请表在村里").status == 0
    for document in ("archive_cover", "archive_contents"):
        wanted = ("print", file, document, "--term", "2018S", "--what", "达瓦村", "--out", out, "--json")
        assert run(*wanted).data["pages"] == 1
