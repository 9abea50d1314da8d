"""eduaid import: one reading, one writing; columns, sheets, senders, passwords; the rows that failed."""

import io
import json
from pathlib import Path

import msoffcrypto  # type: ignore[import-untyped]
import pytest
from openpyxl import load_workbook

from .conftest import Run, refused
from .test_odd_imports import BASE, CHILDREN, HEAD, Book, book

__all__ = ["book"]
ROLL, DAMAGED = "1_学籍名册_2018年春季.xlsx", "5_学籍名册_号码损坏.xlsx"
OUTCOMES = ("accepted", "parked", "refused", "skipped", "unchanged")


def locked(path: Path, password: str) -> Path:
    target = path.with_name("加密.xlsx")
    with target.open("wb") as file:
        msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes())).encrypt(password, file)
    return target


def test_the_equation_holds_with_and_without_writing(office_file: Path, run: Run, samples: Path) -> None:
    dry = run("import", office_file, samples / ROLL, "--dry-run", "--json").data
    done = run("import", office_file, samples / ROLL, "--json").data
    for told in (dry, done):
        assert told["read"] == 1286 == sum(told[o] for o in OUTCOMES)
        assert told["sender"] == "格桑镇人民政府"
    assert {key: dry[key] for key in OUTCOMES} == {key: done[key] for key in OUTCOMES}
    assert dry["problems"] == done["problems"]
    assert (dry["change"], done["change"] is None) == (None, False)


def test_the_rows_that_failed_go_out_and_come_back(
    office_file: Path, run: Run, samples: Path, tmp_path: Path
) -> None:
    back = tmp_path / "退回.xlsx"
    told = run("import", office_file, samples / DAMAGED, "--errors", back, "--json").data
    assert (told["refused"], told["errors"]) == (55, str(back))
    sheet = load_workbook(back).worksheets[0]
    assert sheet.max_row == 2 + 55
    again = run("import", office_file, back, "--dry-run", "--json").data
    assert (again["read"], again["refused"]) == (55, 55)
    assert again["problems"][0]["origin"] == "Sheet1 第3行"
    out = json.loads(run("list", office_file, "disclosures", "--json").out)["rows"]
    assert [(row["purpose"], row["row_count"]) for row in out] == [("退回更正", 55)]


def test_columns_that_are_not_read_are_named(office_file: Path, run: Run, book: Book) -> None:
    head, first = (*HEAD, "爱好", "户籍地派出所"), (*CHILDREN[0], "骑马", "格桑所")
    told = run("import", office_file, book([head, first])).out
    letters = [chr(ord("A") + len(HEAD) + n) for n in range(2)]
    assert f"有 2 列没有认出，没有读：{letters[0]} 爱好、{letters[1]} 户籍地派出所。" in told


def test_without_a_failed_row_no_workbook_is_written(
    office_file: Path, run: Run, book: Book, tmp_path: Path
) -> None:
    back = tmp_path / "退回.xlsx"
    told = run("import", office_file, book([HEAD, *CHILDREN]), "--errors", back, "--json").data
    assert (told["errors"], back.exists()) == (None, False)


def test_a_purpose_of_ones_own(office_file: Path, run: Run, samples: Path, tmp_path: Path) -> None:
    words = ("--errors", tmp_path / "退回.xlsx", "--purpose", "请幼儿园核对", "--recipient", "格桑镇幼儿园")
    said = run("import", office_file, samples / DAMAGED, "--dry-run", *words)
    assert "失败的行已写出" in said.out
    (line,) = json.loads(run("list", office_file, "disclosures", "--json").out)["rows"]
    assert (line["purpose"], line["recipient"]) == ("请幼儿园核对", "格桑镇幼儿园")


def test_columns_sheets_and_sender(office_file: Path, run: Run, book: Book) -> None:
    head = (*HEAD[:1], "孩子", *HEAD[2:])
    path = book([head, *CHILDREN], 户=BASE)
    words = ("--kind", "roll", "--column", "孩子=姓名", "--sheet", "名册", "--sender", "县二中")
    first = run("import", office_file, path, *words, "--json").data
    assert (first["sheets"], first["accepted"], first["sender"]) == (["名册"], 2, "县二中")
    second = run("import", office_file, path, "--sheet", "名册", "--sender", "县二中")
    assert "未变 2" in second.out
    assert "按上次对“县二中”的认列读：孩子 → 姓名" in second.out
    other = run("import", office_file, path, "--sheet", "户", "--json").data
    assert (other["kind"], other["accepted"]) == ("household_base", 1)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--column", "孩子"), 2, "列名=字段"), (("--kind", "poem"), 2, "household_base"),
        (("--column", "孩子=座机"), 1, "没有“座机”这一栏"), (("--sheet", "没有"), 1, "没有工作表"),
        (("--password-file", "没有.txt"), 1, "密码"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(
    office_file: Path, run: Run, book: Book, words: tuple[str, ...], status: int, said: str
) -> None:
    found = run("import", office_file, book([HEAD, *CHILDREN]), *words)
    assert found.status == status
    assert said in found.err


def test_a_workbook_under_a_password(
    office_file: Path, run: Run, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = locked(book([HEAD, *CHILDREN]), "格桑花2018")
    refused(run("import", office_file, path), "EDUAID_WORKBOOK_PASSWORD")
    (tmp_path / "密码.txt").write_text("格桑花2018\n", encoding="utf-8")
    told = run(
        "import", office_file, path, "--dry-run", "--password-file", tmp_path / "密码.txt", "--json"
    ).data
    assert told["accepted"] == 2
    monkeypatch.setenv("EDUAID_WORKBOOK_PASSWORD", "不对")
    refused(run("import", office_file, path), "密码不对")
    monkeypatch.setenv("EDUAID_WORKBOOK_PASSWORD", "格桑花2018")
    assert "接收 2" in run("import", office_file, path).out
