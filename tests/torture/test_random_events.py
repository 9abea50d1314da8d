"""Keys, clicks and typing at random over the real window: no exception, no Qt warning, the file sound at the end."""

import random
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)  # fmt: skip
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import roles
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import style
from eduaid_desktop.gui.login_page import LoginPage
from eduaid_desktop.gui.tabs import TABS
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import checking, encryption, operators
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.encryption import encrypt

from .conftest import PASSWORD

Key = Qt.Key
_PLAIN = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_WORDS = (
    "扎西", "卓玛", "qp", "513399200911197623", "5133992009111976", "1000", "-5", "0.001", "9" * 20,
    "2018-06-12", "2018-02-30", "20180612", "格桑镇中心小学", "𠮷野", "བཀྲ་ཤིས", "1", "2", "测试" * 60,
    "'; --", "%", "\t",
)  # fmt: skip
_KEYS = (
    Key.Key_Return, Key.Key_Return, Key.Key_Tab, Key.Key_Tab, Key.Key_Backtab, Key.Key_Escape, Key.Key_Up, Key.Key_Down,
    Key.Key_Left, Key.Key_Right, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End, Key.Key_Space,
    Key.Key_Backspace, Key.Key_Delete, Key.Key_F1, Key.Key_F2, Key.Key_F4, Key.Key_F5,
)  # fmt: skip
_CONTROLS = "SSSNFPAZCVXYHLBM1234567"
_TARGETS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView, QTabBar)


class Monkey:
    """Somebody without a plan in front of the window; the last things done are kept for the report."""

    def __init__(self, window: MainWindow, dice: random.Random, samples: Path) -> None:
        self.window, self.dice, self.samples = window, dice, samples
        self.done: deque[str] = deque(maxlen=40)
        self.figures: Counter[str] = Counter()

    def act(self) -> None:
        kind = self.dice.choices(
            (self.press, self.control, self.type, self.click, self.fill, self.work, self.tab, self.resize),
            weights=(20, 10, 12, 36, 8, 10, 3, 1),
        )[0]
        if self.window.entry.covers:
            kind = self.log_in
        kind()
        self.figures[kind.__name__] += 1
        QApplication.processEvents()
        # As the event loop of the program does, which a test never returns to.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        while popup := QApplication.activePopupWidget():
            if self.dice.random() < 0.5:
                QTest.keyClick(popup, self.dice.choice([Key.Key_Down, Key.Key_Return, Key.Key_Escape]))
            else:
                popup.close()
            QApplication.processEvents()

    def log_in(self) -> None:
        """Before a page that asks who it is: sometimes at random, at last with the password."""
        self.note("log in")
        page = self.window.findChild(LoginPage, "loginPage")
        if self.dice.random() < 0.5:
            self.dice.choice([self.press, self.control, self.click])()
        elif page and page.card.isVisible():
            QTest.keyClicks(page.password, self.dice.choice([PASSWORD] * 9 + ["wrong one"]))
            QTest.keyClick(page.password, Key.Key_Return)
        elif later := self.window.findChild(QPushButton, "sheetLater") or (page and page.recover.back):
            later.click()

    def press(self) -> None:
        key = self.dice.choice(_KEYS)
        self.note("press", key.name)
        QTest.keyClick(
            self._focus(), key, self.dice.choice([_PLAIN] * 8 + [Qt.KeyboardModifier.ShiftModifier])
        )

    def control(self) -> None:
        key = self.dice.choice(_CONTROLS)
        self.note("control", key)
        QTest.keyClick(self._focus(), Key(ord(key)), _CONTROL)

    def type(self) -> None:
        """Chinese comes by an input method."""
        word, focus = self.dice.choice(_WORDS), self._focus()
        self.note("type", word[:20], focus.objectName())
        if word.isascii():
            QTest.keyClicks(focus, word)
        else:
            event = QInputMethodEvent()
            event.setCommitString(word)
            QApplication.sendEvent(focus, event)

    def click(self) -> None:
        if not (found := self._visible()):
            return
        target = self.dice.choice(found)
        inner = target.viewport() if isinstance(target, QAbstractItemView) else target
        at = QPoint(self.dice.randrange(max(1, inner.width())), self.dice.randrange(max(1, inner.height())))
        self.note("click", type(target).__name__, target.objectName())
        if isinstance(target, QAbstractItemView) and self.dice.random() < 0.4:
            QTest.mouseDClick(inner, Qt.MouseButton.LeftButton, _PLAIN, at)
        else:
            QTest.mouseClick(inner, Qt.MouseButton.LeftButton, _PLAIN, at)

    def fill(self) -> None:
        """A field and something into it."""
        fields = [w for w in self._visible() if isinstance(w, QLineEdit) and not w.isReadOnly()]
        if fields:
            self.dice.choice(fields).setFocus()
            self.type()

    def work(self) -> None:
        """What a clerk would do next: open a row, write a remark and save, or press the button that stands out."""
        kind = self.dice.choice(["row", "save", "next", "next"])
        self.note("work", kind)
        if kind == "row":
            lists = [w for w in self._visible() if isinstance(w, QAbstractItemView) and w.model().rowCount()]
            for view in lists[:1]:
                view.setCurrentIndex(view.model().index(self.dice.randrange(view.model().rowCount()), 0))
                QTest.keyClick(view, Key.Key_Return)
        elif kind == "save":
            for field in [w for w in self._visible() if w.objectName() in ("phone", "class_name", "reason")][
                :1
            ]:
                field.setFocus()
                QTest.keyClicks(field, "1" if field.objectName() == "class_name" else "")
            QTest.keyClick(self._focus(), Key.Key_S, _CONTROL)
        else:
            for button in [w for w in self._visible() if w.objectName() == "nextStep"][:1]:
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def tab(self) -> None:
        key = self.dice.choice(TABS).key
        self.note("tab", key)
        self.window.go(key)

    def resize(self) -> None:
        self.window.resize(self.dice.randrange(640, 1600), self.dice.randrange(400, 1000))

    def note(self, *words: str) -> None:
        self.done.append(" ".join(words))

    def settle(self, qtbot: QtBot) -> None:
        """Let what runs beside the window end."""
        qtbot.waitUntil(lambda: not self.window.tasks.running, timeout=60_000)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def _visible(self) -> list[QWidget]:
        every = (w for kind in _TARGETS for w in self.window.findChildren(kind))
        return [w for w in every if w.isVisible() and w.isEnabled() and not w.visibleRegion().isEmpty()]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, samples: Path, dice: random.Random) -> None:
    """The system's own dialogs, answered as a user might, often by Cancel."""
    out = tmp_path / "导出"
    out.mkdir()
    sheets = [str(path) for path in samples.iterdir()]

    def a_file(*_: object) -> tuple[str, str]:
        made = [str(path) for path in out.iterdir()]
        return dice.choice(["", *sheets, *made]), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", a_file)
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda *_: ([each for each in a_file()[:1] if each], "")
    )
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (dice.choice(["", str(out / "a.pdf")]), "")
    )
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: dice.choice(["", str(out), str(out)]))
    monkeypatch.setattr(QPrintDialog, "exec", lambda *_: 0)

    def by_nobody(*_: object) -> None:
        raise UserError("猴子不能换钥匙，请换人。")

    # A password that nobody remembers would end the run.
    for name in ("encrypt", "decrypt"):
        monkeypatch.setattr(encryption, name, by_nobody)
    for name in ("set_password", "set_roles"):
        monkeypatch.setattr(operators, name, by_nobody)


@pytest.fixture
def open_window(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[Path], MainWindow]]:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))
    monkeypatch.setenv("EDUAID_OPERATOR", "经办人甲")
    if not qapp.styleSheet():
        style.dress(qapp)
    opened: list[MainWindow] = []

    def open_(path: Path) -> MainWindow:
        window = MainWindow()
        opened.append(window)
        window.open_file(path)
        window.show()
        window.activateWindow()
        return window

    yield open_
    for window in opened:
        window.close()
        window.deleteLater()


# Only the off-screen platform says so, of the list that a combo box drops.
@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
@pytest.mark.parametrize("protected", [False, True], ids=["plain", "encrypted"])
def test_random_events(
    protected: bool, township: Path, samples: Path, tmp_path: Path,
    open_window: Callable[[Path], MainWindow], answers: None,
    qtbot: QtBot, times: Callable[[int, int], int], figures: Counter[str], dice: random.Random,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = Path(shutil.copy(township, tmp_path / township.name))
    if protected:
        with encrypt(Desk.open(path), encryption.First("经办人甲", PASSWORD, roles.EVERY)):
            monkeypatch.setenv("EDUAID_PASSWORD", PASSWORD)
    events = times(150, 7_000)
    monkey = Monkey(open_window(path), dice, samples)
    with qtbot.captureExceptions() as raised:
        for number in range(1, events + 1):
            monkey.act()
            assert not raised, (raised, list(monkey.done))
            if number % 100 == 0:
                monkey.settle(qtbot)
            if number % 2000 == 0:
                monkey.window.close()
                monkey.window = open_window(path)
                figures["windows"] += 1
        monkey.settle(qtbot)
    log = tmp_path / "config" / "eduaid" / "faults.log"
    assert not log.exists(), log.read_text(encoding="utf-8")
    monkey.window.close()
    with Desk.open(path) as desk:
        assert checking.check(desk)["findings"] == []
        figures["changes"] = desk.store.value("SELECT COUNT(*) FROM change")
    figures["events"] = events
    figures.update(monkey.figures)
