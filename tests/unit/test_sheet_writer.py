"""What is written into a sheet comes back as it went in, or is refused."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduaid_desktop.documents import reader
from eduaid_desktop.documents.sheet_writer import Book, Formula, SheetWriter
from eduaid_desktop.errors import UserError

HOSTILE = (
    "=1+1", "+86", "-1", "@SUM(A1)", "{=1}", "00123", "1e5", "TRUE", "#N/A", "https://a.b", "mailto:a@b", "_x0041_",
    "_x0041_x0041_", "_x005F_x0041_", "_X0041_", "_x000D_", "<r>x</r>", "<r><t>x</t></r>", "<a>&\"'", "'前引号",
    " 空格 ", "第一行\n第二行", "\t缩进", "回\r车", "回\r\n车", "\n", "𠮷野", "བཀྲ་ཤིས", "\x7f\x85\u2028", "字" * 32_767,
)  # fmt: skip


def written(*texts: str) -> bytes:
    with Book() as book:
        writer = SheetWriter(book, "表", [10])
        for text in texts:
            writer.row([(text, "text")])
        return book.bytes()


def read(data: bytes) -> list[list[Any]]:
    return reader.parse(data, "表.xlsx").sheets[0].rows


def test_hostile_texts_come_back_as_text() -> None:
    assert [row[0] for row in read(written(*HOSTILE))] == list(HOSTILE)


MARKUP = st.text(st.sampled_from("_x0041F<r>/&;\r\n a"), min_size=1, max_size=30)


@settings(max_examples=25)
@given(st.lists(MARKUP, min_size=40, max_size=60))
def test_texts_of_the_format_own_marks_come_back(texts: list[str]) -> None:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(BytesIO(written(*texts))).get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python()] == texts


@pytest.mark.parametrize("mark", ["\x00", "\x01", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_carry_is_named(mark: str) -> None:
    with pytest.raises(UserError, match=rf"扎西□.*U\+{ord(mark):04X}"):
        written("好", f"扎西{mark}")


@pytest.mark.parametrize("text", ["字" * 32_768, "𠮷" * 16_384])
def test_a_text_too_long_for_a_cell_is_named(text: str) -> None:
    with pytest.raises(UserError, match=f"“{text[:20]}……”超过"):
        written(text)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written("甲", "乙") == written("甲", "乙")


def test_sheets_of_one_name_are_told_apart_and_bad_names_are_mended() -> None:
    names = ["名册", "名册", "a/b[1]", "'", "一" * 40, "一" * 40, "𠮷" * 20]
    with Book() as book:
        for name in names:
            SheetWriter(book, name, [10]).row([("x", "text")])
        sheets = reader.parse(book.bytes(), "表.xlsx").sheets
    assert [s.name for s in sheets] == [
        "名册",
        "名册1",
        "a_b_1_",
        "Sheet",
        "一" * 31,
        "一" * 30 + "1",
        "𠮷" * 15,
    ]


def test_a_formula_has_its_value_beside_it_and_merges_reach_the_last_row() -> None:
    with Book() as book:
        writer = SheetWriter(book, "表", [10, 10])
        writer.row([(2, "number"), (3, "number")])
        writer.row([(Formula("=SUM(A1:B1)", 5), "total_number"), (None, "total")])
        writer.merge("A2:B2")
        sheet = reader.parse(book.bytes(), "表.xlsx").sheets[0]
    assert (sheet.rows[1][0], sheet.unread, sheet.merged) == (5, {}, [((1, 0), (1, 1))])


def test_a_book_that_was_given_up_leaves_nothing_behind() -> None:
    kept = []

    def give_up() -> None:
        with Book() as book:
            kept.append(Path(book._folder.name))
            SheetWriter(book, "表", [10]).row([("\x00", "text")])

    with pytest.raises(UserError):
        give_up()
    assert not kept[0].exists()


def test_a_temporary_folder_that_takes_no_rows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zipfile.ZipFile.write", full)
    with pytest.raises(UserError, match=r"临时文件夹.*清理出磁盘空间"):
        written("甲")
