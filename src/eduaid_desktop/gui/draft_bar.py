"""The quiet bar that offers what was typed and never saved, and says what it is."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import FormSpec
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.gui.pieces import button, label, named

_SHOWN = 5


class DraftBar(QFrame):
    """restored, dropped: what the user decided. Both answers have a key: Alt+R, Alt+D."""

    restored = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "draftBar")
        self._words = label(name="draftWords")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(button("恢复(&R)", self.restored.emit, "restoreDraft"))
        row.addWidget(button("放弃(&D)", self.dropped.emit, "dropDraft"))
        self.hide()

    def offer(self, at: str, differences: str) -> None:
        """Show the bar. at: ISO moment of keeping; differences: what restoring would bring."""
        when = f"{spoken(at[:10])} {at[11:16]}" if at else ""
        self._words.setText(f"上次没保存完的内容（{when}）：{differences}")
        self.show()


def differences(spec: FormSpec, rules: Rules, kept: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What a draft holds otherwise than the form: the first few fields with their content, numbers masked."""
    told = []
    for field in spec.fields:
        content = str(kept.get(field.name) or "")
        if content != str(now.get(field.name) or ""):
            if field.kind == "choice" and field.choices in rules.codes:
                content = rules.label(field.choices, content)
            elif field.kind == "flag":
                content = {"1": "是", "0": "否"}.get(content, content)
            told.append(f"{field.label} {masks.shown(field.kind, content) or '（空）'}")
    more = f" 等 {len(told)} 项" if len(told) > _SHOWN else ""
    return "，".join(told[:_SHOWN]) + more
