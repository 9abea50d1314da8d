"""A part of a project: what there is of it above, the form for one of them below."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from eduaid_desktop.domain.fields import FormSpec
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.form_panel import Door, FormPanel, Step, Ui, Values
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import ROW_HEIGHT, RecordList
from eduaid_desktop.services import projects
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.records import Saved

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

# A list as high as its rows, within bounds, so that the form below keeps its place; heading and totals apart.
_FEWEST, _MOST, _AROUND_ROWS = 2, 5, 76


class Part(QWidget):
    """What there is above, the form for one of them below. changed: one was saved or withdrawn."""

    changed = Signal()

    def __init__(self, shell: Shell, spec: FormSpec, ui: Ui) -> None:
        super().__init__()
        named(self, f"{spec.name}Part")
        self.shell, self.spec = shell, spec
        self.project: Values = {}
        self.panel = FormPanel(
            shell,
            ui,
            Door(spec, load=self._load, save=self._save, next_step=self.next_step),
        )
        self.panel.saved.connect(lambda record_id: self.changed.emit())
        self.remove_button = button("撤回这一条", self.remove, "removePart")
        self.panel.add_action(self.remove_button)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def show_project(self, project: Values) -> None:
        """project: what services.projects.load gives."""
        another = project["id"] != self.project.get("id")
        self.project = project
        self.show_rows(project[self.spec.name])
        if another:
            self.panel.keep_drafts_as(f"{self.spec.name}@{project['id']}")
            self.new()
        else:
            self.panel.reload()
            self._update_remove()

    def open(self, record_id: int) -> None:
        """Show one of them in the form."""
        try:
            self.panel.open(record_id)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
        self._update_remove()

    def new(self) -> None:
        """An empty form, with what is known beforehand."""
        values = self.blank()
        self.panel.open_new(values, self.which(values))
        self._update_remove()

    def start_new(self) -> None:
        """The same, ready to be typed into."""
        self.new()
        self.panel.binder.keys.first()

    def open_draft(self, draft: "Draft") -> None:
        """Show what a draft of this part goes into."""
        if draft.record_id is None:
            self.new()
        else:
            self.open(draft.record_id)

    def which(self, values: Values) -> str:
        """Under which key, as in services.drafts.Key, a new one with these values keeps its draft."""
        return "new"

    def start(self) -> None:
        """Go to where one types."""
        self.panel.binder.keys.first()

    def remove(self) -> None:
        """Withdraw what the form shows."""
        record_id = self.panel.record_id
        if record_id is None:
            return
        try:
            projects.remove_part(self.shell.desk, self.spec.name, record_id)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        words = f"已撤回{self.spec.title}“{self.panel.title.text()}”；撤错了可以在“台账”的操作日志里撤销。"
        self.new()
        self.changed.emit()
        self.shell.say(words, DONE)

    def blank(self) -> dict[str, Any]:
        """The stored values a new one begins with."""
        return {}

    def show_rows(self, rows: list[Values]) -> None:
        """Show what there is."""
        raise NotImplementedError

    def next_step(self) -> Step | None:
        """What comes after one that is saved."""
        return Step("再登记一条", self.start_new)

    def _load(self, record_id: int) -> Values:
        return self.shell.desk.store.get(self.spec.table, record_id)

    def _save(self, raw: Values, record_id: int | None, revision: int | None) -> Saved:
        desk, name = self.shell.desk, self.spec.name
        return projects.save_part(desk, name, raw, record_id, revision, project_id=self.project["id"])

    def _update_remove(self) -> None:
        stored = self.panel.record_id is not None
        self.remove_button.setVisible(stored and not self.shell.desk.store.read_only)


class ListedPart(Part):
    """A part whose records stand in a list."""

    COLUMNS: tuple[Column, ...] = ()
    SUMMED: tuple[str, ...] = ()
    EMPTY = ""

    def __init__(self, shell: Shell, spec: FormSpec, ui: Ui) -> None:
        super().__init__(shell, spec, ui)
        self.list = RecordList(f"{spec.name}List", self._source([]))
        self.list.without_filter()
        self.list.chosen.connect(self.open)
        self.list.opened.connect(lambda record_id: self.panel.binder.keys.first())
        self.panel.turned.connect(self.list.step)
        self.told = label(role="quiet", name=f"{spec.name}Told")
        self.told.setWordWrap(True)
        self.told.setContentsMargins(20, 4, 20, 4)
        self.column.addWidget(self.told)
        self.column.addWidget(self.list)
        self.column.addWidget(self.panel, 1)

    def show_rows(self, rows: list[Values]) -> None:
        self.list.point_to(self._source(rows))
        self.list.setFixedHeight(_AROUND_ROWS + ROW_HEIGHT * min(max(len(rows), _FEWEST), _MOST))
        if self.panel.record_id is not None:
            self.list.select(self.panel.record_id)
        self.told.setText(self.tell(rows))

    def new(self) -> None:
        self.list.view.setCurrentIndex(self.list.model.index(-1, -1))
        super().new()

    def tell(self, rows: list[Values]) -> str:
        """One line about all of them."""
        raise NotImplementedError

    def _source(self, rows: list[Values]) -> FixedRows:
        return FixedRows(self.COLUMNS, rows, self.shell.desk, self.EMPTY, self.SUMMED)
