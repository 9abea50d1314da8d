"""What a page is written with: the operators of ISO 32000-1 for rules, texts and codes, in points from the bottom left.

A text is cut into fonts and encoded once for a document and only moved from then on: the sheets of a village bear the
same labels, schools and dates again and again.
"""

import zlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from eduaid_desktop.documents import barcode, fonts, shaping

# Base 85 makes every stream a quarter larger, for mail systems of the last century.
rl_config.useA85 = 0
# How much of a size an outline adds to a face that is too light.
_OUTLINE = 0.025
# Texts kept encoded; a page has about a hundred.
_KEPT = 4096


class Ink:
    """The pages of one PDF as they are written."""

    def __init__(self, title: str, author: str, program: str, made_on: date) -> None:
        self._bytes = BytesIO()
        # Begun in our own font: reportlab would otherwise name Helvetica, which it does not embed.
        self._canvas = Canvas(
            self._bytes,
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.chosen("song"),  # type: ignore[arg-type]  # the stubs say a number
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject("")
        self._canvas.setCreator(program)
        self._canvas.setDateFormatter(lambda *_: f"D:{made_on:%Y%m%d}000000+08'00'")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._page: list[str] = []
        self._weight = 0.0
        self._encoded = lru_cache(_KEPT)(self._encode)

    def page(self, wide: float, high: float) -> None:
        """Begin a page."""
        self._end_page()
        self._canvas.setPageSize((wide, high))
        self._weight = 1.0

    def weight(self, weight: float) -> None:
        """How thick the rules that follow are."""
        if weight != self._weight:
            self._weight = weight
            self._page.append(f"{weight:g} w")

    def colour(self, *parts: float) -> None:
        """The red, green and blue of what follows, each from 0 to 1."""
        shade = " ".join(f"{part:g}" for part in parts)
        self._page.append(f"{shade} rg {shade} RG")

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self._page.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def dashed(self, x1: float, y: float, x2: float) -> None:
        """A broken line."""
        self._page.append(f"[4 3] 0 d {x1:.2f} {y:.2f} m {x2:.2f} {y:.2f} l S [] 0 d")

    def box(self, x: float, y: float, wide: float, high: float) -> None:
        """An empty rectangle above y."""
        self._page.append(f"{x:.2f} {y:.2f} {wide:.2f} {high:.2f} re S")

    def clip(self, x: float, y: float, wide: float, high: float) -> None:
        """Draw nothing outside this rectangle until unclip."""
        self._page.append(f"q {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re W n")

    def unclip(self) -> None:
        """Draw everywhere again."""
        self._page.append("Q")
        self._weight = 0.0

    def code(self, x: float, top: float, module: float, rows: Sequence[barcode.Row]) -> None:
        """A QR code under top. Its squares are counted in whole modules, which is exact and short."""
        squares = " ".join(
            f"{start} {row} {long} 1 re" for row, runs in enumerate(rows) for start, long in runs
        )
        self._page.append(f"q {module:.4f} 0 0 {-module:.4f} {x:.2f} {top:.2f} cm {squares} f Q")

    def text(self, x: float, base: float, role: str, text: str, size: float) -> None:
        """A line of text from x on its baseline."""
        self._page.append(f"BT 1 0 0 1 {x:.2f} {base:.2f} Tm {self._encoded(role, text, size)} ET")
        if fonts.needs_weight(role):
            self._weight = 0.0

    def save(self) -> bytes:
        """The finished file."""
        self._end_page()
        self._canvas.save()
        return self._bytes.getvalue()

    def _end_page(self) -> None:
        """Pages wait for the end of the file packed: a village is a thousand of them."""
        if self._page:
            self._canvas.showPage()
            document: Any = self._canvas._doc  # type: ignore[attr-defined]
            packed = zlib.compress("\n".join(self._page).encode("ascii"))
            filtered = PDFDictionary({"Filter": PDFName("FlateDecode")})
            document.idToObject[f"Page{document.pageCounter - 1}"].Contents = PDFStream(filtered, packed)
            self._page = []

    def _encode(self, role: str, text: str, size: float) -> str:
        written = " ".join(
            operator for font, piece in fonts.runs(role, text) for operator in self._piece(font, piece, size)
        )
        return f"2 Tr {_OUTLINE * size:g} w {written} 0 Tr" if fonts.needs_weight(role) else written

    def _piece(self, font: str, piece: str, size: float) -> list[str]:
        """In hexadecimal, which is shorter than octal: most codes of a Chinese subset are no letters."""
        if font == shaping.FONT:
            pen = self._canvas.beginText(0, 0)
            pen.setFont(font, size)
            shaping.draw(pen, piece)
            return _operators(pen)
        face: Any = pdfmetrics.getFont(font)
        document: Any = self._canvas._doc  # type: ignore[attr-defined]
        return [
            f"{face.getSubsetInternalName(subset, document)} {size:g} Tf <{codes.hex()}> Tj"
            for subset, codes in face.splitString(piece, document)
        ]


def _operators(pen: PDFTextObject) -> list[str]:
    """What a pen has written since it was set down, which takes two operators."""
    written: list[str] = pen._code  # type: ignore[attr-defined]
    return written[2:]
