"""A finished PDF inside the window, the PDF itself: look through it, find a name in it, print it, save it elsewhere."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QHideEvent, QIntValidator, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import files
from eduaid_desktop.gui.keys import ENTER, focus
from eduaid_desktop.gui.page import DONE, NOTE, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.printing.find_in_pages import FindInPages
from eduaid_desktop.gui.printing.page_view import PAGE, STEPS, WIDTH, PageView
from eduaid_desktop.gui.printing.print_panel import PrintPanel
from eduaid_desktop.gui.purpose_line import PurposeLine
from eduaid_desktop.services import exports, print_ledger, printing
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.print_order import Order

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

_HINT = "PgUp、PgDn、Home、End 翻页，Ctrl 加减号缩放，Ctrl+F 查找，Ctrl+P 打印，Esc 返回。"


class Preview(QWidget):
    """closed: back to the tabs."""

    closed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "preview")
        self._shell, self._say = shell, shell.say
        self._order = Order(Path(), "", 0, (), "")
        self.view = PageView()
        self.purpose = PurposeLine()
        self.panel = PrintPanel(shell)
        for line in (self.purpose, self.panel):
            line.closed.connect(lambda: self.view.setFocus())
        self.title = label(role="title", name="previewTitle")
        self.place = named(QLineEdit(), "previewPlace")
        self.of = label(role="quiet", name="previewPages")
        self.zoom = named(QComboBox(), "previewZoom")
        self.seals = named(QCheckBox("显示盖章位置"), "showSeals")
        self.fonts = label(role="quiet", name="previewFonts")
        self._print_button = button("打印…", self.print_, "nextStep", "next")
        self.finder = FindInPages(shell, self.view)
        self._furnish()
        self._lay_out()
        for keys, step in (("Ctrl+-", -1), ("Ctrl++", 1), ("Ctrl+=", 1)):
            QShortcut(QKeySequence(keys), self, lambda by=step: self.view.step(by))
        QShortcut(QKeySequence("Ctrl+0"), self, lambda: self.view.set_zoom(WIDTH))
        QShortcut(QKeySequence("Ctrl+G"), self, lambda: focus(self.place))
        QShortcut(QKeySequence("Esc"), self, self._leave)

    def show_pdf(self, pdf: Path, title: str, document: str, made: "Printed | None") -> None:
        """Show the first page; the rest as Shell.preview. Raises UserError when the file cannot be opened."""
        from eduaid_desktop.documents.pages import Pages

        pages = Pages(pdf)
        placed, seals = (made.placed, made.seals) if made else ((), ())
        every = tuple(range(len(pages)))
        self._order = Order(pdf, title, len(pages), every, "", document, placed)
        self.title.setText(title)
        self.title.setToolTip(title)
        self.of.setText(f"页，共 {len(pages)} 页")
        self.seals.setVisible(bool(seals))
        self.purpose.hide()
        self.finder.begin(pages)
        self.view.show_pages(pages, seals)
        self._say_fonts(document)
        self._say(_HINT, NOTE)
        self.panel.begin(self._order, pages.sizes)
        self.view.setFocus()

    def print_(self) -> None:
        """Ask for the printer and how."""
        self.purpose.hide()
        self.panel.ask()

    def look_for(self) -> None:
        """Ctrl+F."""
        self.finder.take_focus()

    def save_as(self) -> None:
        """Ask what for, then copy the PDF to where the user wants it; that is logged."""
        try:
            self._shell.desk.store.require_writer()
        except UserError as error:
            self._shell.fail(error)
        else:
            self.panel.hide()
            self.purpose.ask(self._save)

    def _save(self, why: Reason) -> bool:
        order = self._order
        chosen = files.choose_new(self, "另存为 PDF", order.pdf.name, "PDF (*.pdf)")
        if chosen is not None:
            print_ledger.require_valid(self._shell.desk, order.placed)
            exports.copy(self._shell.desk, order.pdf, chosen, why)
            printing.enter(self._shell.desk, replace(order, printer=""), order.pages)
            self._say(f"已另存为 {chosen}，记入“外发和查看记录”。", DONE)
        return chosen is not None

    def leave_pages(self) -> None:
        """The preview is out of sight: give the file and its pictures back."""
        self.finder.stop()
        self.view.close_pages()

    def _leave(self) -> None:
        """Esc takes away what is asked, and once more leaves the preview."""
        for line in (self.purpose, self.panel):
            if not line.isHidden():
                line.close_line()
                return
        if self.finder.words.hasFocus() or self.place.hasFocus():
            self.view.setFocus()
        else:
            self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight for good, not only in a window that was made small."""
        if not event.spontaneous():
            self.leave_pages()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the page field goes there; the keys of the pages work in the fields above them, too.

        The panel has a next step of its own.
        """
        if watched is self.panel and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._print_button.setVisible(self.panel.isHidden())
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.place and event.key() in ENTER:
                self.view.setFocus()
                self.view.go(int(self.place.text() or 1) - 1)
                return True
            if event.matches(QKeySequence.StandardKey.MoveToNextPage) or event.matches(
                QKeySequence.StandardKey.MoveToPreviousPage
            ):
                return self.view.press(event.key())
        return False

    def _tell_place(self) -> None:
        if not self.place.hasFocus() or not self.place.isModified():
            self.place.setText(str(self.view.page + 1))

    def _tell_zoom(self) -> None:
        """The list of zooms says how large the page is."""
        self.zoom.blockSignals(True)
        self.zoom.setCurrentIndex(self.zoom.findData(self.view.zoom))
        self.zoom.blockSignals(False)

    def _say_fonts(self, document: str) -> None:
        from eduaid_desktop.documents import fonts

        without = fonts.substituted() if document else []
        self.fonts.setVisible(bool(without))
        self.fonts.setText(f"代用字体：{'、'.join(without)}")
        self.fonts.setToolTip(
            f"公文规定用的{'、'.join(without)}没有装在这台计算机上，用随程序的字体代替。装上以后会自动使用。"
        )

    def _furnish(self) -> None:
        self.place.setFixedWidth(64)
        self.place.setAccessibleName("页码")
        self.place.setValidator(QIntValidator(1, 99_999, self))
        self.zoom.setAccessibleName("缩放")
        for words, value in (("适合宽度", WIDTH), ("适合整页", PAGE), *((f"{s:.0%}", s) for s in STEPS)):
            self.zoom.addItem(words, value)
        self.zoom.setCurrentIndex(self.zoom.findData(1.0))
        self.zoom.currentIndexChanged.connect(lambda n: self.view.set_zoom(self.zoom.itemData(n)))
        self.seals.setChecked(True)
        self.seals.setToolTip("只在屏幕上画圈，不会印出来。")
        self.seals.toggled.connect(self._show_seals)
        self.view.page_changed.connect(self._tell_place)
        self.view.zoomed.connect(self._tell_zoom)
        for field in (self.place, self.finder.words, self.panel):
            field.installEventFilter(self)

    def _show_seals(self, shown: bool) -> None:
        self.view.seals_shown = shown
        self.view.viewport().update()

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(button("返回", self.closed.emit, "closePreview"))
        for words in (self.title, self.fonts):
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        first.addWidget(self.title, 1)
        first.addWidget(button("另存为 PDF…", self.save_as, "savePdf"))
        first.addWidget(self._print_button)
        for widget in (label("第"), self.place, self.of, self.zoom, self.seals):
            second.addWidget(widget)
        second.addWidget(self.fonts, 1)
        second.addWidget(self.finder)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for row in (first, second):
            row.setSpacing(8)
            column.addLayout(row)
        for line in (self.purpose, self.panel):
            column.addWidget(line)
        column.addWidget(self.view, 1)
