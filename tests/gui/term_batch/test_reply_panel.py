"""The county's reply in the window: what is empty is said once, a protected file asks, trouble is named."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import files
from eduaid_desktop.gui.import_password import WorkbookPassword
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.term_batch.reply_panel import ReplyPanel

from .conftest import LEFT, Answer, panel_of


def test_what_is_empty_everywhere_is_said_once(page: BatchesPage, answer: Answer, qtbot: QtBot) -> None:
    page.read_reply(answer({row: {"审批结果": "同意"} for row in range(2, 9)}))
    panel = panel_of(page, ReplyPanel, qtbot)
    assert panel.next_button.isHidden()
    assert "审批金额 7 件、审批文号 7 件、审批日期 7 件" in panel.findChild(QLabel, "gapsTold").text()
    panel.findChild(QLineEdit, "gapsDocument").setText("云教助〔2018〕9号")
    panel.findChild(QLineEdit, "gapsDay").setText("2018.6.12")
    qtbot.mouseClick(panel.findChild(QCheckBox, "gapsAmount"), LEFT)
    qtbot.mouseClick(panel.findChild(QPushButton, "gapsLook"), LEFT)
    qtbot.waitUntil(lambda: page.panel_open not in (None, panel))
    again = panel_of(page, ReplyPanel, qtbot)
    assert again.next_button.text() == "确认写入 7 件"
    qtbot.mouseClick(again.next_button, LEFT)
    qtbot.waitUntil(lambda: "已登记批次" in page.shell.strip.message.text())
    lines = page.desk.store.select("batch_line", decided_document="云教助〔2018〕9号")
    assert [line["decided_amount"] for line in lines] == [line["amount"] for line in lines]
    assert {line["decided_on"] for line in lines} == {"2018-06-12"}


def test_a_protected_reply_asks_for_its_password(page: BatchesPage, answer: Answer, qtbot: QtBot) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    path, target = (
        answer({2: {"审批结果": "退回", "不予原因": "缺材料", "审批日期": "2018-06-12"}}),
        io.BytesIO(),
    )
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("雪莲7", target)
    path.write_bytes(target.getvalue())
    page.read_reply(path)
    qtbot.waitUntil(lambda: isinstance(page.panel_open, WorkbookPassword))
    page.panel_open.password.setText("雪莲7")
    qtbot.keyClick(page.panel_open.password, Qt.Key.Key_Return)
    panel = panel_of(page, ReplyPanel, qtbot)
    assert panel.next_button.text() == "确认写入 1 件"
    qtbot.mouseClick(panel.next_button, LEFT)
    qtbot.waitUntil(lambda: "已登记批次" in page.shell.strip.message.text())


def test_a_file_that_changes_between_looking_and_writing_is_not_taken(
    page: BatchesPage, answer: Answer, qtbot: QtBot
) -> None:
    agreed = {"审批结果": "同意", "审批金额": 800, "审批文号": "云教助〔2018〕9号", "审批日期": "2018-06-12"}
    page.read_reply(answer({2: agreed}))
    panel = panel_of(page, ReplyPanel, qtbot)
    answer({2: agreed | {"审批金额": 900}})
    qtbot.mouseClick(panel.next_button, LEFT)
    qtbot.waitUntil(lambda: "在您看过之后被改动了" in page.shell.strip.message.text())
    assert page.desk.store.select("batch_line", decided_document="云教助〔2018〕9号") == []


def test_how_the_file_was_read_has_a_list_of_its_own(page: BatchesPage, answer: Answer, qtbot: QtBot) -> None:
    page.read_reply(answer({2: {"审批结果": "退回：缺材料", "审批日期": "6月12日"}}))
    panel = panel_of(page, ReplyPanel, qtbot)
    assert panel.about.text() == "2018年春季学期，2018年6月12日上报，7 人；按各行的批次号认出。"
    titles = [panel.segments.tabText(n) for n in range(panel.segments.count())]
    assert "读法说明 2" in titles


def test_each_list_can_be_saved(
    page: BatchesPage, answer: Answer, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.read_reply(answer({2: {"学校名称": "改过的学校", "账号": "6299900000000000999"}}))
    panel = panel_of(page, ReplyPanel, qtbot)
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
