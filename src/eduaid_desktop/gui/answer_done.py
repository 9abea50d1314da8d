"""登记以后: what an answer from outside was, and what it leaves to be done, each with its button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, card, label
from eduaid_desktop.gui.style import restyle


@dataclass(frozen=True)
class NextStep:
    """One thing to do. words: what there is; title: of the button, act: what it does. leaves: it closes the panel."""

    name: str
    words: str
    title: str
    act: Callable[[], object]
    leaves: bool = False


class AnswerDone(PagePanel):
    """The first step has the focus; Esc or 完成 goes back to the page."""

    def __init__(self, page: Page, name: str, title: str, said: str, steps: Sequence[NextStep]) -> None:
        """name: reply or result; said: one sentence on what was registered."""
        super().__init__(page, f"{name}Done", title)
        self._said = said
        told = label(said, "quiet", f"{name}DoneTold")
        told.setWordWrap(True)
        self.body.addWidget(told)
        self.buttons = [self._add(step) for step in steps]
        self.body.addStretch(1)
        self.back.hide()
        self.offer("完成", self.close_panel)
        if self.buttons:
            restyle(self.buttons[0], role="next")
            restyle(self.next_button, role="")

    def open_panel(self) -> None:
        super().open_panel()
        self.shell.say(self._said, DONE)

    def start(self) -> None:
        """The first thing to do."""
        (self.buttons[0] if self.buttons else self.next_button).setFocus()

    def _add(self, step: NextStep) -> QPushButton:
        made = button(step.title, lambda: self._take(step), step.name)
        row = QHBoxLayout()
        words = label(step.words, "strong", f"{step.name}Words")
        words.setWordWrap(True)
        row.addWidget(words, 1)
        row.addWidget(made)
        self.body.addWidget(card(row))
        return made

    def _take(self, step: NextStep) -> None:
        if step.leaves:
            self.close_panel()
        step.act()


def after(page: Page, name: str, title: str, said: str, steps: Sequence[NextStep]) -> None:
    """Show what is left to be done, or only say what was registered where nothing is."""
    page.refresh()
    if steps:
        AnswerDone(page, name, title, said, steps).open_panel()
    else:
        page.shell.say(said, DONE)
