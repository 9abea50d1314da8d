"""待上报: how many cases of which kind wait, for how much, and the buttons that seal and export them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.batch_kinds import CORRECTION, KINDS, REGULAR
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.preflight import Report
from eduaid_desktop.gui import files
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import Elided, button, card, label, named
from eduaid_desktop.gui.protecting import Protect
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services.term_batch import batch_kinds, batches
from eduaid_desktop.services.term_batch.batch_kinds import Counts

EXPORT_FOLDER = "export"


class WaitingCard(QWidget):
    """export(term, folder, kind, phrase) is called when a button is pressed; the folder is asked for once. look(term):
    先检查. phrase: as batch_phrases.chosen takes it.

    A batch holds one kind, so that corrections (补正) have a line and a button of their own when others wait too.
    """

    def __init__(
        self, shell: Shell, export: Callable[[str, Path, str, str | None], None], look: Callable[[str], None]
    ) -> None:
        super().__init__()
        named(self, "waiting")
        self._shell, self._export = shell, export
        self._found: dict[str, Counts] = {}
        self.term = named(QComboBox(), "waitingTerm")
        self.term.setMinimumWidth(176)
        self.title = label("待上报", "quiet", "waitingTitle")
        self.figure = label(role="figure", name="waitingFigure")
        self.words = Elided(Qt.TextElideMode.ElideRight, "waitingWords")
        self.folder = Elided(Qt.TextElideMode.ElideMiddle, "exportFolder")
        self.change_folder = button("更换…", self.choose_folder, "changeFolder", "link")
        self.protect = Protect("protect")
        self.look_button = button("先检查", lambda: look(self.term.currentData()), "preflight")
        self.look_button.setToolTip("封存以前，看县里会不会退")
        self.export_button = button("导出上报文件", lambda: self.start(), "export", "next")
        self.second_figure = label(role="strong", name="secondFigure")
        self.second_button = button("", lambda: self.start(1), "exportSecond")
        self.second = QWidget()
        self.second.hide()
        self.term.currentIndexChanged.connect(lambda: self._show())
        self.protect.box.toggled.connect(lambda: self._show())
        self._lay_out()

    @property
    def has_cases(self) -> bool:
        """Whether any case of the term in sight waits."""
        return bool(self._kinds)

    def refresh(self) -> None:
        """Count again; the term stays, or becomes one in which something waits."""
        chosen = self.term.currentData()
        now = terms.of(self._shell.desk.today())
        self._found = batch_kinds.waiting(self._shell.desk)
        offered = sorted({now, *self._found}, reverse=True)
        self.term.blockSignals(True)
        self.term.clear()
        for term in offered:
            self.term.addItem(terms.label(term), term)
        wanted = chosen if chosen in offered else next(iter(self._found), now)
        self.term.setCurrentIndex(self.term.findData(wanted))
        self.term.blockSignals(False)
        self._show()

    def tell(self, report: Report) -> None:
        """Say what a pre-flight came to, until the cases are counted again."""
        if report.term == self.term.currentData():
            self.words.tell(report.headline)

    def start(self, which: int = 0) -> None:
        """Export the first or the second kind, asking for the folder when none is known."""
        if not self.has_cases:
            self._shell.say(self.words.text())
            return
        folder = files.known_folder(EXPORT_FOLDER) or self.choose_folder()
        if folder is not None:
            self._export(self.term.currentData(), folder, list(self._kinds)[which], self.protect.wanted())

    def start_correction(self) -> None:
        """Export what the county had sent back and was mended, of the newest term that has any."""
        term = next((term for term, kinds in self._found.items() if CORRECTION in kinds), None)
        if term is not None:
            self.term.setCurrentIndex(self.term.findData(term))
            self.start(list(self._kinds).index(CORRECTION))

    def choose_folder(self) -> Path | None:
        """Ask where the files go, and remember it."""
        chosen = files.choose_folder(self, "上报文件写到哪个文件夹", EXPORT_FOLDER)
        self._show()
        return chosen

    @property
    def _kinds(self) -> Counts:
        return self._found.get(self.term.currentData() or "", {})

    def _show(self) -> None:
        kinds, count = list(self._kinds), len(self._kinds)
        writable = not self._shell.desk.store.read_only
        self.figure.setText(self._told(kinds[0]) if kinds else "没有待上报的申请")
        self.export_button.setText(_act(kinds[0]) if kinds else "")
        self.second_figure.setText(self._told(kinds[1]) if count > 1 else "")
        self.second_button.setText(_act(kinds[1]) if count > 1 else "")
        self.words.tell(
            "封存后不能撤销，以后的另成一批。"
            if count
            else "在“救助基金”里办完乡镇审核的申请，会出现在这里。"
        )
        purpose, recipient = batches.usual(self._shell.desk, self.term.currentData())
        self.title.setText(f"待上报，交{recipient}" if count else "待上报")
        self.title.setToolTip(f"外发记录写：{purpose}，交{recipient}" if count else "")
        known = files.known_folder(EXPORT_FOLDER)
        self.folder.tell(f"写到 {known}" if known else "导出时选择文件夹")
        for each in (self.export_button, self.second_button):
            each.setToolTip(self.folder.toolTip())
        self._arrange(count, writable and count > 0, known is not None)

    def _told(self, kind: str) -> str:
        """补正　2 人　1,800.00 元; the first batch of a term needs no name."""
        count, total = self._kinds[kind]
        return f"{'' if kind == REGULAR else f'{KINDS[kind]}　'}{count} 人　{yuan(total)} 元"

    def _arrange(self, count: int, exports: bool, known: bool) -> None:
        """Show what there is to do; what goes makes room before anything comes, so that the window does not grow."""
        two, protects = count > 1, exports and self.protect.box.isChecked()
        room = exports and not (two and protects)
        shown = {
            self.words: not two,
            self.second: two,
            self.second_button: exports,
            self.folder: room,
            self.change_folder: room and known,
            self.look_button: count > 0,
            self.export_button: exports,
            self.protect.box: exports,
            self.protect.own: protects,
        }
        for widget in (each for each, wanted in shown.items() if not wanted):
            widget.hide()
        self._stand(two)
        for widget in (each for each, wanted in shown.items() if wanted):
            widget.show()

    def _stand(self, two: bool) -> None:
        """Two kinds stand a line each with its button; an old screen has no room for more, nor for the words."""
        if two == (self._first.indexOf(self.export_button) >= 0):
            return
        restyle(self.figure, role="strong" if two else "figure")
        (self._first if two else self._place).addWidget(self.export_button)
        for each in (self.protect.box, self.protect.own):
            if two:
                self._place.insertWidget(self._place.indexOf(self.look_button), each)
            else:
                self._said.addWidget(each)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.term)
        self._said = QHBoxLayout()
        for each in (self.words, self.protect.box, self.protect.own):
            self._said.addWidget(each)
        self._said.setStretch(0, 1)
        self._first, self._place = QHBoxLayout(), QHBoxLayout()
        self._first.addWidget(self.figure, 1)
        place = self._place
        place.setSpacing(4)
        place.addWidget(self.folder)
        place.addWidget(self.change_folder)
        place.addStretch(1)
        place.addWidget(self.look_button)
        place.addSpacing(4)
        place.addWidget(self.export_button)
        second = QHBoxLayout(self.second)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(self.second_figure, 1)
        second.addWidget(self.second_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 4)
        column.addWidget(card(head, self._first, self.second, self._said, place, name="waitingCard"))
        # The list below gives way first.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def _act(kind: str) -> str:
    return "导出上报文件" if kind == REGULAR else f"导出{KINDS[kind]}批次"
