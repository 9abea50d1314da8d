"""What becomes of the row that is current in a preview, and leaving it out or taking it back."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.gui.import_sheet import IGNORED
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.services.importing.result import WORDS, ImportResult, Line
from eduaid_desktop.services.imports import SKIPPED

_HIGHEST = 44
_HINT = "选一行看它的去向；点列头（或按 Enter）改这一列读作什么。"


class RowLine(QWidget):
    """turn() is called when the row is to be left out, or taken back."""

    def __init__(self, turn: Callable[[], object]) -> None:
        super().__init__()
        named(self, "importRow")
        self.told = label(role="quiet", name="importRowTold")
        self.told.setWordWrap(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.told.setMaximumHeight(_HIGHEST)
        self.skip = button("跳过这一行", turn, "skipRow")
        self.skip.setToolTip("Delete　跳过的行不写入，随时可以取回")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        row.addWidget(self.skip)

    def tell(self, found: ImportResult, place: tuple[str, int] | None) -> None:
        """Say what becomes of an Excel row of a sheet; None for no row."""
        lines = found.line_at(place) if place else None
        words = _words(found, place, lines) if place else _HINT
        self.told.setText(words)
        self.told.setToolTip(words)
        self.skip.setVisible(lines is not None)
        if lines is not None:
            self.skip.setText("取回这一行" if lines.outcome == SKIPPED else "跳过这一行")


def _words(found: ImportResult, place: tuple[str, int], line: Line | None) -> str:
    row = place[1]
    if line is None:
        kind = next((i["kind"] for i in found.ignored if (i["sheet"], i["row"]) == place), "")
        return f"第 {row} 行　{IGNORED.get(kind, '')}，不是数据行，不读。" if kind else ""
    where = f"第 {row} 行" + (f"（原表 {line.origin}）" if line.origin else "")
    reason = masks.in_text(line.reason())
    return f"{where}　{WORDS[line.outcome]}" + (f"：{reason}" if reason else "")
