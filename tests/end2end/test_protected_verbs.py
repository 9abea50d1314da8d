"""Files behind a password by the command line: made, written again, checked, and never an argument."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from eduaid_desktop.documents import reader
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.services import mounts

from .conftest import Run, refused

OWN = "Kele-2018"


@pytest.fixture
def word(tmp_path: Path) -> Path:
    path = tmp_path / "密码.txt"
    path.write_text(f"{OWN}\n", encoding="utf-8")
    return path


def test_a_batch_is_sealed_written_again_and_checked_behind_its_password(
    run: Run, township: Path, tmp_path: Path, word: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run("export", township, "--term", "2018S", "--out", tmp_path / "上报", "--protect", "--json")
    made = json.loads(said.out)
    assert len(made["phrase"]) == 15
    refused(run("verify", made["path"]), "--password-file")
    monkeypatch.setenv("EDUAID_WORKBOOK_PASSWORD", open_phrase.grouped(made["phrase"]))
    assert json.loads(run("verify", made["path"], "--json").out)["ok"]
    monkeypatch.delenv("EDUAID_WORKBOOK_PASSWORD")

    again = ["export", township, "--again", made["batch_no"], "--out", tmp_path / "再次"]
    with monkeypatch.context() as stick:
        stick.setattr(mounts, "kind_of", lambda path, network: mounts.REMOVABLE)
        told = run(*again, "--protect").out
    assert open_phrase.grouped(made["phrase"]) in told
    assert "安全弹出" in told
    refused(run(*again, "--phrase-file", word), "只用一个密码")
    reply = run("reply", township, made["path"], "--dry-run", "--json")
    assert (reply.status, len(json.loads(reply.out)["missing"])) == (0, made["rows"])
    wrong = run("verify", made["path"], "--password-file", word)
    refused(wrong, "密码不对")
    assert OWN not in wrong.err


def test_a_term_or_a_batch_is_named(run: Run, township: Path, tmp_path: Path) -> None:
    for words in ([], ["--term", "2018S", "--again", "PC-1"]):
        assert run("export", township, *words, "--out", tmp_path).status == 2
    refused(run("export", township, "--again", "PC-1", "--out", tmp_path), "没有批次")


def test_a_list_goes_out_behind_a_password_of_ones_own_or_one_that_is_told_once(
    run: Run, township: Path, tmp_path: Path, word: Path
) -> None:
    listed = ["list", township, "relief", "--purpose", "核对", "--out"]
    assert OWN in run(*listed, tmp_path / "一.xlsx", "--phrase-file", word).out
    assert reader.read(tmp_path / "一.xlsx", OWN).sheets
    made = json.loads(run(*listed, tmp_path / "二.xlsx", "--protect", "--json").out)
    assert reader.read(tmp_path / "二.xlsx", made["phrase"]).sheets
    assert "phrase" not in json.loads(run(*listed, tmp_path / "三.xlsx", "--json").out)


def test_a_list_in_somebodys_workbook_is_protected_too(
    run: Run, township: Path, tmp_path: Path, word: Path
) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["序号", "姓名", "行政村"])
    book.save(tmp_path / "名单.xlsx")
    assert run("template", township, "add", tmp_path / "名单.xlsx", "--for", "relief").status == 0
    fill = ["template", township, "fill", "名单", "--for", "relief", "--purpose", "核对"]
    out = tmp_path / "出.xlsx"
    assert OWN in run(*fill, "--out", out, "--phrase-file", word).out
    assert len(reader.read(out, OWN).sheets[0].rows) > 2
