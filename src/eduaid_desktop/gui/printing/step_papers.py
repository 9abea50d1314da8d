"""What the last step of a relief case gives out on paper, one click each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.pieces import button, empty, label, named


def documents(told: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The documents that come with the last of the steps taken so far, as services.relief.story gives them."""
    if not told:
        return ()
    last = told[-1]
    ways = workflow.ways(last["from_state"], last["action"])
    return next((way.prints for way in ways if way.target == last["to_state"]), ())


class StepPapers(QWidget):
    """A row of links; hidden where the step gives out nothing that can be printed."""

    def __init__(self, print_: Callable[[str, str], object]) -> None:
        """print_(document, title) prints one."""
        super().__init__()
        named(self, "stepPapers")
        self._print = print_
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.titles: list[str] = []
        self.hide()

    def show_of(self, told: Sequence[Mapping[str, Any]]) -> None:
        """Offer what came with the last step; a document that is not made yet is left out."""
        from eduaid_desktop.services.papers import catalogue

        empty(self._row)
        known = catalogue.DOCUMENTS
        found = {name: known[name].title for name in documents(told) if name in known}
        self.titles = [*found.values()]
        if found:
            self._row.addWidget(label("这一步的文书", "quiet"))
        for name, title in found.items():
            self._row.addWidget(self._link(name, title))
        self._row.addStretch(1)
        self.setVisible(bool(found))

    def _link(self, name: str, title: str) -> QWidget:
        return button(f"打印{title}", lambda: self._print(name, title), f"stepPaper_{name}", "link")
