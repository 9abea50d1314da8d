"""资助花名册 and 资助发放表: who gets a programme in a term, and the sheet on which it is paid out by hand.

Source: section 12.6 of the domain rules; E12 of 5.6 for the sheet (signed and fingerprinted by the recipient, one
name per cell).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.sheet import Column, Section, Sheet, Subtotal
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import rules as rules_
from eduaid_desktop.services import schools
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.headings import ROLES, above, reporting
from eduaid_desktop.services.papers.kinds import MONEY, SCHOOL, TABLES, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_record, of_term
from eduaid_desktop.store import aid_queries
from eduaid_desktop.store.store import Row

# Room for a signature and a fingerprint, in mm.
_SIGNED = 12.0
# What is never handed out: a waiver leaves the fee unpaid, a loan comes from the bank.
_NOT_PAID = {"waiver": "是减免，不发钱", "loan": "是贷款，由银行发放"}
_PROGRAMME = Field("programme", "资助项目", "choice", choices="programme")
_ROSTER = (_PROGRAMME, Field("apart", "分校打印", "flag", hint="每所学校一张"))
_SHEET = (replace(_PROGRAMME, required=True), Field("together", "合并打印", "flag", hint="全镇合为一张"))
_ROSTER_COLUMNS = (
    Column("序号", 9), Column("姓名", 21), Column("性别", 8), Column("身份证号", 31), Column("学校", 28),
    Column("年级", 14), Column("班级", 18), Column("行政村", 18), Column("户类型", 18), Column("困难等级", 15),
    Column("资助项目", 30), Column("金额（元）", 19, right=True, summed=True), Column("备注", 14),
)  # fmt: skip
_SHEET_COLUMNS = (
    Column("序号", 9), Column("学生姓名", 22), Column("身份证号", 33), Column("学校", 30), Column("年级、班级", 22),
    Column("领款人", 22), Column("与学生关系", 19), Column("金额（元）", 20, right=True, summed=True),
    Column("领款人签字（手印）", 40), Column("备注", 20),
)  # fmt: skip


def _roster(desk: Desk, wanted: Wanted) -> list[Page]:
    said = answered(desk, wanted, _ROSTER)
    found = _rows(desk, wanted, said["programme"])
    name = desk.rules().label("programme", said["programme"])
    title = f"{terms.label(wanted.term or '')}{name or '学生资助'}花名册"
    parts = _parted(desk, wanted, found, bool(said["apart"]), name)
    return [(_roster_sheet(desk, place + title, rows), subject) for place, rows, subject in parts]


def _roster_sheet(desk: Desk, title: str, rows: Sequence[Row]) -> Sheet:
    total = sum(row["amount"] or 0 for row in rows)
    foot = _sum("合计", rows, _ROSTER_COLUMNS)
    return Sheet(
        title,
        (Section(columns=_ROSTER_COLUMNS, rows=[*_listed(desk, rows)], foot=foot),),
        above(desk, unit="单位：元"),
        closing=f"共 {_people(rows)} 人、{len(rows):,} 项，{yuan(total)} 元；草稿不列。{_unknown(rows)}",
        signed=ROLES,
        landscape=True,
        internal=True,
    )


def _payment(desk: Desk, wanted: Wanted) -> list[Page]:
    """Raises Refused for what is not paid by hand, and while an amount is not known."""
    said = answered(desk, wanted, _SHEET)
    entry = rules_.programmes(desk.store).get(said["programme"], {})
    name = desk.rules().label("programme", said["programme"])
    if why := _NOT_PAID.get(entry.get("form", "")):
        raise Refused(f"“{name}”{why}，没有发放表；可以打印资助花名册。", "programme")
    found = _rows(desk, wanted, said["programme"])
    if empty := [row["name"] for row in found if not row["amount"]]:
        some = "、".join(empty[:3]) + ("等" if len(empty) > 3 else "")
        raise Refused(f"“{name}”有 {len(empty)} 人没有登记金额（{some}），补上后再打印发放表。")
    title = f"{terms.label(wanted.term or '')}{name}发放表"
    parts = _parted(desk, wanted, found, not said["together"], name)
    return [(_payment_sheet(desk, place + title, rows), subject) for place, rows, subject in parts]


def _payment_sheet(desk: Desk, title: str, rows: Sequence[Row]) -> Sheet:
    total = sum(row["amount"] for row in rows)
    return Sheet(
        title,
        (
            Section(
                columns=_SHEET_COLUMNS, rows=[*_paid(desk, rows)], foot=_sum("合计", rows, _SHEET_COLUMNS),
                least=_SIGNED,
            ),
        ),
        above(desk, unit="单位：元"),
        closing=f"合计{amount_in_words(total)}（¥{yuan(total)}），共 {len(rows):,} 人。本人签字并按手印，不得代签。",
        signed=("经办人", "审核人", "负责人", "日期"),
        landscape=True,
        internal=True,
    )  # fmt: skip


def _rows(desk: Desk, wanted: Wanted, programme: str | None) -> list[Row]:
    """Those of a school by whichever of its names stands there. Raises Refused where nobody has it."""
    if not wanted.term:
        raise UserError("请指明一个学期。")
    found = aid_queries.roster(desk.store, wanted.term, programme)
    if wanted.what:
        now = _names(desk)
        found = [row for row in found if now(row["school"]) == now(wanted.what)]
    if not found:
        name = desk.rules().label("programme", programme) if programme else "资助"
        raise Refused(f"{wanted.what or ''}{terms.label(wanted.term)}没有已登记的{name}，没有打印。")
    return found


def _parted(
    desk: Desk, wanted: Wanted, rows: Sequence[Row], apart: bool, programme: str
) -> Iterator[tuple[str, list[Row], Subject]]:
    """For each sheet whose it is, as its title begins: a school or the whole township; its rows; what it is about.

    programme: its name, by which the sheets of a school are told apart.
    """
    term = wanted.term or ""
    if not (wanted.what or apart):
        whole = of_term(desk, term)
        yield reporting(desk), [*rows], replace(whole, words=f"{whole.words}{programme}")
        return
    now = _names(desk)
    by_school = sorted(rows, key=lambda row: now(row["school"]))
    for school, found in groupby(by_school, key=lambda row: now(row["school"])):
        own, known = [*found], desk.store.select("school", name=school)
        name = own[-1]["school"] or f"{reporting(desk)}（没有登记学校）"
        about = of_record("school", known[0], "", term) if known else of_term(desk, term)
        yield name, own, replace(about, words=f"{name}{terms.label(term)}{programme}")


def _names(desk: Desk) -> Callable[[str | None], str]:
    """What a school that stands on a record by an older name is called now."""
    return cache(lambda name: schools.name_on(desk.store, name, desk.today().isoformat()) or "")


def _listed(desk: Desk, rows: Sequence[Row]) -> Iterator[Sequence[str]]:
    label = desk.rules().label
    for number, row, last in _numbered(rows):
        yield (
            str(number), row["name"], label("sex", row["sex"]), row["id_number"] or "", row["school"] or "",
            label("grade", row["grade"]), row["class_name"] or "", row["village_name"] or "",
            label("household_type", row["household_type"]), label("hardship_level", row["hardship_level"]),
            label("programme", row["programme"]), yuan(row["amount"]), row["remark"] or "",
        )  # fmt: skip
        if last:
            yield Subtotal(_sum("小计", last, _ROSTER_COLUMNS))


def _paid(desk: Desk, rows: Sequence[Row]) -> Iterator[Sequence[str]]:
    """A child without a payee is paid through its guardian, else itself."""
    label = desk.rules().label
    for number, row, last in _numbered(rows):
        payee, relation = (
            (row["payee_name"], row["payee_relation"])
            if row["payee_name"]
            else (row["guardian_name"], row["guardian_relation"])
        )
        own = not payee or payee == row["name"]
        yield (
            str(number), row["name"], row["id_number"] or "", row["school"] or "",
            f"{label('grade', row['grade'])}{row['class_name'] or ''}", payee or row["name"],
            "本人" if own else label("relation", relation), yuan(row["amount"]), "", "",
        )  # fmt: skip
        if last:
            yield Subtotal(_sum("小计", last, _SHEET_COLUMNS))


def _numbered(rows: Sequence[Row]) -> Iterator[tuple[int, Row, list[Row]]]:
    """Number, row, and with the last row of a school all of that school, where there are several schools."""
    several = len({row["school"] for row in rows}) > 1
    number = 0
    for _, found in groupby(rows, key=lambda row: row["school"]):
        own = [*found]
        for row in own:
            number += 1
            yield number, row, own if several and row is own[-1] else []


def _sum(title: str, rows: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    """小计 of a school, or the total: people by the name column, the sum by that of the amounts."""
    shown = [""] * len(columns)
    shown[1], shown[3] = title, f"{_people(rows):,} 人"
    if title != "合计":
        shown[4] = rows[0]["school"] or "（没有登记学校）"
    place = next(n for n, column in enumerate(columns) if column.summed)
    shown[place] = yuan(sum(row["amount"] or 0 for row in rows))
    return shown


def _people(rows: Sequence[Mapping[str, Any]]) -> int:
    return len({row["person_id"] for row in rows})


def _unknown(rows: Sequence[Row]) -> str:
    count = sum(row["amount"] is None for row in rows)
    return f"有 {count} 项没有登记金额，合计里按没有计。" if count else ""


DOCUMENTS = {
    "aid_roster": Document(
        "资助花名册", drawn("aid_roster", _roster), TABLES, ("term",), (SCHOOL,), asks=_ROSTER
    ),
    "aid_payment_sheet": Document(
        "资助发放表",
        drawn("aid_payment_sheet", _payment),
        MONEY,
        ("term",),
        (SCHOOL,),
        asks=_SHEET,
        returns=True,
    ),
}
