"""The line of the last proven backup, the key that makes one, the clock and the closing of the window."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.backup_line import BackupLine
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import backups, people

CHILD = {"name": "扎西", "no_id_reason": "未办理", "sex": "男", "birth_date": "19900101", "ethnic": "藏"}


@pytest.fixture
def usb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick, which the folder dialog will name once."""
    place = tmp_path / "U盘"
    place.mkdir()
    asked = [str(place)]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: asked.pop())
    return place


def line(window: MainWindow) -> BackupLine:
    found = window.findChild(BackupLine)
    assert found
    return found


def told(window: MainWindow) -> str:
    return line(window).told.text()


def message(window: MainWindow) -> str:
    found = window.findChild(QLabel, "message")
    assert found
    return found.text()


def records(path: Path) -> list[int]:
    return [each.manifest.records for each in backups.listing(path) if each.manifest]


def test_one_key_backs_up_and_the_second_time_asks_nothing(
    window: MainWindow, usb: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: told(window) == "还没有验证过的备份")
    window.go("relief")
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: message(window).startswith("✓ 已备份并验证：格桑镇-备份-"))
    assert told(window).startswith("最近一次验证过的备份：今天 ")
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(list(usb.iterdir())) == 2 and not window.tasks.running)
    assert {each.state for each in backups.listing(window.desk.store.path, usb)} == {"proven"}
    assert line(window).make.text() == "备份到“U盘”"


def test_a_stick_that_is_gone_is_asked_for_anew(
    window: MainWindow, usb: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line(window).back_up()
    qtbot.waitUntil(lambda: bool(list(usb.glob("*.eduaid-backup"))) and not window.tasks.running)
    usb.rename(usb.with_name("拔走了"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: "")
    line(window).back_up()
    assert not window.tasks.running


def test_every_two_hours(window: MainWindow, office_file: Path, qtbot: QtBot) -> None:
    soon, later = datetime.now() + timedelta(hours=1), datetime.now() + timedelta(hours=2, minutes=1)
    line(window).tick(soon)
    assert not window.tasks.running
    line(window).tick(later)
    qtbot.waitUntil(lambda: "最近一次验证过的备份" in told(window))
    assert len(records(office_file)) == 1


def test_a_failed_one_is_told_and_tried_again(window: MainWindow, office_file: Path, qtbot: QtBot) -> None:
    folder = office_file.with_name("格桑镇-备份")
    folder.write_text("在路上", encoding="utf-8")
    later = datetime.now() + timedelta(hours=3)
    line(window).tick(later)
    qtbot.waitUntil(lambda: message(window).startswith("▲ 自动备份没有成功"))
    people.save(window.desk, CHILD)
    folder.unlink()
    line(window).tick(later + timedelta(minutes=10))
    qtbot.waitUntil(lambda: told(window).startswith("最近一次验证过的备份"))


def test_closing_backs_up_what_changed(
    open_window: Callable[[Path], MainWindow], office_file: Path, qtbot: QtBot
) -> None:
    first = open_window(office_file)
    people.save(first.desk, CHILD)
    first.close()
    assert len(records(office_file)) == 1
    open_window(office_file).close()
    assert len(records(office_file)) == 1


def test_a_second_window_backs_up_by_hand_alone(
    open_window: Callable[[Path], MainWindow], office_file: Path, usb: Path, qtbot: QtBot
) -> None:
    open_window(office_file)
    second = open_window(office_file)
    line(second).tick(datetime.now() + timedelta(hours=3))
    assert not second.tasks.running
    line(second).back_up()
    qtbot.waitUntil(lambda: message(second).startswith("✓ 已备份并验证"))
    assert len(list(usb.glob("*.eduaid-backup"))) == 1
