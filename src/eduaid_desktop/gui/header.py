"""The head of the window: whose office, who works, which day; the search box; the tabs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.search_box import Find, SearchBox
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.gui.operator_menu import OperatorMenu
    from eduaid_desktop.gui.unmask_button import UnmaskButton


class Header(QWidget):
    """chosen(number): a tab was chosen. ends: what stands behind the search box."""

    chosen = Signal(int)

    def __init__(self, titles: list[str], find: Find, ends: "tuple[UnmaskButton, OperatorMenu]") -> None:
        super().__init__()
        named(self, "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.office, self.desk_line = label(name="officeName"), label(name="deskLine")
        self.unmask, self.operator = ends
        self.search = SearchBox(find)
        self.search.setMinimumWidth(200)
        self.search.setMaximumWidth(480)
        self.tabs = named(QTabBar(), "tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for number, title in enumerate(titles, 1):
            self.tabs.addTab(title)
            self.tabs.setTabToolTip(number - 1, f"Ctrl+{number}")
        self.tabs.currentChanged.connect(self.chosen)
        # The tab one is on, clicked again, comes back from the preview.
        self.tabs.tabBarClicked.connect(self._again)
        self.banner = label(name="readOnlyBanner")
        self.banner.hide()
        self._lay_out()

    def show_office(self, desk: Desk) -> None:
        """Say whose file is open, who works on it, and which day it is there."""
        row = office.info(desk)
        day = spoken(desk.today().isoformat())
        fixed = f"示例日期 {day}" if row["fixed_date"] else day
        self.office.setText(row["name"])
        self.desk_line.setText(f"{row['county'] or ''}　{fixed}".strip())
        self.banner.setVisible(desk.store.read_only)
        if desk.store.read_only:
            self.banner.setText(f"▲ 这个文件正由 {desk.store.lock.holder()} 打开，本窗口只能查看。")

    def _again(self, number: int) -> None:
        if number == self.tabs.currentIndex():
            self.chosen.emit(number)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setContentsMargins(16, 8, 16, 4)
        first.setSpacing(12)
        first.addWidget(self.office)
        first.addWidget(self.desk_line)
        first.addStretch(1)
        first.addWidget(self.search, 3)
        first.addWidget(self.unmask)
        first.addWidget(self.operator)
        line = named(QFrame(), "headerLine")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self.tabs)
        column.addWidget(line)
        column.addWidget(self.banner)
