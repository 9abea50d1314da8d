"""A plain sheet of the office as data: title, paragraphs, tables, who signs. documents.office_sheet draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eduaid_desktop.domain.slip import Slip


@dataclass(frozen=True)
class Column:
    """A column of a list; wide: its share of the paper, in mm of the 156 that GB/T 9704-2012 leaves.

    group: neighbours with the same group stand under one upper head that bears it. summed: a list of several pages
    gives the sum of its figures at the foot of each (本页小计).
    """

    title: str
    wide: float
    right: bool = False
    group: str = ""
    summed: bool = False


class Subtotal(tuple[str, ...]):
    """A row of a section that sums up those above it; it stands out, and no sum of a page counts it again."""

    __slots__ = ()


@dataclass(frozen=True)
class Section:
    """A part of a sheet: heading, a paragraph, a table with its total. What is empty is left out.

    rows: shown cells, one per column; a Subtotal among them stands out. foot: the total row under the table, one cell
    per column. least: how high a row is at least, in mm, where somebody signs in it; 0 for as high as its text.
    """

    title: str = ""
    words: str = ""
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[str]] = ()
    foot: Sequence[str] = ()
    least: float = 0


@dataclass(frozen=True)
class Sheet:
    """One paper of as many pages as it takes.

    above: what stands left and right under the title. opening, closing: paragraphs before and after the sections.
    signed: who signs at its end (经办人, 审核人). number: in the footer of every page. landscape: A4 across. paper:
    A3 or A4 across whatever it holds; empty for what its columns need, which is A3 beyond fourteen of them.
    internal: whole ID and account numbers stand on it, so every page says that it is for the office alone.
    slip: its number in the print ledger, in digits and as a QR code on its first page.
    """

    title: str
    sections: Sequence[Section] = ()
    above: tuple[str, str] = ("", "")
    opening: str = ""
    closing: str = ""
    signed: Sequence[str] = ()
    number: str = ""
    landscape: bool = False
    paper: Literal["", "A3", "A4"] = ""
    internal: bool = False
    slip: Slip | None = None
