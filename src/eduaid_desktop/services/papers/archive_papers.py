"""档案封面 and 卷内目录: the papers on top of the file of a case, or of all of a term or a village."""

from collections.abc import Callable, Sequence

from eduaid_desktop.domain.sheet import Sheet
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import archiving, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.case_papers import WHICH
from eduaid_desktop.services.papers.kinds import FILE, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_case, of_term
from eduaid_desktop.store.store import Row


def _of(sheet: Callable[[Desk, list[Row]], Sheet]) -> Callable[[Desk, Wanted], Sequence[Page]]:
    def make(desk: Desk, wanted: Wanted) -> Sequence[Page]:
        if not (wanted.case or wanted.term):
            raise UserError(WHICH)
        case = relief.find_case(desk, wanted.case) if wanted.case else None
        cases = archiving.chosen(desk, case, wanted.term, wanted.what)
        return [(sheet(desk, cases), _subject(desk, case, cases, wanted))]

    return make


def _subject(desk: Desk, case: Row | None, cases: Sequence[Row], wanted: Wanted) -> Subject:
    if case:
        return of_case(case)
    return of_term(desk, cases[0]["term"], cases[0]["village"] if wanted.what else None)


DOCUMENTS = {
    "archive_cover": Document(
        "档案封面", drawn("archive_cover", _of(archiving.cover)), FILE, ("case", "term"), (VILLAGE,)
    ),
    "archive_contents": Document(
        "卷内目录", drawn("archive_contents", _of(archiving.contents)), FILE, ("case", "term"), (VILLAGE,)
    ),
}
