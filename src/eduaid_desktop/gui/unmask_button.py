"""The link that shows numbers in full, and masks them again; Ctrl+M presses it."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QTableView

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.history import HistoryPanel
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.search_box import SearchBox
from eduaid_desktop.services import privacy

# Masked, shown; the second words where the head of the window is short of room.
_WORDS = (("显示全部号码", "显示号码"), ("号码已全部显示，点此遮住", "遮住号码"))
_PADDING = 12


class UnmaskButton(QPushButton):
    """Whatever lists numbers in its window follows at once. refresh() is for who masks them elsewhere: a lock."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "unmaskButton").setProperty("role", "link")
        self._shell = shell
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Ctrl+M　列表和搜索结果里的身份证号、电话和账号；显示会记入台账的“外发和查看记录”")
        self.clicked.connect(self._turn)
        self._tell()

    def refresh(self) -> None:
        """Say how it is, and let everything that lists numbers show them so."""
        from eduaid_desktop.gui.finding_panel import FindingPanel

        self._tell()
        for each in self.window().findChildren(RecordList):
            each.refresh()
        for table in self.window().findChildren(QTableView):
            table.viewport().update()
        for history in self.window().findChildren(HistoryPanel):
            history.retell()
        for finding in self.window().findChildren(FindingPanel):
            finding.retell()
        for search in self.window().findChildren(SearchBox):
            search.look_again()

    def _turn(self) -> None:
        desk = self._shell.desk
        try:
            if desk.session.unmasked:
                privacy.mask_again(desk)
            else:
                privacy.unmask(desk)
        except UserError as error:
            self._shell.fail(error)
            return
        self.refresh()
        masked = "号码已遮住。"
        opened = "已显示全部号码，锁屏后自动遮住；这次显示已记入“外发和查看记录”。"
        self._shell.say(opened if desk.session.unmasked else masked, DONE)

    def sizeHint(self) -> QSize:
        return self._room_for(self._words[0])

    def minimumSizeHint(self) -> QSize:
        return self._room_for(self._words[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def _words(self) -> tuple[str, str]:
        return _WORDS[self._shell.desk.session.unmasked]

    def _room_for(self, words: str) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(words) + _PADDING, super().sizeHint().height())

    def _tell(self) -> None:
        self.setText(self._words[0])
        self.setAccessibleName(self._words[0])
        self.updateGeometry()
        # The head of the window gives it its room first.
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        whole = self.width() >= self.sizeHint().width()
        self.setText(self._words[0 if whole else 1])
