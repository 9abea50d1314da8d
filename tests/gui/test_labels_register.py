"""台账—藏文标签 and 罕见字, and what a form says of a text that no box holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.labels_register import LabelsRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.students_page import StudentsPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import bilingual
from eduaid_desktop.services.bilingual import Entry

from .seen import said

Write = Callable[[QWidget, str], None]


@pytest.fixture
def register(sample_window: MainWindow, qtbot: QtBot) -> LabelsRegister:
    """The register with the labels of the documents found."""
    sample_window.go("registers")
    assert isinstance(sample_window.page, RegistersPage)
    sample_window.page.take("labels")
    found = sample_window.page.register
    assert isinstance(found, LabelsRegister)
    qtbot.waitUntil(lambda: len(found.list.model.ids) > 80, timeout=60_000)
    return found


def _take(register: LabelsRegister, chinese: str) -> None:
    """Enter on the line of a label."""
    source = register.list.model.source
    place = next(i for i in source.ids() if source.rows([i])[i]["chinese"] == chinese)
    register.list.opened.emit(place)


def test_a_label_is_keyed_changed_and_taken_out(
    sample_window: MainWindow, register: LabelsRegister, qtbot: QtBot, write: Write
) -> None:
    desk = sample_window.desk
    assert "没有打开" in register.told.text()
    _take(register, "姓名")
    assert register.editors["tibetan"].hasFocus()
    write(register.editors["tibetan"], "མིང་")
    register.save()
    assert bilingual.entries(desk) == [Entry("姓名", "མིང་")]
    assert "1 个有藏文" in register.told.text()
    _take(register, "姓名")
    assert register.editors["tibetan"].text() == "མིང་"
    register.editors["tibetan"].setText("name")
    register.save()
    assert "请填写藏文" in said(sample_window)
    assert register.editors["tibetan"].hasFocus()
    register.remove()
    assert bilingual.entries(desk) == []


def test_the_table_goes_out_and_comes_back(
    sample_window: MainWindow,
    register: LabelsRegister,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "对照.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    register.export()
    qtbot.waitUntil(lambda: "已写出" in said(sample_window), timeout=60_000)
    book = load_workbook(target)
    row = next(r for r in book.worksheets[0].iter_rows(min_row=4) if r[0].value == "民族")
    row[1].value = "མི་རིགས་"
    book.save(target)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    register.read()
    qtbot.waitUntil(lambda: "读入 1 条" in said(sample_window), timeout=60_000)
    assert bilingual.entries(sample_window.desk) == [Entry("民族", "མི་རིགས་")]


def test_a_text_that_no_box_holds_is_named_while_it_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    window.go("relief")
    assert isinstance(window.page, ReliefPage)
    reason = window.page.panel.findChild(QPlainTextEdit, "reason")
    problem = window.page.panel.findChild(QLabel, "reason_problem")
    assert reason is not None
    assert problem is not None
    reason.setPlainText("家庭困难\n" * 12)
    qtbot.waitUntil(lambda: "“申请理由”一栏写不下" in problem.text(), timeout=20_000)
    reason.setPlainText("家庭困难")
    qtbot.waitUntil(lambda: problem.text() == "", timeout=20_000)


def test_a_tibetan_name_prints_and_a_sign_alone_is_named(window: MainWindow, qtbot: QtBot) -> None:
    window.go("students")
    assert isinstance(window.page, StudentsPage)
    name = window.page.panel.findChild(QLineEdit, "name_bo")
    problem = window.page.panel.findChild(QLabel, "name_bo_problem")
    assert name is not None
    assert problem is not None
    name.setText("ྐབསྒྲུབས་")
    qtbot.waitUntil(lambda: "没有字体能印出“ྐ”，" in problem.text(), timeout=20_000)
    name.setText("བསྒྲུབས་རྒྱལ་པོ་")
    qtbot.waitUntil(lambda: problem.text() == "" and not window.tasks.running, timeout=20_000)


def test_names_with_rare_characters_are_a_register(sample_window: MainWindow) -> None:
    sample_window.go("registers")
    assert isinstance(sample_window.page, RegistersPage)
    sample_window.page.take("rare_names")
    source = sample_window.page.register.list.model.source
    rows = list(source.rows(source.ids()).values())
    assert rows
    assert all(row["rare"] and row["codes"].startswith("U+") for row in rows)
    assert not [row for row in rows if "·" in row["rare"]]
