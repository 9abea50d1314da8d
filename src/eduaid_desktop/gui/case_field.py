"""Opening a relief case at the field that an answer is about: the pre-flight, the county's reply, the bank's file."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from eduaid_desktop.gui.keys import bring_into_view
from eduaid_desktop.gui.page import Shell


def open_case(shell: Shell, widget: QWidget, case_id: int, field: str = "") -> None:
    """Show a case; with a field of its form the focus goes there. widget: any in the window."""
    from eduaid_desktop.gui.relief_page import ReliefPage

    shell.go("relief", case_id)
    page = widget.window().findChild(ReliefPage)
    if page is not None and page.panel.record_id == case_id and field in page.panel.binder.editors:
        page.panel.binder.focus_field(field)
        editor = page.panel.binder.editors[field]
        # A tab that was never in sight is laid out only when the events that showed it are done.
        QTimer.singleShot(0, editor, lambda: bring_into_view(editor))
