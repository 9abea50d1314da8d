"""The quiet bar that offers what was typed and never saved, and says what it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.gui.pieces import button, label, named

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

# Fields, and characters of one.
_SHOWN, _LENGTH = 5, 24


class DraftBar(QFrame):
    """restored, dropped: what the user decided. Both answers have a key: Alt+R, Alt+D."""

    restored = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget, *, deciding: bool) -> None:
        """deciding: whether this window may restore and drop; one that only reads tells."""
        super().__init__(parent)
        named(self, "draftBar")
        self._deciding = deciding
        self._words = label(name="draftWords")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._restore = button("恢复(&R)", self.restored.emit, "restoreDraft")
        self._drop = button("放弃(&D)", self.dropped.emit, "dropDraft")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self._restore)
        row.addWidget(self._drop)
        self.hide()

    def offer(self, draft: "Draft") -> None:
        """Show what restoring a draft would bring."""
        when = f"（{draft.when}）" if draft.when else ""
        head = "上次没保存完的内容" if self._deciding else "另一个窗口里还没保存的内容"
        self._show(f"{head}{when}：{_told(draft)}", *draft.notes)
        self._restore.setVisible(self._deciding and draft.place)
        self._drop.setText("放弃(&D)")

    def leave(self, lost: Mapping[str, str]) -> None:
        """Show what was in a draft and no field takes, until it is taken note of."""
        words = "，".join(f"{name} {content}" for name, content in lost.items())
        self._show(f"没有栏目可放、没有恢复的内容：{words}", "需要的请抄到备注等栏目里。")
        self._restore.hide()
        self._drop.setText("知道了(&D)")

    def _show(self, first: str, *notes: str) -> None:
        self._words.setText("\n".join([first, *(f"▲ {note}" for note in notes)]))
        self._drop.setVisible(self._deciding)
        self.show()


def _told(draft: "Draft") -> str:
    """The first few fields with what was typed."""
    told = [f"{each.label} {_short(masks.in_text(each.typed)) or '（空）'}" for each in draft.differences]
    more = f" 等 {len(told)} 项" if len(told) > _SHOWN else ""
    return "，".join(told[:_SHOWN]) + more


def _short(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= _LENGTH else f"{one_line[:_LENGTH]}…"
