"""Fonts chosen character by character, lines broken by Chinese rules, texts fitted and reported."""

import re
import zlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.documents import fonts, pages
from eduaid_desktop.documents.paper import A4, A5_LANDSCAPE, LABEL, VALUE, Board, Cell
from eduaid_desktop.documents.typesetting import Style, break_lines, fit
from eduaid_desktop.errors import UserError

RARE = "䶮㑇𠅤𬱖𫖯㛃·〇喆燚"
NOWHERE = "\ue000"
DAY = date(2018, 6, 12)


@pytest.mark.parametrize("role", ["title", "body", "heading", "kai", "song"])
def test_every_role_prints_rare_characters(role: str) -> None:
    assert "".join(piece for _, piece in fonts.runs(role, f"扎西{RARE}")) == f"扎西{RARE}"
    assert fonts.width(role, RARE, 10) > 60


# GB 18030-2022, levels 1 to 3: the unified ideographs with the extensions A to F, and twenty-one more.
GB_18030 = (
    (0x4E00, 0xA000), (0x3400, 0x4DC0), (0x20000, 0x2A6E0), (0x2A700, 0x2B73A), (0x2B740, 0x2B81E),
    (0x2B820, 0x2CEA2), (0x2CEB0, 0x2EBE1), (0xFA0E, 0xFA10), (0xFA13, 0xFA15), (0xFA23, 0xFA25), (0xFA27, 0xFA2A),
)  # fmt: skip


def test_every_ideograph_of_gb_18030_has_a_glyph() -> None:
    assert fonts.missing("".join(chr(code) for first, end in GB_18030 for code in range(first, end))) == []


def test_a_character_from_the_widest_font_is_a_run_of_its_own() -> None:
    wide = next(c for c in map(chr, range(0x20000, 0x2A6D6)) if fonts.runs("body", c)[0][0] == "HanaMinB")
    runs = fonts.runs("body", f"格{wide}桑")
    assert [piece for _, piece in runs] == ["格", wide, "桑"]
    assert runs[0][0] == runs[2][0] != runs[1][0]


def test_missing_names_each_character_once() -> None:
    assert fonts.missing(f"张{NOWHERE} 三{NOWHERE}\n\ue001{RARE}") == [NOWHERE, "\ue001"]
    assert fonts.runs("body", f"张{NOWHERE}")[-1][1].endswith(fonts.GETA)


@given(st.text(alphabet="救助基金，。（《》）、2018.5年", max_size=60))
def test_lines_keep_the_text_and_the_punctuation_rules(text: str) -> None:
    lines = break_lines(text, "song", 10, 80)
    assert "".join(lines) == text
    for line in lines:
        assert fonts.width("song", line, 10) <= 80 or len(line) == 1


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    lines = break_lines("经入户核查、民主评议（扎西村），符合条件。《办法》同意上报。" * 4, "song", 10, 75)
    assert len(lines) > 8
    assert not [line for line in lines if line[0] in "，。、）》" or line[-1] in "（《"]


def test_a_number_stays_whole() -> None:
    small = fit("1,234,567.00", Style(size=11, smallest=6), 50, 60)
    assert (small.lines, small.whole) == (("1,234,567.00",), True)
    assert not fit("1,234,567.00", Style(size=11, smallest=10), 50, 60).whole


def test_a_text_shrinks_to_its_box_and_no_further() -> None:
    style = Style(size=11, smallest=7)
    assert fit("扎西", style, 100, 20).size == 11
    shrunk = fit("格桑镇扎西尼玛牧民定居点第三组" * 2, style, 110, 22)
    assert shrunk.whole
    assert 7 <= shrunk.size < 11
    assert not fit("扎" * 200, style, 110, 22).whole


def _board(path: Path, draw: str, name: str = "姓名"):
    board = Board(A5_LANDSCAPE, "试", DAY, reprint=False)
    board.page("NO-1", 1, 1, 20, 190)
    board.block(20, 20, 30, 9, draw, VALUE, name)
    return board.save(path)


def test_overflow_is_reported_with_its_place_and_text(tmp_path: Path) -> None:
    printed = _board(tmp_path / "a.pdf", "难" * 200)
    assert printed.overflows == [f"NO-1 姓名：{'难' * 200}"]
    assert not printed.complete


def test_a_missing_character_is_reported_and_never_an_empty_box(tmp_path: Path) -> None:
    printed = _board(tmp_path / "a.pdf", f"张{NOWHERE}")
    assert printed.missing_glyphs == [f"NO-1 姓名：张{NOWHERE}（U+E000）"]
    assert "张〓" in pages.text(printed.path)[0]


@pytest.mark.parametrize("space", ["\t", "\r", "\f", "\x1c", "\x85", "\u2028", "\u2003"])
def test_white_space_of_any_kind_is_white(tmp_path: Path, space: str) -> None:
    assert fonts.missing(f"扎{space}西") == []
    assert fonts.GETA not in "".join(piece for _, piece in fonts.runs("body", f"扎{space}西"))


def test_rare_characters_are_copied_out_as_they_went_in(tmp_path: Path) -> None:
    assert "扎西𠅤䶮㑇" in pages.text(_board(tmp_path / "a.pdf", "扎西𠅤䶮㑇").path)[0]


def test_the_unicode_table_is_utf16(tmp_path: Path) -> None:
    whole = _inflated(_board(tmp_path / "a.pdf", "𠅤").path)
    assert re.search(rb"<[0-9A-F]{2}> <D840DD64>", whole)
    assert not re.search(rb"<[0-9A-F]{2}> <[0-9A-F]{5}>", whole)


def test_fonts_are_embedded_truetype_subsets(tmp_path: Path) -> None:
    raw = _board(tmp_path / "a.pdf", "扎西").path.read_bytes()
    names = re.findall(rb"/FontName /([A-Z]{6})\+", raw)
    assert names
    assert raw.count(b"/FontFile2") == len(names) == len(re.findall(rb"/Type /Font\s", raw))
    assert b"Helvetica" not in raw
    assert len(raw) < 100_000


def test_a_page_more_of_sixty_cells_and_a_code_takes_little_room(tmp_path: Path) -> None:
    def written(count: int) -> int:
        board = Board(A4, "试", DAY, reprint=False)
        for page in range(count):
            board.page(f"NO-{page}", 1, 1, 28, 184)
            board.qr(171, 6, 12.6, f"02{page:014d}")
            y = 42.0
            for row in range(15):
                texts = ("学生姓名", f"扎西{page}", "救助用途", f"{page * row}元")
                y = board.row(28, y, 39, 14, [Cell(1, text) for text in texts])
        return board.save(tmp_path / f"{count}.pdf").path.stat().st_size

    assert (written(60) - written(10)) / 50 < 4000


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken.pdf").mkdir()
    with pytest.raises(UserError, match=r"无法写入.*换一个文件夹"):
        _board(tmp_path / "taken.pdf", "扎西")
    with pytest.raises(UserError, match="无法写入"):
        _board(tmp_path / "nowhere" / "a.pdf", "扎西")
    assert [p.name for p in tmp_path.iterdir()] == ["taken.pdf"]


def test_footer_carries_number_page_date_version_and_reprint(tmp_path: Path) -> None:
    board = Board(A5_LANDSCAPE, "试", DAY, reprint=True)
    for page in (1, 2):
        board.page("NO-1", page, 2, 20, 190)
        board.block(20, 20, 30, 9, "格", LABEL, "格")
    written = pages.text(board.save(tmp_path / "a.pdf").path)
    assert len(written) == 2
    for number, page in enumerate(written, 1):
        for part in ("编号 NO-1", f"第{number}页", "共2页", "补打", "打印日期 2018年6月12日"):
            assert part in page
        assert re.search(r"乡镇教育资助 \d+\.\d+\.\d+", page)
    assert "补打" not in pages.text(_board(tmp_path / "b.pdf", "格").path)[0]


def test_a_page_becomes_a_picture(tmp_path: Path) -> None:
    path = _board(tmp_path / "a.pdf", "扎西").path
    assert pages.page_count(path) == 1
    assert [round(side) for side in pages.size_mm(path, 0)] == [210, 148]
    picture = pages.render(path, 0, 72)
    assert (picture.width, picture.height) == (596, 420)
    assert len(picture.rgba) == 4 * 596 * 420
    assert set(picture.rgba[3::4]) == {255}
    assert min(picture.rgba[0::4]) < 60 < max(picture.rgba[0::4]) == 255
    with pytest.raises(IndexError):
        pages.render(path, 1)


def test_what_is_no_pdf_is_refused_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"no pdf")
    for path in (broken, tmp_path / "gone.pdf"):
        with pytest.raises(UserError, match="请重新生成"):
            pages.page_count(path)


def _inflated(path: Path) -> bytes:
    """Every stream of a PDF, unpacked."""
    import base64

    streams = re.findall(rb"stream\r?\n(.*?)\r?\n?endstream", path.read_bytes(), re.DOTALL)
    unpacked = []
    for stream in streams:
        data = base64.a85decode(b"<~" + stream.strip(), adobe=True) if stream.endswith(b"~>") else stream
        unpacked.append(zlib.decompress(data))
    return b"".join(unpacked)
