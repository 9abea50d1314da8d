"""待定: a row of the sample township that may be about a known child, looked at and decided in the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.parked_register import ParkedRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import checking, imports
from eduaid_desktop.services.desk import Desk

OLD, NEW = "51339920071220064X", "513399200712205504"


@pytest.fixture
def register(sample_window: MainWindow) -> ParkedRegister:
    sample_window.go("registers")
    assert isinstance(sample_window.page, RegistersPage)
    sample_window.page.take("parked")
    assert isinstance(sample_window.page.register, ParkedRegister)
    sample_window.page.register.start()
    return sample_window.page.register


def cells(register: ParkedRegister) -> dict[str, list[str]]:
    table, found = register.table, {}
    for row in range(table.rowCount()):
        words = [table.item(row, column).text() for column in range(table.columnCount())]  # type: ignore[union-attr]
        found[words[0]] = words[1:]
    return found


def still_open(desk: Desk) -> int:
    return len(desk.store.select("parked_row", decision=None))


def told(window: MainWindow) -> str:
    return window.strip.message.text()


def test_both_sides_stand_beside_each_other(register: ParkedRegister) -> None:
    assert register.list.model.cell(0, 0) == "布珠卓嘎"
    assert "第 1114 行" in register.question.text()
    assert "513399********064X" in register.why.text()
    shown = cells(register)
    assert shown["证件号码"] == ["513399********5504", "≠ 不同：513399********064X"]
    assert shown["出生日期"] == ["2007年12月20日", "2007年12月20日"]
    assert next(iter(shown)) == "姓名"


def test_numbers_stand_in_full_when_they_are_asked_for(
    sample_window: MainWindow, register: ParkedRegister, qtbot: QtBot
) -> None:
    qtbot.keyClick(sample_window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sample_window.desk.session.unmasked)
    assert cells(register)["证件号码"] == [NEW, f"≠ 不同：{OLD}"]
    assert register.number.itemText(2) == f"已登记的对：{OLD}"


def test_enter_leads_through_the_question_to_the_decision(
    sample_window: MainWindow, register: ParkedRegister, qtbot: QtBot
) -> None:
    view = register.list.view
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is register.number
    assert not register.same.isEnabled()
    qtbot.keyClick(register.number, Qt.Key.Key_Down)
    assert register.number.currentText() == "本表的对：513399********5504"
    assert register.same.isEnabled()
    qtbot.keyClick(register.number, Qt.Key.Key_Tab)
    while QApplication.focusWidget() is not register.same:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(register.same, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "已记下" in told(sample_window))
    desk = sample_window.desk
    assert still_open(desk) == 0
    assert [p["name"] for p in desk.store.select("person", id_number=NEW)] == ["布珠卓嘎"]
    assert register.list.empty.isVisible()
    assert register.table.isHidden()
    number = desk.store.value("SELECT MAX(id) FROM change")
    assert f"撤销第 {number} 号操作" in told(sample_window)
    checking.undo(desk, number)
    register.refresh()
    assert register.list.model.cell(0, 0) == "布珠卓嘎"


def test_two_children_in_one_click(sample_window: MainWindow, register: ParkedRegister, qtbot: QtBot) -> None:
    qtbot.mouseClick(register.different, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "不是同一人" in told(sample_window))
    assert [len(sample_window.desk.store.select("person", id_number=n)) for n in (OLD, NEW)] == [1, 1]


def test_a_row_is_left_out_with_a_reason(
    sample_window: MainWindow, register: ParkedRegister, qtbot: QtBot
) -> None:
    qtbot.mouseClick(register.discard, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is register.reason
    assert not register.sure.isEnabled()
    qtbot.mouseClick(register.back, Qt.MouseButton.LeftButton)
    assert register.reason.isHidden()
    assert QApplication.focusWidget() is register.discard
    qtbot.keyClick(register.discard, Qt.Key.Key_Space)
    qtbot.keyClicks(register.reason, "double")
    qtbot.keyClick(register.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "不要这一行" in told(sample_window))
    (row,) = sample_window.desk.store.select("parked_row")
    assert (row["decision"], row["note"]) == ("discard", "double")


def test_the_next_row_comes_after_a_decision(
    sample_window: MainWindow, register: ParkedRegister, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = sample_window.desk
    (number,) = desk.store.column("SELECT id_number FROM person WHERE name = '洛桑措姆' LIMIT 1")
    path = tmp_path / "名册.csv"
    path.write_text(f"姓名,身份证件号,学校名称,年级\n尼玛扎西,{number},一小,五年级\n", encoding="utf-8")
    imports.apply(desk, imports.preview(desk, path))
    register.refresh()
    qtbot.mouseClick(register.different, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "尼玛扎西" in register.question.text())
    qtbot.mouseClick(register.different, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "同一个身份证号" in told(sample_window))
    assert register.different.isEnabled()
    assert still_open(desk) == 1


def test_the_first_page_leads_here(sample_window: MainWindow, qtbot: QtBot) -> None:
    (line,) = [each for each in sample_window.page.findChildren(QPushButton) if "待定 1 行" in each.text()]
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert isinstance(sample_window.page, RegistersPage)
    assert isinstance(sample_window.page.register, ParkedRegister)
    assert "布珠卓嘎" in sample_window.page.register.question.text()


def test_who_may_only_read_sees_both_sides_and_no_buttons(
    open_window: Callable[[Path], MainWindow], sample_window: MainWindow, register: ParkedRegister
) -> None:
    second = open_window(sample_window.desk.store.path)
    second.go("registers")
    assert isinstance(second.page, RegistersPage)
    second.page.take("parked")
    other = second.page.register
    assert isinstance(other, ParkedRegister)
    other.start()
    assert not other.table.isHidden()
    assert other.same.isHidden()
    assert other.different.isHidden()
    assert other.discard.isHidden()
