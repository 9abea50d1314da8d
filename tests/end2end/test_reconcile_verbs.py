"""What the files say differently, by the command line: listed with its proof, concluded, written out."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from eduaid_desktop.services import imports
from eduaid_desktop.services.desk import Desk

from .conftest import Run, refused

ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"
KEYS = {
    "rule", "subject", "view", "person_id", "person", "id_number", "village", "school", "sentence", "facts", "proof",
    "decision", "note", "decided_on", "earlier", "offered",
}  # fmt: skip


@pytest.fixture(scope="module")
def imported(template: Path, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copied, never opened."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("imported") / template.name))
    with Desk.open(path) as desk:
        for name in (ROLL, BASE):
            imports.apply(desk, imports.read(desk, samples / name))
    return path


@pytest.fixture
def file(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    monkeypatch.delenv("EDUAID_TODAY", raising=False)
    return Path(shutil.copy(imported, tmp_path / imported.name))


def test_what_differs_is_listed_with_its_proof(run: Run, file: Path) -> None:
    found = run("reconcile", file, "--term", "2018S", "--json").data
    assert (found["count"], found["open"], len(found["rows"])) == (23, 23, 23)
    assert all(set(row) == KEYS for row in found["rows"])
    (row,) = run("reconcile", file, "--view", "village", "--json").data["rows"]
    assert (row["rule"], row["person"]) == ("X_MOVED", "白玛翁姆")
    assert row["facts"][0] == {
        "source": "学籍名册",
        "says": "亚曲村",
        "proof": f"学籍名册《{ROLL}》“学籍名册”第 108 行，2018-06-12 导入",
    }
    assert run("reconcile", file, "--view", "行政村", "--json").data["rows"] == [row]


def test_numbers_are_masked_for_a_person(run: Run, file: Path) -> None:
    said = run("reconcile", file, "--view", "identity")
    assert said.status == 0
    assert "513399********715X" in said.out
    assert "51339920090412715X" not in said.out
    assert said.out.splitlines()[-1] == "共 8 条，未处理 8 条。"


def test_a_conclusion_corrects_and_is_listed(run: Run, file: Path) -> None:
    (row,) = run("reconcile", file, "--view", "village", "--json").data["rows"]
    done = run("conclude", file, "X_MOVED", row["subject"], "以户籍为准", "--note", "已看户口簿", "--json")
    assert (done.status, done.err) == (0, "")
    (after,) = run("reconcile", file, "--view", "village", "--json").data["rows"]
    assert (after["decision"], after["note"], after["decided_on"]) == (
        "以户籍为准",
        "已看户口簿",
        "2018-06-12",
    )
    assert run("show", file, "person", str(row["person_id"]), "--json").data["village"] == "513399101205"
    assert run("reconcile", file, "--view", "village", "--open", "--json").data["count"] == 0


def test_a_school_is_chosen_by_its_own_words(run: Run, file: Path) -> None:
    (row,) = run("reconcile", file, "--view", "enrolments", "--json").data["rows"]
    assert row["offered"][:2] == ["现在就读格桑镇中心小学", "现在就读锦川市实验小学"]
    assert run("conclude", file, "W_DUP_ENROL", row["subject"], row["offered"][0]).status == 0


def test_what_cannot_be_concluded_is_said_in_one_sentence(run: Run, file: Path) -> None:
    refused(run("conclude", file, "X_MOVED", "0", "以户籍为准"), "eduaid reconcile")
    refused(run("conclude", file, "X_NONE", "1", "以户籍为准"), "X_MOVED")
    (row,) = run("reconcile", file, "--view", "village", "--json").data["rows"]
    refused(run("conclude", file, "X_MOVED", row["subject"], "查无此人"), "写明依据")
    refused(run("conclude", file, "X_MOVED", row["subject"], "随便"), "以学籍为准")
    refused(run("reconcile", file, "--term", "2018"), "2018S")
    assert run("reconcile", file, "--view", "nothing").status == 2


def test_the_list_goes_out_masked_and_for_a_purpose(run: Run, file: Path, tmp_path: Path) -> None:
    refused(run("reconcile", file, "--out", tmp_path / "核对.xlsx"), "用途")
    done = run("reconcile", file, "--out", tmp_path / "核对.xlsx", "--purpose", "下村核实", "--json")
    assert done.data["count"] == 23
    cells = [
        str(c.value) for row in load_workbook(tmp_path / "核对.xlsx").worksheets[0].iter_rows() for c in row
    ]
    assert any("第 238 行" in words for words in cells)
    assert not any("51339920090412715X" in words or "51339920090412745X" in words for words in cells)
    (logged,) = run("list", file, "disclosures", "--json").data["rows"]
    assert (logged["purpose"], logged["row_count"]) == ("下村核实", 23)
