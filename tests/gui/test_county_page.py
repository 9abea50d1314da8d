"""A county's office in the window: batches are taken, findings lead to their rows."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

sys.path.insert(0, str(Path(__file__).parents[1]))
import townships

from eduaid_desktop.gui.county_page import CountyPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import office

FIRST = "513399101"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return townships.planted(tmp_path_factory.mktemp("townships"))


@pytest.fixture
def window(open_window: Callable[[Path], MainWindow], tmp_path: Path) -> MainWindow:
    path = tmp_path / "云岭县.eduaid"
    office.create(path, **townships.COUNTY).close()  # type: ignore[arg-type]
    return open_window(path)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> CountyPage:
    window.go("batches")
    assert isinstance(window.page, CountyPage)
    qtbot.waitUntil(lambda: window.page.judged is not None and not window.tasks.running)
    return window.page


def settled(page: CountyPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.shell.tasks.running, timeout=20_000)


def drop(page: CountyPage, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))


def test_dropped_files_are_taken_and_judged(page: CountyPage, made: dict[str, Path], qtbot: QtBot) -> None:
    drop(page, *made.values())
    settled(page, qtbot)
    assert "收了 6 个文件" in page.window().strip.message.text()
    assert page.figure.text() == "5 个乡镇　26 名学生　34,100.00 元"
    page.grab().save("/tmp/collect/county1.png")
