"""The scans and photographs of one document of the checklist."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from eduaid_desktop.gui.attachment_strip import AttachmentStrip
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.services import evidence, scanner


class EvidenceStrip(AttachmentStrip):
    """The first file ticks its document; a file of the scanner's folder is offered there no more."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        for widget, name in (
            (self, "evidenceStrip"),
            (self.list, "evidenceFiles"),
            (self.empty, "noEvidenceFiles"),
            (self.add_button, "addEvidence"),
            (self.look_button, "openEvidence"),
            (self.save_button, "saveEvidence"),
            (self.withdraw_button, "withdrawEvidence"),
        ):
            named(widget, name)
        self.empty.setText("还没有扫描件。可以把照片或 PDF 拖到这里，或拖到上面任何一项。")
        self._about = (0, "")

    def show_document(self, case_id: int, document: Mapping[str, Any], *, open_: bool) -> None:
        """Show the files of one document; document: a row of services.evidence.of."""
        self._about = (case_id, document["code"])
        self.show_of("evidence", document["id"], open_=open_)

    def refresh(self) -> None:
        super().refresh()
        self.heading.setText(f"扫描件　{self.list.count()} 件" if self.list.count() else "扫描件")

    def keeper(self) -> Callable[[Path], object]:
        desk, about = self._shell.desk, self._about

        def keep(path: Path) -> None:
            evidence.attach(desk, *about, path)
            scanner.take(path)

        return keep
