"""A form with everything around it: title, draft bar, problems, save, the next step, history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.domain.fields import FormSpec
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.binder import Binder
from eduaid_desktop.gui.draft_bar import DraftBar
from eduaid_desktop.gui.form_area import LOWEST, FormArea
from eduaid_desktop.gui.form_drafts import FormDrafts
from eduaid_desktop.gui.history import Entries, HistoryPanel
from eduaid_desktop.gui.keys import bring_into_view
from eduaid_desktop.gui.page import DONE, PROBLEM, WARN, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.print_check import PrintCheck
from eduaid_desktop.services import privacy, records
from eduaid_desktop.services.records import Saved

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

Values = Mapping[str, Any]
# Below this what stands above the form scrolls with it, else no field would be in sight.
_ROOM_ABOVE = 480


class Ui(Protocol):
    """A compiled form."""

    def setupUi(self, form: QWidget) -> None: ...  # noqa: N802


@dataclass(frozen=True)
class Step:
    """What the prominent button says and does."""

    text: str
    act: Callable[[], object]


@dataclass
class Door:
    """How this form is read and saved, and what comes after that."""

    spec: FormSpec
    load: Callable[[int], Values]
    save: Callable[[Values, int | None, int | None], Saved]
    next_step: Callable[[], Step | None] = lambda: None


class FormPanel(QWidget):
    """saved(id): the record went into the file. shown: another record, or this one anew, stands in the form."""

    saved = Signal(object)
    shown = Signal()
    turned = Signal(int)

    def __init__(self, shell: Shell, ui: Ui, door: Door, blank: Values | None = None) -> None:
        """blank: the stored values that a new form begins with."""
        super().__init__()
        self.shell, self.door = shell, door
        named(self, f"{door.spec.name}Panel")
        self.record_id: int | None = None
        self.values: Values = {}
        form = QWidget()
        ui.setupUi(form)
        self.binder = Binder(form, door.spec, shell.desk.rules())
        self.binder.set_read_only(shell.desk.store.read_only)
        PrintCheck(self.binder, shell.desk, shell.tasks)
        # Before the form is laid out, which styles every widget once.
        self.binder.fill(blank or {})
        self.draft_bar = DraftBar(self, deciding=not shell.desk.store.read_only)
        self._drafts_of = door.spec.name
        self._drafts = FormDrafts(shell.desk, self.binder, self.draft_bar, lambda: self.values)
        self._step: Step | None = None
        self._top: QWidget | None = None
        self._lay_out(form)
        self._connect()

    def open(self, record_id: int) -> None:
        """Show a stored record. Raises UserError when it is gone."""
        values = self.door.load(record_id)
        self._turn(record_id, values, self.door.spec.called(values, self.shell.desk.rules()), str(record_id))
        self.history.show_entries([*records.history(self.shell.desk, self.door.spec, record_id)])

    def open_new(self, values: Values | None = None, which: str = "new") -> None:
        """Show an empty form, or one that values are put into beforehand. which: as in services.drafts.Key."""
        self._turn(None, values or {}, f"新的{self.door.spec.title}", which)
        self.history.show_entries([])

    def reload(self) -> None:
        """Read the record again unless somebody is typing."""
        if self.record_id is not None and not self.binder.changed():
            try:
                self.open(self.record_id)
            except UserError:
                self.open_new()

    def save(self) -> bool:
        """Save; say what happened; on problems show them under their fields. Whether it is saved now."""
        try:
            self.shell.desk.store.require_writer()
            saved = self.door.save(self.binder.raw(), self.record_id, self.values.get("revision"))
        except records.Invalid as error:
            self.binder.show(error.problems)
            self.binder.focus_problem(error.problems)
            self.shell.say(error.sentence, PROBLEM)
            return False
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return False
        self._drafts.forget()
        self.binder.accept()
        left = self._drafts.left
        self.open(saved.id)
        if left:
            self._drafts.leave(left)
        self._after(saved)
        return True

    def keep_drafts_as(self, name: str) -> None:
        """Keep drafts under this name (the funding of one project, say) from the next open or open_new on."""
        self._drafts_of = name

    def know(self, **about: Any) -> None:
        """Add to what is known about the record besides its fields."""
        self.values = {**self.values, **about}

    def restore(self, draft: "Draft") -> None:
        """Put a draft of the record that is shown into the form; it is not saved by that."""
        if draft.record_id != self.record_id or not draft.place:
            self.shell.say("这份内容现在放不回这张表里；它还留着，可以在首页查看和复制。", PROBLEM)
            return
        self.know(**draft.known)
        self._drafts.restore(draft)
        self.refresh_step()
        if self.record_id is None:
            self.binder.focus_first_empty()
        else:
            self.binder.focus_field(next(each.name for each in draft.differences if not each.lost))
        self.shell.say("已恢复到表里，还没有保存：核对后按 Ctrl+S 保存。", DONE)

    def flush(self) -> None:
        """Bring the draft to disk."""
        self._drafts.flush()

    def go_on(self) -> None:
        """Put the focus on the prominent button."""
        if self.next_button.isVisible():
            self.next_button.setFocus()
            bring_into_view(self.next_button)

    def add_action(self, widget: QWidget) -> None:
        """Put a quiet button beside the next step."""
        self._actions.insertWidget(self._actions.count() - 1, widget)

    def add_above(self, widget: QWidget) -> None:
        """Put a widget between the title and the form; it scrolls with the form only where room is short."""
        self._top = widget
        self._place_top()

    def add_sheet(self, widget: QWidget) -> None:
        """Put a widget at the foot, where actions are: what is asked before something is done."""
        self._column.insertLayout(self._column.indexOf(self.foot), _beside_scroll_bar(widget))

    def give_way(self, covered: bool) -> None:
        """Whether a sheet stands at the foot: actions and the keys of the draft bar are its own meanwhile."""
        self.foot.setVisible(not covered)
        self.draft_bar.setEnabled(not covered)
        self._area.setMinimumHeight(1 if covered else LOWEST)

    def add_on_top(self, widget: QWidget) -> None:
        """Put a widget above the form, scrolled with it."""
        self._area.column.insertWidget(0, widget)

    def bring_up(self, widget: QWidget) -> None:
        """Scroll to a widget that lies in the scrolled part."""
        QTimer.singleShot(0, widget, lambda: self._area.verticalScrollBar().setValue(widget.y()))

    def add_below(self, widget: QWidget) -> None:
        """Put a widget between the form and its history."""
        self._area.column.insertWidget(self._area.column.count() - 2, widget)

    def refresh_step(self) -> None:
        """Let the prominent button say what comes next: save what is typed, else the page's own step."""
        unsaved = self.binder.changed() or self.record_id is None
        self._step = Step("保存", self.save) if unsaved else self.door.next_step()
        writable = not self.shell.desk.store.read_only
        self.next_button.setVisible(writable and self._step is not None)
        self.next_button.setText(self._step.text if self._step else "")
        self.state.setText("有修改，还没有保存" if self.binder.changed() else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_top()

    def _place_top(self) -> None:
        home = self._area.column if self.height() < _ROOM_ABOVE else self._above
        if self._top is not None and home.indexOf(self._top) < 0:
            home.insertWidget(0, self._top)

    def _turn(self, record_id: int | None, values: Values, title: str, which: str) -> None:
        if self.binder.changed():
            self.shell.say("刚才那份没有保存，录入的内容留作草稿，下次打开它时可以恢复。")
        self.record_id, self.values = record_id, values
        self.title.setText(title)
        self.binder.use(self.shell.desk.rules())
        self.binder.fill(values)
        self._drafts.turn_to(f"{self._drafts_of}:{which}")
        self._area.verticalScrollBar().setValue(0)
        self.shown.emit()
        self.refresh_step()

    def _seen(self, entries: Entries) -> Entries:
        return [*privacy.history(self.shell.desk, self.door.spec, entries)]

    def _typed(self) -> None:
        self._drafts.typed()
        self.refresh_step()

    def _after(self, saved: Saved) -> None:
        self.binder.show(saved.problems)
        lacking = sum(p.blocking for p in saved.problems)
        warned = sum(p.severity == "warn" for p in saved.problems)
        words = [f"还有 {lacking} 处要补全"] * bool(lacking) + [f"有 {warned} 处请核对"] * bool(warned)
        self.shell.say("，".join(["已保存", *words]) + "。", WARN if words else DONE)
        self.saved.emit(saved.id)
        self.go_on()

    def _connect(self) -> None:
        self.binder.edited.connect(self._typed)
        self.binder.finished.connect(self.go_on)
        self.binder.turned.connect(self.turned)
        self.binder.reshaped.connect(self._area.lay_out)
        self._drafts.wanted.connect(self.restore)
        self._drafts.decided.connect(self.binder.keys.first)

    def _lay_out(self, form: QWidget) -> None:
        self.title, self.state = label(role="title", name="formTitle"), label(role="quiet", name="formState")
        self.history = HistoryPanel(self._seen)
        self.next_button = button("", lambda: self._step and self._step.act(), "nextStep", "next")
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.state, 1, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        head.setSpacing(12)
        self.foot = QWidget()
        self._actions = QHBoxLayout(self.foot)
        self._actions.setSpacing(8)
        self._actions.setContentsMargins(0, 4, 24, 0)
        self._actions.addStretch(1)
        self._actions.addWidget(self.next_button)
        self._area, self._above = FormArea(form), _beside_scroll_bar()
        self._area.add_below(self.history)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 12, 8, 12)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        self._column.addLayout(_beside_scroll_bar(self.draft_bar))
        self._column.addLayout(self._above)
        self._column.addWidget(self._area, 1)
        self._column.addWidget(self.foot)


def _beside_scroll_bar(*widgets: QWidget) -> QHBoxLayout:
    """As wide as the form, whose right end belongs to the scroll bar."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 24, 0)
    for widget in widgets:
        row.addWidget(widget)
    return row
