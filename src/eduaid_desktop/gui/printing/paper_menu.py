"""打印: the papers that belong to a list or a panel, in the term and under the filter that are in sight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.document_preview import preview_document


@dataclass(frozen=True)
class Offer:
    """One paper: key of DOCUMENTS, what it is of as the title of the preview has it, and what slips.write takes."""

    document: str
    about: str
    wanted: Mapping[str, Any] = field(default_factory=dict)


class PaperMenu(QMenu):
    """The papers are asked for anew whenever the menu is opened; Ctrl+P is to call print_ for the first."""

    def __init__(self, shell: Shell, offers: Callable[[], Sequence[Offer]], parent: QWidget) -> None:
        super().__init__("打印", parent)
        self._shell, self._offers = shell, offers
        self.aboutToShow.connect(self._fill)

    def print_(self) -> None:
        """The first of the papers."""
        found = self._offers()
        if found:
            self._show(found[0])
        else:
            self._shell.say("先选要打印的一行，再打印。")

    def _show(self, offer: Offer) -> None:
        preview_document(self._shell, self, offer.document, offer.about, offer.about, **offer.wanted)

    def _fill(self) -> None:
        from eduaid_desktop.services.papers import catalogue

        self.clear()
        for offer in self._offers():
            action = self.addAction(catalogue.DOCUMENTS[offer.document].title)
            action.setObjectName(f"print_{offer.document}")
            action.triggered.connect(lambda checked=False, offer=offer: self._show(offer))
        if self.isEmpty():
            self.addAction("先选要打印的一行").setEnabled(False)


class PaperButton(QPushButton):
    """打印 with its menu."""

    def __init__(
        self, shell: Shell, offers: Callable[[], Sequence[Offer]], name: str = "printPapers"
    ) -> None:
        super().__init__("打印")
        named(self, name)
        self.papers = PaperMenu(shell, offers, self)
        self.setMenu(self.papers)
        self.setToolTip("Ctrl+P 打印第一种")
