"""操作记录: what happened to the record that the form shows, newest first."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.gui.pieces import button, empty, label, named

_SHOWN = 4


Entries = list[Mapping[str, Any]]


class HistoryPanel(QWidget):
    """Shows the last changes; a link shows all of them."""

    def __init__(self, seen: Callable[[Entries], Entries] = lambda entries: entries) -> None:
        """seen(entries): the same as they may be seen now."""
        super().__init__()
        named(self, "history")
        self._entries: Entries = []
        self._seen, self._count = seen, _SHOWN
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_entries(self, entries: Entries) -> None:
        """entries: oldest first, as services.records.history gives them."""
        self._entries = entries[::-1]
        self._write(_SHOWN)
        self.setVisible(bool(entries))

    def retell(self) -> None:
        """Numbers are shown, or masked, from now on."""
        self._write(self._count)

    def _write(self, count: int) -> None:
        self._count = count
        empty(self._column)
        self._column.addWidget(label("操作记录", "heading"))
        for entry in self._seen(self._entries[:count]):
            self._column.addWidget(_line(entry))
            if entry["action"] == "update":
                for text in map(_difference, entry["fields"]):
                    self._column.addWidget(_wrapped(f"　　{text}", "quiet"))
        if len(self._entries) > count:
            all_of_them = f"显示全部 {len(self._entries)} 条"
            self._column.addWidget(button(all_of_them, lambda: self._write(len(self._entries)), role="link"))


def _line(entry: Mapping[str, Any]) -> QWidget:
    when = f"{spoken(entry['at'][:10])} {entry['at'][11:16]}"
    return _wrapped(f"{when}　{entry['actor']}　{entry['sentence']}")


def _difference(field: Mapping[str, str]) -> str:
    return f"{field['label']}：{field['before'] or '（空）'} → {field['after'] or '（空）'}"


def _wrapped(text: str, role: str = "") -> QLabel:
    made = label(text, role)
    made.setWordWrap(True)
    return made
