"""Past cases, signatures given anew and papers of a day, as a script asks for them."""

import shutil
from pathlib import Path

import pytest

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
