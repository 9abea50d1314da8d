"""A barcode scanner that types like a keyboard, caught before its digits reach whatever has the focus."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from eduaid_desktop.domain import slip
from eduaid_desktop.domain.text import half_width
from eduaid_desktop.gui.keys import ENTER

# Scanners leave 1 to 20 ms between two keys, the fastest typists 60.
GAP_MS = 50
# A key held down repeats every 25 ms at the fastest; X11 takes the 00 of a fast scanner for one.
_REPEAT_MS = 15
# What ends them may come later; nobody types sixteen digits with a valid check at that pace.
_END_MS = 250
# What scanners are set to type behind the digits: Enter, as they come from the factory, a line feed or a tab.
_ENDS = ("\r", "\n", "\t")
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_LETS_GO = (QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut, QEvent.Type.Close)
Held = Callable[[], None]


class ScannerKeys(QObject):
    """scanned(digits): the sixteen digits of a paper, and Enter, came as fast as only a scanner types.

    Digits are held back for as long as they may be a scan, at most GAP_MS each, and go where they were meant for in
    their order as soon as they are none. So a field that a scan was made over never hears of it: its text, cursor,
    selection and steps to take back stay as they are, and nothing that is typed by hand is lost.
    """

    scanned = Signal(str)

    def __init__(
        self,
        window: QWidget,
        awake: Callable[[], bool],
        when: Callable[[QKeyEvent], int] = QKeyEvent.timestamp,
    ) -> None:
        """awake: whether scans count now. when: at which millisecond a key was pressed."""
        super().__init__(window)
        self._window, self._awake, self._when = window, awake, when
        # How long the window waits for the next key, in ms.
        self.patience = GAP_MS
        self._digits, self._held = "", list[Held]()
        # When the last key was pressed; what an input method handed on since has no time.
        self._last, self._untimed = 0, False
        self._giving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._waited)
        window.installEventFilter(self)
        # What an input method hands on goes past the window to the field.
        QGuiApplication.instance().focusObjectChanged.connect(self._follow)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            if kind == QEvent.Type.Show and (handle := self._window.windowHandle()):
                handle.installEventFilter(self)
        elif self._giving:
            pass
        elif kind == QEvent.Type.KeyPress and watched is self._window.windowHandle():
            return isinstance(event, QKeyEvent) and self._awake() and self._pressed(event)
        elif kind == QEvent.Type.InputMethod and watched is not self._window.windowHandle():
            return isinstance(event, QInputMethodEvent) and self._awake() and self._committed(watched, event)
        elif kind in _LETS_GO:
            self.let_go()
        return False

    def let_go(self) -> None:
        """It is no scan: what was held back goes where it was meant for."""
        held, self._digits, self._held, self._untimed = self._held, "", [], False
        self._timer.stop()
        self._giving = True
        try:
            for give in held:
                give()
        finally:
            self._giving = False

    def _pressed(self, event: QKeyEvent) -> bool:
        now = self._when(event)
        since = 0 if self._untimed else now - self._last
        self._last, self._untimed, fast = now, False, since < GAP_MS
        held_down = event.isAutoRepeat() and since > _REPEAT_MS
        digit = "" if held_down else _digit(event)
        # Sixteen digits out of the middle of a longer run are no number.
        if digit and (fast if self._held else not fast) and slip.may_begin(self._digits + digit):
            self._hold(digit, _key_again(self._window, event))
            return True
        if (event.key() in ENTER or event.text() in _ENDS) and since < _END_MS and slip.read(self._digits):
            self._caught()
            return True
        self.let_go()
        if digit and not fast and slip.may_begin(digit):
            self._hold(digit, _key_again(self._window, event))
            return True
        return False

    def _committed(self, field: QObject, event: QInputMethodEvent) -> bool:
        """An input method passes a digit on by itself, full width perhaps, or a whole scan at once."""
        digits = half_width(event.commitString())
        whole = bool(slip.read(digits)) or digits != event.commitString()
        scan = digits.isdecimal() and digits.isascii() and not event.preeditString()
        if scan and (self._held or whole) and slip.may_begin(self._digits + digits):
            self._hold(digits, _commit_again(field, event.commitString()))
            self._untimed = True
            return True
        self.let_go()
        return False

    def _hold(self, digits: str, give: Held) -> None:
        self._digits += digits
        self._held.append(give)
        self._timer.start(_END_MS if slip.read(self._digits) else self.patience)

    def _caught(self) -> None:
        code, self._digits, self._held = self._digits, "", []
        self._timer.stop()
        # The next scan may begin at once.
        self._last = 0
        self.scanned.emit(code)

    def _waited(self) -> None:
        """Keys that came while the window was busy have their turn before the time is said to be over."""
        count = len(self._held)
        QTimer.singleShot(0, self, lambda: self.let_go() if len(self._held) == count else None)

    def _follow(self, field: QObject | None) -> None:
        if field is not None:
            field.installEventFilter(self)


def _digit(event: QKeyEvent) -> str:
    """The digit that a key stands for; "" for any other key, or one with Ctrl or Alt."""
    text = half_width(event.text())
    return (
        text if event.modifiers() in _PLAIN and len(text) == 1 and text.isascii() and text.isdecimal() else ""
    )


def _key_again(window: QWidget, event: QKeyEvent) -> Held:
    made = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
    made.setTimestamp(event.timestamp())
    return lambda: _send(window.windowHandle(), made)


def _commit_again(field: QObject, text: str) -> Held:
    made = QInputMethodEvent()
    made.setCommitString(text)
    return lambda: _send(field, made)


def _send(receiver: QObject | None, event: QEvent) -> None:
    if receiver is not None:
        QApplication.sendEvent(receiver, event)
