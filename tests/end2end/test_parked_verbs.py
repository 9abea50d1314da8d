"""Rows that wait, as a script lists and decides them."""

from pathlib import Path

import pytest

from .conftest import Run, refused

OLD, NEW = "513399200603121213", "513399200603125011"
HEAD = "姓名,身份证件号,学校名称,年级,联系电话,行政村"


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    path = tmp_path / "新册.csv"
    path.write_text(f"{HEAD}\n曾多吉,{NEW},一小,五年级,16400000002,达瓦村\n", encoding="utf-8")
    return path


@pytest.fixture
def office(run: Run, office_file: Path, tmp_path: Path, roll: Path) -> Path:
    """An office with one child under an old number, and the row of a roll under a new one that waits."""
    first = tmp_path / "名册.csv"
    first.write_text(f"{HEAD}\n曾多吉,{OLD},一小,四年级,16400000001,达瓦村\n", encoding="utf-8")
    assert run("import", office_file, first).status == 0
    said = run("import", office_file, roll, "--json")
    assert (said.data["parked"], [p["rule"] for p in said.data["problems"]]) == (1, ["X_ID_REISSUED"])
    return office_file


def test_parked_lists_rows_masked_and_whole_for_scripts(run: Run, office: Path) -> None:
    said = run("parked", office)
    assert "1　曾多吉　《新册.csv》 第 2 行　可能是：曾多吉（编号 1）" in said.out
    assert NEW not in said.out
    assert "513399********5011" in said.out
    data = run("parked", office, "--json").data
    assert data["count"] == 1
    fields = {f["name"]: f for f in data["rows"][0]["fields"]}
    assert (fields["id_number"]["row"], fields["id_number"]["known"]) == (NEW, [OLD])


def test_decide_wants_the_right_number_and_can_be_undone(run: Run, office: Path, roll: Path) -> None:
    refused(run("decide", office, "1", "same"), "哪一个是对的")
    refused(run("decide", office, "1", "discard"), "原因")
    refused(run("decide", office, "7", "same"), "找不到")
    done = run("decide", office, "1", "same", "--number", "row", "--json").data
    assert (done["rows"], done["sentence"]) == (1, "待定的“曾多吉”与已登记的曾多吉是同一人")
    refused(run("decide", office, "1", "different"), "已经决定过")
    assert run("parked", office).out == "没有待定的行。\n"
    assert run("import", office, roll, "--json").data["unchanged"] == 1
    assert run("undo", office, done["change"]).status == 0
    assert run("parked", office, "--json").data["count"] == 1
    assert run("decide", office, "1", "different").status == 0
    assert run("list", office, "students", "--json").data["count"] == 2


def test_import_says_what_it_would_change(run: Run, office: Path, tmp_path: Path) -> None:
    path = tmp_path / "再册.csv"
    path.write_text(f"{HEAD}\n曾多吉,{OLD},一小,四年级,16400000003,达瓦村\n", encoding="utf-8")
    said = run("import", office, path, "--dry-run")
    assert "联系电话：已登记“164****0001”，改为“164****0003”" in said.out
    data = run("import", office, path, "--dry-run", "--json").data
    assert [u["message"] for u in data["updates"]] == ["联系电话：已登记“16400000001”，改为“16400000003”"]


@pytest.mark.parametrize("words", [("maybe",), ("same", "--person", "x"), ("same", "--number", "both")])
def test_other_words_are_wrong_usage(run: Run, office: Path, words: tuple[str, ...]) -> None:
    assert run("decide", office, "1", *words).status == 2
