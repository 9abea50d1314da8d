"""看某一天 in the window: the case of a day beside the case now, a day before it refused, its paper marked 补打."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.as_of_panel import AsOfPanel
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief

from .seen import find, said

FORM = {
    "name": "旺堆", "id_number": "513399201003124116", "ethnic": "藏", "term": "2018S", "stage": "小学",
    "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是", "village": "达瓦村",
    "head_name": "曾强", "household_type": "一般贫困户", "population": "4", "phone": "16400000001",
    "guardian_name": "曾强", "guardian_relation": "父亲", "aid_received": "无", "reason": "家庭收入低",
    "purpose": "2", "applied": "1200", "application_date": "2018-05-01", "payee_name": "曾强",
    "payee_relation": "父亲", "payee_bank": "云岭县农村信用社", "payee_account": "62300000000000000",
}  # fmt: skip


@pytest.fixture
def panel(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> AsOfPanel:
    """A case keyed on 2 May, agreed to by the village on the 4th, and edited on 1 June."""
    desk = window.desk
    monkeypatch.setenv("EDUAID_TODAY", "2018-05-02")
    case_id = relief.save(desk, FORM).id
    for day, action in (
        ("2018-05-02", "accept"),
        ("2018-05-03", "send_village"),
        ("2018-05-04", "village_agree"),
    ):
        monkeypatch.setenv("EDUAID_TODAY", day)
        relief.act(desk, case_id, action, on_date=day, signer="四郎")
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-01")
    relief.save(desk, {"applied": "1500"}, case_id)
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-12")
    window.go("relief", case_id)
    assert isinstance(window.page, ReliefPage)
    find(window.page, QPushButton, "asOfLink").click()
    panel = window.page.panel_open
    assert isinstance(panel, AsOfPanel)
    return panel


def rows(panel: AsOfPanel) -> dict[str, tuple[str, str]]:
    source = panel.list.model.source
    found = source.rows(panel.list.model.ids)
    return {cells["label"]: (cells["then"], cells["now"]) for cells in found.values()}


def test_the_last_day_before_the_edit_stands_there_first(panel: AsOfPanel) -> None:
    assert panel.day.text() == "2018-05-04"
    assert rows(panel)["申请金额（元）"] == ("1,200.00", "1,500.00")
    assert rows(panel)["姓名"] == ("旺堆", "")
    panel.only.setChecked(True)
    assert set(rows(panel)) == {"申请金额（元）", "村级初审意见"}
    assert find(panel, QLabel, "asOfTold").text().endswith("和现在不同的有 2 处。")


def test_a_day_before_the_case_is_refused_in_words(
    window: MainWindow, panel: AsOfPanel, qtbot: QtBot
) -> None:
    panel.day.setText("2018-04-30")
    panel.next_button.click()
    assert "2018年5月2日才录入" in said(window)
    panel.day.setText("什么时候")
    panel.next_button.click()
    assert "请填写日期" in said(window)
    panel.day.setText("2018年5月2日")
    panel.next_button.click()
    assert rows(panel)["状态"] == ("已受理", "村级公示中")


def test_the_number_is_masked_and_the_paper_is_printed(
    window: MainWindow, panel: AsOfPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    assert "513399201003124116" not in str(rows(panel))
    with qtbot.waitSignal(window.tasks.changed):
        find(panel, QPushButton, "asOf_approval_form").click()
    qtbot.waitUntil(lambda: not window.tasks.running)
    assert list(temporary.folder_of(panel).glob("申请审批表_旺堆_2018-05-04_补打.pdf"))
