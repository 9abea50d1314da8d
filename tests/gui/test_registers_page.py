"""台账: the registers of the sample township, and taking a change back from the log."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.changes_register import ChangesRegister
from eduaid_desktop.gui.imports_register import ImportsRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import people

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(sample_window: MainWindow) -> RegistersPage:
    sample_window.go("registers")
    assert isinstance(sample_window.page, RegistersPage)
    return sample_window.page


def log_of(window: MainWindow) -> ChangesRegister:
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    window.page.take("changes")
    assert isinstance(window.page.register, ChangesRegister)
    return window.page.register


def total(page: RegistersPage) -> str:
    return page.register.list.totals.text().replace("\xa0", " ")


def choose(register: ChangesRegister, change_id: int) -> None:
    register.list.view.setCurrentIndex(register.list.model.index(register.list.model.place(change_id), 0))


def test_every_register_has_a_key_and_shows_its_lines(
    sample_window: MainWindow, page: RegistersPage, qtbot: QtBot
) -> None:
    store = sample_window.desk.store
    tables = (
        "relief_case",
        "payment_list",
        "payment",
        "notice",
        "packet",
        "",
        "project",
        "import_run",
        "parked_row",
    )
    for number, table in enumerate(tables):
        qtbot.keyClick(sample_window, Qt.Key(Qt.Key.Key_1 + number), ALT)
        if not table:
            assert page.shelf.key == "fund"
            continue
        assert total(page).startswith(f"共 {store.value(f'SELECT COUNT(*) FROM {table}')} 条")
    for register, table in (("changes", "change"), ("disclosures", "disclosure")):
        page.take(register)
        count = store.value(f"SELECT COUNT(*) FROM {table}")
        assert count > 0
        assert total(page).startswith(f"共 {count} 条")


def test_a_term_narrows_a_register(page: RegistersPage) -> None:
    page.take("payments")
    term = page.register.findChild(QComboBox, "term")
    assert term.currentText() == "2018年春季学期"
    paid = total(page)
    term.setCurrentIndex(term.findText("2017年秋季学期"))
    assert total(page).startswith("共 0 条")
    assert page.register.list.empty.isVisible()
    term.setCurrentIndex(0)
    assert total(page) == paid


def test_enter_on_a_line_opens_its_record(
    sample_window: MainWindow, page: RegistersPage, qtbot: QtBot
) -> None:
    page.take("projects")
    view = page.register.list.view
    view.setCurrentIndex(page.register.list.model.index(1, 0))
    view.setFocus()
    wanted = page.register.list.current()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert sample_window.head is not None
    assert sample_window.head.tabs.tabText(sample_window.head.tabs.currentIndex()) == "项目"
    assert sample_window.page.panel.record_id == wanted  # type: ignore[attr-defined]


def test_an_import_shows_its_own_problems(sample_window: MainWindow, page: RegistersPage) -> None:
    page.take("imports")
    register = page.register
    assert isinstance(register, ImportsRegister)
    store = sample_window.desk.store
    every = store.value("SELECT COUNT(*) FROM import_problem")
    assert register.problems.model.rowCount() == every
    run = store.select("import_run")[0]
    register.list.view.setCurrentIndex(register.list.model.index(register.list.model.place(run["id"]), 0))
    own = len(store.select("import_problem", import_run_id=run["id"]))
    assert 0 < own < every
    assert register.problems.model.rowCount() == own
    assert run["file_name"] in register.title.text()


def test_a_register_goes_out_as_a_table_for_a_purpose(
    sample_window: MainWindow,
    page: RegistersPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    page.take("payments")
    register, store = page.register, sample_window.desk.store
    register.term.setCurrentIndex(0)  # type: ignore[union-attr]
    accounts = [row["payee_account"] for row in store.select("payment")]
    for name, full in (("遮住.xlsx", False), ("完整.xlsx", True)):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, to=tmp_path / name: (str(to), ""))
        register.findChild(QPushButton, "saveList").click()
        assert register.purpose.purpose.hasFocus()
        qtbot.keyClicks(register.purpose.purpose, "audit")
        register.purpose.full.setChecked(full)
        register.purpose.do_button.click()
        qtbot.waitUntil(lambda name=name: name in sample_window.strip.message.text())
        text = str(list(load_workbook(tmp_path / name).active.values))
        assert [account in text for account in accounts] == [full] * len(accounts)
    lines = store.select("disclosure")[-2:]
    assert [(line["content"], line["row_count"], line["purpose"]) for line in lines] == [
        ("遮住.xlsx", len(accounts), "audit"),
        ("完整.xlsx", len(accounts), "audit"),
    ]
    page.take("disclosures")
    assert page.register.list.model.cell(0, 2) == "完整.xlsx"


def test_undo_says_first_what_it_would_do(window: MainWindow, qtbot: QtBot) -> None:
    raw = {"name": "达娃", "sex": "2", "ethnic": "藏族", "birth_date": "20090101", "no_id_reason": "正在补办"}
    raw |= {"guardian_name": "多吉", "guardian_relation": "父亲"}
    person = people.save(window.desk, raw).id
    register = log_of(window)
    change = window.desk.store.value("SELECT MAX(id) FROM change")
    choose(register, change)
    assert (
        register.sentence.text()
        == window.desk.store.row("SELECT sentence FROM change WHERE id = ?", (change,))["sentence"]
    )
    assert register.confirm.isHidden()
    qtbot.mouseClick(register.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not register.confirm.isHidden())
    assert register.told.text() == "撤销后：撤回 1 条记录。"
    assert window.desk.store.get("person", person)["name"] == "达娃"
    qtbot.keyClick(register.confirm, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.desk.store.select("person", id=person) == [])
    qtbot.waitUntil(lambda: "已撤销" in window.strip.message.text())
    assert register.list.model.cell(0, 3).startswith("撤销：")
    assert register.confirm.isHidden()
    assert QApplication.focusWidget() is register.list.view


def test_undo_can_be_thought_over(window: MainWindow, qtbot: QtBot) -> None:
    register = log_of(window)
    before = window.desk.store.value("SELECT COUNT(*) FROM change")
    choose(register, before)
    qtbot.mouseClick(register.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not register.confirm.isHidden())
    keep = register.findChild(QPushButton, "keepChange")
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert (register.told.text(), register.confirm.isHidden()) == ("", True)
    assert QApplication.focusWidget() is register.undo_button
    assert window.desk.store.value("SELECT COUNT(*) FROM change") == before


def test_what_cannot_be_undone_says_why(sample_window: MainWindow, qtbot: QtBot) -> None:
    register = log_of(sample_window)
    sealed = sample_window.desk.store.value(
        "SELECT id FROM change WHERE sentence LIKE '封存上报批次%' ORDER BY id LIMIT 1"
    )
    choose(register, sealed)
    qtbot.mouseClick(register.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "不能撤销" in register.findChild(QLabel, "undoTold").text())
    assert register.confirm.isHidden()
    assert register.undo_button.isEnabled()
