"""A finished PDF inside the window: turn pages, print, save it elsewhere."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMarginsF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPageLayout, QPageSize, QPainter, QPixmap, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.domain.slip import Placed
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import files
from eduaid_desktop.gui.page import DONE, NOTE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.purpose_line import PurposeLine
from eduaid_desktop.services import exports
from eduaid_desktop.services.exports import Reason

_PRINT_DPI = 300
_SCREEN_DPI = 96
_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_AS_IT_IS = 2


class PageImage(Protocol):
    """A page as RGBA pixels, and its paper (width, height) in mm; services.slips.PageImage is one."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def rgba(self) -> bytes: ...
    @property
    def paper(self) -> tuple[float, float]: ...


Render = Callable[[Path, int, int], PageImage]


class Preview(QWidget):
    """closed: back to the tabs."""

    closed = Signal()

    def __init__(self, render: Render, count: Callable[[Path], int], shell: Shell) -> None:
        """render(pdf, page from 0, dpi); count(pdf)."""
        super().__init__()
        named(self, "preview")
        self._render, self._count, self._shell, self._say = render, count, shell, shell.say
        self.purpose = PurposeLine()
        self.purpose.closed.connect(lambda: self._print_button.setFocus())
        self._pdf, self._page, self._pages = Path(), 0, 0
        self._document = ""
        self._placed: Sequence[Placed] = ()
        self._zoom = _AS_IT_IS
        self.title = label(role="title", name="previewTitle")
        self.place = label(role="quiet", name="previewPlace")
        self.picture = named(QLabel(), "previewPage")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setWidget(self.picture)
        self._area.setWidgetResizable(True)
        self._lay_out()
        for key, step in ((Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
            QShortcut(QKeySequence(key), self, lambda by=step: self.turn(by))
        for keys, step in (("Ctrl+-", -1), ("Ctrl++", 1), ("Ctrl+=", 1)):
            QShortcut(QKeySequence(keys), self, lambda by=step: self.zoom(by))
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._leave)

    def show_pdf(self, pdf: Path, title: str, document: str = "", placed: Sequence[Placed] = ()) -> None:
        """Show the first page; document, placed: as Shell.preview. Raises UserError when the file cannot be opened."""
        self._pdf, self._page, self._pages = pdf, 0, self._count(pdf)
        self._document, self._placed = document, placed
        self.title.setText(title)
        self.title.setToolTip(title)
        for each in (self._before, self._after):
            each.setVisible(self._pages > 1)
        self.purpose.hide()
        self._draw()
        self._print_button.setFocus()

    def turn(self, by: int) -> None:
        """Go some pages on or back."""
        wanted = self._page + by
        if 0 <= wanted < self._pages:
            self._page = wanted
            self._draw()

    def zoom(self, by: int) -> None:
        """Show the page larger (1) or smaller (-1)."""
        wanted = self._zoom + by
        if 0 <= wanted < len(_ZOOMS):
            self._zoom = wanted
            self._draw()

    def print_(self) -> None:
        """Ask for the printer and print all pages."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.title.text())
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
        dialog.setMinMax(1, self._pages)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            first, last = printer.fromPage() or 1, printer.toPage() or self._pages
            self.print_to(printer, range(first - 1, min(last, self._pages)))

    def print_to(self, printer: QPrinter, pages: range) -> None:
        """Draw pages (from 0) onto a printer, each on paper of its own size."""
        painter = QPainter()
        for number in pages:
            picture = self._render(self._pdf, number, _PRINT_DPI)
            printer.setPageLayout(_layout(picture.paper))
            if not painter.isActive():
                if not painter.begin(printer):
                    self._say("打印机没有接受任务，请检查它是否开机、有纸，再试一次。", PROBLEM)
                    return
            else:
                printer.newPage()
            painter.drawImage(painter.viewport(), _image(picture))
        painter.end()
        self._say(f"已送去打印 {len(pages)} 页。", DONE)

    def save_as(self) -> None:
        """Ask what for, then copy the PDF to where the user wants it; that is logged."""
        try:
            self._shell.desk.store.require_writer()
        except UserError as error:
            self._shell.fail(error)
        else:
            self.purpose.ask(self._save)

    def _save(self, why: Reason) -> bool:
        chosen = files.choose_new(self, "另存为 PDF", self._pdf.name, "PDF (*.pdf)")
        if chosen is not None:
            exports.copy(self._shell.desk, self._pdf, chosen, why)
            self._say(f"已另存为 {chosen}，记入“外发和查看记录”。", DONE)
        return chosen is not None

    def _leave(self) -> None:
        """Esc takes away what is asked, and once more leaves the preview."""
        if self.purpose.isHidden():
            self.closed.emit()
        else:
            self.purpose.close_line()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        dpi = round(_SCREEN_DPI * ratio * _ZOOMS[self._zoom])
        pixels = QPixmap.fromImage(_image(self._render(self._pdf, self._page, dpi)))
        pixels.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixels)
        self.place.setText(f"第 {self._page + 1} 页，共 {self._pages} 页")
        self._before.setEnabled(self._page > 0)
        self._after.setEnabled(self._page + 1 < self._pages)
        self._smaller.setEnabled(self._zoom > 0)
        self._larger.setEnabled(self._zoom + 1 < len(_ZOOMS))
        self._area.verticalScrollBar().setValue(0)
        self._say("PgUp、PgDn 翻页，Ctrl 加减号缩放，Esc 返回。", NOTE)

    def _lay_out(self) -> None:
        self._before = button("上一页", lambda: self.turn(-1), "pageBefore")
        self._after = button("下一页", lambda: self.turn(1), "pageAfter")
        self._smaller = button("缩小", lambda: self.zoom(-1), "zoomOut")
        self._larger = button("放大", lambda: self.zoom(1), "zoomIn")
        self._print_button = button("打印…", self.print_, "nextStep")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(button("返回", self.closed.emit, "closePreview"))
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.title, 1)
        for widget in (self.place, self._before, self._after, self._smaller, self._larger):
            row.addWidget(widget)
        row.addWidget(button("另存为 PDF…", self.save_as, "savePdf"))
        row.addWidget(self._print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self.purpose)
        column.addWidget(self._area, 1)


def _image(picture: PageImage) -> QImage:
    image = QImage(
        picture.rgba, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGBX8888
    )
    return image.copy()


def _layout(paper: tuple[float, float]) -> QPageLayout:
    wide, high = paper
    size = QPageSize(QSizeF(min(paper), max(paper)), QPageSize.Unit.Millimeter)
    across = QPageLayout.Orientation.Landscape if wide > high else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, across, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
