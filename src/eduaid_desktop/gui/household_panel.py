"""全家: every child of a household with what it was given, over the page it was called from, and on one A4 page."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.family import Item, Member, Year
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, card, label
from eduaid_desktop.gui.printing.document_preview import preview_written
from eduaid_desktop.services import household_page, privacy
from eduaid_desktop.services.papers import household_paper

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

_TABS = {"relief": "relief", "aid": "aid"}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WHEN, _TITLE, _AMOUNT = 130, 220, 100


class HouseholdPanel(PagePanel):
    """A name opens the child, an application its record; Esc goes back."""

    def __init__(self, page: Page, person_id: int) -> None:
        """person_id: one of the family."""
        super().__init__(page, "householdPanel", "全家")
        self._desk = page.desk
        self.family = household_page.of_person(page.desk, person_id)
        head = self.family.head_name
        self.title.setText(f"全家　户主{head}" if head else "全家")
        self.back.setText("返回（Esc）")
        self.offer("打印一页", self._print)
        self.show_form(*self._parts())

    def start(self) -> None:
        """The panel is read, and left with Esc."""
        self.back.setFocus()

    def _parts(self) -> Iterator[QWidget]:
        about = label("　".join(self._about()), "quiet", "householdAbout")
        about.setWordWrap(True)
        yield about
        for question in self.family.questions:
            line = label(f"▲ {question}", "", "householdQuestion")
            line.setWordWrap(True)
            yield line
        for year in self.family.years:
            yield label(_year(year), "strong" if year.over else "", "householdYear")
        yield from map(self._child, self.family.children)
        if self.family.others:
            yield label("其他成员", "heading")
            told = (
                "　".join(filter(None, (m.name, m.relation, spoken(m.birth_date))))
                for m in self.family.others
            )
            names = label("；".join(told), "quiet", "householdOthers")
            names.setWordWrap(True)
            yield names

    def _about(self) -> Iterator[str]:
        found = self.family
        yield f"户编号 {found.number}" if found.number else "没有户编号"
        yield from filter(None, (f"{found.village}{found.group}", "、".join(found.types)))
        if found.population is not None:
            yield f"家庭人口 {found.population} 人"
        if found.phone:
            yield f"联系电话 {privacy.shown(self._desk, 'phone', found.phone)}"

    def _child(self, member: Member) -> QWidget:
        told = (
            member.name,
            member.relation,
            f"{member.age} 岁" if member.age is not None else "",
            member.place,
        )
        name = button(
            "　".join(filter(None, told)), partial(self._open, "students", member.id), "member", "link"
        )
        lines = QGridLayout()
        lines.setHorizontalSpacing(16)
        lines.setVerticalSpacing(2)
        lines.setColumnStretch(3, 1)
        for column, least in enumerate((_WHEN, _TITLE, _AMOUNT)):
            lines.setColumnMinimumWidth(column, least)
        for row, item in enumerate(member.items):
            lines.addWidget(label(item.when), row, 0)
            lines.addWidget(self._record(item), row, 1)
            lines.addWidget(label(_amount(item)), row, 2, _RIGHT)
            lines.addWidget(label(item.state, "quiet"), row, 3)
        if not member.items:
            lines.addWidget(label("还没有资助和救助的记录。", "quiet"), 0, 0, 1, 4)
        return card(name, lines, name="householdChild")

    def _record(self, item: Item) -> QWidget:
        if item.kind not in _TABS:
            return label(item.title)
        return button(
            item.title, partial(self._open, _TABS[item.kind], item.record_id), "familyRecord", "link"
        )

    def _open(self, tab: str, record_id: int) -> None:
        self.close_panel()
        self.shell.go(tab, record_id)

    def _print(self) -> None:
        from eduaid_desktop.services import bilingual, slips

        desk, family = self._desk, self.family

        def write(target: Path) -> "Printed":
            with bilingual.in_force(desk):
                return slips.put(target, lambda draft: household_paper.write(desk, draft, family))

        about = f"{family.head_name}_{family.number}"
        preview_written(self.shell, self, "household_page", about, write, family.head_name)


def _amount(item: Item) -> str:
    return f"{yuan(item.amount_fen)} 元" if item.amount_fen is not None else ""


def _year(year: Year) -> str:
    cap = f"，每户封顶 {yuan(year.cap_fen)} 元" if year.cap_fen is not None else ""
    aid = f"；另有资助登记 {yuan(year.aid_fen)} 元" if year.aid_fen else ""
    return f"{year.year}年全家救助金合计 {yuan(year.relief_fen)} 元{cap}{aid}"
