"""Choosing a backup to restore: those beside the file or in another place, and what opens an encrypted one."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.gui import files
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.password_fields import hidden_line
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.list_columns import Column

if TYPE_CHECKING:
    from eduaid_desktop.services.backups import Backup
    from eduaid_desktop.services.logins import WayIn

_COLUMNS = (
    Column("made_at", "备份时间", width=150),
    Column("state", "验证", width=200),
    Column("records", "记录", "integer", 80),
    Column("reason", "什么时候做的", width=110),
    Column("encrypted", "加密", width=60),
    Column("name", "文件", width=320),
)


class RestoreForm(QWidget):
    """changed: another backup is chosen, or none can be."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "restoreForm")
        self._office_file = Path()
        self._found: dict[int, Backup] = {}
        self.list = RecordList("backups", FixedRows(_COLUMNS, [], None, _EMPTY))
        self.list.without_filter()
        self.place = label(role="quiet", name="restorePlace")
        self.name = named(QLineEdit(), "restore_name")
        self.password = hidden_line("restore_password", "备份时的密码")
        self.code = named(QLineEdit(), "restore_code")
        self.code.setPlaceholderText("没有密码时：恢复密钥单上的 40 个字符")
        self._lay_out()
        self.list.chosen.connect(lambda _: self._follow())

    def look(self, office_file: Path, operator: str = "", folder: Path | None = None) -> None:
        """The backups beside an office file, or in a folder; every one is read to its end."""
        from eduaid_desktop.services import backups

        self._office_file = office_file
        self.name.setText(operator or self.name.text())
        found = backups.listing(office_file, folder)
        self._found = dict(enumerate(found))
        self.place.setText(f"{folder or office_file.parent}：{len(found)} 个备份")
        rows = [{"id": n, **_row(each)} for n, each in self._found.items()]
        self.list.point_to(FixedRows(_COLUMNS, rows, None, _EMPTY))
        sound = next((n for n, each in self._found.items() if each.state == "proven"), None)
        if sound is not None:
            self.list.select(sound)
        self._follow()

    @property
    def chosen(self) -> "Backup | None":
        """The chosen backup, when it can be restored."""
        current = self.list.current()
        found = self._found.get(current) if current is not None else None
        return found if found and found.manifest and found.state in ("proven", "flawed") else None

    @property
    def way_in(self) -> "WayIn | None":
        """What opens the chosen one; None for one that is not encrypted."""
        from eduaid_desktop.services.logins import WayIn

        if not (self.chosen and self.chosen.manifest and self.chosen.manifest.encrypted):
            return None
        return WayIn(self.name.text().strip(), self.password.text(), self.code.text().strip())

    def _follow(self) -> None:
        found = self.chosen
        self._keys.setVisible(bool(found and found.manifest and found.manifest.encrypted))
        self.changed.emit()

    def _elsewhere(self) -> None:
        if folder := files.choose_folder(self, "备份在哪个 U 盘或文件夹", "backup"):
            self.look(self._office_file, folder=folder)

    def _lay_out(self) -> None:
        who = QHBoxLayout()
        who.setSpacing(8)
        for each in (self.name, label("密码"), self.password):
            who.addWidget(each)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addRow("管理员", who)
        form.addRow("或恢复密钥", self.code)
        self._keys = QWidget()
        self._keys.setLayout(form)
        head = QHBoxLayout()
        head.addWidget(self.place, 1)
        head.addWidget(button("看 U 盘或别的文件夹…", self._elsewhere, "restoreElsewhere", "link"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self._keys)


_EMPTY = "这里没有备份。点“看 U 盘或别的文件夹”，到放备份的地方找。"


def _row(found: "Backup") -> dict[str, object]:
    from eduaid_desktop.services import backups

    said = found.manifest
    return {
        "made_at": f"{said.moment:%Y-%m-%d %H:%M}" if said else "",
        "state": backups.STATES[found.state],
        "records": said.records if said else None,
        "reason": backups.REASONS.get(said.reason, "") if said else "",
        "encrypted": "是" if said and said.encrypted else "",
        "name": found.path.name,
    }
