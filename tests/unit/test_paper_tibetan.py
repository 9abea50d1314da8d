"""Tibetan on paper: stacks, lines, the room they take, and the text that a reader gets back."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.documents import fonts, pages, shaping
from eduaid_desktop.documents.paper import A5_LANDSCAPE, LABEL, LONG_VALUE, VALUE, Board, Printed
from eduaid_desktop.documents.typesetting import Style, break_lines, fit

GREETING, KING, FULFILLED = "བཀྲ་ཤིས་བདེ་ལེགས།", "རྒྱལ་པོ་", "བསྒྲུབས་"
RUNNING = "བཀྲ་ཤིས་བདེ་ལེགས། །བསྒྲུབས་རྒྱལ་པོ་" * 4
LONE_SIGN, YI, UYGHUR = "ྐ", "ꆈꌠ", "ئۇيغۇر"


def _drawn(path: Path, text: str, style: Style = VALUE, wide: float = 60, high: float = 12) -> Printed:
    board = Board(A5_LANDSCAPE, "试", date(2018, 6, 12), reprint=False)
    board.page("NO-1", 1, 1, 20, 190)
    board.block(20, 20, wide, high, text, style, "姓名")
    return board.save(path)


def _ink(path: Path, dpi: int = 144) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn above the footer, in mm."""
    picture = pages.render(path, 0, dpi)
    dark = [
        divmod(place, picture.width)
        for place, value in enumerate(picture.rgba[::4])
        if value < 128 and place < picture.width * 120 * dpi / 25.4
    ]
    rows, columns = [row for row, _ in dark], [column for _, column in dark]
    return tuple(v * 25.4 / dpi for v in (min(columns), min(rows), max(columns), max(rows)))


def test_a_stack_is_one_glyph_with_its_signs_and_stands_in_one_place() -> None:
    assert len(shaping.shape("སྒྲུ").glyphs) == 1
    assert shaping.shape("སྒྲུ").advance == pytest.approx(shaping.shape("ས").advance, abs=0.05)
    assert fonts.width("body", FULFILLED, 10) == pytest.approx(28.4, abs=1)
    assert shaping.shape("བསྒྲུབས").bottom < shaping.shape("བ").bottom - 0.5


@pytest.mark.parametrize("text", [GREETING, KING, FULFILLED, "ཧཱུྃ་", "ཚེ་རིང་ སྒྲོལ་མ"])
def test_pdfium_and_poppler_give_the_letters_back(tmp_path: Path, text: str) -> None:
    printed = _drawn(tmp_path / "a.pdf", f"泽仁 {text} Name\n{text}")
    assert printed.complete
    written = pages.text(printed.path)[0]
    assert f"泽仁 {text} Name\r\n{text}" in written
    if shutil.which("pdftotext"):
        raw = subprocess.run(
            ["pdftotext", printed.path, "-"], capture_output=True, check=True
        ).stdout.decode()
        assert f"泽仁 {text} Name\n{text}\n" in raw


def test_the_deepest_stack_stays_inside_its_box(tmp_path: Path) -> None:
    """Line heights are those of the glyphs: ink never leaves a box that is said to hold it."""
    for text in ("ཀྐྐྐྐ་", "ཧཱུྃ་", f"泽仁\n{FULFILLED}", f"{FULFILLED}\n{FULFILLED}"):
        printed = _drawn(tmp_path / "a.pdf", text, LABEL, 40, 9)
        assert printed.complete
        _, top, _, bottom = _ink(printed.path)
        assert 20 <= top < bottom <= 29, text


def test_lines_of_stacks_do_not_touch(tmp_path: Path) -> None:
    fitted = fit(f"{FULFILLED}\n{FULFILLED}", VALUE, 200, 200)
    under = -shaping.shape(FULFILLED).bottom
    over = shaping.shape(FULFILLED).top
    assert fitted.bases[1] - fitted.bases[0] >= (under + over) * fitted.size
    plain = fit("泽仁\n扎西", VALUE, 200, 200)
    assert plain.bases[1] - plain.bases[0] == pytest.approx(VALUE.leading * plain.size)


@given(st.integers(60, 300))
def test_a_line_ends_only_after_a_tsheg_or_a_shad(width: int) -> None:
    lines = break_lines(RUNNING, "song", 10, width)
    assert "".join(lines).replace(" ", "") == RUNNING.replace(" ", "")
    assert all(line[-1] in "་།" for line in lines)
    assert not [line for line in lines if line[0] in "་།"]


def test_a_syllable_that_is_wider_than_its_box_is_reported_and_never_cut_in_two(tmp_path: Path) -> None:
    long = "བསྒྲུབསརྒྱལཔོབཀྲཤིསབདེལེགས"
    assert break_lines(long, "song", 10, 40) == [long]
    printed = _drawn(tmp_path / "a.pdf", long, LABEL, 20, 12)
    assert printed.overflows == [f"NO-1 姓名：{long}"]


def test_running_text_wraps_and_shrinks(tmp_path: Path) -> None:
    printed = _drawn(tmp_path / "a.pdf", RUNNING, replace(LONG_VALUE, top=True), 60, 40)
    assert printed.complete
    left, _, right, bottom = _ink(printed.path)
    assert 20 < left < right < 80
    assert bottom < 60


def test_what_cannot_stand_is_reported_and_tibetan_itself_is_not() -> None:
    assert fonts.missing(f"{GREETING}{KING}{FULFILLED}ༀ༼༽༠༡༢") == []
    assert fonts.missing(LONE_SIGN) == [LONE_SIGN]
    assert fonts.missing("\u0fff་") == ["\u0fff"]
    assert fonts.missing(f"扎{YI}") == list(YI)
    assert set(fonts.missing(UYGHUR)) == set(UYGHUR)


def test_a_private_character_is_no_tibetan_stack(tmp_path: Path) -> None:
    """Glyphs are numbered beyond the alphabets; a name that holds such a number is still missing."""
    own = str(shaping.shape(FULFILLED).glyphs)[1]
    assert fonts.missing(f"{own}\ue000") == [own, "\ue000"]
    assert "〓" in pages.text(_drawn(tmp_path / "a.pdf", own).path)[0]


def test_a_reader_finds_the_box_of_a_tibetan_name(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(_drawn(tmp_path / "a.pdf", f"泽仁\n{KING}").path)
    found = document[0].get_textpage().search(KING).get_next()
    assert found is not None
    document.close()
