"""The pages of a PDF one below the other: only what is in sight is drawn, however many they are."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from eduaid_desktop.documents.pages import Box, Pages
from eduaid_desktop.domain.slip import Seal
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.page_source import PageSource
from eduaid_desktop.gui.style import colour

# A page as large as on paper, on a screen of so many pixels to the inch.
_DPI, _MM_PER_INCH = 96.0, 25.4
_GAP, _EDGE = 12, 12
# More pixels than that say nothing more to the eye and cost 32 MB a page.
_MOST_PIXELS = 8_000_000
_SEAL_MM = 42.0
_LINE = 48
STEPS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
WIDTH, PAGE = 0.0, -1.0


class PageView(QAbstractScrollArea):
    """page_changed: another page is in sight. zoomed: it is shown larger or smaller. All in pixels but what says mm.

    zoom: a factor, WIDTH or PAGE to fit. seals_shown: circles where seals go, on the screen alone.
    """

    page_changed = Signal()
    zoomed = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "pageView").setAccessibleName("页面")
        self.source: PageSource | None = None
        self.zoom = 1.0
        self.seals: Sequence[Seal] = ()
        self.seals_shown = True
        self._marked: tuple[int, Sequence[Box]] = (0, ())
        self._sizes: list[QSize] = []
        self._tops: list[int] = []
        self._page = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(_LINE)
        self.verticalScrollBar().valueChanged.connect(self._moved)

    def show_pages(self, pages: Pages, seals: Sequence[Seal]) -> None:
        """Begin with another PDF, at its first page."""
        self.close_pages()
        self.source = PageSource(pages, self)
        self.source.drawn.connect(self.viewport().update)
        self.seals, self._marked, self._page = seals, (0, ()), 0
        self._lay_out()
        self.go(0)

    def close_pages(self) -> None:
        """Give the file and the pictures back."""
        if self.source:
            self.source.close()
            self.source.deleteLater()
            self.source = None
            self._sizes, self._tops = [], []

    @property
    def page(self) -> int:
        """The page that is looked at, counted from 0."""
        return self._page

    @property
    def scale(self) -> float:
        """How large it is shown, 1 as on paper."""
        return self._sizes[self._page].width() / _pixels(self._paper(self._page)[0]) if self._sizes else 1.0

    def go(self, page: int) -> None:
        """Show a page from its top."""
        if self._tops:
            page = min(max(page, 0), len(self._tops) - 1)
            self.verticalScrollBar().setValue(self._tops[page] - _EDGE)
            self._look_at(page)

    def mark(self, page: int, boxes: Sequence[Box]) -> None:
        """Show a place that was looked for: boxes in mm on a page."""
        self._marked = page, boxes
        self.viewport().update()
        if boxes:
            middle = self._tops[page] + round((boxes[0][1] + boxes[0][3]) / 2 * self._per_mm(page))
            self.verticalScrollBar().setValue(middle - self.viewport().height() // 3)
            self._look_at(page)

    def set_zoom(self, zoom: float) -> None:
        """A factor, WIDTH or PAGE. What is looked at stays in sight."""
        self.zoom = zoom
        self._relay()
        self.zoomed.emit()

    def step(self, by: int) -> None:
        """The next larger (1) or smaller (-1) of STEPS."""
        now = self.scale
        rest = [s for s in STEPS if (s > now + 0.01 if by > 0 else s < now - 0.01)]
        if rest:
            self.set_zoom(rest[0] if by > 0 else rest[-1])

    def leaf(self, by: int) -> None:
        """One screen on (1) or back (-1), but never past the top of a page that was not in sight."""
        bar = self.verticalScrollBar()
        at, high = bar.value(), self.viewport().height()
        target = at + by * (high - _LINE)
        tops = [top - _EDGE for top in self._tops]
        if by > 0:
            ahead = [top for top in tops if at < top <= at + high - 1]
            target = ahead[0] if ahead else target
        else:
            behind = [top for top in tops if target < top < at]
            target = behind[-1] if behind else target
        bar.setValue(target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relay()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.press(event.key()):
            super().keyPressEvent(event)

    def press(self, key: int) -> bool:
        """What a key does wherever the focus is among the pages; False for one that does nothing here."""
        bar = self.verticalScrollBar()
        acts = {
            Qt.Key.Key_PageDown: lambda: self.leaf(1),
            Qt.Key.Key_PageUp: lambda: self.leaf(-1),
            Qt.Key.Key_Home: lambda: self.go(0),
            Qt.Key.Key_End: lambda: self.go(len(self._tops) - 1),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + _LINE),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - _LINE),
            Qt.Key.Key_Right: lambda: self.go(self._page + 1),
            Qt.Key.Key_Left: lambda: self.go(self._page - 1),
        }
        act = acts.get(Qt.Key(key))
        if act:
            act()
        return act is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colour("line"))
        if self.source is None:
            return
        first, last = self._in_sight()
        for page in range(first, last + 1):
            self._paint(painter, page)
        around = [*range(first, last + 1), last + 1, first - 1]
        ratio = self.devicePixelRatioF()
        self.source.want([(p, self._wide(p, ratio)) for p in around if 0 <= p < len(self._tops)])

    def _paint(self, painter: QPainter, page: int) -> None:
        place = self._place(page)
        picture = self.source.picture(page) if self.source else None
        if picture:
            self._paint_picture(painter, place, picture)
        else:
            painter.fillRect(place, colour("card"))
        painter.setPen(colour("edge"))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if page == self._marked[0]:
            for box in self._marked[1]:
                self._paint_mark(painter, place, page, box)
        if self.seals_shown:
            for seal in (each for each in self.seals if each.page == page):
                self._paint_seal(painter, place, page, seal)

    def _paint_picture(self, painter: QPainter, place: QRect, picture: QImage) -> None:
        """Dot on dot where it was drawn for this size, also on a screen at 150 %; else scaled for the moment."""
        ratio = self.devicePixelRatioF()
        if picture.width() == round(place.width() * ratio):
            picture.setDevicePixelRatio(ratio)
            corner = QPointF(round(place.x() * ratio) / ratio, round(place.y() * ratio) / ratio)
            painter.drawImage(corner, picture)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, picture)

    def _paint_mark(self, painter: QPainter, place: QRect, page: int, box: Box) -> None:
        scale = self._per_mm(page)
        left, top, right, bottom = (edge * scale for edge in box)
        found = QRectF(place.x() + left, place.y() + top, right - left, bottom - top)
        shade = colour("warning_edge")
        shade.setAlpha(90)
        painter.fillRect(found.adjusted(-2, -1, 2, 1), shade)

    def _paint_seal(self, painter: QPainter, place: QRect, page: int, seal: Seal) -> None:
        scale = self._per_mm(page)
        half = _SEAL_MM / 2 * scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("faint"), 1.2, Qt.PenStyle.DashLine))
        middle = place.topLeft() + QPoint(round(seal.x * scale), round(seal.y * scale))
        painter.drawEllipse(middle, round(half), round(half))
        painter.restore()

    def _lay_out(self) -> None:
        """The place of every page; cheap enough for thousands."""
        count = len(self.source.pages) if self.source else 0
        self._sizes = [self._size(self._paper(page)) for page in range(count)]
        tops = accumulate((size.height() + _GAP for size in self._sizes), initial=_EDGE)
        self._tops = list(tops)[:count]
        high = self._tops[-1] + self._sizes[-1].height() + _EDGE if count else 0
        wide = max((size.width() for size in self._sizes), default=0) + 2 * _EDGE
        room, bars = self.viewport().size(), (self.verticalScrollBar(), self.horizontalScrollBar())
        for bar, whole, part in zip(bars, (high, wide), (room.height(), room.width()), strict=True):
            bar.setRange(0, max(whole - part, 0))
            bar.setPageStep(part)

    def _relay(self) -> None:
        if not self._tops:
            return
        page, bar = self._page, self.verticalScrollBar()
        inside = (bar.value() + _EDGE - self._tops[page]) / max(self._sizes[page].height(), 1)
        self._lay_out()
        bar.setValue(round(self._tops[page] + inside * self._sizes[page].height()) - _EDGE)
        side = self.horizontalScrollBar()
        side.setValue(side.maximum() // 2)
        self._look_at(page)

    def _size(self, paper: tuple[float, float]) -> QSize:
        wide, high = paper
        room = self.maximumViewportSize()
        across = (room.width() - 2 * _EDGE - self.verticalScrollBar().sizeHint().width()) / _pixels(wide)
        down = (room.height() - 2 * _EDGE) / _pixels(high)
        factor = {WIDTH: across, PAGE: min(across, down)}.get(self.zoom, self.zoom)
        return QSize(round(_pixels(wide) * factor), round(_pixels(high) * factor)).expandedTo(QSize(20, 20))

    def _place(self, page: int) -> QRect:
        size, wide = self._sizes[page], self.viewport().width()
        bar = self.horizontalScrollBar()
        spare = wide + bar.maximum() - size.width()
        return QRect(
            QPoint(spare // 2 - bar.value(), self._tops[page] - self.verticalScrollBar().value()), size
        )

    def _in_sight(self) -> tuple[int, int]:
        at = self.verticalScrollBar().value()
        first = max(bisect_right(self._tops, at) - 1, 0)
        last = max(bisect_right(self._tops, at + self.viewport().height()) - 1, first)
        return first, last

    def _moved(self) -> None:
        at = self.verticalScrollBar().value() + self.viewport().height() // 3
        self._look_at(max(bisect_right(self._tops, at) - 1, 0))
        self.viewport().update()

    def _look_at(self, page: int) -> None:
        self._page = page
        self.viewport().update()
        self.page_changed.emit()

    def _paper(self, page: int) -> tuple[float, float]:
        assert self.source
        return self.source.pages.sizes[page]

    def _wide(self, page: int, ratio: float) -> int:
        """How many pixels a page is drawn across: those of the screen, within reason."""
        size = self._sizes[page]
        most = (_MOST_PIXELS * size.width() / size.height()) ** 0.5
        return round(min(size.width() * ratio, float(most)))

    def _per_mm(self, page: int) -> float:
        return self._sizes[page].width() / self._paper(page)[0]


def _pixels(mm: float) -> float:
    return mm / _MM_PER_INCH * _DPI
