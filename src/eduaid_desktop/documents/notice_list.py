"""公示名单: what a village or township hangs on its board, and nothing more than may hang there.

教财厅函〔2017〕28号 forbids ID numbers, addresses, telephone and account numbers and birth dates.
A row therefore has no place for them; columns, rows and headings are held against the list of what may be
shown once more before anything is drawn, wherever they come from, and the finished paper is read once more: what
a label or a template put there has no other way out either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reportlab.lib.units import mm

from eduaid_desktop.documents import pages, typesetting
from eduaid_desktop.documents.paper import A4, LABEL, OUTER, SMALL, TITLE, VALUE, Board, Cell, Printed
from eduaid_desktop.documents.typesetting import Style
from eduaid_desktop.domain import dates, money, public_notice
from eduaid_desktop.domain.public_notice import AMOUNT, RELIEF, Kind
from eduaid_desktop.domain.slip import Slip

_LEFT, _WIDE, _BOTTOM = 28.0, 166.0, 283.0
_NUMBER_SPAN = 10.0
_SPANS = {
    "student_name": 30, "head_name": 26, "school": 37, "grade_class": 21, "purpose": 22, "programme": 37,
    "amount_fen": 20,
}  # fmt: skip
# What the QR code and its number take at the right of the title, which stays in the middle.
_BESIDE_CODE = 17.0
_HEAD, _ROW, _FOOT, _NEXT_TOP = 11.0, 9.0, 62.0, 20.0
Spans = Mapping[str, float]
Rows = Sequence["NoticeRow | AidNoticeRow"]
_ENTRY = replace(VALUE, size=10.5, smallest=8)
_FIGURE = replace(_ENTRY, align="right")
_LOOSE = replace(SMALL, size=9, smallest=6, align="right")
_BODY = replace(SMALL, size=12, smallest=9, leading=1.6, top=True)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One child on a notice: the whole list of what may be shown. Raises Refused when a text holds a number,
    a birth date or an address."""

    student_name: str
    head_name: str
    school: str
    grade_class: str
    purpose: str
    amount_fen: int

    def __post_init__(self) -> None:
        for text in (self.student_name, self.head_name, self.school, self.grade_class, self.purpose):
            public_notice.require_text(text)


@dataclass(frozen=True, slots=True)
class AidNoticeRow:
    """One child on a notice of student aid: the whole list of what may be shown; amount_fen: None where none is told.

    Raises Refused as NoticeRow does.
    """

    student_name: str
    school: str
    grade_class: str
    programme: str
    amount_fen: int | None = None

    def __post_init__(self) -> None:
        for text in (self.student_name, self.school, self.grade_class, self.programme):
            public_notice.require_text(text)


@dataclass(frozen=True, slots=True)
class NoticeListData:
    """A notice. place: 格桑镇扎西村 or 格桑镇; basis: the document or meeting it rests on; dates in ISO.

    kind: what it may list; subject: the fund or programme it is about.

    days is the length of the notice and day_kind says which days (自然日 or 工作日). phones: who
    supervises and the number. organisation seals; announced_on stands under its name. columns: of
    kind.columns those that are shown; namesakes: names that several villagers bear.
    """

    number: str
    place: str
    term: str
    basis: str
    rows: tuple[NoticeRow, ...] | tuple[AidNoticeRow, ...]
    period_from: str
    period_to: str
    days: int
    day_kind: str
    phones: tuple[tuple[str, str], ...]
    organisation: str
    announced_on: str
    columns: tuple[str, ...] = tuple(RELIEF.columns)
    namesakes: frozenset[str] = frozenset()
    kind: Kind = RELIEF
    subject: str = "教育扶贫救助基金"
    slip: Slip | None = None


def write(
    notices: NoticeListData | Sequence[NoticeListData],
    path: Path,
    *,
    reprint: bool = False,
    printed_on: date,
) -> Printed:
    """Write one notice, or several one after another; the header row stands on every page.

    The same notices give the same bytes. Raises Refused, before anything is written, where a notice would
    show what the public may not see, UserError when the file cannot be written.
    """
    each = [notices] if isinstance(notices, NoticeListData) else list(notices)
    for notice in each:
        _require_public(notice)
    board = Board(A4, f"{each[0].subject}公示名单", printed_on, reprint)
    for notice in each:
        _notice(board, notice)
    printed = board.save(path)
    read_again(printed, [telephone for notice in each for _, telephone in notice.phones])
    return printed


def read_again(printed: Printed, telephones: Sequence[str]) -> None:
    """What stands on a public paper is what was let through, whoever drew it; otherwise the paper is taken back.

    Raises Refused for a long number that is neither its slip number nor one of the telephones of the office.
    """
    slips = [part for each in printed.placed for part in each.slip.halves]
    try:
        lines = [line for text in pages.text(printed.path) for line in text.splitlines()]
        public_notice.require_paper(lines, [*telephones, *slips])
    except BaseException:
        printed.path.unlink()
        raise


def _require_public(notice: NoticeListData) -> None:
    """The last door: nothing that comes after it looks at what a text says."""
    public_notice.require_columns(notice.columns, notice.kind)
    for row in notice.rows:
        public_notice.require_row(row, notice.namesakes, notice.kind)
    days = (notice.period_from, notice.period_to, notice.announced_on)
    public_notice.require_period(days, notice.days, notice.day_kind)
    headings = (notice.number, notice.place, notice.term, notice.basis, notice.organisation, notice.subject)
    for heading in headings:
        public_notice.require_heading(heading)
    for who, telephone in notice.phones:
        public_notice.require_heading(who)
        public_notice.require_telephone(telephone)


def _notice(board: Board, notice: NoticeListData) -> None:
    columns = public_notice.require_columns(notice.columns, notice.kind)
    spans = _spans(columns)
    opening = _opening(notice)
    tall = len(typesetting.break_lines(opening, "song", 12, _WIDE * mm)) * 12 * 1.6 / mm + 2
    portions = _portions(notice.rows, spans, 44 + tall)
    number = 1
    for place, rows in enumerate(portions, 1):
        board.page(notice.number, place, len(portions), _LEFT, _LEFT + _WIDE, notice.slip)
        y = _heading(board, notice, opening, tall) if place == 1 else _running(board, notice)
        top = y
        y = _table(board, y, rows, spans, number, notice.kind)
        number += len(rows)
        if place == len(portions):
            y = _total(board, y, notice)
        board.box(_LEFT, top, _WIDE, y - top, OUTER)
    _foot(board, y + 5, notice)


def _opening(notice: NoticeListData) -> str:
    words = {name: getattr(notice, name) for name in ("basis", "place", "term", "subject")}
    return "　　" + notice.kind.opening.format_map(words)


def _spans(columns: Sequence[str]) -> Spans:
    """The width of each column in mm; where some are left out the others share their room."""
    room = (_WIDE - _NUMBER_SPAN) / sum(_SPANS[name] for name in columns)
    return {name: _SPANS[name] * room for name in columns}


def _portions(rows: Rows, spans: Spans, first_top: float) -> list[Rows]:
    """Rows per page; the last page keeps room for the total and the foot."""
    portions: list[Rows] = []
    start, top = 0, first_top
    while True:
        room = _BOTTOM - top - _HEAD
        if sum(_high(row, spans) for row in rows[start:]) + _ROW + _FOOT <= room:
            return [*portions, rows[start:]]
        end = start + 1
        while end < len(rows) - 1 and sum(_high(row, spans) for row in rows[start : end + 1]) <= room:
            end += 1
        portions.append(rows[start:end])
        start, top = end, _NEXT_TOP


def _shown(row: "NoticeRow | AidNoticeRow", column: str) -> str:
    value = getattr(row, column)
    return money.yuan(value) if column == AMOUNT else str(value)


def _high(row: "NoticeRow | AidNoticeRow", spans: Spans) -> float:
    """A long name makes its row higher, so that nobody's name is cut off on the board."""
    lines = max(
        len(typesetting.break_lines(_shown(row, name), _ENTRY.role, _ENTRY.smallest, (span - 2.4) * mm))
        for name, span in spans.items()
    )
    return max(_ROW, typesetting.height_of(lines, _ENTRY, _ENTRY.smallest) / mm + 2)


def _heading(board: Board, notice: NoticeListData, opening: str, tall: float) -> float:
    clear = _WIDE - 2 * _BESIDE_CODE
    first = f"{notice.place}{notice.subject}"
    if len(typesetting.break_lines(first, TITLE.role, TITLE.size, clear * mm)) > 1:
        first = f"{notice.place}\n{notice.subject}"
    board.block(_LEFT + _BESIDE_CODE, 18, clear, 22, f"{first}\n{notice.kind.listed}", TITLE, "标题")
    board.block(_LEFT, 43, _WIDE, tall, opening, _BODY, "公示说明", padding=0)
    return 44 + tall


def _running(board: Board, notice: NoticeListData) -> float:
    """What a page that got loose from the board belongs to."""
    words = f"{notice.place}{notice.subject}{notice.kind.listed}（续）"
    board.block(_LEFT, _NEXT_TOP - 7, _WIDE, 5, words, _LOOSE, "标题", padding=0)
    return _NEXT_TOP


def _table(board: Board, y: float, rows: Rows, spans: Spans, number: int, kind: Kind) -> float:
    titles = kind.columns
    head = [Cell(span, titles[name], LABEL, titles[name]) for name, span in spans.items()]
    y = board.row(_LEFT, y, 1, _HEAD, [Cell(_NUMBER_SPAN, "序号", LABEL, "序号"), *head])
    for row in rows:
        cells = [Cell(span, _shown(row, name), _style(name), titles[name]) for name, span in spans.items()]
        cells.insert(0, Cell(_NUMBER_SPAN, str(number), _ENTRY, "序号"))
        y = board.row(_LEFT, y, 1, _high(row, spans), cells)
        number += 1
    return y


def _style(column: str) -> Style:
    return _FIGURE if column == AMOUNT else _ENTRY


def _total(board: Board, y: float, notice: NoticeListData) -> float:
    count = f"{len(notice.rows)} {notice.kind.counted}"
    if AMOUNT not in notice.columns:
        cells = [Cell(36, "合计", LABEL, "合计"), Cell(_WIDE - 36, count, _ENTRY, "合计")]
        return board.row(_LEFT, y, 1, _ROW, cells)
    fen = sum(row.amount_fen or 0 for row in notice.rows)
    text = f"{count}，{money.amount_in_words(fen)}"
    cells = [
        Cell(36, "合计", LABEL, "合计"),
        Cell(_WIDE - 36 - 30, text, replace(_ENTRY, align="left"), "合计"),
        Cell(30, money.yuan(fen), _FIGURE, "合计"),
    ]
    return board.row(_LEFT, y, 1, _ROW, cells)


def _foot(board: Board, y: float, notice: NoticeListData) -> None:
    period = f"{dates.spoken(notice.period_from)}至{dates.spoken(notice.period_to)}"
    board.block(
        _LEFT,
        y,
        _WIDE,
        7,
        f"公示期：{period}，共{notice.days}个{notice.day_kind}。",
        _BODY,
        "公示期",
        padding=0,
    )
    phones = "；".join(f"{who} {phone}" for who, phone in notice.phones)
    board.block(_LEFT, y + 7, _WIDE, 13, f"监督电话：{phones}。", _BODY, "监督电话", padding=0)
    right = _LEFT + _WIDE - 70
    centred = replace(SMALL, size=12, align="center")
    board.seal(right + 35, y + 41)
    board.block(right, y + 34, 70, 8, notice.organisation, centred, "单位")
    board.block(right, y + 42, 70, 8, dates.spoken(notice.announced_on), centred, "日期")
