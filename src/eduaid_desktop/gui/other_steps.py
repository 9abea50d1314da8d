"""其他办理: every other step of a case, the open ones to take, the closed ones with their reason in words."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from eduaid_desktop.domain.workflow import sources, state_name
from eduaid_desktop.domain.workflow_steps import Step
from eduaid_desktop.gui.pieces import button, empty, label, named

_NAME_WIDTH = 168


class OtherSteps(QFrame):
    """Esc closes the list."""

    def __init__(self, take: Callable[[Step], object], delete: Callable[[], object]) -> None:
        """take(step) opens a step; delete() asks whether a draft is to go."""
        super().__init__()
        named(self, "otherSteps").setProperty("role", "card")
        self._take, self._delete = take, delete
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.addWidget(label("其他办理", "strong"))
        head.addStretch(1)
        head.addWidget(button("收起", self.hide, "closeOtherSteps", "link"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._grid)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.hide)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def show_steps(self, steps: Sequence[Step], *, draft: bool) -> None:
        """steps: what services.relief.steps gives. draft: the case can still be deleted."""
        empty(self._grid)
        others = [step for step in steps if not step.main]
        row = 0
        for step in sorted(others, key=lambda step: not step.open):
            self._add(row, step)
            row += 1
        if draft:
            self._grid.addWidget(button("删除这份草稿", self._delete, "deleteDraft", "link"), row, 0)
            self._grid.addWidget(label("删除后不能恢复；只有没受理过的草稿可以删除。", "quiet"), row, 1)

    def show_past(self, withdraw: Callable[[], object]) -> None:
        """Of a past case there is but one thing to do; withdraw() asks for the reason."""
        empty(self._grid)
        self._grid.addWidget(button("撤回这件补录", withdraw, "withdrawPast", "link"), 0, 0)
        self._grid.addWidget(label("录错了人或重复录入的，写明原因后撤回；不再计数。", "quiet"), 0, 1)

    def focus_first(self) -> None:
        """Put the focus on the first step that is open."""
        for number in range(self._grid.count()):
            item = self._grid.itemAt(number)
            widget = item.widget() if item else None
            if widget is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus()
                return

    def _add(self, row: int, step: Step) -> None:
        top = Qt.AlignmentFlag.AlignTop
        if step.open:
            go = button(step.label, lambda: self._take(step), f"step_{step.action}", "link")
            self._grid.addWidget(go, row, 0, top)
            return
        name = label(step.label, "closed", f"step_{step.action}")
        why = label(step.why if step.here else _later(step.action), "quiet", f"why_{step.action}")
        why.setWordWrap(True)
        self._grid.addWidget(name, row, 0, top)
        self._grid.addWidget(why, row, 1, top)


def by_list(step: Step) -> str:
    """What leads a payment on where the bank's list does it; "" for any other step, and one that needs mending first.

    Money that is sent alone stands in no file for the bank, so that this is for what is paid another way.
    """
    if step.action == "pay":
        return "去生成发放表"
    return "去生成补发表" if step.action == "repay" and "account" not in step.needs else ""


def alone(step: Step) -> Step:
    """A payment of one case beside all lists, as it stands among the other steps."""
    words = f"单独{'重发' if step.action == 'repay' else '送发'}，不列入发放表"
    return replace(step, label=words, main=False) if step.main and step.open and by_list(step) else step


def _later(action: str) -> str:
    """The card says where the case is; here it is enough to say where the step belongs."""
    return f"要到{'、'.join(f'“{state_name(s)}”' for s in sources(action))}时才能办理。"
