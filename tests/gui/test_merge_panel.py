"""Merging two people from the window and splitting them again; villages and schools under other names."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.merge_panel import MergePanel, SplitPanel
from eduaid_desktop.gui.places_register import ClosePanel, PlacesRegister, RenamePanel
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.students_page import StudentsPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import dated_names, people
from eduaid_desktop.services.villages import VILLAGE

TASHI, DROLMA = 1, 2


def said(window: MainWindow) -> str:
    return str(window.strip.message.text())


@pytest.fixture
def students(window: MainWindow) -> StudentsPage:
    window.go("students", TASHI)
    assert isinstance(window.page, StudentsPage)
    return window.page


def compare(page: StudentsPage, qtbot: QtBot, typed: str) -> MergePanel:
    page.findChild(QPushButton, "mergePeople").click()
    panel = page.panel_open
    assert isinstance(panel, MergePanel)
    assert panel.search.hasFocus()
    qtbot.keyClicks(panel.search, typed)
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    return panel


def row_of(panel: MergePanel, name: str) -> int:
    cells = [panel.table.item(row, 0) for row in range(panel.table.rowCount())]
    return next(row for row, cell in enumerate(cells) if cell is not None and cell.text() == name)


def test_two_records_are_merged_side_by_side_and_split_again(
    window: MainWindow, students: StudentsPage, qtbot: QtBot
) -> None:
    panel = compare(students, qtbot, "7623")
    assert panel.table.hasFocus()
    shown = panel.table.item(row_of(panel, "姓名"), 1), panel.table.item(row_of(panel, "姓名"), 2)
    assert [cell.text() for cell in shown if cell] == ["● 扎西", "○ 卓玛"]
    panel.table.setCurrentCell(row_of(panel, "监护人姓名"), 0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    cell = panel.table.item(row_of(panel, "监护人姓名"), 2)
    assert cell is not None
    assert cell.text() == "● 白玛"
    assert window.desk.store.get("person", DROLMA)
    panel.next_button.click()
    assert "已合并" in said(window)
    assert students.panel.record_id == TASHI
    person = window.desk.store.get("person", TASHI)
    assert (person["name"], person["guardian_name"]) == ("扎西", "白玛")
    told = " ".join(each.text() for each in students.child.findChildren(QLabel))
    assert "原来的号码和姓名" in told
    assert "513399********7623" in told
    students.child.findChild(QPushButton, "splitPerson").click()
    split = students.panel_open
    assert isinstance(split, SplitPanel)
    assert "卓玛（第 2 号）恢复为单独的人员" in split.told.text()
    split.next_button.click()
    assert "已拆分" in said(window)
    assert window.desk.store.get("person", DROLMA)["name"] == "卓玛"
    assert all(each.isHidden() for each in students.child.findChildren(QPushButton, "splitPerson"))


def test_the_search_box_tells_under_which_number_she_was_known(
    window: MainWindow, students: StudentsPage, qtbot: QtBot
) -> None:
    compare(students, qtbot, "7623").next_button.click()
    assert window.head is not None
    search = window.head.search
    qtbot.keyClicks(search, "513399200911197623")
    index = search.people.model().index(0, 0)
    assert index.data() == "扎西　513399********5270"
    assert "原为 513399********7623" in index.data(Qt.ItemDataRole.UserRole + 1)


def test_what_cannot_be_merged_is_said_in_the_panel(
    window: MainWindow, students: StudentsPage, qtbot: QtBot
) -> None:
    panel = compare(students, qtbot, "5270")
    assert "同一条记录" in said(window)
    assert panel.next_button.isHidden()
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert students.panel_open is None
    students.panel.binder.editors["address"].setText("一组")  # type: ignore[union-attr]
    students.findChild(QPushButton, "mergePeople").click()
    assert "还没有保存" in said(window)
    assert students.panel_open is None


def test_the_two_are_turned_round(window: MainWindow, students: StudentsPage, qtbot: QtBot) -> None:
    panel = compare(students, qtbot, "7623")
    panel.swap.click()
    panel.next_button.click()
    assert students.panel.record_id == DROLMA
    assert [p["id"] for p in people.find(window.desk, "扎西")] == [DROLMA]


@pytest.fixture
def places(window: MainWindow) -> PlacesRegister:
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    window.page.take("places")
    assert isinstance(window.page.register, PlacesRegister)
    return window.page.register


def test_a_village_is_renamed_by_keys_alone(
    window: MainWindow, places: PlacesRegister, qtbot: QtBot, write: Callable[[QLineEdit, str], None]
) -> None:
    qtbot.keyClick(places.list.view, Qt.Key.Key_Return)
    assert places.rename.hasFocus()
    qtbot.keyClick(places.rename, Qt.Key.Key_Return)
    panel = window.page.panel_open
    assert isinstance(panel, RenamePanel)
    assert panel.first.hasFocus()
    write(panel.first, "达瓦新村")  # type: ignore[arg-type]
    qtbot.keyClick(panel.first, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.since, "20180601")
    for widget in (panel.since, panel.document):
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel.next_button
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    assert "已把“达瓦村”改名为“达瓦新村”" in said(window)
    assert places.name.text() == "达瓦新村"
    assert places.told.text().splitlines() == ["达瓦村　到2018年5月31日", "达瓦新村　2018年6月1日起"]


def test_a_village_goes_into_another_and_a_missing_day_is_said(
    window: MainWindow, places: PlacesRegister, qtbot: QtBot
) -> None:
    places.list.view.setCurrentIndex(places.list.model.index(0, 0))
    places.close_into.click()
    panel = window.page.panel_open
    assert isinstance(panel, ClosePanel)
    panel.next_button.click()
    assert "从哪一天起" in said(window)
    panel.since.setText("20180601")
    panel.next_button.click()
    assert "请选并入哪一个村" in said(window)
    assert isinstance(panel.first, QComboBox)
    panel.first.setCurrentIndex(panel.first.findText("绒巴村"))
    panel.next_button.click()
    assert "已把“达瓦村”并入“绒巴村”" in said(window)
    assert not places.rename.isVisible()
    assert "并入“绒巴村”" in places.told.text()
    closed = dated_names.find(window.desk, VILLAGE, "达瓦村")
    assert closed["valid_to"] == "2018-05-31"
