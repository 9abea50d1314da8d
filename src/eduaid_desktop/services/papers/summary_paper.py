"""乡镇汇总表: the applications of a term, a batch or a year by village and stage, or by stage and amount.

Source: sections 5.9 and 11.1 of the domain rules.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from eduaid_desktop.domain import aid_terms, terms
from eduaid_desktop.domain.batch_kinds import marked
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.sheet import Column, Section, Sheet, Subtotal
from eduaid_desktop.domain.workflow import AMOUNTS
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import relief_sums
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.headings import ROLES, above, batch_of, reporting, year_of
from eduaid_desktop.services.papers.kinds import BATCH, TABLES, YEAR, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_batch, of_term, of_year
from eduaid_desktop.services.relief_sums import Lot, Summary
from eduaid_desktop.store import relief_tables

_WHICH = "请指明一个学期、一个批次或一个年度。"
_ROWS = Field("rows", "一行是什么", "choice", choices="summary_rows", default="village")
_AMOUNT = Field("amount", "按哪个金额", "choice", choices="summary_amount", default="usual")
# A longer sum has no room in the columns of a sheet of A4.
_ROOM = len("999,999.99")

Group = tuple[str, Callable[[Lot], bool]]


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    said = answered(desk, wanted, (_ROWS, _AMOUNT))
    rows, amount = said["rows"], "" if said["amount"] == "usual" else said["amount"]
    if year := year_of(wanted.what):
        both = aid_terms.of_year(year)
        people = relief_tables.persons(desk.store, both, amount or "applied")
        more = f"各学期合计为人次，全年不重复的学生 {people} 人。"
        summary = relief_sums.of_terms(desk, both)
        return [(_sheet(desk, summary, f"{year}年", rows, amount or "applied", more), of_year(year))]
    if row := batch_of(desk, wanted):
        sealed, when = relief_sums.of_batch(desk, row), terms.label(row["term"])
        made = _sheet(desk, sealed, when, rows, amount or "proposed")
        title = marked(made.title, row["kind"])
        return [(replace(made, title=title, number=row["batch_no"]), of_batch(row))]
    if wanted.what:
        raise UserError(f"“{wanted.what}”不是本单位的批次，也不是年度。{_WHICH}")
    if not wanted.term:
        raise UserError(_WHICH)
    summary = relief_sums.of_terms(desk, (wanted.term,))
    made = _sheet(desk, summary, terms.label(wanted.term), rows, amount or "applied")
    return [(made, of_term(desk, wanted.term))]


def _sheet(desk: Desk, summary: Summary, when: str, rows: str, amount: str, more: str = "") -> Sheet:
    """rows: village or stage. amount: applied, proposed or approved. Raises Refused where nothing is to be summed."""
    own = [lot for lot in summary.lots if lot.amount == amount]
    called = summary.rules.label("summary_amount", amount)
    if not own:
        raise Refused(f"{when}还没有可以汇总的申请（按{called}）。")
    groups = _stages(summary, own) if rows == "village" else _amounts(summary)
    poor = next(
        (e["heading"] for e in summary.rules.policy["registered_household"].values()), "其中：建档立卡户"
    )
    groups.append((poor, lambda lot: lot.poor and lot.amount == amount))
    lots = own if rows == "village" else summary.lots
    foot = ["", "合计", *_figures(lots, groups)]
    return Sheet(
        f"{reporting(desk)}{when}教育扶贫救助基金{'审批' if amount == 'approved' else '申请'}汇总表",
        (Section(columns=_columns(rows, groups), rows=[*_body(summary, lots, rows, groups)], foot=foot),),
        above(desk, summary.day),
        closing=f"口径：{summary.scope}；金额按{called}计。{more}",
        signed=ROLES,
        landscape=True,
        paper="A4" if max(map(len, foot)) <= _ROOM else "A3",
    )


def _columns(rows: str, groups: Sequence[Group]) -> list[Column]:
    first = Column("村（社区）", 25) if rows == "village" else Column("学段", 25)
    pairs = [
        Column(title, wide, right=True, group=group)
        for group, _ in groups
        for title, wide in (("人数", 8), ("金额", 16))
    ]
    return [Column("序号", 8), first, *pairs]


def _stages(summary: Summary, lots: Sequence[Lot]) -> list[Group]:
    """A pair of columns for each stage, as in the workbook of a batch: 研究生 only where there is one."""
    used = {lot.stage for lot in lots}
    codes = [c for c in summary.rules.codes["stage"].codes if c.code != "8" or "8" in used]
    groups = [(c.label, _of_stage(c.code)) for c in codes]
    if "" in used:
        groups.append(("未登记学段", _of_stage("")))
    return [*groups, ("合计", lambda lot: True)]


def _of_stage(code: str) -> Callable[[Lot], bool]:
    return lambda lot: lot.stage == code


def _amounts(summary: Summary) -> list[Group]:
    kept = {lot.amount for lot in summary.lots}
    return [(summary.rules.label("summary_amount", a), _of_amount(a)) for a in AMOUNTS if a in kept]


def _of_amount(amount: str) -> Callable[[Lot], bool]:
    return lambda lot: lot.amount == amount


def _body(
    summary: Summary, lots: Sequence[Lot], rows: str, groups: Sequence[Group]
) -> Iterator[Sequence[str]]:
    """The rows of each term; where there are several, each with its subtotal."""
    for term in summary.terms:
        own = [lot for lot in lots if lot.term == term]
        split = _by_village(own) if rows == "village" else _by_stage(summary, own)
        for number, (name, found) in enumerate(split, 1):
            yield [str(number), name or "（没有登记）", *_figures(found, groups)]
        if own and len(summary.terms) > 1:
            yield Subtotal(["", f"{terms.label(term).partition('年')[2]}小计", *_figures(own, groups)])


def _by_village(lots: Sequence[Lot]) -> Iterator[tuple[str, list[Lot]]]:
    for village in sorted({lot.village for lot in lots}):
        yield village[1], [lot for lot in lots if lot.village == village]


def _by_stage(summary: Summary, lots: Sequence[Lot]) -> Iterator[tuple[str, list[Lot]]]:
    for code in (*(c.code for c in summary.rules.codes["stage"].codes), ""):
        if found := [lot for lot in lots if lot.stage == code]:
            yield summary.rules.label("stage", code), found


def _figures(lots: Sequence[Lot], groups: Sequence[Group]) -> list[str]:
    """人数 and 金额 of each group; a dash where there is nobody."""
    shown = []
    for _, among in groups:
        found = [lot for lot in lots if among(lot)]
        count = sum(lot.count for lot in found)
        shown += [f"{count:,}", yuan(sum(lot.fen for lot in found))] if count else ["—", "—"]
    return shown


DOCUMENTS = {
    "summary_sheet": Document(
        "乡镇汇总表", drawn("summary_sheet", _pages), TABLES, ("term",), (BATCH, YEAR), asks=(_ROWS, _AMOUNT)
    ),
}
