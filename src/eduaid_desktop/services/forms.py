"""The doors through which any form is saved and read: one per FormSpec, for the window and the command line."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.fields import FormSpec
from eduaid_desktop.domain.fund import FUND_ENTRY
from eduaid_desktop.domain.hardship import HARDSHIP
from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.domain.project import PROJECT
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.relief_past import RELIEF_PAST
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import aid, fund, hardship, people, projects, relief, relief_past, relief_writing
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved

Save = Callable[[Desk, Mapping[str, Any], int | None, int | None], Saved]


@dataclass(frozen=True)
class Door:
    """spec: what is asked. save(desk, raw, id, revision); load(desk, id). number: a column that names a record.

    place: what is no question of the form, and yet says where a new record belongs. parts: the lists that
    load gives with the record, and what their rows are. closed: the fields of a record, as load gives it,
    that may not be edited now.
    """

    spec: FormSpec
    save: Save
    load: Callable[[Desk, int], Mapping[str, Any]]
    number: str = ""
    place: str = ""
    parts: Mapping[str, FormSpec] = field(default_factory=dict)
    closed: Callable[[Mapping[str, Any]], set[str]] = lambda record: set()

    def require_fields(self, raw: Mapping[str, Any]) -> None:
        """Raises UserError for a field that the form does not have."""
        unknown = [name for name in raw if name not in self.spec.by_name and name != self.place]
        if unknown:
            known = "、".join(f.name for f in self.spec.fields)
            raise UserError(f"“{self.spec.title}”没有字段 {'、'.join(unknown)}。可用的字段：{known}。")

    def find(self, desk: Desk, reference: str) -> int:
        """The id of a record given by its id or its number; raises UserError when there is none."""
        if self.number:
            named = desk.store.select(self.spec.table, **{self.number: reference})
            if named:
                return int(named[0]["id"])
        if not re.fullmatch(r"[0-9]{1,18}", reference):
            raise UserError(f"找不到“{reference}”，请核对编号。")
        return int(desk.store.get(self.spec.table, int(reference))["id"])


def _part(name: str) -> Door:
    def save(desk: Desk, raw: Mapping[str, Any], part_id: int | None, revision: int | None) -> Saved:
        return projects.save_part(desk, name, raw, part_id, revision)

    def load(desk: Desk, part_id: int) -> Mapping[str, Any]:
        return desk.store.get(name, part_id)

    return Door(projects.PARTS[name], save, load, place="project_id")


_DOORS = {
    "person": Door(PERSON, people.save, lambda desk, person_id: desk.store.get("person", person_id)),
    "aid": Door(AID, aid.save, aid.load),
    "hardship": Door(HARDSHIP, hardship.save, hardship.load, place="person_id"),
    "relief": Door(RELIEF, relief.save, relief.load, "case_no", closed=relief_writing.frozen),
    "relief_past": Door(
        RELIEF_PAST, relief_past.save, relief_past.load, "case_no", closed=relief_past.closed
    ),
    "fund_entry": Door(FUND_ENTRY, fund.save, fund.load),
    "project": Door(PROJECT, projects.save, projects.load, "project_no", parts=projects.PARTS),
    **{name: _part(name) for name in projects.PARTS},
}


def door(form: str) -> Door:
    """The door of a form by its name; raises UserError for an unknown one."""
    if form not in _DOORS:
        raise UserError(f"没有名为“{form}”的表单。可用：{'、'.join(_DOORS)}。")
    return _DOORS[form]


def known(form: str) -> bool:
    """Whether there is a form of this name."""
    return form in _DOORS
