"""The county's reply in the window: what is empty is said once, a protected file asks, trouble is named."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import files
from eduaid_desktop.gui.import_password import WorkbookPassword
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.term_batch.reply_panel import ReplyPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services.term_batch import batches

from ... import spreadsheets

Reply = Callable[[dict[int, dict[str, Any]]], Path]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(sample_window: MainWindow) -> BatchesPage:
    sample_window.go("batches")
    assert isinstance(sample_window.page, BatchesPage)
    return sample_window.page


@pytest.fixture
def reply(sample_window: MainWindow, tmp_path: Path) -> Reply:
    """A reply to a batch of the seven cases that waited: Excel row to cells by heading."""
    exported = batches.export(sample_window.desk, "2018S", tmp_path / "上报")

    def write(rows: dict[int, dict[str, Any]]) -> Path:
        return spreadsheets.filled(exported.path, tmp_path / "县批复.xlsx", rows)

    return write


def shown(page: BatchesPage, qtbot: QtBot) -> ReplyPanel:
    qtbot.waitUntil(lambda: isinstance(page.panel_open, ReplyPanel))
    assert isinstance(page.panel_open, ReplyPanel)
    return page.panel_open


def test_what_is_empty_everywhere_is_said_once(page: BatchesPage, reply: Reply, qtbot: QtBot) -> None:
    page.read_reply(reply({row: {"审批结果": "同意"} for row in range(2, 9)}))
    panel = shown(page, qtbot)
    assert panel.next_button.isHidden()
    assert "审批金额 7 件、审批文号 7 件、审批日期 7 件" in panel.findChild(QLabel, "gapsTold").text()
    panel.findChild(QLineEdit, "gapsDocument").setText("云教助〔2018〕9号")
    panel.findChild(QLineEdit, "gapsDay").setText("2018.6.12")
    qtbot.mouseClick(panel.findChild(QCheckBox, "gapsAmount"), LEFT)
    qtbot.mouseClick(panel.findChild(QPushButton, "gapsLook"), LEFT)
    qtbot.waitUntil(lambda: page.panel_open not in (None, panel))
    again = shown(page, qtbot)
    assert again.next_button.text() == "确认写入 7 件"
    qtbot.mouseClick(again.next_button, LEFT)
    qtbot.waitUntil(lambda: "已登记批次" in page.shell.strip.message.text())
    lines = page.desk.store.select("batch_line", decided_document="云教助〔2018〕9号")
    assert [line["decided_amount"] for line in lines] == [line["amount"] for line in lines]
    assert {line["decided_on"] for line in lines} == {"2018-06-12"}


def test_a_protected_reply_asks_for_its_password(page: BatchesPage, reply: Reply, qtbot: QtBot) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    path, target = (
        reply({2: {"审批结果": "退回", "不予原因": "缺材料", "审批日期": "2018-06-12"}}),
        io.BytesIO(),
    )
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("雪莲7", target)
    path.write_bytes(target.getvalue())
    page.read_reply(path)
    qtbot.waitUntil(lambda: isinstance(page.panel_open, WorkbookPassword))
    page.panel_open.password.setText("雪莲7")
    qtbot.keyClick(page.panel_open.password, Qt.Key.Key_Return)
    panel = shown(page, qtbot)
    assert panel.next_button.text() == "确认写入 1 件"
    qtbot.mouseClick(panel.next_button, LEFT)
    qtbot.waitUntil(lambda: "已登记批次" in page.shell.strip.message.text())


def test_a_file_that_changes_between_looking_and_writing_is_not_taken(
    page: BatchesPage, reply: Reply, qtbot: QtBot
) -> None:
    agreed = {"审批结果": "同意", "审批金额": 800, "审批文号": "云教助〔2018〕9号", "审批日期": "2018-06-12"}
    page.read_reply(reply({2: agreed}))
    panel = shown(page, qtbot)
    reply({2: agreed | {"审批金额": 900}})
    qtbot.mouseClick(panel.next_button, LEFT)
    qtbot.waitUntil(lambda: "在您看过之后被改动了" in page.shell.strip.message.text())
    assert page.desk.store.select("batch_line", decided_document="云教助〔2018〕9号") == []


def test_how_the_file_was_read_has_a_list_of_its_own(page: BatchesPage, reply: Reply, qtbot: QtBot) -> None:
    page.read_reply(reply({2: {"审批结果": "退回：缺材料", "审批日期": "6月12日"}}))
    panel = shown(page, qtbot)
    assert panel.about.text() == "2018年春季学期，2018年6月12日上报，7 人；按各行的批次号认出。"
    titles = [panel.segments.tabText(n) for n in range(panel.segments.count())]
    assert "读法说明 2" in titles


def test_each_list_can_be_saved(
    page: BatchesPage, reply: Reply, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.read_reply(reply({2: {"学校名称": "改过的学校", "账号": "6299900000000000999"}}))
    panel = shown(page, qtbot)
    panel.segments.take("touched")
    target = tmp_path / "被改动.xlsx"
    monkeypatch.setattr(files, "choose_new", lambda *args: target)
    qtbot.mouseClick(panel.findChild(QPushButton, "saveList"), LEFT)
    panel.purpose.purpose.setText("与县教育局核对")
    qtbot.mouseClick(panel.purpose.do_button, LEFT)
    qtbot.waitUntil(lambda: "已写出" in page.shell.strip.message.text())
    rows = [[*row] for row in load_workbook(target).active.iter_rows(values_only=True)]
    assert "被改动的格" in rows[0][0]
    assert [(row[4], row[6]) for row in rows[3:5]] == [("学校名称", "改过的学校"), ("账号", "****0999")]
    assert page.desk.store.select("disclosure")[-1]["purpose"] == "与县教育局核对"
