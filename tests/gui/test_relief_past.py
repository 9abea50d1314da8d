"""历史补录 in the window: keyed one after the other, shown as what it is, corrected and withdrawn with a reason."""

from array import array

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.relief_past_panel import ReliefPastPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief, relief_past

from .seen import find, said

PAST = {
    "name": "旺堆", "id_number": "513399201003124116", "term": "2016A", "approved": "800",
    "past_paid_on": "2016-12-20", "past_source": "云教基金〔2016〕3号",
}  # fmt: skip


@pytest.fixture
def page(window: MainWindow) -> ReliefPage:
    window.go("relief")
    assert isinstance(window.page, ReliefPage)
    return window.page


def key(panel: ReliefPastPanel, **values: str) -> None:
    for name, value in values.items():
        editor = panel.form.binder.editors[name]
        assert isinstance(editor, QLineEdit)
        editor.setText(value)
        editor.textEdited.emit(value)


def test_one_after_the_other_from_the_same_ledger(window: MainWindow, page: ReliefPage, qtbot: QtBot) -> None:
    menu = find(page, QPushButton, "villageMenu").menu()
    menu.aboutToShow.emit()
    next(each for each in menu.actions() if each.objectName() == "keyPast").trigger()
    panel = page.panel_open
    assert isinstance(panel, ReliefPastPanel)
    key(
        panel,
        name="旺堆",
        id_number="513399201003124116",
        approved="800",
        past_paid_on="20171220",
        past_source="2017年台账",
    )
    panel.save()
    assert said(window).startswith("✓ 已保存")
    panel.form.next_button.click()
    raw = panel.form.binder.raw()
    assert (raw["name"], raw["past_source"], raw["approved"]) == ("", "2017年台账", "")
    panel.close_panel()
    assert [page.list.model.source.rows([1])[1][c] for c in ("case_no", "historical")] == [
        "JYJZ-513399101-2017A-L0001",
        "历史补录",
    ]


def test_a_past_case_shows_what_it_is_and_offers_no_step(window: MainWindow, page: ReliefPage) -> None:
    case_id = relief_past.save(window.desk, PAST).id
    page.refresh()
    page.open_record(case_id)
    assert find(page, QLabel, "caseState").text().endswith("历史补录")
    assert "依据：云教基金〔2016〕3号" in find(page, QLabel, "caseNote").text()
    assert page.panel.next_button.text() == "更正这件补录"
    assert [
        e for e in page.panel.binder.editors.values() if isinstance(e, QLineEdit) and not e.isReadOnly()
    ] == []
    menu = {
        action.objectName(): action.isEnabled()
        for action in find(page, QPushButton, "printMenu").menu().actions()
    }
    assert [menu[f"print_{key}"] for key in ("form", "slip", "archive_contents")] == [False, False, True]
    page.panel.next_button.click()
    panel = page.panel_open
    assert isinstance(panel, ReliefPastPanel)
    key(panel, approved="900")
    panel.save()
    assert "更正的原因" in said(window)
    panel.close_panel()


def test_it_is_withdrawn_with_a_reason(window: MainWindow, page: ReliefPage) -> None:
    case_id = relief_past.save(window.desk, PAST).id
    page.refresh()
    page.open_record(case_id)
    find(page, QPushButton, "otherStepsButton").click()
    find(page, QPushButton, "withdrawPast").click()
    find(page, QPushButton, "takeStep").click()
    assert relief.load(window.desk, case_id)["withdrawn"] == 0
    assert page.handling is not None
    reason = page.handling.sheet.editors["reason"]
    assert isinstance(reason, QLineEdit)
    reason.setText("重复录入")
    find(page, QPushButton, "takeStep").click()
    assert said(window) == "✓ 已撤回这件补录。"
    assert page.list.model.ids == array("q")
