"""扫描文件夹: the new files of the scanner's folder, newest first; Enter or a drag puts one to a document."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QHideEvent, QIcon, QKeySequence, QPixmap, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout

from eduaid_desktop.gui import files
from eduaid_desktop.gui.keys import bring_into_view
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.services import scanner
from eduaid_desktop.services.scanner import Look

# A file that did not change between two looks is finished.
LOOK_EVERY_MS = 1500
_SECOND_LOOK_MS = 400
_PICTURE, _PLACE = QSize(96, 96), QSize(128, 132)
_PATH = Qt.ItemDataRole.UserRole
_NAMED = 3


class ScannerPanel(QFrame):
    """wanted(paths): these files are to be put to the chosen document. closed: it was put away."""

    wanted = Signal(object)
    closed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "scannerPanel").setProperty("role", "sheet")
        self._shell, self._look, self._looking = shell, Look(), False
        self.place, self.note = (
            label(role="quiet", name="scannerFolder"),
            label(role="quiet", name="scannerNote"),
        )
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.note.setWordWrap(True)
        self.list = _ScanList()
        self.list.itemActivated.connect(lambda item: self.put())
        self.list.currentItemChanged.connect(lambda now, before: self._offer())
        self.put_button = button("放入", self.put, "putScan")
        self.folder_button = button("另选文件夹…", self.choose, "chooseScannerFolder", "link")
        self.close_button = button("收起", self.put_away, "closeScanner", "link")
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.put_away)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._lay_out()
        self.hide()

    def open(self) -> None:
        """Show the folder, and ask for it the first time."""
        if scanner.folder() is None:
            self.choose()
        if scanner.folder() is not None:
            self.show()
            self.close_button.setFocus()
            QTimer.singleShot(0, self, lambda: bring_into_view(self))

    def choose(self) -> None:
        """Let another folder be the scanner's on this machine."""
        chosen = files.choose_folder(self, "扫描仪或手机把照片放在哪个文件夹", "scanner")
        if chosen is not None:
            scanner.choose(chosen)
            self._look = Look()
            self.list.clear()
            self.look()

    def put_away(self) -> None:
        """Close the panel; nothing is done to the files."""
        self.hide()
        self.closed.emit()

    def about(self, words: str) -> None:
        """Say to which document a file goes: E02 户口簿复印件."""
        self.put_button.setText(f"放入“{words}”")

    def put(self) -> None:
        """Put the current file to the chosen document."""
        if (item := self.list.currentItem()) is not None:
            self.wanted.emit([item.data(_PATH)])

    def look(self) -> None:
        """Look into the folder once more, unless that is being done."""
        place, before = scanner.folder(), self._look
        if place is None or self._looking:
            return
        self._looking = True
        self.place.setText(str(place))
        self.place.setToolTip(str(place))
        self._shell.tasks.start(
            "正在查看扫描文件夹", lambda job: scanner.look(place, before), self._seen, self._failed
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _seen(self, found: Look) -> None:
        self._looking = False
        if [scan.path for scan in found.scans] != self.list.paths():
            begun = not self.list.count()
            self.list.show_scans(found.scans)
            self._offer()
            if begun:
                self.list.setFocus()
                QTimer.singleShot(0, self, lambda: bring_into_view(self))
        first, self._look = not self._look.stamps, found
        self.note.setText("正在查看文件夹…" if first and found.stamps else _told(found))
        if first and found.stamps:
            QTimer.singleShot(_SECOND_LOOK_MS, self, self.look)
        self._offer()

    def _failed(self, error: Exception) -> None:
        self._looking = False
        self._look = Look()
        self.list.clear()
        self.note.setText(str(error))
        self._offer()

    def _offer(self) -> None:
        self.put_button.setEnabled(self.list.currentItem() is not None)
        self.list.setVisible(self.list.count() > 0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("扫描文件夹", "strong"))
        head.addWidget(self.place, 1)
        head.addWidget(self.folder_button)
        head.addWidget(self.close_button)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.put_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addLayout(foot)


class _ScanList(QListWidget):
    """A file can be dragged from here onto any document, as from the system's own window."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "scans").setAccessibleName("扫描文件夹里的新文件")
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setMovement(QListWidget.Movement.Static)
        self.setWrapping(False)
        self.setDragEnabled(True)
        self.setIconSize(_PICTURE)
        self.setGridSize(_PLACE)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFixedHeight(_PLACE.height() + 24)

    def paths(self) -> list[object]:
        return [self.item(row).data(_PATH) for row in range(self.count())]

    def show_scans(self, scans: Sequence[scanner.Scan]) -> None:
        """Show these files; the one that was current stays so, else the first is."""
        current = self.currentItem().data(_PATH) if self.currentItem() else None
        self.clear()
        for scan in scans:
            picture = QPixmap()
            picture.loadFromData(scan.picture)
            item = QListWidgetItem(QIcon(picture), scan.path.name)
            item.setData(_PATH, scan.path)
            item.setToolTip(scan.path.name)
            self.addItem(item)
        shown = [scan.path for scan in scans]
        self.setCurrentRow(shown.index(current) if current in shown else 0)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:  # noqa: N802
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(item.data(_PATH))) for item in items])
        return data


def _told(found: Look) -> str:
    parts = [] if found.scans else ["没有新的扫描件。"]
    if found.growing:
        parts.append(f"{len(found.growing)} 个文件还没有写完，写完后自动列出。")
    parts += [scan.why for scan in found.unfit[:_NAMED]]
    if len(found.unfit) > _NAMED:
        parts.append(f"另有 {len(found.unfit) - _NAMED} 个文件也不能用。")
    if found.more:
        parts.append(
            f"只列最新的 {len(found.scans) + len(found.unfit)} 个，另有 {found.more} 个较早的没有列出。"
        )
    return "".join(parts) + ("原文件留在文件夹里，不会删除。" if found.scans else "")
