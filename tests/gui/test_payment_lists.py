"""台账的发放表: making a list, the bank's own workbook, its answer, and the ones that came back."""

from pathlib import Path
from typing import Any, TypeVar

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.answer_done import AnswerDone
from eduaid_desktop.gui.make_list_panel import MakeListPanel
from eduaid_desktop.gui.payment_register import PaymentListsRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.result_panel import ResultPanel
from eduaid_desktop.gui.template_panel import TemplatePanel
from eduaid_desktop.gui.window import MainWindow

T = TypeVar("T", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
NUMBER = "FF-513399101-2018S-001"


@pytest.fixture
def register(sample_window: MainWindow) -> PaymentListsRegister:
    sample_window.go("registers")
    page = sample_window.page
    assert isinstance(page, RegistersPage)
    page.take("payment_lists")
    assert isinstance(page.register, PaymentListsRegister)
    return page.register


def text(widget: QWidget, name: str) -> str:
    found = widget.findChild(QLabel, name)
    assert found is not None, name
    return str(found.text())


def press(qtbot: QtBot, widget: QWidget, name: str) -> None:
    found = widget.findChild(QPushButton, name)
    assert found is not None, name
    assert found.isVisible(), name
    qtbot.mouseClick(found, LEFT)


def panel_of(register: PaymentListsRegister, kind: type[T], qtbot: QtBot) -> T:
    page = register.window()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(kind)))
    return next(each for each in page.findChildren(kind) if each.isVisible())  # type: ignore[no-any-return]


def said(register: PaymentListsRegister) -> str:
    window = register.window()
    assert isinstance(window, MainWindow)
    return window.strip.message.text()


def make(register: PaymentListsRegister, qtbot: QtBot) -> None:
    press(qtbot, register, "makeList")
    panel = panel_of(register, MakeListPanel, qtbot)
    press(qtbot, panel, "nextStep")
    qtbot.waitUntil(lambda: f"已生成 {NUMBER}" in said(register))


def write(
    register: PaymentListsRegister, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(folder))
    press(qtbot, register, "writeBankFile")
    purpose = register.findChild(QLineEdit, "exportPurpose")
    purpose.setText("救助代发")
    press(qtbot, register, "writeOut")
    qtbot.waitUntil(lambda: "已逐格读回核对" in said(register))
    return next(folder.glob(f"{NUMBER}_*.xlsx"))


def answer(source: Path, target: Path, results: list[tuple[Any, ...]]) -> Path:
    book = load_workbook(source)
    sheet = book.active
    assert sheet is not None
    for row, cells in enumerate([("处理结果", "失败原因", "入账日期"), *results], 1):
        for place, value in enumerate(cells, 9):
            sheet.cell(row, place, value)
    book.save(target)
    return target


def test_what_waits_is_looked_at_and_made_with_one_button(
    register: PaymentListsRegister, qtbot: QtBot
) -> None:
    assert text(register, "regularWaiting") == "待发放 2 人　4,000.00 元"
    assert text(register, "resendWaiting") == "待补发 1 人　500.00 元"
    press(qtbot, register, "makeList")
    panel = panel_of(register, MakeListPanel, qtbot)
    assert (text(panel, "listFigure"), text(panel, "listWords")) == ("2 人　4,000.00 元", "人民币肆仟元整")
    assert register.shell.desk.store.select("payment_list") == []
    press(qtbot, panel, "nextStep")
    qtbot.waitUntil(lambda: f"已生成 {NUMBER}：2 人，4,000.00 元，人民币肆仟元整。" in said(register))
    assert register.list.current() == 1
    assert len(register.rows.model.ids) == 2
    assert text(register, "regularWaiting") == ""
    assert register.write_button.hasFocus()


def test_a_list_is_written_answered_and_its_failure_is_corrected(
    register: PaymentListsRegister, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(register, qtbot)
    source = write(register, tmp_path, qtbot, monkeypatch)
    assert register.result_button.property("role") == "next"
    path = answer(
        source, tmp_path / "回盘.xlsx", [("成功", None, "2018-06-12"), ("退票", "户名不符", "2018-06-12")]
    )
    register.read_result(path)
    panel = panel_of(register, ResultPanel, qtbot)
    assert [panel.segments.tabText(n) for n in range(6)] == [
        "到账 1", "失败 1", "金额不符 0", "名单里没有 0", "回盘里没有 0", "要核对 0",
    ]  # fmt: skip
    assert {p["result"] for p in register.shell.desk.store.select("payment", payment_list_id=1)} == {None}
    press(qtbot, panel, "nextStep")
    done = panel_of(register, AnswerDone, qtbot)
    assert text(done, "goToFailedWords") == "失败 1 笔，更正账户后另成补发表"
    press(qtbot, done, "nextStep")
    register.which.setCurrentIndex(1)
    (failed,) = register.rows.model.ids
    register.rows.opened.emit(failed)
    window = register.window()
    assert isinstance(window, MainWindow)
    assert isinstance(window.page, ReliefPage)
    assert window.page.panel.values["state"] == workflow.PAY_FAILED
    assert window.page.panel.binder.editors["payee_name"].hasFocus()


def test_rows_without_a_result_are_printed_for_the_bank(register: PaymentListsRegister, qtbot: QtBot) -> None:
    make(register, qtbot)
    assert register.missing_button.isHidden()
    register.which.setCurrentIndex(register.which.findData("missing"))
    assert len(register.rows.model.ids) == 2
    press(qtbot, register, "printMissingList")
    window = register.window()
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: window.previewing is not None)
    assert window.previewing is not None
    assert "请查清单" in window.previewing.title.text()


def test_of_a_list_of_failures_alone_the_rest_is_ticked(
    register: PaymentListsRegister, tmp_path: Path, qtbot: QtBot
) -> None:
    make(register, qtbot)
    failed, _ = register.shell.desk.store.select("payment", payment_list_id=1)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["账号", "金额", "失败原因"])
    sheet.append([failed["payee_account"], failed["amount"] / 100, "已销户"])
    book.save(tmp_path / "失败清单.xlsx")
    register.read_result(tmp_path / "失败清单.xlsx")
    panel = panel_of(register, ResultPanel, qtbot)
    assert panel.next_button.text() == "确认写入 1 笔"
    panel.rest.click()
    assert panel.next_button.text() == "确认写入 2 笔"
    press(qtbot, panel, "nextStep")
    qtbot.waitUntil(lambda: "已登记发放表" in said(register))
    answers = [p["result"] for p in register.shell.desk.store.select("payment", payment_list_id=1)]
    assert answers == ["failed", "paid"]


def test_a_list_to_send_again_asks_for_its_basis(register: PaymentListsRegister, qtbot: QtBot) -> None:
    press(qtbot, register, "makeResend")
    panel = panel_of(register, MakeListPanel, qtbot)
    assert panel.next_button.isHidden()
    assert "账号没有改动" in panel.lists["excluded"].model.source.rows([0])[0]["why"]
    panel.close_panel()
    with register.shell.desk.change("更正账号") as change:
        change.update("relief_case", 6, {"payee_account": "6299000000000001236"})
    press(qtbot, register, "makeResend")
    panel = panel_of(register, MakeListPanel, qtbot)
    press(qtbot, panel, "nextStep")
    qtbot.waitUntil(lambda: panel.problem.isVisible())
    assert "请写明更正账户的依据" in text(panel, "listProblem")
    qtbot.waitUntil(panel.basis.hasFocus)
    panel.basis.setText("新卡复印件")
    panel.signer.setText("扎西")
    press(qtbot, panel, "nextStep")
    qtbot.waitUntil(lambda: f"已生成 {NUMBER}：1 人" in said(register))


def test_the_banks_workbook_is_dropped_and_its_columns_are_put_right(
    register: PaymentListsRegister, tmp_path: Path, qtbot: QtBot
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序", "客户", "银行卡号", "代发金额"])
    path = tmp_path / "农行.xlsx"
    book.save(path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    left = Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, Qt.KeyboardModifier.NoModifier)
    register.dropEvent(event)
    panel = panel_of(register, TemplatePanel, qtbot)
    assert "没有认出户名的列" in text(panel, "templateProblem")
    press(qtbot, panel, "nextStep")
    assert register.shell.desk.store.select("template") == []
    box = panel.findChild(QComboBox, "column_B")
    box.setCurrentIndex(box.findText("户名"))
    press(qtbot, panel, "nextStep")
    assert "已放入模板“农行”" in said(register)
    assert register.template.currentText() == "农行"


def test_the_list_is_printed_to_be_signed(register: PaymentListsRegister, qtbot: QtBot) -> None:
    make(register, qtbot)
    shown: list[tuple[Path, str]] = []
    register.shell.preview = lambda pdf, title, *about: shown.append((pdf, title))  # type: ignore[method-assign]
    press(qtbot, register, "printList")
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0][1] == f"发放表　{NUMBER}"
    assert shown[0][0].read_bytes().startswith(b"%PDF")
