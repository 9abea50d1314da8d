"""整村办理: a village one step further from one table, with exceptions typed in their rows."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.planned_model import AMOUNT, NAME, REASON, STEP, WHY
from eduaid_desktop.gui.relief_bulk_panel import ReliefBulkPanel
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief, relief_bulk
from eduaid_desktop.services.desk import Desk

from .seen import find, said

DAWA, RONGBA = "513399101200", "513399101201"
CHECK = Qt.ItemDataRole.CheckStateRole
CHILDREN = (("扎西", DAWA), ("卓玛", DAWA), ("曾小红", RONGBA))
FORM = {
    "stage": "2", "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是", "head_name": "次仁",
    "household_type": "一般贫困户", "population": "4", "phone": "16400000001", "aid_received": "无",
    "reason": "家庭收入低", "purpose": "2", "applied": "1000", "application_date": "2018-05-02", "term": "2018S",
    "payee_name": "次仁", "payee_relation": "父亲", "payee_bank": "云岭县农村信用社", "guardian_name": "次仁",
    "guardian_relation": "父亲", "ethnic": "藏族",
}  # fmt: skip
ROAD = (
    ("accept", {"on_date": "2018-05-02"}), ("send_village", {"on_date": "2018-05-02"}),
    ("village_agree", {"on_date": "2018-05-03", "signer": "四郎"}), ("notice_end", {"on_date": "2018-05-10"}),
)  # fmt: skip


@pytest.fixture
def page(window: MainWindow) -> ReliefPage:
    """Three cases waiting for the village's review, two of them of 达瓦村."""
    take(window, 2)
    window.go("relief")
    assert isinstance(window.page, ReliefPage)
    return window.page


def take(window: MainWindow, steps: int) -> list[int]:
    """A case for every child, so many steps on the road."""
    desk, made = window.desk, []
    for n, (name, village) in enumerate(CHILDREN):
        number = desk.store.value("SELECT id_number FROM person WHERE name = ?", (name,))
        own = {"name": name, "id_number": number, "village": village, "payee_account": f"6299{n:011d}"}
        own["household_number"] = f"5133{n:04d}"
        case_id = relief.save(desk, FORM | own).id
        for action, inputs in ROAD[:steps]:
            relief.act(desk, case_id, action, **inputs)  # type: ignore[arg-type]
        made.append(case_id)
    return made


@pytest.fixture
def open_panel(page: ReliefPage, qtbot: QtBot) -> Callable[..., ReliefBulkPanel]:
    def open_(**selection: Any) -> ReliefBulkPanel:
        page.open_bulk(selection)
        panel = page.panel_open
        assert isinstance(panel, ReliefBulkPanel)
        settle(panel, qtbot)
        return panel

    return open_


def settle(panel: ReliefBulkPanel, qtbot: QtBot) -> None:
    """Until the last look came back."""
    qtbot.waitUntil(lambda: panel.plan is not None and panel._job is None and not panel._wait.isActive())


def cell(panel: ReliefBulkPanel, row: int, column: int) -> str:
    return str(panel.model.data(panel.model.index(row, column)))


def names(panel: ReliefBulkPanel) -> list[str]:
    return [cell(panel, row, NAME) for row in range(panel.model.rowCount())]


def select(panel: ReliefBulkPanel, row: int) -> None:
    panel.table.setCurrentIndex(panel.model.index(row, NAME))
    panel.table.setFocus()


def states(window: MainWindow) -> dict[str, int]:
    rows = window.desk.store.rows(
        "SELECT c.state, p.name FROM relief_case c JOIN person p ON p.id = c.person_id"
    )
    return {row["name"]: row["state"] for row in rows}


def test_a_village_is_taken_further_with_the_keyboard(
    open_panel: Callable[..., ReliefBulkPanel], window: MainWindow, qtbot: QtBot
) -> None:
    panel = open_panel(village=DAWA)
    assert panel.action.currentData() == "village_agree"
    assert panel.place.currentText() == "达瓦村"
    assert names(panel) == ["扎西", "卓玛"]
    panel.answers.editors["on_date"].setText("2018-05-03")
    panel.answers.editors["signer"].setFocus()
    qtbot.keyClicks(panel.answers.editors["signer"], "SiLang")
    settle(panel, qtbot)
    assert panel.next_button.text() == "办理 2 份，共 2,000.00 元"
    select(panel, 0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel.next_button
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "已办理" in said(window))
    assert "达瓦村：村初审同意，开始公示（2 份）" in said(window)
    assert states(window) == {"扎西": 40, "卓玛": 40, "曾小红": 30}
    settle(panel, qtbot)
    assert panel.action.currentData() == "notice_end"
    assert panel.answers.inputs() == {"on_date": "2018-05-03"}
    assert "达瓦村：村初审同意" in find(panel, QLabel, "bulkResult").text()
    assert panel.isEnabled()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert window.page.panel_open is None


def test_a_missing_signer_is_asked_for_before_anything_is_written(
    open_panel: Callable[..., ReliefBulkPanel], window: MainWindow, qtbot: QtBot
) -> None:
    panel = open_panel()
    assert panel.model.rowCount() == 3
    panel.next_button.click()
    assert QApplication.focusWidget() is panel.answers.editors["signer"]
    assert "村负责人还没有填写" in find(panel, QLabel, "bulkProblem").text()
    assert set(states(window).values()) == {workflow.VILLAGE_REVIEW}


def test_who_stays_shows_why(
    open_panel: Callable[..., ReliefBulkPanel], window: MainWindow, qtbot: QtBot
) -> None:
    relief.act(window.desk, 1, "withdraw", reason="不申请了", on_date="2018-05-03")
    panel = open_panel(village=DAWA)
    panel.action.setCurrentIndex(panel.action.findData("send_village"))
    settle(panel, qtbot)
    assert panel.next_button.isHidden()
    assert "现在是“村级初审”" in " ".join(cell(panel, row, WHY) for row in range(2))
    panel.answers.editors["on_date"].setText("2018-05-01")
    panel.action.setCurrentIndex(panel.action.findData("village_agree"))
    panel.answers.editors["on_date"].setText("2018-05-01")
    settle(panel, qtbot)
    assert "早于上一步的日期" in cell(panel, 0, WHY)
    assert panel.segments.tabText(panel.segments.keys.index("closed")) == "办不了 1"


def test_space_leaves_a_case_out(
    open_panel: Callable[..., ReliefBulkPanel], window: MainWindow, qtbot: QtBot
) -> None:
    panel = open_panel(village=DAWA)
    select(panel, 0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    settle(panel, qtbot)
    assert panel.model.data(panel.model.index(0, NAME), CHECK) == Qt.CheckState.Unchecked
    assert cell(panel, 0, STEP) == "这次不办"
    assert panel.next_button.text().startswith("办理 1 份")
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    settle(panel, qtbot)
    assert panel.next_button.text().startswith("办理 2 份")


def test_an_amount_and_a_refusal_of_their_own(window: MainWindow, qtbot: QtBot) -> None:
    take(window, 4)
    window.go("relief")
    assert isinstance(window.page, ReliefPage)
    window.page.open_bulk({})
    panel = window.page.panel_open
    assert isinstance(panel, ReliefBulkPanel)
    settle(panel, qtbot)
    assert panel.action.currentData() == "township_agree"
    panel.answers.editors["on_date"].setText("2018-05-11")
    assert panel.model.setData(panel.model.index(0, AMOUNT), "六百") is False
    panel.model.setData(panel.model.index(0, AMOUNT), "600")
    settle(panel, qtbot)
    assert cell(panel, 0, AMOUNT) == "600.00"
    select(panel, 1)
    menu = find(panel, QPushButton, "bulkInstead").menu()
    next(each for each in menu.actions() if each.objectName() == "instead_reject_200").trigger()
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, "no longer poor")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(panel, qtbot)
    assert (cell(panel, 1, STEP), cell(panel, 1, REASON)) == ("乡镇不同意", "no longer poor")
    assert panel.next_button.text() == "办理 3 份，共 1,600.00 元"
    panel.next_button.click()
    qtbot.waitUntil(lambda: "已办理" in said(window))
    assert "2 个村：乡镇审核同意（2 份）；乡镇不同意（1 份）" in said(window)
    assert states(window) == {"扎西": 60, "卓玛": 200, "曾小红": 60}
    assert relief.load(window.desk, 1)["proposed"] == 60_000


def test_what_moved_meanwhile_is_named_and_nothing_is_written(
    open_panel: Callable[..., ReliefBulkPanel], window: MainWindow, qtbot: QtBot
) -> None:
    panel = open_panel(village=DAWA)
    panel.answers.editors["signer"].setText("四郎")
    settle(panel, qtbot)
    relief.act(window.desk, 2, "withdraw", reason="不申请了")
    panel.next_button.click()
    qtbot.waitUntil(lambda: "卓玛" in said(window))
    assert "整批都没有办理" in said(window)
    assert states(window)["扎西"] == workflow.VILLAGE_REVIEW
    settle(panel, qtbot)
    assert panel.isEnabled()
    assert panel.next_button.text().startswith("办理 1 份")


def test_the_list_as_it_is_narrowed_can_be_taken(
    page: ReliefPage, open_panel: Callable[..., ReliefBulkPanel], qtbot: QtBot
) -> None:
    page.list.model.filter = "曾小红"
    page.list.refresh()
    panel = open_panel()
    place = find(panel, QComboBox, "bulkPlace")
    place.setCurrentIndex(place.findText("列表里的 1 份"))
    settle(panel, qtbot)
    assert names(panel) == ["曾小红"]


def test_leaving_while_it_looks_is_no_harm(page: ReliefPage, window: MainWindow, qtbot: QtBot) -> None:
    page.open_bulk({})
    panel = page.panel_open
    assert isinstance(panel, ReliefBulkPanel)
    panel.close_panel()
    qtbot.waitUntil(lambda: not window.tasks.running)
    assert page.panel_open is None


def test_stopped_it_leaves_the_panel_as_it_was(
    open_panel: Callable[..., ReliefBulkPanel],
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = open_panel(village=DAWA)
    panel.answers.editors["signer"].setText("四郎")
    settle(panel, qtbot)
    held = threading.Event()

    def slow(desk: Desk, plan: relief_bulk.Plan, job: Callable[[int, int], None]) -> str:
        held.wait(10)
        job(0, 2)
        return "not reached"

    monkeypatch.setattr(relief_bulk, "apply", slow)
    panel.next_button.click()
    assert not panel.isEnabled()
    window.tasks.running[0].cancel()
    held.set()
    qtbot.waitUntil(lambda: panel.isEnabled())
    assert panel.plan is not None
    assert set(states(window).values()) == {workflow.VILLAGE_REVIEW}


def test_it_fits_a_small_window(open_panel: Callable[..., ReliefBulkPanel], window: MainWindow) -> None:
    panel = open_panel()
    window.resize(910, 480)
    assert window.width() == 910
    assert panel.minimumSizeHint().width() <= 910
    assert panel.table.height() >= 3 * 32


def test_tab_leads_past_the_table_and_back(open_panel: Callable[..., ReliefBulkPanel], qtbot: QtBot) -> None:
    """A wrong date above the table is put right without the mouse."""
    panel = open_panel(village=DAWA, term="2018S")
    select(panel, 0)
    for expected in (panel.segments, *reversed(panel.answers.editors.values()), panel.action):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() is expected
    select(panel, 0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not panel.table
