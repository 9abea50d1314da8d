"""A tab in which only townships work, as a county sees it: who does it, and what the county does instead."""

from PySide6.QtWidgets import QVBoxLayout

from eduaid_desktop.gui.page import Page, Shell
from eduaid_desktop.gui.pieces import button, in_the_middle, label

_ABOVE = 96


class CountyNote(Page):
    """words: what the townships do here."""

    def __init__(self, shell: Shell, words: str) -> None:
        super().__init__(shell)
        self._words = f"{words}；县里在“收批次”里收各乡镇交来的文件，核对重复、共用账号和超限，再审批。"
        told = label(self._words, name="countyNote")
        told.setWordWrap(True)
        self.go_button = button("转到收批次", lambda: shell.go("batches"), "goCollect", "next")
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(label("这是县级的数据文件", "title"))
        column.addWidget(told)
        column.addWidget(self.go_button)
        column.addStretch(1)
        in_the_middle(self, column, _ABOVE)

    def take_focus(self) -> bool:
        self.go_button.setFocus()
        return True

    def new(self) -> None:
        """Ctrl+N."""
        self.shell.say(self._words)
