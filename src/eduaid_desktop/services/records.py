"""What every form has in common: the answer to a save, a record as shown, its history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.problems import Problem, blocking
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history as log
from eduaid_desktop.store import merges
from eduaid_desktop.store.store import Row


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
    return {**retyped(spec, row), **raw} if row else dict(raw)


def retyped(spec: FormSpec, row: Mapping[str, Any]) -> Values:
    """As typed, and the kind of document that the child's number is of, which most forms do not ask."""
    document = {"id_type": row["id_type"]} if "id_type" in row else {}
    return {**typed(spec, row), **document}


def history(desk: Desk, spec: FormSpec, record_id: int) -> list[dict[str, Any]]:
    """Every change of a record, oldest first: change_id, at, actor, sentence, action, and fields changed.

    Each field: name, label, before, after, both as a person reads them. A form about a child shows what
    became of her identity since, too.
    """
    rules = desk.rules()
    found: dict[int, dict[str, Any]] = {}
    for line, fields in _lines(desk, spec, record_id):
        head = {k: line[k] for k in ("change_id", "at", "actor", "sentence", "action")}
        entry = found.setdefault(line["change_id"], head | {"fields": []})
        entry["fields"] += _differences(fields, rules, line["before"], line["after"])
    return [found[change_id] for change_id in sorted(found)]


def _lines(desk: Desk, spec: FormSpec, record_id: int) -> Iterator[tuple[Row, Iterable[Field]]]:
    own = log.of_record(desk.store, spec.table, record_id)
    yield from ((line, spec.fields) for line in own)
    if spec.table == "person":
        for gone in merges.into(desk.store, record_id):
            lines = log.of_record(desk.store, "person", gone["id"])
            yield from ((line, ()) for line in lines if line["change_id"] == gone["change_id"])
    if own and "person_id" in own[0]["after"]:
        for line in log.of_record(desk.store, "person", own[0]["after"]["person_id"]):
            if line["change_id"] >= own[0]["change_id"]:
                yield line, IDENTITY


def _differences(
    fields: Iterable[Field], rules: Rules, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[dict[str, str]]:
    for each in fields:
        if each.name in after and (after[each.name] is not None or before.get(each.name) is not None):
            yield {
                "name": each.name,
                "label": each.label,
                "before": each.shown(before.get(each.name), rules),
                "after": each.shown(after[each.name], rules),
            }
