"""What a paper can be printed of, to choose from: the villages, notices, payment lists, batches, years, projects."""

from collections.abc import Callable

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services import fund, notice_board, projects
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import pupils
from eduaid_desktop.services.papers.kinds import (
    BATCH,
    CLASS,
    HOUSEHOLD,
    MONTH,
    NOTICE,
    PAYMENT_LIST,
    PERSON,
    PROJECT,
    SCHOOL,
    VILLAGE,
    YEAR,
)

Choices = list[tuple[str, str]]
# What each kind of Wanted.what is called.
TITLES = {
    VILLAGE: "行政村",
    HOUSEHOLD: "户编号",
    NOTICE: "公示",
    PAYMENT_LIST: "发放表",
    BATCH: "上报批次",
    YEAR: "年度",
    MONTH: "月份",
    PERSON: "姓名或身份证号",
    SCHOOL: "学校",
    CLASS: "班级",
    PROJECT: "项目",
}
_MONTHS = 24


def offered(desk: Desk, kind: str, term: str | None) -> Choices | None:
    """(value for Wanted.what, words) of a kind, of a term where it counts; None where it is typed."""
    make = _OFFERED.get(kind)
    return make(desk, term) if make else None


def _villages(desk: Desk, term: str | None) -> Choices:
    return [(code.code, code.label) for code in desk.rules().codes["village"].offered(desk.today())]


def _notices(desk: Desk, term: str | None) -> Choices:
    rows = desk.store.select("notice", **({"term": term} if term else {}))
    return [(str(r["id"]), f"第 {r['id']} 号　{notice_board.place_of(desk, r)}") for r in reversed(rows)]


def _lists(desk: Desk, term: str | None) -> Choices:
    return _numbered(desk, "payment_list", "list_no", term)


def _batches(desk: Desk, term: str | None) -> Choices:
    return _numbered(desk, "batch", "batch_no", term)


def _numbered(desk: Desk, table: str, number: str, term: str | None) -> Choices:
    rows = desk.store.select(table, **({"term": term} if term else {}))
    return [(r[number], f"{r[number]}　{r['row_count']} 人　{yuan(r['amount'])} 元") for r in reversed(rows)]


def _years(desk: Desk, term: str | None) -> Choices:
    years = {*fund.years(desk), *projects.years(desk)}
    return [(str(year), f"{year}年") for year in sorted(years, reverse=True)]


def _months(desk: Desk, term: str | None) -> Choices:
    this = desk.today().year * 12 + desk.today().month - 1
    months = [divmod(this - back, 12) for back in range(_MONTHS)]
    return [(f"{year}-{month + 1:02d}", f"{year}年{month + 1}月") for year, month in months]


def _schools(desk: Desk, term: str | None) -> Choices:
    return sorted((row["name"], row["name"]) for row in desk.store.select("school"))


def _classes(desk: Desk, term: str | None) -> Choices:
    return pupils.classes(desk, term or terms.of(desk.today()))


def _projects(desk: Desk, term: str | None) -> Choices:
    return [(r["project_no"], f"{r['project_no']}　{r['name']}") for r in desk.store.select("project")]


_OFFERED: dict[str, Callable[[Desk, str | None], Choices]] = {
    VILLAGE: _villages,
    NOTICE: _notices,
    PAYMENT_LIST: _lists,
    BATCH: _batches,
    YEAR: _years,
    MONTH: _months,
    SCHOOL: _schools,
    CLASS: _classes,
    PROJECT: _projects,
}
