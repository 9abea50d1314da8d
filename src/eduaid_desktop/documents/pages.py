"""Pages of a finished PDF for the preview, the printer and the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from eduaid_desktop.errors import UserError

# PDFium keeps global state: one thread at a time.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Picture:
    """A page as pixels: rows of RGBA bytes without gaps, width and height in pixels."""

    rgba: bytes
    width: int
    height: int


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
        bitmap = document[page].render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
        rows = bytes(bitmap.buffer)
        line = 4 * bitmap.width
        packed = (rows[y * bitmap.stride : y * bitmap.stride + line] for y in range(bitmap.height))
        return Picture(b"".join(packed), bitmap.width, bitmap.height)


def size_mm(path: Path, page: int) -> tuple[float, float]:
    """Width and height of a page in mm, for choosing the paper. Raises as render does."""
    with _document(path) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        wide, high = document[page].get_size()
        return wide * 25.4 / 72, high * 25.4 / 72


def text(path: Path) -> list[str]:
    """The text of each page in reading order. Raises UserError when the PDF cannot be opened."""
    with _document(path) as document:
        return [str(page.get_textpage().get_text_range()) for page in document]


@contextmanager
def _document(path: Path) -> Iterator[Any]:
    import pypdfium2  # type: ignore[import-untyped]

    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(path.read_bytes())
        except (OSError, pypdfium2.PdfiumError) as wrong:
            raise UserError(f"无法打开 {path.name}，文件可能已被移走或损坏。请重新生成后再试。") from wrong
        try:
            yield document
        finally:
            document.close()
