"""GB/T 9704-2012 on real pages: edges, sizes of type by name, the office's own faces where it has them."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import raw

from eduaid_desktop import paths
from eduaid_desktop.documents import fonts, office_sheet, pages, paper, shaping, sheet_pages, sheet_table
from eduaid_desktop.documents.paper import A3_ACROSS, A4, A4_ACROSS, A5_LANDSCAPE, BELOW_CODE, Board
from eduaid_desktop.documents.typesetting import SIZES, Style
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import Slip, Subject, number
from eduaid_desktop.errors import UserError

DAY = date(2018, 6, 12)
LONG_NAME = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"
SLIP = Slip(
    number("approval_slip", 9_999_999_999, 99), "approval_slip", Subject("person", 1, ""), "", reprint=True
)
ROWS = Section(columns=(Column("序号", 20), Column("情况", 136)), rows=[(f"{n}", "字") for n in range(60)])
# The last is of the county with the longest name.
TITLES = ("名单", f"{LONG_NAME}家庭情况", "积石山保安族东乡族撒拉族自治县教育扶贫救助基金发放表")
# What a computer of a Chinese office has in its font folder, by the name of its file.
OFFICIAL = {"body": "simfang", "heading": "simhei", "kai": "simkai", "title": "FZXBSJW"}
ASKED = """
import sys
from datetime import date
from pathlib import Path
from eduaid_desktop.documents import fonts
from eduaid_desktop.documents.paper import A4, TITLE, VALUE, Board
board = Board(A4, "试", date(2018, 6, 12), reprint=False)
board.page("", 1, 1, 28, 184)
board.block(28, 40, 156, 12, "格桑镇人民政府", TITLE, "标题")
board.block(28, 60, 156, 12, "扎西䶮𠅤", VALUE, "姓名")
assert board.save(Path(sys.argv[1])).complete
print(*(fonts.chosen(role) for role in ("body", "heading", "kai", "title")))
print(*fonts.substituted())
print(fonts.needs_weight("title"))
"""


def write(path: Path, sheet: Sheet) -> Path:
    assert office_sheet.write([sheet], path, printed_on=DAY).complete
    return path


def picture(path: Path, page: int = 0, dpi: int = 150) -> Image.Image:
    drawn = pages.render(path, page, dpi)
    return Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.rgba).convert("L")


def edges(path: Path, page: int = 0) -> tuple[float, float, float, float]:
    """What stays white at the left, top, right and bottom of a page, in mm."""
    image = picture(path, page)
    left, top, right, bottom = image.point(lambda shade: 255 * (shade < 128)).getbbox() or (0, 0, 0, 0)
    return tuple(p * 25.4 / 150 for p in (left, top, image.width - right, image.height - bottom))  # type: ignore[return-value]


@pytest.mark.parametrize("page", [0, 1])
def test_an_upright_sheet_has_the_edges_of_the_standard(tmp_path: Path, page: int) -> None:
    left, _, right, bottom = edges(write(tmp_path / "x.pdf", Sheet("花名册", (ROWS,))), page)
    assert left == pytest.approx(28, abs=0.4)
    assert right == pytest.approx(26, abs=0.4)
    assert bottom > 5


def test_a_sheet_across_is_bound_at_28_mm_too(tmp_path: Path) -> None:
    for paper_size in ("A4", "A3"):
        sheet = Sheet("花名册", (ROWS,), landscape=True, paper=paper_size)  # type: ignore[arg-type]
        assert edges(write(tmp_path / "x.pdf", sheet))[0] == pytest.approx(28, abs=0.4)


@pytest.mark.parametrize("module", [paper, sheet_pages, sheet_table, office_sheet])
def test_type_is_set_in_sizes_that_have_a_name(module: ModuleType) -> None:
    found = {name: each.size for name, each in vars(module).items() if isinstance(each, Style)}
    assert {name: size for name, size in found.items() if size not in SIZES.values()} == {}


def test_the_sizes_stand_on_the_paper(tmp_path: Path) -> None:
    sizes = sizes_of(write(tmp_path / "x.pdf", Sheet("花名册", (ROWS,), opening="　　如下。")))
    assert sizes["花"] == SIZES["小二"]
    assert sizes["如"] == SIZES["小四"]
    assert sizes["情"] == sizes["字"] == SIZES["五号"]
    assert sizes["页"] == SIZES["六号"]


def sizes_of(path: Path) -> dict[str, float]:
    """The size in points of the first of each character on the first page."""
    with pypdfium2.PdfDocument(path) as pdf:
        text = pdf[0].get_textpage()
        found: dict[str, float] = {}
        for place in range(text.count_chars()):
            char = chr(raw.FPDFText_GetUnicode(text, place))
            found.setdefault(char, round(raw.FPDFText_GetFontSize(text, place), 1))
        return found


def test_the_faces_of_the_office_are_used_where_they_are_installed(tmp_path: Path) -> None:
    folder = tmp_path / ".fonts"
    folder.mkdir()
    for name in OFFICIAL.values():
        shutil.copy(paths.resources() / "fonts" / "NotoSansSC-Regular.ttf", folder / f"{name}.ttf")
    chosen, substituted, weight = ask(tmp_path)
    assert chosen == " ".join(OFFICIAL.values())
    assert substituted == ""
    assert weight == "False"
    assert "扎西䶮𠅤" in pages.text(tmp_path / "x.pdf")[0]


def test_a_face_that_may_not_be_embedded_or_is_broken_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / ".fonts"
    folder.mkdir()
    (folder / "simfang.ttf").write_bytes(b"no font")
    font = bytearray((paths.resources() / "fonts" / "NotoSansSC-Regular.ttf").read_bytes())
    tables = {}
    for place in range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16):
        tables[bytes(font[place : place + 4])] = int.from_bytes(font[place + 8 : place + 12], "big")
    font[tables[b"OS/2"] + 8 : tables[b"OS/2"] + 10] = b"\x00\x02"
    (folder / "simhei.ttf").write_bytes(font)
    # As somebody leaves it who pulls the stick out too early.
    (folder / "simkai.ttf").write_bytes(font[: len(font) // 2])
    chosen, substituted, _ = ask(tmp_path)
    assert chosen.split()[:3] == ["LXGWWenKai-Regular", "NotoSansSC-Regular", "LXGWWenKai-Regular"]
    assert substituted == "小标宋 仿宋 黑体 楷体"


@pytest.mark.parametrize("left", [None, 0, 5000, 0.5])
def test_a_font_of_ours_that_is_missing_or_damaged_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: float | None
) -> None:
    (tmp_path / "fonts").mkdir()
    for shipped in (paths.resources() / "fonts").glob("*.ttf"):
        font = shipped.read_bytes()
        if left is not None:
            (tmp_path / "fonts" / shipped.name).write_bytes(
                font[: int(left if left > 1 else left * len(font))]
            )
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    for cached in (shaping._font, shaping._harfbuzz):
        monkeypatch.setattr(shaping, cached.__name__, cached.__wrapped__)
    with pytest.raises(UserError, match=r"LXGWWenKai-Regular.ttf”缺了或者坏了，不能打印。请重新安装程序。"):
        next(fonts._chain("body"))
    with pytest.raises(UserError, match=r"NotoSerifTibetan-Regular.ttf”缺了或者坏了"):
        shaping.shape.__wrapped__("བོད")


def ask(home: Path) -> list[str]:
    """Chosen faces, substituted ones and whether a title is outlined, in a process that has this home."""
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", ASKED, str(home / "x.pdf")]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.split("\n")[:3]


def test_what_stands_in_for_an_official_face_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = paths.resources() / "fonts" / "NotoSansSC-Regular.ttf"
    monkeypatch.setattr(fonts, "_installed", lambda: {"simhei": installed})
    assert fonts.substituted() == ["小标宋", "仿宋", "楷体"]


@pytest.mark.parametrize("size", [A4, A4_ACROSS, A3_ACROSS, A5_LANDSCAPE, (148.0, 210.0)])
def test_code_and_footer_stand_whole_on_every_paper(tmp_path: Path, size: tuple[float, float]) -> None:
    board = Board(size, "试", DAY, reprint=True, as_of="2018-06-01")
    for page in (1, 2):
        board.page("JYJZ-513399101-2018S-0001", page, 2, 28, size[0] - 16, SLIP)
        board.block(28, BELOW_CODE, size[0] - 44, 20, f"{LONG_NAME}家庭情况", paper.TITLE, "标题")
    printed = board.save(tmp_path / "x.pdf")
    assert printed.complete, printed.overflows
    first, second = ["".join(text.split()) for text in pages.text(printed.path)]
    assert "补打：按2018年6月1日的内容" in first
    assert "02-999999999999-" in first
    assert f"单号{SLIP.number}" in second
    assert re.search(r"补打打印日期2018年6月12日乡镇教育资助\d", first)
    codes = zxingcpp.read_barcodes(picture(printed.path))
    assert [code.text for code in codes] == [SLIP.code]
    assert boxes_that_meet(printed.path) == []


@pytest.mark.parametrize(("landscape", "paper_size"), [(False, ""), (True, ""), (True, "A3")])
@pytest.mark.parametrize("title", TITLES)
def test_no_title_meets_the_number_or_the_mark(
    tmp_path: Path, landscape: bool, paper_size: str, title: str
) -> None:
    sheet = Sheet(title, (ROWS,), landscape=landscape, paper=paper_size, internal=True, slip=SLIP)  # type: ignore[arg-type]
    path = write(tmp_path / "x.pdf", sheet)
    for page in range(pages.page_count(path)):
        assert boxes_that_meet(path, page) == []


def boxes_that_meet(path: Path, page: int = 0) -> list[tuple[str, str]]:
    """Texts of a page whose ink touches that of another."""
    with pypdfium2.PdfDocument(path) as pdf:
        text = pdf[page].get_textpage()
        found: list[tuple[str, tuple[float, float, float, float]]] = []
        last = 0.0
        y = ctypes.c_double()
        for place in range(text.count_chars()):
            if raw.FPDFText_IsGenerated(text, place):
                continue
            char, box = chr(raw.FPDFText_GetUnicode(text, place)), text.get_charbox(place)
            if "\udc00" <= char <= "\udfff":
                continue
            raw.FPDFText_GetCharOrigin(text, place, ctypes.c_double(), y)
            if found and abs(y.value - last) < 0.1 and -1 < box[0] - found[-1][1][2] < 30:
                words, (left, bottom, right, top) = found[-1]
                box = (left, min(bottom, box[1]), max(right, box[2]), max(top, box[3]))
                found[-1] = words + char, box
            else:
                found.append((char, box))
            last = y.value
    return [
        (one[0], other[0])
        for n, one in enumerate(found)
        for other in found[n + 1 :]
        if _meet(one[1], other[1])
    ]


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
