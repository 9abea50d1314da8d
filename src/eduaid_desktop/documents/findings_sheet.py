"""核对问题清单: what a county found in the batches of one township, to be answered line by line and sent back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from eduaid_desktop.documents.sheet_writer import Book, SheetWriter, Styled, letter

_COLUMNS = (
    ("序号", 5), ("问题", 13), ("把握", 7), ("申请编号", 27), ("姓名", 12), ("金额（元）", 12), ("说明", 48),
    ("怎么办", 28), ("乡镇核实情况", 22),
)  # fmt: skip
# How many characters of its column stand in a line of the sheet, and how high that is in points.
_IN_A_LINE, _LINE = {6: 23, 7: 13}, 15

_FOOT = "核实人（签字）：　　　　　　　　负责人（签字）：　　　　　　　　单位（盖章）　　　　年　　月　　日"


@dataclass(frozen=True)
class Note:
    """One finding. cases and names: of the township's own rows; amount: their sum in fen."""

    title: str
    sure: str
    cases: Sequence[str]
    names: Sequence[str]
    amount: int
    sentence: str
    advice: str


@dataclass(frozen=True)
class Notes:
    """What goes to one township. known: batches, rows, sum and check codes, to be compared by telephone."""

    title: str
    township: str
    known: str
    notes: Sequence[Note]
    day: str


def build(content: Notes) -> bytes:
    """The bytes of an .xlsx file."""
    widths = [width for _, width in _COLUMNS]
    last = letter(len(_COLUMNS))
    with Book(content.title) as book:
        writer = SheetWriter(
            book, "核对问题清单", widths, header_rows="4:4", freeze="A5", mark="内部资料　注意保密"
        )
        writer.row([(content.title, "title")], 34)
        writer.row([(f"送：{content.township}　　共 {len(content.notes)} 条　　{content.day}", "plain")], 20)
        writer.row([(content.known, "prose")], 20 + _LINE * (len(content.known) // 90))
        writer.merge(*(f"A{row}:{last}{row}" for row in (1, 2, 3)))
        writer.row([(name, "head") for name, _ in _COLUMNS], 24)
        for number, note in enumerate(content.notes, 1):
            cells = _cells(number, note)
            writer.row(cells, _height(cells, len(note.cases)))
        end = writer.row([(_FOOT, "plain")], 40)
        writer.merge(f"A{end}:{last}{end}")
        return book.bytes()


def _cells(number: int, note: Note) -> list[Styled]:
    return [
        (number, "number"),
        (note.title, "center"),
        (note.sure, "center"),
        ("\n".join(note.cases), "text"),
        ("\n".join(note.names), "text"),
        (Decimal(note.amount) / 100, "money"),
        (note.sentence, "text"),
        (note.advice, "text"),
        (None, "text"),
    ]


def _height(cells: Sequence[Styled], rows: int) -> float:
    """A sheet that nobody opens in Excel before printing does not fit its rows by itself."""
    lines = [int(_wide(str(cells[place][0])) / wide) + 1 for place, wide in _IN_A_LINE.items()]
    return _LINE * max(*lines, rows) + 6


def _wide(words: str) -> float:
    """How many Chinese characters a text is as wide as: digits and letters take about half of one."""
    return sum(1 if ord(c) > 0xFF else 0.55 for c in words)
