"""The drawing board of every printed document: millimetres from the top left corner, fitted text, footers.

What does not fit and what no font has is drawn as well as can be and always reported; the caller decides
whether such a paper may go out.
"""

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from io import BytesIO
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eduaid_desktop.documents import barcode, fonts
from eduaid_desktop.documents.typesetting import Fitted, Style, break_lines, fit, height_of
from eduaid_desktop.domain import dates
from eduaid_desktop.domain.slip import Placed, Seal, Slip
from eduaid_desktop.errors import UserError

A4 = (210.0, 297.0)
A5_LANDSCAPE = (210.0, 148.0)
OUTER, INNER, FINE = 1.0, 0.5, 0.25

LABEL = Style(role="song", size=10, smallest=7, align="center", leading=1.2)
VALUE = Style(role="body", size=11, smallest=6, align="center", leading=1.2)
LONG_VALUE = Style(role="body", size=11, smallest=7, leading=1.3)
TITLE = Style(role="title", size=22, smallest=15, align="center")
SMALL = Style(role="song", size=10.5, smallest=7)
_FOOT = Style(role="song", size=7.5, smallest=6)

# Above everything else on a page.
_OF_DAY, _OF_DAY_AT = Style(role="heading", size=9, smallest=7, align="right"), 3.5
_PADDING = 1.2
# Modules of 0.6 mm: read from a creased paper by a cheap scanner and by a telephone.
_QR, _QR_TOP = 12.6, 6.0
_QR_TEXT = Style(role="song", size=6, smallest=5, align="right")
_RISE = 0.6
# The top of a Chinese character above its baseline, in em.
_TOP = 0.88
_GREY = 0.35


@dataclass(frozen=True)
class Printed:
    """A written PDF. missing_glyphs and overflows name the paper, the box and the text, for a person.

    placed: the numbered papers in it, in their order. seals: where room is left for a seal.
    """

    path: Path
    pages: int
    missing_glyphs: list[str]
    overflows: list[str]
    placed: tuple[Placed, ...] = ()
    seals: tuple[Seal, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every character stands on the paper."""
        return not self.missing_glyphs and not self.overflows


@dataclass(frozen=True)
class Cell:
    """One box of a table row: its width in columns, its text, and the name it is reported under."""

    span: float
    text: str
    style: Style = VALUE
    name: str = ""


def label(text: str, span: float) -> Cell:
    """A pre-printed label."""
    return Cell(span, text, LABEL, text.replace("\n", ""))


class Board:
    """A PDF being drawn. All measures in mm, y downwards; line widths and type sizes in points."""

    def __init__(
        self, size: tuple[float, float], title: str, printed_on: date, reprint: bool, as_of: str = ""
    ) -> None:
        """as_of: the day (ISO) on which the content stood so, "" for what stands there now."""
        self._width, self._height = size
        self._bytes = BytesIO()
        # Begun in our own font: reportlab would otherwise name Helvetica, which it does not embed.
        self._canvas = Canvas(
            self._bytes,
            pagesize=(size[0] * mm, size[1] * mm),
            invariant=1,
            initialFontName=fonts.chosen("song"),  # type: ignore[arg-type]  # the stubs say a number
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._mark = "补打　" if reprint or as_of else ""
        self._of_day = f"补打：按{dates.spoken(as_of)}的内容" if as_of else ""
        self._stamp = f"打印日期 {dates.spoken(printed_on.isoformat())}　乡镇教育资助 {_version()}"
        self._number = ""
        self._pages = 0
        self._placed: list[Placed] = []
        self._seals: list[Seal] = []
        self._missing: dict[str, None] = {}
        self._overflows: dict[str, None] = {}

    def page(
        self, number: str, page: int, pages: int, left: float, right: float, slip: Slip | None = None
    ) -> None:
        """Begin a page with its footer between left and right: document number, page, date, version.

        slip: the number in the print ledger; its QR code stands on the first page, at the right of the head.
        """
        if self._pages:
            self._canvas.showPage()
        self._pages += 1
        self._number = number
        mark = "补打　" if slip and slip.reprint and not self._mark else self._mark
        y, wide = self._height - 10.5, right - left
        self._canvas.setFillGray(_GREY)
        for align, text in (
            ("left", f"编号 {number}" if number else ""),
            ("center", f"第{page}页　共{pages}页"),
            ("right", mark + self._stamp),
        ):
            self.block(left, y, wide, 4, text, _aligned(_FOOT, align), "页脚", padding=0)
        self._canvas.setFillGray(0)
        self.block(left, _OF_DAY_AT, wide, 4.5, self._of_day, _OF_DAY, "补打", padding=0)
        if slip and page == 1:
            self._placed.append(Placed(slip, self._pages - 1, pages))
            self._mark_slip(right, slip)

    def _mark_slip(self, right: float, slip: Slip) -> None:
        """The QR code of a paper and its number below it, in two lines that can be keyed where no scanner is."""
        self.qr(right - _QR, _QR_TOP, _QR, slip.code)
        half = slip.number.rindex("-", 0, 14)
        text = f"{slip.number[:half]}\n{slip.number[half + 1 :]}"
        self.block(right - 2 * _QR, _QR_TOP + _QR, 2 * _QR, 5, text, _QR_TEXT, "单号", padding=0)

    def seal(self, x: float, y: float) -> None:
        """Remember where the middle of a seal goes. Nothing is drawn: the preview alone shows a circle there."""
        self._seals.append(Seal(self._pages - 1, x, y))

    def qr(self, x: float, y: float, side: float, text: str) -> None:
        """A QR code of digits in a square."""
        rows = barcode.modules(text)
        module = side / len(rows)
        path = self._canvas.beginPath()
        for row, runs in enumerate(rows):
            for start, long in runs:
                path.rect(
                    (x + start * module) * mm,
                    self._up(y + (row + 1) * module),
                    long * module * mm,
                    module * mm,
                )
        self._canvas.drawPath(path, stroke=0, fill=1)

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = INNER) -> None:
        """A straight line."""
        self._canvas.setLineWidth(weight)
        self._canvas.line(x1 * mm, self._up(y1), x2 * mm, self._up(y2))

    def cut_line(self, x1: float, x2: float, y: float) -> None:
        """Where scissors go."""
        self._canvas.saveState()
        self._canvas.setDash(4, 3)
        self.rule(x1, y, x2, y)
        self._canvas.restoreState()

    def box(self, x: float, y: float, wide: float, high: float, weight: float = INNER) -> None:
        """An empty rectangle."""
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x * mm, self._up(y + high), wide * mm, high * mm)

    def row(self, x: float, y: float, unit: float, high: float, cells: Iterable[Cell]) -> float:
        """Cells side by side, unit mm to a column. Returns the y below them."""
        for cell in cells:
            wide = cell.span * unit
            self.box(x, y, wide, high)
            self.block(x, y, wide, high, cell.text, cell.style, cell.name)
            x += wide
        return y + high

    def comb(self, x: float, y: float, wide: float, high: float, text: str, count: int, name: str) -> None:
        """One cell per character; a text of another length stands across them instead."""
        self.box(x, y, wide, high)
        if text and len(text) != count:
            self.block(x, y, wide, high, text, VALUE, name)
            return
        step = wide / count
        for place in range(1, count):
            self.rule(x + place * step, y, x + place * step, y + high, FINE)
        for place, char in enumerate(text):
            self.block(x + place * step, y, step, high, char, VALUE, name, padding=0)

    def block(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        text: str,
        style: Style,
        name: str,
        padding: float = _PADDING,
    ) -> None:
        """A text fitted into a box, reported under name when it does not fit."""
        if not text:
            return
        room = (wide - 2 * padding) * mm, (high - 2 * min(padding, _RISE)) * mm
        fitted = fit(text, style, *room)
        self._report(text, name, fitted)
        lead = fitted.size * style.leading
        slack = 0 if style.top else (room[1] - height_of(len(fitted.lines), style, fitted.size)) / 2
        base = self._up(y + min(padding, _RISE)) - max(slack, 0) - _TOP * fitted.size
        self._canvas.saveState()
        if not fitted.whole:
            self._clip(x, y, wide, high)
        for line in fitted.lines:
            self._line((x + padding) * mm, base, room[0], line, style, fitted.size)
            base -= lead
        self._canvas.restoreState()

    def height(self, text: str, style: Style, wide: float) -> float:
        """How high a running text stands at its full size in a measure, in mm."""
        lines = len(break_lines(text, style.role, style.size, wide * mm))
        return height_of(lines, style, style.size) / mm

    def save(self, path: Path) -> Printed:
        """Write the PDF in one step. Raises UserError when the place cannot be written."""
        self._canvas.save()
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(self._bytes.getvalue())
            os.replace(beside, path)
        except OSError as wrong:
            beside.unlink(missing_ok=True)
            why = "磁盘已满" if wrong.errno == errno.ENOSPC else wrong.strerror
            raise UserError(
                f"无法写入“{path.parent}”里的文件（{why}）。请清理磁盘、关闭正在使用该文件的程序，或换一个文件夹后再试。"
            ) from wrong
        placed, seals = tuple(self._placed), tuple(self._seals)
        return Printed(path, self._pages, list(self._missing), list(self._overflows), placed, seals)

    def _line(self, x: float, base: float, wide: float, text: str, style: Style, size: float) -> None:
        spare = wide - fonts.width(style.role, text, size)
        x += {"left": 0.0, "center": spare / 2, "right": spare}[style.align]
        pen = self._canvas.beginText(x, base)
        if fonts.needs_weight(style.role):
            pen.setTextRenderMode(2)
            self._canvas.setLineWidth(0.025 * size)
        for font, piece in fonts.runs(style.role, text):
            pen.setFont(font, size)
            pen.textOut(piece)
        self._canvas.drawText(pen)

    def _clip(self, x: float, y: float, wide: float, high: float) -> None:
        """Keep a reported overflow from running over its neighbours."""
        path = self._canvas.beginPath()
        path.rect(x * mm, self._up(y + high), wide * mm, high * mm)
        self._canvas.clipPath(path, stroke=0, fill=0)

    def _report(self, text: str, name: str, fitted: Fitted) -> None:
        place = f"{self._number} {name}：".lstrip()
        for char in fonts.missing(text):
            self._missing[f"{place}{text}（U+{ord(char):04X}）"] = None
        if not fitted.whole:
            self._overflows[place + text] = None

    def _up(self, y: float) -> float:
        return (self._height - y) * mm


def _aligned(style: Style, align: str) -> Style:
    return Style(style.role, style.size, style.smallest, align, style.leading, style.top)


def _version() -> str:
    return metadata.version("eduaid-desktop")
