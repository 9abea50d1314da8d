"""首页: what is due, the figures of the term, finding anybody."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from eduaid_desktop.gui.backup_line import BackupLine
from eduaid_desktop.gui.deadline_board import DeadlineBoard
from eduaid_desktop.gui.page import Page, Shell
from eduaid_desktop.gui.pieces import BigButton, button, card, empty, label, named
from eduaid_desktop.gui.unsaved_line import UnsavedLine
from eduaid_desktop.services import home
from eduaid_desktop.services.home import Due, Figure

# State by sign and word, by colour never alone.
_URGENCY = {"overdue": ("●", "马上办"), "soon": ("◐", "近期办"), "later": ("○", "待办")}
_FIGURES_IN_A_ROW = 3
_TWO_COLUMNS_FROM = 1000


class HomePage(Page):
    """Every line and every figure opens the tab behind it. One always begins in the search box."""

    remembers_focus = False

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.term = label(role="title", name="term")
        self.unsaved, self.backup_line = UnsavedLine(self), BackupLine(shell)
        self.board = DeadlineBoard(shell)
        self._due, self._figures = QVBoxLayout(), QGridLayout()
        self._due.setSpacing(2)
        self._figures.setSpacing(12)
        inside = named(QWidget(), "scrolled")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(24, 16, 24, 16)
        self._columns.setSpacing(24)
        self._columns.addLayout(self._left(), 3)
        self._columns.addLayout(self._right(), 2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The figures stand beside what is due where there is room, else below."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        wide = event.size().width() >= _TWO_COLUMNS_FROM
        self._columns.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def begin(self) -> None:
        self.unsaved.begin()

    def take_focus(self) -> bool:
        """One begins in the search box, or with what covers the page."""
        if self.panel_open:
            self.panel_open.start()
        return self.panel_open is not None

    def print_(self) -> None:
        """Ctrl+P: how the term stands."""
        if self.board.isHidden():
            super().print_()
        else:
            self.board.print_()

    def refresh(self) -> None:
        self.unsaved.refresh()
        found = home.overview(self.desk)
        self.term.setText(found["term"])
        self._show_due(found["due"])
        self.board.refresh()
        self.backup_line.refresh()
        empty(self._figures)
        for number, figure in enumerate(found["figures"]):
            row, column = divmod(number, _FIGURES_IN_A_ROW)
            self._figures.addWidget(self._figure(figure), row, column)

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self.term)
        column.addWidget(self.unsaved)
        column.addWidget(card(label("要办的事", "heading"), self._due, name="dueCard"))
        column.addWidget(self.backup_line)
        column.addStretch(1)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(label("本学期", "title"))
        column.addWidget(self.board)
        column.addLayout(self._figures)
        column.addStretch(1)
        return column

    def _show_due(self, due: list[Due]) -> None:
        empty(self._due)
        if not due:
            self._due.addWidget(
                label("没有到期的事。可以按 Ctrl+2 查看学生，或按 Ctrl+3 录入资助申请。", "quiet")
            )
        before = ""
        for each in due:
            if each.urgency != before:
                sign, word = _URGENCY[each.urgency]
                self._due.addWidget(label(f"{sign} {word}", "quiet"))
                before = each.urgency
            self._due.addWidget(self._link(each))

    def _link(self, due: Due) -> QWidget:
        made = button(
            due.text, lambda: self._open(due.tab, due.text, due.filters, due.record_id), role="link"
        )
        made.setProperty("urgency", due.urgency)
        return made

    def _open(self, tab: str, words: str, filters: Mapping[str, Any], record_id: int | None = None) -> None:
        """The rows behind a line or a figure."""
        if filters:
            self.shell.show_only(tab, words, filters, record_id)
        else:
            self.shell.go(tab, record_id)

    def _figure(self, figure: Figure) -> QWidget:
        made = BigButton(
            [label(figure.label, "quiet"), label(figure.value, "figure")],
            lambda: self._open(figure.tab, f"{self.term.text()}，{figure.label}", figure.filters),
        )
        made.setToolTip(figure.scope)
        return named(made, "figure")
