"""The small pieces that windows are laid out from: a named widget, a label in a role, a button that acts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

# Room for a few lines; an old screen at 150 % leaves a page 380 pixels.
_LOWEST = 120
# Of a line that gives way.
_SOME_WORDS = 80
# What stands beside a list, at its narrowest.
_SIDE = 340
W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """The same widget under an objectName: tests, keys and the style sheet find it by that."""
    widget.setObjectName(name)
    return widget


def label(text: str = "", role: str = "", name: str = "") -> QLabel:
    """A label; role is one of app.qss (title, heading, quiet, figure). Its text can be copied."""
    made = named(QLabel(text), name)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Elided(QLabel):
    """A quiet line of which as much is shown as there is room for; all of it stands in its tooltip."""

    def __init__(self, mode: Qt.TextElideMode, name: str) -> None:
        super().__init__()
        named(self, name).setProperty("role", "quiet")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mode = mode

    def tell(self, words: str) -> None:
        """Show these words."""
        self.setText(words)
        self.setToolTip(words)

    def minimumSizeHint(self) -> QSize:
        return QSize(_SOME_WORDS, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, self.rect(), self.alignment(), self.palette(), True, words, self.foregroundRole()
        )


def button(text: str, act: Callable[[], object], name: str = "", role: str = "") -> QPushButton:
    """A button that calls act when it is pressed, by mouse, Space or Enter."""
    made = named(QPushButton(text), name)
    made.setProperty("role", role)
    made.setAutoDefault(True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda: act())
    return made


class BigButton(QPushButton):
    """A card-like button with several lines in several roles."""

    def __init__(self, words: Sequence[QLabel], act: Callable[[], object], name: str = "") -> None:
        super().__init__()
        named(self, name).setProperty("role", "choice")
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("，".join(each.text() for each in words))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(4)
        for each in words:
            each.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._column.addWidget(each)
        self.clicked.connect(lambda: act())

    def event(self, event: QEvent) -> bool:
        """The least height of a plain button in the style sheet would cut the lines where a page is short of room."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.setMinimumHeight(self._column.minimumSize().height())
        return done

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._column.minimumSize()


def card(*inside: QWidget | QLayout, name: str = "") -> QFrame:
    """A white card with its content from top to bottom."""
    made = named(QFrame(), name)
    made.setProperty("role", "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(16, 12, 16, 16)
    column.setSpacing(8)
    for each in inside:
        if isinstance(each, QWidget):
            column.addWidget(each)
        else:
            column.addLayout(each)
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """The widget in a frame that scrolls up and down where the window is too low for it."""
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumSize(inside.minimumSizeHint().width(), _LOWEST)
    area.setWidget(inside)
    return area


def beside(page: QWidget, left: QWidget, *right: QWidget, wide: int = _SIDE) -> QSplitter:
    """Fill a page with a list and, beside it, pieces from top to bottom that scroll where the window is too low.

    wide: of the pieces where there is room, in pixels.
    """
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(12, 8, 16, 12)
    column.setSpacing(8)
    for each in right:
        column.addWidget(each)
    column.addStretch(1)
    side.setMinimumWidth(_SIDE)
    split = QSplitter()
    split.setChildrenCollapsible(False)
    split.addWidget(left)
    split.addWidget(scrolled(side))
    split.setStretchFactor(0, 1)
    split.setSizes([2 * _SIDE, wide])
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(split)
    return split


def in_the_middle(page: QWidget, column: QLayout, above: int, least: int = 0) -> None:
    """Lay a column out in the middle of a page of its own; above: room over it, least: its width, in pixels."""
    middle = QWidget()
    middle.setLayout(column)
    middle.setMinimumWidth(least)
    inside = named(QWidget(), "scrolled")
    row = QHBoxLayout(inside)
    row.setContentsMargins(24, above, 24, 16)
    row.addStretch(1)
    row.addWidget(middle, 2)
    row.addStretch(1)
    column.setContentsMargins(0, 0, 0, 0)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(scrolled(inside))


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            empty(inner)
