"""What a document of the office is: its title, what it is printed of, and what gathers and draws it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.letter import Letter
from eduaid_desktop.domain.sheet import Sheet
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.services import print_ledger
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

# The chapters of the printing desk, in its order.
BLANK, RELIEF, TABLES, LETTERS, MONEY, FILE, ATTENDANCE, PROJECTS = (
    "空白表和预填表", "申请和审批", "名单和报表", "公文和告知", "发放", "档案", "控辍保学", "项目",
)  # fmt: skip
GROUPS = (BLANK, RELIEF, TABLES, LETTERS, MONEY, FILE, ATTENDANCE, PROJECTS)
# What Wanted.what may name.
VILLAGE, HOUSEHOLD, NOTICE, PAYMENT_LIST, BATCH, YEAR, MONTH, PERSON, SCHOOL, CLASS, PROJECT = (
    "village", "household", "notice", "payment_list", "batch", "year", "month", "person", "school", "class", "project",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is asked for: of one case (number), a term or more; a document says what it cannot do without.

    as_of: ISO day on which the records are to be read, "" for now. what: a number, name or code of the kind that
    the document takes (Document.what). answers: what was typed for this paper, by the name of its question.
    """

    case: str | None = None
    term: str | None = None
    what: str | None = None
    filled: bool = True
    reprint: bool = False
    as_of: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """title: as menus name it; group: its chapter of the printing desk. draw writes it and says what is not whole.

    about: what it can be printed of, "case", "term" or both; empty where only what counts. what: the kinds that
    Wanted.what may name. asks: questions answered for every paper (文号, 日期, 期限). dated: it can be printed as of a
    day. returns: it comes back signed, and counts as out until it does. numbered: it has a slip number. opinions: its
    opinion boxes can be left empty (Wanted.filled). two_sided: laid out for both sides of a sheet. note: what it is
    for, where its title does not say it. whole: what it is of where nothing of what is named; "" where one of them, or
    a case, has to be.
    """

    title: str
    draw: "Callable[[Desk, Path, Wanted], Printed]"
    group: str = RELIEF
    about: Sequence[str] = ()
    what: Sequence[str] = ()
    asks: Sequence[Field] = ()
    dated: bool = False
    returns: bool = False
    numbered: bool = True
    opinions: bool = False
    two_sided: bool = False
    note: str = ""
    whole: str = "全部"


Page = tuple[Sheet | Letter, Subject | None]


def drawn(
    document: str, make: "Callable[[Desk, Wanted], Sequence[Page]]"
) -> "Callable[[Desk, Path, Wanted], Printed]":
    """What draws a document made of plain sheets or of letters; each that is about something gets its number."""

    def draw(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
        from eduaid_desktop.documents import office_sheet, official_letter

        papers = [*_numbered(desk, document, make(desk, wanted))]
        marks: Any = {"printed_on": desk.today(), "reprint": wanted.reprint}
        if letters := [paper for paper in papers if isinstance(paper, Letter)]:
            return official_letter.write(letters, path, **marks)
        return office_sheet.write([paper for paper in papers if isinstance(paper, Sheet)], path, **marks)

    return draw


def _numbered(desk: Desk, document: str, pages: Iterable[Page]) -> Iterator[Sheet | Letter]:
    """The papers with their numbers: two about one record, a school under its old and its new name, have two."""
    last: dict[int, int] = {}
    for paper, about in pages:
        record_id = about.record_id if about else 0
        made = print_ledger.numbered(desk, document, paper, about, after=last.get(record_id, 0))
        if made.slip:
            last[record_id] = max(made.slip.issue, last.get(record_id, 0))
        yield made
