"""The drawing board of every printed document: millimetres from the top left corner, fitted text, footers.

What does not fit and what no font has is drawn as well as can be and always reported; the caller decides
whether such a paper may go out.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib import metadata
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents import barcode, fonts, labels
from eduaid_desktop.documents.ink import Ink
from eduaid_desktop.documents.typesetting import SIZES, Style, break_lines, fit, spread, stand
from eduaid_desktop.domain import dates
from eduaid_desktop.domain.slip import Placed, Seal, Slip
from eduaid_desktop.errors import UserError

A4 = (210.0, 297.0)
A4_ACROSS = (297.0, 210.0)
A3_ACROSS = (420.0, 297.0)
A5_LANDSCAPE = (210.0, 148.0)
OUTER, INNER, FINE = 1.0, 0.5, 0.25

LABEL = Style(role="song", size=SIZES["五号"], smallest=7, align="center", leading=1.2, bilingual="label")
VALUE = Style(role="body", size=SIZES["五号"], smallest=6, align="center", leading=1.2)
LONG_VALUE = Style(role="body", size=SIZES["五号"], smallest=7, leading=1.3)
TITLE = Style(role="title", size=SIZES["二号"], smallest=15, align="center", bilingual="title")
SMALL = Style(role="song", size=SIZES["五号"], smallest=7)
_FOOT = Style(role="song", size=SIZES["六号"], smallest=5, leading=1.1)
# Half of the room in the middle of the footer, in mm.
_FOOT_MIDDLE = 11.0

# Above everything else on a page.
_OF_DAY, _OF_DAY_AT = Style(role="heading", size=SIZES["小五"], smallest=7), 3.2
_PADDING = 1.2
# Modules of 0.6 mm: read from a creased paper by a cheap scanner and by a telephone.
_QR, _QR_TOP = 12.6, 6.0
# Four modules around a code stay white (ISO/IEC 18004, 9.1).
_QUIET = 4 * _QR / 21
_QR_TEXT = Style(role="song", size=SIZES["小六"], smallest=5, align="right", leading=1.1)
# A title that is lower than this stands clear of the code and its number.
BELOW_CODE = _QR_TOP + _QR + _QUIET + 5.2
# What one that is higher leaves free for the code, on both sides since it stands in the middle.
BESIDE_CODE = _QR + _QUIET + 1.5
_RISE = 0.6
_GREY = 0.35
_PROGRAM = "乡镇教育资助"


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
    """One box of a table row: its width in columns, its text, and the name it is reported under.

    tibetan: stands under the text.
    """

    span: float
    text: str
    style: Style = VALUE
    name: str = ""
    tibetan: str = ""


def label(text: str, span: float) -> Cell:
    """A pre-printed label."""
    return Cell(span, text, LABEL, text.replace("\n", ""))


class Board:
    """A PDF being drawn. All measures in mm, y downwards; line widths and type sizes in points."""

    # Whether the footer says which page of how many it is; official letters count otherwise.
    counted = True

    def __init__(
        self, size: tuple[float, float], title: str, printed_on: date, reprint: bool, as_of: str = ""
    ) -> None:
        """as_of: the day (ISO) on which the content stood so, "" for what stands there now."""
        self._size = size
        self._height = size[1]
        self._labels = labels.now()
        self._ink = Ink(title, _PROGRAM, f"{_PROGRAM} {_version()}", printed_on)
        self._mark = "补打　" if reprint or as_of else ""
        self._of_day = f"补打：按{dates.spoken(as_of)}的内容" if as_of else ""
        self._stamp = f"打印日期 {dates.spoken(printed_on.isoformat())}　{_PROGRAM} {_version()}"
        self._number = ""
        self._pages = 0
        self._last: list[Callable[[], None]] = []
        self._placed: list[Placed] = []
        self._seals: list[Seal] = []
        self._missing: dict[str, None] = {}
        self._overflows: dict[str, None] = {}

    def resize(self, size: tuple[float, float]) -> None:
        """The pages that follow are of this size in mm."""
        self._size = size

    def page(
        self,
        number: str,
        page: int,
        pages: int,
        left: float,
        right: float,
        slip: Slip | None = None,
        top: float = 0,
    ) -> None:
        """Begin a page with its footer between left and right: document number, page, date, version.

        slip: the number in the print ledger; its QR code stands on the first page, at the right of the head.
        top: where that begins, below what is cut off.
        """
        self._end_page()
        self._pages += 1
        self._height = self._size[1]
        self._ink.page(self._size[0] * mm, self._size[1] * mm)
        # A letter without a number of its own is told by whom it is about.
        self._number = number or (slip.subject.words if slip else "")
        said = [f"编号 {number}" if number else "", f"单号 {slip.number}" if slip and page > 1 else ""]
        counted = f"第{page}页　共{pages}页" if self.counted else ""
        mark = "补打　" if slip and slip.reprint and not self._mark else self._mark
        self._last = [partial(self._foot, left, right - left, "\n".join(filter(None, said)), counted, mark)]
        # At the right there is the code of a first page, and in the middle of a later one what it belongs to.
        of_day = replace(_OF_DAY, align="center" if page == 1 else "right")
        self.block(left, _OF_DAY_AT, right - left, 4, self._of_day, of_day, "补打", padding=0)
        if slip and page == 1:
            self._placed.append(Placed(slip, self._pages - 1, pages))
            self._last.insert(0, partial(self.mark_slip, right, slip, top))

    def _foot(self, left: float, wide: float, said: str, counted: str, mark: str) -> None:
        y, side = self._height - 11.3, wide / 2 - _FOOT_MIDDLE
        with self.in_colour(_GREY, _GREY, _GREY):
            self.block(left, y, side, 5.4, said, _FOOT, "页脚", padding=0)
            self.block(left, y, wide, 5.4, counted, replace(_FOOT, align="center"), "页脚", padding=0)
            right = replace(_FOOT, align="right")
            self.block(left + wide - side, y, side, 5.4, mark + self._stamp, right, "页脚", padding=0)

    def _end_page(self) -> None:
        """The number and the footer are written last: readers would take them into the lines beside them."""
        for draw in self._last:
            draw()
        self._last = []

    def mark_slip(self, right: float, slip: Slip, top: float = 0) -> None:
        """The QR code of a paper and its number below it, in two lines that can be keyed where no scanner is.

        top: where a paper begins that shares its page with others.
        """
        self.qr(right - _QR, top + _QR_TOP, _QR, slip.code)
        text = "\n".join(slip.halves)
        y = top + _QR_TOP + _QR + _QUIET
        self.block(right - 2 * _QR, y, 2 * _QR, 5.2, text, _QR_TEXT, "单号", padding=0)

    def seal(self, x: float, y: float) -> None:
        """Remember where the middle of a seal goes. Nothing is drawn: the preview alone shows a circle there."""
        self._seals.append(Seal(self._pages - 1, x, y))

    def qr(self, x: float, y: float, side: float, text: str) -> None:
        """A QR code of digits in a square."""
        rows = barcode.modules(text)
        self._ink.code(x * mm, self._up(y), side / len(rows) * mm, rows)

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = INNER) -> None:
        """A straight line."""
        self._ink.weight(weight)
        self._ink.rule(x1 * mm, self._up(y1), x2 * mm, self._up(y2))

    def cut_line(self, x1: float, x2: float, y: float) -> None:
        """Where scissors go."""
        self._ink.weight(INNER)
        self._ink.dashed(x1 * mm, self._up(y), x2 * mm)

    @contextmanager
    def in_colour(self, red: float, green: float, blue: float) -> Iterator[None]:
        """What is drawn meanwhile has this colour, each part from 0 to 1: the red head of official letters."""
        self._ink.colour(red, green, blue)
        yield
        self._ink.colour(0, 0, 0)

    def box(self, x: float, y: float, wide: float, high: float, weight: float = INNER) -> None:
        """An empty rectangle."""
        self._ink.weight(weight)
        self._ink.box(x * mm, self._up(y + high), wide * mm, high * mm)

    def row(self, x: float, y: float, unit: float, high: float, cells: Iterable[Cell]) -> float:
        """Cells side by side, unit mm to a column. Returns the y below them."""
        for cell in cells:
            wide = cell.span * unit
            self.box(x, y, wide, high)
            self.block(x, y, wide, high, cell.text, cell.style, cell.name, under=cell.tibetan)
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
        under: str = "",
    ) -> None:
        """A text fitted into a box, with the Tibetan under it; reported under name when it does not fit."""
        if not text:
            return
        rise = min(padding, _RISE)
        room = (wide - 2 * padding) * mm, (high - 2 * rise) * mm
        if self._labels.listening:
            self._labels.note(name, text, style, *room)
        parts = self._labels.parts(text, style, *room, under) if under or self._labels.words else ()
        if len(parts) < 2:
            self._text(x, y, wide, high, text, style, name, padding)
            return
        y += max(room[1] - sum(part.high for part in parts), 0) / mm / 2
        for part, said in zip(parts, (name, f"{name}（藏文）"), strict=False):
            self._text(x, y, wide, part.high / mm + 2 * rise, part.text, part.style, said, padding)
            y += part.high / mm

    def _text(
        self, x: float, y: float, wide: float, high: float, text: str, style: Style, name: str, padding: float
    ) -> None:
        room = (wide - 2 * padding) * mm, (high - 2 * min(padding, _RISE)) * mm
        fitted = fit(text, style, *room)
        self._report(text, name, fitted.whole)
        slack = 0 if style.top else (room[1] - fitted.high) / 2
        left, top = (x + padding) * mm, self._up(y + min(padding, _RISE)) - max(slack, 0)
        if not fitted.whole:
            # Keep a reported overflow from running over its neighbours.
            self._ink.clip(x * mm, self._up(y + high), wide * mm, high * mm)
        for line, start, base in zip(fitted.lines, fitted.starts, fitted.bases, strict=True):
            justified = style.align == "justify"
            for x, piece in spread(line, style.role, fitted.size, room[0]) if justified else ((start, line),):
                self._ink.text(left + x, top - base, style.role, piece, fitted.size)
        if not fitted.whole:
            self._ink.unclip()

    def height(self, text: str, style: Style, wide: float) -> float:
        """How high a running text stands at its full size in a measure, in mm."""
        lines = break_lines(text, style.role, style.size, wide * mm)
        return stand(lines, style)[1] * style.size / mm

    def save(self, path: Path) -> Printed:
        """Write the PDF in one step. Raises UserError when the place cannot be written."""
        self._end_page()
        written = self._ink.save()
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(written)
            os.replace(beside, path)
        except OSError as wrong:
            beside.unlink(missing_ok=True)
            why = "磁盘已满" if wrong.errno == errno.ENOSPC else wrong.strerror
            raise UserError(
                f"无法写入“{path.parent}”里的文件（{why}）。请清理磁盘、关闭正在使用该文件的程序，或换一个文件夹后再试。"
            ) from wrong
        placed, seals = tuple(self._placed), tuple(self._seals)
        return Printed(path, self._pages, list(self._missing), list(self._overflows), placed, seals)

    def _report(self, text: str, name: str, whole: bool) -> None:
        lost = fonts.missing(text)
        if whole and not lost:
            return
        plain = text.replace("\n", " ")
        place = f"{self._number} {name}".strip()
        # A paper without a number of its own is told by the name that stands in the box.
        said = place if plain in self._number else f"{place}：{plain}"
        for char in lost:
            self._missing[f"{said}（U+{ord(char):04X}）"] = None
        if not whole:
            self._overflows[said] = None

    def _up(self, y: float) -> float:
        return (self._height - y) * mm


def _version() -> str:
    return metadata.version("eduaid-desktop")
