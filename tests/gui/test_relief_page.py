"""A relief case taken from draft to 待上报 with the keyboard alone, every refusal in words."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import evidence, relief

from .seen import find, said

Write = Callable[[QWidget, str], None]
W = TypeVar("W", bound=QWidget)
KEYED = {
    "stage": "小学", "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是",
    "head_name": "曾强", "household_type": "一般贫困户", "population": "4", "phone": "16400000001",
    "aid_received": "无", "reason": "家庭收入低", "purpose": "2", "applied": "1200",
    "application_date": "20180501", "payee_name": "曾强", "payee_relation": "父亲",
    "payee_bank": "云岭县农村信用社", "payee_account": "6230000000000000001",
}  # fmt: skip


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key, control: bool = False) -> None:
    focus = QApplication.focusWidget()
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(focus or window, key, held)


@pytest.fixture
def page(window: MainWindow) -> ReliefPage:
    window.go("relief")
    assert isinstance(window.page, ReliefPage)
    return window.page


@pytest.fixture
def key_form(page: ReliefPage, qtbot: QtBot, write: Write) -> Callable[[dict[str, str]], None]:
    """Key values into the form as a clerk does, choices by their number."""

    def key(values: dict[str, str]) -> None:
        for name, value in values.items():
            editor = page.panel.binder.editors[name]
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(max(editor.findText(value), editor.findData(value)))
                assert editor.currentIndex() > 0, name
            elif isinstance(editor, (QLineEdit, QPlainTextEdit)):
                editor.clear()
                write(editor, value)

    return key


@pytest.fixture
def case(page: ReliefPage, window: MainWindow, qtbot: QtBot, key_form: Callable[..., None]) -> int:
    """A complete draft about 曾小红, found in the search box and saved with Ctrl+S."""
    press(window, qtbot, Qt.Key.Key_F, control=True)
    assert window.head is not None
    qtbot.keyClicks(window.head.search, "zxh")
    qtbot.keyClick(window.head.search, Qt.Key.Key_Return)
    assert page.panel.binder.raw()["name"] == "曾小红"
    key_form(KEYED)
    press(window, qtbot, Qt.Key.Key_S, control=True)
    assert page.panel.record_id is not None
    return page.panel.record_id


def stored(window: MainWindow, case_id: int) -> dict[str, Any]:
    return relief.load(window.desk, case_id)


def answer(page: ReliefPage, qtbot: QtBot, write: Write, **answers: str) -> None:
    """Type into the open panel: Enter from field to field, and on the button at the end."""
    assert page.handling is not None
    sheet = page.handling.sheet
    assert sheet.isVisible()
    for name, editor in sheet.editors.items():
        assert QApplication.focusWidget() is editor, name
        if name in answers and isinstance(editor, QLineEdit):
            editor.clear()
            write(editor, answers[name])
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is sheet.do_button
    qtbot.keyClick(sheet.do_button, Qt.Key.Key_Return)


def test_a_case_goes_from_draft_to_ready_with_keys_only(
    window: MainWindow, page: ReliefPage, case: int, qtbot: QtBot, write: Write
) -> None:
    assert page.handling is not None
    road: list[tuple[str, dict[str, str], int]] = [
        ("受理", {"on_date": "2018-05-02"}, workflow.ACCEPTED),
        ("送村初审", {"on_date": "2018-05-02"}, workflow.VILLAGE_REVIEW),
        ("村初审同意，开始公示", {"on_date": "20180503", "signer": "四郎"}, workflow.VILLAGE_NOTICE),
        ("村级公示期满，转乡镇审核", {"on_date": "2018.5.11"}, workflow.TOWN_REVIEW),
        ("乡镇审核同意", {"on_date": "2018-05-12", "amount": "1000", "signer": "扎西"}, workflow.READY),
    ]
    for label, answers, state in road:
        assert page.panel.next_button.text() == label
        assert QApplication.focusWidget() is page.panel.next_button
        qtbot.keyClick(page.panel.next_button, Qt.Key.Key_Return)
        answer(page, qtbot, write, **answers)
        assert stored(window, case)["state"] == state, said(window)
        assert workflow.state_name(state) in find(page, QLabel, "caseState").text()
        assert f"已办理“{label}”" in said(window)
    row = stored(window, case)
    assert (row["case_no"], row["applied"], row["proposed"]) == (
        "JYJZ-513399101-2018S-0001",
        120_000,
        100_000,
    )
    told = [(s["action"], s["on_date"], s["signer"]) for s in relief.story(window.desk, case)]
    assert told[2:] == [
        ("village_agree", "2018-05-03", "四郎"),
        ("notice_end", "2018-05-11", None),
        ("township_agree", "2018-05-12", "扎西"),
    ]
    assert page.panel.next_button.text() == "去导出上报文件"
    notes = " ".join(label.text() for label in page.handling.card.findChildren(QLabel, "caseNote"))
    assert "还没有装进封存的上报批次" in notes


def test_what_a_step_lacks_is_said_under_its_field(
    window: MainWindow, page: ReliefPage, case: int, qtbot: QtBot, write: Write
) -> None:
    for day in ("2018-05-02", "2018-05-02"):
        qtbot.keyClick(page.panel.next_button, Qt.Key.Key_Return)
        answer(page, qtbot, write, on_date=day)
    assert page.handling is not None
    sheet = page.handling.sheet
    wrong = {
        "signer": ({}, "村负责人还没有填写"),
        "on_date": ({"on_date": "2018-05-01", "signer": "四郎"}, "早于上一步的日期"),
        "from_date": ({"on_date": "2018-05-03", "from_date": "五月初"}, "读不懂"),
    }
    qtbot.keyClick(page.panel.next_button, Qt.Key.Key_Return)
    for field, (answers, sentence) in wrong.items():
        sheet.editors["on_date"].setFocus()
        answer(page, qtbot, write, **answers)
        shown = sheet.lines[field]
        assert shown.isVisible()
        assert sentence in shown.text()
        assert QApplication.focusWidget() is sheet.editors[field]
        assert stored(window, case)["state"] == workflow.VILLAGE_REVIEW
    qtbot.keyClick(sheet.editors["signer"], Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert QApplication.focusWidget() is page.panel.next_button


def test_closed_steps_say_why_in_words(window: MainWindow, page: ReliefPage, case: int, qtbot: QtBot) -> None:
    assert page.handling is not None
    others = find(page, QPushButton, "otherStepsButton")
    others.setFocus()
    qtbot.keyClick(others, Qt.Key.Key_Space)
    listed = page.handling.others
    assert listed.isVisible()
    for step in relief.steps(window.desk, case):
        if not step.open:
            assert find(listed, QLabel, f"why_{step.action}").text(), step.action
    assert "待上报" in find(listed, QLabel, "why_report").text()
    withdraw = find(listed, QPushButton, "step_withdraw")
    assert QApplication.focusWidget() is withdraw
    qtbot.keyClick(withdraw, Qt.Key.Key_Escape)
    assert not listed.isVisible()


def test_an_incomplete_draft_shows_what_is_missing(
    window: MainWindow, page: ReliefPage, qtbot: QtBot, key_form: Callable[..., None]
) -> None:
    key_form({"name": "达娃"})
    press(window, qtbot, Qt.Key.Key_S, control=True)
    assert "要补全" in said(window)
    assert page.panel.next_button.text() == "补全申请表"
    page.panel.next_button.click()
    assert QApplication.focusWidget() is page.panel.binder.editors["id_number"]
    assert find(page.panel, QLabel, "school_problem").isVisible()
    assert window.desk.store.value("SELECT COUNT(*) FROM relief_case WHERE state = 10") == 1


def test_a_draft_is_deleted_after_asking_inline(
    window: MainWindow, page: ReliefPage, case: int, qtbot: QtBot
) -> None:
    assert page.handling is not None
    for answer_with, left in ((Qt.Key.Key_Escape, 1), (Qt.Key.Key_Return, 0)):
        find(page, QPushButton, "otherStepsButton").click()
        find(page.handling.others, QPushButton, "deleteDraft").click()
        assert "不能恢复" in find(page.handling.sheet, QLabel, "sheetNote").text()
        assert QApplication.focusWidget() is page.handling.sheet.do_button
        press(window, qtbot, answer_with)
        assert window.desk.store.value("SELECT COUNT(*) FROM relief_case") == left
    assert page.panel.record_id is None
    assert "已删除曾小红的草稿" in said(window)


def test_unsaved_changes_come_first(page: ReliefPage, window: MainWindow, case: int, qtbot: QtBot) -> None:
    assert page.handling is not None
    page.panel.next_button.click()
    assert page.handling.sheet.isVisible()
    line = page.panel.binder.editors["group_name"]
    line.setFocus()
    qtbot.keyClicks(line, "3")
    assert not page.handling.sheet.isVisible()
    assert page.panel.next_button.text() == "保存"
    find(page, QPushButton, "otherStepsButton").click()
    find(page.handling.others, QPushButton, "step_withdraw").click()
    assert not page.handling.sheet.isVisible()
    assert "先按 Ctrl+S 保存" in said(window)


def test_evidence_is_ticked_and_kept(page: ReliefPage, window: MainWindow, case: int, qtbot: QtBot) -> None:
    box = find(page.panel, QCheckBox, "evidence_E02")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    present = {d["code"] for d in evidence.of(window.desk, case) if d["present"]}
    assert present == {"E02"}
    assert find(page, QPushButton, "evidenceLink").text() == "佐证材料 1/12"


def open_case(window: MainWindow, state: int) -> ReliefPage:
    """The first case of the sample township in a state."""
    window.go("relief", window.desk.store.select("relief_case", state=state)[0]["id"])
    assert isinstance(window.page, ReliefPage)
    return window.page


def test_frozen_fields_are_read_only_and_say_why(sample_window: MainWindow) -> None:
    page = open_case(sample_window, workflow.REPORTED)
    assert page.handling is not None
    editors = page.panel.binder.editors
    frozen = {n for n, e in editors.items() if not (e.isEnabled() and not getattr(e, "isReadOnly", bool)())}
    assert {"applied", "id_number", "payee_account", "term"} <= frozen
    assert "school" not in frozen
    notes = " ".join(label.text() for label in page.handling.card.findChildren(QLabel, "caseNote"))
    assert "已锁定；要由县级退回更正" in notes
    page = open_case(sample_window, workflow.DRAFT)
    assert editors["applied"].isEnabled()
    assert not editors["id_number"].isReadOnly()  # type: ignore[union-attr]


def test_where_a_decision_may_lead_is_asked(sample_window: MainWindow, qtbot: QtBot) -> None:
    page = open_case(sample_window, workflow.REPORTED)
    assert page.handling is not None
    page.panel.next_button.click()
    target = page.handling.sheet.editors["target"]
    assert isinstance(target, QComboBox)
    assert [target.itemText(n) for n in range(target.count())] == ["县级批准", "县级同意，超限额报县政府"]
    amount = page.handling.sheet.editors["amount"]
    assert isinstance(amount, QLineEdit)
    assert amount.text()
    amount.setText("八百")
    page.handling.sheet.do_button.click()
    assert (
        find(page.handling.sheet, QLabel, "step_document_problem").text()
        or find(page.handling.sheet, QLabel, "step_amount_problem").text()
    )


# The sample township hangs out no notice of its own.
@pytest.mark.parametrize("state", sorted(set(workflow.STATES) - {workflow.TOWN_NOTICE}))
def test_every_state_shows_where_it_stands(sample_window: MainWindow, state: int) -> None:
    page = open_case(sample_window, state)
    assert page.handling is not None
    assert workflow.state_name(state) in page.handling.card.state.text()
    if page.panel.next_button.isVisible() and "其他" not in page.panel.next_button.text():
        page.panel.next_button.click()
    assert not said(sample_window).startswith("✕ 程序出了意外")


def test_the_list_narrows_to_a_state(sample_window: MainWindow, qtbot: QtBot) -> None:
    sample_window.go("relief")
    page = sample_window.page
    assert isinstance(page, ReliefPage)
    everything = page.list.model.rowCount()
    box = find(page, QComboBox, "only_state")
    box.setFocus()
    qtbot.keyClicks(box, "yff")
    assert box.currentText() == "已发放"
    paid = len(sample_window.desk.store.select("relief_case", state=workflow.PAID))
    assert 0 < page.list.model.rowCount() == paid < everything
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    assert page.list.model.rowCount() == everything


def test_ctrl_p_prints_what_the_state_is_about(sample_window: MainWindow, qtbot: QtBot) -> None:
    page = open_case(sample_window, workflow.PAID)
    assert page.handling is not None
    qtbot.keyClick(sample_window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sample_window.findChild(QLabel, "previewTitle") is not None, timeout=20_000)
    assert find(sample_window, QLabel, "previewTitle").text().startswith("审批单")
    page = open_case(sample_window, workflow.DRAFT)
    menu = {a.objectName(): a for a in page.handling.papers.menu().actions() if isinstance(a, QAction)}
    assert not menu["print_slip"].isEnabled()
    assert "县级批准后可以打印" in menu["print_slip"].text()
    assert menu["print_form_blank"].isEnabled()


def test_a_refused_date_can_be_typed_anew_at_once(sample_window: MainWindow, qtbot: QtBot) -> None:
    page = open_case(sample_window, workflow.VILLAGE_NOTICE)
    assert page.handling is not None
    step = next(
        s for s in relief.steps(sample_window.desk, page.panel.record_id or 0) if s.action == "withdraw"
    )
    page.handling._open_step(step)
    sheet = page.handling.sheet
    sheet.do_button.click()
    assert sheet.isVisible()
    assert QApplication.focusWidget() in sheet.editors.values()


def test_questions_take_the_room_of_the_card_on_a_low_screen(sample_window: MainWindow) -> None:
    page = open_case(sample_window, workflow.DRAFT)
    assert page.handling is not None
    for height, shown in ((512, False), (728, True)):
        sample_window.resize(910, height)
        page.handling._ask_delete()
        assert page.handling.card.isVisible() is shown
        assert sample_window.minimumSizeHint().height() <= 512
        page.handling.sheet.close_sheet()
        assert page.handling.card.isVisible()


@pytest.mark.parametrize(
    ("state", "words"), [(workflow.APPROVED, "去生成发放表"), (workflow.PAY_FAILED, "去生成补发表")]
)
def test_money_goes_by_the_banks_list(sample_window: MainWindow, state: int, words: str) -> None:
    """What is sent alone stands in no file for the bank, so it is not the usual way."""
    page = open_case(sample_window, state)
    case_id = page.panel.record_id
    if state == workflow.PAY_FAILED:
        assert page.panel.next_button.text() == "更正账号重发"
        relief.save(sample_window.desk, {"payee_account": "6299012345678901234"}, case_id)
        sample_window.go("home")
        page = open_case(sample_window, state)
    assert page.panel.next_button.text() == words
    alone = find(page, QPushButton, f"step_{'pay' if state == workflow.APPROVED else 'repay'}")
    assert alone.text().startswith("单独")
    page.panel.next_button.click()
    assert isinstance(sample_window.page, RegistersPage)
    assert sample_window.page.shelf.key == "payment_lists"
