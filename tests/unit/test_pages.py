"""A PDF that stays open: what is found in it and where, and pages put in another order."""

from datetime import date
from pathlib import Path

import pytest

from eduaid_desktop.documents import office_sheet, pages
from eduaid_desktop.documents.pages import Pages
from eduaid_desktop.domain.sheet import Sheet
from eduaid_desktop.errors import UserError

LONG = "贡嘎扎西德勒尼玛次仁旺堆洛桑平措格桑多吉曲批拉姆"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Three sheets; on the second a name of rare characters, on the third one that is broken over two lines."""
    opening = ("", "　　今有卓玛𠅤措䶮一名。", "　　" + "某" * 25 + LONG)
    sheets = [Sheet(f"第{n}份", opening=words) for n, words in enumerate(opening, 1)]
    return office_sheet.write(sheets, tmp_path / "x.pdf", printed_on=date(2018, 6, 12)).path


def test_a_name_is_found_with_rare_characters_gaps_and_across_lines(pdf: Path) -> None:
    opened = Pages(pdf)
    try:
        assert [bool(opened.find(n, "卓玛 𠅤措䶮")) for n in range(3)] == [False, True, False]
        (boxes,) = opened.find(2, LONG)
        assert len(boxes) == 2
        assert boxes[0][1] < boxes[1][1]
        assert opened.find(0, "第1份 ")[0][0][3] < 45
        assert opened.find(0, " ") == []
    finally:
        opened.close()


def test_a_found_character_lies_where_its_ink_is(pdf: Path) -> None:
    opened = Pages(pdf)
    ((box,),) = opened.find(1, "𠅤")
    picture = opened.render(1, 254)
    opened.close()
    assert picture is not None
    left, top, right, bottom = (round(10 * edge) for edge in box)
    rows = [
        picture.rgba[4 * (y * picture.width + left) : 4 * (y * picture.width + right)]
        for y in range(top, bottom)
    ]
    inked = sum(row[n] < 128 for row in rows for n in range(0, len(row), 4))
    assert 0.1 < inked / ((right - left) * (bottom - top)) < 0.6
    assert 2.5 < box[2] - box[0] < 6


def test_a_closed_file_says_nothing_any_more(pdf: Path) -> None:
    opened = Pages(pdf)
    opened.close()
    assert opened.render(0, 72) is None
    assert opened.find(0, "第") == []
    opened.close()


def test_what_is_no_pdf_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("not a pdf")
    with pytest.raises(UserError, match=r"无法打开 x\.pdf"):
        Pages(tmp_path / "x.pdf")


def test_pages_stand_in_the_order_asked_with_empty_backs(pdf: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(pages.with_blank_backs(pdf, [2, None, 0]))
    text = pages.text(made)
    assert [LONG[:3] in text[0], text[1].strip(), "第1份" in text[2]] == [True, "", True]
    assert pages.size_mm(made, 1) == pytest.approx((210, 297), abs=0.1)
