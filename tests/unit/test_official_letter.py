"""Letters by GB/T 9704-2012: 22 lines of 28 characters, where the seal stands, what is reported."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from eduaid_desktop.documents import official_letter, pages
from eduaid_desktop.domain import letter
from eduaid_desktop.domain.letter import Letter, Part, Receipt

DAY = date(2018, 6, 12)
LETTER = Letter(
    "关于报送材料的函", (Part("", ("甲" * 28 * 60,)),), "格桑镇人民政府", "2018年6月12日", "云岭县教育局", number="1"
)  # fmt: skip
MM = 72 / 25.4


def write(path: Path, *letters: Letter) -> list[str]:
    printed = official_letter.write(letters, path, printed_on=DAY)
    assert printed.complete
    return pages.text(path)


def boxes(path: Path, page: int, char: str) -> list[tuple[float, float, float, float]]:
    """left, top, right, bottom of a character on a page, in mm from the top left corner."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    text, high = document[page].get_textpage(), document[page].get_height()
    found = []
    for place in range(text.count_chars()):
        if text.get_text_range(place, 1) == char:
            left, bottom, right, top = text.get_charbox(place)
            found.append((left / MM, (high - top) / MM, right / MM, (high - bottom) / MM))
    document.close()
    return found


@pytest.mark.parametrize("masthead", ["", "格桑镇人民政府"])
def test_a_page_has_22_lines_of_28_characters_in_its_measure(tmp_path: Path, masthead: str) -> None:
    write(tmp_path / "x.pdf", replace(LETTER, masthead=masthead))
    found = boxes(tmp_path / "x.pdf", 1, "甲")
    lines = Counter(round(bottom) for *_, bottom in found)
    assert len(lines) == 22
    assert set(lines.values()) == {28}
    assert min(box[0] for box in found) > 28
    assert max(box[2] for box in found) < 28 + 156
    assert min(box[1] for box in found) > 37
    assert max(box[3] for box in found) < 297 - 35


def test_the_seal_stands_in_a_clear_square_under_two_lines_of_text(tmp_path: Path) -> None:
    for count in range(560, 616, 4):
        long = replace(LETTER, parts=(Part("", ("甲" * count,)),), signed=("经办人",))
        last = len(write(tmp_path / "x.pdf", long)) - 1
        text = boxes(tmp_path / "x.pdf", last, "甲")
        (day,) = boxes(tmp_path / "x.pdf", last, "月")[:1]
        assert text, count
        above = max(bottom for *_, bottom in text)
        # The middle of a seal lies between the name and the date; 45 mm across are clear.
        middle = day[1] - 2.5
        assert middle - above > 22 - 0.5, count


def test_a_heading_is_never_the_last_line_of_a_page(tmp_path: Path) -> None:
    for lines in range(10, 40):
        parts = (Part("", ("甲" * 26 + "乙" * 28 * (lines - 1),)), Part("一、标题", ("丙" * 28 * 3,)))
        texts = write(tmp_path / "x.pdf", replace(LETTER, parts=parts))
        (with_heading,) = (text for text in texts if "标题" in text)
        assert "丙" in with_heading, lines


def test_what_no_font_has_and_what_does_not_fit_is_reported(tmp_path: Path) -> None:
    odd = replace(LETTER, parts=(Part("", ("甲\ue000乙",)),), sender="很长的单位名称" * 9)
    printed = official_letter.write([odd], tmp_path / "x.pdf", printed_on=DAY)
    assert any("U+E000" in each for each in printed.missing_glyphs)
    assert any("落款" in each for each in printed.overflows)


def test_a_long_name_of_an_office_stands_whole_in_its_head(tmp_path: Path) -> None:
    name = "云岭县格桑藏族羌族自治乡人民政府"
    (text, *_) = write(tmp_path / "x.pdf", replace(LETTER, masthead=name, sender=name))
    assert name in "".join(text.split())


def test_letters_count_their_own_pages_and_receipts(tmp_path: Path) -> None:
    short = replace(LETTER, parts=(Part("", ("甲",)),), small=True, receipt=Receipt("告知书", "拉姆"))
    texts = write(tmp_path / "x.pdf", short, replace(short, parts=(Part("", ("甲" * 28 * 17,)),)))
    assert [text.count("送 达 回 证") for text in texts] == [1, 0, 1]
    assert ["共1页" in "".join(text.split()) for text in texts] == [True, False, False]


@pytest.mark.parametrize(
    "written", ["", "12号", "格府函2018年12号", "格府函〔18〕12号", "〔2018〕12号", "格府函〔2018〕0号"]
)
def test_what_is_no_symbol_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=written or "^$"):
        letter.symbol(written)
