"""The keys that work everywhere in the window; one that has nothing to do says what to do instead."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.tabs import TABS

if TYPE_CHECKING:
    from eduaid_desktop.gui.window import MainWindow


class WindowKeys(QObject):
    """Lives as long as its window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        keys: dict[str, Callable[[], None]] = {
            "Ctrl+N": lambda: self._to_page(lambda page: page.new()),
            "Ctrl+S": self._save,
            "Ctrl+P": self._print,
            "Ctrl+F": self._find,
            "Ctrl+B": lambda: self._click("backUp"),
            "Ctrl+M": lambda: self._click("unmaskButton"),
            "F8": window.slips.mark_back,
            "F9": window.slips.toggle_stack,
        }
        for number, tab in enumerate(TABS, 1):
            keys[f"Ctrl+{number}"] = lambda key=tab.key: window.go(key)  # type: ignore[misc]
        for key, act in keys.items():
            QShortcut(QKeySequence(key), window, lambda act=act: self._press(act))
        # Also on the page that asks for the recovery sheet.
        QShortcut(QKeySequence("Ctrl+L"), window, self._lock)

    def _lock(self) -> None:
        if self._window.head:
            self._window.entry.lock()

    def _press(self, act: Callable[[], None]) -> None:
        if self._window.entry.covers:
            self._window.say("先办完这一页：输入密码，或者按 Tab 看看有哪些选择。")
        elif self._window.head:
            act()
        else:
            self._window.say("先新建一个乡镇，或者打开一个数据文件。")

    def _save(self) -> None:
        if preview := self._window.previewing:
            preview.save_as()
        elif panel := self._window.page.panel_open:
            panel.save()
        else:
            self._to_page(lambda page: page.save())

    def _print(self) -> None:
        """What stands in the window: the page of a finished PDF, else what the tab is about."""
        if preview := self._window.previewing:
            preview.print_()
        elif panel := self._window.page.panel_open:
            panel.print_()
        else:
            self._to_page(lambda page: page.print_())

    def _find(self) -> None:
        """In the PDF that is looked at, else anybody in the office."""
        if preview := self._window.previewing:
            preview.look_for()
        else:
            self._window.focus_search()

    def _click(self, name: str) -> None:
        """A button that stands in one place has a key that works on every tab."""
        if made := self._window.findChild(QPushButton, name):
            made.click()

    def _to_page(self, act: Callable[[Page], None]) -> None:
        """Only a page that is in sight hears a key; what covers it says what comes first."""
        page = self._window.page
        if self._window.previewing:
            self._window.say("正在预览：按 Ctrl+P 打印，按 Ctrl+S 另存为 PDF，按 Esc 返回。")
        elif page.panel_open:
            page.panel_open.remind()
        else:
            act(page)
