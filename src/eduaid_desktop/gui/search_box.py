"""The one search box that all tabs share: a child by name, pinyin initials or the tail of the ID number, or a paper."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from eduaid_desktop.domain import slip
from eduaid_desktop.gui.keys import ENTER
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.paths import resources

if TYPE_CHECKING:
    from eduaid_desktop.gui.found_list import FoundList

Find = Callable[[str], Sequence[Mapping[str, Any]]]


class SearchBox(QLineEdit):
    """found(person id): Enter or a click on a line of the list. Enter alone takes the first line.
    paper(number): what was typed is the number of a printed paper. left: Esc was pressed in the empty box.

    The list is a child of the window and never takes the focus: a popup window would take the keyboard
    away from an input method in the middle of a word. It is made when something is first looked for.
    """

    found = Signal(object)
    paper = Signal(str)
    left = Signal()

    def __init__(self, find: Find) -> None:
        super().__init__()
        named(self, "search")
        self.setPlaceholderText("找学生：姓名、拼音首字母、身份证号或尾号；也可输单号（Ctrl+F）")
        self.setAccessibleName("找学生")
        self.setClearButtonEnabled(True)
        icon = QIcon(str(resources() / "icons" / "search.svg"))
        self.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        self._find = find
        self._list: FoundList | None = None
        self.textEdited.connect(self._look)

    @property
    def people(self) -> "FoundList":
        """The list below the box."""
        if self._list is None:
            from eduaid_desktop.gui.found_list import FoundList

            self._list = FoundList(self)
            self._list.taken.connect(self._taken)
            self._list.paper_taken.connect(self._take_chosen)
        return self._list

    def look_again(self) -> None:
        """What is found shows other words now; a list that is closed stays so."""
        if self._list and self._list.isVisible():
            self._look(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if event.key() in ENTER:
            self._take_chosen()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif step:
            self.people.move_by(step)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._list:
            self._list.hide()
        super().focusOutEvent(event)

    def _look(self, typed: str) -> None:
        wanted = typed.strip()
        if number := slip.read(wanted):
            self.people.offer_paper(number)
        else:
            self.people.offer(wanted, self._find(wanted) if wanted else [])

    def _take_chosen(self) -> None:
        if number := slip.read(self.text()):
            self._close()
            self.paper.emit(number)
        elif self.text().strip():
            chosen = self.people.chosen_row()
            self._look(self.text())
            self.people.take_row(chosen)

    def _taken(self, person_id: int) -> None:
        self._close()
        self.found.emit(person_id)

    def _leave(self) -> None:
        """Esc takes away what was typed, and once more leaves the box."""
        if self.text():
            self._close()
        else:
            self.left.emit()

    def _close(self) -> None:
        self.clear()
        self.people.offer("", [])
