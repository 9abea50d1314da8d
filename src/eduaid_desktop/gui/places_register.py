"""村和学校: their lists, the names of the chosen one by date, and renaming it or letting it go into another."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from eduaid_desktop.domain import dates
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.page import DONE, PROBLEM, Page, Shell
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, card, label, named, scrolled
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services import dated_names
from eduaid_desktop.services.dated_names import Kind
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.schools import SCHOOL
from eduaid_desktop.services.villages import VILLAGE


class PlacesRegister(Register):
    """Above the villages, below the schools, beside them what the chosen one was called when."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "villages")
        self.schools = RecordList("schools_register", open_list(shell.desk, "schools"))
        self.name, self.told = label(role="strong", name="placeName"), label(name="placeTold")
        self.told.setWordWrap(True)
        self.rename = button("改名…", lambda: self._open(RenamePanel), "renamePlace")
        self.close_into = button("并入…", lambda: self._open(ClosePanel), "closePlace")
        self._chosen: tuple[Kind, int] | None = None
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.list)
        both.addWidget(self.schools)
        self.split.addWidget(both)
        self.split.addWidget(scrolled(self._side()))
        self.split.setSizes([960, 400])
        self.split.setStretchFactor(0, 1)
        for each, kind in ((self.list, VILLAGE), (self.schools, SCHOOL)):
            each.chosen.connect(lambda row_id, kind=kind: self._show((kind, row_id)))
            each.opened.connect(lambda row_id, kind=kind: self._show((kind, row_id), go=True))
        self._show(None)

    def refresh(self) -> None:
        super().refresh()
        self.schools.refresh()
        self._show(self._chosen)

    def _show(self, chosen: tuple[Kind, int] | None, *, go: bool = False) -> None:
        self._chosen = chosen
        desk, row = self.shell.desk, None
        if chosen is not None:
            row = chosen[0].get(desk.store, chosen[1])
            self.name.setText(row["name"])
            self.told.setText("\n".join(dated_names.told(desk, chosen[0], row)))
        else:
            self.name.setText("选一个村或学校，看它历次的名称，改名或并入另一个。")
            self.told.clear()
        writable = row is not None and not row["valid_to"] and not desk.store.read_only
        for each in (self.rename, self.close_into):
            each.setVisible(writable)
        if go and writable:
            self.rename.setFocus()

    def _open(self, panel: "Callable[[Page, Kind, Values], PlacePanel]") -> None:
        if self._chosen is not None:
            kind, row_id = self._chosen
            panel(_page_of(self), kind, kind.get(self.shell.desk.store, row_id)).open_panel()

    def _side(self) -> QWidget:
        side = named(QWidget(), "placeSide")
        self.name.setWordWrap(True)
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 8, 16, 12)
        column.addWidget(card(self.name, self.told, self.rename, self.close_into))
        column.addStretch(1)
        side.setMinimumWidth(320)
        return side


class PlacePanel(PagePanel):
    """The day and the paper, and what the kind of step asks besides."""

    def __init__(self, page: Page, kind: Kind, row: Values, title: str) -> None:
        super().__init__(page, "placePanel", f"{kind.word}“{row['name']}”{title}")
        self.kind, self.row = kind, row
        self.since, self.document = named(QLineEdit(), "since"), named(QLineEdit(), "document")
        self.since.setPlaceholderText("如 20180601，文件上的生效日期")
        self.document.setPlaceholderText("文号或文件名，可以不填")
        self.first = self._asked()
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.addRow(self._question, self.first)
        form.addRow("从哪一天起", self.since)
        form.addRow("依据", self.document)
        words = label(self._advice, "quiet")
        words.setWordWrap(True)
        self.show_form(card(words, form))
        self.keys = FieldKeys([self.first, self.since, self.document], self)
        self.keys.past_end.connect(self.next_button.setFocus)
        self.offer(self._does, self._act_on)

    _question = _advice = _does = ""

    def start(self) -> None:
        self.first.setFocus()

    def _asked(self) -> QLineEdit | QComboBox:
        raise NotImplementedError

    def _do(self, day: date) -> str:
        raise NotImplementedError

    def _act_on(self) -> None:
        try:
            day = dates.parse(self.since.text())
            if day is None:
                self.since.setFocus()
                raise UserError("请填写从哪一天起，如 20180601。")
            said = self._do(day)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.close_panel()
        self.page.refresh()
        self.shell.say(said, DONE)


class RenamePanel(PlacePanel):
    """Another name from a day on."""

    _question, _does = "新名称", "改名"
    _advice = "这一天以前的文件仍用旧名；旧名仍能查到，导入的表里写旧名也认得。"

    def __init__(self, page: Page, kind: Kind, row: Values) -> None:
        super().__init__(page, kind, row, "改名")

    def _asked(self) -> QLineEdit:
        return named(QLineEdit(), "newName")

    def _do(self, day: date) -> str:
        assert isinstance(self.first, QLineEdit)
        dated_names.rename(
            self.shell.desk, self.kind, self.row["id"], self.first.text(), day, self.document.text()
        )
        return f"已把“{self.row['name']}”改名为“{self.first.text().strip()}”，可以在操作日志里撤销。"


class ClosePanel(PlacePanel):
    """It goes into another one from a day on."""

    _question, _does = "并入", "并入"
    _advice = "这一天以后的表单不再列出它，导入的表里写它的，自动归到并入的那一个；原有记录一条不动。"

    def __init__(self, page: Page, kind: Kind, row: Values) -> None:
        super().__init__(page, kind, row, f"并入另一个{kind.word}")

    def _asked(self) -> QComboBox:
        box = named(QComboBox(), "into")
        for other in self.kind.all(self.shell.desk.store):
            if other["id"] != self.row["id"] and not other["valid_to"]:
                box.addItem(other["name"], other["id"])
        box.setCurrentIndex(-1)
        return box

    def _do(self, day: date) -> str:
        assert isinstance(self.first, QComboBox)
        if self.first.currentData() is None:
            self.first.setFocus()
            raise UserError(f"请选并入哪一个{self.kind.word}。")
        into = int(self.first.currentData())
        dated_names.close(self.shell.desk, self.kind, self.row["id"], into, day, self.document.text())
        return f"已把“{self.row['name']}”并入“{self.first.currentText()}”，可以在操作日志里撤销。"


def _page_of(widget: QWidget) -> Page:
    above = widget.parentWidget()
    while not isinstance(above, Page):
        assert above is not None
        above = above.parentWidget()
    return above
