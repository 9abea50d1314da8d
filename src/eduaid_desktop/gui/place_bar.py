"""The line under the head that says why the open office file had better lie elsewhere, until it is closed."""

from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.services import mounts, places


class PlaceBar(QFrame):
    """Hidden where the file lies well. A stick is told of more softly than the network. Its button has a key: Alt+K."""

    def __init__(self, office_file: Path) -> None:
        super().__init__()
        named(self, "placeBar")
        place = places.look(office_file)
        self.setProperty("role", "soft" if place.kind == mounts.REMOVABLE else "warning")
        mark = "" if place.kind == mounts.REMOVABLE else "▲ "
        self.words = label(f"{mark}{place.sentence}", name="placeWords")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(button("知道了(&K)", self.hide, "placeSeen", "link"))
        if not place.sentence:
            self.hide()


def hang_below(head: QWidget, office_file: Path) -> None:
    """Put the line below the head of a window, with which it comes and goes."""
    column = head.layout()
    assert column is not None
    column.addWidget(PlaceBar(office_file))
