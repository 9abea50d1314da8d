"""The window as a whole: it fits an old screen, every field has a name, work begins in a sensible place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.tabs import TABS
from eduaid_desktop.gui.window import MainWindow

KEYS = [tab.key for tab in TABS]
LONG = "云岭县格桑尼玛扎西德勒民族乡教育资助管理中心"


def test_tabs_stand_in_working_order() -> None:
    assert [tab.title for tab in TABS] == ["首页", "学生", "资助申请", "救助基金", "项目", "台账", "上报"]


@pytest.mark.parametrize("key", KEYS)
def test_every_tab_fits_1366_by_728_with_long_texts(sample_window: MainWindow, key: str) -> None:
    head = sample_window.head
    assert head is not None
    head.office.setText(LONG)
    sample_window.say(LONG * 6)
    sample_window.go(key)
    needed = sample_window.minimumSizeHint()
    assert needed.width() <= 1366
    assert needed.height() <= 728


@pytest.mark.parametrize("key", KEYS)
def test_everything_that_takes_the_focus_has_a_name(sample_window: MainWindow, key: str) -> None:
    sample_window.go(key)
    page = sample_window.page
    nameless = [
        f"{type(w).__name__} {w.objectName()} in {(w.parent() or w).objectName()}"
        for w in page.findChildren(QWidget)
        if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not isinstance(w, QLabel) and not _is_frame(w)
        if not QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def _is_frame(widget: QWidget) -> bool:
    """A scrolled area around a form, or the line inside a box: nobody goes there by itself."""
    return type(widget) is QAbstractScrollArea or widget.objectName() in ("", "qt_spinbox_lineedit")


@pytest.mark.parametrize(("key", "first"), [("students", "name"), ("aid", "name"), ("relief", "name")])
def test_a_new_form_waits_in_its_first_field(window: MainWindow, key: str, first: str) -> None:
    for tab in ("aid", "students", key):
        window.go(tab)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.objectName() == first


def test_the_focus_is_where_it_was_when_a_tab_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.go("aid")
    school = window.page.findChild(QLineEdit, "school")
    school.setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_3):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is school


def test_a_record_opened_from_another_tab_is_in_sight(sample_window: MainWindow, qtbot: QtBot) -> None:
    oldest = min(row["id"] for row in sample_window.desk.store.select("relief_case"))
    sample_window.go("relief", oldest)
    view = sample_window.page.list.view  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.visualRect(view.currentIndex()).center()))
    assert sample_window.page.list.current() == oldest  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", KEYS)
def test_every_tab_fits_an_old_screen_at_150_percent(sample_window: MainWindow, key: str) -> None:
    """1366 × 768 at 150 % leaves 910 × 512; pages of all tabs share one stack, so each must fit."""
    sample_window.go(key)
    page = sample_window.page
    parts = getattr(page, "segments", None) or getattr(page, "shelf", None)
    for part in parts.keys if parts else [""]:
        if parts:
            parts.take(part)
        needed = sample_window.minimumSizeHint()
        assert needed.width() <= 910, part
        assert needed.height() <= 480, part


def test_no_key_of_the_window_is_silent(window: MainWindow, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    for tab in ("home", "registers", "batches"):
        for key in (Qt.Key.Key_S, Qt.Key.Key_N, Qt.Key.Key_P):
            window.go(tab)
            assert window.strip.message.text() == ""
            qtbot.keyClick(window, key, control)
            assert window.strip.message.text(), (tab, key)


def test_escape_empties_the_search_box_and_then_leaves_it(window: MainWindow, qtbot: QtBot) -> None:
    window.go("aid")
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.head is not None
    search = window.head.search
    qtbot.keyClicks(search, "zx")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert (search.text(), QApplication.focusWidget()) == ("", search)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.page.findChild(QLineEdit, "name")
