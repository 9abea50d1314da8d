"""资助申请, many at once: a whole school, the totals with their rows, last term carried over."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.aid_bulk_panel import AidBulkPanel
from eduaid_desktop.gui.aid_rollover_panel import AidRolloverPanel
from eduaid_desktop.gui.aid_totals_panel import AidTotalsPanel
from eduaid_desktop.gui.candidates_model import AMOUNT, NAME, REASON, WHY
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.window import MainWindow


@pytest.fixture
def page(open_window, township: Path, tmp_path: Path) -> Page:  # type: ignore[no-untyped-def]
    window: MainWindow = open_window(Path(shutil.copy(township, tmp_path / "格桑镇.eduaid")))
    window.go("aid")
    return window.page


def choose(page: Page, action: str) -> None:
    menu = page.findChild(QPushButton, "aidMore").menu()
    (found,) = [each for each in menu.actions() if each.objectName() == action]
    found.trigger()


def bulk(page: Page, programme: str) -> AidBulkPanel:
    choose(page, "aidBulk")
    panel = page.panel_open
    assert isinstance(panel, AidBulkPanel)
    box = panel.findChild(QComboBox, "bulkProgramme")
    box.setCurrentIndex(box.findData(programme))
    return panel


def count(page: Page, where: str = "1") -> int:
    return int(page.desk.store.value(f"SELECT COUNT(*) FROM aid WHERE withdrawn = 0 AND {where}"))


def test_a_school_is_registered_by_one_button(page: Page, qtbot: QtBot) -> None:
    panel = bulk(page, "P02")
    assert panel.next_button.text() == "登记 212 人，共 84,800.00 元"
    school = panel.findChild(QComboBox, "bulkSchool")
    school.setCurrentIndex(school.findText("格桑镇幼儿园"))
    class_ = panel.findChild(QComboBox, "bulkClass")
    class_.setCurrentIndex(1)
    pupils = panel.table.model().rowCount()
    assert class_.currentText().endswith(f"　{pupils} 人")
    table = panel.findChild(QTableView, "bulkTable")
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert panel.next_button.text() == f"登记 {pupils - 1} 人，共 {(pupils - 1) * 400:,.2f} 元"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.panel_open is None)
    assert count(page, "programme = 'P02'") == pupils - 1
    assert f"已登记“学前午餐补助”{pupils - 1} 人" in page.shell.strip.message.text()  # type: ignore[attr-defined]


def test_an_amount_off_its_rate_waits_for_its_reason(page: Page, qtbot: QtBot) -> None:
    panel = bulk(page, "P13")
    model = panel.model
    assert model.setData(model.index(0, AMOUNT), "百元") is False
    row = next(r for r in range(model.rowCount()) if model.data(model.index(r, WHY)).startswith("500.00"))
    model.setData(model.index(row, AMOUNT), "300")
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    assert page.panel_open is panel
    assert panel.table.currentIndex().column() == REASON
    model.setData(panel.table.currentIndex(), "半学期")
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel_open is None)
    assert count(page, "programme = 'P13' AND amount = 30000 AND amount_reason = '半学期'") == 1


def test_every_child_says_why(page: Page) -> None:
    panel = bulk(page, "P04b")
    panel.segments.take("closed")
    model = panel.model
    words = {model.data(model.index(row, WHY)) for row in range(model.rowCount())}
    assert "只面向寄宿生，该生不是" in words
    assert all(words)
    tick = model.data(model.index(0, NAME), Qt.ItemDataRole.CheckStateRole)
    assert tick == Qt.CheckState.Unchecked


def test_a_figure_opens_its_rows(page: Page, qtbot: QtBot) -> None:
    choose(page, "aidTotals")
    panel = page.panel_open
    assert isinstance(panel, AidTotalsPanel)
    assert panel.findChild(QLabel, "totalsScope").text().startswith("口径：2018年春季学期已登记的资助")
    panel.segments.take("programme")
    panel.list.start()
    label = panel.list.model.cell(0, 0)
    figure = int(panel.list.model.cell(0, 2))
    qtbot.keyClick(panel.list.view, Qt.Key.Key_Return)
    assert page.panel_open is None
    assert len(page.list.model.ids) == figure  # type: ignore[attr-defined]
    assert label in page.only.findChild(QLabel).text()  # type: ignore[attr-defined]


def test_last_term_is_drafted_in_groups(page: Page, qtbot: QtBot) -> None:
    before = count(page)
    choose(page, "aidRollover")
    panel = page.panel_open
    assert isinstance(panel, AidRolloverPanel)
    assert panel.next_button.text().startswith("起草 ")
    drafted = int(panel.next_button.text().split()[1])
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel_open is None)
    assert count(page) == before + drafted
    assert count(page, "status = 'draft' AND term = '2018A'") == drafted
    choose(page, "aidRollover")
    qtbot.mouseClick(page.findChild(QPushButton, "rolloverVerify"), Qt.MouseButton.LeftButton)
    assert len(page.list.model.ids) == drafted  # type: ignore[attr-defined]
