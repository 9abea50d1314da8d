"""申请花名册: every application of a term, a village or a batch with all that the office knows to report it.

Source: section 5.9 of the domain rules. Of a batch it says what was sealed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from eduaid_desktop.domain import batch, terms
from eduaid_desktop.domain.batch_kinds import marked
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.sheet import Column, Section, Sheet, Subtotal
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.headings import ROLES, above, batch_of, reporting
from eduaid_desktop.services.papers.kinds import BATCH, TABLES, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_batch, of_term
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.store import relief_tables
from eduaid_desktop.store.store import Row

_WHICH = "请指明一个学期或一个批次。"


@dataclass(frozen=True)
class _Told:
    """A column: title and width in mm; field of the case, its code table; the same column in the file of a batch."""

    title: str
    wide: float
    field: str
    table: str = ""
    sealed: str = ""


_COLUMNS = (
    _Told("编号", 34, "case_no", sealed="申请编号"), _Told("姓名", 18, "name", sealed="姓名"),
    _Told("性别", 8, "sex", "sex", "性别"), _Told("民族", 10, "ethnic", "ethnic", "民族"),
    _Told("身份证号", 28.5, "id_number", sealed="身份证号"), _Told("学籍号", 30, "student_number", sealed="学籍号"),
    _Told("学段", 10, "stage", "stage", "学段"), _Told("学校", 26, "school", sealed="学校名称"),
    _Told("年级", 12, "grade", "grade", "年级"), _Told("班级", 10, "class_name", sealed="班级"),
    _Told("户主", 18, "head_name", sealed="户主姓名"), _Told("户编号", 20, "household_number", sealed="户编号"),
    _Told("户类型", 17, "household_type", "household_type", "户类型"),
    _Told("村", 16, "village_name", sealed="村名称"), _Told("组", 10, "group_name"),
    _Told("监护人", 18, "guardian_name", sealed="监护人姓名"), _Told("电话", 19.5, "phone", sealed="联系电话"),
    _Told("用途", 24, "purpose", "relief_purpose", "救助用途"),
)  # fmt: skip
_SHEET = (
    Column("序号", 8), *(Column(each.title, each.wide) for each in _COLUMNS),
    Column("申请金额（元）", 18, right=True, summed=True), Column("备注", 10),
)  # fmt: skip
Line = tuple[str, int, list[str]]


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    if row := batch_of(desk, wanted):
        title = marked(f"{terms.label(row['term'])}教育扶贫救助基金申请花名册", row["kind"])
        note = f"上报批次 {row['batch_no']}，与封存的内容一致。"
        made = _sheet(desk, title, [*_sealed(desk, row)], row["sealed_on"], note)
        return [(replace(made, number=row["batch_no"]), of_batch(row))]
    if not wanted.term:
        raise UserError(_WHICH)
    code = villages.code_of(desk, wanted.what)
    place = desk.rules().label("village", code)
    lines = [*_kept(desk, wanted.term, code)]
    if not lines:
        raise Refused(f"{terms.label(wanted.term)}{place}还没有已受理的申请，不用打印花名册。")
    title = f"{place}{terms.label(wanted.term)}教育扶贫救助基金申请花名册"
    note = "已受理的申请，草稿、不予救助、申请人撤回和全部追回的不列。"
    return [(_sheet(desk, title, lines, note=note), of_term(desk, wanted.term, code))]


def _sheet(desk: Desk, title: str, lines: Sequence[Line], day: str = "", note: str = "") -> Sheet:
    total = sum(fen for _, fen, _ in lines)
    return Sheet(
        f"{reporting(desk)}{title}",
        (Section(columns=_SHEET, rows=[*_rows(lines)], foot=_sum("合计", lines)),),
        above(desk, day, "单位：元"),
        closing=f"合计 {len(lines):,} 份，{amount_in_words(total)}（¥{yuan(total)}）。{note}",
        signed=ROLES,
        landscape=True,
        paper="A3",
        internal=True,
    )


def _rows(lines: Sequence[Line]) -> Iterator[Sequence[str]]:
    """The lines numbered through; of several villages each with its subtotal."""
    several = len({place for place, _, _ in lines}) > 1
    number = 0
    for place, found in groupby(lines, key=lambda line: line[0]):
        own = list(found)
        for _, _, cells in own:
            number += 1
            yield [str(number), *cells]
        if several:
            yield Subtotal(_sum(f"{place or '没有登记村的'}小计", own))


def _sum(title: str, lines: Sequence[Line]) -> list[str]:
    shown = [""] * len(_SHEET)
    shown[1], shown[2] = title, f"{len(lines):,} 份"
    shown[-2] = yuan(sum(fen for _, fen, _ in lines))
    return shown


def _kept(desk: Desk, term: str, code: str | None) -> Iterator[Line]:
    rules = desk.rules()
    read = [_reader(each, rules) for each in _COLUMNS]
    for case in relief_tables.counting(desk.store, (term,), code):
        case["id_number"] = case["id_number"] or case["temporary_number"]
        cells = [cell(case) for cell in read]
        yield (
            case["village_name"] or "",
            case["applied"] or 0,
            [*cells, yuan(case["applied"]), case["remark"] or ""],
        )


def _reader(told: _Told, rules: Rules) -> Callable[[Row], str]:
    if not told.table:
        return lambda case: case[told.field] or ""
    return lambda case: rules.label(told.table, case[told.field])


def _sealed(desk: Desk, row: Row) -> Iterator[Line]:
    places = [batch.PLACES[each.sealed] if each.sealed else -1 for each in _COLUMNS]
    village_at, amount_at, remark_at = (batch.PLACES[n] for n in ("村名称", "申请金额", "备注"))
    for line in relief_tables.sealed(desk.store, row["id"]):
        cells = batches.cells_of(line)
        fen = batch.fen_of(cells[amount_at])
        told = [line["group_name"] or "" if place < 0 else cells[place] for place in places]
        yield cells[village_at], fen, [*told, yuan(fen), cells[remark_at]]


DOCUMENTS = {
    "application_roster": Document(
        "申请花名册", drawn("application_roster", _pages), TABLES, ("term",), (VILLAGE, BATCH)
    ),
}
