"""待上报: how many cases wait, for how much, and the button that seals and exports them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.gui import files
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, card, label, named
from eduaid_desktop.gui.protecting import Protect
from eduaid_desktop.services import batches

EXPORT_FOLDER = "export"
# As the card shows it on an old screen, alone and beside the field for a password; the tooltip has all of it.
_FOLDER_WIDTH, _BESIDE = 190, 80


class WaitingCard(QWidget):
    """export(term, folder, phrase) is called when the button is pressed; the folder is asked for once.

    phrase: as batch_phrases.chosen takes it.
    """

    def __init__(self, shell: Shell, export: Callable[[str, Path, str | None], None]) -> None:
        super().__init__()
        named(self, "waiting")
        self._shell, self._export = shell, export
        self._found: dict[str, tuple[int, int]] = {}
        self.term = named(QComboBox(), "waitingTerm")
        self.term.setMinimumWidth(176)
        self.title = label("待上报", "quiet", "waitingTitle")
        self.figure = label(role="figure", name="waitingFigure")
        self.words = label(role="quiet", name="waitingWords")
        self.words.setWordWrap(True)
        self.folder = label(role="quiet", name="exportFolder")
        self.change_folder = button("更换…", self.choose_folder, "changeFolder", "link")
        self.protect = Protect("protect")
        self.export_button = button("导出上报文件", self.start, "export", "next")
        self.term.currentIndexChanged.connect(lambda: self._show())
        self.protect.box.toggled.connect(lambda: self._show())
        self._lay_out()

    @property
    def has_cases(self) -> bool:
        """Whether any case of the term in sight waits."""
        return self._count()[0] > 0

    def refresh(self) -> None:
        """Count again; the term stays, or becomes one in which something waits."""
        chosen = self.term.currentData()
        now = terms.of(self._shell.desk.today())
        self._found = batches.waiting(self._shell.desk)
        offered = sorted({now, *self._found}, reverse=True)
        self.term.blockSignals(True)
        self.term.clear()
        for term in offered:
            self.term.addItem(terms.label(term), term)
        wanted = chosen if chosen in offered else next(iter(self._found), now)
        self.term.setCurrentIndex(self.term.findData(wanted))
        self.term.blockSignals(False)
        self._show()

    def start(self) -> None:
        """Export, asking for the folder when none is known."""
        if not self.has_cases:
            self._shell.say(self.words.text())
            return
        folder = files.known_folder(EXPORT_FOLDER) or self.choose_folder()
        if folder is not None:
            self._export(self.term.currentData(), folder, self.protect.wanted())

    def choose_folder(self) -> Path | None:
        """Ask where the files go, and remember it."""
        chosen = files.choose_folder(self, "上报文件写到哪个文件夹", EXPORT_FOLDER)
        self._show()
        return chosen

    def _count(self) -> tuple[int, int]:
        return self._found.get(self.term.currentData() or "", (0, 0))

    def _show(self) -> None:
        count, total = self._count()
        writable = not self._shell.desk.store.read_only
        self.figure.setText(f"{count} 人　{yuan(total)} 元" if count else "没有待上报的申请")
        self.words.setText(
            "封存后不能撤销，以后的另成一批。"
            if count
            else "在“救助基金”里办完乡镇审核的申请，会出现在这里。"
        )
        purpose, recipient = batches.usual(self._shell.desk, self.term.currentData())
        self.title.setText(f"待上报，交{recipient}" if count else "待上报")
        self.title.setToolTip(f"外发记录写：{purpose}，交{recipient}" if count else "")
        known = files.known_folder(EXPORT_FOLDER)
        self._show_folder(known)
        self.folder.setVisible(count > 0)
        self.change_folder.setVisible(count > 0 and known is not None)
        self.export_button.setVisible(count > 0 and writable)
        self.protect.box.setVisible(count > 0 and writable)
        self.protect.own.setVisible(count > 0 and writable and self.protect.box.isChecked())

    def _show_folder(self, known: Path | None) -> None:
        words = f"写到 {known}" if known else "导出时选择文件夹"
        wide = _BESIDE if self.protect.box.isChecked() else _FOLDER_WIDTH
        narrow = self.folder.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, wide)
        self.folder.setText(narrow)
        self.folder.setToolTip(words)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.term)
        said = QHBoxLayout()
        said.addWidget(self.words, 1)
        said.addWidget(self.protect.box)
        place = QHBoxLayout()
        place.setSpacing(4)
        place.addWidget(self.folder)
        place.addWidget(self.change_folder)
        place.addStretch(1)
        place.addWidget(self.protect.own)
        place.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 4)
        column.addWidget(card(head, self.figure, said, place, name="waitingCard"))
        # The list below gives way first.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
