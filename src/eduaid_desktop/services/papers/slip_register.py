"""未收回单据清单: what the office gave out and still waits for, village by village, to be fetched and ticked off."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.services import office, print_ledger, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.kinds import TABLES, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_term
from eduaid_desktop.services.villages import code_of
from eduaid_desktop.store import slip_queries
from eduaid_desktop.store.store import Row

_COLUMNS = (
    Column("序号", 14, right=True), Column("单号", 49), Column("单据", 32), Column("关于", 78),
    Column("打印日期", 36), Column("份数", 14, right=True), Column("天数", 14, right=True), Column("收回签字", 28),
)  # fmt: skip
_ELSEWHERE = "不分村的"


def sheet(desk: Desk, term: str, village: str | None = None) -> Sheet:
    """The list of a term, of one village (code) or of all."""
    papers = slip_queries.out(desk.store, term, village)
    name, day = office.info(desk)["name"], spoken(desk.today().isoformat())
    where = villages.name_on(desk.store, village, desk.today().isoformat()) if village else ""
    told = (
        f"　　{terms.label(term)}打印的单据，{f'还有 {len(papers)} 份没有收回' if papers else '都已收回'}。"
    )
    return Sheet(
        f"{name}{where}未收回单据清单",
        tuple(_sections(desk, papers)),
        (f"单位：{name}", f"截至{day}"),
        f"{told}请各村送回已签字盖章的单据；丢失或写错的，请说明，由乡镇作废后重新打印。" if papers else told,
        signed=("经办人", "审核人"),
        landscape=True,
    )


def _sections(desk: Desk, papers: Sequence[Row]) -> list[Section]:
    """Numbered on through the villages, so that the last number says how many there are."""
    found, number = [], 0
    for name, group in groupby(papers, lambda paper: paper["village_name"]):
        rows = []
        for paper in group:
            number += 1
            rows.append(_row(number, paper, desk.today()))
        found.append(Section(f"{name or _ELSEWHERE}（{len(rows)} 份）", columns=_COLUMNS, rows=rows, least=9))
    return found


def _row(number: int, paper: Row, today: date) -> tuple[str, ...]:
    days = (today - date.fromisoformat(paper["issued_on"])).days
    return (
        str(number), paper["slip_no"], print_ledger.title_of(paper["document"]), paper["subject"],
        spoken(paper["issued_on"]), str(paper["copies"]), str(days), "",
    )  # fmt: skip


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    term = wanted.term or terms.of(desk.today())
    village = code_of(desk, wanted.what or "")
    return [(sheet(desk, term, village), of_term(desk, term, village))]


DOCUMENTS = {
    "slip_register": Document(
        "未收回单据清单", drawn("slip_register", _pages), TABLES, ("term",), (VILLAGE,)
    ),
}
