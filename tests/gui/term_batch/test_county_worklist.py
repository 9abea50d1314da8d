"""待补正: after a reply one is led to what is to be mended, printed anew or asked for, and to the correction batch."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.answer_done import AnswerDone
from eduaid_desktop.gui.failed_register import FailedRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.term_batch.reply_panel import ReplyPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief

from .conftest import AGREED, LEFT, Answer, panel_of, text

REASON = "账号与户名不符"
NO: dict[str, Any] = {"不予原因": REASON, "审批日期": "2018-06-12"}


@pytest.fixture
def done(page: BatchesPage, answer: Answer, qtbot: QtBot) -> AnswerDone:
    """The county changed one amount, refused one and returned one; three have no answer."""
    rows = {
        2: AGREED | {"审批金额": 2000},
        3: AGREED | {"审批金额": 800},
        4: NO | {"审批结果": "不同意"},
        5: NO | {"审批结果": "退回"},
    }
    page.read_reply(answer(rows))
    qtbot.keyClick(panel_of(page, ReplyPanel, qtbot).next_button, Qt.Key.Key_Space)
    return panel_of(page, AnswerDone, qtbot)


def press(qtbot: QtBot, widget: Any, name: str) -> None:
    qtbot.mouseClick(widget.findChild(QPushButton, name), LEFT)


def case_of(page: BatchesPage, reason: str, state: int) -> int:
    """The case of the new batch that stands so."""
    (line,) = page.desk.store.rows(
        "SELECT l.case_id FROM batch_line l JOIN relief_case c ON c.id = l.case_id"
        " WHERE l.decided_reason = ? AND c.state = ? ORDER BY l.id",
        (reason, state),
    )
    return int(line["case_id"])


def test_what_a_reply_leaves_is_offered_with_its_papers(
    sample_window: MainWindow, done: AnswerDone, qtbot: QtBot
) -> None:
    said = [text(done, f"{name}Words") for name in ("goToWorklist", "printChanged", "printMissing")]
    assert said[0] == "退回待更正 1 件，不予待告知 1 件"
    assert said[1].startswith("批准金额有变 1 件")
    assert said[2].startswith("没有批复 3 件")
    assert done.buttons[0].hasFocus()
    for name, title in (("printMissing", "催办清单"), ("printChanged", "审批单")):
        press(qtbot, done, name)
        qtbot.waitUntil(lambda title=title: title in _previewed(sample_window))
        assert done.isVisible() or sample_window.previewing is not None


def _previewed(window: MainWindow) -> str:
    return window.previewing.title.text() if window.previewing else ""


def test_enter_on_a_line_opens_the_field_that_the_reason_means(
    sample_window: MainWindow, page: BatchesPage, done: AnswerDone, qtbot: QtBot
) -> None:
    press(qtbot, done, "goToWorklist")
    assert (page.parts.key, page.worklist.isVisible()) == ("worklist", True)
    returned = case_of(page, REASON, workflow.COUNTY_RETURNED)
    page.worklist.select(returned)
    qtbot.keyClick(page.worklist.view, Qt.Key.Key_Return)
    opened = sample_window.page
    assert isinstance(opened, ReliefPage)
    assert opened.panel.record_id == returned
    assert QApplication.focusWidget() is opened.panel.binder.editors["payee_account"]
    qtbot.waitUntil(lambda: not opened.panel.binder.editors["payee_account"].visibleRegion().isEmpty())


def test_what_was_mended_is_exported_as_a_correction_from_the_list(
    sample_window: MainWindow, page: BatchesPage, done: AnswerDone, qtbot: QtBot
) -> None:
    press(qtbot, done, "goToWorklist")
    build = page.findChild(QPushButton, "exportCorrection")
    assert build.isHidden()
    returned = case_of(page, REASON, workflow.COUNTY_RETURNED)
    with page.desk.change("更正账号") as change:
        change.update("relief_case", returned, {"payee_account": "6299900000000001118"})
    relief.act(page.desk, returned, "accept")
    relief.act(page.desk, returned, "township_agree", signer="次仁")
    page.refresh()
    assert text(page, "waitingFigure").startswith("补正　1 人")
    assert build.isVisible()
    qtbot.mouseClick(build, LEFT)
    qtbot.waitUntil(lambda: "已封存批次" in sample_window.strip.message.text())
    batch = page.desk.store.select("batch")[-1]
    assert (batch["kind"], batch["row_count"]) == ("correction", 1)
    assert returned not in page.worklist.model.ids


def test_the_batch_keeps_saying_what_is_left(page: BatchesPage, done: AnswerDone, qtbot: QtBot) -> None:
    qtbot.keyClick(done, Qt.Key.Key_Escape)
    links = [page.findChild(QPushButton, f"{name}Link") for name in ("goToWorklist", "printMissing")]
    assert [link.isVisible() for link in links] == [True, True]
    menu = page.batch.print_button.papers
    menu.aboutToShow.emit()
    assert {"print_missing_list", "print_approval_slip"} <= {a.objectName() for a in menu.actions()}
    qtbot.mouseClick(links[0], LEFT)
    assert page.parts.key == "worklist"


def test_money_that_came_back_is_a_worklist_too(sample_window: MainWindow, qtbot: QtBot) -> None:
    sample_window.show_only("registers", "", {"register": "failed_payments"})
    registers = sample_window.page
    assert isinstance(registers, RegistersPage)
    register = registers.register
    assert isinstance(register, FailedRegister)
    (failed,) = register.list.model.ids
    assert sample_window.desk.store.get("relief_case", failed)["state"] == workflow.PAY_FAILED
    qtbot.keyClick(register.list.view, Qt.Key.Key_Return)
    opened = sample_window.page
    assert isinstance(opened, ReliefPage)
    assert opened.panel.record_id == failed
    assert QApplication.focusWidget().objectName().startswith("payee_")


def test_home_leads_to_the_worklist(sample_window: MainWindow, done: AnswerDone, qtbot: QtBot) -> None:
    qtbot.keyClick(done, Qt.Key.Key_Escape)
    sample_window.go("home")
    line = next(b for b in sample_window.page.findChildren(QPushButton) if "被县里退回" in b.text())
    qtbot.mouseClick(line, LEFT)
    assert isinstance(sample_window.page, BatchesPage)
    assert sample_window.page.parts.key == "worklist"
    assert sample_window.page.findChild(QLabel, "batchAnswered") is not None
