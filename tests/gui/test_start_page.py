"""A window without an office file: a new office, a file, the last one, the sample; and changing the file later."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop import settings
from eduaid_desktop.gui.start_page import StartPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import sample


@pytest.fixture
def bare(qtbot: QtBot, dressed: None) -> Iterator[Callable[[], MainWindow]]:
    """A function that opens a window on the start page."""
    opened: list[MainWindow] = []

    def open_() -> MainWindow:
        window = MainWindow()
        opened.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.show_start()
        return window

    yield open_
    for window in opened:
        window.close()
        window.deleteLater()


def start(window: MainWindow) -> StartPage:
    found = window.findChild(StartPage, "startPage")
    assert isinstance(found, StartPage)
    return found


def press(window: MainWindow, name: str) -> None:
    window.findChild(QPushButton, name).click()


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Answer the system's file dialog."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def test_a_new_office_is_keyed_and_opened(
    bare: Callable[[], MainWindow], qtbot: QtBot, tmp_path: Path, write: Callable[..., None]
) -> None:
    window = bare()
    assert QApplication.focusWidget() is window.findChild(QPushButton, "newOffice")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    new = start(window).office
    for line, text in ((new.name, "格桑镇"), (new.code, "513399101"), (new.county, "云岭县")):
        assert QApplication.focusWidget() is line
        write(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    new.folder.setText(str(tmp_path))
    qtbot.keyClick(new.folder, Qt.Key.Key_Return)
    write(new.operator.name, "拥珍")
    for line in (new.operator.name, new.operator.passwords.first, new.operator.passwords.again):
        assert QApplication.focusWidget() is line
        if line is not new.operator.name:
            qtbot.keyClicks(line, "correct horse")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is new.create_button
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not (tmp_path / "格桑镇.eduaid").read_bytes().startswith(b"SQLite")
    assert (tmp_path / "格桑镇.eduaid-keys").exists()
    assert window.head is not None
    assert window.head.office.text() == "格桑镇"
    assert window.head.operator.text() == "拥珍（录入员、管理员）"
    assert new.operator.passwords.first.text() == ""
    assert window.stack.currentWidget().objectName() == "sheetPage"


def test_a_new_office_without_a_password_says_what_that_means(
    bare: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = bare()
    press(window, "newOffice")
    new = start(window).office
    for line, text in ((new.name, "格桑镇"), (new.code, "513399101"), (new.folder, str(tmp_path))):
        line.setText(text)
    new.protect.setChecked(False)
    assert "谁拿到都能打开" in new.plain.text()
    assert new.plain.isVisible()
    assert new.operator.isHidden()
    new.create_office()
    assert (tmp_path / "格桑镇.eduaid").read_bytes().startswith(b"SQLite")
    assert window.stack.currentWidget() is window.page


@pytest.mark.parametrize(
    ("name", "password", "again", "told"),
    [
        ("拥珍", "correct horse", "correct hearse", "两遍密码不一样"),
        ("拥珍", "short", "short", "至少 8 个字符"),
        ("拥珍", "aaaaaaaaaa", "aaaaaaaaaa", "太容易猜到"),
        ("", "correct horse", "correct horse", "姓名"),
    ],
)
def test_a_first_operator_who_will_not_do_leaves_no_file(
    bare: Callable[[], MainWindow], tmp_path: Path, name: str, password: str, again: str, told: str
) -> None:
    window = bare()
    press(window, "newOffice")
    new = start(window).office
    for line, text in ((new.name, "格桑镇"), (new.code, "513399101"), (new.folder, str(tmp_path))):
        line.setText(text)
    new.operator.name.setText(name)
    new.operator.passwords.first.setText(password)
    new.operator.passwords.again.setText(again)
    new.create_office()
    assert told in start(window).problem.text()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("格桑镇")] == []


def test_what_is_wrong_with_a_new_office_is_one_sentence(
    bare: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = bare()
    press(window, "newOffice")
    new = start(window).office
    new.name.setText("格桑镇")
    new.code.setText("51")
    new.folder.setText(str(tmp_path))
    new.create_office()
    assert start(window).problem.text().count("。") >= 1
    assert list(tmp_path.glob("*.eduaid")) == []
    assert window.head is None


def test_a_wrong_file_says_one_sentence_and_nothing_opens(
    bare: Callable[[], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "照片.eduaid"
    wrong.write_bytes(b"no database at all" * 100)
    window = bare()
    choose(monkeypatch, wrong)
    press(window, "openFile")
    assert "照片" in start(window).problem.text()
    assert window.head is None


def test_the_last_file_is_the_first_choice(
    bare: Callable[[], MainWindow], office_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    settings.save(last_file=str(office_file))
    window = bare()
    last = window.findChild(QPushButton, "openLast")
    assert last.accessibleName().startswith("上次打开：格桑镇")
    assert QApplication.focusWidget() is last
    qtbot.keyClick(last, Qt.Key.Key_Return)
    assert window.desk.store.path == office_file
    settings.save(last_file=str(tmp_path / "moved away.eduaid"))
    assert bare().findChild(QPushButton, "openLast") is None


def test_the_sample_is_built_as_a_task_and_opened(bare: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = bare()
    press(window, "openSample")
    assert [job.title for job in window.tasks.running] == ["正在准备示例乡镇"]
    press(window, "openSample")
    assert len(window.tasks.running) == 1
    qtbot.waitUntil(lambda: window.head is not None, timeout=60_000)
    assert window.desk.store.path == sample.place()
    assert window.desk.store.value("SELECT COUNT(*) FROM relief_case") > 50


def test_building_the_sample_can_be_cancelled(bare: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = bare()
    press(window, "openSample")
    window.tasks.running[0].cancel()
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=60_000)
    assert window.head is None
    assert not sample.place().exists()


def test_another_file_is_opened_in_the_same_window(
    window: MainWindow, office_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    choose_menu: Callable[[MainWindow, str], None],
) -> None:  # fmt: skip
    other = Path(shutil.copy(office_file, tmp_path / "另一个镇.eduaid"))
    wrong = tmp_path / "坏.eduaid"
    wrong.write_bytes(b"nothing" * 500)
    choose(monkeypatch, wrong)
    choose_menu(window, "menuOther")
    assert window.desk.store.path == office_file
    assert window.strip.message.text().startswith("✕")
    choose(monkeypatch, office_file)
    choose_menu(window, "menuOther")
    assert "已经打开" in window.strip.message.text()
    choose(monkeypatch, other)
    choose_menu(window, "menuOther")
    assert window.desk.store.path == other
    assert not window.desk.store.read_only
    assert settings.load()["last_file"] == str(other)


def test_escape_folds_the_new_office_away(bare: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = bare()
    press(window, "newOffice")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert start(window).office.isHidden()
    assert QApplication.focusWidget() is window.findChild(QPushButton, "newOffice")


def test_an_account_without_a_documents_folder_can_begin(
    bare: Callable[[], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduaid_desktop.paths.user_documents_path", lambda: tmp_path / "nowhere")
    proposed = Path(start(bare()).office.folder.text())
    assert proposed == Path.home()


def test_keys_before_a_file_is_open_say_what_comes_first(
    bare: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = bare()
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "打开一个数据文件" in window.strip.message.text()
