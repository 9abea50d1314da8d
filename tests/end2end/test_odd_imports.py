"""Workbooks as offices really bring them: nothing is lost silently, nothing lands in a wrong term."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from .conftest import Run, refused

HEAD = ("学籍号", "姓名", "身份证件号", "学段", "年级", "学校名称", "行政村")
CHILDREN = (
    ("G51339920060312123X", "曾多吉", "51339920060312123X", "初中", "七年级", "云岭县第二中学", "达瓦村"),
    ("G513399200903121231", "扎西", "513399200903121231", "小学", "三年级", "格桑镇中心小学", "达瓦村"),
)
BASE = (
    ("户编号", "姓名", "证件号码", "与户主关系", "行政村", "户类型"),
    ("5133991001", "多吉", "513399198003121236", "户主", "达瓦村", "一般贫困户"),
)
Rows = Sequence[Sequence[Any]]
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """book(rows, name=rows, …): a workbook with one sheet 名册 and further ones."""

    def write(rows: Rows, **others: Rows) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, lines in {"名册": rows, **others}.items():
            sheet = workbook.create_sheet(title)
            for line in lines:
                sheet.append(line)
        path = tmp_path / "名册.xlsx"
        workbook.save(path)
        return path

    return write


@pytest.mark.parametrize(
    ("title", "term"),
    [
        ("格桑镇2018年春季学期学籍名册", "2018S"), ("2017—2018学年度第二学期学生名册", "2018S"),
        ("2017-2018 学年 第一学期 名册", "2017A"), ("2017至2018学年上学期", "2017A"), ("２０１７年秋季名册", "2017A"),
        ("学生花名册", "2018S"),
    ],
)  # fmt: skip
def test_the_title_names_the_term(run: Run, office_file: Path, book: Book, title: str, term: str) -> None:
    said = run("import", office_file, book([[title], HEAD, *CHILDREN]), "--json")
    assert (said.data["term"], said.data["accepted"]) == (term, 2)


@pytest.mark.parametrize("words", [("3018S",), ("1999秋",), ("春天",)])
def test_a_term_that_no_form_offers_is_refused(
    run: Run, office_file: Path, book: Book, words: tuple[str]
) -> None:
    before = office_file.read_bytes()
    refused(run("import", office_file, book([HEAD, *CHILDREN]), "--term", *words), "学期")
    assert office_file.read_bytes() == before


def test_autumn_comes_after_spring(run: Run, office_file: Path, book: Book) -> None:
    """A roll of the autumn, read after that of the spring, says where a child is now."""
    run("import", office_file, book([HEAD, *CHILDREN]), "--term", "2018S")
    older = [(*child[:4], "八年级", *child[5:]) for child in CHILDREN[:1]]
    run("import", office_file, book([HEAD, *older]), "--term", "2018A")
    (row,) = [r for r in run("list", office_file, "students", "--json").data["rows"] if r["name"] == "曾多吉"]
    assert (row["term"], row["grade"]) == ("2018A", "八年级")
    assert run("find", office_file, "zdj", "--json").data["rows"][0]["grade"] == "八年级"


def test_a_second_table_in_the_workbook_is_named(run: Run, office_file: Path, book: Book) -> None:
    path = book([HEAD, *CHILDREN], 户籍=BASE, 说明=[["请勿改动"]])
    said = run("import", office_file, path)
    assert "学期：2018年春季学期" in said.out
    assert "工作表“户籍”没有读：是户籍与建档立卡人员，要再导入一次（--kind household_base）。" in said.out
    assert "工作表“说明”没有读：不是这一种表格。" in said.out
    told = run("import", office_file, path, "--kind", "household_base", "--json").data
    assert (told["kind"], told["read"], told["accepted"]) == ("household_base", 1, 1)
    assert {"sheet": "名册", "row": 0, "kind": "sheet", "holds": "roll"} in told["ignored"]


def test_a_wrong_kind_is_called_by_its_name(run: Run, office_file: Path, book: Book) -> None:
    said = run("import", office_file, book([HEAD, *CHILDREN]), "--kind", "household_base")
    refused(said, "“名册.xlsx”是学籍名册，不是户籍与建档立卡人员")


def test_hidden_rows_are_read_and_named(run: Run, office_file: Path, book: Book) -> None:
    path = book([HEAD, *CHILDREN])
    workbook = load_workbook(path)
    workbook.worksheets[0].row_dimensions[3].hidden = True
    workbook.save(path)
    told = run("import", office_file, path, "--json").data
    assert (told["read"], told["accepted"]) == (2, 2)
    assert [(p["row"], p["severity"]) for p in told["problems"] if "隐藏" in p["message"]] == [(3, "note")]


def test_numbers_marked_as_text_by_an_apostrophe(run: Run, office_file: Path, book: Book) -> None:
    marked = [(f"'{c[0]}", c[1], f"'{c[2]}", *c[3:]) for c in CHILDREN]
    told = run("import", office_file, book([HEAD, *marked]), "--json").data
    assert (told["accepted"], told["refused"]) == (2, 0)
    assert run("find", office_file, "123X", "--json").data["rows"][0]["id_number"] == "51339920060312123X"
