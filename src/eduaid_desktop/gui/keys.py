"""Keyboard manners of a form: Enter moves on, never while an input method is composing; the wheel only scrolls."""

import re
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# As in a cell of a workbook; Enter alone goes on through the whole form.
_NEW_LINE = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
_NUMERALS = dict(zip("123456789", "一二三四五六七八九", strict=True))
_FORGET_TYPED_AFTER_MS = 1000
# A form whose lines changed needs two rounds of layout before its places are right.
_SETTLED_AFTER_MS = 30


class FieldKeys(QObject):
    """Watches the editors of one form, in paper order.

    left: an editor lost the focus. past_end: Enter was pressed in the last editor. turned: PgUp (-1) or
    PgDn (1) asked for the record before or after this one.
    """

    left = Signal()
    past_end = Signal()
    turned = Signal(int)

    def __init__(self, editors: Sequence[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._editors = list(editors)
        self._composing = False
        self._typed, self._typed_in, self._typed_at = "", parent, 0
        for editor in self._editors:
            editor.installEventFilter(self)
            if isinstance(editor, QComboBox):
                editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return isinstance(watched, QWidget) and self._pressed(watched, event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        elif kind == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        elif kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._composing = False
            bring_into_view(watched)
        elif kind == QEvent.Type.FocusOut:
            self.left.emit()
        return False

    def go(self, start: QWidget, step: int) -> None:
        """Move the focus one editor on (1) or back (-1), over those that cannot be typed into."""
        place = self._editors.index(start) + step
        while 0 <= place < len(self._editors) and not open_to_typing(self._editors[place]):
            place += step
        if place == len(self._editors):
            self.past_end.emit()
        elif place >= 0:
            focus(self._editors[place], forward=step > 0)

    def first(self) -> None:
        """Put the focus on the first editor that can be typed into."""
        for editor in self._editors:
            if open_to_typing(editor):
                focus(editor)
                return

    def _pressed(self, watched: QWidget, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in ENTER:
            return self._enter(watched, modifiers)
        if plain and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
            return True
        if plain and isinstance(watched, QComboBox):
            return self._choose(watched, event)
        return False

    def _enter(self, watched: QWidget, modifiers: Qt.KeyboardModifier) -> bool:
        if self._composing:
            return True
        back = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if isinstance(watched, QPlainTextEdit) and modifiers & _NEW_LINE:
            watched.insertPlainText("\n")
            return True
        self.go(watched, -1 if back else 1)
        return True

    def _choose(self, box: QComboBox, event: QKeyEvent) -> bool:
        """Digits choose by code or place in the list, letters by pinyin initials; Delete clears."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            box.setCurrentIndex(-1)
            self._typed = ""
            return True
        if not re.fullmatch(r"[0-9A-Za-z]", event.text()):
            return False
        # When the key was pressed, not when its turn came: a choice may keep the window busy for a moment.
        recent = box is self._typed_in and event.timestamp() - self._typed_at < _FORGET_TYPED_AFTER_MS
        self._typed = (self._typed if recent else "") + event.text().lower()
        self._typed_in, self._typed_at = box, event.timestamp()
        found = match(box, self._typed)
        if found < 0:
            self._typed = event.text().lower()
            found = match(box, self._typed)
        if found >= 0:
            box.setCurrentIndex(found)
        return True


def match(box: QComboBox, typed: str) -> int:
    """The place of the first choice meant by typed digits or letters; -1 for none. 3 is 三年级 where there is one."""
    if not typed.isdigit():
        wanted = (
            n for n in range(1, box.count()) if any(x.startswith(typed) for x in _sounds(box.itemText(n)))
        )
        return next(wanted, -1)
    codes = [str(box.itemData(n) or "") for n in range(box.count())]
    if typed in _NUMERALS and (grade := box.findText(f"{_NUMERALS[typed]}年级")) > 0:
        return grade
    by_code = next((n for n, code in enumerate(codes) if code and code.lstrip("0") == typed.lstrip("0")), -1)
    return by_code if by_code >= 0 else (int(typed) if int(typed) < box.count() else -1)


@cache
def _sounds(label: str) -> tuple[str, str]:
    """Pinyin and initials of a whole label, read as a word: 藏族 is zangzu, not cangzu."""
    from pypinyin import lazy_pinyin

    _load_words()
    syllables = [syllable.lower() for syllable in lazy_pinyin(label)]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


@cache
def _load_words() -> None:
    """The words of pypinyin, which the rest of the program does without (see eduaid_desktop)."""
    from pypinyin import load_phrases_dict
    from pypinyin.phrases_dict import phrases_dict

    load_phrases_dict(phrases_dict)


def focus(editor: QWidget, *, forward: bool = True) -> None:
    """Focus as Tab would give it: the text of a line is selected."""
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    editor.setFocus(reason)


def open_to_typing(editor: QWidget) -> bool:
    """Whether a person can type or choose here now."""
    if not editor.isEnabled() or editor.isHidden():
        return False
    return not (isinstance(editor, (QLineEdit, QPlainTextEdit)) and editor.isReadOnly())


def bring_into_view(editor: QWidget) -> None:
    """Scroll to an editor and its problem line; later, because a line that just appeared moves what is below."""
    QTimer.singleShot(_SETTLED_AFTER_MS, editor, lambda: _scroll_to(editor))


def _scroll_to(editor: QWidget) -> None:
    above = editor.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            # Not ensureWidgetVisible, which is content when the cursor of a note is in sight.
            top = editor.mapTo(above.widget(), QPoint(0, 0)).y()
            above.ensureVisible(0, top + editor.height(), 0, 72)
            above.ensureVisible(0, top, 0, 16)
        above = above.parentWidget()
