"""Which fields of a form are in sight: those that what is chosen asks for, with the headings of their parts."""

from functools import cached_property

from PySide6.QtWidgets import QLabel, QWidget

from eduaid_desktop.domain.fields import FormSpec


class AskedFields:
    """hidden: the fields that are out of sight now; what is typed in them stays in them."""

    def __init__(self, form: QWidget, spec: FormSpec) -> None:
        self._form, self._spec = form, spec
        self.hidden: frozenset[str] = frozenset()

    def turn_to(self, hidden: frozenset[str]) -> bool:
        """Hide these fields and show the others; whether anything changed."""
        if hidden == self.hidden:
            return False
        for name in hidden ^ self.hidden:
            for part in (f"{name}_label", name):
                self._find(part).setVisible(name not in hidden)
            line = self._find(f"{name}_problem")
            line.setVisible(name not in hidden and isinstance(line, QLabel) and bool(line.text()))
        self.hidden = hidden
        asked = {f.part for f in self._spec.fields if f.name not in hidden}
        for part, heading in self._headings.items():
            heading.setVisible(part in asked)
        return True

    def _find(self, name: str) -> QWidget:
        found = self._form.findChild(QWidget, name)
        assert found is not None, name
        return found

    @cached_property
    def _headings(self) -> dict[str, QLabel]:
        labels = self._form.findChildren(QLabel)
        return {each.text(): each for each in labels if each.property("role") == "heading"}
