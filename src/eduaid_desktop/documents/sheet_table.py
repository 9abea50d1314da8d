"""The tables of plain sheets: heads of one or two levels, rows as high as their text, subtotals, totals."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import groupby

from reportlab.lib.units import mm

from eduaid_desktop.documents.paper import LABEL, VALUE, Board, Cell
from eduaid_desktop.documents.sheet_pages import LEFT, UPRIGHT, Block, Frame
from eduaid_desktop.documents.typesetting import SIZES, Style, fit
from eduaid_desktop.domain.sheet import Column, Subtotal

ROW, HEAD, PADDING, ANY = 7.0, 8.0, 2.4, 1000.0
# How many columns a list has at most that is set in 五号; more of them are set in 小五.
_FEW = 7
_PAGE_SUM = "本页小计"


@dataclass(frozen=True, slots=True)
class _Styles:
    """How the cells of a table are set: rows, subtotals and the total, a style for each column."""

    row: Sequence[Style]
    subtotal: Sequence[Style]
    total: Sequence[Style]
    head: Style


def _styles(columns: Sequence[Column], rows: Sequence[Sequence[str]], foot: Sequence[str]) -> _Styles:
    # A text of words wraps long before it is as small as that; a number that stands on one line may have to be.
    cell = replace(VALUE, size=SIZES["五号" if len(columns) <= _FEW else "小五"], smallest=6, leading=1.25)
    head = replace(LABEL, size=cell.size)
    sides = ["right" if column.right else "left" for column in columns]
    figures = _figure_size(columns, [*rows, foot] if foot else rows, replace(cell, align="right"))
    sizes = [figures if column.right else cell.size for column in columns]
    row = [replace(cell, align=side, size=size) for side, size in zip(sides, sizes, strict=True)]
    total = [
        replace(head, align=side, size=size, bilingual="" if side == "right" else head.bilingual)
        for side, size in zip(sides, sizes, strict=True)
    ]
    return _Styles(row, [replace(style, role="heading") for style in row], total, head)


def _figure_size(columns: Sequence[Column], rows: Sequence[Sequence[str]], style: Style) -> float:
    """The figures of a table stand in one size, the one that its longest figure needs."""
    figures = {(row[n], column.wide) for n, column in enumerate(columns) if column.right for row in rows}
    sizes = (fit(text, style, (wide - PADDING) * mm, ANY).size for text, wide in figures)
    return min(sizes, default=style.size)


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a table in mm: the upper level is 0 high where no column belongs to a group."""

    columns: Sequence[Column]
    style: Style
    upper: float
    lower: float

    def draw(self, board: Board, y: float) -> None:
        """A column without a group stands across both levels."""
        x = LEFT
        for group, found in groupby(self.columns, key=lambda column: column.group):
            columns = list(found)
            wide, high, top = sum(c.wide for c in columns), self.lower, y
            if group:
                board.row(x, y, 1, self.upper, [Cell(wide, group, self.style, group)])
                top = y + self.upper
            else:
                high += self.upper
            board.row(x, top, 1, high, [Cell(c.wide, c.title, self.style, _name(c)) for c in columns])
            x += wide


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    frame: Frame = UPRIGHT,
    foot: Sequence[str] = (),
    least: float = 0,
) -> Iterator[Block]:
    """The rows of a list; its head stands above the first row of every page, where no row and no total is alone.

    least: how high a row is at least, in mm. A text that is higher than a page is reported by the board.
    """
    scaled = _scaled(columns, frame.wide)
    styles = _styles(scaled, rows, foot)
    head = _head(scaled, styles)
    yield head
    for place, row in enumerate(rows, 1):
        style = styles.subtotal if isinstance(row, Subtotal) else styles.row
        high = min(max(ROW, least, _row_high(scaled, row, style)), frame.tallest)
        last = place == len(rows) - (0 if foot else 1)
        draw = partial(_cells, scaled, row, high, style)
        yield Block(high, draw, head, keep=last, framed=True, row=row)
    if foot:
        high = max(HEAD, _row_high(scaled, foot, styles.total))
        yield Block(high, partial(_cells, scaled, foot, high, styles.total), head, framed=True)


def _head(columns: Sequence[Column], styles: _Styles) -> Block:
    grouped = [column for column in columns if column.group]
    lower = max([HEAD, *(_high(c.wide, c.title, styles.head) for c in grouped or columns)])
    upper = 0.0
    if grouped:
        wide = {group: sum(c.wide for c in found) for group, found in groupby(columns, key=lambda c: c.group)}
        upper = max([HEAD, *(_high(wide[c.group], c.group, styles.head) for c in grouped)])
        alone = max((_high(c.wide, c.title, styles.head) for c in columns if not c.group), default=0)
        lower = max(lower, alone - upper)
    sums = partial(_page_sum, columns, styles.subtotal) if any(column.summed for column in columns) else None
    return Block(
        upper + lower, _Head(columns, styles.head, upper, lower).draw, keep=True, framed=True, sums=sums
    )


def _page_sum(columns: Sequence[Column], style: Sequence[Style], rows: Sequence[Block]) -> Block:
    """The row 本页小计: what the summed columns come to on this page."""
    counted = [block.row for block in rows if not isinstance(block.row, Subtotal)]
    cells = [_sum([row[n] for row in counted]) if c.summed else "" for n, c in enumerate(columns)]
    words = next((n for n, c in enumerate(columns) if not c.summed and c.wide >= 14), 0)
    cells[words] = _PAGE_SUM
    high = max(ROW, _row_high(columns, cells, style))
    return Block(
        high,
        partial(_cells, columns, cells, high, style),
        framed=True,
        head=rows[0].head if rows else None,
    )


def _sum(shown: Sequence[str]) -> str:
    """Figures as they are shown (1,200.00 or 12) added up, a dash where there is none; no figure counts for nothing."""
    figures: list[Decimal] = []
    for text in shown:
        with suppress(InvalidOperation):
            figures.append(Decimal(text.replace(",", "")))
    return f"{sum(figures):,}" if figures else "—"


def _scaled(columns: Sequence[Column], wide: float) -> list[Column]:
    factor = wide / sum(column.wide for column in columns)
    return [replace(column, wide=column.wide * factor) for column in columns]


def _row_high(columns: Sequence[Column], row: Sequence[str], style: Sequence[Style]) -> float:
    return max(_high(c.wide, text, each) for c, text, each in zip(columns, row, style, strict=True))


def _high(wide: float, text: str, style: Style) -> float:
    """A long text makes its row higher, so that it stands whole."""
    return fit(text, style, (wide - PADDING) * mm, ANY).high / mm + 3


def _name(column: Column) -> str:
    return f"{column.group}{column.title}"


def _cells(
    columns: Sequence[Column],
    row: Sequence[str],
    high: float,
    style: Sequence[Style],
    board: Board,
    y: float,
) -> None:
    cells = [
        Cell(column.wide, text, each, _name(column))
        for column, text, each in zip(columns, row, style, strict=True)
    ]
    board.row(LEFT, y, 1, high, cells)
