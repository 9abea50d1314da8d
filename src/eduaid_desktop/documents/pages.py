"""Pages of a finished PDF for the preview, the printer and the tests.

PDFium draws them, the engine of QtPdf too; QtPdf itself comes only with PySide6-Addons, 160 MB for this alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from eduaid_desktop.errors import UserError

# PDFium keeps global state: one thread at a time.
_ONE_AT_A_TIME = Lock()
_MM = 25.4 / 72

# Left, top, right, bottom in mm from the top left corner of a page.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Picture:
    """A page as pixels: rows of RGBA bytes without gaps, width and height in pixels; paper: its own two in mm."""

    rgba: bytes
    width: int
    height: int
    paper: tuple[float, float]


def page_count(path: Path) -> int:
    """How many pages the PDF has. Raises UserError when it cannot be opened."""
    with _document(path) as document:
        return len(document)


def render(path: Path, page: int, dpi: int = 110) -> Picture:
    """One page, counted from 0, on white.

    Raises UserError when the PDF cannot be opened, IndexError when it has no such page.
    """
    with _document(path) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        return _picture(document[page], dpi)


def size_mm(path: Path, page: int) -> tuple[float, float]:
    """Width and height of a page in mm, for choosing the paper. Raises as render does."""
    with _document(path) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        return _size(document[page])


def text(path: Path) -> list[str]:
    """The text of each page in reading order. Raises UserError when the PDF cannot be opened."""
    with _document(path) as document:
        return [str(page.get_textpage().get_text_range()) for page in document]


class Pages:
    """A PDF that stays open: as many pages as it may have, only those are read that are looked at."""

    def __init__(self, path: Path) -> None:
        """Raises UserError when it cannot be opened."""
        self._document: Any = None
        with _ONE_AT_A_TIME:
            self._document = _opened(path)
            sizes = [self._document.get_page_size(n) for n in range(len(self._document))]
        # Width and height of every page in mm.
        self.sizes = [(wide * _MM, high * _MM) for wide, high in sizes]

    def __len__(self) -> int:
        return len(self.sizes)

    def render(self, page: int, dpi: float) -> Picture | None:
        """One page, counted from 0, on white; None once it is closed."""
        with self._page(page) as found:
            return _picture(found, dpi) if found else None

    def find(self, page: int, words: str) -> list[list[Box]]:
        """Where words stand on a page, each time as one box a line. Gaps and line ends in between count nothing."""
        with self._page(page) as found:
            if not found:
                return []
            layer = found.get_textpage()
            try:
                high = self.sizes[page][1]
                return [_boxes(layer, places, high) for places in _places(layer.get_text_range(), words)]
            finally:
                layer.close()

    def close(self) -> None:
        """Give the memory back; a page that is being drawn is finished first."""
        with _ONE_AT_A_TIME:
            if self._document:
                self._document.close()
                self._document = None

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        with _ONE_AT_A_TIME:
            page = self._document[number] if self._document else None
            try:
                yield page
            finally:
                if page:
                    page.close()


def with_blank_backs(path: Path, pages: Sequence[int | None]) -> bytes:
    """A PDF of these pages of another (from 0) in this order; None: an empty page as large as the one before."""
    import pypdfium2  # type: ignore[import-untyped]

    with _document(path) as source:
        made = pypdfium2.PdfDocument.new()
        for page in pages:
            if page is None:
                made.new_page(*made.get_page_size(len(made) - 1))
            else:
                made.import_pages(source, [page])
        written = BytesIO()
        made.save(written)
        made.close()
        return written.getvalue()


def _places(text: str, words: str) -> Iterator[list[int]]:
    """The places in a text, in UTF-16 as PDFium counts, of each time that words stand in it."""
    wanted = "".join(words.split()).casefold()
    if not wanted or wanted not in "".join(text.split()).casefold():
        return
    kept: list[tuple[str, int]] = []
    place = 0
    for char in text:
        if not char.isspace():
            kept += [(part, place) for part in char.casefold()]
        place += 1 if ord(char) < 0x10000 else 2
    solid, start = "".join(part for part, _ in kept), 0
    while (start := solid.find(wanted, start)) >= 0:
        yield [at for _, at in kept[start : start + len(wanted)]]
        start += len(wanted)


def _boxes(layer: Any, places: Sequence[int], high: float) -> list[Box]:
    """Characters as boxes in mm from the top left: one for those that stand in a line."""
    boxes: list[Box] = []
    for place in places:
        left, bottom, right, top = (edge * _MM for edge in layer.get_charbox(place, loose=True))
        now = (left, high - top, right, high - bottom)
        last = boxes[-1] if boxes else None
        if last and now[1] < last[3] and last[1] < now[3]:
            boxes[-1] = (
                min(last[0], left),
                min(last[1], now[1]),
                max(last[2], right),
                max(last[3], now[3]),
            )
        else:
            boxes.append(now)
    return boxes


def _picture(page: Any, dpi: float) -> Picture:
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
    rows, line = bytes(bitmap.buffer), 4 * bitmap.width
    if bitmap.stride != line:
        rows = b"".join(rows[y * bitmap.stride : y * bitmap.stride + line] for y in range(bitmap.height))
    made = Picture(rows, bitmap.width, bitmap.height, _size(page))
    bitmap.close()
    return made


def _size(page: Any) -> tuple[float, float]:
    wide, high = page.get_size()
    return wide * _MM, high * _MM


def _opened(path: Path) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path.read_bytes())
    except (OSError, pypdfium2.PdfiumError) as wrong:
        raise UserError(f"无法打开 {path.name}，文件可能已被移走或损坏。请重新生成后再试。") from wrong


@contextmanager
def _document(path: Path) -> Iterator[Any]:
    with _ONE_AT_A_TIME:
        document = _opened(path)
        try:
            yield document
        finally:
            document.close()
