"""The pattern of a tab: the list on the left, the form on the right, one next step."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.form_panel import Door, FormPanel, Ui
from eduaid_desktop.gui.only_bar import OnlyBar
from eduaid_desktop.gui.page import PROBLEM, Page, Shell
from eduaid_desktop.gui.pieces import button, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.lists import open_list

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft


_NARROWED = "照上面选的，没有要列出的。改选别的，或看全部。"


class RecordPage(Page):
    """list_kind: a key of services.list_kinds.KINDS_OF_LIST. The rest comes from the door of the form."""

    def __init__(self, shell: Shell, list_kind: str, ui: Ui, door: Door) -> None:
        super().__init__(shell)
        self.list = RecordList(f"{list_kind}List", open_list(self.desk, list_kind))
        self.list_kind = list_kind
        self.only, self._only = OnlyBar(), dict[str, Any]()
        self.list.add_choices(self.only)
        self.only.all_wanted.connect(self.show_all)
        self.panel = FormPanel(shell, ui, door, self.blank())
        self.list.chosen.connect(self.open_record)
        self.list.opened.connect(self._type_into)
        self.panel.saved.connect(self._saved)
        self.panel.turned.connect(self.list.step)
        if not self.desk.store.read_only:
            self.list.add_tool(named(button("新建", self.new), "newRecord"))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list)
        self.split.addWidget(self.panel)
        self.split.setSizes([546, 820])
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)
        self.list.refresh()
        self.panel.open_new(self.blank())

    def blank(self) -> dict[str, Any]:
        """The stored values that a new form begins with."""
        return {}

    def refresh(self) -> None:
        self.list.refresh()
        self.panel.reload()

    def open_record(self, record_id: int) -> None:
        try:
            self.panel.open(record_id)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            self.list.refresh()
            return
        self.list.select(record_id)

    def restore(self, draft: "Draft") -> None:
        if draft.record_id is None:
            self.start_new(self.blank())
        else:
            self.open_record(draft.record_id)
        self.panel.restore(draft)

    def show_only(self, words: str, filters: Mapping[str, Any], record_id: int | None = None) -> None:
        self._only = dict(filters)
        self.only.tell(words if self._only else "")
        self.list.filter.clear()
        self.list.model.filter = ""
        self.point_list()
        shown = self.list.model.ids
        if shown:
            self.open_record(record_id if record_id is not None and record_id in shown else shown[0])
            self.list.view.setFocus()

    def show_all(self) -> None:
        """Take away what the list was narrowed to from another tab."""
        self._only = {}
        self.only.tell("")
        self.point_list()
        self.list.view.setFocus()

    def point_list(self, **filters: Any) -> None:
        """Show what is left of the list by what it was narrowed to, and by these filters."""
        narrowed = any(value is not None for value in (filters | self._only).values())
        self.list.nothing = _NARROWED if narrowed else ""
        self.list.point_to(open_list(self.desk, self.list_kind, **{**filters, **self._only}))

    def take_focus(self) -> bool:
        if self.panel.record_id is None:
            self.panel.binder.keys.first()
        else:
            self.list.view.setFocus()
        return True

    def save(self) -> None:
        self.panel.save()

    def new(self) -> None:
        try:
            self.desk.store.require_writer()
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        if self.panel.record_id is None and self.panel.binder.changed():
            self.shell.say("这一份还没有保存：先按 Ctrl+S 保存，再按 Ctrl+N 新建下一份。", PROBLEM)
            return
        self.start_new(self.blank())

    def start_new(self, values: dict[str, Any]) -> None:
        """Open a new form with some values in it and go to its first field."""
        self.list.view.setCurrentIndex(self.list.model.index(-1, -1))
        self.panel.open_new(values)
        self.panel.binder.keys.first()

    def _type_into(self, record_id: int) -> None:
        if self.panel.record_id != record_id:
            self.open_record(record_id)
        self.panel.binder.keys.first()

    def _saved(self, record_id: int) -> None:
        self.list.refresh()
        self.list.select(record_id)
