"""A letter of the office as data: 函, 证明 and 告知书. documents.official_letter draws it."""

import re
from dataclasses import dataclass

from eduaid_desktop.domain.dates import BLANK_DATE
from eduaid_desktop.domain.slip import Slip
from eduaid_desktop.domain.text import half_width

# Room to write a name or a telephone number by hand.
TO_WRITE = "＿＿＿＿＿＿＿＿"
_SYMBOL = re.compile(r"([^\d\s]+?)\s*[〔[(【「]\s*(\d{4})\s*[〕\])】」]\s*第?\s*0*([1-9]\d*)\s*号?")


@dataclass(frozen=True)
class Part:
    """A part of a letter: its heading (一、…), "" for none, and its paragraphs."""

    heading: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """送达回证, signed by whoever receives a letter. paper: what is handed over; to: whom it is for; by: who brings it.

    fingerprint: whoever does not write leaves a fingerprint before a witness.
    """

    paper: str
    to: str
    fingerprint: bool = True
    by: str = ""


@dataclass(frozen=True)
class Letter:
    """One letter of as many pages as it takes.

    title: with its line breaks. above: what stands left and right under it. to: 主送机关 or the family, "" for
    whom it may concern. signed: who signs by hand above the seal. sender and date stand in the seal area;
    attachments and note (附注) as GB/T 9704-2012 places them. masthead: the name over the red line of a letter
    between offices (信函格式), with its symbol (发文字号). number: in the footer of every page. small: body in 小三.
    """

    title: str
    parts: tuple[Part, ...]
    sender: str
    date: str = BLANK_DATE
    to: str = ""
    above: tuple[str, str] = ("", "")
    attachments: tuple[str, ...] = ()
    note: str = ""
    signed: tuple[str, ...] = ()
    masthead: str = ""
    symbol: str = ""
    number: str = ""
    small: bool = False
    receipt: Receipt | None = None
    slip: Slip | None = None


def symbol(written: str) -> str:
    """格府函〔2018〕12号 from 格府函[2018]第012号: hexagonal brackets, no 第, no leading zeros (GB/T 9704-2012, 7.2.5).

    Raises ValueError for what is no 发文字号.
    """
    found = _SYMBOL.fullmatch(half_width(written).strip())
    if not found:
        raise ValueError(written)
    return f"{found[1]}〔{found[2]}〕{found[3]}号"
