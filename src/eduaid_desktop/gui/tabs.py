"""The tabs in working order. A page's module is loaded when its tab is first shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eduaid_desktop.gui.page import Page, Shell

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk


@dataclass(frozen=True)
class Tab:
    """key: how other pages name it."""

    key: str
    title: str
    build: Callable[[Shell], Page]


def _home(shell: Shell) -> Page:
    from eduaid_desktop.gui.home_page import HomePage

    return HomePage(shell)


def _students(shell: Shell) -> Page:
    from eduaid_desktop.gui.students_page import StudentsPage

    return StudentsPage(shell)


def _aid(shell: Shell) -> Page:
    from eduaid_desktop.gui.aid_page import AidPage

    return AidPage(shell)


def _projects(shell: Shell) -> Page:
    from eduaid_desktop.gui.projects_page import ProjectsPage

    return ProjectsPage(shell)


def _relief(shell: Shell) -> Page:
    from eduaid_desktop.gui.relief_page import ReliefPage

    return ReliefPage(shell)


def _registers(shell: Shell) -> Page:
    from eduaid_desktop.gui.registers_page import RegistersPage

    return RegistersPage(shell)


def _batches(shell: Shell) -> Page:
    if _of_county(shell.desk):
        from eduaid_desktop.gui.county.county_page import CountyPage

        return CountyPage(shell)
    from eduaid_desktop.gui.term_batch.batches_page import BatchesPage

    return BatchesPage(shell)


def _of_township(build: Callable[[Shell], Page], words: str) -> Callable[[Shell], Page]:
    """A tab in which townships key their cases; a county is told what it does instead."""

    def either(shell: Shell) -> Page:
        if not _of_county(shell.desk):
            return build(shell)
        from eduaid_desktop.gui.county.county_note import CountyNote

        return CountyNote(shell, words)

    return either


def _of_county(desk: "Desk") -> bool:
    from eduaid_desktop.services import office

    return bool(office.info(desk)["level"] == "county")


def titles(desk: "Desk") -> list[str]:
    """What the tabs are called in an office: a county collects where a township reports."""
    own = {"batches": "收批次"} if _of_county(desk) else {}
    return [own.get(tab.key, tab.title) for tab in TABS]


TABS = (
    Tab("home", "首页", _home),
    Tab("students", "学生", _of_township(_students, "学生名册由各乡镇导入和录入")),
    Tab("aid", "资助申请", _of_township(_aid, "资助申请由各乡镇录入")),
    Tab("relief", "救助基金", _of_township(_relief, "救助申请由各乡镇受理、审核和上报")),
    Tab("projects", "项目", _projects),
    Tab("registers", "台账", _registers),
    Tab("batches", "上报", _batches),
)
