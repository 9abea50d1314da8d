"""先检查: what the county would refuse, in a panel that leads to the field; and the list of what it asked for."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.term_batch.county_checks_register import CountyChecksRegister
from eduaid_desktop.gui.term_batch.preflight_panel import PreflightPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services.term_batch import county_checks

from .conftest import LEFT, panel_of, said

ENTER = Qt.Key.Key_Return


def spoil(window: MainWindow, **columns: object) -> int:
    """One of the seven cases that wait, with something that the county would not take."""
    case = window.desk.store.select("relief_case", state=60)[0]
    with window.desk.store.change("旁人", "改坏") as change:
        change.update("relief_case", case["id"], columns)
    return int(case["id"])


def press(page: BatchesPage, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), LEFT)


def test_nothing_to_say_is_one_line(sample_window: MainWindow, page: BatchesPage, qtbot: QtBot) -> None:
    press(page, "preflight", qtbot)
    qtbot.waitUntil(lambda: "没有县里会退的" in said(sample_window))
    assert page.findChild(QLabel, "waitingWords").text().startswith("✓ 2018年春季学期待上报 7 人")
    assert page.panel_open is None


def test_a_finding_leads_to_its_field_and_is_gone_when_put_right(
    sample_window: MainWindow, page: BatchesPage, qtbot: QtBot
) -> None:
    case_id = spoil(sample_window, payee_bank=None)
    press(page, "preflight", qtbot)
    panel = panel_of(page, PreflightPanel, qtbot)
    assert "会被退 1 处；1 人要先改好" in panel.told.text()
    assert panel.list.view.hasFocus()
    assert panel.whole.text() == "开户银行还没有填写。"
    qtbot.keyClick(panel.list.view, ENTER)
    relief = sample_window.page
    bank = relief.findChild(QLineEdit, "payee_bank")
    assert (relief.panel.record_id, bank.hasFocus()) == (case_id, True)  # type: ignore[attr-defined]
    assert "开户银行还没有填写" in said(sample_window)
    bank.setText("云岭县农村信用社")
    qtbot.keyClick(sample_window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    sample_window.go("batches")
    qtbot.waitUntil(lambda: "没有县里会退的" in panel.told.text())
    assert panel.list.model.ids == [] or len(panel.list.model.ids) == 0


def test_the_export_stops_and_seals_the_rest_only_when_told(
    sample_window: MainWindow, page: BatchesPage, folder: Path, qtbot: QtBot
) -> None:
    case_id = spoil(sample_window, payee_bank=None)
    press(page, "export", qtbot)
    panel = panel_of(page, PreflightPanel, qtbot)
    assert list(folder.iterdir()) == []
    assert panel.next_button.text() == "只封存其余 6 人"
    qtbot.mouseClick(panel.next_button, LEFT)
    qtbot.waitUntil(lambda: "已封存批次" in said(sample_window))
    assert "6 人；会被退的 1 人没有报" in said(sample_window)
    assert sample_window.desk.store.get("relief_case", case_id)["state"] == 60
    assert page.findChild(QLabel, "waitingFigure").text().startswith("补发　1 人")


def test_what_wants_a_look_goes_up_with_a_reason(
    sample_window: MainWindow, page: BatchesPage, qtbot: QtBot
) -> None:
    spoil(sample_window, phone="8210")
    press(page, "export", qtbot)
    panel = panel_of(page, PreflightPanel, qtbot)
    assert panel.next_button.text() == "封存并导出 7 人"
    qtbot.mouseClick(panel.next_button, LEFT)
    assert (panel.reason.hasFocus(), "为什么照报" in said(sample_window)) == (True, True)
    panel.reason.setText("村里只有一部座机")
    qtbot.mouseClick(panel.next_button, LEFT)
    qtbot.waitUntil(lambda: "已封存批次" in said(sample_window))
    sentence = sample_window.desk.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1")
    assert sentence.endswith("；预检要核对 1 处，照报：村里只有一部座机")


def test_tab_goes_from_the_findings_to_the_reason_and_on_to_the_foot(
    sample_window: MainWindow, page: BatchesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    spoil(sample_window, payee_account="6299900000000000018")
    page.export("2018S", tmp_path)
    panel_of(page, PreflightPanel, qtbot)
    walked = []
    for _ in range(7):
        at = QApplication.focusWidget()
        walked.append(at.objectName())
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    foot = ["countyChecks", "lookAgain", "panelBack", "nextStep"]
    assert walked == ["rows", "preflightKinds", "preflightReason", *foot]


def test_esc_goes_back_and_seals_nothing(
    sample_window: MainWindow, page: BatchesPage, folder: Path, qtbot: QtBot
) -> None:
    spoil(sample_window, payee_bank=None)
    press(page, "export", qtbot)
    panel = panel_of(page, PreflightPanel, qtbot)
    qtbot.keyClick(panel.list.view, Qt.Key.Key_Escape)
    assert (page.panel_open, list(folder.iterdir())) == (None, [])
    assert "会被退 1 处" in page.findChild(QLabel, "waitingWords").text()


@pytest.fixture
def register(sample_window: MainWindow) -> CountyChecksRegister:
    """The list, after the county returned a line of an earlier batch for its account number."""
    line = sample_window.desk.store.select("batch_line")[0]
    with sample_window.desk.store.change("旁人", "退回", final=True) as change:
        words = {"decision": "return", "decided_reason": "账号应为19位", "decided_on": "2018-06-11"}
        change.update("batch_line", line["id"], words)
    sample_window.show_only("registers", "", {"register": "county_checks"})
    assert isinstance(sample_window.page, RegistersPage)
    found = sample_window.page.register
    assert isinstance(found, CountyChecksRegister)
    return found


def test_one_key_makes_a_demand_of_what_the_county_said(
    sample_window: MainWindow, register: CountyChecksRegister, qtbot: QtBot
) -> None:
    suggested = [row["sentence"] for row in register.list.model.source.rows(register.list.model.ids).values()]
    assert "账号应为19位" in suggested
    place = suggested.index("账号应为19位")
    register.list.view.setCurrentIndex(register.list.model.index(place, 0))
    qtbot.keyClick(register.list.view, ENTER)
    (kept,) = county_checks.in_force(sample_window.desk)
    assert (kept.batch_column, kept.test, kept.value) == ("账号", "length", "19")
    assert "已启用：“账号”正好 19 个字" in said(sample_window)
    assert (register.test.hasFocus(), register.value.text()) == (True, "19")
    register.value.setText("十九")
    press_in(register, "saveDemand", qtbot)
    assert (register.value.hasFocus(), "请写数字" in said(sample_window)) == (True, True)
    register.value.setText("17")
    register.blocking.setChecked(True)
    press_in(register, "saveDemand", qtbot)
    (kept,) = county_checks.in_force(sample_window.desk)
    assert (kept.value, kept.blocking, kept.source) == ("17", True, "账号应为19位")
    press_in(register, "turnDemand", qtbot)
    assert county_checks.in_force(sample_window.desk) == []
    press_in(register, "removeDemand", qtbot)
    assert county_checks.entries(sample_window.desk) == []


def press_in(register: CountyChecksRegister, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(register.findChild(QPushButton, name), LEFT)


def test_a_demand_is_keyed_by_hand(
    sample_window: MainWindow, register: CountyChecksRegister, qtbot: QtBot
) -> None:
    press_in(register, "newDemand", qtbot)
    register.column.setCurrentIndex(register.column.findData("开户银行"))
    register.test.setCurrentIndex(register.test.findData("contains"))
    register.value.setText("信用")
    qtbot.keyClick(register.sentence, ENTER)
    (kept,) = county_checks.in_force(sample_window.desk)
    assert kept.sentence == "县里要求“开户银行”含有“信用”。"
    assert register.list.current() == kept.id
