"""One quiet line: the last backup that was proven, and the button that makes one in a second place."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from eduaid_desktop.gui import files
from eduaid_desktop.gui.page import DONE, WARN, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.tasks import Job

if TYPE_CHECKING:
    from eduaid_desktop.services.backups import Backup, Last

_EVERY = timedelta(hours=2)
_TRY_AGAIN_MS = 10 * 60_000
# Reading the last backup to its end can wait until the first page stands.
_LOOK_AFTER_MS = 1000


class BackupLine(QWidget):
    """Lives as long as the office file is open, and makes the timed backups meanwhile.

    The service is imported where it is used: the first page does not need it.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "backupLine")
        self._shell, self._desk = shell, shell.desk
        self._last: Last | None = None
        self._known = False
        self._tried_at = datetime.now()
        self.told = label("", "quiet", "lastBackup")
        self.told.setWordWrap(True)
        self.make = button("备份到 U 盘…", self.back_up, "backUp")
        self.make.setToolTip("Ctrl+B")
        self.other = button("换一个地方…", self.choose, "backUpElsewhere", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        row.addWidget(self.other)
        row.addWidget(self.make)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.tick)
        self._clock.start(_TRY_AGAIN_MS)
        QTimer.singleShot(_LOOK_AFTER_MS, self, self._look)
        self.refresh()

    def refresh(self) -> None:
        """Say it anew: the day may have changed, an automatic backup may have failed."""
        place = files.known_folder("backup")
        self.make.setText(f"备份到“{_name(place)}”" if place else "备份到 U 盘…")
        self.other.setVisible(place is not None)
        failed = self._desk.store.backup_failed
        told = self._sentence() if self._known else ""
        self.told.setText(f"▲ {failed}　{told}" if failed else told)

    def _sentence(self) -> str:
        from eduaid_desktop.services import backups

        return backups.sentence(self._last, datetime.now())

    def back_up(self) -> None:
        """To the place of the last time when it is there, else to one that is asked for. Ctrl+B."""
        place = files.known_folder("backup")
        if place is None:
            self.choose()
        else:
            self._start(place)

    def choose(self) -> None:
        """Ask for the place and back up to it."""
        place = files.choose_folder(self, "备份到哪个 U 盘或文件夹", "backup")
        if place:
            self._start(place)

    def tick(self, now: datetime | None = None) -> None:
        """Make the backup that is due: two hours after the last try, at once when that failed."""
        now = now or datetime.now()
        due = now - self._tried_at >= _EVERY
        if self._desk.store.read_only or not (due or self._desk.store.backup_failed):
            self.refresh()
            return
        self._tried_at = now
        desk = self._desk

        def work(job: "Job[Last | None]") -> "Last | None":
            from eduaid_desktop.services import backups

            backups.automatic(desk, backups.TIMED, job)
            return backups.last(desk)

        self._shell.tasks.start("正在自动备份", work, self._timed)

    def _timed(self, found: "Last | None") -> None:
        self._show(found)
        if self._desk.store.backup_failed:
            self._shell.say(self._desk.store.backup_failed, WARN)

    def _start(self, place: Path) -> None:
        desk = self._desk

        def work(job: "Job[Backup]") -> "Backup":
            from eduaid_desktop.services import backups

            return backups.back_up(desk, place, job)

        self._shell.tasks.start("正在备份", work, self._made)

    def _made(self, made: "Backup") -> None:
        from eduaid_desktop.services.backups import Last

        assert made.manifest
        where = f"{made.path.name}（{made.manifest.records:,} 条记录）"
        if made.manifest.findings:
            self._shell.say(f"已照原样备份：{where}，但数据文件核对有问题，请先运行核对。", WARN)
            return
        self._shell.say(f"已备份并验证：{where}。", DONE)
        self._show(Last(made.manifest.moment, made.manifest.records, made.path.parent))

    def _look(self) -> None:
        desk = self._desk

        def work(job: "Job[Last | None]") -> "Last | None":
            from eduaid_desktop.services import backups

            return backups.last(desk)

        self._shell.tasks.start("正在查看备份", work, self._show)

    def _show(self, found: "Last | None") -> None:
        self._last, self._known = found, True
        self.refresh()


def _name(place: Path) -> str:
    """How a person calls it: a drive by its letter, a folder by its name."""
    return place.name or str(place)
