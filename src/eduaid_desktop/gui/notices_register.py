"""公示台账: the notices, and beside them the chosen one: who hangs on it, objections, photographs, taking it down."""

from PySide6.QtCore import Qt

from eduaid_desktop.gui.notice_panel import NoticePanel
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import scrolled
from eduaid_desktop.gui.register import Register

_SIDE = 360


class NoticesRegister(Register):
    """Enter on a notice leads to the cases that hang, or hung, in it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "notices", by_term=True)
        self.panel = NoticePanel(shell)
        self.panel.wrote.connect(self.list.refresh)
        side = scrolled(self.panel)
        side.setMinimumWidth(_SIDE)
        self.split.addWidget(side)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([760, _SIDE + 90])
        self.list.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list.chosen.connect(self.panel.show_notice)
        assert self.term is not None
        # A notice of another term would stand beside a list it is not in.
        self.term.currentIndexChanged.connect(lambda: self.panel.show_notice(self.list.current()))
        self.panel.show_notice(None)

    def refresh(self) -> None:
        super().refresh()
        self.panel.show_notice(self.list.current())

    def print_(self) -> bool:
        """The list of the chosen notice."""
        if shown := self.panel.print_button.isVisible():
            self.panel.print_notice()
        return shown

    def open_line(self, line_id: int) -> None:
        cells = self.list.model.source.rows([line_id])[line_id]
        words = f"{cells['village']}{cells['kind']}，{cells['from_date']}至{cells['to_date']}"
        self.shell.show_only("relief", words, {"notice": line_id})
