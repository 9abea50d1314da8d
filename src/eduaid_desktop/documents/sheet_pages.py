"""The paper of plain sheets and what stands on which page of it.

The measures are those of GB/T 9704-2012: 28 mm to bind, 156 mm to write on. Across, a list is bound at the same edge
and comes nearer to the other; one of more than fourteen columns takes A3.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from eduaid_desktop.documents.paper import A3_ACROSS, A4, A4_ACROSS, BELOW_CODE, OUTER, Board
from eduaid_desktop.documents.typesetting import SIZES, Style
from eduaid_desktop.domain.sheet import Sheet
from eduaid_desktop.domain.slip import Slip

LEFT, WIDE = 28.0, 156.0
# Across: the edge that is not bound, and how many columns A4 takes.
_RIGHT, _MOST = 16.0, 14
TOP, TITLE_TOP = 24.0, BELOW_CODE
_FOOTER = 19.0
# At the left above the title, where GB/T 9704-2012, 7.2.2, puts it.
_MARK_WIDE = 34.0
_RUNNING = Style(role="song", size=SIZES["小五"], smallest=6)


@dataclass(frozen=True, slots=True)
class Block:
    """Something of a height in mm that stands on one page. head: drawn again where a page begins with this one.

    keep: the block after it stands on the same page. framed: part of a table, which gets its outer frame on every
    page. sums: of a head, makes the row that sums up the rows of a page. row: what such a row is made of.
    """

    high: float
    draw: Callable[[Board, float], None]
    head: "Block | None" = None
    keep: bool = False
    framed: bool = False
    sums: "Callable[[Sequence[Block]], Block] | None" = None
    row: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper of a sheet in mm: its size, the measure, and the last line that may be written on."""

    size: tuple[float, float]
    wide: float

    @property
    def bottom(self) -> float:
        """Where the footer begins."""
        return self.size[1] - _FOOTER

    @property
    def tallest(self) -> float:
        """As high as a row may be, so that it stands on a page under a title and a head."""
        return self.bottom - TITLE_TOP - 60


UPRIGHT = Frame(A4, WIDE)
ACROSS = Frame(A4_ACROSS, A4_ACROSS[0] - LEFT - _RIGHT)
WIDEST = Frame(A3_ACROSS, A3_ACROSS[0] - LEFT - _RIGHT)


def frame_of(sheet: Sheet) -> Frame:
    """The paper that a sheet is drawn on: as it says itself, else as its columns need."""
    if sheet.paper:
        return {"A3": WIDEST, "A4": ACROSS}[sheet.paper]
    if max((len(section.columns) for section in sheet.sections), default=0) > _MOST:
        return WIDEST
    return ACROSS if sheet.landscape else UPRIGHT


def draw(
    board: Board,
    title: str,
    blocks: Sequence[Block],
    frame: Frame,
    number: str = "",
    mark: str = "",
    slip: Slip | None = None,
) -> None:
    """Lay blocks on as many pages as they take; a page that got loose says what it belongs to.

    mark: stands at the head of every page.
    """
    board.resize(frame.size)
    laid = _laid(blocks, frame)
    for page, group in enumerate(laid, 1):
        board.page(number, page, len(laid), LEFT, LEFT + frame.wide, slip)
        board.block(LEFT, 16, _MARK_WIDE, 5, mark, _RUNNING, "密级", padding=0)
        if page > 1:
            x, right = LEFT + _MARK_WIDE, replace(_RUNNING, align="right")
            board.block(x, 16, frame.wide - _MARK_WIDE, 5, f"{title}（续）", right, "标题", padding=0)
        _page(board, group, frame, TITLE_TOP if page == 1 else TOP)


def _page(board: Board, group: Sequence[Block], frame: Frame, y: float) -> None:
    frames: list[list[float]] = []
    inside = False
    for block in group:
        if block.framed and (not inside or block.head is None):
            frames.append([y, y])
        block.draw(board, y)
        y += block.high
        inside = block.framed
        if inside:
            frames[-1][1] = y
    for top, bottom in frames:
        board.box(LEFT, top, frame.wide, bottom - top, OUTER)


def _laid(blocks: Sequence[Block], frame: Frame) -> list[list[Block]]:
    """The blocks of each page, summed up at its foot where a table asks for it and takes more than one page."""
    found = paged(blocks, TITLE_TOP, TOP, frame.bottom)
    rows = Counter(id(block.head) for block in blocks if block.row)
    summed = [b for b in blocks if b.sums]
    if len(found) == 1 or not summed:
        return found
    foot = max(b.sums([]).high for b in summed if b.sums)
    found = paged(blocks, TITLE_TOP, TOP, frame.bottom - foot)
    return [list(_summed(page, rows)) for page in found]


def _summed(page: Sequence[Block], rows: Counter[int]) -> Iterator[Block]:
    """A page with the sum of its rows under the last one of each table that goes on elsewhere."""
    for block in page:
        yield block
        head = block.head
        if head is None or not head.sums or not block.row:
            continue
        here = [b for b in page if b.head is head and b.row]
        if here[-1] is block and len(here) < rows[id(head)]:
            yield head.sums(here)


def paged(blocks: Sequence[Block], first_top: float, top: float, bottom: float) -> list[list[Block]]:
    """The blocks of each page between these lines in mm; nothing that is kept with the next is the last of a page."""
    pages: list[list[Block]] = [[]]
    y, place = first_top, 0
    while place < len(blocks):
        group = _together(blocks, place, bottom - top)
        if y + sum(block.high for block in group) > bottom and pages[-1]:
            head = group[0].head
            pages.append([head] if head else [])
            y = top + (head.high if head else 0)
        pages[-1] += group
        y += sum(block.high for block in group)
        place += len(group)
    return pages


def _together(blocks: Sequence[Block], place: int, room: float) -> Sequence[Block]:
    """A block and those that it is kept with, as far as a page of so many mm holds them under their head."""
    end = place
    head = blocks[place].head
    high = blocks[place].high + (head.high if head else 0)
    while blocks[end].keep and end + 1 < len(blocks) and high + blocks[end + 1].high <= room:
        end += 1
        high += blocks[end].high
    return blocks[place : end + 1]
