"""The way into an encrypted office file: who is at the keyboard, the recovery sheet, the lock."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

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
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_EVERY_MS)
        self._clock.timeout.connect(lambda: self.look(datetime.now()))

    @property
    def covers(self) -> bool:
        """Whether a page of its own stands over the window's pages."""
        shown: QWidget | None = self._window.stack.currentWidget()
        return shown is not None and shown in (self._login, self._sheet)

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
        self._path, self.locked = desk.store.path, False
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
        if desk.store.read_only or (unless_confirmed and not due):
            return
        self._drop_sheet()
        self._sheet = SheetPage(self._window, due=due)
        self._sheet.finished.connect(self._sheet_done)
        self._window.stack.addWidget(self._sheet)
        self._show(self._sheet)
        self._sheet.take_focus()

    def back(self) -> bool:
        """The preview was closed: to the sheet, if that is where it came from."""
        if self._sheet is None:
            return False
        self._show(self._sheet)
        self._sheet.first.setFocus()
        return True

    def lock(self) -> None:
        """Cover everything until the password is keyed; nothing typed is touched. Ctrl+L."""
        from eduaid_desktop.services import logins, privacy

        desk = self._window.desk
        if desk.keys is None:
            self._window.say(
                "这个文件没有设密码，不能锁定。要设密码，请点右上角的姓名，选“为这个文件设置密码”。"
            )
            return
        if self.locked:
            return
        try:
            names = logins.names(self._path)
        except UserError:
            names = [desk.actor]
        self.locked = True
        if desk.session.unmasked and self._window.head:
            privacy.mask_again(desk)
            self._window.head.unmask.refresh()
        desk.store.drafts.flush()
        if over := QApplication.activeModalWidget():
            over.close()
        page = self._login_page()
        page.ask(self._path, names, desk.actor, locked=True)
        self._show(page)
        page.take_focus()

    def look(self, now: datetime) -> None:
        """Lock when nobody touched the window for as long as the office says; also after a sleep."""
        minutes = self._window.desk.rules().settings["idle_lock_minutes"]
        if minutes and not self.locked and now - self._touched >= timedelta(minutes=minutes):
            self.lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the window's handle, which sees what hands do and little else."""
        if event.type() in _TOUCHES:
            self._touched = datetime.now()
        return False

    def _try(self, name: str, password: str) -> None:
        from eduaid_desktop.services import logins

        path = self._path
        self._login_page().busy()
        self._window.tasks.start(
            "正在核对密码",
            lambda job: logins.unlock(path, name, password),
            lambda keys: self._let_in(name, keys),
            lambda error: self._refuse(name, error),
        )

    def _let_in(self, name: str, keys: "Keys") -> None:
        from eduaid_desktop.services import logins

        if self.locked and name == self._window.desk.actor:
            self._unlock()
            return
        self._window.leave_file()
        try:
            desk = logins.enter(self._path, name, keys)
        except UserError as error:
            self.locked = False
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
        if self._window.head:
            self._window.head.show()
            self._window.show_tab()

    def _login_page(self) -> "LoginPage":
        from eduaid_desktop.gui.login_page import LoginPage

        if self._login is None:
            self._login = LoginPage()
            self._login.tried.connect(self._try)
            self._login.other_wanted.connect(self._window.open_other)
            self._login.recovered.connect(self._recovered)
            self._window.stack.addWidget(self._login)
        return self._login

    def _recovered(self, desk: "Desk") -> None:
        self._window.use(desk)
