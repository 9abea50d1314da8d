"""The answers to the questions of a step are kept by case and step until the step is taken."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief

from .seen import find, form, question, said, table

Open = Callable[[Path], MainWindow]
Kill = Callable[[MainWindow], Path]
Alt = Callable[[MainWindow, Qt.Key], None]
Key = Callable[..., None]
Write = Callable[[QWidget, str], None]
W = TypeVar("W", bound=QWidget)


def answers(window: MainWindow, case: int, action: str) -> dict[str, QWidget]:
    """Open a step of a case; its questions."""
    form(window, "relief", case)
    assert isinstance(window.page, ReliefPage)
    assert window.page.handling
    find(window.page, QPushButton, "otherStepsButton").click()
    find(window.page.handling.others, QPushButton, f"step_{action}").click()
    assert window.page.handling.sheet.isVisible()
    return dict(window.page.handling.sheet.editors)


def sheet_bar(window: MainWindow) -> str:
    assert isinstance(window.page, ReliefPage)
    assert window.page.handling
    offered = window.page.handling.sheet.bar
    return find(offered, QLabel, "draftWords").text() if offered.isVisible() else ""


@pytest.fixture
def cases(window: MainWindow) -> tuple[int, int]:
    """Two drafts, which can be withdrawn."""
    one, other = (relief.save(window.desk, {"name": n, "term": "2018S"}).id for n in ("达娃", "央宗"))
    return one, other


def test_the_answers_of_a_step_are_kept_by_case_and_step(
    window: MainWindow, cases: tuple[int, int], qtbot: QtBot, write: Write, alt: Alt
) -> None:
    one, other = cases
    asked = answers(window, one, "withdraw")
    write(asked["reason"], "家长来电话")
    qtbot.keyClick(asked["reason"], Qt.Key.Key_Escape)
    assert "录入的内容留着" in said(window)
    answers(window, other, "withdraw")
    assert sheet_bar(window) == ""
    asked = answers(window, one, "withdraw")
    assert "理由 家长来电话" in sheet_bar(window)
    alt(window, Qt.Key.Key_R)
    reason = asked["reason"]
    assert isinstance(reason, QLineEdit)
    assert (reason.text(), sheet_bar(window)) == ("家长来电话", "")
    for tab in ("home", "relief"):
        window.go(tab)
    assert reason.isVisible()
    assert reason.text() == "家长来电话"
    assert isinstance(window.page, ReliefPage)
    assert window.page.handling
    window.page.handling.sheet.do_button.click()
    assert "已办理" in said(window)
    assert window.desk.store.drafts.keys() == []


def test_the_answers_of_a_step_come_back_after_a_kill(
    window: MainWindow, cases: tuple[int, int], open_window: Open, killed: Kill, write: Write, alt: Alt
) -> None:
    asked = answers(window, cases[0], "withdraw")
    date = asked["on_date"]
    assert isinstance(date, QLineEdit)
    date.clear()
    write(date, "2018-02-3")
    write(asked["reason"], "家长来电话")
    again = open_window(killed(window))
    panel = question(again)
    assert find(panel, QLabel, "draftWhose").text() == "办理“申请人撤回”　达娃　还没有编号"
    assert table(panel) == [("纸上的日期", "—", "2018-02-3"), ("理由", "—", "家长来电话")]
    alt(again, Qt.Key.Key_R)
    assert isinstance(again.page, ReliefPage)
    assert again.page.handling
    assert again.page.panel.record_id == cases[0]
    assert again.page.handling.sheet.raw()["reason"] == "家长来电话"
    assert again.page.handling.sheet.raw()["on_date"] == "2018-02-3"
    assert QApplication.focusWidget() in again.page.handling.sheet.editors.values()


def test_a_step_that_is_dropped_asks_afresh(
    window: MainWindow, cases: tuple[int, int], qtbot: QtBot, write: Write, alt: Alt
) -> None:
    asked = answers(window, cases[0], "withdraw")
    write(asked["reason"], "家长来电话")
    qtbot.keyClick(asked["reason"], Qt.Key.Key_Escape)
    answers(window, cases[0], "withdraw")
    alt(window, Qt.Key.Key_D)
    assert sheet_bar(window) == ""
    assert window.desk.store.drafts.keys() == []


def test_the_chosen_result_comes_back_with_its_own_questions(
    sample_window: MainWindow, qtbot: QtBot, write: Write, alt: Alt
) -> None:
    case = sample_window.desk.store.select("relief_case", state=workflow.OBJECTION)[0]["id"]
    page = form(sample_window, "relief", case)
    page.next_button.click()
    assert isinstance(sample_window.page, ReliefPage)
    assert sample_window.page.handling
    sheet = sample_window.page.handling.sheet
    result = sheet.editors["target"]
    assert isinstance(result, QComboBox)
    first = sheet.raw()["target"]
    result.setCurrentIndex((result.currentIndex() + 1) % result.count())
    chosen, asked = sheet.raw()["target"], list(sheet.editors)
    write(sheet.editors["reason"], "情况属实")
    qtbot.keyClick(sheet.editors["reason"], Qt.Key.Key_Escape)
    page.next_button.click()
    assert sheet.raw()["target"] == first != chosen
    assert "结果" in sheet_bar(sample_window)
    alt(sample_window, Qt.Key.Key_R)
    assert (sheet.raw()["target"], sheet.raw()["reason"]) == (chosen, "情况属实")
    assert list(sheet.editors) == asked
    assert sheet_bar(sample_window) == ""
