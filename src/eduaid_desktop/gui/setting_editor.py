"""The editor of one setting: a line, a choice or a list of ticks, as its kind asks."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from eduaid_desktop.domain import setting_values
from eduaid_desktop.gui.pieces import empty, named
from eduaid_desktop.services.office_settings import Setting

_CHOICES = ("flag", "choice", "code")
_FLAG = {True: "是", False: "否"}
_ROW, _MOST_ROWS = 22, 12
_ID = Qt.ItemDataRole.UserRole


class SettingEditor(QWidget):
    """show_setting puts a setting in; value() is what stands there now."""

    def __init__(self) -> None:
        super().__init__()
        self._setting: Setting | None = None
        self.editor: QWidget = self
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_setting(self, setting: Setting, *, open_: bool) -> None:
        """Put a setting in; open_: whether it may be changed."""
        self._setting = setting
        empty(self._column)
        self.editor = _editor(setting)
        self.editor.setAccessibleName(setting.about.title)
        self.editor.setEnabled(open_)
        self._column.addWidget(self.editor)

    def value(self) -> Any:
        """The value that stands there. Raises Refused, field value, for a line that cannot be read."""
        assert self._setting is not None
        if isinstance(self.editor, QComboBox):
            return self.editor.currentData()
        if isinstance(self.editor, QListWidget):
            items = (self.editor.item(row) for row in range(self.editor.count()))
            return [item.data(_ID) for item in items if item.checkState() == Qt.CheckState.Checked]
        assert isinstance(self.editor, QLineEdit)
        return setting_values.read(self._setting.about, self.editor.text())


def _editor(setting: Setting) -> QWidget:
    about, value = setting.about, setting.value
    if about.kind in _CHOICES:
        return _box(about.choices or _FLAG, value)
    if about.kind == "codes":
        return _ticks(about.choices, value)
    line = named(QLineEdit(str(value) if about.kind == "number" else setting.words), "settingValue")
    if about.kind == "days" and not value:
        line.clear()
    line.setPlaceholderText(about.unit and f"单位：{about.unit}")
    if about.kind in ("number", "month_day", "phone"):
        line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
    return line


def _box(choices: Any, value: Any) -> QComboBox:
    box = named(QComboBox(), "settingValue")
    for code, words in choices.items():
        box.addItem(words, code)
    box.setCurrentIndex(list(choices).index(value) if value in choices else -1)
    return box


def _ticks(choices: Any, value: Any) -> QListWidget:
    ticks = named(QListWidget(), "settingValue")
    ticks.setProperty("role", "rows")
    for code, words in choices.items():
        item = QListWidgetItem(words, ticks)
        item.setData(_ID, code)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setCheckState(Qt.CheckState.Checked if code in value else Qt.CheckState.Unchecked)
    ticks.setFixedHeight(min(len(choices), _MOST_ROWS) * _ROW + 8)
    return ticks
