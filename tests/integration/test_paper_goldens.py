"""Every document of the office, drawn from the sample township, as a PDF reader and a scanner find it.

A document that was changed on purpose, or is new: `make goldens`, then look at what changed in tests/data/paper.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from eduaid_desktop.documents import pages
from eduaid_desktop.domain.slip import Placed
from eduaid_desktop.services import slips

from .. import paper_goldens
from ..paper_goldens import Drawn

ADVICE = "改动是有意的，就运行 make goldens 重写，再看 git diff tests/data/paper。"


@dataclass(frozen=True)
class Shelf:
    """Every document as it was drawn, by its name."""

    drawn: dict[str, Drawn]
    _texts: dict[str, list[str]] = field(default_factory=dict)

    def placed(self, name: str, most: int) -> list[tuple[Path, Placed]]:
        """Some of the numbered papers of a document."""
        printed = self.drawn[name].printed
        return [(printed.path, each) for each in printed.placed[:most]] if printed else []

    def texts(self, name: str) -> list[str]:
        """The text of every page without its spaces, read once."""
        printed = self.drawn[name].printed
        if printed and name not in self._texts:
            self._texts[name] = ["".join(text.split()) for text in pages.text(printed.path)]
        return self._texts.get(name, [])


@pytest.fixture(scope="module")
def shelf(township: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("paper")
    shutil.copy(township, folder / township.name)
    with paper_goldens.prepared(folder) as desk:
        yield Shelf(
            {name: paper_goldens.draw(desk, name, folder / f"{name}.pdf") for name in slips.DOCUMENTS}
        )


@pytest.mark.parametrize("name", slips.DOCUMENTS)
def test_a_document_is_what_it_was(shelf: Shelf, name: str) -> None:
    file = paper_goldens.FOLDER / f"{name}.json"
    assert file.exists(), f"{name} 还没有对照文件。{ADVICE}"
    golden = json.loads(file.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(paper_goldens.read(shelf.drawn[name])))
    changed = paper_goldens.differences(golden, found)
    assert not changed, "\n".join([f"{name}：{ADVICE}", *changed])


def test_no_golden_is_of_a_document_that_is_no_more() -> None:
    assert {file.stem for file in paper_goldens.FOLDER.glob("*.json")} <= set(slips.DOCUMENTS)


def test_a_text_that_moves_is_seen_and_one_that_trembles_is_not() -> None:
    golden = {"wanted": {}, "pages": 1, "slips": [], "shown": [["210.0 297.0 mm", "28.0 40.0 学生姓名"]]}
    assert not paper_goldens.differences(
        golden, golden | {"shown": [["210.0 297.0 mm", "28.1 39.9 学生姓名"]]}
    )
    moved = paper_goldens.differences(golden, golden | {"shown": [["210.0 297.0 mm", "28.0 40.3 学生姓名"]]})
    assert "-28.0 40.0 学生姓名" in moved
    assert "+28.0 40.3 学生姓名" in moved


@pytest.mark.parametrize("name", slips.DOCUMENTS)
def test_a_scanner_reads_the_number_off_a_creased_copy(shelf: Shelf, name: str) -> None:
    for path, placed in shelf.placed(name, 1):
        page = _picture(path, placed.first)
        for copy in (page, _copied(page, 1.5), _copied(page, -2)):
            # A slip with its stub bears the same code on both halves.
            assert {code.text for code in zxingcpp.read_barcodes(copy)} == {placed.slip.code}


@pytest.mark.parametrize("name", slips.DOCUMENTS)
def test_nothing_stands_within_four_modules_of_the_code(shelf: Shelf, name: str) -> None:
    for path, placed in shelf.placed(name, 1):
        page = _picture(path, placed.first, dpi=300)
        corners = zxingcpp.read_barcodes(page)[0].position
        left, top, right = corners.top_left.x, corners.top_left.y, corners.top_right.x
        quiet = int(4 * (right - left) / 21) - 2
        around = page.crop((left - quiet, top - quiet, right + quiet, top + right - left + quiet))
        around.paste(255, (quiet - 3, quiet - 3, quiet + right - left + 4, quiet + right - left + 4))
        assert around.getextrema()[0] > 200


@pytest.mark.parametrize("name", slips.DOCUMENTS)
def test_the_number_can_be_keyed_from_the_first_page_and_from_those_that_follow(
    shelf: Shelf, name: str
) -> None:
    texts = shelf.texts(name)
    for _, placed in shelf.placed(name, 2):
        half = placed.slip.number.rindex("-", 0, 14)
        assert placed.slip.number[:half] + placed.slip.number[half + 1 :] in texts[placed.first]
        for page in range(placed.first + 1, placed.first + placed.pages):
            assert f"单号{placed.slip.number}" in texts[page]


@pytest.mark.parametrize("name", slips.DOCUMENTS)
def test_every_page_ends_with_its_footer(shelf: Shelf, name: str) -> None:
    printed = shelf.drawn[name].printed
    if printed is None:
        assert shelf.drawn[name].said
        return
    for text in shelf.texts(name):
        assert re.search(r"打印日期2018年6月12日乡镇教育资助\d+\.\d+\.\d+$", text[-90:])


@pytest.mark.parametrize("name", slips.DOCUMENTS)
def test_a_reader_is_told_the_title_and_the_language(shelf: Shelf, name: str) -> None:
    printed = shelf.drawn[name].printed
    if printed is None:
        return
    told = _metadata(printed.path)
    assert re.search("[一-龥]{3}", told["Title"])
    assert told["Creator"].startswith("乡镇教育资助 ")
    assert told["CreationDate"].startswith("D:20180612")
    written = printed.path.read_bytes()
    assert b"/DisplayDocTitle true" in written
    assert re.search(rb"/Lang \(zh-CN\)", written)


def _metadata(path: Path) -> dict[str, Any]:
    with pypdfium2.PdfDocument(path) as pdf:
        return dict(pdf.get_metadata_dict())


def _picture(path: Path, page: int, dpi: int = 150) -> Image.Image:
    drawn = pages.render(path, page, dpi)
    return Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.rgba).convert("L")


def _copied(page: Image.Image, degrees: float) -> Image.Image:
    """Laid askew on the glass of a copier that is short of toner."""
    copy = page.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=255).filter(
        ImageFilter.GaussianBlur(0.6)
    )
    dots = Random(7).randbytes(copy.width * copy.height)
    noise = Image.frombytes("L", copy.size, dots)
    return Image.blend(copy, noise, 0.2)
