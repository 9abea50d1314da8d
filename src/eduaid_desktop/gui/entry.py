"""The way into an encrypted office file: who is at the keyboard, the recovery sheet, the lock."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from eduaid_desktop import settings
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import PROBLEM

if TYPE_CHECKING:
    from eduaid_desktop.gui.login_page import LoginPage
    from eduaid_desktop.gui.sheet_page import SheetPage
    from eduaid_desktop.gui.window import MainWindow
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.store.keyring import Keys

_LOOK_EVERY_MS = 5_000
_TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class Entry(QObject):
    """Lives as long as its window, and covers its pages with one of its own when somebody has to say who she is."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._path = Path()
        self._login: LoginPage | None = None
        self._sheet: SheetPage | None = None
        self.locked = False
        self._touched = datetime.now()
        self._text = (0, "")
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_EVERY_MS)
        self._clock.timeout.connect(lambda: self.look(datetime.now()))

    @property
    def covers(self) -> bool:
        """Whether a page of its own stands over the window's pages."""
        shown: QWidget | None = self._window.stack.currentWidget()
        return shown is not None and shown in (self._login, self._sheet)

    @property
    def bars(self) -> bool:
        """Whether the tabs stay out of reach: the window is locked, or the sheet, or its preview, comes first."""
        return self.locked or self._sheet is not None

    def ask(self, path: Path, problem: str = "") -> None:
        """Ask who is at the keyboard before a file is opened; problem: why the key slots do not serve."""
        from eduaid_desktop.services import logins

        self._path = path
        page = self._login_page()
        if problem:
            page.ask_for_sheet(path, problem)
        else:
            known = settings.load().get("last_operator")
            page.ask(path, logins.names(path), known if isinstance(known, str) else "")
        self._show(page)
        page.take_focus()

    def begin(self, desk: "Desk") -> "Desk":
        """What an administrator's log-in makes up for. Returns the desk to go on with."""
        if desk.keys is None:
            return desk
        from eduaid_desktop.services import keys

        try:
            desk = keys.settle(desk)
        except UserError as error:
            self._window.say(f"换钥匙没有办成：{error.sentence}", PROBLEM)
        return desk

    def watch(self, desk: "Desk") -> None:
        """A file stands open: ask for the sheet where it is still due, and lock after idle time."""
        self._path = desk.store.path
        if desk.keys is None:
            self._clock.stop()
            return
        settings.save(last_operator=desk.actor)
        self._touched = datetime.now()
        self._clock.start()
        if handle := self._window.windowHandle():
            handle.installEventFilter(self)
        self.ask_for_sheet(desk, unless_confirmed=True)

    def ask_for_sheet(self, desk: "Desk", *, unless_confirmed: bool = False) -> None:
        """Let an administrator print the recovery sheet and prove it."""
        from eduaid_desktop.gui.sheet_page import SheetPage
        from eduaid_desktop.services import keys

        due = keys.sheet_pending(desk)
        if self.locked or desk.store.read_only or (unless_confirmed and not due):
            return
        self._drop_sheet()
        self._sheet = SheetPage(self._window, due=due)
        self._sheet.finished.connect(self._sheet_done)
        self._window.stack.addWidget(self._sheet)
        self._show(self._sheet)
        self._sheet.take_focus()

    def back(self) -> bool:
        """The preview was closed: to the sheet, if that is where it came from."""
        if self._sheet is None or self.locked:
            return self.locked
        self._show(self._sheet)
        self._sheet.first.setFocus()
        return True

    def lock(self) -> None:
        """Cover everything until the password is keyed; nothing typed is touched. Ctrl+L."""
        from eduaid_desktop.services import privacy

        desk = self._window.desk
        if desk.keys is None:
            self._window.say(
                "这个文件没有设密码，不能锁定。要设密码，请点右上角的姓名，选“为这个文件设置密码”。"
            )
            return
        if self.locked:
            return
        self.locked = True
        _close_what_floats()
        page = self._login_page()
        page.ask(self._path, _who(desk), desk.actor, locked=True)
        self._show(page)
        page.take_focus()
        desk.store.drafts.flush()
        if desk.session.unmasked and self._window.head:
            privacy.mask_again(desk)
            self._refresh_lists()

    def _refresh_lists(self) -> None:
        """Nothing that cannot be read may keep the window from being covered."""
        assert self._window.head
        try:
            self._window.head.unmask.refresh()
        except Exception as error:
            self._window.fail(error)

    def leave(self) -> None:
        """The file is closed: nobody is to be locked out of it, or asked for its sheet."""
        self._clock.stop()
        self.locked = False
        self._drop_sheet()

    def look(self, now: datetime) -> None:
        """Lock when nobody touched the window for as long as the office says; also after a sleep."""
        if self._typed_on():
            self._touched = now
        minutes = self._window.desk.rules().settings["idle_lock_minutes"]
        if minutes and not self.locked and now - self._touched >= timedelta(minutes=minutes):
            self.lock()

    def _typed_on(self) -> bool:
        """Whether the text under the hands changed since the last look: an input method's keys pass unseen."""
        focus = QApplication.focusWidget()
        text = focus.text() if isinstance(focus, QLineEdit) else ""
        text = focus.toPlainText() if isinstance(focus, QPlainTextEdit) else text
        before, self._text = self._text, (id(focus), text)
        return before[0] == id(focus) and before != self._text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the window's handle, which sees what hands do and little else."""
        if event.type() in _TOUCHES:
            self._touched = datetime.now()
        return False

    def _try(self, name: str, password: str) -> None:
        from eduaid_desktop.services import logins

        path, ring = self._path, logins.ring(self._window.desk) if self.locked else None
        self._login_page().busy()
        self._window.tasks.start(
            "正在核对密码",
            lambda job: logins.unlock(path, name, password, ring),
            lambda keys: self._let_in(name, keys),
            lambda error: self._refuse(name, error),
        )

    def _let_in(self, name: str, keys: "Keys") -> None:
        from eduaid_desktop.services import logins

        if self.locked and name == self._window.desk.actor:
            if keys == self._window.desk.keys:
                self._unlock()
            else:
                self._login_page().tell("钥匙文件里的钥匙不是这个文件的。请放回原来的钥匙文件，再试一次。")
            return
        self._window.leave_file()
        try:
            desk = logins.enter(self._path, name, keys)
        except UserError as error:
            self.ask(self._path)
            self._login_page().tell(error.sentence)
        else:
            self._window.use(desk)

    def _refuse(self, name: str, error: Exception) -> None:
        from eduaid_desktop.gui import faults
        from eduaid_desktop.services import logins

        self._login_page().tell(faults.sentence(error), logins.seconds_to_wait(self._path, name))

    def _unlock(self) -> None:
        self.locked, self._touched = False, datetime.now()
        self._uncover()

    def _sheet_done(self) -> None:
        self._drop_sheet()
        self._uncover()

    def _drop_sheet(self) -> None:
        if self._sheet:
            self._window.stack.removeWidget(self._sheet)
            self._sheet.deleteLater()
            self._sheet = None

    def _show(self, page: QWidget) -> None:
        if self._window.head:
            self._window.head.hide()
        self._window.say("")
        self._window.stack.setCurrentWidget(page)

    def _uncover(self) -> None:
        if self._window.head and not self.locked:
            self._window.head.show()
            self._window.show_tab()

    def _login_page(self) -> "LoginPage":
        from eduaid_desktop.gui.login_page import LoginPage

        if self._login is None:
            self._login = LoginPage()
            self._login.tried.connect(self._try)
            self._login.other_wanted.connect(self._window.open_other)
            self._login.recovered.connect(self._window.use)
            self._login.sheet_wanted.connect(self._recover)
            self._window.stack.addWidget(self._login)
        return self._login

    def _recover(self) -> None:
        """With the sheet a file is opened anew, so that a locked one is closed first; what was typed is kept."""
        page = self._login_page()
        if self.locked:
            self._window.leave_file()
            page.ask(self._path, [], "")
        page.show_recover()


def _who(desk: "Desk") -> list[str]:
    from eduaid_desktop.services import logins

    try:
        return list(logins.ring(desk).slots)
    except UserError:
        return [desk.actor]


def _close_what_floats() -> None:
    """Menus, lists that dropped down and the system's dialogs stand above any page."""
    for floating in (QApplication.activePopupWidget, QApplication.activeModalWidget):
        while over := floating():
            over.close()
            if floating() is over:
                break
