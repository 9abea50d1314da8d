"""Opening a relief case at the field that an answer is about: the county's reply, the bank's file."""

from PySide6.QtWidgets import QWidget

from eduaid_desktop.gui.page import Shell


def open_case(shell: Shell, widget: QWidget, case_id: int, field: str = "") -> None:
    """Show a case; with a field of its form the focus goes there. widget: any in the window."""
    from eduaid_desktop.gui.relief_page import ReliefPage

    shell.go("relief", case_id)
    page = widget.window().findChild(ReliefPage)
    if field and page is not None and page.panel.record_id == case_id:
        page.panel.binder.focus_field(field)
