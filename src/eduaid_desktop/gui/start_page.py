"""What a window without an office file shows: new office, open a file, the sample township."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from eduaid_desktop import settings
from eduaid_desktop.gui.files import choose_office
from eduaid_desktop.gui.keys import bring_into_view
from eduaid_desktop.gui.new_office import NewOffice
from eduaid_desktop.gui.pieces import BigButton, in_the_middle, label, named

if TYPE_CHECKING:
    from eduaid_desktop.gui.restore_card import RestoreCard


class StartPage(QWidget):
    """picked(path): an office file to open. made(desk): a new one that stands open.

    restore_wanted(backup path, office file, way in).
    """

    picked = Signal(object)
    made = Signal(object)
    restore_wanted = Signal(object, object, object)
    sample_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "startPage")
        self.problem = label(name="startProblem")
        self.problem.setProperty("role", "problem")
        self.problem.setProperty("state", "block")
        self.problem.setWordWrap(True)
        self.office = NewOffice(self.made.emit, self.tell)
        self.office.left.connect(self._leave)
        self.office.hide()
        self.restore: RestoreCard | None = None
        column = self._column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(label("乡镇教育资助", "title"))
        column.addWidget(label("学生资助申请、教育扶贫救助基金、项目与上报：一个乡镇，一个文件。", "quiet"))
        column.addSpacing(8)
        choices = self._choices()
        self._first = choices[0]
        for made in choices:
            column.addWidget(made)
        column.addWidget(self.office)
        column.addWidget(self.problem)
        column.addStretch(1)
        in_the_middle(self, column, 40)

    def take_focus(self) -> None:
        """Enter takes the first choice."""
        self._first.setFocus()

    def tell(self, sentence: str) -> None:
        """Say what is wrong, below the choices."""
        self.problem.setText(sentence)
        if sentence:
            bring_into_view(self.problem)

    def _choices(self) -> list[QWidget]:
        return [
            *self._last(),
            _choice("新建乡镇", "填写名称和代码，建立一个空的数据文件。", self._new, "newOffice"),
            _choice("打开文件", "打开已有的 .eduaid 数据文件。", self._open, "openFile"),
            _choice("从备份恢复", "数据文件丢了或坏了，用备份找回来。", self.offer_backups, "restoreBackup"),
            _choice(
                "打开示例乡镇",
                "用一个编造的乡镇随便试，不会影响任何真实数据。",
                self.sample_wanted.emit,
                "openSample",
            ),
        ]

    def _last(self) -> Iterator[QWidget]:
        """The file that was open last comes first, when it is still there."""
        path = self._last_file()
        if path and path.is_file():
            yield _choice(f"上次打开：{path.stem}", str(path), lambda: self.picked.emit(path), "openLast")

    def offer_backups(self, office_file: Path | None = None) -> None:
        """Show the backups of a file that cannot be opened any more, or of any."""
        from eduaid_desktop.gui.restore_card import RestoreCard

        if self.restore is None:
            self.restore = RestoreCard()
            self.restore.wanted.connect(self.restore_wanted)
            self._column.insertWidget(self._column.indexOf(self.problem) + 1, self.restore)
        self.office.hide()
        self.restore.look(office_file or self._last_file())
        self.restore.show()
        bring_into_view(self.restore)
        self.restore.form.list.start()

    def _new(self) -> None:
        if self.restore:
            self.restore.hide()
        self.tell("")
        self.office.show()
        self.office.name.setFocus()
        bring_into_view(self.office.create_button)

    def _leave(self) -> None:
        self.tell("")
        self.office.hide()
        self.take_focus()

    def _last_file(self) -> Path | None:
        kept = settings.load().get("last_file")
        return Path(kept) if isinstance(kept, str) and kept else None

    def _open(self) -> None:
        chosen = choose_office(self)
        if chosen:
            self.picked.emit(chosen)


def _choice(title: str, words: str, act: Callable[[], object], name: str) -> QWidget:
    first = label(title)
    font = first.font()
    font.setBold(True)
    first.setFont(font)
    return BigButton([first, label(words, "quiet")], act, name)
