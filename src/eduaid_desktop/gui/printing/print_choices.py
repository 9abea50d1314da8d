"""What a printing is asked: printer, pages, copies, sides, order; remembered for each document on this computer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from eduaid_desktop import settings
from eduaid_desktop.domain import page_range
from eduaid_desktop.errors import Refused
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.services.print_order import LONG, ONE, SIDES, Order, Printer, paper_of

_KEPT = "printing"
_INSTEAD = "A4"


class PrintChoices(QWidget):
    """The line itself; it knows the printer once set_printer told it."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "printChoices")
        self.printer = _box("printer", "打印机")
        self.printer.setMinimumWidth(140)
        self.pages = named(QLineEdit(), "printPages")
        self.pages.setAccessibleName("页码")
        self.pages.setPlaceholderText("全部")
        self.pages.setToolTip("如 1-20, 25；不写就是全部页")
        self.pages.setMinimumWidth(90)
        self.copies = named(QSpinBox(), "printCopies")
        self.copies.setRange(1, 99)
        self.copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.copies.setFixedWidth(44)
        self.copies.setAccessibleName("份数")
        self.sides = _box("printSides", "单面或双面")
        for key, words in SIDES.items():
            self.sides.addItem(words, key)
        self.turn = _box("printOrder", "顺序")
        for words, backwards in (("从前到后", False), ("从后到前", True)):
            self.turn.addItem(words, backwards)
        self.instead = named(QCheckBox(), "printInstead")
        self._known = Printer("")
        self._sizes: Sequence[tuple[float, float]] = ()
        self._wanted: dict[str, Any] = {}
        self._lay_out()

    def begin(self, order: Order, sizes: Sequence[tuple[float, float]], two_sided: bool) -> None:
        """Another PDF: what was chosen for this document last time. sizes: of its pages in mm."""
        self._sizes = sizes
        self._wanted = _remembered().get(order.document or "other", {})
        self.pages.clear()
        self.copies.setValue(int(self._wanted.get("copies", 1)))
        sides = self._wanted.get("sides", LONG if two_sided else ONE)
        self.sides.setCurrentIndex(max(self.sides.findData(sides), 0))
        self.turn.setCurrentIndex(int(bool(self._wanted.get("backwards"))))
        self.instead.hide()
        self.instead.setChecked(False)

    def offer(self, names: Sequence[str]) -> None:
        """The printers there are; the one used last for this document is chosen, else the first."""
        self.printer.blockSignals(True)
        self.printer.clear()
        self.printer.addItems(names)
        self.printer.setCurrentIndex(max(self.printer.findText(str(self._wanted.get("printer", ""))), 0))
        self.printer.blockSignals(False)

    def set_printer(self, printer: Printer) -> None:
        """What the chosen printer can do."""
        self._known = printer
        self.sides.setEnabled(printer.duplex)
        self.sides.setToolTip("" if printer.duplex else "这台打印机不会自动双面，按单面打印。")
        paper = self._one_paper(range(len(self._sizes)))
        self.instead.setText(f"缩小到 {_INSTEAD} 纸" if paper == "A3" else f"印在 {_INSTEAD} 纸上")
        self.instead.setVisible(paper is not None and not printer.takes(paper))

    def trouble(self) -> str:
        """What is in the way with this printer, in a sentence; "" for nothing."""
        paper = self._one_paper(range(len(self._sizes)))
        if lacking := self._lacking(paper or ""):
            return lacking
        return f"{self._known.problem}。" if self._known.problem else ""

    def order(self, about: Order) -> Order:
        """What is to be printed, as it is chosen. Raises Refused for pages or paper that cannot be."""
        pages = page_range.read(self.pages.text(), about.total)
        paper = self._one_paper(pages)
        if paper is None:
            raise Refused(self._two_papers(pages), "pages")
        if lacking := self._lacking(paper):
            raise Refused(lacking, "paper")
        on = paper if paper and self._known.takes(paper) else _INSTEAD
        return replace(
            about,
            pages=pages,
            printer=self._known.name,
            copies=self.copies.value(),
            sides=self.sides.currentData() if self._known.duplex else ONE,
            backwards=bool(self.turn.currentData()),
            paper=on,
            fit=paper in ("", "A3") and paper != on,
        )

    def remember(self, order: Order) -> None:
        """Keep the choice for the next time this document is printed here."""
        chosen = {name: getattr(order, name) for name in ("printer", "copies", "backwards")}
        chosen["sides"] = self.sides.currentData()
        settings.save(**{_KEPT: {**_remembered(), order.document or "other": chosen}})

    def _one_paper(self, pages: Sequence[int]) -> str | None:
        """The paper of these pages, "" for a size of its own; None where there are several."""
        papers = {paper_of(self._sizes[page]) for page in pages}
        return papers.pop() if len(papers) == 1 else None

    def _lacking(self, paper: str) -> str:
        """That the printer has not got this paper and nothing else was chosen, in a sentence; "" where it can print."""
        if not paper or self._known.takes(paper) or self.instead.isChecked():
            return ""
        ways = [] if self.instead.isHidden() else [f"勾选“{self.instead.text()}”"]
        ways += ["换一台打印机", "或者另存为 PDF 到别处打印"]
        return f"打印机“{self._known.name}”没有 {paper} 纸：请{'，'.join(ways)}。"

    def _two_papers(self, pages: Sequence[int]) -> str:
        by_paper: dict[str, list[int]] = {}
        for page in pages:
            by_paper.setdefault(paper_of(self._sizes[page]) or "其他大小", []).append(page)
        listed = "，".join(f"{paper} 是第 {page_range.words(each)} 页" for paper, each in by_paper.items())
        return f"这些页不是同一种纸（{listed}）。请写页码分开打印。"

    def _lay_out(self) -> None:
        row, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.instead)
        asked: tuple[tuple[str, QWidget, int], ...] = (
            ("打印机", self.printer, 3), ("页码", self.pages, 2), ("份数", self.copies, 0),
            ("", self.sides, 0), ("", self.turn, 0),
        )  # fmt: skip
        for words, editor, stretch in asked:
            if words:
                row.addWidget(label(words))
            row.addWidget(editor, stretch)


def _box(name: str, words: str) -> QComboBox:
    made = named(QComboBox(), name)
    made.setAccessibleName(words)
    return made


def _remembered() -> dict[str, Any]:
    found = settings.load().get(_KEPT)
    return {k: v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}
