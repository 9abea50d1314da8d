"""资助申请: saving and reading an application for student aid."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain.aid import ACCEPTED, AID
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.services import office, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved, merged, require_valid
from eduaid_desktop.store.store import Row

_OWN = tuple(f.name for f in AID.fields if f not in IDENTITY)


def save(
    desk: Desk,
    raw: Mapping[str, Any],
    aid_id: int | None = None,
    revision: int | None = None,
    *,
    person_id: int | None = None,
    person_revision: int | None = None,
) -> Saved:
    """Save an application; the person is found by ID number or registered.

    person_id: the child the clerk picked, when she did; person_revision: hers, as the form read it. Raises
    Invalid, or Conflict when the application or the child's identity was edited elsewhere since.
    """
    if aid_id is None:
        office.require_township(desk)
    stored: Row = load(desk, aid_id) if aid_id else {}
    raw = people.with_document(desk, raw, stored.get("person_id") or person_id)
    values, problems = AID.clean(merged(AID, stored, raw), desk.rules())
    require_valid(problems)
    sentence = f"{'修改' if aid_id else '录入'}资助申请（{values['name']}）"
    with desk.change(sentence) as change:
        person = people.find_or_create(change, values, stored.get("person_id") or person_id, person_revision)
        problems += _same_aid(change.select("aid", person_id=person, term=values["term"]), values, aid_id)
        own = {name: values[name] for name in _OWN}
        if aid_id is None:
            aid_id = change.insert("aid", {"person_id": person, "status": ACCEPTED, **own})
            return Saved(aid_id, 1, problems)
        return Saved(aid_id, change.update("aid", aid_id, own, revision=revision), problems)


def _same_aid(others: list[Row], values: Values, aid_id: int | None) -> list[Problem]:
    """The same programme twice in a term is kept, and said, until somebody decides."""
    for other in others:
        if other["programme"] == values["programme"] and other["id"] != aid_id:
            text = f"该生本学期已有同一资助项目的申请（第 {other['id']} 号），请核对是否重复。"
            return [Problem("programme", text, WARN, "W_DUP_AID")]
    return []


def load(desk: Desk, aid_id: int) -> Row:
    """The application with the identity fields of its person, and her revision as person_revision."""
    aid = desk.store.get("aid", aid_id)
    person = desk.store.get("person", aid["person_id"])
    identity = {name: person[name] for name in ("id_type", *(f.name for f in IDENTITY))}
    return {**aid, **identity, "person_revision": person["revision"]}
