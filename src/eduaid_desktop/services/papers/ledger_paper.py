"""救助台账: one line for every application of a term or a year with all its dates, and the money against the fund.

Source: section 5.9 of the domain rules. It stands in the order, and under the filter, of the register in the window.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import aid_terms, terms, workflow
from eduaid_desktop.domain.dates import short, spoken
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.sheet import Column, Section, Sheet, Subtotal
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import fund, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.headings import above, reporting, year_of
from eduaid_desktop.services.papers.kinds import TABLES, VILLAGE, YEAR, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_term, of_year
from eduaid_desktop.store import relief_tables
from eduaid_desktop.store.store import Row

_REGISTER = "relief_register"
_ASKS = (
    Field("sort", "排列", "choice", choices="ledger_order", default="place"),
    Field("descending", "倒着排", "flag", hint="从大到小、从后到前"),
)
# What the register in the window is narrowed to; nobody is asked for it.
_FILTER = Field("filter", "筛选")
_COLUMNS = (
    Column("序号", 8), Column("申请编号", 31.5), Column("姓名", 18), Column("村", 16), Column("学段", 9.5),
    Column("学校", 24),
    *(Column(title, 13.8, group="办理日期") for title in (
        "申请", "受理", "村初审", "公示期满", "乡镇审核", "上报", "县批复", "送银行", "到账", "归档")),
    *(Column(title, 18, right=True, group="金额（元）", summed=True) for title in ("申请", "建议", "批准", "实付")),
    Column("批准文号", 31), Column("状态", 18),
)  # fmt: skip
_MONEY = ("applied", "proposed", "approved", "paid")
_FIRST_MONEY = next(n for n, column in enumerate(_COLUMNS) if column.summed)
# The step that gives a date its column; of several the last.
_DATED = {
    "accept": "accepted", "village_agree": "village", "township_agree": "township", "township_notice": "township",
    "report": "reported", "archive": "archived",
}  # fmt: skip
_COUNTY = (workflow.REPORTED, workflow.OVERCAP_PENDING)
_ENDS = (workflow.REJECTED, workflow.WITHDRAWN, workflow.RECOVERED)


@dataclass(frozen=True)
class _Book:
    """What a ledger is about: the terms, their year, its title, and the village (code) it is narrowed to."""

    terms: tuple[str, ...]
    year: int
    title: str
    subject: Subject
    village: str | None = None


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    book = _book(desk, wanted)
    said = answered(desk, wanted, (*_ASKS, _FILTER))
    ids = _ids(desk, book, said)
    if not ids:
        raise Refused(f"{book.title}没有可以列入台账的申请，没有打印。")
    lines = _lines(desk, ids, str(book.year))
    several = len(book.terms) > 1 and said["sort"] == "place"
    rows = [*_rows(lines, book.terms if several else ())]
    narrowed = f"　只列含“{said['filter']}”的" if said["filter"] else ""
    made = Sheet(
        f"{reporting(desk)}{book.title}教育扶贫救助台账",
        (Section(columns=_COLUMNS, rows=rows, foot=_sum("合计", lines)),),
        above(desk, unit=f"没有写年份的日期都是{book.year}年　单位：元{narrowed}"),
        closing="".join(_told(desk, book, lines)),
        signed=("经办人", "审核人", "负责人", "日期"),
        landscape=True,
        paper="A3",
        internal=True,
    )
    return [(made, book.subject)]


def _book(desk: Desk, wanted: Wanted) -> _Book:
    if year := year_of(wanted.what):
        return _Book(aid_terms.of_year(year), year, f"{year}年", of_year(year))
    if not wanted.term:
        raise UserError("请指明一个学期或一个年度。")
    code = villages.code_of(desk, wanted.what)
    title = f"{desk.rules().label('village', code)}{terms.label(wanted.term)}"
    return _Book((wanted.term,), int(wanted.term[:4]), title, of_term(desk, wanted.term, code), code)


def _ids(desk: Desk, book: _Book, said: Mapping[str, Any]) -> list[int]:
    """The cases in the order of the register where one is asked for, else by term, village and number."""
    own = relief_tables.of_terms(desk.store, book.terms, book.village)
    sort, text = "" if said["sort"] == "place" else said["sort"], said["filter"] or ""
    if not (sort or text):
        return own
    source = open_list(desk, _REGISTER, ids=json.dumps(own))
    found = source.ids(sort=sort, descending=bool(said["descending"]), filter=text)
    return [*found] if sort else [case_id for case_id in own if case_id in {*found}]


Line = tuple[Row, Mapping[str, int | None], list[str]]


def _lines(desk: Desk, ids: Sequence[int], year: str) -> list[Line]:
    """Each case with its amounts in fen by name, and its cells but for the number."""
    cases, steps = relief_tables.all_of(desk.store, ids), relief_tables.steps(desk.store, ids)
    money, notices = relief_tables.money(desk.store, ids), relief_tables.notices(desk.store, ids)
    label = desk.rules().codes["stage"].label
    found: list[Line] = []
    for case_id in ids:
        case, paid = cases[case_id], money[case_id]
        amounts = {name: case.get(name) for name in _MONEY} | {"paid": paid["paid"]}
        taken = steps.get(case_id, [])
        days = _days(case, taken, paid, notices.get(case_id))
        cells = [
            case["case_no"] or "", case["name"], case["village_name"] or "", label(case["stage"]),
            case["school"] or "", *(_day(day, year) for day in days), *(yuan(amounts[name]) for name in _MONEY),
            case["approval_document"] or "", _state(case, taken, year),
        ]  # fmt: skip
        found.append((case, amounts, cells))
    return found


def _days(case: Row, steps: Sequence[Row], paid: Row, notice: Row | None) -> list[str | None]:
    on: dict[str, str] = {}
    for step in steps:
        if name := _DATED.get(step["action"]):
            on[name] = step["on_date"]
        elif step["from_state"] in _COUNTY:
            on["decided"] = step["on_date"]
    return [
        case["application_date"], on.get("accepted"), on.get("village"), notice["to_date"] if notice else None,
        on.get("township"), on.get("reported"), on.get("decided") or case["approved_on"], paid["sent_on"],
        paid["paid_on"], on.get("archived"),
    ]  # fmt: skip


def _day(iso: str | None, year: str) -> str:
    return (short(iso) if iso.startswith(year) else spoken(iso)) if iso else ""


def _state(case: Row, steps: Sequence[Row], year: str) -> str:
    """Where a case stands; of one that ended without money, since when."""
    words = workflow.STATES[case["state"]].label
    ended = next((s for s in reversed(steps) if s["to_state"] in _ENDS), None)
    if ended and case["outcome"] == ended["to_state"]:
        became = "" if case["state"] in _ENDS else f"，{workflow.STATES[case['outcome']].label}"
        words += f"{became}\n{_day(ended['on_date'], year)}"
    return words


def _rows(lines: Sequence[Line], several: Sequence[str]) -> Iterator[Sequence[str]]:
    """Numbered through; several: the terms that each get a subtotal."""
    for number, (case, _, cells) in enumerate(lines, 1):
        yield [str(number), *cells]
        last = number == len(lines) or lines[number][0]["term"] != case["term"]
        if last and case["term"] in several:
            own = [line for line in lines if line[0]["term"] == case["term"]]
            yield Subtotal(_sum(f"{terms.label(case['term']).partition('年')[2]}小计", own))


def _sum(title: str, lines: Sequence[Line]) -> list[str]:
    shown = [""] * len(_COLUMNS)
    shown[1], shown[2] = title, f"{len(lines):,} 份"
    for place, name in enumerate(_MONEY, _FIRST_MONEY):
        shown[place] = yuan(sum(amounts[name] or 0 for _, amounts, _ in lines))
    return shown


def _told(desk: Desk, book: _Book, lines: Sequence[Line]) -> Iterator[str]:
    """What came of them, and how the fund of the year stands against it."""
    approved = [amounts["approved"] for case, amounts, _ in lines if amounts["approved"] is not None]
    paid = [amounts["paid"] for _, amounts, _ in lines if amounts["paid"]]
    yield f"共 {len(lines):,} 份，批准 {len(approved):,} 份 {yuan(sum(filter(None, approved)))} 元，"
    yield f"已到账 {len(paid):,} 份 {yuan(sum(filter(None, paid)))} 元。"
    if fund.kept(desk):
        kept, free = fund.year(desk, book.year), fund.standing(desk).shown("available")
        begun = f"（含期初结余 {yuan(kept.opening)} 元）" if kept.opening else ""
        yield f"{book.year}年基金上年结转 {yuan(kept.carried)} 元，收入 {yuan(kept.income)} 元{begun}，"
        yield f"支出 {yuan(kept.outgo)} 元，结余 {yuan(kept.closing)} 元；今天可用 {free}。"
        yield "实付是银行到账的金额，追回的不减；基金的收支按到账和追回的日期计，含其他学期的。"


DOCUMENTS = {
    "relief_ledger": Document(
        "救助台账", drawn("relief_ledger", _pages), TABLES, ("term",), (VILLAGE, YEAR), asks=_ASKS
    ),
}
