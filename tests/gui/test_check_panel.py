"""核对 from the window: 完好, or what is wrong, to be copied and saved; the search rebuilt; stopped by Esc."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import check_panel
from eduaid_desktop.gui.check_panel import CheckPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import checking

TOUCHED = "UPDATE person SET phone = '16400000009' WHERE id = 1"
FINDING = "人员第 1 号记录的“联系电话”被程序以外改动过，与操作日志不一致。"


def edit(window: MainWindow, statement: str) -> None:
    """As another program does it: in a process of its own, for two libraries in one drop each other's locks."""
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()"
    )
    subprocess.run([sys.executable, "-c", code, window.desk.store.path, statement], check=True)


@pytest.fixture
def check(window: MainWindow, qtbot: QtBot) -> Callable[[], CheckPanel]:
    """A function that checks the open file and waits for the result."""

    def run() -> CheckPanel:
        check_panel.start(window)
        panel = window.findChild(CheckPanel)
        assert panel
        qtbot.waitUntil(lambda: panel.progress.isHidden() and not window.tasks.running)
        return panel

    return run


def message(window: MainWindow) -> str:
    found = window.findChild(QLabel, "message")
    assert found
    return found.text()


def test_a_sound_file_is_called_sound(
    window: MainWindow, check: Callable[[], CheckPanel], qtbot: QtBot
) -> None:
    panel = check()
    assert panel.told.text() == "完好：6 条记录，4 次操作。"
    assert panel.findings.isHidden()
    assert panel.next_button.isHidden()
    assert panel.back.hasFocus()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert window.page.panel_open is None


def test_what_is_wrong_is_told_copied_and_saved(
    window: MainWindow, check: Callable[[], CheckPanel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(window, TOUCHED)
    panel = check()
    assert panel.told.text().startswith("发现 1 处问题（6 条记录，4 次操作）。请停止录入，先照原样备份一份")
    found = panel.findChild(QPlainTextEdit, "checkFindings")
    assert found
    assert found.isVisible()
    assert found.toPlainText() == f"1. {FINDING}"
    panel.copy.click()
    assert f"\n1. {FINDING}\n" in QGuiApplication.clipboard().text()
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda parent, title, proposed, kinds: asked.append(proposed) or (str(tmp_path / "结果.txt"), kinds),
    )
    panel.keep.click()
    assert asked[0].endswith("核对结果-格桑镇.txt")
    saved = (tmp_path / "结果.txt").read_text(encoding="utf-8-sig")
    assert saved.startswith("核对结果　格桑镇　格桑镇.eduaid　20")
    assert FINDING in saved
    assert message(window).startswith("✓ 已保存到 ")


def test_a_result_that_cannot_be_saved_says_so(
    window: MainWindow, check: Callable[[], CheckPanel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = check()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path), ""))
    panel.keep.click()
    assert "不能写入“" in message(window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: ("", ""))
    panel.keep.click()


def test_the_search_is_rebuilt_from_here(
    window: MainWindow, check: Callable[[], CheckPanel], qtbot: QtBot
) -> None:
    edit(window, "DELETE FROM name_key WHERE name = (SELECT name FROM person WHERE id = 2)")
    panel = check()
    assert panel.told.text() == "记录完好（6 条记录，4 次操作），只是有人检索不到。请重建检索。"
    assert panel.next_button.hasFocus()
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.told.text().startswith("完好"))
    assert checking.check(window.desk)["findings"] == []


def test_esc_stops_a_check_under_way(window: MainWindow, qtbot: QtBot) -> None:
    check_panel.start(window)
    panel = window.findChild(CheckPanel)
    assert panel
    (job,) = window.tasks.running
    button = panel.findChild(QPushButton, "panelBack")
    assert button
    assert button.text() == "停止，返回"
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert job.cancelled
    qtbot.waitUntil(lambda: not window.tasks.running)
    assert window.page.panel_open is None


def test_a_check_stopped_at_the_foot_of_the_window_says_so(window: MainWindow, qtbot: QtBot) -> None:
    check_panel.start(window)
    panel = window.findChild(CheckPanel)
    assert panel
    window.tasks.running[0].cancel()
    qtbot.waitUntil(lambda: panel.told.text() == "已停止，没有核对完。")
    assert panel.back.text() == "返回"
    assert panel.progress.isHidden()


def test_an_open_panel_comes_first(window: MainWindow, check: Callable[[], CheckPanel]) -> None:
    panel = check()
    check_panel.start(window)
    assert window.page.panel_open is panel
    assert message(window) == "先看完这一页：按 Esc 返回。"


def test_a_file_too_damaged_to_check_says_so(
    window: MainWindow, check: Callable[[], CheckPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    from eduaid_desktop.errors import Damaged

    def damaged(desk: object, progress: object) -> None:
        raise Damaged("数据文件已损坏。请不要继续录入，先用最近的备份恢复。")

    monkeypatch.setattr(checking, "check", damaged)
    panel = check()
    assert panel.told.text() == "没有核对完，原因见窗口下方。"
    assert "数据文件已损坏" in message(window)
