"""The line under the head when the office file lies where it should not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from eduaid_desktop.gui.place_bar import PlaceBar
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import mounts

Open = Callable[[Path], MainWindow]


def bar(window: MainWindow) -> PlaceBar:
    assert window.head
    (found,) = window.head.findChildren(PlaceBar)
    return found


def test_a_file_in_a_synchronised_folder_opens_with_a_warning_that_can_be_closed(
    open_window: Open, office_file: Path
) -> None:
    folder = office_file.parent / "OneDrive"
    folder.mkdir()
    window = open_window(Path(shutil.copy(office_file, folder)))
    words = window.findChild(QLabel, "placeWords")
    assert words
    assert words.isVisible()
    assert words.text().startswith("▲ “格桑镇.eduaid”放在“OneDrive”的同步文件夹里：")
    assert bar(window).property("role") == "warning"
    seen = window.findChild(QPushButton, "placeSeen")
    assert seen
    seen.click()
    assert not bar(window).isVisible()
    window.open_file(office_file)
    assert not bar(window).isVisible()


def test_a_stick_is_told_of_softly(
    open_window: Open, office_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounts, "kind_of", lambda path, network: mounts.REMOVABLE)
    window = open_window(office_file)
    assert bar(window).isVisible()
    assert bar(window).words.text().startswith("“格桑镇.eduaid”在 U 盘上：可以打开，")
    assert bar(window).property("role") == "soft"


def test_a_file_on_the_hard_disk_shows_nothing(window: MainWindow) -> None:
    assert not bar(window).isVisible()
