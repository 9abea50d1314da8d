"""佐证材料 below the form of a relief case: what is asked and has come, and the scans of the chosen document."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.evidence_row import EvidenceRow
from eduaid_desktop.gui.evidence_strip import EvidenceStrip
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, empty, label, named
from eduaid_desktop.gui.scanner_panel import ScannerPanel
from eduaid_desktop.services import evidence

_DAY_WIDTH = 132


class EvidencePanel(QWidget):
    """changed: a document came or went. A tick is kept at once, a note when its line is left."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "evidence")
        self._shell, self._case_id, self._open = shell, 0, False
        self._documents: Sequence[Mapping[str, Any]] = ()
        self._chosen = ""
        self.rows: dict[str, EvidenceRow] = {}
        self.heading = label("佐证材料", "heading")
        self.title, self.hint = (
            label(role="strong", name="evidenceTitle"),
            label(role="quiet", name="evidenceHint"),
        )
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hint.setWordWrap(True)
        self.day, self.note = named(QLineEdit(), "evidenceDay"), named(QLineEdit(), "evidenceNote")
        self.strip, self.scanner = EvidenceStrip(shell), ScannerPanel(shell)
        self.scan_button = button("扫描文件夹…", self.scanner.open, "openScanner")
        self._list = QVBoxLayout()
        self._lay_out()
        self._connect()

    def show_case(self, case_id: int, *, open_: bool) -> None:
        """Show the documents of a case; the chosen one stays chosen. open_: whether anything can be done to them."""
        if case_id != self._case_id:
            self._keep_note()
            self._chosen = ""
        self._case_id, self._open = case_id, open_
        self._read()
        if not open_:
            self.scanner.hide()

    def counted(self) -> str:
        """佐证材料 3/12."""
        return f"佐证材料 {sum(d['present'] for d in self._documents)}/{len(self._documents)}"

    def start(self) -> None:
        """Put the focus on the first document that must come and has not."""
        lacking = [d["code"] for d in self._documents if d["required"] and not d["present"]]
        code = next(iter(lacking or self.rows), "")
        if code:
            self.rows[code].box.setFocus()

    def choose(self, code: str) -> None:
        """Show the files of a document below the list."""
        if code != self._chosen:
            self._keep_note()
            self._chosen = code
            self._show_chosen()

    def _read(self) -> None:
        self._documents = evidence.of(self._shell.desk, self._case_id)
        codes = [d["code"] for d in self._documents]
        if codes != list(self.rows):
            self._make_rows(codes)
        self._show_rows()
        if self._chosen not in self.rows:
            self._chosen = next(iter(self.rows), "")
        self._tell()
        self._show_chosen()

    def _show_rows(self) -> None:
        for document in self._documents:
            self.rows[document["code"]].show_document(document, open_=self._open)

    def _tell(self) -> None:
        present = sum(d["present"] for d in self._documents)
        lacks = sum(d["required"] and not d["present"] for d in self._documents)
        more = f"，还缺必备的 {lacks} 件" if lacks else ""
        self.heading.setText(f"佐证材料　已收 {present} 件，共 {len(self._documents)} 件{more}")

    def _show_chosen(self) -> None:
        document = next((d for d in self._documents if d["code"] == self._chosen), None)
        for code, row in self.rows.items():
            row.mark(code == self._chosen)
        if document is None:
            return
        words = f"{document['code']} {document['label']}"
        self.title.setText(words)
        self.hint.setText(document["hint"])
        self.day.setText(document["received_on"] or "")
        self.note.setText(document["note"] or "")
        for line in (self.day, self.note):
            line.setReadOnly(not self._open)
        self.scanner.about(words)
        self.scan_button.setVisible(self._open)
        self.strip.show_document(self._case_id, document, open_=self._open)

    def _tick(self, code: str, yes: bool) -> None:
        self._do(lambda: evidence.tick(self._shell.desk, self._case_id, {code: yes}), "已登记佐证材料。")

    def _keep_note(self) -> None:
        if not (self.day.isModified() or self.note.isModified()) or not self._open:
            return
        for line in (self.day, self.note):
            line.setModified(False)
        about = (self._case_id, self._chosen, self.note.text(), self.day.text())
        self._do(lambda: evidence.annotate(self._shell.desk, *about), "已登记佐证材料的说明。")

    def _do(self, act: Any, told: str) -> None:
        try:
            act()
        except UserError as error:
            self._show_rows()
            self._show_chosen()
            self._shell.say(error.sentence, PROBLEM)
            return
        self._read()
        self.changed.emit()
        self._shell.say(told, DONE)

    def _files_changed(self) -> None:
        self._read()
        self.changed.emit()
        if self.scanner.isVisible():
            self.scanner.look()

    def _brought(self, code: str, paths: list[Path]) -> None:
        self.choose(code)
        self.strip.add(paths)

    def _move(self, code: str, step: int) -> None:
        codes = list(self.rows)
        place = codes.index(code) + step
        if 0 <= place < len(codes):
            self.rows[codes[place]].box.setFocus()

    def _enter(self, code: str) -> None:
        self.choose(code)
        if self.strip.list.count():
            self.strip.list.setCurrentRow(0)
            self.strip.list.setFocus()
        else:
            self.strip.add_button.setFocus()

    def _make_rows(self, codes: Sequence[str]) -> None:
        empty(self._list)
        self.rows = {code: EvidenceRow(code) for code in codes}
        for row in self.rows.values():
            row.ticked.connect(self._tick)
            row.chosen.connect(self.choose)
            row.moved.connect(self._move)
            row.entered.connect(self._enter)
            row.brought.connect(self._brought)
            self._list.addWidget(row)

    def _connect(self) -> None:
        self.strip.changed.connect(self._files_changed)
        self.scanner.wanted.connect(self.strip.add)
        self.scanner.closed.connect(self.scan_button.setFocus)
        for line in (self.day, self.note):
            line.editingFinished.connect(self._keep_note)

    def _lay_out(self) -> None:
        self._list.setSpacing(0)
        self.day.setFixedWidth(_DAY_WIDTH)
        self.day.setPlaceholderText("哪天收到")
        self.day.setAccessibleName("收到日期")
        self.note.setPlaceholderText("说明，如原件已退、差一页")
        self.note.setAccessibleName("说明")
        head, lines = QHBoxLayout(), QHBoxLayout()
        for row in (head, lines):
            row.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.hint, 1)
        head.addWidget(self.scan_button)
        lines.addWidget(self.day)
        lines.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        for layout in (self._list, head, lines):
            column.addLayout(layout)
        column.addWidget(self.strip)
        column.addWidget(self.scanner)
