"""外单位模板 in the window: dropped on a batch, its columns put right, written, listed and taken away."""

import re
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import reader
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.template_choice import Forbidden
from eduaid_desktop.gui.template_panel import TemplatePanel
from eduaid_desktop.gui.templates_register import TemplatesRegister
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.window import MainWindow

from .. import bureau

T = TypeVar("T", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(sample_window: MainWindow) -> BatchesPage:
    """The batches of the sample, with one that is sealed."""
    sample_window.go("batches")
    assert isinstance(sample_window.page, BatchesPage)
    return sample_window.page


def opened(window: QWidget, kind: type[T], qtbot: QtBot) -> T:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(kind)))
    return next(each for each in window.findChildren(kind) if each.isVisible())  # type: ignore[no-any-return]


def press(qtbot: QtBot, widget: QWidget, name: str) -> None:
    found = widget.findChild(QPushButton, name)
    assert found is not None, name
    qtbot.mouseClick(found, LEFT)


def words(widget: QWidget, name: str) -> str:
    return str(widget.findChild(QLabel, name).text())


def said(window: QWidget) -> str:
    assert isinstance(window, MainWindow)
    return window.strip.message.text()


def dropped(target: QWidget, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    keys = Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, LEFT, keys))


def test_the_bureaus_workbook_is_dropped_on_a_batch_and_filled(
    page: BatchesPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bureau.with_foot(tmp_path / "县局表样.xlsx", room=1)
    book = load_workbook(path)
    book["救助申请"]["J4"] = "县局编号"
    book["字典"]["A1"] = book["字典"]["A2"] = book["字典"]["A3"] = book["字典"]["A4"] = "另一类户"
    book.save(path)
    dropped(page.batch.by_template, path)
    panel = opened(page.window(), TemplatePanel, qtbot)
    assert panel.from_whom.text() == "云岭县教育局"
    assert "人多时在第 6 行（表尾）前插入行" in words(panel, "templateTold")
    assert words(panel, "mark_B") == "必填"
    assert words(panel, "mark_C") == "只允许 男、女"
    assert words(panel, "sample_C") in ("男", "女")
    box = panel.findChild(QComboBox, "column_J")
    box.setCurrentIndex(box.findText("固定内容…"))
    panel.findChild(QLineEdit, "fixed_J").setText("甲1")
    assert words(panel, "mark_J") == "已更正"
    press(qtbot, panel, "nextStep")
    assert "已放入模板“县局表样”" in said(page.window())
    assert page.batch.by_template.template.currentText() == "县局表样"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path / "出"))
    press(qtbot, page, "writeByTemplate")
    forbidden = opened(page.window(), Forbidden, qtbot)
    assert "模板只允许：另一类户" in words(forbidden, "forbiddenTold")
    assert not (tmp_path / "出").exists()
    press(qtbot, forbidden, "nextStep")
    qtbot.waitUntil(lambda: "已逐格读回核对" in said(page.window()))
    (out,) = (tmp_path / "出").glob("*_县局表样.xlsx")
    assert load_workbook(out)["救助申请"]["J5"].value == "甲1"


def test_a_list_is_written_into_somebodys_workbook(
    sample_window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_window.go("registers")
    page = sample_window.page
    assert isinstance(page, RegistersPage)
    page.take("relief")
    register = page.register
    assert isinstance(register, Register)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "学生姓名", "村", "申请金额（万元）"])
    book.save(tmp_path / "民政台账.xlsx")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(tmp_path / "民政台账.xlsx"), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "给民政.xlsx"), ""))
    press(qtbot, register, "saveList")
    assert register.by_template is not None
    register.by_template.choose_new()
    panel = opened(sample_window, TemplatePanel, qtbot)
    press(qtbot, panel, "nextStep")
    assert register.by_template.currentText() == "民政台账"
    register.findChild(QLineEdit, "exportPurpose").setText("民政核对")
    press(qtbot, register, "writeOut")
    qtbot.waitUntil(lambda: (tmp_path / "给民政.xlsx").exists() and "已逐格读回核对" in said(sample_window))
    rows = list(load_workbook(tmp_path / "给民政.xlsx").active.iter_rows(values_only=True))
    first = register.list.model.source.raw(register.list.model.source.ids()[:1])[0]  # type: ignore[attr-defined]
    assert rows[1] == (1, first["name"], first["village"], first["applied"] / 1_000_000)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "密.xlsx"), ""))
    press(qtbot, register, "saveList")
    box = register.purpose.protect.box
    qtbot.mouseClick(box, LEFT, pos=box.rect().center())
    register.findChild(QLineEdit, "exportPurpose").setText("民政核对")
    press(qtbot, register, "writeOut")
    qtbot.waitUntil(lambda: "打开密码" in said(sample_window))
    told = re.search(r"打开密码 ((?:\d{3} ){4}\d{3})", said(sample_window))
    assert told, said(sample_window)
    assert reader.read(tmp_path / "密.xlsx", told[1].replace(" ", "")).sheets
    page.take("templates")
    listed = page.register
    assert isinstance(listed, TemplatesRegister)
    listed.list.start()
    assert "申请金额（万元） → 申请（元）" in words(listed, "templateColumns")
    press(qtbot, listed, "removeTemplate")
    assert sample_window.desk.store.select("template") == []
