"""从备份恢复, where no office file is open: it is lost, or too damaged to be opened."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop import paths
from eduaid_desktop.gui.files import OFFICES
from eduaid_desktop.gui.pieces import button, card, label, named
from eduaid_desktop.gui.restore_form import RestoreForm

if TYPE_CHECKING:
    from eduaid_desktop.services.backups import Backup

_LIST_HEIGHT = 260


class RestoreCard(QWidget):
    """wanted(backup path, office file, way in)."""

    wanted = Signal(object, object, object)

    def __init__(self) -> None:
        super().__init__()
        named(self, "restoreCard")
        self._target = Path()
        self._given = False
        self.form = RestoreForm()
        self.form.setMinimumHeight(_LIST_HEIGHT)
        self.where = label(role="quiet", name="restoreTarget")
        self.act = button("恢复并打开", self._go, "restoreNext", "next")
        line = QHBoxLayout()
        line.addWidget(self.where, 1)
        line.addWidget(button("换一个位置…", self._choose, "restoreTo", "link"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(label("从备份恢复", "heading"), self.form, line, self.act))
        self.form.changed.connect(self._follow)

    def look(self, office_file: Path | None) -> None:
        """Offer the backups of this file, or of whatever the person chooses."""
        self._given = office_file is not None
        self._target = office_file or paths.documents_folder() / "乡镇.eduaid"
        self.form.look(self._target)

    def _follow(self) -> None:
        found = self.form.chosen
        if found and not self._given:
            self._target = self._target.with_name(f"{_office(found)}.eduaid")
        self.where.setText(f"恢复为 {self._target}")
        self.act.setEnabled(found is not None)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "恢复为哪个文件", str(self._target), OFFICES)
        if chosen:
            self._given, self._target = True, Path(chosen)
            self._follow()

    def _go(self) -> None:
        if found := self.form.chosen:
            self.wanted.emit(found.path, self._target, self.form.way_in)


def _office(found: "Backup") -> str:
    return found.manifest.office if found.manifest else "乡镇"
