"""照片和文件: what is kept with a record, as a strip of small pictures; files can be dropped on it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QPoint, QPointF, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QImageReader, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import files, temporary
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.purpose_line import PurposeLine
from eduaid_desktop.gui.style import colour
from eduaid_desktop.gui.tasks import unless_cancelled
from eduaid_desktop.services import attachments
from eduaid_desktop.services.exports import Reason

_PICTURE = QSize(96, 72)
_PLACE = QSize(124, 108)
_ID = Qt.ItemDataRole.UserRole
_EMPTY = "还没有照片和文件。可以把手机拍的公示照片、证明材料拖到这里。"


class AttachmentStrip(QWidget):
    """Enter or a double click opens one in the preview; what it is about is set by show_of.

    changed: one was added or withdrawn.
    """

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "attachments")
        self.setAcceptDrops(True)
        self._shell, self._owner, self._open = shell, ("", 0), False
        self.heading = label("照片和文件", "heading")
        self.empty = label(_EMPTY, "quiet", "noAttachments")
        self.empty.setWordWrap(True)
        self.list = _strip()
        self.list.itemActivated.connect(lambda item: self.look())
        self.list.currentItemChanged.connect(lambda now, before: self._offer())
        self.purpose = PurposeLine()
        self.purpose.closed.connect(self.list.setFocus)
        self.add_button = button("添加照片或文件…", self.choose, "addAttachment")
        self.look_button = button("打开", self.look, "openAttachment", "link")
        self.save_button = button("另存…", lambda: self.purpose.ask(self._save), "saveAttachment", "link")
        self.withdraw_button = button("撤下", self.withdraw, "withdrawAttachment", "link")
        self._lay_out()

    def show_of(self, owner_table: str, owner_id: int, *, open_: bool) -> None:
        """Show what a record has. open_: whether more can be added, and some withdrawn."""
        self._owner, self._open = (owner_table, owner_id), open_
        self.purpose.close_line()
        self.refresh()

    def refresh(self) -> None:
        """Read again what the record has."""
        rows = attachments.of(self._shell.desk, *self._owner)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(self._picture(row["id"], row["media_type"]), row["name"])
            item.setData(_ID, row["id"])
            item.setToolTip(
                f"{row['name']}　{max(row['size'] // 1024, 1)} KB　{row['actor']} {row['at'][:10]}"
            )
            self.list.addItem(item)
        self.heading.setText(f"照片和文件　{len(rows)} 件" if rows else "照片和文件")
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.add_button.setVisible(self._open)
        self._offer()

    def choose(self) -> None:
        """Ask for files and add them."""
        self.add(files.choose_pictures(self))

    def add(self, paths: list[Path]) -> None:
        """Add files; what cannot be added is told, the others are."""
        if not paths or not self._open:
            return
        keep = self.keeper()

        def work(job: object) -> list[str]:
            refused = []
            for path in paths:
                try:
                    keep(path)
                except UserError as error:
                    refused.append(error.sentence)
            return refused

        self._shell.tasks.start(
            "正在添加照片和文件", work, lambda told: self._added(len(paths), told), final=True
        )

    def keeper(self) -> Callable[[Path], object]:
        """What puts one file to the record that is shown now; it runs off the window's thread."""
        desk, owner = self._shell.desk, self._owner
        return lambda path: attachments.add(desk, *owner, path)

    def look(self) -> None:
        """Open the current one in the preview."""
        if (number := self._current()) is not None:
            desk, folder = self._shell.desk, temporary.folder_of(self)
            title = self.list.currentItem().text()
            self._shell.tasks.start(
                "正在打开附件",
                unless_cancelled(lambda: attachments.to_pdf(desk, number, folder)),
                lambda pdf: self._shell.preview(pdf, title),
            )

    def withdraw(self) -> None:
        """Take the current one off; the log can bring it back."""
        if (number := self._current()) is not None:
            name = self.list.currentItem().text()
            try:
                attachments.withdraw(self._shell.desk, number)
            except UserError as error:
                self._shell.fail(error)
                return
            self.refresh()
            self.changed.emit()
            self.add_button.setFocus()
            self._shell.say(f"已撤下“{name}”。要找回，在“台账”的操作日志里撤销这一次。", DONE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._open and files.dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(files.dropped(event))

    def _added(self, count: int, refused: list[str]) -> None:
        self.refresh()
        self.changed.emit()
        told = f"已添加 {count - len(refused)} 件。" if count > len(refused) else ""
        self._shell.say(told + "".join(refused), PROBLEM if refused else DONE)

    def _save(self, why: Reason) -> bool:
        number, name = self._current(), self.list.currentItem().text()
        target = files.choose_new(self, "另存附件", name, "所有文件 (*)") if number is not None else None
        if number is None or target is None:
            return False
        attachments.save_copy(self._shell.desk, number, target, why)
        self._shell.say(f"已另存为 {target}，记入“外发和查看记录”。", DONE)
        return True

    def _current(self) -> int | None:
        item = self.list.currentItem()
        return int(item.data(_ID)) if item else None

    def _offer(self) -> None:
        chosen, writable = self._current() is not None, not self._shell.desk.store.read_only
        self.look_button.setVisible(chosen)
        self.save_button.setVisible(chosen and writable)
        self.withdraw_button.setVisible(chosen and self._open)

    def _picture(self, number: int, media_type: str) -> QIcon:
        if media_type == "application/pdf":
            return _icon(self.devicePixelRatioF(), _write_pdf)
        buffer = QBuffer()
        buffer.setData(attachments.read(self._shell.desk, number)["content"])
        reader = QImageReader(buffer)
        ratio = self.devicePixelRatioF()
        reader.setScaledSize(reader.size().scaled(_PICTURE * ratio, Qt.AspectRatioMode.KeepAspectRatio))
        picture = reader.read()
        picture.setDevicePixelRatio(ratio)
        return _icon(
            ratio, lambda painter: painter.drawImage(_middle(picture.deviceIndependentSize()), picture)
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading)
        head.addStretch(1)
        for each in (self.look_button, self.save_button, self.withdraw_button, self.add_button):
            head.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addWidget(self.list)
        column.addWidget(self.purpose)


def _strip() -> QListWidget:
    made = named(QListWidget(), "attachmentList")
    made.setAccessibleName("照片和文件")
    made.setViewMode(QListWidget.ViewMode.IconMode)
    made.setMovement(QListWidget.Movement.Static)
    made.setWrapping(False)
    made.setAcceptDrops(False)
    made.setIconSize(_PICTURE)
    made.setGridSize(_PLACE)
    made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    made.setFixedHeight(_PLACE.height() + 24)
    made.hide()
    return made


def _icon(ratio: float, draw: Callable[[QPainter], object]) -> QIcon:
    """All of one size, and the same when it is chosen."""
    made = QPixmap(_PICTURE * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(colour("hair"))
    painter = QPainter(made)
    draw(painter)
    painter.end()
    icon = QIcon(made)
    icon.addPixmap(made, QIcon.Mode.Selected)
    return icon


def _middle(size: QSizeF) -> QPointF:
    return QPointF((_PICTURE.width() - size.width()) / 2, (_PICTURE.height() - size.height()) / 2)


def _write_pdf(painter: QPainter) -> None:
    painter.setPen(colour("quiet"))
    painter.drawText(QRect(QPoint(0, 0), _PICTURE), Qt.AlignmentFlag.AlignCenter, "PDF")
