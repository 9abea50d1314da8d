"""首页: a line or a figure leads to exactly the rows it counts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.home_page import HomePage
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import home


def due_buttons(window: MainWindow) -> list[QPushButton]:
    """The lines of the page that are in its layout; those of the last time may still wait for their deletion."""
    page = window.page
    assert isinstance(page, HomePage)
    items = [page._due.itemAt(n).widget() for n in range(page._due.count())]  # type: ignore[union-attr]
    return [each for each in items if isinstance(each, QPushButton)]


def test_a_due_line_opens_its_cases_with_the_first_selected(sample_window: MainWindow, qtbot: QtBot) -> None:
    lines = {
        due.text: due
        for due in home.overview(sample_window.desk)["due"]
        if due.tab == "relief" and due.record_id
    }
    assert len(lines) > 5
    for text, due in lines.items():
        sample_window.go("home")
        (line,) = [b for b in due_buttons(sample_window) if b.text() == text]
        line.setFocus()
        qtbot.keyClick(line, Qt.Key.Key_Return)
        page = sample_window.page
        assert isinstance(page, ReliefPage)
        assert f"{page.list.model.rowCount()} " in text
        assert page.panel.record_id == page.list.current() == due.record_id
        assert QApplication.focusWidget() is page.list.view


def test_a_state_is_chosen_above_the_list_and_a_notice_named_in_the_bar(sample_window: MainWindow) -> None:
    sample_window.show_only("relief", "等乡镇审核", {"state": 50, "term": "2018S"})
    page = sample_window.page
    assert isinstance(page, ReliefPage)
    state = page.findChild(QComboBox, "only_state")
    assert state.currentText() == "乡镇审核"
    assert not page.only.isVisible()
    notice = sample_window.desk.store.select("notice")[0]["id"]
    sample_window.show_only("relief", "达瓦村公示", {"notice": notice})
    assert state.currentIndex() == 0
    assert page.findChild(QLabel, "onlyWords").text() == "只看：达瓦村公示"
    narrow = page.list.model.rowCount()
    page.findChild(QPushButton, "showAll").click()
    assert not page.only.isVisible()
    assert page.list.model.rowCount() == len(sample_window.desk.store.select("relief_case")) > narrow


@pytest.mark.parametrize("label", ["在读学生", "资助申请", "救助申请", "项目"])
def test_a_figure_opens_as_many_rows_as_it_says(sample_window: MainWindow, label: str) -> None:
    (figure,) = [f for f in home.overview(sample_window.desk)["figures"] if f.label == label]
    buttons = sample_window.page.findChildren(QPushButton, "figure")
    [b for b in buttons if b.accessibleName().startswith(label)][-1].click()
    assert isinstance(sample_window.page, RecordPage)
    assert f"{sample_window.page.list.model.rowCount():,}" == figure.value


def test_money_paid_opens_the_cases_it_sums(sample_window: MainWindow) -> None:
    (figure,) = [f for f in home.overview(sample_window.desk)["figures"] if f.label == "救助金已发放"]
    sample_window.show_only("relief", figure.label, figure.filters)
    assert isinstance(sample_window.page, ReliefPage)
    assert f"批准 {figure.value}" in sample_window.page.list.totals.text()
    assert sample_window.page.choices.boxes["state"].currentText() == "已到账（含归档）"


def test_problems_of_imports_open_their_register(sample_window: MainWindow) -> None:
    (line,) = [due for due in home.overview(sample_window.desk)["due"] if "导入时提醒或拒收" in due.text]
    sample_window.show_only("registers", line.text, line.filters)
    assert isinstance(sample_window.page, RegistersPage)
    assert sample_window.page.shelf.key == "imports"


def test_enter_on_a_notice_leads_to_its_cases(sample_window: MainWindow, qtbot: QtBot) -> None:
    sample_window.go("registers")
    registers = sample_window.page
    assert isinstance(registers, RegistersPage)
    registers.take("notices")
    view = registers.register.list.view
    assert QApplication.focusWidget() is view
    notice = registers.register.list.current()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    page = sample_window.page
    assert isinstance(page, ReliefPage)
    hung = {row["case_id"] for row in sample_window.desk.store.select("notice_case", notice_id=notice)}
    assert set(page.list.model.ids) == hung
    assert "公示" in page.findChild(QLabel, "onlyWords").text()


def test_an_office_without_pupils_is_told_where_to_begin(window: MainWindow) -> None:
    line = due_buttons(window)[0]
    assert "导入学籍名册" in line.text()
    line.click()
    assert window.page.objectName() == "studentsPage"
