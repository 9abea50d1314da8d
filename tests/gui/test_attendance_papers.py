"""The order back to school and the papers of projects, printed from where one works on them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import pages
from eduaid_desktop.gui.projects_register import ProjectsRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.window import MainWindow

Press = Callable[[], None]
Paper = Callable[[Press], tuple[str, str]]


@pytest.fixture
def paper(sample_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Paper:
    """paper(press): press something; the title over the preview, and the text of what it shows."""
    shown: list[Path] = []
    preview = sample_window.preview

    def keep(pdf: Path, *about: Any) -> None:
        shown.append(pdf)
        preview(pdf, *about)

    monkeypatch.setattr(sample_window, "preview", keep)

    def print_(press: Press) -> tuple[str, str]:
        shown.clear()
        press()
        qtbot.waitUntil(lambda: bool(shown) and sample_window.previewing is not None, timeout=20_000)
        title = sample_window.findChild(QLabel, "previewTitle")
        assert title is not None
        return title.text(), "".join("".join(pages.text(shown[0])).split())

    return print_


def choose(page: QWidget, name: str) -> None:
    action = page.findChild(QAction, name)
    assert action is not None, name
    action.trigger()


def test_the_child_in_the_form_is_ordered_back(sample_window: MainWindow, qtbot: QtBot, paper: Paper) -> None:
    child = next(p for p in sample_window.desk.store.select("person") if p["birth_date"] == "2008-11-03")
    sample_window.go("students", child["id"])
    button = sample_window.page.findChild(QPushButton, "returnNotice")
    assert button is not None
    assert button.isVisible()
    title, text = paper(lambda: qtbot.mouseClick(button, Qt.MouseButton.LeftButton))
    assert title == f"限期返校通知书　{child['name']}"
    assert f"{child['name']}（2008年11月3日出生）" in text


def test_there_is_no_order_for_somebody_who_is_not_stored(sample_window: MainWindow) -> None:
    sample_window.go("students")
    sample_window.page.new()
    button = sample_window.page.findChild(QPushButton, "returnNotice")
    assert button is not None
    assert not button.isVisible()


def test_who_need_not_go_is_told_under_the_form(sample_window: MainWindow, qtbot: QtBot) -> None:
    grown = next(
        p for p in sample_window.desk.store.select("person") if (p["birth_date"] or "").startswith("1980")
    )
    sample_window.go("students", grown["id"])
    button = sample_window.page.findChild(QPushButton, "returnNotice")
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: "不在义务教育适龄" in sample_window.strip.message.text(), timeout=20_000)


def test_the_month_of_the_projects_is_one_press_away(sample_window: MainWindow, paper: Paper) -> None:
    sample_window.go("projects")
    _, text = paper(lambda: choose(sample_window.page, "print_project_progress"))
    assert "格桑镇2018年6月教育项目进度月报" in text


def test_ctrl_p_prints_the_ledger_of_projects(sample_window: MainWindow, qtbot: QtBot, paper: Paper) -> None:
    sample_window.go("projects")
    _, text = paper(lambda: qtbot.keyClick(sample_window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier))
    assert "格桑镇教育项目台账" in text


def test_what_is_printed_from_the_register_is_of_the_year_in_sight(
    sample_window: MainWindow, qtbot: QtBot, paper: Paper
) -> None:
    sample_window.go("registers")
    assert isinstance(sample_window.page, RegistersPage)
    sample_window.page.take("projects")
    register = sample_window.page.register
    assert isinstance(register, ProjectsRegister)
    year = register.findChild(QComboBox, "projectYear")
    assert year is not None
    assert [year.itemText(place) for place in range(year.count())] == ["全部年度", "2018年", "2017年"]
    assert "共 6 条" in register.list.totals.text()
    year.setCurrentIndex(1)
    assert "共 2 条" in register.list.totals.text()
    title, text = paper(lambda: choose(register, "print_project_ledger"))
    assert title == "项目台账"
    assert "格桑镇2018年教育项目台账" in text
    assert "XM-2018-001" in text
    assert "XM-2017-001" not in text
