"""The window on a copy of one migrated office file; settings go to a folder of the test's own."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import style
from eduaid_desktop.gui.form_panel import FormPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import backups, office, people

VILLAGES = (("513399101200", "达瓦村"), ("513399101201", "绒巴村"))
PEOPLE = (
    ("扎西", "513399200805295270", "1", "513399101200", "次仁"),
    ("卓玛", "513399200911197623", "2", "513399101200", "白玛"),
    ("曾小红", "513399200906222062", "2", "513399101201", "曾强"),
)

# What a window does in the background takes longer on a computer that is shared.
QtBot.waitUntil.__kwdefaults__["timeout"] = 30_000


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))
    monkeypatch.setenv("EDUAID_OPERATOR", "经办人甲")


@pytest.fixture(autouse=True)
def quick_passwords(cheap: None) -> None:
    """How a password is stretched is tried elsewhere; here it would take half of a login."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "格桑镇.eduaid"
    about = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with office.create(path, villages=VILLAGES, **about) as desk:  # type: ignore[arg-type]
        for name, number, sex, village, guardian in PEOPLE:
            raw = {"name": name, "id_number": number, "sex": sex, "ethnic": "藏族", "village": village}
            people.save(desk, raw | {"guardian_name": guardian, "guardian_relation": "父亲"})
    return path


@pytest.fixture
def office_file(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / template.name))


@pytest.fixture
def dressed(qapp: QApplication) -> None:
    if not qapp.styleSheet():
        style.dress(qapp)


@pytest.fixture
def open_window(qtbot: QtBot, dressed: None) -> Iterator[Callable[[Path], MainWindow]]:
    """A function that opens the window on a file, as often as a test needs."""
    opened: list[MainWindow] = []

    def open_(path: Path) -> MainWindow:
        window = MainWindow()
        opened.append(window)
        window.open_file(path)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield open_
    # What a test leaves open is put away and never read again: proving a copy of it would take half of its time.
    with pytest.MonkeyPatch.context() as put_away:
        put_away.setattr(backups, "automatic", lambda desk, why: None)
        for window in opened:
            window.close()
            window.deleteLater()


@pytest.fixture
def window(open_window: Callable[[Path], MainWindow], office_file: Path) -> MainWindow:
    return open_window(office_file)


@pytest.fixture
def sample_window(open_window: Callable[[Path], MainWindow], township: Path, tmp_path: Path) -> MainWindow:
    return open_window(Path(shutil.copy(township, tmp_path / township.name)))


@pytest.fixture
def choose_menu() -> Callable[[MainWindow, str], None]:
    """A function that opens the menu under the operator's name and takes an entry of it."""

    def choose(window: MainWindow, name: str) -> None:
        assert window.head is not None
        menu = window.head.operator.menu()
        menu.aboutToShow.emit()
        action = next(each for each in menu.actions() if each.objectName() == name)
        assert action.isEnabled(), action.text()
        action.trigger()

    return choose


@pytest.fixture
def write() -> Callable[[QWidget, str], None]:
    """A function that types Chinese the way an input method commits it."""

    def commit(editor: QWidget, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(editor, event)

    return commit


@pytest.fixture
def key(write: Callable[[QWidget, str], None]) -> Callable[..., None]:
    """A function that keys values into the fields of a form, choices by their words."""

    def fill(panel: FormPanel, **values: str) -> None:
        for name, words in values.items():
            editor = panel.binder.editors[name]
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(editor.findText(words))
                assert editor.currentIndex() > 0, name
            else:
                editor.clear()
                write(editor, words)

    return fill


@pytest.fixture
def alt(qtbot: QtBot) -> Callable[[MainWindow, Qt.Key], None]:
    """A function that presses a key with Alt; the button that has it goes down for a moment and then acts."""

    def press(window: MainWindow, pressed: Qt.Key) -> None:
        qtbot.keyClick(window, pressed, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: not any(each.isDown() for each in window.findChildren(QPushButton)))

    return press


@pytest.fixture
def killed(tmp_path: Path) -> Callable[[MainWindow], Path]:
    """A function that gives the file as it lies on the disk when the process of a window is killed."""
    number = count()

    def copy(window: MainWindow) -> Path:
        assert window.desk.store.drafts.settle()
        folder = tmp_path / f"killed{next(number)}"
        folder.mkdir()
        path = window.desk.store.path
        for ending in ("", "-wal"):
            if path.with_name(path.name + ending).exists():
                shutil.copy(path.with_name(path.name + ending), folder)
        return folder / path.name

    return copy
