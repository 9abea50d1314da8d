"""台账—设置 and 台账—工作日: a clerk changes what her office decides for itself, from a day on."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.settings_register import SettingsRegister
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.gui.workdays_register import WorkdaysRegister
from eduaid_desktop.services import office, workdays

from .seen import find, said


@pytest.fixture
def page(window: MainWindow) -> RegistersPage:
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    return window.page


@pytest.fixture
def settings(page: RegistersPage) -> SettingsRegister:
    page.take("settings")
    assert isinstance(page.register, SettingsRegister)
    return page.register


@pytest.fixture
def days(page: RegistersPage) -> WorkdaysRegister:
    page.take("workdays")
    assert isinstance(page.register, WorkdaysRegister)
    return page.register


def choose(register: SettingsRegister, title: str) -> None:
    shown = register.list.model.source.rows(register.list.model.ids)
    place = next(n for n, row in enumerate(shown.values()) if row["title"] == title)
    register.list.view.setCurrentIndex(register.list.model.index(place, 0))


def save(register: SettingsRegister, qtbot: QtBot) -> None:
    qtbot.mouseClick(find(register, QPushButton, "saveSetting"), Qt.MouseButton.LeftButton)


def row(register: SettingsRegister, title: str) -> dict[str, str]:
    shown = register.list.model.source.rows(register.list.model.ids)
    return next(each for each in shown.values() if each["title"] == title)


def test_a_number_is_changed_from_a_day_on_with_the_keyboard(
    settings: SettingsRegister, window: MainWindow, qtbot: QtBot
) -> None:
    choose(settings, "公示天数")
    qtbot.keyClick(settings.list.view, Qt.Key.Key_Return)
    line = find(settings, QLineEdit, "settingValue")
    assert QApplication.focusWidget() is line
    line.selectAll()
    qtbot.keyClicks(line, "5")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    since = find(settings, QLineEdit, "settingSince")
    assert QApplication.focusWidget() is since
    assert since.text() == "2018-06-12"
    qtbot.keyClick(since, Qt.Key.Key_Return)
    qtbot.keyClick(find(settings, QPushButton, "saveSetting"), Qt.Key.Key_Return)
    assert "已保存“公示天数”" in said(window)
    assert row(settings, "公示天数") == {
        "group": "公示", "title": "公示天数", "words": "5 天", "since": "2018年6月12日", "whose": "本单位",
    }  # fmt: skip
    assert "2018年6月12日起　5 天　经办人甲" in find(settings, QLabel, "settingPast").text()
    assert window.desk.rules(date(2018, 6, 11)).settings["notice_days"] == 7


def test_a_value_to_come_is_said_and_can_be_taken_back(
    settings: SettingsRegister, window: MainWindow, qtbot: QtBot
) -> None:
    choose(settings, "公示天数算法")
    box = find(settings, QComboBox, "settingValue")
    box.setCurrentIndex(box.findText("工作日"))
    find(settings, QLineEdit, "settingSince").setText("20180901")
    save(settings, qtbot)
    assert "现在仍是“自然日”" in said(window)
    assert row(settings, "公示天数算法")["words"] == "自然日"
    assert window.desk.rules(date(2018, 9, 1)).settings["notice_day_kind"] == "working"
    qtbot.mouseClick(find(settings, QPushButton, "dropSetting"), Qt.MouseButton.LeftButton)
    assert "已取消“公示天数算法”2018年9月1日起的值" in said(window)
    assert window.desk.rules(date(2018, 9, 1)).settings["notice_day_kind"] == "natural"


def test_what_may_not_stand_there_is_said_under_it(
    settings: SettingsRegister, window: MainWindow, qtbot: QtBot
) -> None:
    choose(settings, "公示名单的栏目")
    ticks = find(settings, QListWidget, "settingValue")
    ticks.item(0).setCheckState(Qt.CheckState.Unchecked)
    save(settings, qtbot)
    problem = find(settings, QLabel, "settingProblem")
    assert problem.isVisible()
    assert "学生姓名不能去掉" in problem.text()
    assert window.desk.store.select("setting") == []
    choose(settings, "申请表份数")
    assert not problem.isVisible()
    find(settings, QLineEdit, "settingSince").setText("夏天")
    save(settings, qtbot)
    assert "读不懂" in problem.text()
    assert QApplication.focusWidget() is find(settings, QLineEdit, "settingSince")


def test_papers_are_ticked_and_bodies_named(
    settings: SettingsRegister, window: MainWindow, qtbot: QtBot
) -> None:
    choose(settings, "必备的佐证材料")
    ticks = find(settings, QListWidget, "settingValue")
    for number in (0, 2):
        ticks.item(number).setCheckState(Qt.CheckState.Checked)
    save(settings, qtbot)
    assert window.desk.rules().settings["evidence_required"] == ["E01", "E03"]
    choose(settings, "已关闭的学期")
    assert settings.form.isHidden()
    choose(settings, "县教育部门名称")
    name = settings.editor.editor
    assert isinstance(name, QLineEdit)
    name.setText("云岭县教育和体育局")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert office.organisation(window.desk, "education_bureau") == "云岭县教育和体育局"
    choose(settings, "本单位放假的日子")
    assert find(settings, QPushButton, "saveSetting").isHidden()
    assert "台账—工作日" in find(settings, QLabel, "settingHelp").text()


def rows(register: WorkdaysRegister) -> dict[str, tuple[str, str, str]]:
    shown = register.list.model.source.rows(register.list.model.ids).values()
    return {each["day"]: (each["works"], each["name"], each["source"]) for each in shown}


def test_a_year_shows_its_holidays_and_where_they_come_from(days: WorkdaysRegister) -> None:
    assert rows(days)["2018年6月18日"] == ("放假", "端午", "国务院办公厅的安排（随程序）")
    assert "已经知道" in find(days, QLabel, "workdayTold").text()


def test_days_are_registered_and_removed(days: WorkdaysRegister, window: MainWindow, qtbot: QtBot) -> None:
    first, last = find(days, QLineEdit, "firstDay"), find(days, QLineEdit, "lastDay")
    qtbot.mouseClick(find(days, QPushButton, "registerHoliday"), Qt.MouseButton.LeftButton)
    assert "请填写日期" in said(window)
    assert QApplication.focusWidget() is first
    qtbot.keyClicks(first, "20180702")
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is last
    qtbot.keyClicks(last, "20180704")
    qtbot.mouseClick(find(days, QPushButton, "registerHoliday"), Qt.MouseButton.LeftButton)
    assert "已登记 3 天" in said(window)
    assert rows(days)["2018年7月3日"] == ("放假", "", "本单位登记")
    first.setText("2018-7-3")
    qtbot.mouseClick(find(days, QPushButton, "removeDays"), Qt.MouseButton.LeftButton)
    assert "已删去 1 天" in said(window)
    days.list.start()
    qtbot.keyClick(days.list.view, Qt.Key.Key_Return)
    assert (first.text(), QApplication.focusWidget()) == ("2018-01-01", first)
    assert sorted(workdays.own(window.desk)) == ["2018-07-02", "2018-07-04"]


def test_a_notice_of_the_state_council_is_pasted(
    days: WorkdaysRegister, window: MainWindow, qtbot: QtBot
) -> None:
    year = find(days, QComboBox, "workdayYear")
    year.setCurrentIndex(year.findText("2020年"))
    paste = find(days, QPlainTextEdit, "pastedDays")
    paste.setPlainText("国庆节：10月1日至8日放假，共8天。9月27日（星期日）、10月10日（星期六）上班。")
    qtbot.mouseClick(find(days, QPushButton, "readDays"), Qt.MouseButton.LeftButton)
    assert "已登记 10 天" in said(window)
    assert rows(days)["2020年9月27日"][0] == "上班"
    assert paste.toPlainText() == ""
    paste.setPlainText("春节放假")
    qtbot.mouseClick(find(days, QPushButton, "readDays"), Qt.MouseButton.LeftButton)
    assert "“春节放假”读不懂" in said(window)
    assert paste.toPlainText() == "春节放假"
