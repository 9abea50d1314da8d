"""What every form has in common: the answer to a save, a record as shown, its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain.fields import FormSpec, Values
from eduaid_desktop.domain.problems import Problem, blocking
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history as log


@dataclass(frozen=True)
class Saved:
    """The record's id, its revision now, and what is still worth a look."""

    id: int
    revision: int
    problems: list[Problem] = field(default_factory=list)


class Invalid(UserError):
    """A form that cannot be saved as it stands; problems says field by field why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        first = blocking(self.problems)
        more = f"（另有 {len(first) - 1} 处）" if len(first) > 1 else ""
        super().__init__(f"还不能保存：{first[0].message}{more}")


def require_valid(problems: list[Problem]) -> None:
    """Raises Invalid when anything blocks."""
    if blocking(problems):
        raise Invalid(problems)


def typed(spec: FormSpec, row: Mapping[str, Any]) -> Values:
    """The stored values of a record the way a person would type them, ready for FormSpec.clean."""
    from eduaid_desktop.domain.money import plain_yuan

    money = {f.name for f in spec.fields if f.kind in ("money", "decimal")}
    return {f.name: plain_yuan(row.get(f.name)) if f.name in money else row.get(f.name) for f in spec.fields}


def merged(spec: FormSpec, row: Mapping[str, Any], raw: Mapping[str, Any]) -> Values:
    """A stored record with some fields typed anew; what was typed alone where nothing is stored yet."""
    return {**typed(spec, row), **raw} if row else dict(raw)


def history(desk: Desk, spec: FormSpec, record_id: int) -> list[dict[str, Any]]:
    """Every change of a record, oldest first: change_id, at, actor, sentence, and fields changed.

    Each field: name, label, before, after, both as a person reads them.
    """
    rules = desk.rules()
    return [
        {k: line[k] for k in ("change_id", "at", "actor", "sentence", "action")}
        | {"fields": list(_differences(spec, rules, line["before"], line["after"]))}
        for line in log.of_record(desk.store, spec.table, record_id)
    ]


def _differences(
    spec: FormSpec, rules: Rules, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[dict[str, str]]:
    for each in spec.fields:
        if each.name in after and (after[each.name] is not None or before.get(each.name) is not None):
            yield {
                "name": each.name,
                "label": each.label,
                "before": each.shown(before.get(each.name), rules),
                "after": each.shown(after[each.name], rules),
            }
