"""A form that covers its page: one record, or a new one; Esc goes back, and what is typed stays as a draft."""

from collections.abc import Collection

from eduaid_desktop.gui.form_panel import Door, FormPanel, Ui
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.page_panel import PagePanel


class RecordPanel(PagePanel):
    """A kind of record says which of its fields are closed, and where one begins to fill them in."""

    def __init__(self, page: Page, name: str, ui: Ui, door: Door) -> None:
        super().__init__(page, name, "")
        self._desk = page.desk
        self.form = FormPanel(page.shell, ui, door)
        self.form.shown.connect(self._lock)
        self.body.addWidget(self.form)
        self.offer("", self.close_panel)
        self.title.hide()
        self.back.setText("返回（Esc）")
        self.form.add_action(self.back)

    def show_record(self, record_id: int) -> None:
        """Show a stored record."""
        self.form.open(record_id)

    def save(self) -> None:
        """Ctrl+S."""
        self.form.save()

    def locked_fields(self) -> Collection[str]:
        """The fields that may not be edited now."""
        raise NotImplementedError

    def _lock(self) -> None:
        if not self._desk.store.read_only:
            self.form.binder.lock(set(self.locked_fields()))
