"""学期资助统计表 and 年度资助统计表: every programme with its persons, person-times and money by stage, and the fund.

Source: sections 6 and 12.6 of the domain rules, and the yearly summary of a county whose lines they restate. The
figures are those of services.aid_totals, which the window shows; of the fund what arrived and was not recovered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eduaid_desktop.domain import aid_terms, terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.programmes import FORMS
from eduaid_desktop.domain.project_figures import wans
from eduaid_desktop.domain.sheet import Column, Section, Sheet, Subtotal
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_totals
from eduaid_desktop.services import rules as rules_
from eduaid_desktop.services.aid_totals import Figure
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.headings import ROLES, above, reporting, year_of
from eduaid_desktop.services.papers.kinds import TABLES, YEAR, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.project_papers import ROUNDED
from eduaid_desktop.services.papers.subjects import of_term, of_year
from eduaid_desktop.store import relief_tables

FUND = "教育扶贫救助基金"
_FUND_SCOPE = f"{FUND}按申请的学期计，是已到账、没有追回的金额。"
_PART = (
    Column("", 60), Column("人数", 24, right=True), Column("人次", 24, right=True),
    Column("金额（元）", 34, right=True), Column("金额（万元）", 30, right=True),
)  # fmt: skip


@dataclass(frozen=True)
class _Sums:
    """persons, times and fen, and (times, fen) by stage ("" where none is registered)."""

    persons: int
    times: int
    fen: int
    stages: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class _Totals:
    """The aid of some terms: lines as (title, sums, whether it sums up those above), in the order of the table."""

    lines: list[tuple[str, _Sums, bool]]
    fund: _Sums
    all: _Sums
    split: list[Figure]


def _term(desk: Desk, wanted: Wanted) -> list[Page]:
    if not wanted.term:
        raise UserError("请指明一个学期。")
    return [(_sheet(desk, (wanted.term,), terms.label(wanted.term), "学期"), of_term(desk, wanted.term))]


def _year(desk: Desk, wanted: Wanted) -> list[Page]:
    year = year_of(wanted.what or str(desk.today().year))
    if year is None:
        raise UserError(f"“{wanted.what}”不是年度。请写明哪一年的统计表，如 2018。")
    return [(_sheet(desk, aid_terms.of_year(year), f"{year}年", "年度"), of_year(year))]


def _sheet(desk: Desk, when: tuple[str, ...], title: str, kind: str) -> Sheet:
    found = _totals(desk, when)
    if not found.all.times:
        raise Refused(f"{title}还没有登记资助，也没有到账的救助金，没有可以统计的。")
    rules = desk.rules()
    codes = [*(c.code for c in rules.codes["stage"].codes), ""]
    stages = [code for code in codes if code in found.all.stages]
    columns = _columns([rules.label("stage", code) or "未登记学段" for code in stages])
    *shown, whole = wans([*(sums.fen for _, sums, _ in found.lines), found.all.fen])
    rows = [
        (Subtotal if sums_up else tuple)((name, *_cells(sums, in_wan, stages)))
        for (name, sums, sums_up), in_wan in zip(found.lines, shown, strict=True)
    ]
    foot = ("总计", *_cells(found.all, whole, stages))
    return Sheet(
        f"{reporting(desk)}{title}学生资助统计表（{kind}）",
        (Section(columns=columns, rows=rows, foot=foot), *_parts(desk, when)),
        above(desk),
        closing="".join(_told(desk, when, found)),
        signed=ROLES,
        landscape=True,
    )


def _columns(stages: Sequence[str]) -> list[Column]:
    whole = [
        Column("人数", 14, right=True, group="合计"), Column("人次", 15, right=True, group="合计"),
        Column("金额（元）", 25, right=True, group="合计"), Column("金额（万元）", 23, right=True, group="合计"),
    ]  # fmt: skip
    pairs = [
        Column(title, wide, right=True, group=stage)
        for stage in stages
        for title, wide in (("人次", 13), ("金额（元）", 23))
    ]
    return [Column("资助项目", 50), *whole, *pairs]


def _cells(sums: _Sums, in_wan: str, stages: Sequence[str]) -> Iterator[str]:
    yield from (f"{sums.persons:,}", f"{sums.times:,}", yuan(sums.fen), in_wan)
    for code in stages:
        times, fen = sums.stages.get(code, (0, 0))
        yield from (f"{times:,}", yuan(fen)) if times else ("—", "—")


def _totals(desk: Desk, when: tuple[str, ...]) -> _Totals:
    split = aid_totals.of_terms(desk, when, "programme")
    known = rules_.programmes(desk.store)
    loans = {key for key, entry in known.items() if entry["form"] == "loan"}
    by_stage = _by_stage(desk, when)
    lines: list[tuple[str, _Sums, bool]] = []
    for heading in aid_totals.by_heading(desk, when, split):
        own = [f for f in split if known[f.filters["programme"]]["heading"] == heading.label]
        own = [f for f in own if f.filters["programme"] not in loans]
        parts = [_sums(f, [f.filters["programme"]], by_stage) for f in own]
        if len(own) > 1 or (own and own[0].label != heading.label):
            lines += [(f"　{f.label}", sums, False) for f, sums in zip(own, parts, strict=True)]
        if own:
            keys = [f.filters["programme"] for f in own]
            lines.append((heading.label, _sums(heading, keys, by_stage), True))
    keys = [f.filters["programme"] for f in split if f.filters["programme"] not in loans]
    aid = _sums(aid_totals.whole(desk, when), keys, by_stage)
    helped = relief_tables.helped(desk.store, when, loans)
    fund = _fund(desk, when, helped["fund"])
    if fund.times:
        lines += [("资助小计", aid, True), (FUND, fund, True)]
    return _Totals(lines, fund, _added(aid, fund, helped["everyone"]), split)


def _by_stage(desk: Desk, when: tuple[str, ...]) -> dict[tuple[str, str], tuple[int, int]]:
    """(programme, stage) to (times, fen), by the same function as the whole."""
    return {
        (each.filters["programme"], stage.filters.get("stage", "")): (each.times, each.fen)
        for stage in aid_totals.of_terms(desk, when, "stage")
        for each in aid_totals.of_terms(desk, when, "programme", {"stage": stage.filters.get("stage")})
    }


def _sums(figure: Figure, keys: Sequence[str], by_stage: dict[tuple[str, str], tuple[int, int]]) -> _Sums:
    stages: dict[str, tuple[int, int]] = {}
    for (programme, stage), (times, fen) in by_stage.items():
        if programme in keys:
            before = stages.get(stage, (0, 0))
            stages[stage] = before[0] + times, before[1] + fen
    return _Sums(figure.persons, figure.times, figure.fen, stages)


def _fund(desk: Desk, when: tuple[str, ...], persons: int) -> _Sums:
    rows = relief_tables.arrived(desk.store, when)
    stages = {row["stage"] or "": (row["times"], row["fen"]) for row in rows}
    return _Sums(persons, sum(row["times"] for row in rows), sum(row["fen"] for row in rows), stages)


def _added(aid: _Sums, fund: _Sums, persons: int) -> _Sums:
    stages = {
        code: tuple(
            a + b for a, b in zip(aid.stages.get(code, (0, 0)), fund.stages.get(code, (0, 0)), strict=True)
        )
        for code in {*aid.stages, *fund.stages}
    }
    return _Sums(persons, aid.times + fund.times, aid.fen + fund.fen, stages)  # type: ignore[arg-type]


def _parts(desk: Desk, when: tuple[str, ...]) -> Iterator[Section]:
    """The aid by term, where there are several, and by kind of household."""
    for by, title in (("term", "学期"), ("household_type", "户类型")):
        figures = aid_totals.of_terms(desk, when, by)
        if by == "term":
            figures.sort(key=lambda figure: when.index(figure.filters["term"]))
        if len(figures) > 1 or by != "term":
            columns = (Column(title, _PART[0].wide), *_PART[1:])
            figures.append(replace(aid_totals.whole(desk, when), label="合计（不含基金）"))
            *rows, foot = map(_row, figures, wans(figure.fen for figure in figures))
            yield Section(f"按{title}", columns=columns, rows=rows, foot=foot)


def _row(figure: Figure, in_wan: str) -> tuple[str, ...]:
    return (figure.label, f"{figure.persons:,}", f"{figure.times:,}", yuan(figure.fen), in_wan)


def _told(desk: Desk, when: tuple[str, ...], found: _Totals) -> Iterator[str]:
    """口径: what the total includes and leaves out."""
    forms = aid_totals.by_form(desk, when, found.split)
    apart = "，".join(
        f"{FORMS[form]} {yuan(fen)} 元" for form, fen in forms.items() if fen and form != "loan"
    )
    yield aid_totals.scope(desk, when, found.split)
    yield f"资助中{apart}。" if apart else ""
    yield f"总计含{FUND}；{_FUND_SCOPE}" if found.fund.times else f"没有到账的{FUND}。"
    if any(sums.fen % 100 for sums in (found.all, *(sums for _, sums, _ in found.lines))):
        yield ROUNDED
    yield "人数不重复计，归口和总计的人数可能少于各项之和。"


DOCUMENTS = {
    "term_table": Document("学期资助统计表", drawn("term_table", _term), TABLES, ("term",)),
    "year_table": Document("年度资助统计表", drawn("year_table", _year), TABLES, what=(YEAR,), whole="今年"),
}
