"""Which fields of a form are in sight: those that what is chosen asks for, with the headings of their parts."""

from collections.abc import Mapping

from PySide6.QtWidgets import QLabel, QWidget

from eduaid_desktop.domain.fields import FormSpec


class AskedFields:
    """hidden: the fields that are out of sight now, as the form was drawn at first; what is typed stays in them."""

    def __init__(
        self, form: QWidget, spec: FormSpec, editors: Mapping[str, QWidget], lines: Mapping[str, QLabel]
    ) -> None:
        """editors, lines: the widget and the problem line of every field."""
        self._form, self._spec = form, spec
        self._editors, self._lines = editors, lines
        self.hidden = frozenset(name for name, editor in editors.items() if editor.isHidden())

    def turn_to(self, hidden: frozenset[str]) -> bool:
        """Hide these fields and show the others; whether anything changed."""
        if hidden == self.hidden:
            return False
        changed = hidden ^ self.hidden
        for name in changed:
            asked = name not in hidden
            self._editors[name].setVisible(asked)
            self._label(f"{name}_label").setVisible(asked)
            self._lines[name].setVisible(asked and bool(self._lines[name].text()))
        self.hidden = hidden
        self._show_headings({self._spec[name].part for name in changed})
        return True

    def _show_headings(self, parts: set[str]) -> None:
        """A part of which nothing is asked has no heading; the form numbers them in their order."""
        every = list(dict.fromkeys(f.part for f in self._spec.fields))
        asked = {f.part for f in self._spec.fields if f.name not in self.hidden}
        for part in parts:
            self._label(f"part_{every.index(part) + 1}").setVisible(part in asked)

    def _label(self, name: str) -> QLabel:
        found = self._form.findChild(QLabel, name)
        assert found is not None, f"{self._form.objectName()}.{name}"
        return found
