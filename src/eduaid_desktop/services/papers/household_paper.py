"""家庭一页 on one A4 page for the home visit: children, what they were given, what is to be asked, room to write."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.family import Family, Item, Member, Year
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import household_page, office, print_ledger, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.kinds import HOUSEHOLD, LETTERS, Document, Wanted
from eduaid_desktop.store import people

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

_CHILDREN = (Column("姓名", 26), Column("与户主关系", 24), Column("出生", 30), Column("就读", 76))
_ITEMS = (
    Column("姓名", 24), Column("学期", 34), Column("项目", 44), Column("金额（元）", 22, right=True),
    Column("情况", 32),
)  # fmt: skip
_YEARS = (
    Column("年度", 24), Column("救助金（元）", 32, right=True), Column("每户封顶（元）", 32, right=True),
    Column("还可以（元）", 32, right=True), Column("资助登记（元）", 36, right=True),
)  # fmt: skip
_VISIT = (Column("要问明的事", 90), Column("家访时问到的", 66))
_MOST, _FEWER, _FEWEST, _YEARS_SHOWN = 24, 2, 4, 3


def write(desk: Desk, path: Path, found: Family, *, reprint: bool = False) -> "Printed":
    """Write the page of a family; what is older is summed up in one row where the page is full."""
    from eduaid_desktop.documents import office_sheet

    most = min(sum(len(child.items) for child in found.children), _MOST)
    while True:
        page = print_ledger.numbered(desk, "household_page", sheet(desk, found, most), _subject(found))
        printed = office_sheet.write([page], path, printed_on=desk.today(), reprint=reprint)
        if printed.pages == 1 or most <= _FEWEST:
            return printed
        most = max(most - _FEWER, _FEWEST)


def _subject(found: Family) -> Subject:
    words = f"{found.head_name} {found.number}".strip()
    if found.household_id is None:
        return Subject("person", found.members[0].id, words)
    return Subject("household", found.household_id, words)


def _draw(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    if wanted.what:
        found = _named(desk, wanted.what)
    elif wanted.case:
        found = household_page.of_case(desk, relief.find_case(desk, wanted.case)["id"])
    else:
        raise UserError("请指明一户（写户编号）或一份申请（写申请编号）。")
    return write(desk, path, found, reprint=wanted.reprint)


def _named(desk: Desk, written: str) -> Family:
    """By the number of the household, or of a child who has none, as the print ledger names her."""
    alone = [row for row in people.by_number(desk.store, written) if not row["household_id"]]
    return (
        household_page.of_person(desk, alone[0]["id"]) if alone else household_page.by_number(desk, written)
    )


def sheet(desk: Desk, found: Family, most: int) -> Sheet:
    """The page as data, with so many rows of aid at most."""
    name = office.info(desk)["name"]
    return Sheet(
        f"{found.head_name or '这一家'}家庭情况",
        tuple(_sections(found, most)),
        (f"{name}{found.village}{found.group}", spoken(desk.today().isoformat())),
        "　　" + "，".join(_about(found)) + "。",
        signed=("家访人", "家长", "家访日期"),
        number=found.number,
    )


def _about(found: Family) -> Iterator[str]:
    yield f"户编号{found.number}" if found.number else "没有户编号"
    yield f"户主{found.head_name}" if found.head_name else "户主没有登记"
    if found.types:
        yield "、".join(found.types)
    if found.population is not None:
        yield f"家庭人口 {found.population} 人"
    if found.phone:
        yield f"联系电话 {masks.phone(found.phone)}"
    others = [each for each in found.others if each.name != found.head_name]
    if others:
        told = (f"{each.name}{f'（{each.relation}）' if each.relation else ''}" for each in others)
        yield f"家里还有{'、'.join(told)}"


def _sections(found: Family, most: int) -> Iterator[Section]:
    children = [(m.name, m.relation, spoken(m.birth_date), m.place or "没有学籍记录") for m in found.children]
    if children:
        yield Section("孩子", columns=_CHILDREN, rows=children)
    lines = [(member, item) for member in found.children for item in member.items]
    lines.sort(key=lambda line: (line[1].term[:4], line[1].term[4:] == "A"), reverse=True)
    if lines:
        rows = [_row(member, item) for member, item in lines[:most]]
        older = [item.amount_fen or 0 for _, item in lines[most:]]
        if older:
            rows.append(("", "更早的", f"另有 {len(older)} 条", yuan(sum(older)), "见电脑里的记录"))
        yield Section("资助和救助", columns=_ITEMS, rows=rows)
    if found.years:
        yield Section("每年合计", columns=_YEARS, rows=[*map(_year, found.years[:_YEARS_SHOWN])])
    asked = [(question, "") for question in found.questions] or [("没有要特别问的事。", "")]
    yield Section("家访", columns=_VISIT, rows=[*asked, ("", ""), ("", "")])


def _row(member: Member, item: Item) -> tuple[str, ...]:
    return member.name, item.when, item.title, yuan(item.amount_fen) if item.amount_fen else "", item.state


def _year(year: Year) -> tuple[str, ...]:
    cap = yuan(year.cap_fen) if year.cap_fen is not None else "没有规定"
    left = yuan(max(year.cap_fen - year.relief_fen, 0)) if year.cap_fen is not None else ""
    return f"{year.year}年", yuan(year.relief_fen), cap, left, yuan(year.aid_fen)


DOCUMENTS = {
    "household_page": Document("家庭一页", _draw, LETTERS, ("case",), (HOUSEHOLD,), whole=""),
}
