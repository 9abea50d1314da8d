"""What is asked, once: a Field per question, a FormSpec per form.

One FormSpec serves the window's form, the importer, the exporter, the command line and the tests.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from eduaid_desktop.domain.kinds import KINDS
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.reading import Unreadable
from eduaid_desktop.domain.rules import Rules

Values = dict[str, Any]
Check = Callable[[Values, Rules], Iterator[Problem]]
Fill = Callable[[Values], Values]
Called = Callable[[Mapping[str, Any], Rules], str]
Unasked = Callable[[Mapping[str, Any], Rules], frozenset[str]]


@dataclass(frozen=True)
class Field:
    """One question of a form.

    name is also the column in the office file and the objectName of the widget. kind is a key of
    domain.kinds.KINDS; length is counted in characters; choices names a code table of Rules.codes, of an ID
    number the kind of document.
    headers are the other words under which workbooks carry this column. part groups the fields of a
    form on screen and on paper. clause: the rule that reading the field rests on, such as F13.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    length: int = 200
    choices: str = ""
    headers: tuple[str, ...] = ()
    part: str = ""
    hint: str = ""
    default: Any = None
    clause: str = ""

    def clean(self, raw: Any, rules: Rules) -> tuple[Any, list[Problem]]:
        """Turn what was typed or read into a stored value. Returns (value or None, problems)."""
        try:
            value, notes = KINDS[self.kind].clean(raw, self.choices, rules)
        except Unreadable as wrong:
            return None, [Problem(self.name, f"{self.label}：{wrong}", rule=wrong.rule, clause=self.clause)]
        problems = []
        if notes:
            problems = [
                Problem(self.name, f"{self.label}：{n.text}", n.severity, n.rule, self.clause) for n in notes
            ]
        if value is None and self.required:
            problems.append(Problem(self.name, f"{self.label}还没有填写。"))
        if isinstance(value, str) and len(value) > self.length:
            problems.append(
                Problem(self.name, f"{self.label}最多 {self.length} 个字，现有 {len(value)} 个字，请缩短。")
            )
        return value, problems

    def of_document(self, document: str | None) -> "Field":
        """The field for the number of this kind of document (a code of id_type); other fields as they are."""
        return replace(self, choices=document) if document and self.name == "id_number" else self

    def shown(self, value: Any, rules: Rules) -> str:
        """The stored value as a person reads it."""
        return KINDS[self.kind].shown(value, self.choices, rules)


@dataclass(frozen=True)
class FormSpec:
    """A form: its fields in paper order and the checks that look at several of them.

    fill derives what was left blank from what was typed (a birth date from an ID number). amounts
    names the columns in fen that the form does not ask for, because a later step decides them.
    called gives what a person calls a record with these values. unasked names the fields that make no
    sense with what was typed (the days of a programme that counts none): hidden, and never in the way.
    """

    name: str
    title: str
    table: str
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = field(default=())
    fill: Fill | None = None
    amounts: tuple[str, ...] = ()
    called: Called = lambda values, rules: str(values.get("name") or "")
    unasked: Unasked = lambda raw, rules: frozenset()

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name]

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Every field by its name."""
        return {f.name: f for f in self.fields}

    @cached_property
    def version(self) -> str:
        """Which version of the form this is; see version_of."""
        return version_of((f.name, f.kind) for f in self.fields)

    def clean(self, raw: Mapping[str, Any], rules: Rules) -> tuple[Values, list[Problem]]:
        """Clean every field, then run the checks. Returns (values for every field, problems)."""
        values: Values = {}
        problems: list[Problem] = []
        filled = self.fill(dict(raw)) if self.fill else raw
        unasked = self.unasked(filled, rules)
        for each in self.fields:
            asked = each.of_document(values.get("id_type") or filled.get("id_type"))
            typed = None if each.name in unasked else filled.get(each.name, each.default)
            values[each.name], found = asked.clean(typed, rules)
            problems += found
        unread = {p.field for p in problems if p.blocking}
        for check in self.checks:
            # A field that could not be read has said why; that it is missing would be wrong.
            problems += [p for p in check(values, rules) if p.field not in unread]
        return values, problems


def version_of(questions: Iterable[tuple[str, str]]) -> str:
    """A short digest of the (name, kind) of every question, in whatever order they stand."""
    told = "\n".join(f"{name} {kind}" for name, kind in sorted(questions))
    return hashlib.sha256(told.encode()).hexdigest()[:8]
