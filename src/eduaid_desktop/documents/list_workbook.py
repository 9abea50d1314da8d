"""A list as a workbook that may be handed on: title, remark, headings, rows, the sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eduaid_desktop.documents.sheet_writer import Book, SheetWriter, letter

Value = str | int | Decimal | None


@dataclass(frozen=True)
class Heading:
    """width in characters; money and whole numbers stand flush right as numbers, all else is text."""

    title: str
    width: int


@dataclass(frozen=True)
class ListSheet:
    """remark stands under the title; mark (内部资料) at the head of every printed page; total below the rows."""

    title: str
    remark: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Value]]
    total: Sequence[Value]
    mark: str = ""


def build(content: ListSheet) -> bytes:
    """The bytes of an .xlsx file."""
    widths = [heading.width for heading in content.headings]
    last = letter(len(widths))
    with Book(content.title) as book:
        writer = SheetWriter(
            book, content.title, widths, header_rows="3:3", freeze="A4", mark=content.mark, height=18
        )
        writer.row([(content.title, "title")], 32)
        writer.row([(content.remark, "plain")], 20)
        writer.merge(f"A1:{last}1", f"A2:{last}2")
        writer.row([(heading.title, "head") for heading in content.headings], 24)
        for row in content.rows:
            writer.row((value, _style(value)) for value in row)
        writer.row([(value, _style(value, "total")) for value in content.total], 20)
        return book.bytes()


def _style(value: Value, kind: str = "") -> str:
    if isinstance(value, Decimal):
        return "total_money" if kind else "money"
    if isinstance(value, int):
        return "total_number" if kind else "number"
    return kind or "one_line"
