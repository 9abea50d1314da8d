"""Printing where the system takes no PDF (Windows): page after page as pixels, one in memory at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from eduaid_desktop.documents.pages import Picture
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.printing.page_source import as_image
from eduaid_desktop.services.print_order import LONG, ONE, PAPERS, SHORT, Order, Printer, Report

_DPI = 300
_DUPLEX = {
    ONE: QPrinter.DuplexMode.DuplexNone,
    LONG: QPrinter.DuplexMode.DuplexLongSide,
    SHORT: QPrinter.DuplexMode.DuplexShortSide,
}
_SIZES = {
    QPageSize.PageSizeId.A3: "A3",
    QPageSize.PageSizeId.A4: "A4",
    QPageSize.PageSizeId.A5: "A5",
}
_NOTHING_TAKEN = "打印机“{}”没有接受任务，请检查它是否开机、有纸，再试一次。"


class PagePrinting:
    """A spool (services.printing.Spool). A page counts as printed once it is drawn whole."""

    # One job of the spooler holds so many pages of 33 MiB.
    portion = 20

    def __init__(self, render: Callable[[Path, int, int], Picture]) -> None:
        """render(pdf, page from 0, dpi)."""
        self._render = render

    def names(self) -> list[str]:
        """The printers of this computer, the default first."""
        default = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != default, name))

    def printer(self, name: str) -> Printer:
        """What the driver says of a printer."""
        info = QPrinterInfo.printerInfo(name)
        known = {_SIZES[size.id()] for size in info.supportedPageSizes() if size.id() in _SIZES}
        duplex = any(mode != QPrinter.DuplexMode.DuplexNone for mode in info.supportedDuplexModes())
        return Printer(name, frozenset(known), duplex)

    def device(self, order: Order) -> QPrinter:
        """The printer, set for an order."""
        printer = QPrinter(QPrinterInfo.printerInfo(order.printer), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(order.title)
        printer.setCopyCount(order.copies)
        printer.setCollateCopies(True)
        printer.setDuplex(_DUPLEX[order.sides])
        return printer

    def send(self, order: Order, pages: Sequence[int], report: Report) -> str:
        """Draw pages one by one. Raises UserError when the printer takes nothing."""
        printer, painter = self.device(order), QPainter()
        sheets = order.sheets(pages)
        drawn = 0
        try:
            for page in reversed(sheets) if order.backwards else sheets:
                report(drawn, "")
                if page is not None:
                    picture = self._render(order.pdf, page, _DPI)
                    printer.setPageLayout(_layout(picture.paper, order))
                _begin_page(painter, printer, order)
                if page is not None:
                    painter.drawImage(_place(painter, picture, order), as_image(picture))
                    drawn += 1
        finally:
            if painter.isActive():
                painter.end()
        report(drawn, "")
        return ""

    def wait(self, job: str, report: Report) -> None:
        """Nothing to wait for: the spooler has every page that was drawn."""

    def over(self, job: str) -> bool | None:
        """Whether it is printed: what was drawn is."""
        return True

    def cancel(self, job: str) -> None:
        """What was drawn comes out."""


def _begin_page(painter: QPainter, printer: QPrinter, order: Order) -> None:
    begun = printer.newPage() if painter.isActive() else painter.begin(printer)
    if not begun:
        raise UserError(_NOTHING_TAKEN.format(order.printer))


def _place(painter: QPainter, picture: Picture, order: Order) -> QRect:
    """Where a page lies in the middle of its sheet: in its size, or as large as fits."""
    sheet, dots = painter.viewport(), painter.device().logicalDpiX() / _DPI
    size = QSize(round(picture.width * dots), round(picture.height * dots))
    if order.fit:
        size.scale(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(QPoint(0, 0), size)
    place.moveCenter(sheet.center())
    return place


def _layout(paper: tuple[float, float], order: Order) -> QPageLayout:
    """The sheet that a page of this width and height in mm lies on, turned as the page is."""
    across = paper[0] > paper[1]
    turned = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    size = QPageSize(QSizeF(*PAPERS[order.paper]), QPageSize.Unit.Millimeter)
    layout = QPageLayout(size, turned, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
