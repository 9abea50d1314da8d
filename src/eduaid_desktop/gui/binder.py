"""Ties the widgets of a form to the fields of its spec, by objectName."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from eduaid_desktop.domain import id_number, text
from eduaid_desktop.domain.fields import Field, FormSpec
from eduaid_desktop.domain.problems import BLOCK, WARN, Problem
from eduaid_desktop.domain.rules import Code, Rules
from eduaid_desktop.gui.keys import FieldKeys, bring_into_view, focus
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services.records import typed

Editor = QLineEdit | QComboBox | QPlainTextEdit
Raw = dict[str, Any]

_FLAG = (Code("1", "是"), Code("0", "否"))
# Kinds typed with digits: the Chinese input method is switched off in them where the system allows it.
_DIGITS = frozenset({"id_number", "account", "money", "integer", "decimal", "date", "month"})
_EXAMPLES = {"date": "如 20180612", "month": "如 201806"}
# State by sign and word first, by colour only then.
_SIGNS = {BLOCK: "✕ 要改：", WARN: "▲ 核对：", "note": "· 说明："}
_RANK = {BLOCK: 0, WARN: 1}


class Binder(QObject):
    """edited: something was typed. left: a field was left. finished: Enter in the last field.

    turned: PgUp (-1) or PgDn (1) was pressed in a field.
    """

    edited = Signal()
    left = Signal()
    finished = Signal()
    turned = Signal(int)

    def __init__(self, form: QWidget, spec: FormSpec, rules: Rules) -> None:
        """form holds one widget per field, named like it, and NAME_problem under each."""
        super().__init__(form)
        self.form, self.spec = form, spec
        self.editors: dict[str, Editor] = {f.name: self._find(f.name) for f in spec.fields}
        self._lines: dict[str, QLabel] = {f.name: self._line(f.name) for f in spec.fields}
        self._derived: Raw = {}
        self._before: Raw = {}
        self._silent = False
        # Of what kind the child's number is, where the form does not ask.
        self._document = ""
        self.keys = FieldKeys(list(self.editors.values()), self)
        self.keys.left.connect(self.left)
        self.keys.past_end.connect(self.finished)
        self.keys.turned.connect(self.turned)
        self.use(rules)
        for field in spec.fields:
            self._prepare(field)
        self._before = self.raw()

    def use(self, rules: Rules) -> None:
        """Offer the choices of these rules; what is chosen stays chosen."""
        self._rules = rules
        for field in self.spec.fields:
            box = self.editors[field.name]
            if isinstance(box, QComboBox):
                codes = _FLAG if field.kind == "flag" else rules.codes[field.choices].offered(rules.today)
                with QSignalBlocker(box):
                    _offer(box, codes)

    def raw(self) -> Raw:
        """What is typed and chosen, field by field, right or wrong."""
        return {name: _read(editor) for name, editor in self.editors.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show stored values; fields that are not named become empty."""
        self._document = values.get("id_type") or ""
        self.restore(typed(self.spec, values))
        self._before = self.raw()
        self._derived = {}

    def restore(self, raw: Mapping[str, Any]) -> None:
        """Show what was once typed; it counts as a change against what was filled."""
        self._silent = True
        for name, editor in self.editors.items():
            self._write(name, editor, raw.get(name))
        self._silent = False
        self.clear()

    def suggest(self, values: Mapping[str, Any]) -> None:
        """Put stored values into the fields that are still empty."""
        self._document = values.get("id_type") or self._document
        known = typed(self.spec, values)
        blank = [
            name for name, content in self.raw().items() if not content and known.get(name) not in (None, "")
        ]
        for name in blank:
            self._write(name, self.editors[name], known[name])

    def changed(self) -> bool:
        """Whether anything differs from what was filled or last accepted."""
        return self.raw() != self._before

    def overwritten(self) -> Raw:
        """What stood in the fields that hold something else now."""
        return {name: self._before[name] for name, typed in self.raw().items() if typed != self._before[name]}

    def accept(self) -> None:
        """What stands in the fields is saved now."""
        self._before = self.raw()

    def show(self, problems: Iterable[Problem]) -> list[Problem]:
        """Write each problem under its field; return those that belong to no field of this form."""
        self.clear()
        by_field: dict[str, list[Problem]] = {}
        for problem in problems:
            by_field.setdefault(problem.field, []).append(problem)
        for name in self.editors:
            if name in by_field:
                self._say(name, sorted(by_field.pop(name), key=lambda p: _RANK.get(p.severity, 2)))
        return [problem for rest in by_field.values() for problem in rest]

    def remark(self, name: str, sentence: str) -> None:
        """Put a line to look at under a field that has none yet."""
        if not self._lines[name].text():
            self._say(name, [Problem(name, sentence, WARN)])

    def clear(self) -> None:
        """Take all problem lines away."""
        for name in self.editors:
            self._clear(name)

    def focus_problem(self, problems: Iterable[Problem]) -> None:
        """Put the focus on the first field that blocks."""
        wrong = {p.field for p in problems if p.blocking}
        for name, editor in self.editors.items():
            if name in wrong:
                focus(editor)
                bring_into_view(editor)
                return

    def focus_first_empty(self) -> None:
        """Put the focus on the first required field that is still empty, else on the first field."""
        empty = [f.name for f in self.spec.fields if f.required and not _read(self.editors[f.name])]
        focus(self.editors[empty[0] if empty else self.spec.fields[0].name])

    def focus_field(self, name: str) -> None:
        """Put the focus on one field."""
        focus(self.editors[name])

    def set_read_only(self, only: bool) -> None:
        """Let the form be read and copied from, not typed into."""
        self.lock(self.editors if only else ())

    def lock(self, names: Collection[str]) -> None:
        """Let these fields be read, not typed into, and the others be typed into."""
        for name, editor in self.editors.items():
            if isinstance(editor, QComboBox):
                editor.setEnabled(name not in names)
            else:
                editor.setReadOnly(name in names)

    def _find(self, name: str) -> Editor:
        found = self.form.findChild(QWidget, name)
        assert isinstance(found, (QLineEdit, QComboBox, QPlainTextEdit)), f"{self.form.objectName()}.{name}"
        return found

    def _line(self, name: str) -> QLabel:
        found = self.form.findChild(QLabel, f"{name}_problem")
        assert found is not None, f"{self.form.objectName()}.{name}_problem"
        return found

    def _prepare(self, field: Field) -> None:
        editor = self.editors[field.name]
        if isinstance(editor, QComboBox):
            meant = self._rules.label(field.choices, field.default) if field.choices and field.default else ""
            editor.setPlaceholderText("必选" if field.required else meant)
            editor.currentIndexChanged.connect(lambda: self._edited(field))
            editor.currentIndexChanged.connect(lambda: _dim(editor))
            _dim(editor)
            return
        editor.textChanged.connect(lambda: self._edited(field))
        if field.kind in _DIGITS:
            editor.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhLatinOnly)
            editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        if isinstance(editor, QPlainTextEdit):
            editor.setToolTip("按 Alt+Enter 换行")
        elif field.kind == "id_number":
            editor.editingFinished.connect(lambda: self._check_number(field.name))
        if not editor.placeholderText():
            example = _EXAMPLES.get(field.kind, "")
            editor.setPlaceholderText("，".join(filter(None, ("必填" if field.required else "", example))))

    def _write(self, name: str, editor: Editor, value: Any) -> None:
        self._clear(name)
        content = "" if value is None else str(value)
        if isinstance(editor, QComboBox):
            _choose(editor, content, self.spec[name], self._rules)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(content)
        else:
            editor.setText(content)
            editor.setCursorPosition(0)

    def _edited(self, field: Field) -> None:
        if self._silent:
            return
        self._clear(field.name)
        if field.name == "id_number" and self.spec.fill:
            self._derive()
        self.edited.emit()

    def _derive(self) -> None:
        """A complete ID number fills what follows from it, and takes back what followed from the last one."""
        raw = self.raw()
        if not self.spec.fill or id_number.fault(text.compact(raw["id_number"])):
            return
        stale = {name for name, value in self._derived.items() if raw[name] == value}
        given = {name: "" if name in stale else content for name, content in raw.items()}
        filled = self.spec.fill(dict(given))
        self._derived = {n: filled[n] for n in self.editors if filled.get(n) and not given[n]}
        self._silent = True
        for name, value in self._derived.items():
            self._write(name, self.editors[name], value)
        self._silent = False

    def _check_number(self, name: str) -> None:
        """A slip in an ID number is told when the field is left, while the paper is still at hand."""
        raw = self.raw()
        field = self.spec[name].of_document(raw.get("id_type") or self._document)
        wrong = [p for p in field.clean(raw[name], self._rules)[1] if p.blocking] if raw[name] else []
        if wrong and not self._lines[name].text():
            self._say(name, wrong)

    def _say(self, name: str, problems: list[Problem]) -> None:
        line = self._lines[name]
        worst = problems[0].severity
        restyle(line, state=worst)
        restyle(self.editors[name], state=worst)
        # Which field it is about is plain to see here.
        named = f"{self.spec[name].label}："
        line.setText("\n".join(_SIGNS.get(p.severity, "") + p.message.removeprefix(named) for p in problems))
        line.show()

    def _clear(self, name: str) -> None:
        line = self._lines[name]
        if line.text():
            line.clear()
            line.hide()
            restyle(self.editors[name], state="")


def _read(editor: Editor) -> str:
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()


def _dim(box: QComboBox) -> None:
    """Placeholder words of an empty choice are quiet, which the style sheet cannot tell by itself."""
    empty = "yes" if box.currentIndex() < 0 else ""
    if box.property("empty") != empty:
        restyle(box, empty=empty)


def _offer(box: QComboBox, codes: Iterable[Code]) -> None:
    chosen = str(box.currentData() or "")
    box.clear()
    box.addItem("", "")
    for code in codes:
        box.addItem(code.label, code.code)
    box.setCurrentIndex(box.findData(chosen) if chosen else -1)


def _choose(box: QComboBox, content: str, field: Field, rules: Rules) -> None:
    """A stored code that is offered no longer, and a word that is no code at all, are shown all the same."""
    place = box.findData(content) if content else -1
    if content and place < 0:
        table = rules.codes.get(field.choices)
        box.addItem(table.label(content) if table else content, content)
        place = box.count() - 1
    box.setCurrentIndex(place)
