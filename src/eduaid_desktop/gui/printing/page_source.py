"""Pages of an open PDF as pictures, drawn in a thread of their own, the one looked at first."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from eduaid_desktop.documents.pages import Pages, Picture

# Pictures kept: some pages around the one that is looked at, on a computer with 4 GB.
_KEPT_BYTES = 64 * 1024 * 1024
_MM_PER_INCH = 25.4


class PageSource(QObject):
    """drawn: a picture that was missing is there now."""

    drawn = Signal()
    _arrived = Signal(int, int, QImage)

    def __init__(self, pages: Pages, parent: QObject) -> None:
        """Takes the pages over; close gives them back."""
        super().__init__(parent)
        self.pages = pages
        self._kept: OrderedDict[int, tuple[int, QImage]] = OrderedDict()
        self._wanted: list[tuple[int, int]] = []
        self._around: set[int] = set()
        self._wake = threading.Condition()
        self._closed = False
        self._arrived.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="pages", daemon=True)
        self._thread.start()

    def picture(self, page: int) -> QImage | None:
        """The page as it was drawn last, perhaps in another size; None when it was not."""
        found = self._kept.get(page)
        if found is None:
            return None
        self._kept.move_to_end(page)
        return found[1]

    def want(self, pages: Sequence[tuple[int, int]]) -> None:
        """Draw these, the first first, instead of what was wanted before: page and its width in pixels."""
        self._around = {page for page, _ in pages}
        missing = [each for each in pages if self._kept.get(each[0], (0,))[0] != each[1]]
        with self._wake:
            self._wanted = missing
            self._wake.notify()

    def close(self) -> None:
        """End the thread once the page under its pen is done, and close the file."""
        with self._wake:
            self._closed = True
            self._wanted = []
            self._wake.notify()
        self._thread.join()
        self.pages.close()
        self._kept.clear()

    def _keep(self, page: int, wide: int, image: QImage) -> None:
        if self._closed:
            return
        self._kept[page] = wide, image
        self._kept.move_to_end(page)
        spare = sum(each.sizeInBytes() for _, each in self._kept.values()) - _KEPT_BYTES
        # Never one that is in sight: it would be drawn again and again.
        for other in [each for each in self._kept if each not in self._around]:
            if spare > 0:
                spare -= self._kept.pop(other)[1].sizeInBytes()
        self.drawn.emit()

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._wanted or self._closed)
                if self._closed:
                    return
                page, wide = self._wanted.pop(0)
            picture = self.pages.render(page, wide * _MM_PER_INCH / self.pages.sizes[page][0])
            if picture and not self._closed:
                self._arrived.emit(page, wide, as_image(picture).copy())


def as_image(picture: Picture) -> QImage:
    """The pixels of a page, in the memory that they are in: a copy is to be kept."""
    across, down = picture.width, picture.height
    return QImage(picture.rgba, across, down, 4 * across, QImage.Format.Format_RGBX8888)
