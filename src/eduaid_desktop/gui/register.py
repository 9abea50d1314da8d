"""One register: its list, over one term or all, and the way from a line to its record."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.gui import files, template_choice
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.pieces import button, named
from eduaid_desktop.gui.printing.paper_menu import PaperButton
from eduaid_desktop.gui.printing.register_papers import PAPERS
from eduaid_desktop.gui.protecting import carried
from eduaid_desktop.gui.purpose_line import PurposeLine
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.template_choice import TemplateChoice, page_of
from eduaid_desktop.services import list_export
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.lists import ListSource, open_list
from eduaid_desktop.services.templates import kept


class Register(QWidget):
    """tab: where Enter on a line leads, "" for nowhere; record_of turns the id of a line into a record's."""

    def __init__(
        self,
        shell: Shell,
        kind: str,
        *,
        tab: str = "",
        by_term: bool = False,
        record_of: Callable[[int], int] = lambda line_id: line_id,
    ) -> None:
        super().__init__()
        named(self, f"{kind}Register")
        self.shell, self.kind = shell, kind
        self.tab, self.record_of = tab, record_of
        self.term = TermBox(shell) if by_term else None
        self.by_template: TemplateChoice | None = None
        self.list = RecordList(f"{kind}_register", self._source())
        self.purpose = PurposeLine(in_full=True, margin=12, workbook=True)
        self.list.add_choices(self.purpose)
        self.purpose.closed.connect(self.list.view.setFocus)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.list)
        self.paper_button = PaperButton(shell, lambda: PAPERS[kind](self)) if kind in PAPERS else None
        self._add_tools()
        self.list.opened.connect(self.open_line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)

    def _add_tools(self) -> None:
        if self.term:
            self.list.add_tool(self.term)
            self.term.currentIndexChanged.connect(lambda: self.list.point_to(self._source()))
        if self._source().kind.title and not self.shell.desk.store.read_only:
            self.by_template = TemplateChoice(self.shell, self.kind, "exportTemplate", own="本程序的表格")
            self.purpose.add_choice(self.by_template)
            self.list.add_tool(button("存为表格…", self._ask_purpose, "saveList"))
        if self.paper_button:
            self.list.add_tool(self.paper_button)

    def refresh(self) -> None:
        """Read the list again."""
        self.list.refresh()

    def start(self) -> None:
        """Put the focus where one looks first."""
        self.list.start()

    def show_only(self, words: str, filters: Mapping[str, Any], line_id: int | None) -> None:
        """Bring a line into sight, of whatever term it is; words and filters as Shell.show_only."""
        if line_id is None:
            return
        if self.term:
            self.term.setCurrentIndex(0)
        self.list.select(line_id)
        self.list.chosen.emit(line_id)

    def open_line(self, line_id: int) -> None:
        """Go to the record of a line."""
        if self.tab:
            self.shell.go(self.tab, self.record_of(line_id))

    def print_(self) -> bool:
        """Ctrl+P: the first of its papers; False where it has none."""
        if self.paper_button and self.list.model.ids:
            self.paper_button.papers.print_()
        elif self.paper_button:
            self.shell.say("列表里没有记录，没有可打印的。")
        return self.paper_button is not None

    def _ask_purpose(self) -> None:
        if self.by_template:
            self.by_template.refresh()
        self.purpose.ask(self._save)

    def _save(self, why: Reason) -> bool:
        """Ask for the place, then write what the list shows; numbers masked unless that is ticked."""
        source, filter_, full = self._source(), self.list.model.filter, self.purpose.full.isChecked()
        if self.by_template and self.by_template.key:
            return self._save_in(self.by_template.key, source, why)
        target = files.choose_new(self, "存为表格", f"{source.kind.title}.xlsx", files.WORKBOOK)
        if target is None:
            return False
        self.shell.tasks.start(
            "正在写出表格",
            lambda job: list_export.save(self.shell.desk, source, target, why, filter=filter_, full=full),
            lambda path: self.shell.say(f"已写出 {path}，记入“外发和查看记录”。{carried(path, why)}", DONE),
            final=True,
        )
        return True

    def _save_in(self, key: str, source: ListSource, why: Reason) -> bool:
        """The same in somebody else's workbook."""
        desk, filter_, full = self.shell.desk, self.list.model.filter, self.purpose.full.isChecked()
        chosen = kept.find(desk, key, self.kind)
        target = files.choose_new(self, "按表样写出", f"{chosen.name}{chosen.suffix}", files.WORKBOOK)
        if target is None:
            return False
        template_choice.write(
            page_of(self),
            "正在按表样写出",
            lambda anyway: list_export.save_in(
                desk, source, chosen, target, why, filter=filter_, full=full, anyway=anyway
            ),
            lambda path: self.shell.say(
                f"已写出 {path}，已逐格读回核对；记入“外发和查看记录”。{carried(path, why)}", DONE
            ),
        )
        return True

    def _source(self) -> ListSource:
        filters: dict[str, Any] = {"term": self.term.term} if self.term else {}
        return open_list(self.shell.desk, self.kind, **filters)


class TermBox(QComboBox):
    """A term, or all of them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "term")
        self.setMinimumWidth(168)
        self.addItem("全部学期", None)
        offered = shell.desk.rules().codes["term"].offered(shell.desk.today())
        for term in terms.newest_first(code.code for code in offered):
            self.addItem(terms.label(term), term)
        self.setCurrentIndex(max(self.findData(terms.of(shell.desk.today())), 0))

    @property
    def term(self) -> str | None:
        """The key of the term, None for all."""
        found: str | None = self.currentData()
        return found
