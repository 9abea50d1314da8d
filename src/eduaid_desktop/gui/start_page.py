"""What a window without an office file shows: new office, open a file, the sample township."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop import paths, settings
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.files import choose_office
from eduaid_desktop.gui.keys import bring_into_view
from eduaid_desktop.gui.pieces import BigButton, button, card, label, named, scrolled


class StartPage(QWidget):
    """picked(path): an office file to open."""

    picked = Signal(object)
    sample_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "startPage")
        self.problem = label(name="startProblem")
        self.problem.setProperty("role", "problem")
        self.problem.setProperty("state", "block")
        self.problem.setWordWrap(True)
        self.office = NewOffice(self.picked.emit, self.tell)
        self.office.left.connect(self._leave)
        self.office.hide()
        column = QVBoxLayout()
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
        inside = named(QWidget(), "scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(24, 40, 24, 16)
        row.addStretch(1)
        row.addLayout(column, 2)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))

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
            _choice(
                "打开示例乡镇",
                "用一个编造的乡镇随便试，不会影响任何真实数据。",
                self.sample_wanted.emit,
                "openSample",
            ),
        ]

    def _last(self) -> Iterator[QWidget]:
        """The file that was open last comes first, when it is still there."""
        kept = settings.load().get("last_file")
        if kept and Path(kept).is_file():
            path = Path(kept)
            yield _choice(f"上次打开：{path.stem}", str(path), lambda: self.picked.emit(path), "openLast")

    def _new(self) -> None:
        self.tell("")
        self.office.show()
        self.office.name.setFocus()
        bring_into_view(self.office.create_button)

    def _leave(self) -> None:
        self.tell("")
        self.office.hide()
        self.take_focus()

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


class NewOffice(QWidget):
    """Name, code, county and where the file goes. left: Esc was pressed."""

    left = Signal()

    def __init__(self, created: Callable[[Path], object], tell: Callable[[str], None]) -> None:
        super().__init__()
        self._created, self._tell = created, tell
        self.name, self.code = named(QLineEdit(), "office_name"), named(QLineEdit(), "office_code")
        self.county, self.folder = named(QLineEdit(), "office_county"), named(QLineEdit(), "office_folder")
        self.name.setPlaceholderText("如 格桑镇")
        self.code.setPlaceholderText("9 位数字，如 513399101")
        self.county.setPlaceholderText("如 白云县")
        self.folder.setText(str(paths.documents_folder()))
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(button("选择…", self._choose_folder, "chooseFolder"))
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setSpacing(8)
        form.addRow("乡镇名称", self.name)
        form.addRow("单位代码", self.code)
        form.addRow("所属县", self.county)
        form.addRow("保存在", where)
        self.create_button = button("建立并打开", self.create_office, "nextStep")
        form.addRow("", self.create_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(form))
        lines = (self.name, self.code, self.county, self.folder)
        for line, after in pairwise(lines):
            line.returnPressed.connect(after.setFocus)
        self.folder.returnPressed.connect(self.create_button.setFocus)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def create_office(self) -> None:
        """Make the file and hand its path on; say what is wrong otherwise."""
        from eduaid_desktop.services import office

        name = self.name.text().strip()
        path = Path(self.folder.text().strip()) / f"{name or '乡镇'}.eduaid"
        try:
            office.create(
                path, name=name, code=self.code.text().strip(), county=self.county.text().strip()
            ).close()
        except UserError as error:
            self._tell(error.sentence)
        except OSError:
            self._tell(f"文件夹“{path.parent}”不能写入，请换一个文件夹。")
        else:
            self._created(path)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "数据文件保存在哪个文件夹", self.folder.text())
        if chosen:
            self.folder.setText(chosen)
