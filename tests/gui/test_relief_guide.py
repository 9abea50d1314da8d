"""What the form of the relief fund says by itself: purpose, amount, aid already received; one key takes it."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import band_table, people, relief

from .seen import find, said

Write = Callable[[QWidget, str], None]
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def page(window: MainWindow) -> ReliefPage:
    window.go("relief")
    assert isinstance(window.page, ReliefPage)
    return window.page


def choose(page: ReliefPage, name: str, label: str) -> None:
    box = find(page, QComboBox, name)
    box.setCurrentIndex(box.findText(label))


def told(page: ReliefPage, name: str) -> str:
    line = find(page, QLabel, f"{name}_problem")
    return line.text() if not line.isHidden() else ""


def settle(page: ReliefPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.guide.waiting)


def test_the_purpose_follows_the_stage_until_somebody_chooses(page: ReliefPage, qtbot: QtBot) -> None:
    purpose = find(page, QComboBox, "purpose")
    choose(page, "stage", "小学")
    settle(page, qtbot)
    assert purpose.currentText() == "校服、学习用品、校内伙食"
    choose(page, "stage", "本科")
    settle(page, qtbot)
    assert purpose.currentText() == "学费、住宿、交通、生活"
    purpose.setCurrentIndex(purpose.findData("1"))
    choose(page, "stage", "普高")
    settle(page, qtbot)
    assert purpose.currentData() == "1"


def test_a_fixed_amount_is_offered_and_one_key_takes_it(
    page: ReliefPage, window: MainWindow, qtbot: QtBot
) -> None:
    band_table.follow(window.desk, "C", date(2018, 1, 1))
    applied = find(page, QLineEdit, "applied")
    choose(page, "stage", "普高")
    settle(page, qtbot)
    assert told(page, "applied") == ""
    choose(page, "relief_category", "孤儿")
    settle(page, qtbot)
    assert "规定的固定标准 5,000.00 元（预设C" in told(page, "applied")
    assert (applied.text(), "按 F4 填入" in told(page, "applied")) == ("", True)
    choose(page, "relief_category", "单亲")
    settle(page, qtbot)
    assert "2,000.00 元" in told(page, "applied")
    qtbot.keyClick(applied, Qt.Key.Key_F4)
    assert (applied.text(), told(page, "applied")) == ("2000", "")
    assert "已填入“申请金额（元）”" in said(window)


def test_what_was_typed_is_never_overwritten(page: ReliefPage, window: MainWindow, qtbot: QtBot) -> None:
    band_table.follow(window.desk, "B", date(2018, 1, 1))
    applied = find(page, QLineEdit, "applied")
    choose(page, "stage", "小学")
    applied.setText("150")
    settle(page, qtbot)
    qtbot.keyClick(applied, Qt.Key.Key_F4)
    assert applied.text() == "150"
    assert "没有可以填入的" in said(window)


def test_the_costs_add_up_to_the_offer(page: ReliefPage, window: MainWindow, qtbot: QtBot) -> None:
    band_table.follow(window.desk, "D", date(2018, 1, 1))
    choose(page, "stage", "小学")
    find(page, QLineEdit, "cost_uniform").setText("120")
    find(page, QLineEdit, "cost_meals").setText("300.5")
    settle(page, qtbot)
    assert "已填的就学费用合计 420.50 元" in told(page, "applied")


def test_a_range_is_told_and_nothing_is_proposed(page: ReliefPage, window: MainWindow, qtbot: QtBot) -> None:
    choose(page, "stage", "小学")
    settle(page, qtbot)
    assert told(page, "applied") == "· 说明：本学段标准 500.00 至 2,000.00 元。"
    applied = find(page, QLineEdit, "applied")
    qtbot.keyClick(applied, Qt.Key.Key_F4)
    assert (applied.text(), "没有可以填入的" in said(window)) == ("", True)
    applied.setText("900")
    settle(page, qtbot)
    assert told(page, "applied") == ""


def test_aid_that_the_office_knows_is_told_and_taken(
    page: ReliefPage, window: MainWindow, qtbot: QtBot
) -> None:
    child = people.find(window.desk, "zx")[0]["id"]
    with window.desk.change("登记已享受资助") as change:
        row = {"person_id": child, "term": "2018S", "programme": "P04b", "programme_name": "寄宿生补助"}
        change.insert("received_aid", {**row, "name": "扎西", "amount": 85_000})
    page.find_person(child)
    settle(page, qtbot)
    words = told(page, "aid_received")
    assert "台账里该生本学期有寄宿生生活补助 850.00 元，按 F4 填入" in words
    field = find(page, QPlainTextEdit, "aid_received")
    qtbot.keyClick(field, Qt.Key.Key_F4)
    assert field.toPlainText() == "寄宿生生活补助 850.00 元"
    assert find(page, QLineEdit, "aid_received_amount").text() == "850"


def test_nothing_is_put_into_a_case_that_was_not_touched(
    page: ReliefPage, window: MainWindow, qtbot: QtBot
) -> None:
    kept = relief.save(window.desk, {"name": "扎西", "stage": "小学"})
    page.open_record(kept.id)
    settle(page, qtbot)
    assert find(page, QComboBox, "purpose").currentData() in (None, "")
    assert not page.panel.binder.changed()
