"""项目: a project with its money, its milestones and its months, by names and keys."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.projects_page import ProjectsPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import projects

T = TypeVar("T", bound=QWidget)
Write = Callable[[QWidget, str], None]
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow) -> ProjectsPage:
    window.go("projects")
    assert isinstance(window.page, ProjectsPage)
    return window.page


@pytest.fixture
def canteen(window: MainWindow, page: ProjectsPage) -> int:
    """A stored project of 50 万元, open on the page."""
    raw = {"project_no": "XM-2018-001", "name": "中心校食堂", "kind": "宿舍食堂", "plan_year": "2018"}
    saved = projects.save(window.desk, raw | {"total_investment": "500000"})
    page.refresh()
    page.open_record(saved.id)
    return saved.id


def said(window: MainWindow) -> str:
    return window.strip.message.text()


def find(page: QWidget, kind: type[T], name: str) -> T:
    found = page.findChild(kind, name)
    assert found is not None, name
    return found  # type: ignore[no-any-return]


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(window, key, modifier)


def test_a_new_project_has_the_next_number_and_its_parts_wait(
    window: MainWindow, page: ProjectsPage, qtbot: QtBot, write: Write
) -> None:
    number = projects.next_number(window.desk)
    assert find(page.panel, QLineEdit, "project_no").text() == number
    press(qtbot, window, Qt.Key.Key_2, ALT)
    assert page.segments.key == "project"
    assert "先保存项目资料" in find(page, QLabel, "projectStanding").text()
    write(find(page.panel, QLineEdit, "name"), "村级幼儿园")
    qtbot.keyClick(find(page.panel, QComboBox, "kind"), Qt.Key.Key_1)
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    (stored,) = window.desk.store.select("project")
    assert (stored["name"], stored["plan_year"]) == ("村级幼儿园", 2018)
    assert page.panel.title.text() == "村级幼儿园"
    press(qtbot, window, Qt.Key.Key_N, CONTROL)
    assert find(page.panel, QLineEdit, "project_no").text() == projects.next_number(window.desk) != number


def test_funding_is_summed_against_the_total_investment(
    window: MainWindow, page: ProjectsPage, canteen: int, qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_2, ALT)
    part = page.parts["funding"]
    told = find(part, QLabel, "fundingTold")
    for source, amount, words in (("3", "300000", "还差 200,000.00"), ("4", "200000", "与总投资相等")):
        press(qtbot, window, Qt.Key.Key_N, CONTROL)
        qtbot.keyClicks(find(part.panel, QComboBox, "source"), source)
        qtbot.keyClicks(find(part.panel, QLineEdit, "amount"), amount)
        press(qtbot, window, Qt.Key.Key_S, CONTROL)
        assert words in told.text()
    rows = window.desk.store.select("funding", project_id=canteen)
    assert [(r["source"], r["amount"]) for r in rows] == [("prefecture", 30000000), ("county", 20000000)]
    assert page.segments.tabText(1) == "资金来源 2"
    assert find(part, QLabel, "totals").text().replace("\xa0", " ") == "共 2 条　金额 500,000.00 元"


def test_a_wrong_part_is_told_under_its_field(
    window: MainWindow, page: ProjectsPage, canteen: int, qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_4, ALT)
    part = page.parts["progress"]
    qtbot.keyClicks(find(part.panel, QLineEdit, "physical"), "120")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    assert "最多 100%" in find(part.panel, QLabel, "physical_problem").text()
    assert "还不能保存" in said(window)
    assert window.desk.store.select("progress") == []


def test_the_next_milestone_leads_on_and_done_ones_are_ticked(
    window: MainWindow, page: ProjectsPage, canteen: int, qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_3, ALT)
    first = find(page, QPushButton, "stage_10")
    assert first.property("state") == "next"
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    done_on = QApplication.focusWidget()
    assert done_on is page.parts["milestone"].panel.binder.editors["done_on"]
    qtbot.keyClicks(done_on, "20180301")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    assert find(page, QPushButton, "stage_10").property("state") == "done"
    assert find(page, QPushButton, "stage_20").property("state") == "next"
    assert page.segments.tabText(2) == "节点 1/14"
    next_button = page.parts["milestone"].panel.next_button
    assert next_button.text() == "登记下一节点：立项"
    qtbot.mouseClick(next_button, Qt.MouseButton.LeftButton)
    assert page.parts["milestone"].panel.title.text() == "立项"
    assert window.desk.store.get("project", canteen)["stage"] == "10"
    assert "项目申报/储备" in find(page, QLabel, "projectStanding").text()


def test_a_milestone_that_is_not_needed_says_why_and_is_passed_over(
    window: MainWindow, page: ProjectsPage, canteen: int
) -> None:
    projects.save_part(
        window.desk, "milestone", {"stage": "10", "skipped_reason": "州里统一申报"}, project_id=canteen
    )
    page.refresh()
    assert find(page, QPushButton, "stage_10").accessibleName().endswith("不需要：州里统一申报")
    assert find(page, QPushButton, "stage_20").property("state") == "next"


def test_a_month_is_added_and_taken_back(
    window: MainWindow, page: ProjectsPage, canteen: int, qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_4, ALT)
    part = page.parts["progress"]
    assert find(part.panel, QLineEdit, "month").text() == "2018-06"
    qtbot.keyClicks(find(part.panel, QLineEdit, "physical"), "45")
    qtbot.keyClicks(find(part.panel, QLineEdit, "invested"), "250000")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    assert find(part, QLabel, "progressTold").text() == (
        "到2018年6月：形象进度 45%，完成投资 250,000.00 元（总投资的 50%）。"
    )
    assert page.segments.tabText(3) == "月进度 45%"
    qtbot.mouseClick(find(part, QPushButton, "removePart"), Qt.MouseButton.LeftButton)
    assert window.desk.store.select("progress", project_id=canteen) == []
    assert "已撤回月进度“2018年6月”" in said(window)
    assert page.segments.tabText(3) == "月进度"


def test_a_part_half_typed_is_offered_again_for_its_own_project_only(
    window: MainWindow, page: ProjectsPage, canteen: int, qtbot: QtBot
) -> None:
    raw = {"project_no": "XM-2018-002", "name": "围墙", "kind": "其他", "plan_year": "2018"}
    other = projects.save(window.desk, raw).id
    press(qtbot, window, Qt.Key.Key_2, ALT)
    panel = page.parts["funding"].panel
    qtbot.keyClicks(find(panel, QLineEdit, "amount"), "777")
    page.open_record(other)
    assert find(panel, QLineEdit, "amount").text() == ""
    assert not panel.draft_bar.isVisible()
    page.open_record(canteen)
    assert "金额（元） 777" in find(panel.draft_bar, QLabel, "draftWords").text()
    qtbot.mouseClick(find(panel.draft_bar, QPushButton, "restoreDraft"), Qt.MouseButton.LeftButton)
    assert find(panel, QLineEdit, "amount").text() == "777"
