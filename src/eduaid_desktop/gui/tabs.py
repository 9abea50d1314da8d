"""The tabs in working order. A page's module is loaded when its tab is first shown."""

from collections.abc import Callable
from dataclasses import dataclass

from eduaid_desktop.gui.page import Page, Shell


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
    from eduaid_desktop.gui.batches_page import BatchesPage

    return BatchesPage(shell)


TABS = (
    Tab("home", "首页", _home),
    Tab("students", "学生", _students),
    Tab("aid", "资助申请", _aid),
    Tab("relief", "救助基金", _relief),
    Tab("projects", "项目", _projects),
    Tab("registers", "台账", _registers),
    Tab("batches", "上报", _batches),
)
