"""Tibetan on paper: letters put together into stacks by HarfBuzz, and what stands in the PDF for each stack.

A glyph gets a character of its own beyond every alphabet (plane 15), so that a font subset can hold it. Two things
lead back to the letters, for readers differ: the subset's Unicode table (poppler) and ActualText (PDFium, Acrobat).
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr, TTFont
from reportlab.pdfgen.textobject import PDFTextObject

from eduaid_desktop import paths
from eduaid_desktop.documents import font_file

FONT = "NotoSerifTibetan-Regular"
# A run of the Tibetan block (U+0F00 to U+0FFF), which one shaping takes in.
RUN = re.compile("[\u0f00-\u0fff]+")
# What HarfBuzz puts under a sign that has no letter to stand on.
_NO_LETTER = "◌"
_own_characters = count(0xF0000)
_said: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A run as it is drawn: its glyphs, and its measures in em; top and bottom from the baseline.

    missing: the characters that the font has no glyph for, or that cannot stand where they are written.
    """

    glyphs: ShapedStr
    advance: float
    top: float
    bottom: float
    missing: tuple[str, ...]


@cache
def shape(run: str) -> Shaped:
    """Put a run of Tibetan characters into stacks."""
    import uharfbuzz  # type: ignore[import-untyped]

    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    uharfbuzz.shape(_harfbuzz(), buffer)
    placed = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    clusters = _clusters(run, [info.cluster for info, _ in placed])
    unit, drawn, data, tops, bottoms = 1 / _harfbuzz().face.upem, "", [], [0.0], [0.0]
    for (info, at), letters in zip(placed, clusters, strict=True):
        drawn += _own(info.codepoint, letters)
        data.append(_data(info, at, unit * 1000))
        extents = _harfbuzz().get_glyph_extents(info.codepoint)
        tops.append((at.y_offset + extents.y_bearing) * unit)
        bottoms.append((at.y_offset + extents.y_bearing + extents.height) * unit)
    advance = sum(at.x_advance for _, at in placed) * unit
    missing = _missing(run, placed)
    glyphs = ShapedStr(drawn, data)  # type: ignore[arg-type]  # the stubs say one ShapeData
    return Shaped(glyphs, advance, max(tops), min(bottoms), missing)


def draw(pen: PDFTextObject, glyphs: str) -> None:
    """Set the glyphs of a run where the pen stands, with the letters beside them (ISO 32000-1, 14.9.4)."""
    letters = "".join(map(said, glyphs)).encode("utf-16-be").hex().upper()
    # reportlab has no call for marked content inside a text object.
    operators: list[str] = pen._code  # type: ignore[attr-defined]
    operators.append(f"/Span <</ActualText <FEFF{letters}>>> BDC")
    pen.textOut(glyphs)
    operators.append("EMC")


def said(char: str) -> str:
    """The letters that a glyph of ours was made of; any other character is itself."""
    return _said.get(char, char)


def _clusters(run: str, begins: list[int]) -> list[str]:
    """The letters of each glyph: those of its stack at the first glyph, none at the others of the stack."""
    ends = {begin: end for begin, end in zip(begins, [*begins[1:], len(run)], strict=True) if begin != end}
    return [
        "" if place and begins[place - 1] == begin else run[begin : ends[begin]]
        for place, begin in enumerate(begins)
    ]


def _missing(run: str, placed: list[tuple[Any, Any]]) -> tuple[str, ...]:
    font = _harfbuzz()
    glyphs = {info.codepoint for info, _ in placed}
    wrong = [c for c in run if 0 in glyphs and not font.get_nominal_glyph(ord(c))]
    circle = font.get_nominal_glyph(ord(_NO_LETTER))
    wrong += [run[info.cluster] for info, _ in placed if info.codepoint == circle]
    return tuple(dict.fromkeys(wrong))


def _data(info: Any, at: Any, scale: float) -> Any:
    width = _harfbuzz().get_glyph_h_advance(info.codepoint)
    measures = (at.x_advance, at.y_advance, at.x_offset, at.y_offset, width)
    return ShapeData(info.cluster, *(measure * scale for measure in measures))


@cache
def _own(glyph: int, letters: str) -> str:
    """The character that stands for a glyph as it stands for these letters."""
    face = _font().face
    char = chr(next(_own_characters))
    _said[char] = letters
    face.charToGlyph[ord(char)] = glyph
    face.charWidths[ord(char)] = _harfbuzz().get_glyph_h_advance(glyph) * 1000 / _harfbuzz().face.upem
    return char


@cache
def _font() -> TTFont:
    font = font_file.opened(_file())
    pdfmetrics.registerFont(font)
    return font


@cache
def _harfbuzz() -> Any:
    import uharfbuzz

    # Says in words what is wrong with the file.
    _font()
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(_file()))))


def _file() -> Path:
    return paths.resources() / "fonts" / f"{FONT}.ttf"
