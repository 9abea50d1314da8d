"""核对: what the files say differently, view by view, with the chosen finding beside the list."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from eduaid_desktop.domain.reconciling import VIEWS, Finding
from eduaid_desktop.gui.finding_panel import FindingPanel
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.pieces import named, scrolled
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import finding_list, reconciling
from eduaid_desktop.services.finding_list import DECIDED, OPEN, FindingSource

_ALL = "all"


class ReconcileRegister(Register):
    """Enter on a line leads to its conclusion, Esc back; a conclusion leads on to the next line."""

    def __init__(self, shell: Shell) -> None:
        self._found: list[Finding] = []
        self._view, self._state = "", OPEN
        super().__init__(shell, "reconcile", by_term=True)
        assert self.term is not None
        # What differs is asked about one term.
        self.term.removeItem(0)
        self.views = Segments("views", {_ALL: "全部", **VIEWS})
        self.views.setAccessibleName("核对什么")
        self.state = named(QComboBox(), "findingState")
        for words, key in (("未处理", OPEN), ("已处理", DECIDED), ("全部", "")):
            self.state.addItem(words, key)
        self.list.add_tool(self.state)
        self.panel = FindingPanel(shell)
        self.side = scrolled(self.panel)
        self.split.addWidget(self.side)
        self.split.setSizes([820, 540])
        self.split.setStretchFactor(0, 1)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        above = QHBoxLayout()
        above.setContentsMargins(12, 4, 12, 0)
        above.addWidget(self.views)
        layout.insertLayout(0, above)
        self._connect()

    def _connect(self) -> None:
        assert self.term is not None
        self.views.chosen.connect(lambda key: self._choose())
        self.state.currentIndexChanged.connect(lambda: self._choose())
        self.term.currentIndexChanged.connect(lambda: self.refresh())
        self.list.chosen.connect(self._show)
        self.panel.concluded.connect(self._concluded)
        self.panel.left.connect(self.list.view.setFocus)
        self.panel.opened.connect(lambda person: self.shell.go("students", person))

    def refresh(self) -> None:
        """Compare anew; the chosen finding stays chosen, wherever it stands now."""
        before = self.panel.finding
        self._found = reconciling.findings(self.shell.desk, self.term.term if self.term else None)
        counted = finding_list.counts(self._found)
        words = {_ALL: "全部", **VIEWS}
        self.views.retitle({key: _counted(words[key], *counted["" if key == _ALL else key]) for key in words})
        self.list.point_to(self._source())
        self._choose_again(before)

    def open_line(self, line_id: int) -> None:
        self._show(line_id)
        self.panel.first()

    def _choose(self) -> None:
        self._view = "" if self.views.key == _ALL else self.views.key
        self._state = self.state.currentData()
        self.list.point_to(self._source())
        self._show_first()

    def _show_first(self) -> None:
        """The first line is chosen where none is, so that something can be read."""
        if self.list.current() is None and self.list.model.ids:
            self.list.view.setCurrentIndex(self.list.model.index(0, 0))
        self._show(self.list.current())

    def _choose_again(self, before: Finding | None) -> None:
        for number, each in enumerate(self._found):
            if before and (each.rule, each.subject) == (before.rule, before.subject):
                self.list.select(number)
                self._show(number)
                return
        self._show_first()

    def _show(self, number: int | None) -> None:
        self.panel.show_finding(self._found[number] if number is not None else None)
        self.side.verticalScrollBar().setValue(0)

    def _concluded(self, label: str) -> None:
        """On to the line that now stands where this one stood."""
        found, place = self.panel.finding, self.list.view.currentIndex().row()
        self.refresh()
        rows = len(self.list.model.ids)
        if self._state == OPEN and rows:
            self.list.view.setCurrentIndex(self.list.model.index(min(max(place, 0), rows - 1), 0))
            self._show(self.list.current())
        self.list.view.setFocus()
        name = found.name if found else ""
        self.shell.say(f"已记下{name}的结论：{label}。要改变主意，在“操作日志”里撤销。", DONE)

    def _source(self) -> FindingSource:
        return FindingSource(self.shell.desk, self._found, self._view, self._state)


def _counted(words: str, open_: int, all_: int) -> str:
    """年龄 1/3: one of three is open; 年龄 3: all three are; a view without findings shows its name alone."""
    if open_ == all_:
        return f"{words} {all_}" if all_ else words
    return f"{words} {open_}/{all_}"
