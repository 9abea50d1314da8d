"""全家 over the page of a case and of a child: who belongs to it, what each was given, printed on one page."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui import files
from eduaid_desktop.gui.household_panel import HouseholdPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import household_page

from .seen import find


def opened(window: MainWindow, tab: str) -> HouseholdPanel:
    """The panel of a family with three children who apply."""
    case = window.desk.store.select("relief_case", state=workflow.VILLAGE_NOTICE)[0]
    window.go(tab, case["id"] if tab == "relief" else case["person_id"])
    find(window.page, QPushButton, "wholeHousehold").click()
    panel = window.page.panel_open
    assert isinstance(panel, HouseholdPanel)
    return panel


def words(panel: HouseholdPanel) -> str:
    texts = [each.text() for each in panel.findChildren(QLabel)]
    return "\n".join([*texts, *(each.text() for each in panel.findChildren(QPushButton))])


def test_the_family_is_the_same_from_the_case_and_from_the_child(sample_window: MainWindow) -> None:
    from_case = opened(sample_window, "relief")
    told = words(from_case)
    found = household_page.by_number(sample_window.desk, from_case.family.number)
    assert len(found.children) == 3
    for member in found.members:
        assert member.name in told
    assert "超过每户封顶" in told
    assert found.phone not in told
    from_case.close_panel()
    assert words(opened(sample_window, "students")) == told


def test_escape_gives_the_page_back(sample_window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(sample_window, "relief")
    qtbot.keyClick(panel.back, Qt.Key.Key_Escape)
    assert sample_window.page.panel_open is None
    assert sample_window.page.panel.isVisible()  # type: ignore[attr-defined]


def test_a_line_opens_its_record_and_a_name_its_child(sample_window: MainWindow) -> None:
    panel = opened(sample_window, "students")
    item = next(item for child in panel.family.children for item in child.items if item.kind == "relief")
    find(panel, QPushButton, "familyRecord").click()
    assert sample_window.page.objectName() == "reliefPage"
    assert sample_window.page.panel.record_id == item.record_id  # type: ignore[attr-defined]
    panel = opened(sample_window, "relief")
    find(panel, QPushButton, "member").click()
    assert sample_window.page.objectName() == "studentsPage"
    assert sample_window.page.panel.record_id == panel.family.children[0].id  # type: ignore[attr-defined]


def test_the_page_for_the_visit_is_printed(sample_window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(sample_window, "relief")
    assert panel.next_button.text() == "打印一页"
    panel.next_button.click()
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    assert "登巴" in sample_window.previewing.title.text()  # type: ignore[union-attr]


def test_its_number_is_entered_once_it_is_out(
    sample_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(sample_window, "relief").next_button.click()
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    monkeypatch.setattr(files, "choose_new", lambda *asked: tmp_path / "家庭一页.pdf")
    preview = sample_window.previewing
    assert preview is not None
    preview.save_as()
    preview.purpose.purpose.setText("家访")
    preview.purpose.recipient.setText("达瓦村")
    preview.purpose.do_button.click()
    (entered,) = sample_window.desk.store.select("slip")
    assert entered["document"] == "household_page"
    assert "登巴" in entered["subject"]


def test_the_panel_scrolls_on_a_small_screen(sample_window: MainWindow) -> None:
    sample_window.resize(910, 480)
    panel = opened(sample_window, "relief")
    assert sample_window.width() == 910
    assert panel.back.isVisible()
    assert panel.next_button.geometry().right() <= panel.width()
